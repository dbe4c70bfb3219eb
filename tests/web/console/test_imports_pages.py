"""Imports at the desk: a file is shown before it comes in, comes in once, is on record; others find no such page."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from tests.house_fixture import house_template
from tests.unique import word
from tests.web.console.real_house import Rooms, rooms, whole_house

from handclasp.house.importing import Imports
from handclasp.house.uploads import PIECE
from handclasp.records import Kind, Overloaded

__all__ = ["house_template", "rooms", "whole_house"]
HEAD = "conversation,id,author,role,text,sent\n"


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def staffed(rooms: Rooms) -> Rooms:
    rooms.hire("wen", "administrator", name="文静")
    rooms.hire("far", "administrator", tenant="wallet")
    for name, role in (("zhou", "agent"), ("lan", "director"), ("shu", "privacy"), ("he", "auditor")):
        rooms.hire(name, role)
    rooms.hire("hua", "merchant", merchant="seller-42")
    return rooms


def table(name: str, more: str = "") -> bytes:
    rows = (
        f"{name},1,7F3A,customer,my card secret KX7P-29QT-MM4D does not work 13812345678,1704096000\n"
        f"{name},2,zhou,agent,let me look,1704096060\n"
    )
    return (HEAD + rows + more).encode()


def file(content: bytes, name: str = "old.csv") -> io.BytesIO:
    found = io.BytesIO(content)
    found.name = name
    return found


def brought(browser: Any, content: bytes, name: str = "old.csv") -> str:
    """A file brought with the form: its page."""
    answer = browser.post("/desk/imports/begin", {"file": file(content, name)})
    assert answer.status_code == 302, text(answer)
    return str(answer["location"])


def act(browser: Any, where: str, **told: Any) -> Any:
    return browser.post(f"{where}/act", told)


def imported(rooms: Rooms) -> list[dict[str, Any]]:
    return [one for one in rooms.journal(Kind.AGENT_ACTION) if one["action"] in {"import", "imported"}]


SAID = {
    "en": ("Table (CSV, TSV)", "Phone 1", "Card code 1", "Line 4", "2 new, 0 there before, 1 refused"),
    "zh-hans": ("表格（CSV、TSV）", "手机号 1", "卡密 1", "第 4 行", "新增 2 条，已有 0 条，未导入 1 条"),
}


@pytest.mark.parametrize("language", list(SAID))
def test_a_file_is_shown_and_then_comes_in(staffed: Rooms, language: str) -> None:
    *words, ended = SAID[language]
    browser, name = staffed.browser("wen", "import", language=language), f"old-{word()}"
    where = brought(browser, table(name, f"{name},3,9,wizard,x,1704096000\n"))
    page = text(browser.get(where))
    for one in words:
        assert one in page
    assert ("发言者不是以下任何一种" in page) == (language == "zh-hans")
    assert "KX7P" not in page
    assert "13812345678" not in page
    number = staffed.house.gate.number("shop")
    assert staffed.house.keyring.find(number, name) is None, "nothing came in yet"
    assert act(browser, where, act="start").status_code == 302
    page = text(browser.get(where))
    assert ended in page
    pseudonym = staffed.house.keyring.find(number, name)
    assert pseudonym is not None
    views = staffed.house.disclose.read(staffed.reader("lan"), pseudonym, purpose="support", reason="specimen 17")
    assert [view.author.role for view in views] == ["customer", "agent"]
    assert "13812345678" not in str(views[0].body)
    front = text(browser.get("/desk/imports"))
    assert ended in front
    assert "文静" in front


def test_beginning_and_end_are_on_record_and_nothing_that_was_said_is(staffed: Rooms) -> None:
    browser, name = staffed.browser("wen", "import"), f"old-{word()}"
    act(browser, brought(browser, table(name)), act="start")
    end, begin = imported(staffed)[:2]
    assert (begin["action"], begin["by"], begin["details"]["file"]) == ("import", "wen", "old.csv")
    assert begin["details"]["format"] == "csv"
    assert len(begin["details"]["digest"]) == 64
    assert (end["action"], end["by"]) == ("imported", "wen")
    told = {"run": begin["details"]["run"], "file": "old.csv", "new": 2, "doubled": 0, "rejected": 0, "bare": 0}
    assert end["details"] == told
    assert "KX7P" not in str([begin, end])
    browser = staffed.browser("he")
    journal = text(browser.get("/desk/journal"))
    assert "Began to import old.csv" in journal
    assert "Imported old.csv: 2 new" in journal


def test_the_same_file_again_adds_nothing(staffed: Rooms) -> None:
    browser, content = staffed.browser("wen", "import"), table(f"old-{word()}")
    act(browser, brought(browser, content), act="start")
    where = brought(browser, content, "again.csv")
    act(browser, where, act="start")
    assert "0 new, 2 there before, 0 refused" in text(browser.get(where))


def test_the_file_is_gone_when_it_was_imported_or_let_go(staffed: Rooms) -> None:
    browser, folder = staffed.browser("wen", "import"), staffed.house.paths.uploads
    where = brought(browser, table(f"old-{word()}"))
    name = where.rpartition("/")[2]
    assert [path.name for path in (folder / name).glob("0*")] == ["00000"]
    assert b"card secret" not in b"".join(path.read_bytes() for path in (folder / name).iterdir())
    act(browser, where, act="start")
    assert not list((folder / name).glob("0*"))
    where = brought(browser, table(f"old-{word()}"))
    assert not (folder / name).exists(), "one file at a time"
    assert act(browser, where, act="drop").status_code == 302
    assert browser.get(where).status_code == 404
    assert not list(folder.iterdir())


def test_a_break_in_the_middle_is_gone_on_from(staffed: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, name = staffed.browser("wen", "import"), f"old-{word()}"
    rows = "".join(f"{name},{number},7F3A,customer,said {number},17040960{number % 60:02}\n" for number in range(250))
    where = brought(browser, (HEAD + rows).encode())
    real, asked = staffed.house.flow.append_all, []

    def breaks(raws: Any, **more: Any) -> Any:
        asked.append(len(raws))
        if len(asked) == 2:
            raise RuntimeError("specimen of a break")
        return real(raws, **more)

    monkeypatch.setattr(staffed.house.flow, "append_all", breaks)
    act(browser, where, act="start")
    page = text(browser.get(where))
    assert "It stopped before its end" in page
    assert "100 records were done" in page
    assert "not ended" in text(browser.get("/desk/imports"))
    assert act(browser, where, act="go").status_code == 302
    assert "250 new, 0 there before, 0 refused" in text(browser.get(where))
    assert asked == [100, 100, 100, 50]
    assert "not ended" not in text(browser.get("/desk/imports"))


def test_a_file_in_pieces_comes_in_like_any(staffed: Rooms) -> None:
    browser, name = staffed.browser("wen", "import"), f"old-{word()}"
    long = "x" * 60_000
    rows = "".join(f"{name},{number},7F3A,customer,{number}{long},1704096000\n" for number in range(75))
    content = (HEAD + rows).encode()
    assert len(content) > PIECE
    begun = browser.post("/desk/imports/begin", {"name": "long.csv", "size": str(len(content))}).json()
    where = begun["pieces"].removesuffix("/piece/")
    assert begun["piece"] == PIECE

    def piece(number: int, part: bytes) -> int:
        answer = browser.post(f"{begun['pieces']}{number}", part, content_type="application/octet-stream")
        return int(answer.status_code)

    assert piece(0, content[:PIECE]) == 204
    assert "choose it again" in text(browser.get(where))
    assert act(browser, where, act="read").status_code == 422
    assert piece(1, content[PIECE:] + b"more") == 422
    assert piece(7, b"more") == 422
    assert piece(1, content[PIECE:]) == 204
    assert piece(1, content[PIECE:]) == 204, "a piece may be sent again"
    assert act(browser, where, act="read").status_code == 302
    assert piece(0, content[:PIECE]) == 422, "what was read is not changed under it"
    assert "<dd>75</dd>" in text(browser.get(where))
    act(browser, where, act="start")
    assert "75 new" in text(browser.get(where))


def test_what_the_file_does_not_say_is_said_and_it_is_read_again(staffed: Rooms) -> None:
    browser = staffed.browser("wen", "import")
    chat = "13/01/24, 10:02 - Card shop: hello\n13/01/24, 10:03 - Lena: it does not work\n"
    where = brought(browser, chat.encode(), f"WhatsApp Chat - {word()}.txt")
    page = text(browser.get(where))
    assert "WhatsApp" in page
    assert 'value="Card shop"' in page
    assert act(browser, where, act="read", agent="Card shop", zone="Asia/Shanghai").status_code == 302
    page = text(browser.get(where))
    assert re.search(r'value="Card shop" checked', page)
    assert 'value="Asia/Shanghai"' in page
    assert "<td>Agent</td>" in page
    act(browser, where, act="start")
    page = text(browser.get(where))
    assert "2 new" in page


@pytest.mark.parametrize(
    ("given", "words", "chinese"),
    [
        ({"zone": "Nowhere/City"}, "There is no such time zone", "没有这个时区"),
        ({"format": "fax"}, "none of the forms", "这不是能导入的格式"),
        ({"dates": "never"}, "day or the month comes first", "看不出日和月哪个在前"),
        ({"columns": "text=Nothing"}, "below which column is what", "哪一列是什么"),
        ({"columns": "text=text\nBody"}, "Write a line for each column", "每列写一行"),
        ({"columns": "text="}, "Write a line for each column", "每列写一行"),
        ({"columns": "colour=text"}, "Write a line for each column", "每列写一行"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(
    staffed: Rooms, given: dict[str, str], words: str, chinese: str
) -> None:
    for language, told in (("en", words), ("zh-hans", chinese)):
        browser = staffed.browser("wen", "import", language=language)
        where = brought(browser, table(f"old-{word()}"))
        answer = act(browser, where, act="read", **given)
        page = text(answer if answer.status_code == 422 else browser.get(where))
        assert told in page
        assert 'role="alert"' in page


def test_what_was_typed_stands_again_where_something_of_it_is_wrong(staffed: Rooms) -> None:
    browser = staffed.browser("wen", "import")
    where = brought(browser, table(f"old-{word()}"))
    assert 'value="start"' in text(browser.get(where))
    typed = {
        "format": "csv",
        "zone": "Nowhere/City",
        "dates": "mdy",
        "conversation": "Old case",
        "columns": "text=text\nsent=sent",
        "agents": "Card shop\nLena",
        "agent": ["7F3A"],
    }
    answer = act(browser, where, act="read", **typed)
    assert answer.status_code == 422
    page = text(answer)
    for one in ('value="csv" selected', 'value="Nowhere/City"', 'value="mdy" selected', 'value="Old case"'):
        assert one in page
    assert ">text=text\nsent=sent</textarea>" in page
    assert ">Card shop\nLena</textarea>" in page
    assert re.findall(r'name="agent" value="(\w+)" checked', page) == ["7F3A"]
    assert 'value="start"' not in page, "what is shown was not read as it was asked for now"
    assert 'value="start"' in text(browser.get(where))


def test_who_is_no_person_does_not_speak_for_us(staffed: Rooms) -> None:
    browser, name = staffed.browser("wen", "import"), f"old-{word()}"
    where = brought(browser, table(name, f"{name},3,shopbot,system,paid,1704096120\n"))
    page = text(browser.get(where))
    assert re.findall(r'name="agent" value="(\w+)"', page) == ["7F3A", "zhou"]
    assert ">shopbot</th>" in page
    act(browser, where, act="read", agents="shopbot")
    assert ">shopbot</textarea>" in text(browser.get(where)), "what was said of it is not dropped"


def test_what_the_number_of_a_refused_line_counts_is_told_by_the_kind_of_file(staffed: Rooms) -> None:
    browser, name = staffed.browser("wen", "import"), f"old-{word()}"
    entry = {"id": 1, "conversation_id": name, "message_type": 0, "content": "hello", "created_at": 1704096000}
    line = {"id": "1", "conversation": name, "author": {"role": "wizard", "id": "9"}, "text": "x"}
    for content, file_name, hint in (
        (table(name, f"{name},3,9,wizard,x,1704096000\n"), "old.csv", "The head of the table is line 1."),
        (json.dumps([entry, {"id": 2}]).encode(), "chatwoot.json", "In an array of JSON"),
        (json.dumps(line).encode(), "old.ndjson", ""),
    ):
        where = brought(browser, content, file_name)
        page = text(browser.get(where))
        assert "The rest of the file comes in." in page
        known = [one for one in ("The head of the table is line 1.", "In an array of JSON") if one in page]
        assert known == [hint] * bool(hint)
    where = brought(browser, table(name, f"{name},4,9,wizard,x,1704096000\n"))
    act(browser, where, act="start")
    assert "The head of the table is line 1." in text(browser.get(where))


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"{", b'{"a": [', b"PK\x03\x04broken", b"%PDF-1.7"])
def test_a_file_of_something_else_brings_nothing(staffed: Rooms, content: bytes) -> None:
    browser = staffed.browser("wen", "import")
    where = brought(browser, content, "x.json")
    page = text(browser.get(where))
    assert ">Import it<" not in page
    assert 'value="start"' not in page
    assert act(browser, where, act="start").status_code in {302, 422}


def test_a_file_that_breaks_off_says_so_and_does_not_come_in(staffed: Rooms) -> None:
    browser, name = staffed.browser("wen", "import"), f"old-{word()}"
    entry = {"id": 1, "conversation_id": name, "message_type": 0, "content": "hello", "created_at": 1704096000}
    whole = json.dumps([entry | {"id": number} for number in range(3)])
    where = brought(browser, whole[:-30].encode(), "chatwoot.json")
    page = text(browser.get(where))
    assert 'role="alert"' in page
    assert "export it again" in page
    assert act(browser, where, act="start").status_code == 422


def test_an_empty_file_none_and_one_too_large_are_refused(staffed: Rooms) -> None:
    browser = staffed.browser("wen", "import")
    for form, words in (({}, "Choose a file"), ({"file": file(b"")}, "nothing in this file")):
        answer = browser.post("/desk/imports/begin", form)
        assert answer.status_code == 422
        assert words in text(answer)
    answer = browser.post("/desk/imports/begin", {"name": "x", "size": str((256 << 20) + 1)})
    assert answer.status_code == 422
    assert "256 MiB" in answer.json()["problem"]


def test_files_beside_are_looked_for_in_its_zip_alone(staffed: Rooms) -> None:
    browser, name = staffed.browser("wen", "import"), f"old-{word()}"
    head = HEAD.strip() + ",file\n"
    rows = "".join(
        f"{name},{number},7F3A,customer,see,1704096000,{path}\n"
        for number, path in enumerate(("/etc/hostname", "../../keys/root.json", "database.json"))
    )
    where = brought(browser, (head + rows).encode())
    page = text(browser.get(where))
    assert "Size of the files" not in page
    act(browser, where, act="start")
    assert "3 new" in text(browser.get(where))


def test_without_a_second_factor_for_it_nothing_comes_in(staffed: Rooms) -> None:
    where = brought(staffed.browser("wen", "import"), table(f"old-{word()}"))
    before = len(imported(staffed))
    browser = staffed.browser("wen", "keys", "approve")
    page = text(browser.get("/desk/imports"))
    assert "/desk/step-up/import?next=%2Fdesk%2Fimports" in page
    assert "/desk/imports/begin" not in page
    assert 'value="start"' not in text(browser.get(where))
    for path, form in (("/desk/imports/begin", {"file": file(b"x")}), (f"{where}/act", {"act": "start"})):
        answer = browser.post(path, form)
        assert answer.status_code == 403
        assert "/desk/step-up/import" in text(answer)
    assert len(imported(staffed)) == before


@pytest.mark.parametrize("name", ["zhou", "lan", "shu", "he", "hua"])
def test_to_everybody_else_there_is_no_such_page_and_the_try_is_recorded(staffed: Rooms, name: str) -> None:
    where = brought(staffed.browser("wen", "import"), table(f"old-{word()}"))
    browser = staffed.browser(name, "import")
    tries = [
        browser.get("/desk/imports"),
        browser.post("/desk/imports/begin", {"file": file(b"x")}),
        browser.post("/desk/imports/begin", {}),
        browser.get(where),
        browser.post(f"{where}/piece/0", b"x", content_type="application/octet-stream"),
        *(act(browser, where, act=one) for one in ("read", "start", "go", "drop", "fly")),
    ]
    assert [answer.status_code for answer in tries] == [404] * len(tries)
    refused = [one for one in staffed.journal(Kind.REFUSAL) if one["by"] == name][: len(tries)]
    assert {one["action"] for one in refused} == {"import"}
    assert len(refused) == len(tries)
    assert "/desk/imports" not in text(browser.get("/desk/security"))


def test_nobody_sees_anothers_file(staffed: Rooms) -> None:
    staffed.hire("xu", "administrator")
    where = brought(staffed.browser("wen", "import"), table(f"old-{word()}"))
    for other in ("xu", "far"):
        browser = staffed.browser(other, "import")
        assert browser.get(where).status_code == 404
        assert act(browser, where, act="start").status_code == 404
        assert act(browser, where, act="drop").status_code == 404
        assert where not in text(browser.get("/desk/imports"))
    assert staffed.browser("wen").get(where).status_code == 200


def test_two_files_are_worked_on_at_once_and_a_third_waits(staffed: Rooms) -> None:
    works: list[Any] = []
    imports = Imports(staffed.house, lambda: 1_704_096_000_000, works.append)
    wen, names = staffed.reader("wen")._replace(stepped=frozenset({"import"})), []
    for number in range(3):
        who = wen._replace(id=f"wen-{number}")
        name = imports.begin(who, "old.csv", 1)
        imports.put(who, name, 0, b"x")
        names.append((who, name))
    for who, name in names[:2]:
        imports.read(who, name, {})
    with pytest.raises(Overloaded):
        imports.read(*names[2], {})
    for work in works:
        work()
    imports.read(*names[2], {})
    works[-1]()
    for who, name in names:
        imports.drop(who, name)
