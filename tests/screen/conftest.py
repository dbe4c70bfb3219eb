"""What the screening tests share. All people, numbers, cards and keys are invented specimens."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handclasp.screen import engine

Masked = Callable[[str], str]


@pytest.fixture(scope="session")
def masked() -> Masked:
    """The text as the desk sees it."""

    def show(text: str) -> str:
        for one in reversed(engine().find(text)):
            text = text[: one.start] + one.mask + text[one.end :]
        return text

    return show
