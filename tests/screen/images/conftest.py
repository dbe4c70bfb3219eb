"""What the picture tests share: the rough drawings in specimens/ (see sketches.py), as files and as pixels."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from handclasp.screen.images.ocr import Pixels

Specimen = Callable[[str], Pixels]
Saved = Callable[..., bytes]
PLACE = Path(__file__).parent / "specimens"


@pytest.fixture(scope="session")
def specimen() -> Specimen:
    """The pixels of a drawing."""

    def load(name: str) -> Pixels:
        with Image.open(PLACE / f"{name}.webp") as image:
            return np.ascontiguousarray(np.asarray(image.convert("RGB"))[:, :, ::-1])

    return load


@pytest.fixture(scope="session")
def saved() -> Saved:
    """A picture as a file of some kind."""

    def save(image: Image.Image | None = None, kind: str = "PNG", **more: Any) -> bytes:
        out = BytesIO()
        (image or Image.new("RGB", (64, 48), "teal")).save(out, kind, **more)
        return out.getvalue()

    return save
