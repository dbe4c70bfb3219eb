"""The recovery kit: one sheet to print, sealed by a passphrase, that opens every key held in escrow.

The kit is an age identity (age-encryption.org/v1) encrypted to a passphrase. The public half seals each new key into
the key folder's `escrow/`; the private half exists only on the sheet. Until somebody confirms, by typing its number,
that the sheet lies elsewhere, the house says *not recoverable*.
"""

from __future__ import annotations

import json
import secrets
from base64 import b32encode, b64decode, encodebytes
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from pyrage import DecryptError, decrypt, encrypt, passphrase, x25519

from handclasp.records import HandclaspError

_WORDS = 6


class KitError(HandclaspError):
    """The recovery kit cannot be opened or does not fit."""

    code = "recovery-kit"


class Kit(NamedTuple):
    """A fresh kit: the public key, the printable sheet, the passphrase (shown once, never stored), its number."""

    recipient: str
    sheet: str
    passphrase: str
    number: str


def create(words: list[str], origin: str) -> Kit:
    """Make a kit. `words` is a word list of at least 1,024 words for the passphrase."""
    identity = x25519.Identity.generate()
    phrase = "-".join(secrets.choice(words) for _ in range(_WORDS)) + f"-{secrets.randbelow(10_000):04d}"
    recipient = str(identity.to_public())
    number = _number(recipient)
    sealed = encodebytes(passphrase.encrypt(str(identity).encode(), phrase)).decode()
    sheet = (
        f"HANDCLASP RECOVERY KIT  {number}\n\n"
        "Keep this sheet away from the machine, and its passphrase away from this sheet.\n"
        "Both together, with a copy of the data, open every conversation kept here.\n"
        "此页与口令分开存放，且都不要放在本机旁边。两者加上数据副本，可恢复全部会话。\n\n"
        f"log      {origin}\n"
        f"public   {recipient}\n\n"
        f"-----BEGIN HANDCLASP RECOVERY KEY-----\n{sealed}-----END HANDCLASP RECOVERY KEY-----\n"
    )
    return Kit(recipient, sheet, phrase, number)


def open_sheet(sheet: str, phrase: str) -> x25519.Identity:
    """The private key on a sheet; raises KitError."""
    try:
        middle = sheet.split("-----BEGIN HANDCLASP RECOVERY KEY-----")[1].split("-----END", maxsplit=1)[0]
        return x25519.Identity.from_str(passphrase.decrypt(b64decode(middle), phrase.strip()).decode())
    except (IndexError, ValueError):
        message = "this is not a recovery kit sheet"
        raise KitError(message) from None
    except DecryptError as error:
        # What a passphrase costs is set by how fast the machine was that made the sheet: a slower moment is refused.
        message = (
            "this machine is too busy, or too slow, to try the passphrase now: let it do less, and try again"
            if "xcessive work" in str(error)
            else "the passphrase does not open this sheet"
        )
        raise KitError(message) from None


def escrow(recipient: str, key: bytes) -> bytes:
    """A key sealed to the kit."""
    return bytes(encrypt(key, [x25519.Recipient.from_str(recipient)]))


def release(identity: x25519.Identity, sealed: bytes) -> bytes:
    """A key out of escrow."""
    try:
        return bytes(decrypt(sealed, [identity]))
    except DecryptError:
        message = "this kit does not open that key: another installation's kit"
        raise KitError(message) from None


class KitState:
    """What the installation remembers of its kit: the public key, its number, and whether it was confirmed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def save(self, kit: Kit) -> None:
        """Remember a fresh kit, not yet confirmed."""
        self._write({"recipient": kit.recipient, "number": kit.number, "confirmed": False})

    def adopt(self, recipient: str) -> None:
        """Remember a kit that was just used, and so lies elsewhere."""
        self._write({"recipient": recipient, "number": _number(recipient), "confirmed": True})

    def recipient(self) -> str | None:
        """The kit's public key, or None when there is no kit."""
        return self._read().get("recipient")

    def confirmed(self) -> bool:
        """Whether somebody said, with the number from the sheet, that it lies elsewhere."""
        return bool(self._read().get("confirmed"))

    def confirm(self, number: str) -> None:
        """Confirm by the number printed on the sheet; raises KitError."""
        state = self._read()
        if not state or not secrets.compare_digest(str(state["number"]).encode(), number.strip().upper().encode()):
            message = "that is not the number at the top of this installation's recovery kit"
            raise KitError(message)
        self._write(state | {"confirmed": True})

    def _read(self) -> dict[str, str]:
        try:
            return dict(json.loads(self._path.read_text()))
        except FileNotFoundError:
            return {}

    def _write(self, state: dict[str, object]) -> None:
        self._path.write_text(json.dumps(state))


def _number(recipient: str) -> str:
    text = b32encode(sha256(recipient.encode()).digest()).decode()
    return f"{text[:4]}-{text[4:8]}"
