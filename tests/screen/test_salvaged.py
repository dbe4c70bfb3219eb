"""Salvaged words are screened again: old masks stay, new finds are masked, and nothing lets them be guessed."""

from __future__ import annotations

from typing import Any

from handclasp.records import Author, Kind, Raw, Screened, Secret
from handclasp.screen import Screener

OLD_MASK = "【手机号 138****5678】"


def salvaged(text: str, old: dict[str, Any] | None = None, **more: Any) -> Screened:
    old = {"kind": {"t": "text", "v": "message"}, **(old or {})}
    salts = dict.fromkeys([*old, "body"], "c2FsdA==")
    facts = {"old": old, "salts": salts, **more}
    raw = Raw(
        tenant="shop",
        conversation="c",
        key="k",
        kind=Kind.SALVAGED,
        author=Author("system", "salvage"),
        received=1,
        text=Secret(text),
        facts=facts,
    )
    return Screener().screen(raw)


def masked_once(text: str) -> dict[str, Any]:
    at = text.index(OLD_MASK)
    span = {"at": [at, at + len(OLD_MASK)], "by": "phone", "drop": False, "original": 0, "sure": 95, "type": "PHONE"}
    return {"spans": {"t": "json", "v": [span]}}


def test_an_old_mask_stays_and_its_original_is_lost() -> None:
    text = f"my phone is {OLD_MASK}, call me"
    done = salvaged(text, masked_once(text))
    assert done.masked == text
    assert [(span.type, text[span.start : span.end], span.original) for span in done.spans] == [
        ("PHONE", OLD_MASK, None)
    ]
    assert "body" in done.raw.facts["salts"]  # type: ignore[operator]


def test_an_original_that_a_pack_opened_is_named_behind_the_new_ones() -> None:
    text = f"my phone is {OLD_MASK}, my card 4111 1111 1111 1111"
    done = salvaged(text, masked_once(text), kept=["original/0"])
    assert [(span.type, span.original) for span in done.spans] == [("PHONE", 1), ("BANK_CARD", 0)]
    assert [one.reveal() for one in done.originals] == ["4111 1111 1111 1111"]


def test_where_something_is_found_nothing_lets_it_be_guessed() -> None:
    old = {"signature": {"t": "json", "v": {"salt": "x"}}, **masked_once(f"{OLD_MASK} x")}
    done = salvaged(f"{OLD_MASK} and my password is hunter2!Q", old)
    assert done.masked is not None
    assert "hunter2" not in done.masked
    assert done.anything_dropped
    assert set(done.raw.facts["old"]) == {"kind"}  # type: ignore[arg-type]
    assert set(done.raw.facts["salts"]) == {"kind"}  # type: ignore[arg-type]


def test_another_field_in_which_something_is_found_is_closed() -> None:
    details = {"details": {"t": "json", "v": {"note": "card 4111 1111 1111 1111"}}}
    done = salvaged("hello", details)
    assert set(done.raw.facts["old"]) == {"kind"}  # type: ignore[arg-type]
    assert set(done.raw.facts["salts"]) == {"kind", "body"}  # type: ignore[arg-type]
