"""Policy sets as files: the built-in one, what of it is the house's own, copies of roles, and a digest.

A tenant's set is its role files, `roles.toml` and `approvals.toml`. The house's files, schema and forbids, belong to
this version of Handclasp: they stand beside every set and are never taken from one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files as packaged
from typing import Any, Final

from handclasp.access.roles import is_built_in, is_name
from handclasp.records import HandclaspError

SCHEMA: Final = "handclasp.cedarschema"
FORBIDS: Final = "forbids.cedar"
ROLES: Final = "roles.toml"
APPROVALS: Final = "approvals.toml"
HOUSE_FILES: Final = frozenset({SCHEMA, FORBIDS})
RESERVED: Final = "house-"
"""How the ids of the house's own policies begin; no other policy's id may."""

PARTIES: Final = ("customer", "service", "machine", "operator")
"""Roles that no account has: their files stand in every set, but they cannot be copied or granted."""

_DOMAIN: Final = b"handclasp/policies/v1"
_LONGEST_NAME: Final = 32


class PolicyFiles(HandclaspError):
    """What was asked of a policy set's files cannot be done; nothing was changed."""

    code = "policy-files"


@cache
def built_in() -> Mapping[str, str]:
    """The files of the built-in set, as a tenant's own set begins."""
    return {name: text for name, text in _packaged().items() if name not in HOUSE_FILES}


@cache
def house() -> Mapping[str, str]:
    """The house's own files: the schema and the forbids that stand above every set."""
    return {name: text for name, text in _packaged().items() if name in HOUSE_FILES}


def _packaged() -> dict[str, str]:
    folder = packaged("handclasp.access.policy") / "built_in"
    return {entry.name: entry.read_text("utf-8") for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)}


def digest(files: Mapping[str, str]) -> bytes:
    """SHA-256 over "handclasp/policies/v1" and, by ascending name, u32 length ‖ name ‖ u32 length ‖ content (UTF-8).

    Ascending by the bytes of the names; lengths are big-endian.
    """
    hashed = sha256(_DOMAIN)
    for name, content in sorted((name.encode(), content.encode()) for name, content in files.items()):
        hashed.update(len(name).to_bytes(4, "big") + name + len(content).to_bytes(4, "big") + content)
    return hashed.digest()


def version_of_built_in() -> str:
    """The name of the built-in set, house's files included: it changes whenever what they say does."""
    return f"built-in/{digest(_packaged()).hex()[:12]}"


def copied(files: Mapping[str, str], role: str, name: str, names: Mapping[str, str]) -> dict[str, str]:
    """The set with a copy of a role under a new name; `names` are what people call it (zh, en).

    The copy's file is the original's with the role and the ids renamed, to be edited as text from then on; what the
    original may never do, the copy may not either. Raises PolicyFiles.
    """
    _check_copy(files, role, name, names)
    table = _roles_in(files)[role]
    text = files[f"{role}.cedar"].replace(f'Role::"{role}"', f'Role::"{name}"')
    text = re.sub(rf'@id\("{re.escape(role)}-', f'@id("{name}-', text)
    entry = (
        f"\n[roles.{name}]\n"
        f"based_on = {_quoted(str(table.get('based_on', role)))}\n"
        f"reach = {_quoted(str(table['reach']))}\n"
        f"group = {_quoted(str(table['group']))}\n"
        f"journal = {'true' if table['journal'] else 'false'}\n"
        f"zh = {_quoted(names['zh'])}\n"
        f"en = {_quoted(names['en'])}\n"
    )
    return {**files, f"{name}.cedar": text, ROLES: files[ROLES] + entry}


def _check_copy(files: Mapping[str, str], role: str, name: str, names: Mapping[str, str]) -> None:
    if role in PARTIES or f"{role}.cedar" not in files or ROLES not in files:
        raise PolicyFiles(f"there is no role {role!r} to copy; roles that people can have are listed in {ROLES}")
    if not is_role_name(name) or f"{name}.cedar" in files or is_built_in(name):
        raise PolicyFiles(
            f"a role cannot be called {name!r}: take 1-{_LONGEST_NAME} small letters, digits and dashes, a letter "
            "first, and a name that no role has"
        )
    if set(names) != {"zh", "en"} or not all(text.strip() and text.isprintable() for text in names.values()):
        raise PolicyFiles("give the role's name in Chinese (zh) and in English (en)")
    table = _roles_in(files).get(role)
    if not isinstance(table, dict) or not {"reach", "group", "journal"} <= set(table) or name in _roles_in(files):
        raise PolicyFiles(f"{ROLES} does not describe the role {role!r}; `handclasp policy check` says why")


def _roles_in(files: Mapping[str, str]) -> dict[str, Any]:
    try:
        found = tomllib.loads(files[ROLES]).get("roles")
    except tomllib.TOMLDecodeError as error:
        raise PolicyFiles(f"{ROLES} is not TOML: {error}") from error
    return found if isinstance(found, dict) else {}


def is_role_name(name: str) -> bool:
    """Whether a copy can be called this; the database and the file system must agree."""
    return is_name(name) and len(name) <= _LONGEST_NAME and name not in PARTIES and not name.startswith(RESERVED)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
