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

from handclasp.disclose.consent_words import region_name
from handclasp.screen import masks
from handclasp.verify.frame import LABELS

HERE: Final = "this machine"
"""Where something lies that lies on no other machine."""
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
    lines += _purposes(register, language, words) + _data(register, language, words) + _retention(register, words)
    lines += _places(register["places"], language, words) + _borders(register, language, words)
    lines += _consents(register["consents"], language, words)
    lines += _roles(register, language, words) + _staff(register["staff"], words)
    told = [words["notice"].format(language=words[f"in_{one}"], **fact) for one, fact in register["notices"].items()]
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
    never = words["never"].format(never=", ".join(words[one] for one in register["never"]))
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
        named = (words.get(f"for_{name}") or region_name(name, language) for name in one["needed_for"])
        needed = ", ".join(named) or words["none"]
        said.append(f"{one[language]} ({words['needed']}: {needed}); " + words["stands"].format(**one["stands"]))
    return [f"## {words['separate']}", "", words["separate_how"], "", *_listed(said)]


def _carried(register: Mapping[str, Any], purpose: Mapping[str, Any], language: str) -> str:
    known = register["classes"]
    named = [known["records"][name][language] for name in purpose["records"] if name not in _INNER]
    return ", ".join(named + [known["fields"][name][language] for name in purpose["fields"]])


def _borders(register: Mapping[str, Any], language: str, words: Mapping[str, str]) -> list[str]:
    """Regions, ways across, and what crossed."""
    lines, borders = [f"## {words['border']}", ""], register["borders"]
    if not borders["regions"]:
        return [*lines, words["no_regions"], ""]
    named = ", ".join(region_name(one, language) for one in borders["regions"])
    lines += [words["regions"].format(regions=named), ""]
    ways = [words["way"].format(**_way(one, language, words)) for one in borders["transfers"]]
    lines += _listed(ways or [words["no_way"]])
    lines += _listed(f"**{one}**" for one in borders["astray"])
    lines += [f"### {words['crossed']}", "", *_crossings(borders["crossings"], register["roles"], language, words)]
    return lines


def _crossings(
    found: Sequence[Mapping[str, Any]], roles: Mapping[str, Any], language: str, words: Mapping[str, str]
) -> list[str]:
    """What left across a border, as a table in Markdown."""
    head = f"| {words['record']} | {words['when']} | {words['by']} | {words['to']} | {words['basis']} |"
    rows = [
        f"| #{one['index']} | {_moment(one['at'])} | {_by(one['by'], roles, language, words)} | "
        f"{region_name(one['to'], language)} | "
        + "; ".join(f"{words[way['law']]}: {words[way['basis']]} ({way['reference']})" for way in one["border"])
        + " |"
        for one in found
    ]
    return [head, "|---|---|---|---|---|", *rows, ""] if rows else [words["none"], ""]


def _by(author: str, roles: Mapping[str, Any], language: str, words: Mapping[str, str]) -> str:
    """Who did it, with the name of their role before their own."""
    role, _, account = author.partition(":")
    named = roles[role][language] if role in roles else words.get(f"role_{role}", role)
    return f"{named} {account}"


def _way(one: Mapping[str, Any], language: str, words: Mapping[str, str]) -> dict[str, str]:
    until = "" if not one["until"] else words["until"].format(day=_moment(one["until"] - 1)[:10])
    told = {"law": words[one["law"]], "basis": words[one["basis"]], "reference": one["reference"]}
    return told | {"to": region_name(one["to"], language), "until": until}


def _moment(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M}"


def _data(register: Mapping[str, Any], language: str, words: Mapping[str, str]) -> list[str]:
    data, chinese = register["data"], language == "zh"
    kinds = [words.get(f"kind_{one}") or LABELS["kinds"][one][0 if chinese else 1] for one in data["kinds"]]
    said = [f"{words['kinds']}: {', '.join(kinds)}"]
    for name, key in (("masked", "masked"), ("dropped", "never_stored")):
        types = dict.fromkeys(masks.called(one, chinese=chinese) for one in data[key])
        said.append(f"{words[name]}: {', '.join(types)}")
    return [f"## {words['what']}", "", *_listed(said)]


def _staff(staff: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    """Where staff are told outside the page that something waits, and who carries it there."""
    mail, push = staff["mail"], staff["push"]
    said = [
        words["staff_mail"].format(n=mail["addresses"], through=mail["through"] or words["nobody"]),
        words["staff_push"].format(n=push["browsers"], through=", ".join(push["through"]) or words["nobody"]),
    ]
    return [f"## {words['staff']}", "", words["staff_how"], "", *_listed(said)]


def _retention(register: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    kept = register["retention"]
    said = [f"{words[name]}: {words['days'].format(n=days)}" for name, days in kept["rules_days"].items()]
    waits = words["bin"].format(h=kept["bin_hours"], d=kept["key_epoch_days"])
    return [f"## {words['long']}", "", *_listed(said), waits, ""]


def _places(places: Mapping[str, Any], language: str, words: Mapping[str, str]) -> list[str]:
    def at(where: str) -> str:
        return words["here"] if where == HERE else where

    def copy(one: Mapping[str, Any]) -> str:
        facts = (one["vendor"], at(one["where"]), region_name(one["region"], language))
        return f"{one['name']} ({', '.join(fact for fact in facts if fact)})"

    anchors = [words[f"anchor_{one}"] for one in places["anchors"]]
    said = [
        f"{words['house_region']}: {region_name(places['region'], language) or words['not_said']}",
        f"{words['database']}: {at(places['database']['where'])}",
        f"{words['keys']}: {at(places['keys']['where'])}",
        f"{words['copies']}: {', '.join(map(copy, places['copies'])) or words['none']}",
        f"{words['anchors']}: {', '.join(anchors) or words['none']}",
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
