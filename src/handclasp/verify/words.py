"""A verdict in plain words, Chinese or English: what is proved, what is not, and what to do next.

It claims no more than the checks showed, and says so for each limit.
"""

from __future__ import annotations

from typing import Any, Final

from .explain import LIMITS, REASONS, REMARKS
from .sentences import SENTENCES
from .times import show_time
from .verdict import Status, Verdict
from .watermark import Watermark, one_line

LANGUAGES: Final = ("zh", "en")


def explain(verdict: Verdict, language: str) -> str:
    """Return the verdict as text for a terminal; `language` is zh or en."""
    tongue = _Tongue(LANGUAGES.index(language))
    lines = [f"{tongue(str(verdict.status))} — {tongue(verdict.subject)}"]
    if verdict.reason:
        place = f" ({verdict.where})" if verdict.where else ""
        lines += ["", f"{verdict.reason}{place}", f"  {REASONS[verdict.reason][tongue.pick]}", "", tongue("bad")]
        return "\n".join(lines) + "\n"
    for title, told in (
        ("holds" if verdict.status is Status.UNKNOWN_SIGNER else "proved", _proved(verdict, tongue)),
        ("note", _remarks(verdict, tongue)),
        ("not-proved", _limits(verdict, tongue)),
        ("check-key", _key(verdict, tongue)),
        ("check-anchors", _anchors_to_check(verdict, tongue)),
    ):
        if told:
            lines += ["", tongue(title), *(f"  · {line}" for line in told)]
    return "\n".join(lines) + "\n"


class _Tongue:
    """Says a named sentence in one language."""

    def __init__(self, pick: int) -> None:
        self.pick = pick

    def __call__(self, name: str, /, **values: Any) -> str:
        return SENTENCES[name][self.pick].format(**values)


def _proved(verdict: Verdict, tongue: _Tongue) -> list[str]:
    facts = verdict.facts
    pinned = ", ".join(facts["pinned"])
    told = [tongue("signed" if pinned else "unsigned", origin=facts["origin"], size=facts["size"], key=pinned)]
    if verdict.subject == "log":
        told.append(tongue("whole-log", size=facts["size"], conversations=facts["conversations"]))
    elif verdict.subject == "receipt":
        told += _record(facts["records"][0], tongue)
    elif verdict.subject == "receipts":
        told.append(tongue("each-stands", count=len(facts["records"]), conversations=facts["conversations"]))
    elif verdict.subject == "anchor":
        pass
    elif verdict.subject == "journal":
        told.append(tongue("journal-lines", count=len(facts["records"]), question=_safe(facts["question"])))
    else:
        told += _conversation(facts, tongue)
    if facts.get("seal"):
        sealed = "journal-sealed" if verdict.subject == "journal" else "sealed"
        told.append(tongue(sealed, index=facts["seal"]["index"], time=_time(facts["seal"]["received"])))
        told += _taken("taken-sealed", facts, tongue)
    told += _anchored(facts.get("anchors", []), tongue)
    witnesses = {(w["name"], _time(w["time"] * 1000 or None)) for w in facts["witnesses"]}
    return told + [tongue("witness", name=name, time=time) for name, time in sorted(witnesses)]


def _record(record: dict[str, Any], tongue: _Tongue) -> list[str]:
    told = [tongue("stands", seq=record["seq"], index=record["index"])]
    if record["author"] is not None:
        told.append(tongue("author", author=_safe(record["author"])))
    if record["received"] is not None:
        told.append(tongue("received", time=_time(record["received"])))
    if record["sent"] is not None:
        told.append(tongue("sent", time=_time(record["sent"])))
    if record["masks"]:
        told.append(tongue("masks", count=record["masks"]))
    return told


def _conversation(facts: dict[str, Any], tongue: _Tongue) -> list[str]:
    count, masks = len(facts["records"]), sum(record["masks"] for record in facts["records"])
    first, last = facts["first"], facts["last"]
    told = [tongue("chain", conversation=facts["conversation"], first=first, last=last, count=count)]
    if facts["head"] is not None and first == 1:
        told.append(tongue("complete", head=facts["head"]))
    if masks:
        told.append(tongue("masks", count=masks))
    if facts.get("attachments"):
        told.append(tongue("attachments", count=len(facts["attachments"])))
    return told


def _remarks(verdict: Verdict, tongue: _Tongue) -> list[str]:
    told = [REMARKS[remark][tongue.pick] + (f" ({where})" if where else "") for remark, where in verdict.remarks]
    return told if verdict.facts.get("seal") else told + _taken("taken", verdict.facts, tongue)


def _taken(sentence: str, facts: dict[str, Any], tongue: _Tongue) -> list[str]:
    """Say who took a pack out as the pack's own word."""
    if not facts.get("watermark"):
        return []
    who, when, why = (facts["watermark"][name] for name in Watermark._fields)
    return [tongue(sentence, who=_safe(one_line(who)), time=_time(when), why=_safe(one_line(why), 1000))]


def _anchored(anchors: list[dict[str, Any]], tongue: _Tongue) -> list[str]:
    """Say which times are proved, and under which names a checkpoint is found."""
    told = []
    for one in anchors:
        number = f" #{one['number']}" if "number" in one else ""
        who, time = _safe(one["authority"]) + number, _time((one["time"] or 0) * 1000)
        values = {**one, "who": who, "last": one["covers"], "time": time}
        if one["kind"] == "ipfs":
            told.append(tongue("findable", **values))
        elif one["pinned"]:
            told.append(tongue("anchored-alone" if one["covers"] is None else "anchored", **values))
    return told


def _anchors_to_check(verdict: Verdict, tongue: _Tongue) -> list[str]:
    anchors = verdict.facts.get("anchors", [])
    open_ = [one for one in anchors if one["kind"] != "ipfs" and not one["pinned"]]
    return [tongue(f"pin-{one['kind']}", **{**one, "who": _safe(one["authority"])}) for one in open_]


def _limits(verdict: Verdict, tongue: _Tongue) -> list[str]:
    names = {"log": ("log", "truth", "key"), "journal": ("journal", "person", "key"), "anchor": ("key", "anchor")}.get(
        verdict.subject, ("record", "person", "claim", "truth", "key")
    )
    if any(one["time"] is not None for one in verdict.facts.get("anchors", [])) and "anchor" not in names:
        names = (*names, "anchor")
    return [LIMITS[name][tongue.pick] for name in names]


def _key(verdict: Verdict, tongue: _Tongue) -> list[str]:
    if verdict.status is not Status.UNKNOWN_SIGNER:
        return []
    return [tongue("pin", origin=verdict.facts["origin"], ids=", ".join(verdict.facts["key_ids"]))]


def _safe(text: str, most: int = 200) -> str:
    """Keep control characters of a hostile author name out of the terminal."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)[:most]


def _time(milliseconds: int | None) -> str:
    return "—" if milliseconds is None else show_time(milliseconds)
