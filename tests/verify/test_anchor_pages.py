"""verify.html names the anchors of its pack, checks what a browser can of them, and says what it leaves unchecked."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from tests.verify import forge, tamper
from tests.verify.conftest import CONVERSATION, World
from tests.verify.test_anchors import OLD, Anchored, Document, anchor, anchored, other_of, size_of
from tests.verify.test_pages import Open, browser, show, state

from handclasp.seal.anchors.ipfs import cid_bytes, cid_text
from handclasp.verify import Reason
from handclasp.verify.page import verify_html

__all__ = ["anchored", "browser", "show"]


def page_of(world: World, documents: list[Document]) -> bytes:
    transcript = forge.dumps(world.log.transcript(CONVERSATION, world.checkpoint))
    return verify_html(transcript, None, None, [forge.dumps(document) for document in documents])


def test_it_names_the_anchors_and_what_it_did_not_check(anchored: Anchored, show: Open) -> None:
    cosigned = anchor("witness", anchored.world.checkpoint, {})
    documents = [*anchored.newest.values(), *anchored.older.values(), cosigned]
    page, heard = show(page_of(anchored.world, documents))
    assert state(page) == "unknown"
    page.check("#lang-en", force=True)
    told = page.inner_text("#anchored")
    assert page.locator("#anchored li").count() == 7
    assert f"Time-stamp (RFC 3161) over {OLD} entries" in told
    assert anchored.newest["ethereum"]["proof"]["block"][:16] in told
    assert anchored.newest["ipfs"]["proof"]["cid"] in told
    assert "Cosigned by witness.example/w1" in told
    assert "It did not check who cosigned or signed a time-stamp" in told
    assert heard == []


def test_a_page_without_anchors_shows_no_card(world: World, show: Open) -> None:
    page, heard = show(page_of(world, []))
    assert state(page) == "unknown"
    assert page.locator("#anchored").count() == 0
    assert heard == []


BENT: dict[str, tuple[Callable[[Anchored], Document], Reason]] = {
    "a token of another checkpoint": (other_of("rfc3161"), Reason.TIMESTAMP_OTHER_DIGEST),
    "a transaction of another checkpoint": (other_of("ethereum"), Reason.CALLDATA_WRONG),
    "a CID of another checkpoint": (other_of("ipfs"), Reason.CID_WRONG),
    "no consistency": (lambda a: {**a.older["ipfs"], "consistency": []}, Reason.ANCHOR_INCONSISTENT),
    "another consistency": (
        lambda a: tamper.changed(a.older["ipfs"], ("consistency", 0), forge.b64(bytes(32))),
        Reason.ANCHOR_INCONSISTENT,
    ),
    "another kind": (lambda a: {**a.newest["ipfs"], "kind": "stone"}, Reason.ANCHOR_KIND_UNKNOWN),
    "a member too many": (lambda a: {**a.newest["ipfs"], "more": 1}, Reason.JSON_UNKNOWN_KEY),
}


@pytest.mark.parametrize("name", BENT)
def test_what_a_browser_can_see_to_be_wrong_is_refused_by_name(anchored: Anchored, show: Open, name: str) -> None:
    change, reason = BENT[name]
    page, _ = show(page_of(anchored.world, [change(anchored)]))
    assert state(page) == "invalid"
    assert page.get_attribute("#verdict", "data-reason") == str(reason)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 8])
def test_the_browser_follows_consistency_from_every_size(anchored: Anchored, show: Open, size: int) -> None:
    log = anchored.world.log
    note = log.checkpoint(size)
    steps = [forge.b64(step) for step in log.tree.consistency(size, size_of(anchored.world.checkpoint))]
    document = anchor("ipfs", note, {"cid": cid_text(cid_bytes(note.encode()))}, steps)
    page, _ = show(page_of(anchored.world, [document]))
    assert state(page) == "unknown", json.dumps(document)[:200]
