"""The pages of a pack: transcript.html to read and print, verify.html to check itself in a browser, README.txt.

Each is a pure function of the transcript's bytes, the pack's watermark and this version, so that anyone can make it
again and compare. They load nothing, and what people wrote never becomes markup.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, Final

from handclasp import __version__

from .explain import LIMITS, REASONS, REMARKS
from .frame import ASSETS, LABELS, both, facts, html, json_block, named, pair
from .later import RESCREEN, Later, later
from .note import Trust
from .record import Record
from .sentences import README
from .strict import canonical, load
from .times import show_time
from .transcript import Transcript, check_transcript
from .watermark import Watermark, one_line, read_watermark, short

_SCRIPT: Final = "\n".join(
    (ASSETS / name).read_text("utf-8") for name in ("anchors.js", "check.js", "show.js", "verify.js")
)
_FORM: Final = [
    path.read_bytes() for path in (*sorted(ASSETS.iterdir()), *sorted(ASSETS.parent.glob("*.py"))) if path.is_file()
]
MADE_BY: Final = f"handclasp {__version__} pages {hashlib.sha256(b''.join(_FORM)).hexdigest()[:8]}"
"""The program and the very form of its pages: packs of another form are not compared, and say so."""
_RECORD_LIMITS: Final = ("record", "person", "claim", "truth", "key")
_IN_LINE: Final = 200
_OF_A_STEP: Final = ("claim", "order", "outcome", "ground", "amount", "currency")
_SHOWN_APART: Final = {"kind", "author", "received", "sent", "body", "spans", "id", "masked"}


def readme() -> bytes:
    """Return README.txt: how to verify, Chinese and English."""
    return README.encode()


def pages(
    transcript: bytes, watermark: Mapping[str, Any] | None = None, anchors: Sequence[bytes] = ()
) -> dict[str, bytes]:
    """Return all three by name, the transcript read once; raises Fault when it is not consistent.

    `anchors` are the pack's, as JSON (formats.md §10).
    """
    document = check_transcript(load(transcript), Trust())
    return {
        "README.txt": readme(),
        "transcript.html": transcript_html(transcript, watermark, document),
        "verify.html": verify_html(transcript, watermark, document, anchors),
    }


def transcript_html(
    transcript: bytes, watermark: Mapping[str, Any] | None = None, document: Transcript | None = None
) -> bytes:
    """Return the page for reading; raises Fault when the transcript is not consistent.

    `watermark` is a manifest's: {"who": text, "when": ms, "why": text}. `document` is what was read of these very
    bytes, where that was done before.
    """
    mark = read_watermark(watermark) if watermark is not None else None
    document = document or check_transcript(load(transcript), Trust())
    said, seqs = later(document.records), {r.entry.record: r.entry.seq for r in document.records}
    thread = "\n".join(
        _item(r, i, said.get(r.entry.record), seqs.get(r.get("target")) if r.get("kind") == RESCREEN else None)
        for r, i in zip(document.records, document.indexes, strict=True)
    )
    body = f"""{_top("title", document)}{_line(mark)}
<main class="sheet">
<ol class="thread">
{thread}
</ol>
<aside class="side">
<section class="card verdict"><p class="more">{both("reading")}</p></section>
{_taken(mark)}<section class="card">{_overview(document)}</section>
<section class="card"><h2>{both("not-proved")}</h2><ul>{_limits()}</ul></section>
</aside>
<footer class="foot"><p>{both("times")}</p><p>{escape(MADE_BY)}</p></footer>
</main>"""
    return html("title", body, mark, script=None)


def verify_html(
    transcript: bytes,
    watermark: Mapping[str, Any] | None = None,
    document: Transcript | None = None,
    anchors: Sequence[bytes] = (),
) -> bytes:
    """Return the page that holds transcript and anchors and verifies them; the rest is as in `transcript_html`."""
    mark = read_watermark(watermark) if watermark is not None else None
    document = document or check_transcript(load(transcript), Trust())
    reasons, remarks = ({str(key): list(words) for key, words in table.items()} for table in (REASONS, REMARKS))
    labels = LABELS | {"reasons": reasons, "remarks": remarks}
    body = f"""{_top("check-title", document)}{_line(mark)}
<main class="sheet">
<ol class="thread" id="thread"></ol>
<aside class="side">
<section class="card verdict" id="verdict" role="status" aria-live="polite"><p class="says">{both("working")}</p>
<p class="more"><noscript>{both("no-script")}</noscript></p></section>
<section class="card key"><h2>{both("key-title")}</h2><p>{both("key-how")}</p>
<form id="key-form"><label for="key">{both("key-label")}</label>
<textarea id="key" spellcheck="false" autocomplete="off" placeholder="{escape(document.origin)}+…"></textarea>
<button type="submit">{both("key-check")}</button><p class="told" id="told" role="alert"></p></form></section>
<section class="card" id="proved" hidden><h2>{both("holds")}</h2><ul></ul></section>
{_anchors(anchors)}<section class="card"><h2>{both("not-proved")}</h2><ul>{_limits()}</ul></section>
{_taken(mark)}<section class="card">{_overview(document)}</section>
</aside>
<footer class="foot"><p>{both("offline")} {both("times")}</p><p>{escape(MADE_BY)}</p></footer>
</main>
<script type="application/json" id="labels">{json_block(json.dumps(labels, ensure_ascii=False))}</script>
<script type="application/json" id="transcript">{json_block(transcript.decode())}</script>
<script type="application/json" id="anchors">{json_block("[" + ",".join(a.decode() for a in anchors) + "]")}</script>
<script type="module">{_SCRIPT}</script>"""
    return html("check-title", body, mark, script=_SCRIPT)


def _top(title: str, document: Transcript) -> str:
    chinese, english = (" checked" if zh else "" for zh in (_is_chinese(document), not _is_chinese(document)))
    return f"""<header class="top"><span class="seal-mark" aria-hidden="true">握</span>
<div><h1>{both(title)}</h1><p><code>{escape(document.origin)}</code></p></div>
<fieldset class="tongues" aria-label="语言 · Language">
<input type="radio" name="tongue" id="lang-zh"{chinese}><label for="lang-zh" lang="zh">中文</label>
<input type="radio" name="tongue" id="lang-en"{english}><label for="lang-en" lang="en">English</label>
</fieldset></header>"""


def _is_chinese(document: Transcript) -> bool:
    """Open in Chinese when any open text holds Chinese."""
    texts = (record.get("body") or "" for record in document.records)
    return any("\u4e00" <= character <= "\u9fff" for text in texts for character in text)


def _line(watermark: Watermark | None) -> str:
    """Return the quiet line of a watermark, which paper repeats on every sheet; both texts are cut to fit there."""
    if watermark is None:
        return ""
    told = {
        "who": f"<bdi>{escape(short(watermark.who, _IN_LINE))}</bdi>",
        "when": f"<time>{show_time(watermark.when)}</time>",
        "why": f"<bdi>{escape(short(watermark.why, _IN_LINE))}</bdi>",
    }
    told_in_both = pair(*(escape(text).format(**told) for text in LABELS["text"]["taken"]))
    return f'\n<p class="taken">{told_in_both}</p>'


def _taken(watermark: Watermark | None) -> str:
    """Return the card that tells a watermark in full, and what it is worth."""
    if watermark is None:
        return ""
    rows = facts(
        [
            (both("taken-who"), f"<bdi>{escape(one_line(watermark.who))}</bdi>"),
            (both("taken-when"), show_time(watermark.when)),
            (both("taken-why"), f"<bdi>{escape(one_line(watermark.why))}</bdi>"),
        ]
    )
    return f"""<section class="card"><h2>{both("taken-title")}</h2>{rows}
<p class="more">{both("taken-worth")}</p></section>
"""


def _anchors(anchors: Sequence[bytes]) -> str:
    """Return the card that the script fills with a pack's anchors, and what it cannot check of them."""
    if not anchors:
        return ""
    return f"""<section class="card" id="anchored"><h2>{both("anchors-title")}</h2><ul></ul>
<p class="more">{both("anchors-worth")}</p></section>
"""


def _limits() -> str:
    return "".join(f"<li>{pair(*map(escape, LIMITS[name]))}</li>" for name in _RECORD_LIMITS)


def _overview(document: Transcript) -> str:
    first, last = document.records[0].entry.seq, document.records[-1].entry.seq
    complete = both("no-head") if document.head is None else both("head", n=document.head)
    if document.head is not None and first > 1:
        complete = both("late")
    return facts(
        [
            (both("conversation"), f"<code>{document.conversation.hex()}</code>"),
            (both("records"), both("range", first=first, last=last)),
            (both("complete"), complete),
            (both("log"), f"<code>{escape(document.origin)}</code>"),
            (both("checkpoint"), both("entries", n=grouped(document.checkpoint.size))),
            (both("key-ids"), f"<code>{', '.join(_key_ids(document))}</code>"),
        ]
    )


def _key_ids(document: Transcript) -> Iterator[str]:
    return (s.id.hex() for s in document.checkpoint.signatures if s.name == document.origin)


def grouped(number: int) -> str:
    """Return a number with thin spaces between thousands, as the product shows log numbers."""
    return f"{number:,}".replace(",", "\u2009")


def _item(record: Record, index: int, said: Later | None, of: int | None) -> str:
    role, _, name = str(record.get("author") or "").partition(":")
    who = f"{named('roles', role)} {escape(_short(name))}"
    return f"""<li class="{side(record)}">{_content(record, said, of)}
<div class="under"><span>{who}</span> {_when(record)} {_receipt(record, index)}</div></li>"""


def _short(name: str) -> str:
    """Return a pseudonym's beginning: the whole of it stands in the record's details."""
    return f"{name[:8]}…" if re.fullmatch("[0-9a-f]{32}", name) else name


def side(record: Record) -> str:
    """Tell where a record stands on the page: theirs, ours, note or event."""
    kind, role = record.get("kind"), str(record.get("author") or "").partition(":")[0]
    if kind == "note":
        return "ours note"
    if kind not in ("message", "attachment", "transcript-line", "correction", None):
        return "event"
    return "theirs" if role in ("customer", "merchant", "") else "ours"


def _when(record: Record) -> str:
    received = record.get("received")
    return f"<time>{show_time(received)}</time>" if received is not None else ""


def _content(record: Record, said: Later | None, of: int | None) -> str:
    kind, text = record.get("kind"), _words(record, said)
    if kind == "attachment":
        about = " · ".join(_about(record, name) for name in ("media_type", "size") if name in record.openings)
        return f'<div class="sealed-file"><b>{both("file-sealed")}</b>\n{text}<small>{about}</small></div>'
    if side(record) != "event":
        return f'<div class="bubble" dir="auto">{text}</div>'
    body = f"\n{text}" if "body" in record.commitments else ""
    brief = "".join(f" · {_fact(record, name)}" for name in _brief(record))
    brief += "".join(f" · {named('facts', name)}{both('is')}{told}" for name, told in _of_a_step(record))
    if of is not None:
        brief = f" · {both('about', n=of)}{brief}"
    return f'<div class="bubble" dir="auto"><b>{named("kinds", str(kind))}</b>{brief}{body}</div>'


def _about(record: Record, name: str) -> str:
    value = record.openings[name].value
    if name == "size" and value.type == "int":
        return both("bytes", n=grouped(value.value))
    return escape(_plain(record, name))


def _fact(record: Record, name: str) -> str:
    """A fact of an event in words, as far as there are words for it."""
    return f"{named('facts', name)}{both('is')}{_told(record, name)}"


def _of_a_step(record: Record) -> list[tuple[str, str]]:
    """What a step of a dispute says in its details, by name and in words, in the order of a sentence."""
    details = record.get("details") if record.get("kind") == "case-step" else None
    given = details if isinstance(details, dict) else {}
    return [(name, _in_words(name, given[name])) for name in _OF_A_STEP if isinstance(given.get(name), str)]


def _told(record: Record, name: str) -> str:
    return _in_words(name, _plain(record, name))


def _in_words(name: str, value: str) -> str:
    known = f"{name}/{value}"
    return named("values", known) if known in LABELS["values"] else escape(value)


def _brief(record: Record) -> list[str]:
    """Name the facts of an event that fit in its line; the others stand with its receipt."""
    return [name for name in _others(record) if record.openings[name].value.type not in ("bytes", "json")]


def _others(record: Record) -> list[str]:
    return sorted(record.openings.keys() - _SHOWN_APART)


def _plain(record: Record, name: str) -> str:
    kind, value = record.openings[name].value
    if kind == "bytes":
        return str(value.hex())
    if kind == "time":
        return show_time(value)
    return str(value) if kind == "text" else canonical(value).decode()


def _words(record: Record, said: Later | None) -> str:
    """Return the words as they stand, and when they are not those sealed in this record, who put them there."""
    if said is None or not (said.hidden or said.body is not None):
        return _masked(record)
    text = "" if said.body is None else _marked(said.body, said.spans)
    label = both("later" if said.hidden else "otherwise", n=said.seq, who=said.author)
    # What the file opens though it was hidden is not kept from whoever reads it.
    sealed = f'\n<span class="was">{both("as-sealed")} {_masked(record)}</span>' if "body" in record.openings else ""
    return f'{text}{sealed}\n<small class="later">{label}</small>'


def _masked(record: Record) -> str:
    body = record.get("body")
    if body is None:
        closed = "body-closed" if "body" in record.commitments else "record-closed" if "kind" in record.closed else ""
        return f'<em class="closed">{both(closed)}</em>' if closed else ""
    return _marked(body, record.get("spans"))


def _marked(body: str, spans: Any) -> str:
    parts, done = [], 0
    for start, end, kind in masks(body, spans):
        parts.append(escape(body[done:start]))
        parts.append(f'<span class="mask" tabindex="0" title="{escape(kind)}">{escape(body[start:end])}</span>')
        done = end
    return "".join([*parts, escape(body[done:])])


def masks(body: str, spans: Any) -> list[tuple[int, int, str]]:
    """Return (start, end, type) of the masks in a body, in order; spans that make no sense are left out."""
    found, done, length = [], 0, len(body)
    for span in spans if isinstance(spans, list) else []:
        at = span.get("at") if isinstance(span, dict) else None
        if not (isinstance(at, list) and len(at) == 2 and all(type(n) is int for n in at)):
            continue
        if done <= at[0] < at[1] <= length:
            found.append((at[0], at[1], str(span.get("type", ""))))
            done = at[1]
    return found


def _receipt(record: Record, index: int) -> str:
    others = [
        (named("facts", name) if name in LABELS["facts"] else f"<code>{escape(name)}</code>", _told(record, name))
        for name in _others(record)
    ]
    rows = [
        (both("seq"), str(record.entry.seq)),
        (both("index"), str(index)),
        (both("kind"), named("kinds", str(record.get("kind") or "—"))),
        (both("author"), escape(str(record.get("author") or "—"))),
        (both("received"), _shown_time(record, "received")),
        (both("sent"), _shown_time(record, "sent")),
        *others,
        (both("hash"), f"<code>{record.entry.record.hex()}</code>"),
        (
            both("closed-fields"),
            f"<code>{escape(', '.join(record.closed))}</code>" if record.closed else both("none"),
        ),
    ]
    return f'<details class="receipt"><summary>{both("sealed", n=grouped(index))}</summary>{facts(rows)}</details>'


def _shown_time(record: Record, name: str) -> str:
    value = record.get(name)
    return show_time(value) if value is not None else "—"
