"""The pages of a pack: transcript.html to read and print, verify.html to check itself in a browser, README.txt.

Each is a pure function of the transcript's bytes, the pack's watermark and this version, so that anyone can make it
again and compare. They load nothing, and what people wrote never becomes markup.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any, Final

from handclasp import __version__

from .explain import LIMITS, README, REASONS, REMARKS
from .later import RESCREEN, Later, later
from .note import Trust
from .record import Record
from .strict import canonical, load
from .times import show_time
from .transcript import Transcript, check_transcript
from .watermark import Watermark, meta, one_line, pattern, read_watermark, short

_ASSETS: Final = Path(__file__).parent / "assets"
_STYLE: Final = (_ASSETS / "style.css").read_text("utf-8")
_SCRIPT: Final = (_ASSETS / "verify.js").read_text("utf-8")
_LABELS: Final[dict[str, dict[str, list[str]]]] = json.loads((_ASSETS / "labels.json").read_text("utf-8"))
_FORM: Final = [
    path.read_bytes() for path in (*sorted(_ASSETS.iterdir()), *sorted(_ASSETS.parent.glob("*.py"))) if path.is_file()
]
MADE_BY: Final = f"handclasp {__version__} pages {hashlib.sha256(b''.join(_FORM)).hexdigest()[:8]}"
"""The program and the very form of its pages: packs of another form are not compared, and say so."""
_RECORD_LIMITS: Final = ("record", "person", "claim", "truth", "key")
_IN_LINE: Final = 200
_SHOWN_APART: Final = {"kind", "author", "received", "sent", "body", "spans", "id", "masked"}


def readme() -> bytes:
    """Return README.txt: how to verify, Chinese and English."""
    return README.encode()


def pages(transcript: bytes, watermark: Mapping[str, Any] | None = None) -> dict[str, bytes]:
    """Return all three by name, the transcript read once; raises Fault when it is not consistent."""
    document = check_transcript(load(transcript), Trust())
    return {
        "README.txt": readme(),
        "transcript.html": transcript_html(transcript, watermark, document),
        "verify.html": verify_html(transcript, watermark, document),
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
<section class="card verdict"><p class="more">{_both("reading")}</p></section>
{_taken(mark)}<section class="card">{_overview(document)}</section>
<section class="card"><h2>{_both("not-proved")}</h2><ul>{_limits()}</ul></section>
</aside>
<footer class="foot"><p>{_both("times")}</p><p>{escape(MADE_BY)}</p></footer>
</main>"""
    return _html("title", body, mark, script=None)


def verify_html(
    transcript: bytes, watermark: Mapping[str, Any] | None = None, document: Transcript | None = None
) -> bytes:
    """Return the page that holds the transcript and verifies it; its arguments are those of `transcript_html`."""
    mark = read_watermark(watermark) if watermark is not None else None
    document = document or check_transcript(load(transcript), Trust())
    reasons, remarks = ({str(key): list(words) for key, words in table.items()} for table in (REASONS, REMARKS))
    labels = _LABELS | {"reasons": reasons, "remarks": remarks}
    body = f"""{_top("check-title", document)}{_line(mark)}
<main class="sheet">
<ol class="thread" id="thread"></ol>
<aside class="side">
<section class="card verdict" id="verdict" role="status" aria-live="polite"><p class="says">{_both("working")}</p>
<p class="more"><noscript>{_both("no-script")}</noscript></p></section>
<section class="card key"><h2>{_both("key-title")}</h2><p>{_both("key-how")}</p>
<form id="key-form"><label for="key">{_both("key-label")}</label>
<textarea id="key" spellcheck="false" autocomplete="off" placeholder="{escape(document.origin)}+…"></textarea>
<button type="submit">{_both("key-check")}</button><p class="told" id="told" role="alert"></p></form></section>
<section class="card" id="proved" hidden><h2>{_both("holds")}</h2><ul></ul></section>
<section class="card"><h2>{_both("not-proved")}</h2><ul>{_limits()}</ul></section>
{_taken(mark)}<section class="card">{_overview(document)}</section>
</aside>
<footer class="foot"><p>{_both("offline")} {_both("times")}</p><p>{escape(MADE_BY)}</p></footer>
</main>
<script type="application/json" id="labels">{_json_block(json.dumps(labels, ensure_ascii=False))}</script>
<script type="application/json" id="transcript">{_json_block(transcript.decode())}</script>
<script type="module">{_SCRIPT}</script>"""
    return _html("check-title", body, mark, script=_SCRIPT)


def _html(title: str, body: str, watermark: Watermark | None, script: str | None) -> bytes:
    policy = f"default-src 'none'; style-src {_source(_STYLE)}; base-uri 'none'; form-action 'none'"
    if script is not None:
        policy += f"; script-src {_source(script)}"
    words = " · ".join(_LABELS["text"][title])
    return f"""<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">{meta(watermark)}
<title>{words}</title>
<style>{_STYLE}</style>
</head>
<body>
{body}{pattern(watermark) if watermark else ""}
</body>
</html>
""".encode()


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _json_block(text: str) -> str:
    """Make JSON safe inside a script element: `<` stands only in strings, where its escape means the same."""
    return text.replace("<", "\\u003c")


def _both(name: str, **values: Any) -> str:
    return _pair(*(escape(text.format(**values)) for text in _LABELS["text"][name]))


def _pair(chinese: str, english: str) -> str:
    return f'<span class="zh" lang="zh">{chinese}</span><span class="en" lang="en">{english}</span>'


def _named(group: str, name: str) -> str:
    found = _LABELS[group].get(name)
    return _pair(*map(escape, found)) if found else escape(name)


def _top(title: str, document: Transcript) -> str:
    chinese, english = (" checked" if zh else "" for zh in (_is_chinese(document), not _is_chinese(document)))
    return f"""<header class="top"><span class="seal-mark" aria-hidden="true">握</span>
<div><h1>{_both(title)}</h1><p><code>{escape(document.origin)}</code></p></div>
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
    pair = _pair(*(escape(text).format(**told) for text in _LABELS["text"]["taken"]))
    return f'\n<p class="taken">{pair}</p>'


def _taken(watermark: Watermark | None) -> str:
    """Return the card that tells a watermark in full, and what it is worth."""
    if watermark is None:
        return ""
    facts = _facts(
        [
            (_both("taken-who"), f"<bdi>{escape(one_line(watermark.who))}</bdi>"),
            (_both("taken-when"), show_time(watermark.when)),
            (_both("taken-why"), f"<bdi>{escape(one_line(watermark.why))}</bdi>"),
        ]
    )
    return f"""<section class="card"><h2>{_both("taken-title")}</h2>{facts}
<p class="more">{_both("taken-worth")}</p></section>
"""


def _limits() -> str:
    return "".join(f"<li>{_pair(*map(escape, LIMITS[name]))}</li>" for name in _RECORD_LIMITS)


def _overview(document: Transcript) -> str:
    first, last = document.records[0].entry.seq, document.records[-1].entry.seq
    complete = _both("no-head") if document.head is None else _both("head", n=document.head)
    if document.head is not None and first > 1:
        complete = _both("late")
    return _facts(
        [
            (_both("conversation"), f"<code>{document.conversation.hex()}</code>"),
            (_both("records"), _both("range", first=first, last=last)),
            (_both("complete"), complete),
            (_both("log"), f"<code>{escape(document.origin)}</code>"),
            (_both("checkpoint"), _both("entries", n=grouped(document.checkpoint.size))),
            (_both("key-ids"), f"<code>{', '.join(_key_ids(document))}</code>"),
        ]
    )


def _key_ids(document: Transcript) -> Iterator[str]:
    return (s.id.hex() for s in document.checkpoint.signatures if s.name == document.origin)


def _facts(rows: list[tuple[str, str]]) -> str:
    return '<dl class="facts">' + "".join(f"<dt>{term}</dt><dd>{told}</dd>" for term, told in rows) + "</dl>"


def grouped(number: int) -> str:
    """Return a number with thin spaces between thousands, as the product shows log numbers."""
    return f"{number:,}".replace(",", "\u2009")


def _item(record: Record, index: int, said: Later | None, of: int | None) -> str:
    role, _, name = str(record.get("author") or "").partition(":")
    who = f"{_named('roles', role)} {escape(_short(name))}"
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
        return f'<div class="sealed-file"><b>{_both("file-sealed")}</b>\n{text}<small>{about}</small></div>'
    if side(record) != "event":
        return f'<div class="bubble" dir="auto">{text}</div>'
    body = f"\n{text}" if "body" in record.commitments else ""
    brief = "".join(f" · {_fact(record, name)}" for name in _brief(record))
    if of is not None:
        brief = f" · {_both('about', n=of)}{brief}"
    return f'<div class="bubble" dir="auto"><b>{_named("kinds", str(kind))}</b>{brief}{body}</div>'


def _about(record: Record, name: str) -> str:
    value = record.openings[name].value
    if name == "size" and value.type == "int":
        return _both("bytes", n=grouped(value.value))
    return escape(_plain(record, name))


def _fact(record: Record, name: str) -> str:
    """A fact of an event in words, as far as there are words for it."""
    return f"{_named('facts', name)}{_both('is')}{_told(record, name)}"


def _told(record: Record, name: str) -> str:
    value = _plain(record, name)
    known = f"{name}/{value}"
    return _named("values", known) if known in _LABELS["values"] else escape(value)


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
    label = _both("later" if said.hidden else "otherwise", n=said.seq, who=said.author)
    # What the file opens though it was hidden is not kept from whoever reads it.
    sealed = f'\n<span class="was">{_both("as-sealed")} {_masked(record)}</span>' if "body" in record.openings else ""
    return f'{text}{sealed}\n<small class="later">{label}</small>'


def _masked(record: Record) -> str:
    body = record.get("body")
    if body is None:
        return f'<em class="closed">{_both("body-closed")}</em>' if "body" in record.commitments else ""
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
        (_named("facts", name) if name in _LABELS["facts"] else f"<code>{escape(name)}</code>", _told(record, name))
        for name in _others(record)
    ]
    rows = [
        (_both("seq"), str(record.entry.seq)),
        (_both("index"), str(index)),
        (_both("kind"), _named("kinds", str(record.get("kind") or "—"))),
        (_both("author"), escape(str(record.get("author") or "—"))),
        (_both("received"), _shown_time(record, "received")),
        (_both("sent"), _shown_time(record, "sent")),
        *others,
        (_both("hash"), f"<code>{record.entry.record.hex()}</code>"),
        (
            _both("closed-fields"),
            f"<code>{escape(', '.join(record.closed))}</code>" if record.closed else _both("none"),
        ),
    ]
    return f'<details class="receipt"><summary>{_both("sealed", n=grouped(index))}</summary>{_facts(rows)}</details>'


def _shown_time(record: Record, name: str) -> str:
    value = record.get(name)
    return show_time(value) if value is not None else "—"
