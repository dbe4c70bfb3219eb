"""Importing files: nothing twice, nothing lost, bad lines reported without their words, patience when told to wait."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from handclasp.intake.errors import InputError
from handclasp.intake.importing import Counts, How, import_file, is_telegram
from handclasp.records import HandclaspError, Kind, OutcomeUnknown, Overloaded

if TYPE_CHECKING:
    from pathlib import Path

    from tests.intake.conftest import Log

NOW = 1_796_000_000_000
HOW = How(now=lambda: NOW, wait=lambda _: None)
WORDS = "specimen-words"


def line(n: int, **more: Any) -> str:
    author = {"role": "customer", "id": "u"}
    return json.dumps({"id": f"m-{n}", "conversation": "c", "author": author, "text": f"{WORDS} {n}"} | more)


def file_of(folder: Path, *lines: str) -> Path:
    path = folder / "old.ndjson"
    path.write_text("\n".join(lines))
    return path


def test_importing_again_adds_nothing(tmp_path: Path, log: Log) -> None:
    path = file_of(tmp_path, *(line(n) for n in range(25)))
    assert import_file(path, "demo", log.append_all, chunk=10, how=HOW) == Counts(new=25)
    assert import_file(path, "demo", log.append_all, chunk=10, how=HOW) == Counts(doubled=25)
    assert [path.name for path in tmp_path.iterdir()] == ["old.ndjson"]


def test_bad_lines_are_reported_without_their_words_and_stop_nothing(tmp_path: Path, log: Log) -> None:
    lines = [line(1), "{" + WORDS, line(3, kind=WORDS), line(1, text="other"), line(5)]
    counts = import_file(file_of(tmp_path, *lines), "demo", log.append_all, how=HOW)
    assert counts == Counts(new=2, rejected=3)
    report = (tmp_path / "old.ndjson.rejected.ndjson").read_text()
    assert [(row["line"], row["code"]) for row in map(json.loads, report.splitlines())] == [
        (2, "invalid-json"),
        (3, "unknown-kind"),
        (4, "idempotency-key-reused"),
    ]
    assert WORDS not in report


def test_it_waits_as_told_and_asks_again_with_the_same_keys(tmp_path: Path, log: Log) -> None:
    waits: list[float] = []
    log.troubles = [Overloaded("full", retry_after=7), OutcomeUnknown("who knows")]
    log.single = {"m-1": Overloaded("full", retry_after=3)}
    path = file_of(tmp_path, line(0), line(1), line(2))
    counts = import_file(path, "demo", log.append_all, how=How(lambda: NOW, waits.append))
    assert (counts.new, waits) == (2 + 1, [7, 1, 3])
    assert list(log.kept) == ["m-0", "m-2", "m-1"]


class Stop(Exception):
    """Stands for whatever ends an import in the middle."""


def test_a_stopped_import_goes_on_where_it_stopped(tmp_path: Path, log: Log) -> None:
    lines = [line(n) if n % 10 else "bad" for n in range(60)]
    path = file_of(tmp_path, *lines)

    def stop(done: int, _size: int, counts: Counts) -> None:
        if counts.new >= 18:
            raise Stop(done)

    with pytest.raises(Stop):
        import_file(path, "demo", log.append_all, progress=stop, chunk=10, how=HOW)
    calls = log.calls
    # What a killed run wrote beyond its last state must not stand in the report twice.
    with (tmp_path / "old.ndjson.rejected.ndjson").open("a") as report:
        report.write('{"line":21,"code":"half-wri')
    counts = import_file(path, "demo", log.append_all, chunk=10, how=HOW)
    assert counts == Counts(new=54, rejected=6)
    assert log.calls - calls == 4
    rows = (tmp_path / "old.ndjson.rejected.ndjson").read_text().splitlines()
    assert [json.loads(row)["line"] for row in rows] == [1, 11, 21, 31, 41, 51]


def test_a_trouble_of_the_house_stops_the_import_and_rejects_nothing(tmp_path: Path, log: Log) -> None:
    path = file_of(tmp_path, *(line(n) for n in range(20)))
    log.single = {"m-15": HandclaspError("The disk is full.")}
    with pytest.raises(HandclaspError, match="disk"):
        import_file(path, "demo", log.append_all, chunk=10, how=HOW)
    assert import_file(path, "demo", log.append_all, chunk=10, how=HOW).rejected == 0
    assert len(log.kept) == 20


def test_another_file_or_tenant_starts_afresh(tmp_path: Path, log: Log) -> None:
    path = file_of(tmp_path, *(line(n) for n in range(20)))

    def stop(*_: object) -> None:
        raise Stop

    with pytest.raises(Stop):
        import_file(path, "demo", log.append_all, progress=stop, chunk=10, how=HOW)
    path.write_text(line(99) + "\n" + path.read_text())
    assert import_file(path, "demo", log.append_all, chunk=10, how=HOW) == Counts(new=11, doubled=10)


def test_a_telegram_export_is_known_by_its_look_and_resumes(tmp_path: Path, log: Log) -> None:
    message = {"type": "message", "date_unixtime": "1704067200", "from_id": "user5", "text": "hello"}
    export = {"name": "S", "type": "personal_chat", "id": 5, "messages": [message | {"id": n} for n in range(30)]}
    path = tmp_path / "result.json"
    for text in (json.dumps(export, indent=1), json.dumps(export)):
        path.write_text(text)
        assert is_telegram(text.encode())

        def stop(*_: object) -> None:
            raise Stop

        with pytest.raises(Stop):
            import_file(path, "demo", log.append_all, progress=stop, chunk=10, how=HOW)
        import_file(path, "demo", log.append_all, chunk=10, how=HOW)
        assert len(log.kept) == 30


@pytest.mark.parametrize(
    "text", [line(1), '{"id":"m-1","conversation":"c","text":"x","details":{"messages":[]}}', "", "{"]
)
def test_lines_are_not_taken_for_telegram(text: str) -> None:
    assert not is_telegram(text.encode())


def test_a_mark_at_the_start_of_a_file_and_progress(tmp_path: Path, log: Log) -> None:
    path = tmp_path / "windows.ndjson"
    path.write_bytes(b"\xef\xbb\xbf" + line(1).encode() + b"\r\n" + line(2).encode() + b"\r\n")
    seen: list[tuple[int, int]] = []

    def progress(done: int, size: int, _counts: Counts) -> None:
        seen.append((done, size))

    assert import_file(path, "demo", log.append_all, progress=progress, how=HOW) == Counts(new=2)
    assert seen == [(path.stat().st_size, path.stat().st_size)]


def test_what_was_said_is_on_record_when_its_file_is_not_taken(tmp_path: Path, log: Log) -> None:
    log.single = {"m-1": InputError("file-type-not-taken", "An archive cannot be taken.", "attachment")}
    attachment = {"name": "a.zip", "media_type": "application/zip", "content": "UEsDBA=="}
    path = file_of(tmp_path, line(0), line(1, attachment=attachment), line(2))
    assert import_file(path, "demo", log.append_all, how=HOW) == Counts(new=3, bare=1)
    (row,) = map(json.loads, (tmp_path / "old.ndjson.rejected.ndjson").read_text().splitlines())
    assert (row["line"], row["code"]) == (2, "file-type-not-taken")
    kept = log.kept["m-1"]
    assert (kept.kind, kept.attached) == (Kind.MESSAGE, None)
    assert kept.text is not None
    assert kept.text.reveal() == f"{WORDS} 1\n[file: not taken, file-type-not-taken]"
