"""What must never be stored is found nowhere afterwards: no table, no file, no log, in no common spelling."""

from __future__ import annotations

import logging
import re
from base64 import b32encode, b64encode, urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from tests.disclose.people import EVERYBODY, customer_of, taken_out
from tests.house_fixture import AGENT, House, assigned, hired, said

from handclasp.disclose.views import opened
from handclasp.records import Attached, Box, Kind, Secret
from handclasp.seal.record import open_original
from handclasp.store.embedded import Embedded

DROPPED = {
    "password": ("登录密码是 Tr0ub4dor&3x 请帮我改", "Tr0ub4dor&3x"),
    "one-time code": ("验证码是 481930，帮我登录", "481930"),
    "card security code": ("我的卡 CVV 是 739，扣不了款", "739"),
    "seed phrase": (
        "my seed phrase: legal winner thank year wave sausage worth useful legal winner thank yellow",
        "legal winner thank year wave sausage worth useful legal winner thank yellow",
    ),
    "private key": (
        "private key: 0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318",
        "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318",
    ),
}
MASKED = {
    "phone": ("我的手机号 13812345678 收不到短信", "13812345678"),
    "identity card": ("身份证 11010519491231002X 已上传", "11010519491231002X"),
    "bank card": ("银行卡 4111 1111 1111 1111 被扣了两次", "4111 1111 1111 1111"),
    "email": ("邮箱 specimen.customer@example.com", "specimen.customer@example.com"),
}
PLAIN = {"plain words": ("本店镇店之宝今日缺货", "本店镇店之宝今日缺货")}
EVERYTHING = DROPPED | MASKED | PLAIN
PICTURE = b"OggS specimen voice about a receipt " * 40
TOO_SHORT = 6
"""A code this short occurs by chance in megabytes of ciphertext: `spellings` looks for it with its neighbours."""


def spellings(text: str, plain: str) -> list[bytes]:
    """The plaintext as it might lie about: UTF-8, UTF-16, hex, base64 (at each alignment), base32."""
    if len(plain) <= TOO_SHORT:
        at = text.index(plain)
        plain = text[at - 2 : at + len(plain) + 1]
    found = []
    for raw in (plain.encode(), plain.encode("utf-16-le"), plain.encode("utf-16-be"), plain.lower().encode()):
        found += [raw, raw[::-1], raw.hex().encode(), raw.hex().upper().encode(), b32encode(raw).rstrip(b"=")]
        for shift in range(3):
            for encode in (b64encode, urlsafe_b64encode):
                coded = encode(bytes(shift) + raw)
                start, cut = (0, 2, 3)[shift], (len(raw) + shift) % 3
                end = len(coded) - (4 if cut else 0)
                found.append(coded[start:end])
    digits = re.sub(r"[ -]", "", plain)
    return [*found, digits.encode(), plain.encode("unicode_escape")]


@pytest.fixture(scope="module")
def told(module_house: House, caplog_text: list[str]) -> House:
    """A house that was told everything, by every way in and out, with the log at its most talkative."""
    house = module_house
    for name, (text, _) in EVERYTHING.items():
        house.flow.append(said(text, name))
        house.flow.append(said(text, f"note {name}", kind=Kind.NOTE))
        details = {"order": "A-1", "event": "paid", "details": {"memo": text, "list": [text]}}
        house.flow.append(said(text, f"order {name}", kind=Kind.ORDER_EVENT, facts=details))
        attached = Attached(text, "audio/ogg", Secret(PICTURE))
        house.flow.append(said(text, f"file {name}", kind=Kind.ATTACHMENT, attached=attached))
        for wrong in ({"tenant": "nobody"}, {"facts": {"unheard": "of"}}, {"text": Secret(text + "!")}):
            assert not hasattr(house.flow.append_all([said(text, name, **wrong)]).result(20)[0], "document")
    conversation = house.flow.open("shop", "order 1001")
    hired(house, *EVERYBODY)
    assigned(house, conversation, AGENT)
    for who in (AGENT, customer_of(conversation)):
        house.disclose.read(who, conversation, purpose="p")
    taken_out(house, conversation)
    with psycopg.connect(str(house.settings.database_url), autocommit=True) as admin:
        admin.execute("alter table handclasp.sealed add constraint never check (false) not valid")
        for name, (text, _) in EVERYTHING.items():
            assert not hasattr(house.flow.append_all([said(text, f"refused {name}")]).result(20)[0], "document")
        admin.execute("alter table handclasp.sealed drop constraint never")
        admin.execute("checkpoint")
    return house


@pytest.fixture(scope="module")
def caplog_text() -> Iterator[list[str]]:
    """Everything that any logger says, at any level."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record) + repr(vars(record)))

    handler, root = Keep(0), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(0)
    yield lines
    root.removeHandler(handler)
    root.setLevel(level)


def dump(house: House) -> bytes:
    """Every value of every table as its bytes, bytea in the clear."""
    parts: list[bytes] = []
    with psycopg.connect(str(house.settings.database_url)) as admin:
        tables = admin.execute(
            "select schemaname::text, tablename::text from pg_tables "
            "where schemaname not in ('pg_catalog', 'information_schema')"
        ).fetchall()
        assert len(tables) >= 15
        for table in tables:
            for row in admin.execute(sql.SQL("select * from {}").format(sql.Identifier(*table))):
                parts += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return b"\n".join(parts)


def originals(house: House, index: int) -> list[Box]:
    with psycopg.connect(str(house.settings.database_url)) as admin:
        rows = admin.execute("select field, ciphertext from handclasp.originals where idx = %s", (index,)).fetchall()
    return [Box(*row) for row in rows]


def files(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def database_folder(house: House, postgres: Embedded) -> Path:
    with psycopg.connect(str(house.settings.database_url)) as admin:
        row = admin.execute("select oid from pg_database where datname = current_database()").fetchone()
    assert row is not None
    (folder,) = postgres.home.rglob(f"base/{row[0]}")
    return folder


def newest_wal(postgres: Embedded) -> bytes:
    """The end of the write-ahead log, where all of the above went through."""
    (folder,) = postgres.home.rglob("pg_wal")
    with psycopg.connect(postgres.superuser_url()) as admin:
        row = admin.execute("select pg_walfile_name(pg_current_wal_lsn())").fetchone()
    assert row is not None
    names = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name <= row[0])
    return b"".join((folder / name).read_bytes() for name in names[-1:])


@pytest.fixture(scope="module")
def everything_kept(told: House, postgres: Embedded) -> dict[str, bytes]:
    """All that outlives the process: tables, our files, and PostgreSQL's own data, WAL and log."""
    return {
        "tables": dump(told),
        "files": files(told.settings.data_dir),
        "server log": postgres.log_file.read_bytes(),
        "server data": files(database_folder(told, postgres)),
        "newest server wal": newest_wal(postgres),
    }


@pytest.mark.parametrize("name", EVERYTHING)
def test_nothing_that_was_said_lies_anywhere_in_the_clear(everything_kept: dict[str, bytes], name: str) -> None:
    found = [
        (place, spelling)
        for place, data in everything_kept.items()
        for spelling in spellings(*EVERYTHING[name])
        if spelling in data
    ]
    assert found == []


def test_the_search_finds_what_is_there(told: House, everything_kept: dict[str, bytes]) -> None:
    """Without this, the promises above could hold because the search is blind."""
    conversation = told.flow.open("shop", "order 1001")
    assert conversation in everything_kept["tables"]
    assert conversation in everything_kept["server data"]
    assert b"main" in everything_kept["files"]
    assert b"check constraint" in everything_kept["server log"]
    for text, plain in EVERYTHING.values():
        for coded in (text.encode(), text.encode().hex().encode(), b64encode(text.encode())):
            assert any(spelling in coded for spelling in spellings(text, plain))
        assert any(s in b64encode(b"x" + text.encode()) for s in spellings(text, plain))


@pytest.mark.parametrize("name", DROPPED)
def test_what_is_dropped_is_not_even_kept_encrypted(told: House, name: str) -> None:
    """Every ciphertext opened with every key of the house: the dropped words are in none of them."""
    shown: list[str] = []
    conversation = told.flow.open("shop", "order 1001")
    keys = told.keyring.keys(1, conversation)
    for row in told.reading.conversation(1, conversation, 0, 1000):
        shown += [repr(opening.value) for opening in opened(row, keys).values()]
        assert row.nonce is not None
        assert row.commitments is not None
        for box in originals(told, row.index):
            shown.append(repr(open_original(box, row.nonce, row.commitments, row.record, keys).value))
    _, plain = DROPPED[name]
    assert len(shown) > 100
    alone = re.compile(rf"(?<![0-9A-Za-z]){re.escape(plain)}(?![0-9A-Za-z])")  # three digits lie in many a digest
    assert not any(alone.search(one) for one in shown)
    assert any("13812345678" in one for one in shown)


def test_an_attachment_lies_encrypted_and_comes_back(told: House) -> None:
    conversation = told.flow.open("shop", "order 1001")
    keys = told.keyring.keys(1, conversation)
    views = [v for v in told.disclose.read(AGENT, conversation, purpose="p") if v.kind == "attachment"]
    assert len(views) == len(EVERYTHING)
    blob = views[0].facts["blob"]
    assert isinstance(blob, bytes)
    assert told.blobs.get(1, conversation, blob, keys) == PICTURE
    assert b"specimen picture" not in files(told.settings.data_dir)


def test_no_log_of_ours_holds_a_text(told: House, caplog_text: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    said_aloud = "\n".join(caplog_text)
    assert "PNG" not in said_aloud
    for text, plain in EVERYTHING.values():
        wanted = plain if len(plain) > TOO_SHORT else text
        assert wanted not in said_aloud
