"""Turns a line and a column of the table into the words of a request: who asks, about what, in which circumstances.

It states facts and decides nothing; what the answer should be stands in the table alone.
"""

from __future__ import annotations

from typing import Final

from tests.matrix.table import ITEMS, KINDS, STOPPED, Row

from handclasp.access.policy import STEP_UP_FOR, About, Action, Circumstances, Decision, ItemClass, Reader, StepUp

TENANT: Final = "shop"
ELSEWHERE: Final = "wallet"
CONVERSATION: Final = "0123456789abcdef" * 2
ANOTHER: Final = "fedcba9876543210" * 2
NORTH: Final = "north"
SOUTH: Final = "south"
SELLER: Final = "seller-7"
ASKERS: Final = {
    "export": ("specialist", "asked-specialist"),
    "reveal": ("agent", "asked-agent"),
    "guard": ("agent", "asked-agent"),
    "delete": ("privacy", "asked-privacy"),
    "policy": ("administrator", "asked-administrator"),
    "role": ("administrator", "asked-administrator"),
    "release": ("specialist", "asked-specialist"),
}
CLASSES: Final = {name: ItemClass.OTHER if name == "unknown" else ItemClass(name) for name in ITEMS}
EVERY: Final = frozenset(purpose.value for purpose in StepUp)


def role_of(column: str) -> str:
    """The role a column stands for; API keys differ by scope alone."""
    return "service" if column.startswith("key-") else column


def reader(column: str, row: Row) -> Reader:
    """Who asks, as a door would vouch for them."""
    staff = column not in {"customer", "machine", "operator"} and not column.startswith("key-")
    return Reader(
        tenant=TENANT,
        role=role_of(column),
        id=f"the-{column}",
        team=NORTH if staff and column != "merchant" else "",
        merchant=SELLER if column == "merchant" else "",
        conversation=(CONVERSATION if row.whose in {"own", "theirs", "elsewhere"} else ANOTHER)
        if column == "customer"
        else "",
        stepped=stepped(row),
        scopes=frozenset({column.removeprefix("key-")}) if column.startswith("key-") else frozenset(),
    )


def stepped(row: Row) -> frozenset[str]:
    """The purposes a second factor is fresh for; an action that asks for none gets them all, which must not matter."""
    purpose = STEP_UP_FOR.get(Action(row.action))
    if "f" in row.given:
        return EVERY - {str(purpose)}
    if "s" in row.given:
        return frozenset({str(purpose)}) if purpose else EVERY
    return frozenset()


def about(column: str, row: Row) -> About | None:
    """The conversation meant."""
    mine: dict[str, object] = {"agent": f"the-{column}", "team": NORTH, "merchants": frozenset({SELLER})}
    stands: dict[str, dict[str, object]] = {
        "own": mine,
        "team": {"agent": "a-colleague", "team": NORTH, "merchants": frozenset({"seller-8"})},
        "other": {"agent": "somebody-far", "team": SOUTH, "merchants": frozenset({"seller-8"})},
        "waiting": {"merchants": frozenset({"seller-8"})},
        "queued": {"team": SOUTH},
        "theirs": {"merchants": frozenset({SELLER})},
        "elsewhere": mine,
    }
    if row.whose == "house":
        return None
    tenant = ELSEWHERE if row.whose == "elsewhere" else TENANT
    return About(tenant, CONVERSATION, held="held" in row.what, **stands[row.whose])  # type: ignore[arg-type]


def circumstances(column: str, row: Row) -> Circumstances:
    """What else is true of the request."""
    item = next(iter(row.what & ITEMS), "")
    kind = next(iter(row.what & KINDS), "") if row.action == "approve" else ""
    role, name = ASKERS.get(kind, ("specialist", "asked-specialist")) if kind else ("", "")
    if "mine" in row.what:
        role, name = role_of(column), f"the-{column}"
    elif "peer" in row.what:
        role, name = role_of(column), f"another-{column}"
    return Circumstances(
        old="old" in row.what,
        reason="r" in row.given,
        approved="a" in row.given,
        item=CLASSES[item].value if item else next(iter(row.what & (STOPPED | {"many"})), ""),
        kind=kind,
        requester=name,
        requester_role=role,
    )


def asks_to_send(row: Row) -> Reader | None:
    """Who asks for a guarded text to leave where it is not the person who approves; None where nobody could."""
    asks = {"own": ("lead", "another-lead", NORTH), "other": ("agent", "somebody-far", SOUTH)}
    found = asks.get("own" if row.whose == "team" else row.whose)
    return Reader(TENANT, *found) if found else None


def can_be_asked(column: str, row: Row) -> bool:
    """Whether a line's request could be made at all: what its requester may not even ask for, nobody is shown."""
    if "guard" in row.what and asks_to_send(row) is None:
        return False
    if not row.what & {"mine", "peer"}:
        return True
    exporters = {"lead", "specialist", "director", "privacy"}
    may = {
        "export": exporters,
        "reveal": exporters | {"agent"},
        "guard": {"lead"},
        "delete": {"lead", "privacy"},
        "policy": {"administrator"},
        "role": {"administrator"},
        "release": {"specialist", "director", "privacy"},
    }
    return column in may[next(iter(row.what & KINDS))]


def answered(decision: Decision) -> str:
    """A decision in the words of a cell."""
    if decision.allowed:
        return "yes"
    letters = {"reason": "R", "step-up": "S", "approval": "A"}
    missing = {letters[need.value] for need in decision.needs}
    return "".join(letter for letter in "RSA" if letter in missing) or "-"
