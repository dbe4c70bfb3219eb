"""A house with everybody in it: each column's account, and each kind of conversation the table speaks of.

Two tenants hold the same names of people, teams and sellers, so that only the tenant tells them apart. The words of the
conversations are specimens, each with one item of every class.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from tests.house_fixture import House, said
from tests.matrix.circumstances import ELSEWHERE, NORTH, SELLER, SOUTH, TENANT
from tests.matrix.table import Row

from handclasp.access.machines import hashed
from handclasp.records import Attached, Author, Kind, Receipt, Secret

DAY: Final = 86_400_000
KEYS: Final = {
    f"key-{scope}": f"hc_the-key-{scope}_specimen" for scope in ("write", "read", "export", "audit", "cases")
}
"""API keys by column; the secrets are specimens."""
STAFF: Final = ("agent", "lead", "specialist", "director", "privacy", "auditor", "merchant", "administrator")
NUMBERS: Final = {TENANT: 1, ELSEWHERE: 2}
LOG: Final = 1
WORDS: Final = (
    "电话 13812345678, mail specimen@example.com, 卡密 ABCD-EFGH-JKLM-NPQR, 银行卡 6222 0212 3456 7894, "
    "身份证 11010519491231002X"
)
NOTE: Final = "a note of the desk"
PICTURE: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c6360606000000004"
    "00018a2b1c3d0000000049454e44ae426082"
)


class Account(NamedTuple):
    """One member of staff as both walls know them."""

    tenant: str
    name: str
    role: str
    team: str
    merchant: str = ""


class Standing(NamedTuple):
    """Where a conversation stands, in the table's words; `mine` names the column whose own it is."""

    whose: str
    mine: str = ""
    old: bool = False
    held: bool = False


class Street(NamedTuple):
    """The house, and its conversations (pseudonyms) by how they stand."""

    house: House
    conversations: dict[Standing, bytes]

    def conversation(self, column: str, row: Row) -> bytes:
        """The conversation a line of the table means when this column asks."""
        mine = column if row.whose == "own" and column in STAFF else "agent" if row.whose == "own" else ""
        return self.conversations[Standing(row.whose, mine, "old" in row.what, "held" in row.what)]


def accounts() -> Iterator[Account]:
    """Everybody who works at either tenant; there, the same names mean others."""
    for role in STAFF:
        merchant = SELLER if role == "merchant" else ""
        yield Account(TENANT, f"the-{role}", role, "" if merchant else NORTH, merchant)
        yield Account(TENANT, f"another-{role}", role, "" if merchant else NORTH, "seller-9" if merchant else "")
        yield Account(ELSEWHERE, f"the-{role}", role, "" if merchant else NORTH, merchant)
    yield Account(TENANT, "a-colleague", "agent", NORTH)
    yield Account(TENANT, "somebody-far", "agent", SOUTH)


def standings() -> Iterator[Standing]:
    """Every way a conversation stands in the table."""
    for old in (False, True):
        for held in (False, True):
            for whose in ("team", "other", "waiting", "queued", "theirs", "elsewhere"):
                yield Standing(whose, "", old, held)
            for role in STAFF:
                yield Standing("own", role, old, held)


def assignment(standing: Standing) -> tuple[str, str, list[str]]:
    """(agent, team, merchants) of a conversation that stands like this."""
    return {
        "own": (f"the-{standing.mine}", NORTH, [SELLER]),
        "team": ("a-colleague", NORTH, ["seller-8"]),
        "other": ("somebody-far", SOUTH, ["seller-8"]),
        "waiting": ("", "", ["seller-8"]),
        "queued": ("", SOUTH, []),
        "theirs": ("", "", [SELLER]),
        "elsewhere": ("the-agent", NORTH, [SELLER]),
    }[standing.whose]


def build(house: House, *, people: bool = True) -> Street:
    """Say something in every conversation, and let both walls know whose it is; `people` False: accounts come later."""
    conversations = {standing: _spoken(house, standing) for standing in standings()}
    if people:
        _people(house)
    for column in KEYS:
        house.directory.add_key(
            NUMBERS[TENANT], f"the-{column}", hashed("specimen"), [column.removeprefix("key-")], "specimen", None
        )
    for standing, conversation in conversations.items():
        _stands(house, standing, conversation)
    return Street(house, conversations)


def _spoken(house: House, standing: Standing) -> bytes:
    tenant = ELSEWHERE if standing.whose == "elsewhere" else TENANT
    when = time.time_ns() // 1_000_000 - (100 * DAY if standing.old else DAY)
    name = f"{standing.whose} {standing.mine} {standing.old} {standing.held}"
    common: dict[str, Any] = {"tenant": tenant, "conversation": name}
    picture = Attached("specimen.png", "image/png", Secret(PICTURE))
    answers = house.flow.append_all(
        [
            said(WORDS, f"{name}/1", received=when, facts={"channel": "web"}, **common),
            said("", f"{name}/2", received=when, kind=Kind.ATTACHMENT, attached=picture, **common),
            said(NOTE, f"{name}/3", received=when, kind=Kind.NOTE, author=Author("agent", "a-colleague"), **common),
        ]
    ).result(30)
    for answer in answers:
        assert isinstance(answer, Receipt), answer
    return house.flow.open(tenant, name)


def _people(house: House) -> None:
    with house.database.transaction("console", LOG, []) as connection:
        for one in accounts():
            connection.execute(
                "insert into handclasp.people (tenant_id, person, role, team, merchant, active) "
                "values (%s, %s, %s, %s, %s, true) on conflict (tenant_id, person) do nothing",
                (NUMBERS[one.tenant], one.name, one.role, one.team, one.merchant),
            )


def _stands(house: House, standing: Standing, conversation: bytes) -> None:
    tenant = NUMBERS[ELSEWHERE if standing.whose == "elsewhere" else TENANT]
    with house.database.transaction("console", LOG, [tenant]) as connection:
        connection.execute(
            "insert into handclasp.assignments (log_id, tenant_id, conversation, agent, team, merchants) "
            "values (%s, %s, %s, %s, %s, %s) on conflict (log_id, tenant_id, conversation) "
            "do update set agent = excluded.agent, team = excluded.team, merchants = excluded.merchants",
            (LOG, tenant, conversation, *assignment(standing)),
        )
    if standing.held:
        with house.database.transaction("keeper", LOG, [tenant]) as connection:
            connection.execute(
                "insert into handclasp.holds (log_id, tenant_id, subject, idx) values (%s, %s, %s, 1)",
                (LOG, tenant, conversation),
            )
