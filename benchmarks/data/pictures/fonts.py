"""The fonts of the pictures: Debian's fonts-noto-cjk for everything Chinese, fonts-dejavu-core for other languages."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

_NOTO = Path("/usr/share/fonts/opentype/noto")
_DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
_FACES: dict[str, tuple[Path, int]] = {
    "sans": (_NOTO / "NotoSansCJK-Regular.ttc", 2),
    "bold": (_NOTO / "NotoSansCJK-Bold.ttc", 2),
    "serif": (_NOTO / "NotoSerifCJK-Regular.ttc", 2),
    "serifbold": (_NOTO / "NotoSerifCJK-Bold.ttc", 2),
    "trad": (_NOTO / "NotoSansCJK-Regular.ttc", 3),
    "tradbold": (_NOTO / "NotoSansCJK-Bold.ttc", 3),
    "japanese": (_NOTO / "NotoSansCJK-Regular.ttc", 0),
    "korean": (_NOTO / "NotoSansCJK-Regular.ttc", 1),
    "mono": (_NOTO / "NotoSansCJK-Regular.ttc", 7),
    "latin": (_DEJAVU / "DejaVuSans.ttf", 0),
    "latinbold": (_DEJAVU / "DejaVuSans-Bold.ttf", 0),
    "latinserif": (_DEJAVU / "DejaVuSerif.ttf", 0),
    "latinserifbold": (_DEJAVU / "DejaVuSerif-Bold.ttf", 0),
    "latinmono": (_DEJAVU / "DejaVuSansMono.ttf", 0),
    "latinmonobold": (_DEJAVU / "DejaVuSansMono-Bold.ttf", 0),
}


def missing() -> list[Path]:
    """Return the font files that this machine lacks."""
    return sorted({path for path, _ in _FACES.values() if not path.exists()})


@lru_cache(maxsize=1024)
def font(face: str, pixels: int) -> ImageFont.FreeTypeFont:
    """Open a face at a size; the simple layout engine draws the same on every machine."""
    path, index = _FACES[face]
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: install Debian's fonts-noto-cjk and fonts-dejavu-core")
    return ImageFont.truetype(str(path), max(4, pixels), index=index, layout_engine=ImageFont.Layout.BASIC)
