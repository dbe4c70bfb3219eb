"""What is wrong with a machine, its files or its settings is told in words, with a name, without a trace.

Each test breaks one thing of a house that was set up and stopped, asks, and mends it; what was sealed before is read
again at the end.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from handclasp.config import load
from handclasp.house import furnished
from handclasp.seal.provider import FileKeys
from handclasp.store.embedded import Embedded

SAID = "specimen-wallet"
RECEIPT = """
import sys
from handclasp.access.policy import Reader
from handclasp.config import load
from handclasp.house.running import house, pseudonym
with house(load()) as parts:
    place = pseudonym(parts, "demo", "specimen-wallet")
    customer = Reader("demo", "customer", "lena-k", conversation=place.hex())
    sys.stdout.buffer.write(parts.disclose.receipt(customer, place, 2))
"""


class Stopped:
    """A house that is set up and does not run; its keys lie under a passphrase."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "var"
        self.secret = folder / "passphrase"
        self.secret.write_text("specimen passphrase\n")
        self.secret.chmod(0o600)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.printed = self.ask("setup")

    def environment(self, **settings: str) -> dict[str, str]:
        """The environment of a command; `settings` without their prefix."""
        usual = {"DATA_DIR": str(self.data), "PASSPHRASE_FILE": str(self.secret), "WEB_PORT": str(self.port)}
        own = {name: value for name, value in os.environ.items() if not name.startswith("HANDCLASP_")}
        return own | {f"HANDCLASP_{name}": value for name, value in (usual | settings).items()} | {"COLUMNS": "400"}

    def ask(self, *arguments: str, status: int = 0, **settings: str) -> str:
        """What a command prints, all of it, in one line; its exit status must be `status`."""
        done = subprocess.run(
            [sys.executable, "-m", "handclasp", *arguments],
            env=self.environment(**settings),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        words = done.stdout + done.stderr
        assert "Traceback" not in words, words
        assert done.returncode == status, words
        return re.sub(r"\s+", " ", words)

    def sealed(self) -> bytes:
        """What was said before any breaking, opened as it is read now: the receipt of its second record."""
        done = subprocess.run(
            [sys.executable, "-c", RECEIPT], env=self.environment(), cwd=self.folder, capture_output=True, check=True
        )
        return done.stdout

    @contextlib.contextmanager
    def without(self, name: str) -> Iterator[Path]:
        """A part of the data directory put aside; whatever came in its place is thrown away."""
        place, aside = self.data / name, self.folder / f"aside-{name}"
        place.rename(aside)
        try:
            yield place
        finally:
            if place.is_dir():
                shutil.rmtree(place)
            place.unlink(missing_ok=True)
            aside.rename(place)

    def as_superuser(self, statement: str) -> None:
        """Do something to the database that no role of ours may do."""
        with Embedded(self.data) as server, psycopg.connect(server.superuser_url("handclasp")) as admin:
            admin.execute(statement.encode())


@pytest.fixture(scope="module")
def house() -> Iterator[Stopped]:
    """Broken and mended by all tests here; at the end it is whole."""
    folder = Path(tempfile.mkdtemp(prefix="handclasp-broken-"))
    folder.chmod(0o711)
    stopped = Stopped(folder)
    before = json.loads(stopped.sealed())
    yield stopped
    after = json.loads(stopped.sealed())
    assert (after["entry"], after["record"]) == (before["entry"], before["record"])
    assert "sound" in stopped.ask("log", "fsck")
    shutil.rmtree((stopped.data / "postgres").resolve(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def served(house: Stopped) -> Iterator[Stopped]:
    """The same house with its database running."""
    with Embedded(house.data):
        yield house


def test_a_port_in_use_is_named_with_its_holder(house: Stopped) -> None:
    with socket.create_server(("127.0.0.1", house.port)):
        words = house.ask("up", status=1)
    assert "port-in-use" in words
    assert f"Port {house.port} on 127.0.0.1" in words
    assert f"(process {os.getpid()})" in words
    assert not Embedded(house.data).running()


def test_a_second_house_on_the_same_data_is_refused(house: Stopped) -> None:
    with Embedded(house.data):
        words = house.ask("up", status=1)
    assert "postgres-data-dir-in-use" in words
    assert f"process {os.getpid()}" in words


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("another passphrase", "the passphrase does not open"),
        ("", "nothing in its first line"),
        ("\nspecimen passphrase", "nothing in its first line"),
        (None, "cannot be read (No such file or directory)"),
    ],
)
def test_a_wrong_passphrase_opens_nothing(house: Stopped, tmp_path: Path, content: str | None, words: str) -> None:
    wrong = tmp_path / "passphrase"
    if content is not None:
        wrong.write_text(content)
    told = house.ask("up", status=1, PASSPHRASE_FILE=str(wrong))
    assert words in told
    assert "wrong-passphrase" in told


def test_a_missing_passphrase_is_asked_for(house: Stopped) -> None:
    for command in ("up", "doctor"):
        words = house.ask(command, status=1, PASSPHRASE_FILE="")
        assert "needs a passphrase; set `passphrase_file`" in words


def test_keys_that_others_can_read_are_refused(house: Stopped) -> None:
    root = house.data / "keys/root.json"
    root.chmod(0o644)
    try:
        for command in ("up", "doctor"):
            words = house.ask(command, status=1)
            assert f"can be read by others; run: chmod 600 {root}" in words
    finally:
        root.chmod(0o600)


def test_a_damaged_root_key_is_told_so(house: Stopped) -> None:
    with house.without("keys") as keys:
        keys.mkdir(mode=0o700)
        root = keys / "root.json"
        root.write_text("{")
        root.chmod(0o600)
        assert "is damaged; restore the key folder" in house.ask("up", status=1)


def test_keys_that_are_gone_are_never_replaced(house: Stopped) -> None:
    with house.without("keys") as keys:
        words = house.ask("up", status=1)
        assert "key-folder" in words
        assert "Restore the key folder" in words
        assert "no root key" in house.ask("doctor", status=1)
        assert not keys.exists()


def test_a_database_that_is_gone_is_never_replaced(house: Stopped) -> None:
    with house.without("postgres") as postgres:
        words = house.ask("up", status=1)
        assert "is gone; nothing was changed" in words
        assert "database-unavailable" in words
        assert not postgres.exists()


def test_another_installations_keys_sign_nothing(house: Stopped) -> None:
    with house.without("keys") as keys:
        FileKeys.create(keys, b"specimen passphrase")
        foreign = FileKeys(keys, b"specimen passphrase")
        foreign.add_log("main")
        for tenant in (1, 2):
            foreign.add_tenant(tenant)
        words = house.ask("up", status=1)
        assert "signer-floor-damaged" in words
        assert "the key folder is another installation's" in words


def test_another_installations_database_is_told_so(house: Stopped) -> None:
    with house.without("database.json") as passwords:
        passwords.write_text(json.dumps(dict.fromkeys(("migrator", "ingest", "reader", "keeper", "console"), "no")))
        for command in (["up"], ["key", "list"]):
            words = house.ask(*command, status=1)
            assert "does not know this installation" in words
            assert "database-unavailable" in words


def test_a_newer_database_is_left_alone_by_every_command(house: Stopped) -> None:
    house.as_superuser("insert into public.handclasp_migrations values (9999, '9999_future', 'x')")
    try:
        for command in (
            ["up"],
            ["import", str(house.secret), "--tenant", "demo"],
        ):
            words = house.ask(*command, status=1)
            assert "database-newer" in words
            assert "9999_future" in words
        with Embedded(house.data):
            assert "made by a newer Handclasp" in house.ask("status", status=1)
            assert "made by a newer Handclasp" in house.ask("doctor", status=1)
    finally:
        house.as_superuser("delete from public.handclasp_migrations where number = 9999")


def test_what_does_not_run_is_said_in_words(house: Stopped) -> None:
    for command in ("status", "doctor"):
        words = house.ask(command, status=1)
        assert re.search(r"PostgreSQL.{1,9}does not run", words)
        assert "start it with `handclasp up`" in words
    assert "Start it with 'handclasp up'" in house.ask("web", status=1)


def test_a_house_that_was_never_set_up_says_so(house: Stopped, tmp_path: Path) -> None:
    for command in (["doctor"], ["log", "vkey"]):
        words = house.ask(*command, status=1, DATA_DIR=str(tmp_path / "nothing"))
        assert "run `handclasp" in words
        assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            {"WEBPORT": "1"},
            "Unknown setting webport (as environment variable HANDCLASP_WEBPORT). Did you mean web_port?",
        ),
        ({"WEB_PORT": "99999"}, "Allowed: 1 to 65535"),
        ({"PUBLIC_URL": "chat.example.com"}, "https://chat.example.com, without a path"),
        ({"DATABASE_URL": "mysql://root:secret@x/y"}, "postgresql://user:password@host/dbname"),
        ({"CONFIG": "/nowhere/handclasp.toml"}, "names /nowhere/handclasp.toml, and there is no such file"),
    ],
    ids=["unknown", "port", "address", "database", "file"],
)
def test_a_wrong_setting_ends_the_start(house: Stopped, settings: dict[str, str], words: str) -> None:
    told = house.ask("up", status=1, **settings)
    assert words in told
    assert "bad-configuration" in told
    assert "secret" not in told


def test_an_address_on_the_command_line_is_checked_like_any_other(house: Stopped) -> None:
    told = house.ask("up", "--public-url", "https://chat.example.com/path", status=1, PUBLIC_URL="https://good.example")
    assert "(on the command line): it must look like https://chat.example.com, without a path" in told


def test_an_address_on_the_command_line_wins_and_reaches_every_process(house: Stopped) -> None:
    command = [sys.executable, "-m", "handclasp", "up", "--public-url", "https://chat.example.com"]
    settings = house.environment(PUBLIC_URL="http://other.example")
    with subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        printed = ""
        while "site key" not in printed and (line := running.stdout.readline()):
            printed += line
        page = httpx.get(f"http://127.0.0.1:{house.port}/desk/sign-in", headers={"Host": "chat.example.com"})
        running.send_signal(signal.SIGINT)
        running.stdout.read()
    assert "https://chat.example.com/desk/" in printed
    assert "other.example" not in printed
    assert "__Host-handclasp_csrf" in page.headers["set-cookie"], "the web process knows that it speaks HTTPS"
    assert running.returncode == 0


def test_what_another_version_set_up_is_looked_at_again_and_only_that(house: Stopped) -> None:
    assert "migration" in house.printed
    house.as_superuser("update handclasp.set_up set digest = 'another version'")
    assert house.ask("setup").strip() == ""
    with Embedded(house.data) as server, psycopg.connect(server.superuser_url("handclasp")) as admin:
        marks = admin.execute("select digest from handclasp.set_up").fetchall()
    assert marks == [(furnished.digest(load()),)]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["staff", "list", "--tenant", "nobody"], "unknown-tenant"),
        (["staff", "suspend", "nobody-here", "--tenant", "demo"], "not-found"),
        (["staff", "add", "x1", "--tenant", "demo", "--role", "king", "--name", "x"], "staff"),
        (["read", SAID, "--as", "nobody-here"], "credentials-missing"),
        (["export", "ask", SAID, "--as", "lena", "--reason", "x"], "credentials-missing"),
        (["key", "add", "--tenant", "demo", "--label", "x", "--scope", "fly"], "bad-setting"),
        (["site", "add", "--tenant", "demo", "--name", "x", "--origin", "javascript:alert(1)"], "bad-setting"),
        (["tenant", "add", "BAD NAME"], "bad-name"),
    ],
)
def test_what_is_asked_for_and_not_there_has_a_name(served: Stopped, command: list[str], code: str) -> None:
    assert served.ask(*command, status=1).endswith(f" {code} ")


def test_a_bad_file_is_imported_as_far_as_it_goes(served: Stopped, tmp_path: Path) -> None:
    good = {"id": "a", "conversation": "imported", "author": {"role": "customer", "id": "1"}, "text": "specimen"}
    lines = [json.dumps(good).encode(), b"\xff\xfe", b"[" * 10_000, b"\0", b'{"text":"\\ud800"}', b"", b"half a li"]
    file, report = tmp_path / "bad.ndjson", tmp_path / "report.ndjson"
    file.write_bytes(b"\n".join(lines))
    words = served.ask("import", str(file), "--tenant", "demo", "--report", str(report))
    again = served.ask("import", str(file), "--tenant", "demo", "--report", str(report))
    assert "1 new, 0 already there, 5 refused" in words
    assert "0 new" in again
    codes = [json.loads(line)["code"] for line in report.read_text().splitlines()]
    assert codes[:5] == ["invalid-utf8", "too-deep", "invalid-json", "lone-surrogate", "invalid-json"]


@pytest.mark.parametrize(
    ("content", "tenant", "code"),
    [
        (b'{"name":"x","chats":{"list":[{"messages":[{"id":1,"da', "demo", "invalid-json"),
        (b"{}", "nobody", "unknown-tenant"),
    ],
    ids=["cut off", "nobody's"],
)
def test_an_export_that_is_none_is_told_so(
    served: Stopped, tmp_path: Path, content: bytes, tenant: str, code: str
) -> None:
    file = tmp_path / "result.json"
    file.write_bytes(content)
    assert code in served.ask("import", str(file), "--tenant", tenant, status=1)


@pytest.fixture(scope="module")
def transcript(house: Stopped) -> bytes:
    """A receipt to tamper with."""
    return house.sealed()


def test_a_tampered_file_is_invalid_by_name(house: Stopped, transcript: bytes, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_bytes(transcript)
    bad.write_bytes(transcript.replace(b"never need your password", b"always need your password"))
    vkey = house.ask("log", "vkey").split()[0]
    assert " VALID" in house.ask("verify", str(good), "--vkey", vkey, "--lang", "en")
    words = house.ask("verify", str(bad), "--vkey", vkey, "--lang", "en", status=1)
    assert "INVALID" in words
    assert re.search(r"commitment|opening", words)
    cut = tmp_path / "cut.json"
    cut.write_bytes(transcript[:-40])
    assert "INVALID" in house.ask("verify", str(cut), "--vkey", vkey, "--lang", "en", status=1)
    assert "verify" in house.ask("verify", str(tmp_path / "none.json"), status=2)
    assert "verify" in house.ask("verify", str(good), "--vkey", "nonsense", status=2)
