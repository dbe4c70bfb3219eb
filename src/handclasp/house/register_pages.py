"""The record of processing in words, ready to hand to an authority: Markdown, Chinese or English, of the same facts."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

_INNER: Final = frozenset({"later", "ends"})
"""Classes of records that hold nothing of their own."""


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("handclasp.house").joinpath("register_pages.toml").read_text("utf-8"))


def markdown(register: Mapping[str, Any], language: str) -> str:
    """The whole record as Markdown."""
    words = _words()[language]
    made = _moment(register["made"])
    lines = [f"# {words['title']}", "", words["intro"].format(**{**register, "made": made}), ""]
    lines += _purposes(register, language, words) + _data(register, words) + _retention(register, words)
    lines += _places(register["places"], words) + _borders(register["borders"], language, words)
    lines += _consents(register["consents"], language, words)
    lines += _roles(register, language, words)
    told = [words["notice"].format(language=one, **fact) for one, fact in register["notices"].items()]
    lines += [f"## {words['told']}", "", *_listed(told)]
    asked = register["requests"]
    clock = words["clock"].format(g=asked["gdpr_days"], p=asked["pipl_working_days"], **asked)
    lines += [f"## {words['rights']}", "", clock, "", f"## {words['safe']}", "", words["safety"], ""]
    return "\n".join(lines)


def _purposes(register: Mapping[str, Any], language: str, words: Mapping[str, str]) -> list[str]:
    feeds, exports = register["purposes"]["feeds"], register["purposes"]["exports"]
    fed = [
        f"{one[language]} ({words['looks']}: {_carried(register, one, language)})"
        + ("" if one["restricted"] and one["objected"] else f"; {words['restricted']}")
        for one in feeds.values()
    ]
    taken = [f"{one[language]} ({words['carries']}: {_carried(register, one, language)})" for one in exports.values()]
    never = words["never"].format(never=", ".join(register["never"]))
    return [
        *(f"## {words['why']}", "", f"### {words['feed']}", "", *_listed(fed)),
        *(f"### {words['export']}", ""),
        *_listed(taken),
        *(never, ""),
    ]


def _consents(consents: Mapping[str, Any], language: str, words: Mapping[str, str]) -> list[str]:
    """What customers are asked for separately, for what it is needed, and how that stands."""
    said = []
    for one in consents.values():
        needed = ", ".join(words.get(f"for_{name}", name) for name in one["needed_for"]) or words["none"]
        said.append(f"{one[language]} ({words['needed']}: {needed}); " + words["stands"].format(**one["stands"]))
    return [f"## {words['separate']}", "", words["separate_how"], "", *_listed(said)]


def _carried(register: Mapping[str, Any], purpose: Mapping[str, Any], language: str) -> str:
    known = register["classes"]
    named = [known["records"][name][language] for name in purpose["records"] if name not in _INNER]
    return ", ".join(named + [known["fields"][name][language] for name in purpose["fields"]])


def _borders(borders: Mapping[str, Any], language: str, words: Mapping[str, str]) -> list[str]:
    """Regions, ways across, and what crossed."""
    lines = [f"## {words['border']}", ""]
    if not borders["regions"]:
        return [*lines, words["no_regions"], ""]
    lines += [words["regions"].format(regions=", ".join(borders["regions"])), ""]
    ways = [words["way"].format(**_way(one, words)) for one in borders["transfers"]]
    lines += _listed(ways or [words["no_way"]])
    lines += _listed(f"**{one}**" for one in borders["astray"])
    lines += [f"### {words['crossed']}", "", *crossings(borders["crossings"], language)]
    return lines


def crossings(found: Sequence[Mapping[str, Any]], language: str) -> list[str]:
    """What left across a border, as a table in Markdown."""
    words = _words()[language]
    head = f"| {words['record']} | {words['when']} | {words['by']} | {words['to']} | {words['basis']} |"
    rows = [
        f"| #{one['index']} | {_moment(one['at'])} | {one['by']} | {one['to']} | "
        + "; ".join(f"{words[way['law']]}: {words[way['basis']]} ({way['reference']})" for way in one["border"])
        + " |"
        for one in found
    ]
    return [head, "|---|---|---|---|---|", *rows, ""] if rows else [words["none"], ""]


def _way(one: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, str]:
    until = "" if not one["until"] else words["until"].format(day=_moment(one["until"] - 1)[:10])
    told = {"to": one["to"], "law": words[one["law"]], "basis": words[one["basis"]], "reference": one["reference"]}
    return told | {"until": until}


def _moment(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M}"


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
    facts = ("vendor", "where", "region")
    kept = [f"{one['name']} ({', '.join(one[name] for name in facts if one[name])})" for one in places["copies"]]
    said = [f"{words['house_region']}: {places['region'] or words['not_said']}"]
    said += [
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


_COLUMNS: Final = (
    *("record", "time_utc", "by", "purpose", "form", "conversations", "digest", "file_digest"),
    *("to", "basis", "consent", "withheld", "request"),
)


def table(found: Sequence[Mapping[str, Any]]) -> bytes:
    """The register of disclosures as CSV (RFC 4180, UTF-8 with a mark, so that spreadsheets read it): a line each."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(_COLUMNS)
    for one in found:
        basis = "; ".join(f"{way['law']} {way['basis']} ({way['reference']})" for way in one["border"])
        left = "; ".join(f"{name} {count}" for name, count in one["withheld"].items())
        row = (
            *(one["index"], _moment(one["at"]), one["by"], one["purpose"], one["format"], " ".join(one["subjects"])),
            *(one["digest"], one["file"], one["to"], basis, one["consent"], left, one["details"].get("request", "")),
        )
        writer.writerow([_cell(str(value)) for value in row])
    return lines.getvalue().encode("utf-8-sig")


def _cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
