"""What pages show beside is asked for once in a while, not once a page."""

from __future__ import annotations

import pytest

from handclasp.web.lately import Lately


def test_what_was_found_out_a_moment_ago_is_told_again_and_then_asked_anew() -> None:
    now, asked = [0.0], list[str]()

    def ask(tenant: str) -> int:
        asked.append(tenant)
        return len(asked)

    lately = Lately(ask, 1.0, lambda: now[0])
    assert [lately("shop"), lately("shop"), lately("wallet"), lately("shop")] == [1, 1, 2, 1]
    now[0] = 1.0
    assert (lately("shop"), asked) == (3, ["shop", "wallet", "shop"])


def test_what_failed_is_asked_again_at_once() -> None:
    asked = list[str]()

    def ask(tenant: str) -> int:
        asked.append(tenant)
        if len(asked) == 1:
            raise OSError("gone")
        return 7

    lately = Lately(ask, 60.0)
    with pytest.raises(OSError, match="gone"):
        lately("shop")
    assert lately("shop") == 7
