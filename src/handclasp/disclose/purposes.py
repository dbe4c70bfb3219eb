"""For what data may be used: each feed and each export has a purpose from the house's own table, and no other.

Commercial use is in no table and cannot be put into one: its words are refused wherever a purpose is said, and no
policy set, setting or file reaches them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

_NEVER: Final = re.compile(
    r"market|advert|promo|profil|upsell|cross.?sell|retarget|lead.?gen|campaign|"
    r"营销|广告|推广|推销|画像|获客|精准投放",
    re.IGNORECASE,
)


class Purpose(NamedTuple):
    """What a feed or an export is for; `fields` are the classes of fields that it looks at.

    `restricted`, `objected`: it goes on while a restriction, after an objection of the customer stands.
    """

    zh: str
    en: str
    fields: tuple[str, ...] = ()
    restricted: bool = True
    objected: bool = True


@cache
def table(section: str) -> Mapping[str, Purpose]:
    """The purposes of `feeds` or of `exports`, by name."""
    read = tomllib.loads(files("handclasp.disclose").joinpath("purposes.toml").read_text("utf-8"))
    return {name: Purpose(**{**one, "fields": tuple(one.get("fields", ()))}) for name, one in read[section].items()}


def commercial(purpose: str) -> bool:
    """Whether somebody says that they want it for marketing or profiles, which nothing here is for."""
    return _NEVER.search(purpose) is not None
