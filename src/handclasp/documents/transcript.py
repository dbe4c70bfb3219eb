"""A conversation's transcript as a PDF to read and print, its evidence pack attached (docs/spec/formats.md §12)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from handclasp.documents.lines import Line, Told, told
from handclasp.documents.pdf import pdf
from handclasp.documents.pictures import Picture, pictures
from handclasp.documents.runs import runs
from handclasp.documents.words import Language, label, limits, named, own
from handclasp.verify.frame import LABELS
from handclasp.verify.page import MADE_BY, grouped
from handclasp.verify.times import show_time
from handclasp.verify.watermark import Watermark, one_line, read_watermark, short

FORMAT: Final = "transcript PDF v1"
_SPOKEN: Final = frozenset({"message", "attachment", "note", "transcript-line", "correction"})
_MINUTE: Final = 60_000
_PIECE: Final = 32
_LONGEST: Final = 500
_SHOWN: Final = 120
_IN_FOOT: Final = 90


def transcript_pdf(language: Language, transcript: bytes, watermark: Mapping[str, Any], pack: bytes) -> bytes:
    """Return the PDF of a transcript; raises Fault when it is not consistent, NotSet when it cannot be set.

    `watermark` is {"who": text, "when": ms, "why": text}; `pack` is the evidence pack made of the same transcript.
    """
    document, mark = told(transcript), read_watermark(watermark)
    checkpoint = json.loads(transcript)["checkpoint"]
    shown = pictures(document, pack)
    data = sheet(language, document, mark, checkpoint, shown, enclosed=bool(pack))
    files = {_file(seq): one.content for seq, one in shown.items()}
    return pdf("transcript.typ", data, mark.when, files | ({"enclosed": pack} if pack else {}))


def sheet(
    language: Language,
    document: Told,
    mark: Watermark,
    checkpoint: str,
    shown: Mapping[int, Picture] = MappingProxyType({}),
    *,
    enclosed: bool,
) -> dict[str, Any]:
    """What `sheets/transcript.typ` is told; `shown` are the pictures by the seq of their records."""
    own_words = ("enclosed", "verify", "checkpoint-is")
    steps = ("step-pack", "step-key", "step-run") if enclosed else ("step-key",)
    return {
        "lang": language,
        "title": label("title", language),
        "made_by": MADE_BY,
        "keywords": [document.transcript.conversation.hex()],
        "foot": _foot(language, document, mark),
        "page": own("page", language, n="{n}", of="{of}"),
        "words": {
            **{name.replace("-", "_"): own(name, language) for name in own_words},
            "steps": [own(step, language) for step in steps],
            "records": label("records", language),
            "checkpoint": label("checkpoint", language),
            "limits": label("not-proved", language),
        },
        "enclosed": enclosed,
        "overview": _overview(language, document, mark),
        "records": [_record(language, line, shown.get(line.seq)) for line in document.lines],
        "checkpoint": [_pieces(line, language) for line in checkpoint.rstrip("\n").split("\n")],
        "limits": [*limits(language), own("spelt", language), label("times", language)],
    }


def _overview(language: Language, document: Told, mark: Watermark) -> list[list[Any]]:
    transcript, lines = document
    whole = label("no-head", language)
    if transcript.head is not None:
        late = lines[0].seq > 1
        whole = label("late", language) if late else label("head", language, n=transcript.head)
    rows: list[tuple[str, str, bool]] = [
        ("conversation", transcript.conversation.hex(), True),
        ("records", label("range", language, first=lines[0].seq, last=lines[-1].seq), False),
        ("complete", whole, False),
        ("log", plain(transcript.origin), True),
        ("checkpoint", label("entries", language, n=grouped(transcript.checkpoint.size)), False),
        ("taken-who", plain(one_line(mark.who)), False),
        ("taken-when", show_time(mark.when), False),
        ("taken-why", plain(one_line(mark.why)), False),
    ]
    return [[label(name, language), value, as_code] for name, value, as_code in rows]


def _foot(language: Language, document: Told, mark: Watermark) -> str:
    taken = label(
        "taken",
        language,
        who=plain(short(mark.who, _IN_FOOT)),
        when=show_time(mark.when),
        why=plain(short(mark.why, _IN_FOOT)),
    )
    return f"{document.transcript.conversation.hex()[:8]} · {taken}"


def _record(language: Language, line: Line, copy: Picture | None) -> dict[str, Any]:
    role = named("roles", line.role, language)
    picture = copy and {
        "file": _file(line.seq),
        "format": copy.format,
        "width": copy.width,
        "alt": own("picture", language, n=line.seq, by=copy.by),
    }
    return {
        "picture": picture,
        "event": line.kind not in _SPOKEN,
        "role": line.role,
        "who": plain(f"{role} {line.author}".strip()),
        "when": show_time(line.received),
        "kind": None if line.kind == "message" else plain(named("kinds", line.kind, language)),
        "text": runs(line.text or "", line.masks),
        "notes": [plain(note) for note in _notes(language, line)],
        "place": [own("seq", language, n=line.seq), own("place", language, n=grouped(line.place))],
        "hash": line.hash,
    }


def _file(seq: int) -> str:
    return f"picture-{seq}"


def _notes(language: Language, line: Line) -> list[str]:
    """What stands under a record's words: of the file, of the event, of who hid words, of the sender's own clock."""
    said = []
    if line.closed:
        said.append(label("body-closed", language))
    if line.by is not None:
        said.append(label("later" if line.hidden else "otherwise", language, n=line.by, who=line.by_whom))
    if line.about is not None:
        said.append(label("about", language, n=line.about))
    if facts := _facts(language, line):
        said.append(" · ".join(facts))
    if line.sent is not None and abs(line.sent - line.received) > _MINUTE:
        said.append(own("sent", language, when=show_time(line.sent)))
    return said


def _facts(language: Language, line: Line) -> list[str]:
    """The facts that have words, as on the pack's pages; a file's type and size."""
    found = []
    if line.kind == "attachment":
        found.append(str(line.facts.get("media_type", "")))
        if isinstance(line.facts.get("size"), int):
            found.append(label("bytes", language, n=grouped(line.facts["size"])))
        return [one for one in found if one]
    between = label("is", language)
    for name, value in line.facts.items():
        if not isinstance(value, (str, int)) or name not in LABELS["facts"]:
            continue
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        known = f"{name}/{shown}"
        told_as = named("values", known, language) if known in LABELS["values"] else shown
        found.append(f"{named('facts', name, language)}{between}{told_as}")
    return found


def plain(text: str) -> str:
    """A text in one line, what cannot be drawn spelt out."""
    written = {"spelt": "〔{}〕", "line": " "}
    return "".join(written.get(kind, "{}").replace("{}", words) for kind, words in runs(text))


def _pieces(line: str, language: Language) -> list[str]:
    """A line of the checkpoint, cut where it may break; a signature of pages is told by its beginning."""
    whole = plain(line)
    if len(whole) > _LONGEST:
        return [*_pieces(whole[:_SHOWN], language), own("longer", language, n=grouped(len(whole)))]
    return [whole[at : at + _PIECE] for at in range(0, len(whole), _PIECE)] or [" "]
