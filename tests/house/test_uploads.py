"""Files that were brought lie sealed and in pieces, open for whoever has the key alone, and do not stay."""

from __future__ import annotations

import io
import os
import random
import time
from pathlib import Path
from zipfile import ZipFile

import pytest

from handclasp.house import uploads
from handclasp.house.uploads import PIECE, BadUpload, Upload

SECRET = b"s" * 32
NAME = "0a" * 16


def brought(folder: Path, content: bytes) -> Upload:
    upload = Upload(folder, SECRET, NAME, len(content))
    upload.note(b"specimen of a state")
    for number in range(upload.pieces):
        upload.put(number, content[number * PIECE : (number + 1) * PIECE])
    return upload


def test_nothing_of_it_lies_on_the_disk_unsealed(tmp_path: Path) -> None:
    upload = brought(tmp_path, b"what Lena said about her card\n" * 1000)
    assert upload.missing() is None
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 2
    for path in files:
        assert b"Lena" not in path.read_bytes()
        assert b"specimen" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0


def test_it_is_read_and_sought_in_like_a_file(tmp_path: Path) -> None:
    content = random.Random(7).randbytes(2 * PIECE + 77)
    upload = brought(tmp_path, content)
    with upload.opened() as file:
        assert file.read() == content
        for at in (0, PIECE - 3, PIECE, 2 * PIECE - 1, len(content) - 5, len(content), len(content) + 9):
            file.seek(at)
            assert file.read(10) == content[at : at + 10]
        file.seek(-4, os.SEEK_END)
        assert file.read() == content[-4:]


def test_a_zip_is_looked_into_without_unpacking_it_anywhere(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("result.json", b"{}" * 10)
    with brought(tmp_path, packed.getvalue()).opened() as file, ZipFile(file) as archive:
        assert archive.read("result.json") == b"{}" * 10


def test_what_was_altered_moved_or_is_anothers_does_not_open(tmp_path: Path) -> None:
    upload = brought(tmp_path, random.Random(1).randbytes(PIECE + 9))
    with pytest.raises(BadUpload):
        Upload(tmp_path, b"t" * 32, NAME, PIECE + 9).piece(0)
    first, second = tmp_path / NAME / "00000", tmp_path / NAME / "00001"
    kept = first.read_bytes()
    first.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
    with pytest.raises(BadUpload):
        upload.piece(0)
    first.write_bytes(second.read_bytes())
    with pytest.raises(BadUpload):
        upload.piece(0)
    second.unlink()
    assert upload.missing() == 1


@pytest.mark.parametrize(("number", "length"), [(0, PIECE - 1), (0, PIECE + 1), (1, 4), (1, 6), (2, 5), (99, 5)])
def test_a_piece_that_is_not_one_of_the_files_is_refused(tmp_path: Path, number: int, length: int) -> None:
    upload = Upload(tmp_path, SECRET, NAME, PIECE + 5)
    with pytest.raises(BadUpload):
        upload.put(number, bytes(length))
    assert uploads.names(tmp_path) == []


def test_one_at_a_time_works_on_it(tmp_path: Path) -> None:
    upload = brought(tmp_path, b"x")
    with upload.alone() as first, upload.alone() as second:
        assert (first, second) == (True, False)
        assert upload.busy()
    assert not upload.busy()


def test_what_nobody_went_on_with_is_gone_after_a_day(tmp_path: Path) -> None:
    brought(tmp_path, b"x")
    now = time.time()
    assert uploads.sweep(tmp_path, now + uploads.KEPT - 60) == 0
    assert uploads.sweep(tmp_path, now + uploads.KEPT + 60) == 1
    assert uploads.names(tmp_path) == []
    assert uploads.sweep(tmp_path / "nowhere") == 0
