"""Requests and sets for the tests of policies: specimens, and a strategy that draws any request at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hypothesis import strategies as st

from handclasp.access.policy import (
    ABOUT_CONVERSATIONS,
    About,
    Action,
    Circumstances,
    ItemClass,
    Policies,
    Published,
    Reader,
    StepUp,
    built_in,
)
from handclasp.access.policy.files import PARTIES
from handclasp.access.roles import BUILT_IN

EVERY_STEP: Final = frozenset(step.value for step in StepUp)
EVERYTHING: Final = Circumstances(
    reason=True, approved=True, item="contact", requester="bo", requester_role="specialist"
)
LENA: Final = Reader("shop", "agent", "lena", team="north")
HERS: Final = About("shop", "0a" * 16, "lena", "north")
OTHERS: Final = About("shop", "0b" * 16, "bo", "south")
HOLE: Final = (
    '@id("hole") @zh("什么都可以。") @en("Everybody may do everything.") permit (principal, action, resource);\n'
)


def policies(files: Mapping[str, str] | None = None, version: str = "v1") -> Policies:
    """Policies by which every tenant lives; the built-in ones when none are given."""
    return Policies(lambda _tenant: None if files is None else Published(version, files))


def with_policy(text: str, name: str = "own.cedar") -> dict[str, str]:
    """The built-in set and one more file."""
    return {**built_in(), name: text}


def permit(condition: str, id_: str = "more") -> str:
    """A policy that lets everybody do everything under a condition."""
    said = f'@id("{id_}") @zh("条件。") @en("On a condition.")'
    return f"{said} permit (principal, action, resource) when {{ {condition} }};"


_names = st.sampled_from(["", "lena", "bo", "north", "south", "seller-7", "shop", "agent", "export", "identity"])
_conversations = st.sampled_from(["0a" * 16, "0b" * 16])
_roles = st.sampled_from([*BUILT_IN, *PARTIES])
_some = st.frozensets(_names, max_size=3)


@st.composite
def requests(draw: st.DrawFn) -> tuple[Reader, Action, About | None, Circumstances]:
    """Any request that a door could put, its names often the same by chance."""
    action = draw(st.sampled_from(list(Action)))
    about = None
    if action in ABOUT_CONVERSATIONS or draw(st.booleans()):
        tenant = draw(st.sampled_from(["shop", "shop", "shop", "wallet"]))
        about = About(tenant, draw(_conversations), draw(_names), draw(_names), draw(_some), draw(st.booleans()))
    who = Reader(
        "shop",
        draw(_roles),
        draw(_names),
        draw(_names),
        draw(_names),
        draw(st.one_of(st.just(""), _conversations)),
        draw(st.frozensets(st.sampled_from(sorted(EVERY_STEP)), max_size=7)),
        draw(st.frozensets(st.sampled_from(["write", "read", "export", "audit", "cases"]))),
    )
    given = Circumstances(
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.sampled_from(["", *(item.value for item in ItemClass)])),
        draw(st.sampled_from(["", "export", "reveal", "policy", "role"])),
        draw(_names),
        draw(st.one_of(_roles, st.just("gone"))),
    )
    return who, action, about, given
