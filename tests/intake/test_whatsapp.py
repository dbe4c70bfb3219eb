"""WhatsApp's chat export in the ways that telephones write it: when, who, what, which files. All invented."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from handclasp.intake import formats
from handclasp.intake.errors import InputError, Malformed
from handclasp.intake.importing import Counts, How, import_file, items_of
from handclasp.intake.source import Reading
from handclasp.records import Kind, Raw

if TYPE_CHECKING:
    from pathlib import Path

    from tests.intake.conftest import Log

NOW = 1_796_000_000_000
SPACE = "\u202f"


def how(**reading: Any) -> How:
    agents = reading.pop("agents", ())
    return How(now=lambda: NOW, wait=lambda _: None, agents=agents, reading=Reading(**reading))


def take(folder: Path, *lines: str, name: str = "WhatsApp Chat with Specimen.txt", **reading: Any) -> list[Any]:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return read(path, **reading)


def read(path: Path, **reading: Any) -> list[Any]:
    with formats.opened(path) as opened:
        assert formats.recognised(opened.file) == "whatsapp"
        return [item.made for item in items_of(opened, "demo", how(**reading))]


def said(raw: Raw) -> str:
    return raw.text.reveal() if raw.text is not None else ""


def when(raw: Raw) -> str:
    assert raw.sent is not None
    return f"{datetime.fromtimestamp(raw.sent / 1000, UTC):%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[31/12/2023, 21:41:05] Lena: hi", "2023-12-31 21:41:05"),
        ("\u200e[31/12/2023, 21:41:05] Lena: hi", "2023-12-31 21:41:05"),
        (f"[12/31/23, 9:41:05{SPACE}PM] Lena: hi", "2023-12-31 21:41:05"),
        ("[31.12.23, 21:41:05] Lena: hi", "2023-12-31 21:41:05"),
        ("[2023/12/31, 21:41:05] Lena: hi", "2023-12-31 21:41:05"),
        ("[2023-12-31, 21:41:05] Lena: hi", "2023-12-31 21:41:05"),
        ("[2023/12/31 下午9:41:05] Lena: hi", "2023-12-31 21:41:05"),
        ("[2023/12/31 凌晨1:05:00] Lena: hi", "2023-12-31 01:05:00"),
        ("[31.12.2023 klo 21.41.05] Lena: hi", "2023-12-31 21:41:05"),
        (f"12/31/23, 9:41{SPACE}PM - Lena: hi", "2023-12-31 21:41:00"),
        ("12/31/23, 12:05 AM - Lena: hi", "2023-12-31 00:05:00"),
        ("31/12/2023, 12:05 pm - Lena: hi", "2023-12-31 12:05:00"),
        ("31/12/2023, 9:41 p. m. - Lena: hi", "2023-12-31 21:41:00"),
        ("31/12/2023 21:41 - Lena: hi", "2023-12-31 21:41:00"),
        ("31.12.23, 21:41 - Lena: hi", "2023-12-31 21:41:00"),
        ("31-12-2023 21:41 - Lena: hi", "2023-12-31 21:41:00"),
        ("2023/12/31 下午9:41 - Lena: hi", "2023-12-31 21:41:00"),
        ("2023年12月31日 21:41 - Lena: hi", "2023-12-31 21:41:00"),
        ("2023. 12. 31. 오후 9:41 - Lena: hi", "2023-12-31 21:41:00"),
        ("31/12/2023 à 21:41 - Lena: hi", "2023-12-31 21:41:00"),
    ],
)
def test_each_telephones_way_of_writing_a_time_is_read(tmp_path: Path, line: str, expected: str) -> None:
    (raw,) = take(tmp_path, line)
    assert isinstance(raw, Raw), raw
    assert (when(raw), said(raw), raw.author.role) == (expected, "hi", "customer")


def test_lines_that_go_on_belong_to_the_message_and_the_systems_words_are_its_own(tmp_path: Path) -> None:
    raws = take(
        tmp_path,
        "31/12/2023, 21:40 - Messages and calls are end-to-end encrypted. Tap to learn more.",
        "31/12/2023, 21:41 - Lena: first line",
        "",
        "third line: with a colon",
        "31/12/2023, 21:42 - Shop: yes: of course",
        "31/12/2023, 21:43 - ~ Lena: \u200ethe same",
        agents=("Shop",),
    )
    assert [(raw.author.role, said(raw)) for raw in raws] == [
        ("system", "Messages and calls are end-to-end encrypted. Tap to learn more."),
        ("customer", "first line\n\nthird line: with a colon"),
        ("agent", "yes: of course"),
        ("customer", "the same"),
    ]
    assert raws[1].author == raws[3].author
    assert raws[2].author.id == "Shop"


def test_names_and_numbers_of_people_are_never_kept(tmp_path: Path) -> None:
    raws = take(tmp_path, "31/12/2023, 21:41 - +86 138 1234 5678: hi", "31/12/2023, 21:42 - 张三: 你好")
    assert len({raw.author.id for raw in raws}) == 2
    for raw in raws:
        assert "138" not in raw.author.id
        assert "张三" not in repr(raw)
    (keyed,) = take(tmp_path, "31/12/2023, 21:41 - Lena: hi", alias=lambda name: f"keyed-{len(name)}")
    assert keyed.author.id == "keyed-13"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["1/2/24, 10:00 - A: x", "1/13/24, 10:00 - A: y"], ["2024-01-02", "2024-01-13"]),
        (["1/2/24, 10:00 - A: x", "13/2/24, 10:00 - A: y"], ["2024-02-01", "2024-02-13"]),
        (["1/2/24, 10:00 - A: x", "2/1/24, 10:00 - A: y"], ["2024-01-02", "2024-02-01"]),
        (["2/1/24, 10:00 - A: x", "1/2/24, 10:00 - A: y"], ["2024-01-02", "2024-02-01"]),
        (["01.02.24, 10:00 - A: x"], ["2024-02-01"]),
        (["24/1/31, 10:00 - A: x"], ["2024-01-31"]),
    ],
)
def test_the_order_of_day_and_month_is_found_out_of_the_whole_chat(
    tmp_path: Path, lines: list[str], expected: list[str]
) -> None:
    assert [when(raw)[:10] for raw in take(tmp_path, *lines)] == expected


def test_an_order_that_cannot_be_told_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="--dates dmy or --dates mdy"):
        take(tmp_path, "1/2/24, 10:00 - A: x")
    assert when(take(tmp_path, "1/2/24, 10:00 - A: x", dates="mdy")[0])[:10] == "2024-01-02"
    (wrong,) = take(tmp_path, "31/12/24, 10:00 - A: x", dates="mdy")
    assert isinstance(wrong, InputError)
    assert wrong.code == "bad-time"


def test_times_are_of_the_zone_that_is_said(tmp_path: Path) -> None:
    (raw,) = take(tmp_path, "2023/12/31 下午9:41 - A: x", zone=ZoneInfo("Asia/Shanghai"))
    assert when(raw) == "2023-12-31 13:41:00"


CHAT = [
    "[31/12/2023, 21:41:05] Lena: \u200e<attached: 00000012-PHOTO-2023-12-31.jpg>",
    "[31/12/2023, 21:42:05] Lena: 图 \u200e<附件：00000013-图.png>",
    "[31/12/2023, 21:43:05] Lena: IMG-20231231-WA0001.jpg (file attached)",
    "with a caption",
    "[31/12/2023, 21:44:05] Lena: report.pdf (final version)",
    "[31/12/2023, 21:45:05] Lena: \u200e<attached: gone.mp4>",
    "[31/12/2023, 21:46:05] Lena: \u200eimage omitted",
]


def zipped(folder: Path, *lines: str, name: str = "WhatsApp Chat - Specimen.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("_chat.txt", "\r\n".join(lines))
        for file in ("00000012-PHOTO-2023-12-31.jpg", "00000013-图.png", "IMG-20231231-WA0001.jpg"):
            archive.writestr(file, b"specimen " + file.encode())
    return path


def test_the_zip_brings_its_files_along(tmp_path: Path) -> None:
    raws = read(zipped(tmp_path, *CHAT))
    assert [(raw.kind, said(raw), raw.attached and raw.attached.name) for raw in raws] == [
        (Kind.ATTACHMENT, "", "00000012-PHOTO-2023-12-31.jpg"),
        (Kind.MESSAGE, "图", None),
        (Kind.ATTACHMENT, "", "00000013-图.png"),
        (Kind.MESSAGE, "with a caption", None),
        (Kind.ATTACHMENT, "", "IMG-20231231-WA0001.jpg"),
        (Kind.MESSAGE, "report.pdf (final version)", None),
        (Kind.MESSAGE, "<attached: gone.mp4>", None),
        (Kind.MESSAGE, "image omitted", None),
    ]
    assert raws[0].attached.content.reveal() == b"specimen 00000012-PHOTO-2023-12-31.jpg"
    assert raws[0].attached.media_type == "image/jpeg"
    assert {raw.conversation for raw in raws} == {"whatsapp:WhatsApp Chat - Specimen"}


def test_unpacked_beside_its_files_it_is_the_same(tmp_path: Path) -> None:
    path = zipped(tmp_path, *CHAT)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "WhatsApp Chat - Specimen")
    raws = read(tmp_path / "WhatsApp Chat - Specimen" / "_chat.txt", conversation="WhatsApp Chat - Specimen")
    assert [raw.key for raw in raws] == [raw.key for raw in read(path)]


def test_the_same_chat_again_and_longer_adds_only_what_is_new(tmp_path: Path, log: Log) -> None:
    lines = ["31/12/2023, 21:41 - Lena: ok", "31/12/2023, 21:41 - Lena: ok", "31/12/2023, 21:42 - Shop: ok"]
    path = tmp_path / "Chat.txt"
    path.write_text("\n".join(lines))
    assert import_file(path, "demo", log.append_all, how=how()) == Counts(new=3)
    assert import_file(path, "demo", log.append_all, how=how()) == Counts(doubled=3)
    longer = tmp_path / "Chat (1).txt"
    longer.write_text("\n".join([*lines, "31/12/2023, 21:41 - Lena: ok"]))
    assert import_file(longer, "demo", log.append_all, how=how()) == Counts(new=1, doubled=3)


def test_lines_before_the_first_message_are_named_and_nothing_is_lost(tmp_path: Path, log: Log) -> None:
    path = tmp_path / "Chat.txt"
    good = "31/12/2023, 21:41 - Lena: "
    path.write_bytes(
        f"{good}a\n".encode() + b"31/12/2023, 21:42 - Lena: \xff\xfe\n" + f"{good}{'x' * 70_000}\n{good}b\n".encode()
    )
    counts = import_file(path, "demo", log.append_all, how=how())
    rows = map(json.loads, (tmp_path / "Chat.txt.rejected.ndjson").read_text().splitlines())
    assert [(row["line"], row["code"]) for row in rows] == [(2, "control-character"), (3, "message-too-long")]
    assert counts == Counts(new=2, rejected=2)
    (stray, _) = take(tmp_path, "31/12/2023, 21:41 - Lena: x", "31/12/2023, 21:42 - Lena: y")
    assert isinstance(stray, Raw)


@pytest.mark.parametrize("names", [[], ["a.txt", "b.txt"], ["a.csv", "b.json"], ["picture.png"]])
def test_a_zip_without_one_file_of_messages_is_refused(tmp_path: Path, names: list[str]) -> None:
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, b"specimen")
    with pytest.raises(Malformed, match="zip"), formats.opened(path):
        pass


def test_a_damaged_zip_says_so(tmp_path: Path) -> None:
    path = zipped(tmp_path, *CHAT)
    content = bytearray(path.read_bytes())
    content[40:60] = bytes(20)
    path.write_bytes(content)
    with pytest.raises(Malformed, match="damaged"):
        read(path)
