"""The page on which anybody checks a receipt, a transcript or a pack in a browser: what is chosen is sent nowhere.

One page in two forms, of the same scripts that a pack's own page runs. `served` is a house's: it loads its script and
style, and asks for that house's published log. `offline` is a single file that loads nothing and asks nobody.
"""

from __future__ import annotations

import json
from html import escape
from typing import Final

from .explain import LIMITS, REASONS, REMARKS
from .frame import ASSETS, LABELS, html, json_block, pair

_PARTS: Final = ("anchors", "check", "show", "receipts", "packs", "tiles", "checker")
SCRIPT: Final = "\n".join((ASSETS / f"{name}.js").read_text("utf-8") for name in _PARTS)
STYLE: Final = "".join((ASSETS / name).read_text("utf-8") for name in ("style.css", "checker.css"))
_TEXT: Final[dict[str, list[str]]] = LABELS["text"] | json.loads((ASSETS / "checker.json").read_text("utf-8"))
_TITLE: Final = " · ".join(_TEXT["checker-title"])
_LIMITS: Final = ("record", "person", "claim", "truth", "key")
_REASONS: Final = {str(key): list(words) for key, words in REASONS.items()}
_REMARKS: Final = {str(key): list(words) for key, words in REMARKS.items()}


def offline() -> bytes:
    """Return the page as one file: to keep, to hand on, to open without a network."""
    body = f'{_body("")}\n<script type="module">{SCRIPT}</script>'
    return html(_TITLE, body, None, SCRIPT, STYLE)


def served(script: str, style: str, log: str, copy: str) -> bytes:
    """Return the page as a house serves it.

    `script` and `style` are the addresses of SCRIPT and STYLE, `log` where the log is published (with a slash at its
    end), `copy` the address of `offline`.
    """
    head = f"""<meta name="handclasp-log" content="{escape(log)}">
<link rel="stylesheet" href="{escape(style)}">
<script type="module" src="{escape(script)}"></script>"""
    return f"""<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{_TITLE}</title>
{head}
</head>
<body>
{_body(copy)}
</body>
</html>
""".encode()


def _both(name: str) -> str:
    return pair(*map(escape, _TEXT[name]))


def _body(copy: str) -> str:
    """The page's body; with `copy`, what only a house's page has."""
    labels = {**LABELS, "text": _TEXT, "reasons": _REASONS, "remarks": _REMARKS}
    limits = "".join(f"<li>{pair(*map(escape, LIMITS[name]))}</li>" for name in _LIMITS)
    house = f"""<section class="card plain"><h2>{_both("offline-title")}</h2><p>{_both("offline-how")}</p>
<a href="{escape(copy)}" download="handclasp-verify.html">{_both("offline-get")}</a></section>
<section class="card"><h2>{_both("house-title")}</h2><div id="house"></div></section>
"""
    return f"""<header class="top"><span class="seal-mark" aria-hidden="true">握</span>
<div><h1>{_both("checker-title")}</h1><p>{_both("checker-about")}</p></div>
<fieldset class="tongues" aria-label="语言 · Language">
<input type="radio" name="tongue" id="lang-zh" checked><label for="lang-zh" lang="zh">中文</label>
<input type="radio" name="tongue" id="lang-en"><label for="lang-en" lang="en">English</label>
</fieldset></header>
<main class="sheet asks">
<div class="ask">
<label class="drop" id="drop"><input type="file" id="file" accept=".json,.zip,application/json,application/zip">
<b>{_both("drop")}</b><small>{_both("drop-kinds")}</small></label>
<details class="paste key"><summary>{_both("paste")}</summary>
<form id="paste-form"><label for="text">{_both("paste-label")}</label>
<textarea id="text" spellcheck="false" autocomplete="off"></textarea>
<button type="submit">{_both("key-check")}</button></form></details>
</div>
<ol class="thread" id="thread"></ol>
<aside class="side">
<section class="card verdict" id="verdict" role="status" aria-live="polite"><p class="says"></p>
<p class="more"><noscript>{_both("no-script")}</noscript></p></section>
<section class="card" id="proved" hidden><h2>{_both("holds")}</h2><ul></ul></section>
<section class="card"><h2>{_both("not-proved")}</h2><ul>{limits}</ul></section>
<section class="card" id="marked" hidden><h2>{_both("taken-title")}</h2><div></div></section>
<section class="card" id="anchored" hidden><h2>{_both("anchors-title")}</h2><ul></ul>
<p class="more">{_both("anchors-worth")}</p></section>
<section class="card key"><h2>{_both("key-title")}</h2><p>{_both("key-how")}</p>
<form id="key-form"><label for="key">{_both("key-label")}</label>
<textarea id="key" spellcheck="false" autocomplete="off"></textarea>
<button type="submit">{_both("key-check")}</button><p class="told" id="told" role="alert"></p></form></section>
{house if copy else ""}</aside>
<footer class="foot"><p>{_both("checker-online" if copy else "checker-offline")} {_both("times")}</p></footer>
</main>
<script type="application/json" id="labels">{json_block(json.dumps(labels, ensure_ascii=False))}</script>"""
