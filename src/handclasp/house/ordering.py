"""Puts connectors to shops together with the house: opened from the settings when first asked, masked by the screener.

A secret that is missing or too short ends the start with a clear error; a shop that does not answer ends nothing.
"""

from __future__ import annotations

import ipaddress
import os
import re
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import structlog

from handclasp.config import BadConfiguration
from handclasp.disclose.orders import OrderLooks
from handclasp.orders import signing
from handclasp.orders.card_shops import AcgFaka, Dujiaoka
from handclasp.orders.http import HttpShop
from handclasp.orders.mariadb import Database, Login
from handclasp.orders.model import Shop
from handclasp.orders.nonces import Nonces
from handclasp.orders.sample import SampleShop
from handclasp.records import HandclaspError, Secret
from handclasp.screen import Screener
from handclasp.screen.masks import bare, ends, mask, told
from handclasp.screen.screener import masked

if TYPE_CHECKING:
    from handclasp.config_connectors import Connector
    from handclasp.house.app import House

logger = structlog.get_logger()

_CODE: Final = re.compile("[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*")
_ASKED: Final = {True: ("联系方式：", "联系方式"), False: ("Contact: ", "Contact")}


class Shops:
    """The shops of a house by tenant; `sample`: the tenant of the sample shop, while it has none. Thread-safe."""

    def __init__(self, connectors: Mapping[str, Connector], sample: str = "") -> None:
        self._connectors = connectors
        self._sample = {sample: {"sample": SampleShop()}} if sample else {}
        self._lock = threading.Lock()
        self._open: dict[str, Shop] = {}
        self._passwords = {name: _secret(name, one, "password") for name, one in connectors.items()}
        self._secrets = {name: _secret(name, one, "secret") for name, one in connectors.items()}
        for name, secret in self._secrets.items():
            if secret is not None and len(secret) < signing.FEWEST:
                message = f"connectors.{name}: the secret has fewer than {signing.FEWEST} characters; make a longer one"
                raise BadConfiguration(message)

    def __call__(self, tenant: str) -> Mapping[str, Shop]:
        """A tenant's shops by name, in the order of the settings."""
        own = {name: self._shop(name) for name, one in self._connectors.items() if one.tenant == tenant}
        return own or self._sample.get(tenant, {})

    def everyone(self) -> Mapping[str, Shop]:
        """All shops by name."""
        return {name: self._shop(name) for name in self._connectors}

    def signs(self, name: str) -> tuple[str, Secret[str]] | None:
        """The tenant of a connector and the secret that its shop signs with; None where nothing can be sent by it."""
        one, secret = self._connectors.get(name), self._secrets.get(name)
        return None if one is None or secret is None else (one.tenant, secret)

    def close(self) -> None:
        """Let go of all connections."""
        with self._lock:
            shops, self._open = list(self._open.values()), {}
        for shop in shops:
            shop.close()

    def _shop(self, name: str) -> Shop:
        with self._lock:
            if name not in self._open:
                self._open[name] = self._opened(name, self._connectors[name])
            return self._open[name]

    def _opened(self, name: str, one: Connector) -> Shop:
        secret = self._secrets[name]
        if one.kind == "http":
            return HttpShop(name, str(one.endpoint), secret or Secret(""))
        authority = str(one.database_authority) if one.database_authority else ""
        login = Login(**one.place(), password=self._passwords[name] or Secret(""), authority=authority)
        kind = Dujiaoka if one.kind == "dujiaoka" else AcgFaka
        return kind(Database(name, login), ZoneInfo(one.timezone), one.prefix, one.currency)


def check(shops: Shops) -> None:
    """Ask every shop once, as a process starts: whatever is wrong is in the log before somebody needs an order."""
    for name, shop in shops.everyone().items():
        try:
            shop.check()
        except HandclaspError as error:
            logger.warning("a shop cannot be asked", connector=name, code=error.code, why=str(error))


class Signatures:
    """Whose shop signed a request. Thread-safe, and alike in all web workers of a machine."""

    def __init__(self, shops: Shops, nonces: Nonces, clock: Callable[[], int]) -> None:
        self._shops = shops
        self._nonces = nonces
        self._clock = clock

    def __call__(self, headers: Mapping[str, str], path: str, body: bytes) -> tuple[str, str]:
        """The tenant and the connector; raises NotSigned, Clock, Replayed."""
        signed = signing.read(headers)
        now = self._clock() // 1000
        tenant, secret = self._shops.signs(signed.connector) or ("", None)
        signing.check(secret, signing.Request("POST", path, body), signed, now)
        self._nonces.take(signed, now)
        return tenant, signed.connector


def _secret(name: str, one: Connector, which: str) -> Secret[str] | None:
    """The password or the secret of a connector; raises BadConfiguration, which repeats nothing of it."""
    path: Path | None = getattr(one, f"{which}_file")
    variable: str = getattr(one, f"{which}_env")
    if path is not None:
        try:
            found = path.read_text(encoding="utf-8").partition("\n")[0].strip()
        except (OSError, UnicodeDecodeError) as error:
            message = f"connectors.{name}.{which}_file: {path} cannot be read ({type(error).__name__})"
            raise BadConfiguration(message) from None
    elif variable:
        found = os.environ.get(variable, "").strip()
    else:
        return None
    if not found:
        where = f"{which}_file: {path} has nothing in its first line" if path else f"{which}_env: {variable} is not set"
        message = f"connectors.{name}.{where}"
        raise BadConfiguration(message)
    return Secret(found)


class ScreenersMasks:
    """What a shop tells, masked as the same words are in a talk (disclose.orders.Masks)."""

    def __init__(self, screener: Screener) -> None:
        self._find = screener.find

    def text(self, _tenant: str, text: str, /) -> str:
        """Words."""
        found = self._find(text)
        return masked(text, found)[0] if found else text

    def contact(self, _tenant: str, text: str, /, *, zh: bool) -> str:
        """What somebody is reached by, as after the words that ask for it; whatever is no known kind is hidden too."""
        asked, label = _ASKED[zh]
        found = self._find(asked + text)
        if found and found[0].start == len(asked) and found[-1].end == len(asked) + len(text):
            return masked(asked + text, found)[0][len(asked) :]
        return mask(label, told(ends(text, 1, 1), len(text)), dropped=False, chinese=zh)

    def address(self, text: str, /, *, zh: bool) -> str:
        """An internet address by its first half; anything else is hidden."""
        shown = ""
        try:
            ip = ipaddress.ip_address(text)
        except ValueError:
            pass
        else:
            sign = "." if ip.version == 4 else ":"
            shown = sign.join([*ip.exploded.split(sign)[:2], "*", "*"])
        return mask("IP", shown, dropped=False, chinese=zh)

    def card(self, secret: str, tail: str, /, *, zh: bool) -> str:
        """A card by its last four characters where it is one code; two codes, or words, are hidden whole."""
        if secret:
            tail = secret[-4:] if _CODE.fullmatch(secret) and len(secret) >= 8 else ""
        return mask("CARD_SECRET", f"****-{tail}" if tail else "", dropped=False, chinese=zh)

    def bare(self, text: str, /) -> str:
        """A mask's type alone."""
        return bare(text)


def looks(house: House, clock: Callable[[], int]) -> OrderLooks:
    """The order beside the talk."""
    return OrderLooks(
        gate=house.gate,
        records=house.records,
        keyring=house.keyring,
        shops=house.shops,
        masks=ScreenersMasks(house.screener),
        append=house.flow.append,
        clock=clock,
    )
