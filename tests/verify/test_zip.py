"""A pack's zip has no second reading: tricks that show two programs different files are refused by name."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest
from tests.verify import forge
from tests.verify.conftest import World

from handclasp.verify import Fault, Reason, check
from handclasp.verify.archive import read_archive

R = Reason
FILES = {"README.txt": b"hello " * 50, "manifest.json": b"{}"}


def plain(**changes: bytes) -> bytes:
    return forge.zipped(FILES | changes)


def patched(data: bytes, mark: bytes, offset: int, value: bytes, which: int = 0) -> bytes:
    """Overwrite bytes at an offset after the n-th mark."""
    at = -1
    for _ in range(which + 1):
        at = data.index(mark, at + 1)
    return data[: at + offset] + value + data[at + offset + len(value) :]


def member(name: str, data: bytes = b"x", *, mode: int = 0, extra: bytes = b"", comment: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        info.extra, info.comment = extra, comment
        archive.writestr(info, data)
    return buffer.getvalue()


def doubled() -> bytes:
    data = member("aa.txt", b"one")
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("ab.txt", b"two")
    return buffer.getvalue().replace(b"ab.txt", b"aa.txt")


def bomb() -> bytes:
    return forge.zipped({"README.txt": bytes(40_000_000)})


def two_directories() -> bytes:
    data = plain()
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    moved = data[:start] + data[start:end] + data[start:]
    return patched(moved, b"PK\x05\x06", 16, struct.pack("<I", start + (end - start)))


def gap() -> bytes:
    """Hide bytes between the first file and the second."""
    first, second = member("a.txt"), member("b.txt")
    one, two = first[: first.index(b"PK\x01\x02")], second[: second.index(b"PK\x01\x02")]
    heads = [d[d.index(b"PK\x01\x02") : d.index(b"PK\x05\x06")] for d in (first, second)]
    heads[1] = heads[1][:42] + struct.pack("<I", len(one) + 7) + heads[1][46:]
    body = one + b"hidden!" + two
    return (
        body
        + b"".join(heads)
        + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 2, 2, sum(map(len, heads)), len(body), 0)
    )


def wrong_size() -> bytes:
    """Let the directory and the header both claim fewer bytes than are packed."""
    data = patched(plain(), b"PK\x03\x04", 22, struct.pack("<I", 10))
    return patched(data, b"PK\x01\x02", 24, struct.pack("<I", 10))


def wrong_checksum() -> bytes:
    return patched(patched(plain(), b"PK\x03\x04", 14, b"abcd"), b"PK\x01\x02", 16, b"abcd")


def flagged(flags: int) -> bytes:
    data = patched(plain(), b"PK\x03\x04", 6, struct.pack("<H", flags))
    return patched(data, b"PK\x01\x02", 8, struct.pack("<H", flags))


def method(number: int) -> bytes:
    data = patched(plain(), b"PK\x03\x04", 8, struct.pack("<H", number))
    return patched(data, b"PK\x01\x02", 10, struct.pack("<H", number))


def padded_deflate() -> bytes:
    """Append bytes behind the end of a deflate stream."""
    packed = zlib.compress(b"hello", 9)[2:-4] + b"more"
    crc, name = zlib.crc32(b"hello"), b"README.txt"
    common = struct.pack("<HHHHHIII", 20, 0, 8, 0, 0x21, crc, len(packed), 5)
    local = b"PK\x03\x04" + common + struct.pack("<HH", len(name), 0) + name + packed
    central = (
        b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
    )
    return local + central + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1, 1, len(central), len(local), 0)


TRICKS: list[tuple[str, Callable[[], bytes], Reason]] = [
    ("no end", lambda: plain()[:-30], R.ZIP_MALFORMED),
    ("data before", lambda: b"MZ" + plain(), R.ZIP_HIDDEN_DATA),
    ("data after", lambda: plain() + b"x", R.ZIP_HIDDEN_DATA),
    ("a comment", lambda: plain()[:-2] + b"\x02\x00hi", R.ZIP_HIDDEN_DATA),
    ("data between files", gap, R.ZIP_HIDDEN_DATA),
    ("two directories", two_directories, R.ZIP_HIDDEN_DATA),
    ("two files of one name", doubled, R.ZIP_DUPLICATE_NAME),
    ("a path upwards", lambda: member("../evil"), R.ZIP_BAD_NAME),
    ("a path from the root", lambda: member("/etc/passwd"), R.ZIP_BAD_NAME),
    ("a backslash", lambda: patched(patched(member("a/b"), b"a/b", 1, b"\\"), b"a/b", 1, b"\\"), R.ZIP_BAD_NAME),
    ("a drive", lambda: member("C:evil"), R.ZIP_BAD_NAME),
    ("a directory", lambda: member("receipts/", b""), R.ZIP_BAD_NAME),
    ("a link", lambda: member("README.txt", mode=0o120777), R.ZIP_BAD_NAME),
    ("a name that is not UTF-8", lambda: member("aaa").replace(b"aaa", b"\xff\xfe\xfd"), R.ZIP_BAD_NAME),
    ("a control character in a name", lambda: member("aaa").replace(b"aaa", b"a\na"), R.ZIP_BAD_NAME),
    ("an extra field", lambda: member("README.txt", extra=b"\x01\x99\x02\x00hi"), R.ZIP_HIDDEN_DATA),
    ("a comment on a file", lambda: member("README.txt", comment=b"hi"), R.ZIP_HIDDEN_DATA),
    ("another name in the header", lambda: patched(plain(), b"README.txt", 0, b"README.htm"), R.ZIP_HEADER_DIFFERS),
    ("another size in the header", lambda: patched(plain(), b"PK\x03\x04", 22, b"\x01\0\0\0"), R.ZIP_HEADER_DIFFERS),
    ("an encrypted file", lambda: flagged(1), R.ZIP_ENCRYPTED),
    ("a data descriptor", lambda: flagged(8), R.ZIP_METHOD),
    ("another method", lambda: method(12), R.ZIP_METHOD),
    ("a wrong checksum", wrong_checksum, R.ZIP_DAMAGED),
    ("a wrong size", wrong_size, R.ZIP_DAMAGED),
    ("bytes behind a stream's end", padded_deflate, R.ZIP_DAMAGED),
    ("a bomb", bomb, R.ZIP_BOMB),
    ("a directory that counts wrong", lambda: patched(plain(), b"PK\x05\x06", 8, b"\x01\0\x01\0"), R.ZIP_HIDDEN_DATA),
    ("a second disk", lambda: patched(plain(), b"PK\x05\x06", 4, b"\x01\0"), R.ZIP_MALFORMED),
]  # fmt: skip


@pytest.mark.parametrize(("make", "reason"), [row[1:] for row in TRICKS], ids=[row[0] for row in TRICKS])
def test_a_zip_trick_is_refused_by_name(make: Callable[[], bytes], reason: Reason) -> None:
    with pytest.raises(Fault) as caught:
        read_archive(make())
    assert caught.value.reason is reason


def test_a_plain_zip_reads_as_python_reads_it(world: World) -> None:
    assert read_archive(plain()) == FILES
    assert read_archive(world.pack) == forge.unzipped(world.pack)


def test_stored_files_are_read_too() -> None:
    assert read_archive(member("README.txt", b"as it is")) == {"README.txt": b"as it is"}


def test_every_cut_of_a_zip_is_refused() -> None:
    data = plain()
    for length in range(len(data)):
        with pytest.raises(Fault):
            read_archive(data[:length])


def test_a_zip_that_is_no_pack_says_so() -> None:
    assert check(plain()).reason is Reason.FORMAT_UNKNOWN
