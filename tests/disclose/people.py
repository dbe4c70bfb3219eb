"""The people of these tests, and what it takes to get a conversation out of the house."""

from __future__ import annotations

import io
import zipfile
from functools import cache

import pyrage
from tests.house_fixture import AGENT, CUSTOMER, House

from handclasp.access.approvals import Asked, Request
from handclasp.access.policy import Reader, StepUp

LEAD = Reader("shop", "lead", "ye", "desk")
SPECIALIST = Reader("shop", "specialist", "bai", "disputes")
DIRECTOR = Reader("shop", "director", "qin", "risk")
PRIVACY = Reader("shop", "privacy", "su", "privacy")
AUDITOR = Reader("shop", "auditor", "wu")
ADMINISTRATOR = Reader("shop", "administrator", "root")
SELLER = Reader("shop", "merchant", "hua", merchant="seller-42")
OTHER_AGENT = Reader("shop", "agent", "lena", "desk")
FAR_LEAD = Reader("shop", "lead", "kong", "night")
ABROAD = Reader("wallet", "agent", "zhou", "desk")
EVERYBODY = (
    AGENT, LEAD, SPECIALIST, DIRECTOR, PRIVACY, AUDITOR, ADMINISTRATOR, SELLER, OTHER_AGENT, FAR_LEAD, ABROAD,
)  # fmt: skip


def stepped(who: Reader, *purposes: str) -> Reader:
    """The same person with a fresh second factor, for these purposes or for all."""
    return who._replace(stepped=frozenset(purposes or [one.value for one in StepUp]))


def customer_of(conversation: bytes) -> Reader:
    """The customer whose session is bound to a conversation."""
    return CUSTOMER._replace(conversation=conversation.hex())


def approved(house: House, who: Reader, request: Request, by: Reader = DIRECTOR) -> Asked:
    """Ask, and let a second person approve."""
    asked = house.approvals.request(stepped(who), request)
    house.approvals.vote(stepped(by), asked.request, "approve", "specimen", asked.digest)
    return asked


def taken_out(house: House, conversation: bytes, who: Reader = LEAD, *, reason: str = "specimen") -> bytes:
    """A conversation's evidence pack (zip), asked for, approved, exported and decrypted."""
    request = house.exports.request(stepped(who), conversation, purpose="dispute", reason=reason)
    approved(house, who, request)
    exported = house.exports.export(stepped(who), request, recipient=str(identity().to_public()))
    return bytes(pyrage.decrypt(exported.content, [identity()]))


@cache
def identity() -> pyrage.x25519.Identity:
    """Who can open what is exported here."""
    return pyrage.x25519.Identity.generate()


def unzipped(data: bytes) -> dict[str, bytes]:
    """The files of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
