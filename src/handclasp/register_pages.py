"""The record of processing in words, ready to hand to an authority: Markdown, Chinese or English, of the same facts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("handclasp").joinpath("register_pages.toml").read_text("utf-8"))


def markdown(register: Mapping[str, Any], language: str) -> str:
    """The whole record as Markdown."""
    words = _words()[language]
    made = f"{datetime.fromtimestamp(register['made'] / 1000, UTC):%Y-%m-%d %H:%M}"
    lines = [f"# {words['title']}", "", words["intro"].format(**{**register, "made": made}), ""]
    lines += _purposes(register, language, words) + _data(register, words) + _retention(register, words)
    lines += _places(register["places"], words) + _roles(register, language, words)
    told = [words["notice"].format(language=one, **fact) for one, fact in register["notices"].items()]
    lines += [f"## {words['told']}", "", *_listed(told)]
    asked = register["requests"]
    clock = words["clock"].format(g=asked["gdpr_days"], p=asked["pipl_working_days"], **asked)
    lines += [f"## {words['rights']}", "", clock, "", f"## {words['safe']}", "", words["safety"], ""]
    return "\n".join(lines)


def _purposes(register: Mapping[str, Any], language: str, words: Mapping[str, str]) -> list[str]:
    feeds, exports = register["purposes"]["feeds"], register["purposes"]["exports"]
    fed = [
        f"{one[language]} ({words['looks']}: {', '.join(one['fields'])})"
        + ("" if one["restricted"] and one["objected"] else f"; {words['restricted']}")
        for one in feeds.values()
    ]
    never = words["never"].format(never=", ".join(register["never"]))
    return [
        *(f"## {words['why']}", "", f"### {words['feed']}", "", *_listed(fed)),
        *(f"### {words['export']}", "", *_listed(one[language] for one in exports.values()), never, ""),
    ]


def _data(register: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    data = register["data"]
    said = [f"{words[name]}: {', '.join(data[key])}" for name, key in (("kinds", "kinds"), ("masked", "masked"))]
    said.append(f"{words['dropped']}: {', '.join(data['never_stored'])}")
    return [f"## {words['what']}", "", *_listed(said)]


def _retention(register: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    kept = register["retention"]
    said = [f"{words[name]}: {words['days'].format(n=days)}" for name, days in kept["rules_days"].items()]
    waits = words["bin"].format(h=kept["bin_hours"], d=kept["key_epoch_days"])
    return [f"## {words['long']}", "", *_listed(said), waits, ""]


def _places(places: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    kept = [f"{one['name']} ({one['vendor']}, {one['where']})" for one in places["copies"]]
    said = [
        f"{words['database']}: {places['database']['where']}",
        f"{words['keys']}: {places['keys']['where']}",
        f"{words['copies']}: {', '.join(kept) or words['none']}",
        f"{words['anchors']}: {', '.join(places['anchors']) or words['none']}",
    ]
    return [f"## {words['where']}", "", *_listed(said)]


def _roles(register: Mapping[str, Any], language: str, words: Mapping[str, str]) -> list[str]:
    rows = []
    for role in register["roles"].values():
        reach = words[role["reach"] if role["reach"] != "none" else "none_"]
        rows.append(f"| {role[language]} | {reach} | {words['yes' if role['reads_journal'] else 'no']} |")
    head = f"| {words['role']} | {words['reach']} | {words['audits']} |"
    return [f"## {words['who']}", "", head, "|---|---|---|", *rows, ""]


def _listed(said: Iterable[str]) -> list[str]:
    return [*(f"* {one}" for one in said), ""]
