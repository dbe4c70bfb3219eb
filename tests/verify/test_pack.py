"""A sealed pack is byte for byte what was exported; a cut-down one still proves its conversation, and says so."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.verify import forge, tamper
from tests.verify.conftest import CONVERSATION, MARK, OTHER, PICTURE, World, make_world, pages

from handclasp.verify import NotOpen, Reason, Remark, Status, Trust, check, redact
from handclasp.verify.archive import read_archive
from handclasp.verify.page import MADE_BY

Files = dict[str, bytes]
Change = Callable[[World, Files], Files]
R = Reason


def verdict_of(world: World, files: Files) -> tuple[Status, Reason | None]:
    verdict = check(forge.zipped(files), world.trust)
    return verdict.status, verdict.reason


def transcript_of(files: Files) -> Any:
    return json.loads(files["transcript.json"])


def remade(files: Files, transcript: bytes | None = None, made_by: str = MADE_BY) -> Files:
    """A cut-down pack as an honest program makes it: no seal, no receipts, a manifest of its own."""
    kept = {n: d for n, d in files.items() if not n.startswith("receipts/") and n not in ("manifest.json", "seal.json")}
    if transcript is not None:
        kept["transcript.json"] = transcript
    return kept | {"manifest.json": forge.manifest(kept, made_by)}


def resealed(files: Files) -> Files:
    """Give changed files a new manifest and a new seal, as the log's own keeper could."""
    return forge.sealed(make_world().log, CONVERSATION, files, MADE_BY)


def relisted(files: Files) -> Files:
    """Give changed files a new manifest, leaving the seal."""
    kept = {n: d for n, d in files.items() if n not in ("manifest.json", "seal.json")}
    return files | {"manifest.json": forge.manifest(kept, MADE_BY)}


def put(name: str, data: bytes) -> Change:
    return lambda _, files: files | {name: data}


def leave(*names: str) -> Change:
    return lambda _, files: {n: d for n, d in files.items() if n not in names}


def edit(name: str, change: Callable[[Any], Any]) -> Change:
    return lambda _, files: files | {name: forge.dumps(change(json.loads(files[name])))}


def cut(change: Callable[[Any], Any]) -> Change:
    """Change the transcript of a cut-down pack that holds nothing else."""

    def changed(_: World, files: Files) -> Files:
        return remade({}, forge.dumps(change(transcript_of(files))))

    return changed


def exported(digest: bytes) -> forge.Fields:
    return forge.export_fields(CONVERSATION, digest, 9)


def said(digest: bytes) -> forge.Fields:
    return forge.message("agent:zhou", 9, "x", digest=("bytes", digest))


def seal_with(fields: Callable[[bytes], forge.Fields], opened: set[str] | None = None) -> Change:
    def change(_: World, files: Files) -> Files:
        log = make_world().log
        rec = log.append(forge.journal_of(log), fields(forge.sha(files["manifest.json"])))
        return files | {"seal.json": forge.dumps(log.receipt(rec, opened))}

    return change


def seal_by_other_log(_: World, files: Files) -> Files:
    log = forge.Log("other.example/log", witnesses=[forge.WITNESS])
    log.bulk(50)
    return files | {"seal.json": forge.dumps(forge.seal(log, CONVERSATION, forge.sha(files["manifest.json"])))}


def smaller_log(world: World, files: Files) -> Files:
    log = forge.Log(witnesses=[forge.WITNESS])
    return files | {"seal.json": forge.dumps(forge.seal(log, CONVERSATION, forge.sha(files["manifest.json"])))}


def fork_of_same_size(world: World, files: Files) -> Files:
    log = forge.Log(witnesses=[forge.WITNESS])
    log.bulk(8)
    return files | {"seal.json": forge.dumps(forge.seal(log, CONVERSATION, forge.sha(files["manifest.json"])))}


def pack_with_own_key(_: World, __: Files) -> Files:
    mine = make_world()
    mine.log.key = forge.Key(forge.ORIGIN, "forger")
    mine.__dict__.pop("checkpoint", None)
    return mine.files


def foreign_receipt(world: World, files: Files) -> Files:
    receipt = world.log.receipt(world.record(1, OTHER), checkpoint=world.checkpoint)
    return resealed(files | {"receipts/1.receipt.json": forge.dumps(receipt)})


def later(manifest: Any) -> Any:
    return manifest | {"format": "handclasp/manifest/v2"}


def without_receipt(world: World, files: Files) -> Files:
    return resealed(leave("receipts/3.receipt.json")(world, files))


def keep_receipt(_: World, files: Files) -> Files:
    return relisted(remade(files) | {"receipts/1.receipt.json": files["receipts/1.receipt.json"]})


def swap(one: str, other: str) -> Change:
    return lambda _, files: files | {one: files[other], other: files[one]}


def records(change: Callable[[list[Any]], list[Any]]) -> Callable[[Any], Any]:
    return lambda transcript: transcript | {"records": change(transcript["records"])}


def resealing(name: str, data: bytes) -> Change:
    return lambda _, files: resealed(files | {name: data})


def attachment_to(seq: int, data: bytes) -> Change:
    return lambda _, files: remade(leave("attachments/5")(_, files) | {f"attachments/{seq}": data})


def scribbled(name: str) -> Change:
    return lambda _, files: remade(files | {name: files[name] + b"<!-- -->"})


TAMPERED: list[tuple[str, Change, Reason]] = [
    ("the transcript edited", edit("transcript.json", lambda t: t | {"records": t["records"][:2]}), R.FILE_ALTERED),
    ("a tail cut off", edit("transcript.json", records(lambda r: r[:-1])), R.FILE_ALTERED),
    ("a receipt edited", edit("receipts/1.receipt.json", lambda r: r | {"entry": ""}), R.FILE_ALTERED),
    ("two receipts swapped", swap("receipts/1.receipt.json", "receipts/2.receipt.json"), R.FILE_ALTERED),
    ("the reading page edited", put("transcript.html", b"<p>hello"), R.FILE_ALTERED),
    ("the attachment exchanged", put("attachments/5", b"another picture"), R.FILE_ALTERED),
    ("the readme edited", put("README.txt", b"call this number"), R.FILE_ALTERED),
    ("a file and the manifest edited", lambda w, f: relisted(f | {"README.txt": b"x"}), R.SEAL_DIGEST_WRONG),
    ("the manifest's maker edited", edit("manifest.json", lambda m: m | {"made_by": "x"}), R.SEAL_DIGEST_WRONG),
    ("a file removed", leave("README.txt"), R.MANIFEST_FILE_MISSING),
    ("a receipt removed", leave("receipts/3.receipt.json"), R.MANIFEST_FILE_MISSING),
    ("an attachment added", put("attachments/1", b"x"), R.MANIFEST_FILE_EXTRA),
    ("a strange file added", put("notes.txt", b"x"), R.ZIP_UNEXPECTED_FILE),
    ("no manifest", leave("manifest.json"), R.MANIFEST_MISSING),
    ("no transcript", lambda w, f: remade(leave("transcript.json")(w, f)), R.TRANSCRIPT_MISSING),
    ("the seal cut off", leave("seal.json"), R.RECEIPTS_IN_CUT_DOWN_PACK),
    ("a seal that is no export", seal_with(said), R.SEAL_NOT_AN_EXPORT),
    ("a seal with its kind closed", seal_with(exported, {"digest"}), R.SEAL_NOT_AN_EXPORT),
    ("a seal with its digest closed", seal_with(exported, {"kind"}), R.SEAL_DIGEST_CLOSED),
    ("a seal over another manifest", seal_with(lambda _: exported(bytes(32))), R.SEAL_DIGEST_WRONG),
    ("a seal by another log", seal_by_other_log, R.ORIGIN_NOT_PINNED),
    ("a seal from before", smaller_log, R.SEAL_OLDER),
    ("a seal from a fork", fork_of_same_size, R.CHECKPOINTS_CONFLICT),
    ("a pack with its own key", pack_with_own_key, R.PINNED_KEY_DID_NOT_SIGN),
    ("a receipt of another record", foreign_receipt, R.RECEIPT_DIFFERS),
    ("a receipt left out by the exporter", without_receipt, R.RECEIPTS_INCOMPLETE),
    ("a reading page that tells another story", resealing("transcript.html", b"<p>another story"), R.PAGE_DIFFERS),
    ("a checking page that always agrees", resealing("verify.html", b"<p>valid!"), R.PAGE_DIFFERS),
    ("an attachment nobody committed to", resealing("attachments/1", b"x"), R.ATTACHMENT_UNBOUND),
    ("an attachment exchanged by the exporter", resealing("attachments/5", b"x"), R.ATTACHMENT_WRONG),
    ("cut down: a receipt kept", keep_receipt, R.RECEIPTS_IN_CUT_DOWN_PACK),
    ("cut down: a page changed", scribbled("transcript.html"), R.PAGE_DIFFERS),
    ("cut down: the checking page changed", scribbled("verify.html"), R.PAGE_DIFFERS),
    ("cut down: the readme changed", scribbled("README.txt"), R.PAGE_DIFFERS),
    ("cut down: pages of another version", lambda w, f: remade(f, made_by="handclasp 0.0.0"), R.PAGE_OF_OTHER_VERSION),
    ("cut down: an attachment exchanged", attachment_to(5, b"x"), R.ATTACHMENT_WRONG),
    ("cut down: an attachment moved", attachment_to(4, PICTURE), R.ATTACHMENT_UNBOUND),
    ("a manifest of a later format", edit("manifest.json", later), R.FORMAT_UNKNOWN),
    ("a manifest with more in it", edit("manifest.json", lambda m: m | {"more": 1}), R.JSON_UNKNOWN_KEY),
    ("cut down: a record deleted", cut(records(lambda r: r[:2] + r[3:])), R.SEQUENCE_GAP),
    ("cut down: two records exchanged", cut(records(lambda r: [*r[:2], r[3], r[2], *r[4:]])), R.SEQUENCE_ORDER),
    ("cut down: a record doubled", cut(records(lambda r: [*r[:3], r[2], *r[3:]])), R.SEQUENCE_DOUBLED),
    ("cut down: no record left", cut(records(lambda _: [])), R.NO_RECORDS),
    ("cut down: another conversation named", cut(lambda t: t | {"conversation": OTHER.hex()}), R.CONVERSATION_DIFFERS),
    ("cut down: another log named", cut(lambda t: t | {"origin": "other.example/log"}), R.ORIGIN_DIFFERS),
    ("cut down: a place changed", cut(lambda t: tamper.changed(t, ("records", 1, "index"), 5)), R.INCLUSION_WRONG),
    ("cut down: a negative place", cut(lambda t: tamper.changed(t, ("records", 1, "index"), -1)), R.PROOF_MALFORMED),
    ("cut down: a conversation misspelt", cut(lambda t: t | {"conversation": "AB" * 16}), R.VALUE_MALFORMED),
]  # fmt: skip


@pytest.mark.parametrize(("change", "reason"), [row[1:] for row in TAMPERED], ids=[row[0] for row in TAMPERED])
def test_a_tampered_pack_is_noticed_by_name(world: World, change: Change, reason: Reason) -> None:
    assert verdict_of(world, change(world, dict(world.files))) == (Status.INVALID, reason)


def test_the_untouched_pack_is_valid_and_sealed(world: World) -> None:
    verdict = check(world.pack, world.trust)
    assert verdict.status is Status.VALID
    assert verdict.facts["seal"]["kind"] == "export"
    assert (verdict.facts["head"], verdict.facts["attachments"]) == (7, [5])
    assert Remark.CUT_DOWN not in dict(verdict.remarks)


def test_without_a_pinned_key_a_pack_is_never_valid(world: World) -> None:
    assert check(world.pack, Trust()).status is Status.UNKNOWN_SIGNER
    own = pack_with_own_key(world, {})
    assert check(forge.zipped(own), Trust()).status is Status.UNKNOWN_SIGNER


def test_a_seal_under_another_key_is_noticed_without_a_pinned_key(world: World) -> None:
    mine = make_world().log
    mine.key = forge.Key(forge.ORIGIN, "forger")
    files = world.files | {
        "seal.json": forge.dumps(forge.seal(mine, CONVERSATION, forge.sha(world.files["manifest.json"])))
    }
    assert check(forge.zipped(files), Trust()).reason is Reason.SEAL_OTHER_KEY


def test_every_file_counts(world: World) -> None:
    for name, data in world.files.items():
        for place in (0, len(data) // 2, len(data) - 2):
            status, reason = verdict_of(world, world.files | {name: tamper.flip(data, place)})
            assert status is Status.INVALID, name
            assert reason in (Reason.FILE_ALTERED, Reason.SEAL_DIGEST_WRONG) or name in ("manifest.json", "seal.json")
        assert verdict_of(world, leave(name)(world, world.files))[0] is Status.INVALID, name


def test_every_leaf_of_a_cut_down_transcript_counts(world: World) -> None:
    transcript = transcript_of(world.files)
    for path in tamper.leaves(transcript):
        if path == ("checkpoint",):
            continue
        for value in tamper.others(tamper.at(transcript, path)):
            verdict = check(tamper.dump(tamper.changed(transcript, path, value)), world.trust)
            assert verdict.status is Status.INVALID, (path, value)


def test_every_member_but_openings_and_the_ends_must_be_there(world: World) -> None:
    transcript = transcript_of(world.files)
    count = len(transcript["records"])
    for path in tamper.members(transcript):
        may = (len(path) == 5 and path[3] == "openings") or path in (("records", 0), ("records", count - 1))
        verdict = check(tamper.dump(tamper.without(transcript, path)), world.trust)
        assert verdict.status is (Status.VALID if may else Status.INVALID), path


def test_a_cut_off_tail_takes_completeness_with_it(world: World) -> None:
    transcript = transcript_of(world.files)
    whole = check(tamper.dump(transcript), world.trust)
    cut_short = check(tamper.dump(transcript | {"records": transcript["records"][:-1]}), world.trust)
    assert whole.facts["head"] == 7
    assert cut_short.facts["head"] is None
    assert (Remark.NO_HEAD, "") in cut_short.remarks


def test_a_missing_beginning_is_said(world: World) -> None:
    transcript = transcript_of(world.files)
    verdict = check(tamper.dump(transcript | {"records": transcript["records"][1:]}), world.trust)
    assert (Remark.STARTS_LATE, "#2") in verdict.remarks


def bent_log(bend: Callable[[forge.Log], None]) -> Any:
    """The transcript of a log whose own keeper signed something wrong."""
    log = forge.Log(witnesses=[forge.WITNESS])
    log.append(CONVERSATION, forge.message("customer:7F3A", 1, "one"))
    bend(log)
    return log.transcript(CONVERSATION)


def branch(log: forge.Log) -> None:
    first = log.records[0]
    assert first is not None
    log.append(CONVERSATION, forge.message("agent:zhou", 2, "two"), previous=bytes(32))


def miscounted(log: forge.Log) -> None:
    first = log.records[0]
    assert first is not None
    log.append(CONVERSATION, forge.head(first, 2) | {"count": ("int", 5)})


def head_of_other(log: forge.Log) -> None:
    first = log.records[0]
    assert first is not None
    log.append(CONVERSATION, forge.head(first, 2) | {"last": ("bytes", bytes(32))})


def backwards(log: forge.Log) -> None:
    rec = log.append(CONVERSATION, forge.message("agent:zhou", 2, "two"))
    log.records.reverse()
    log.entries.reverse()
    first = log.records[1]
    assert first is not None
    first.index, rec.index = 1, 0


BENT: list[tuple[str, Callable[[forge.Log], None], Reason]] = [
    ("a broken chain", branch, R.CHAIN_BROKEN),
    ("a head that counts wrong", miscounted, R.HEAD_WRONG),
    ("a head that names another record", head_of_other, R.HEAD_WRONG),
]


@pytest.mark.parametrize(("bend", "reason"), [row[1:] for row in BENT], ids=[row[0] for row in BENT])
def test_what_the_keeper_itself_signed_wrongly_is_noticed(
    world: World, bend: Callable[[forge.Log], None], reason: Reason
) -> None:
    assert check(tamper.dump(bent_log(bend)), world.trust).reason is reason


def test_records_whose_places_run_backwards_are_noticed(world: World) -> None:
    transcript = bent_log(backwards)
    transcript["records"].reverse()
    assert check(tamper.dump(transcript), world.trust).reason is Reason.INDEX_ORDER


def test_blacking_out_any_field_keeps_a_pack_valid(world: World) -> None:
    for record in transcript_of(world.files)["records"]:
        seq = world.log.records[record["index"]]
        assert seq is not None
        for name in record["record"]["openings"]:
            verdict = check(redact(world.pack, [(seq.seq, name)]), world.trust)
            assert verdict.status is Status.VALID, name
            assert (Remark.CUT_DOWN, "") in verdict.remarks
            assert name in verdict.facts["records"][seq.seq - 1]["closed"]


def test_blacking_out_everything_keeps_a_pack_valid(world: World) -> None:
    every = [
        (i + 1, name) for i, r in enumerate(transcript_of(world.files)["records"]) for name in r["record"]["openings"]
    ]
    closed = redact(world.pack, every)
    assert check(closed, world.trust).status is Status.VALID
    assert "attachments/5" not in forge.unzipped(closed)
    assert "卡密".encode() not in b"".join(
        data for name, data in forge.unzipped(closed).items() if name.startswith("transcript")
    )


def test_closing_what_is_not_open_is_an_error(world: World) -> None:
    for field in ((2, "original/0"), (99, "body"), (1, "nothing")):
        with pytest.raises(NotOpen):
            redact(world.pack, [field])


def test_closing_words_closes_the_signature_whose_salt_would_let_them_be_guessed(world: World) -> None:
    transcript = json.loads(read_archive(redact(world.pack, [(1, "body")]))["transcript.json"])
    openings = [record["record"]["openings"] for record in transcript["records"]]
    assert "body" not in openings[0]
    assert "signature" not in openings[0]


def test_a_redacted_pack_can_be_redacted_further(world: World) -> None:
    twice = redact(redact(world.pack, [(1, "body")]), [(2, "author")])
    assert check(twice, world.trust).status is Status.VALID


def test_pages_of_another_version_stand_under_the_seal_with_a_remark(world: World) -> None:
    files = world.files | {"transcript.html": b"another look"}
    sealed = forge.sealed(make_world().log, CONVERSATION, files, "handclasp 9.9.9")
    verdict = check(forge.zipped(sealed), world.trust)
    assert verdict.status is Status.VALID
    assert (Remark.PAGES_NOT_CHECKED, "handclasp 9.9.9") in verdict.remarks


def test_pages_depend_on_the_transcript_and_the_watermark_alone(world: World) -> None:
    transcript = world.files["transcript.json"]
    assert pages(transcript) == pages(transcript)
    assert pages(transcript, MARK) == pages(transcript, MARK)
    assert pages(transcript) != pages(transcript, MARK) != pages(transcript, MARK._replace(when=MARK.when + 1000))
    assert hashlib.sha256(pages(transcript)["verify.html"]).digest() == forge.sha(world.files["verify.html"])


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_any_changed_byte_of_the_zip_is_noticed(world: World, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(world.pack) - 1))
    altered = tamper.flip(world.pack, place, data.draw(st.integers(0, 7)))
    verdict = check(altered, world.trust)
    assert verdict.status is Status.INVALID or forge.unzipped(altered) == world.files
