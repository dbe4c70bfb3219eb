"""What the command line does with a house that is set up: open it for one command, change its settings."""

from __future__ import annotations

import contextlib
import getpass
import secrets
from base64 import b64encode
from collections.abc import Iterator

from rich.console import Console

from handclasp.access import machines
from handclasp.access.policy import Action, Reader
from handclasp.config import Settings, is_origin
from handclasp.disclose.gate import Passed
from handclasp.flow import UnknownTenant
from handclasp.house.app import House, Paths
from handclasp.house.copies import InCopies
from handclasp.house.up import started
from handclasp.keep import epochs
from handclasp.records import Kind, Value
from handclasp.seal import kit
from handclasp.store import settings as stored
from handclasp.store.embedded import Embedded


@contextlib.contextmanager
def house(settings: Settings, *, writes: bool = True) -> Iterator[House]:
    """A house for one command: uses the running server, or starts the embedded one for as long as the command takes."""
    embedded = None
    if (
        settings.database_url is None
        and Paths(settings.data_dir).passwords.exists()
        and not Embedded(settings.data_dir).running()
    ):
        embedded = started(settings)
    try:
        parts = House(settings)
        try:
            if writes:
                parts.start()
            yield parts
        finally:
            parts.close()
    finally:
        if embedded is not None:
            embedded.stop()


@contextlib.contextmanager
def django(settings: Settings, tenant: str | None) -> Iterator[House]:
    """Django's models for one command; raises UnknownTenant."""
    from handclasp.web import console  # noqa: PLC0415

    with house(settings) as parts:
        if tenant is not None:
            tenant_number(parts, tenant)
        console.setup(
            parts.database.url("console"), parts.keys.secret("django").hex(), settings.public_url, settings.data_dir
        )
        yield parts


def tenant_number(parts: House, tenant: str) -> int:
    """A tenant's number; raises UnknownTenant."""
    number = parts.directory.tenant(tenant)
    if number is None:
        message = f"there is no tenant {tenant!r} here; `handclasp tenant list` names them"
        raise UnknownTenant(message)
    return number


def pseudonym(parts: House, tenant: str, conversation: str) -> bytes:
    """A conversation by its own name or pseudonym; raises UnknownTenant.

    A name that is none gets a pseudonym that is none: the door it is shown to refuses it, and writes that down, in the
    same words as any that is not this person's.
    """
    found = parts.keyring.find(tenant_number(parts, tenant), conversation)
    if found is None and len(conversation) == 32:
        with contextlib.suppress(ValueError):
            found = bytes.fromhex(conversation)
    return found or secrets.token_bytes(16)


def operator(tenant: str) -> Reader:
    """Who acts at the command line without `--as`: an account of this machine; it sets a house up and reads nothing."""
    return Reader(tenant, "operator", f"command-line/{getpass.getuser()}")


def noted(parts: House, tenant: str, action: str, **details: str) -> None:
    """Seal what the operator does in the tenant's journal: who, what, when."""
    parts.journal.seal(operator(tenant), Kind.AGENT_ACTION, {"action": action, "details": dict(details)})


def _act(parts: House, who: Reader, passed: Passed, action: str, **details: str) -> None:
    facts: dict[str, Value] = {"action": action, "details": dict(details), "policy": passed.decision.version}
    parts.journal.seal(who, Kind.AGENT_ACTION, facts)


def rotate_keys(parts: House, who: Reader) -> epochs.Turned:
    """Turn the key epoch of a tenant; raises Refused, which is journalled."""
    passed = parts.gate.passed(who, Action.ROTATE_KEYS)
    _act(parts, who, passed, "keys rotate")
    return epochs.turn(parts.keys, parts.database, parts.log.log_id, passed.tenant, InCopies(parts))


def sites(parts: House, who: Reader) -> list[tuple[str, str, str, list[str]]]:
    """(tenant, site key, name, origins) of a tenant's sites, for whoever manages them; raises Refused."""
    parts.gate.passed(who, Action.MANAGE_SITES)
    return [site for site in parts.directory.sites() if site[0] == who.tenant]


def add_site(parts: House, who: Reader, name: str, origins: list[str]) -> tuple[str, str]:
    """Make a site; returns its public key and, once, its shop secret in base64. Raises BadSetting, Refused."""
    passed = parts.gate.passed(who, Action.MANAGE_SITES)
    for origin in origins:
        if not is_origin(origin):
            message = f"{origin!r} is not a page's origin; write it like https://shop.example.com, without a path"
            raise machines.BadSetting(message)
    site_key, secret = stored.new_site_key(), secrets.token_bytes(32)
    _act(parts, who, passed, "site add", site=site_key, origins=" ".join(origins))
    parts.directory.add_site(passed.tenant, site_key, name, origins, secret)
    return site_key, b64encode(secret).decode()


def confirm_kit(settings: Settings, number: str, out: Console) -> None:
    """Note that the kit lies elsewhere and remove the sheet from this machine."""
    paths = Paths(settings.data_dir)
    kit.KitState(paths.kit).confirm(number)
    paths.sheet.unlink(missing_ok=True)
    out.print("confirmed; the sheet was removed from this machine")
