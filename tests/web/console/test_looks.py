from __future__ import annotations

import re
from pathlib import Path

import pytest

import handclasp.web.console

STATIC = Path(handclasp.web.console.__file__).parent / "static" / "handclasp"
DRAWN = Path(handclasp.web.console.__file__).parent / "drawn.py"
TEMPLATES = Path(handclasp.web.console.__file__).parent / "templates"
CSS = (STATIC / "console.css").read_text("utf-8")
TOKENS = dict(re.findall(r"--([\w-]+): light-dark\((#\w{6}, #\w{6})\)", CSS))

READ_ON = [
    *[(ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "card", "sunk")],
    *[("jade", ground) for ground in ("paper", "card", "jade-soft")],
    *[("seal", ground) for ground in ("paper", "card", "seal-soft")],
    *[("amber", ground) for ground in ("paper", "card", "amber-soft")],
    ("ink", "jade-soft"),
    ("ink", "amber-soft"),
    ("ink-2", "seal-soft"),
    ("on-jade", "jade-fill"),
    ("on-jade", "jade-fill-2"),
]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("look", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), READ_ON)
def test_text_reaches_aa_contrast_in_both_looks(ink: str, ground: str, look: int) -> None:
    first, second = sorted(luminance(TOKENS[name].split(", ")[look]) for name in (ink, ground))
    assert (second + 0.05) / (first + 0.05) >= 4.5


def test_no_template_carries_inline_script_or_style() -> None:
    inline = re.compile(
        r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:|hx-on|hx-vals=.js", re.IGNORECASE
    )
    for path in TEMPLATES.rglob("*.html"):
        assert not inline.search(path.read_text("utf-8")), path.name


def test_every_icon_asked_for_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "sprite.svg").read_text("utf-8")))
    asked: set[str] = set()
    for path in TEMPLATES.rglob("*.html"):
        asked |= set(re.findall(r'{% icon "([\w-]+)" %}', path.read_text("utf-8")))
    for call in re.findall(r"icon\(([^()]+)\)", DRAWN.read_text("utf-8")):
        asked |= set(re.findall(r"""["']([\w-]+)["']""", call))
    for path in STATIC.glob("*.js"):
        asked |= set(re.findall(r'sprite\("([\w-]+)"\)', path.read_text("utf-8")))
    assert asked == drawn


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in [*TEMPLATES.rglob("*.html"), *STATIC.iterdir()]:
        others = re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", path.read_text("utf-8"))
        assert set(others) <= {"http://www.w3.org"}, path.name
