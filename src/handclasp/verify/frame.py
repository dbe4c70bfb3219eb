"""What every page of a pack is framed in: labels in two languages, one style, a policy that lets it load nothing."""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from pathlib import Path
from typing import Any, Final

from .watermark import Watermark, meta, pattern

ASSETS: Final = Path(__file__).parent / "assets"
LABELS: Final[dict[str, dict[str, list[str]]]] = json.loads((ASSETS / "labels.json").read_text("utf-8"))
_STYLE: Final = (ASSETS / "style.css").read_text("utf-8")


def html(title: str, body: str, watermark: Watermark | None, script: str | None, style: str = _STYLE) -> bytes:
    """Return a whole page: its title (a label's name, or words), its body with the one script it may run, its style."""
    policy = f"default-src 'none'; style-src {_source(style)}; base-uri 'none'; form-action 'none'"
    if script is not None:
        policy += f"; script-src {_source(script)}"
    words = " · ".join(LABELS["text"][title]) if title in LABELS["text"] else escape(title)
    return f"""<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">{meta(watermark)}
<title>{words}</title>
<style>{style}</style>
</head>
<body>
{body}{pattern(watermark) if watermark else ""}
</body>
</html>
""".encode()


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def json_block(text: str) -> str:
    """Make JSON safe inside a script element: `<` stands only in strings, where its escape means the same."""
    return text.replace("<", "\\u003c")


def both(name: str, **values: Any) -> str:
    """Return a label in both languages; values are escaped with it."""
    return pair(*(escape(text.format(**values)) for text in LABELS["text"][name]))


def pair(chinese: str, english: str) -> str:
    """Return two texts (already markup), of which the reader's language shows one."""
    return f'<span class="zh" lang="zh">{chinese}</span><span class="en" lang="en">{english}</span>'


def named(group: str, name: str) -> str:
    """Return the label of a name in a group, or the name."""
    found = LABELS[group].get(name)
    return pair(*map(escape, found)) if found else escape(name)


def facts(rows: list[tuple[str, str]]) -> str:
    """Return terms and what is told of them (both markup)."""
    return '<dl class="facts">' + "".join(f"<dt>{term}</dt><dd>{told}</dd>" for term, told in rows) + "</dl>"
