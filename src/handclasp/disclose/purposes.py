"""For what data may be used: each feed and each export has a purpose from the house's own table, and no other.

A purpose carries the classes of records and fields that its table names; what is of no class, or of another, does not
pass the door. Commercial use is in no table and cannot be put into one: its words are refused wherever a purpose is
said, and no policy set, setting or file reaches them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

import msgspec

from handclasp.access.policy import CUSTOMER_KINDS
from handclasp.records import Author, View

_NEVER: Final = re.compile(
    r"market|advert|promo|profil|upsell|cross.?sell|retarget|lead.?gen|campaign|"
    r"营销|广告|推广|推销|画像|获客|精准投放",
    re.IGNORECASE,
)
OF_CUSTOMERS: Final = "customer-request"
"""The export whose file is a customer's: it holds no more than they may see themselves."""


class Class(NamedTuple):
    """A class of records or of fields: what it is called, and the kinds or the fields' names that belong to it."""

    zh: str
    en: str
    members: tuple[str, ...]


class Purpose(NamedTuple):
    """What a feed or an export is for; `records` and `fields` are the classes that it carries.

    `restricted`, `objected`: it goes on while a restriction, after an objection of the customer stands.
    """

    zh: str
    en: str
    records: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    restricted: bool = True
    objected: bool = True


class Cut(NamedTuple):
    """What passes the door for a purpose: records of these `kinds`, without `hidden` fields, with `authors` or not."""

    kinds: frozenset[str]
    hidden: frozenset[str] = frozenset()
    authors: bool = True

    def view(self, one: View) -> View:
        """A view without what does not pass; where it is, its kind, its times and its author's role always do."""
        if one.kind not in self.kinds:
            return msgspec.structs.replace(one, author=self._author(one), body=None, spans=(), facts={}, changed=None)
        words, spans = "body" not in self.hidden, "spans" not in self.hidden
        if not self.hidden and self.authors:
            return one
        return msgspec.structs.replace(
            one,
            author=self._author(one),
            body=one.body if words else None,
            spans=one.spans if spans else (),
            facts={name: value for name, value in one.facts.items() if name not in self.hidden},
            changed=one.changed if words and self.authors else None,
        )

    def _author(self, one: View) -> Author:
        return one.author if self.authors else Author(one.author.role, "")


@cache
def table(section: str) -> Mapping[str, Purpose]:
    """The purposes of `feeds` or of `exports`, by name."""
    return {
        name: Purpose(**{**one, "records": tuple(one["records"]), "fields": tuple(one["fields"])})
        for name, one in _read()[section].items()
    }


@cache
def classes(section: str) -> Mapping[str, Class]:
    """The classes of `records` or of `fields`, by name."""
    key = {"records": "kinds", "fields": "names"}[section]
    return {name: Class(one["zh"], one["en"], tuple(one[key])) for name, one in _read()[section].items()}


@cache
def cut(section: str, purpose: str) -> Cut:
    """What passes the door for a purpose of `feeds` or of `exports`."""
    one = table(section)[purpose]
    kinds = frozenset(kind for name in one.records for kind in classes("records")[name].members)
    hidden = {field for name, known in classes("fields").items() if name not in one.fields for field in known.members}
    if (section, purpose) == ("exports", OF_CUSTOMERS):
        kinds &= CUSTOMER_KINDS
    return Cut(kinds, frozenset(hidden), "authors" in one.fields)


def class_of(kind: str) -> str:
    """The class of a kind of record; empty of one that is in none."""
    return next((name for name, one in classes("records").items() if kind in one.members), "")


def commercial(purpose: str) -> bool:
    """Whether somebody says that they want it for marketing or profiles, which nothing here is for."""
    return _NEVER.search(purpose) is not None


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(files("handclasp.disclose").joinpath("purposes.toml").read_text("utf-8"))
