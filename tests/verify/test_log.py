"""An exported log is re-derived whole: entries, tiles, root, and every conversation's one chain."""

from __future__ import annotations

import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.verify import forge, tamper
from tests.verify.conftest import CONVERSATION, OTHER, World, make_world

from handclasp.verify import Reason, Remark, Status, Trust, parse_vkey, run
from handclasp.verify.log import tile_path

R = Reason
Bend = Callable[[Path], None]
SIZE = 700


def big_log() -> forge.Log:
    log = make_world().log
    log.bulk(SIZE - len(log.entries), conversations=40)
    return log


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return big_log().export(tmp_path_factory.mktemp("log") / "log")


@pytest.fixture
def directory(exported: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(exported, tmp_path / "log"))


def flip(name: str, place: int) -> Bend:
    def bend(directory: Path) -> None:
        path = directory / name
        path.write_bytes(tamper.flip(path.read_bytes(), place))

    return bend


def remove(name: str) -> Bend:
    return lambda directory: (directory / name).unlink()


def add(name: str, data: bytes = b"x") -> Bend:
    return lambda directory: forge.write(directory / name, data)


def cut(name: str, count: int) -> Bend:
    return lambda directory: forge.write(directory / name, (directory / name).read_bytes()[:-count])


def link(directory: Path) -> None:
    (directory / "tile/0/009").symlink_to("/etc/hostname")


def older_checkpoint(directory: Path) -> None:
    (directory / "checkpoint").write_text(big_log().checkpoint(SIZE - 1))


def swap_keys(directory: Path) -> None:
    (directory / "vkey").write_text(forge.Key(forge.ORIGIN, "forger").vkey(1) + "\n")


PARTIAL = "002.p/188"
SPOILT: list[tuple[str, Bend, Reason]] = [
    ("an entry edited", flip("tile/entries/000", 50), R.ENTRY_NOT_IN_TREE),
    ("an entry's length edited", flip("tile/entries/000", 1), R.ENTRIES_MALFORMED),
    ("the last entry cut off", cut(f"tile/entries/{PARTIAL}", 91), R.ENTRIES_MALFORMED),
    ("an entry in the newest bundle edited", flip(f"tile/entries/{PARTIAL}", 80), R.ENTRY_NOT_IN_TREE),
    ("a bundle missing", remove("tile/entries/001"), R.ENTRIES_MISSING),
    ("a leaf's hash edited", flip("tile/0/001", 33), R.ENTRY_NOT_IN_TREE),
    ("a hash tile cut", cut("tile/0/001", 1), R.TILE_WRONG),
    ("a hash tile missing", remove("tile/0/001"), R.TILE_MISSING),
    ("an upper tile edited", flip("tile/1/000.p/2", 3), R.TILE_WRONG),
    ("an upper tile missing", remove("tile/1/000.p/2"), R.TILE_MISSING),
    ("an older checkpoint over newer files", older_checkpoint, R.ENTRIES_MISSING),
    ("the checkpoint's root edited", flip("checkpoint", len(forge.ORIGIN) + 8), R.SIGNATURE_WRONG),
    ("no checkpoint", remove("checkpoint"), R.CHECKPOINT_MISSING),
    ("another key in the vkey file", swap_keys, R.VKEY_FILE_WRONG),
    ("a vkey file that is no key", add("vkey", b"hello"), R.VKEY_FILE_WRONG),
    ("an endless checkpoint", add("checkpoint", b"x" * (1 << 20) + b"x"), R.TOO_LARGE),
    ("a stranger's file", add("notes.txt"), R.LOG_UNEXPECTED_FILE),
    ("a tile beyond the tree", add("tile/0/009", bytes(8192)), R.LOG_UNEXPECTED_FILE),
    ("a partial tile beyond the tree", add("tile/0/002.p/200", bytes(6400)), R.LOG_UNEXPECTED_FILE),
    ("a link", link, R.LOG_UNEXPECTED_FILE),
    ("an old partial tile that is not a beginning", add("tile/0/002.p/3", bytes(96)), R.TILE_WRONG),
    ("an old partial bundle that is not a beginning", add("tile/entries/002.p/1", b"\0\x59" + bytes(89)), R.TILE_WRONG),
]  # fmt: skip


@pytest.mark.parametrize(("bend", "reason"), [row[1:] for row in SPOILT], ids=[row[0] for row in SPOILT])
def test_a_spoilt_log_directory_is_noticed_by_name(world: World, directory: Path, bend: Bend, reason: Reason) -> None:
    bend(directory)
    verdict = run(directory, world.trust)
    assert (verdict.status, verdict.reason) == (Status.INVALID, reason), verdict.where


def entry(seq: int, previous: bytes, record: bytes = bytes(32), conversation: bytes = OTHER) -> bytes:
    return struct.pack(">B16sQ32s32s", 1, conversation, seq, record, previous)


def doubled(log: forge.Log) -> None:
    """Branch a conversation: two records of one number, both well chained."""
    log.entries.append(entry(2, log.entries[0][25:57]))


def gap(log: forge.Log) -> None:
    log.entries.append(entry(4, bytes(32)))


def unchained(log: forge.Log) -> None:
    log.entries.append(entry(3, bytes(32)))


def unrooted(log: forge.Log) -> None:
    log.entries.append(entry(1, bytes(32), conversation=bytes(16)))


def moved_from_another_log(log: forge.Log) -> None:
    log.entries.append(entry(1, forge.genesis("other.example/log", bytes(16)), conversation=bytes(16)))


def later_version(log: forge.Log) -> None:
    log.entries.append(b"\x02" + entry(3, bytes(32))[1:])


def from_zero(log: forge.Log) -> None:
    log.entries.append(entry(0, bytes(32), conversation=bytes(16)))


MISSIGNED: list[tuple[str, Callable[[forge.Log], None], Reason]] = [
    ("two records with one seq", doubled, R.SEQUENCE_DOUBLED),
    ("a number left out", gap, R.SEQUENCE_GAP),
    ("a record that follows nothing", unchained, R.CHAIN_BROKEN),
    ("a conversation that starts nowhere", unrooted, R.GENESIS_WRONG),
    ("a conversation from another log", moved_from_another_log, R.GENESIS_WRONG),
    ("an entry of a later version", later_version, R.ENTRY_VERSION_UNKNOWN),
    ("a record number zero", from_zero, R.ENTRY_MALFORMED),
]


@pytest.mark.parametrize(("bend", "reason"), [row[1:] for row in MISSIGNED], ids=[row[0] for row in MISSIGNED])
def test_what_the_log_itself_signed_wrongly_is_noticed(
    world: World, tmp_path: Path, bend: Callable[[forge.Log], None], reason: Reason
) -> None:
    log = make_world().log
    bend(log)
    assert run(log.export(tmp_path / "log"), world.trust).reason is reason


def test_a_root_that_is_not_the_entries_is_noticed(world: World, tmp_path: Path) -> None:
    log = make_world().log
    log.export(tmp_path / "log")
    log.entries[-1] = log.entries[-1][:-1] + b"x"
    log._tree = None
    (tmp_path / "log" / "checkpoint").write_text(log.checkpoint())
    (tmp_path / "log" / "vkey").unlink()
    assert run(tmp_path / "log", world.trust).reason is Reason.ROOT_WRONG


def test_the_untouched_log_is_valid(world: World, exported: Path) -> None:
    verdict = run(exported, world.trust)
    assert verdict.status is Status.VALID
    assert (verdict.facts["size"], verdict.facts["conversations"]) == (SIZE, 42)


def test_the_key_in_the_directory_makes_nobody_trusted(exported: Path) -> None:
    assert run(exported).status is Status.UNKNOWN_SIGNER


def test_a_vkey_file_with_another_good_key_is_remarked(exported: Path) -> None:
    pinned = Trust((parse_vkey(forge.Key(forge.ORIGIN, "specimen log").vkey(6)),))
    only_ed25519 = exported.parent / "other"
    shutil.copytree(exported, only_ed25519)
    (only_ed25519 / "vkey").write_text(forge.Key(forge.ORIGIN, "specimen log").vkey(1) + "\n")
    assert (Remark.VKEY_FILE_DIFFERS, "vkey") in run(only_ed25519, pinned).remarks


def test_older_partial_tiles_may_lie_about(world: World, directory: Path) -> None:
    tile, bundle = directory / "tile/0/002.p/188", directory / "tile/entries/002.p/188"
    forge.write(directory / "tile/0/002.p/5", tile.read_bytes()[: 5 * 32])
    forge.write(directory / "tile/entries/002.p/5", bundle.read_bytes()[: 5 * 91])
    assert run(directory, world.trust).status is Status.VALID


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 512])
def test_logs_of_every_edge_size_are_valid(world: World, tmp_path: Path, size: int) -> None:
    log = forge.Log(witnesses=[forge.WITNESS])
    log.bulk(size, conversations=7)
    assert run(log.export(tmp_path / "log"), world.trust).status is Status.VALID


def test_tile_paths_are_those_of_the_specification() -> None:
    assert tile_path(0, 1_234_067) == "tile/0/x001/x234/067"
    assert tile_path("entries", 5, 17) == "tile/entries/005.p/17"


# Against what was known before


def known(tmp_path: Path, text: str | bytes) -> list[Path]:
    path = tmp_path / "known"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [path]


def test_an_older_checkpoint_and_receipt_fit(world: World, exported: Path, tmp_path: Path) -> None:
    assert run(exported, world.trust, known(tmp_path, world.checkpoint)).status is Status.VALID
    receipt = forge.dumps(world.log.receipt(world.record(2), checkpoint=world.checkpoint))
    assert run(exported, world.trust, known(tmp_path, receipt)).status is Status.VALID
    assert run(exported, world.trust, known(tmp_path, big_log().checkpoint(1))).status is Status.VALID


def test_a_cut_off_tail_is_noticed_against_an_older_checkpoint(world: World, tmp_path: Path) -> None:
    short = forge.Log(witnesses=[forge.WITNESS])
    short.entries = make_world().log.entries[:-2]
    verdict = run(short.export(tmp_path / "log"), world.trust, known(tmp_path, world.checkpoint))
    assert verdict.reason is Reason.SHORTER_THAN_KNOWN


def test_a_rewritten_longer_branch_is_noticed_against_an_older_checkpoint(world: World, tmp_path: Path) -> None:
    other = forge.Log(witnesses=[forge.WITNESS])
    other.append(CONVERSATION, forge.message("agent:zhou", 1, "rewritten"))
    other.bulk(100)
    directory = other.export(tmp_path / "log")
    assert run(directory, world.trust).status is Status.VALID
    assert run(directory, world.trust, known(tmp_path, world.checkpoint)).reason is Reason.HISTORY_REWRITTEN


def test_a_known_checkpoint_must_be_signed_and_of_this_log(world: World, exported: Path, tmp_path: Path) -> None:
    unsigned = world.checkpoint.replace("\n9\n", "\n8\n")
    assert run(exported, world.trust, known(tmp_path, unsigned)).reason is Reason.SIGNATURE_WRONG
    other = forge.Log("other.example/log")
    assert run(exported, known=known(tmp_path, other.checkpoint())).reason is Reason.ORIGIN_DIFFERS


def test_a_pack_is_held_against_an_older_receipt(world: World, tmp_path: Path) -> None:
    pack = tmp_path / "pack.handclasp.zip"
    pack.write_bytes(world.pack)
    shorter = tmp_path / "shorter.json"
    shorter.write_bytes(tamper.dump(world.transcript() | {"records": world.transcript()["records"][:3]}))
    last = known(tmp_path, forge.dumps(world.log.receipt(world.record(7), checkpoint=world.checkpoint)))
    assert run(pack, world.trust, last).status is Status.VALID
    assert run(shorter, world.trust, last).reason is Reason.SHORTER_THAN_KNOWN


def test_a_branch_is_noticed_against_an_older_receipt(world: World, tmp_path: Path) -> None:
    other = forge.Log(witnesses=[forge.WITNESS])
    other.bulk(30)
    rec = other.append(CONVERSATION, forge.message("customer:7F3A", 1, "another beginning"))
    older = known(tmp_path, forge.dumps(other.receipt(rec)))
    pack = tmp_path / "pack.zip"
    pack.write_bytes(world.pack)
    assert run(pack, world.trust, older).reason is Reason.KNOWN_RECORD_DIFFERS


def test_an_older_file_that_does_not_meet_is_remarked(world: World, tmp_path: Path) -> None:
    pack = tmp_path / "pack.zip"
    pack.write_bytes(world.pack)
    older = known(tmp_path, forge.dumps(big_log().receipt(world.record(1, OTHER))))
    assert (Remark.KNOWN_ELSEWHERE, "") in run(pack, world.trust, older).remarks
