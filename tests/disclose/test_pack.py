"""A pack is built so that a stranger's verifier takes it: watermark, pages and attachments fit each other."""

from __future__ import annotations

import json

from tests.verify import forge
from tests.verify.conftest import CONVERSATION, MARK, PICTURE, World, make_world, pages

from handclasp.disclose.pack import Packed, build_pack
from handclasp.verify import Reason, Remark, Status, check
from handclasp.verify.page import MADE_BY

SAYS = MARK._asdict()


def built(world: World, watermark: dict[str, object] | None, attachments: dict[int, bytes]) -> bytes:
    transcript = world.files["transcript.json"]
    receipts = {seq: world.files[f"receipts/{seq}.receipt.json"] for seq in range(1, 8)}
    return build_pack(
        Packed(transcript, receipts, attachments),
        pages(transcript, MARK if watermark else None),
        MADE_BY,
        lambda digest: forge.dumps(forge.seal(world.log, CONVERSATION, digest)),
        watermark,
    )


def test_a_built_pack_carries_who_took_it_out_under_its_seal() -> None:
    world = make_world()
    verdict = check(built(world, SAYS, {5: PICTURE}), world.trust)
    assert (verdict.status, verdict.facts["watermark"], verdict.facts["attachments"]) == (Status.VALID, SAYS, [5])
    assert not {Remark.CUT_DOWN, Remark.WATERMARK_UNSEALED, Remark.PAGES_NOT_CHECKED} & dict(verdict.remarks).keys()


def test_a_pack_without_a_watermark_says_nothing_of_one() -> None:
    world = make_world()
    pack = built(world, None, {})
    assert check(pack, world.trust).status is Status.VALID
    assert json.loads(forge.unzipped(pack)["manifest.json"]).keys() == {"format", "made_by", "files"}


def test_an_attachment_that_is_not_the_sealed_one_makes_no_valid_pack() -> None:
    world = make_world()
    assert check(built(world, SAYS, {5: b"marked"}), world.trust).reason is Reason.ATTACHMENT_WRONG
