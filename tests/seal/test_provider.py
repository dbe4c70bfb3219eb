"""The key folder: it opens to its passphrase, binds what it wraps, and what it destroys stays destroyed."""

from __future__ import annotations

import json
import re
from base64 import b64decode, encodebytes
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from pyrage import x25519
from tests.house_fixture import Template

from handclasp.records import Compartment
from handclasp.seal import kit
from handclasp.seal.keys import KeyMissing, Keyring, WrappedKeys, context
from handclasp.seal.provider import FileKeys, KeyFolder, WrongPassphrase

BODY, ORIGINALS = Compartment
KEY = bytes(range(32))
CONVERSATION = b"\7" * 16


@pytest.fixture
def keys(tmp_path: Path) -> FileKeys:
    """A key folder without a passphrase, with two tenants."""
    FileKeys.create(tmp_path / "keys", None)
    made = FileKeys(tmp_path / "keys")
    made.add_tenant(1)
    made.add_tenant(2)
    return made


def reopened(keys: FileKeys) -> FileKeys:
    """The same folder as another process sees it."""
    return FileKeys(keys.folder)


def test_what_was_wrapped_is_unwrapped_by_another_process(keys: FileKeys) -> None:
    wrapped = keys.wrap(1, 1, BODY, KEY, b"context")
    assert reopened(keys).unwrap(1, 1, BODY, wrapped, b"context") == KEY
    assert KEY not in wrapped


@pytest.mark.parametrize(
    ("tenant", "epoch", "compartment", "where"),
    [(2, 1, BODY, b"context"), (1, 2, BODY, b"context"), (1, 1, ORIGINALS, b"context"), (1, 1, BODY, b"other")],
)
def test_a_wrapped_key_opens_in_its_tenant_epoch_compartment_and_context_alone(
    keys: FileKeys, tenant: int, epoch: int, compartment: Compartment, where: bytes
) -> None:
    wrapped = keys.wrap(1, 1, BODY, KEY, b"context")
    keys.new_epoch(1)
    with pytest.raises(KeyMissing):
        keys.unwrap(tenant, epoch, compartment, wrapped, where)


def test_the_context_names_everything_a_key_belongs_to() -> None:
    contexts = {
        context(1, 1, CONVERSATION, BODY, 1),
        context(2, 1, CONVERSATION, BODY, 1),
        context(1, 2, CONVERSATION, BODY, 1),
        context(1, 1, b"\x08" * 16, BODY, 1),
        context(1, 1, CONVERSATION, ORIGINALS, 1),
        context(1, 1, CONVERSATION, BODY, 2),
        context(1, 11, CONVERSATION, BODY, 1),
        context(11, 1, CONVERSATION, BODY, 1),
    }
    assert len(contexts) == 8


class OneRow:
    """A directory of conversations that answers whatever it is told to answer."""

    def __init__(self) -> None:
        self.rows: dict[bytes, WrappedKeys] = {}
        self.answer: WrappedKeys | None = None

    def epoch(self, tenant: int) -> int:
        return 1

    def find(self, tenant: int, names: object) -> dict[bytes, WrappedKeys]:
        return {}

    def create(
        self, tenant: int, epoch: int, rows: Mapping[bytes, WrappedKeys], *, journal: bool
    ) -> Mapping[bytes, WrappedKeys]:
        self.rows |= rows
        return rows

    def by_pseudonyms(self, tenant: int, conversations: Sequence[bytes]) -> Sequence[WrappedKeys]:
        return [self.answer] if self.answer else []


@pytest.mark.parametrize(
    "moved",
    [
        lambda row: row._replace(body=row.originals, originals=row.body),
        lambda row: row._replace(originals=row.body),
        lambda row: row._replace(conversation=b"\0" * 16),
        lambda row: row._replace(epoch=2),
        lambda row: row._replace(body=row.body[:-1] + bytes([row.body[-1] ^ 1])),
    ],
)
def test_keys_moved_between_rows_columns_or_epochs_do_not_open(
    keys: FileKeys, moved: Callable[[WrappedKeys], WrappedKeys]
) -> None:
    directory = OneRow()
    writer = Keyring(1, keys, directory)
    conversation = writer.places(1, ["order 1001"])["order 1001"].conversation
    keys.new_epoch(1)
    (row,) = directory.rows.values()
    directory.answer = row
    assert Keyring(1, keys, directory).keys(1, conversation) is not None
    directory.answer = moved(row)
    with pytest.raises(KeyMissing):
        Keyring(1, keys, directory).keys(1, conversation)
    directory.answer = row
    for log, tenant in ((2, 1), (1, 2)):
        with pytest.raises(KeyMissing):
            Keyring(log, keys, directory).keys(tenant, conversation)


def test_each_conversation_has_four_keys_of_its_own(keys: FileKeys) -> None:
    ring = Keyring(1, keys, OneRow())
    places = ring.places(1, ["a", "b"])
    found = [ring.keys(1, place.conversation) for place in places.values()]
    salts = [part.salt for one in found for part in one]
    ciphertexts = {part.aead.encrypt(bytes(12), b"words", None) for one in found for part in one}
    assert len(set(salts)) == len(ciphertexts) == 4


def test_no_name_of_a_conversation_reaches_a_journal(keys: FileKeys) -> None:
    ring = Keyring(1, keys, OneRow())
    assert ring.name_hash(1, "journal/2026-11") != ring.name_hash(1, "journal/2026-11", journal=True)
    assert ring.name_hash(1, "a") != ring.name_hash(2, "a")


def test_a_destroyed_epoch_opens_nothing_and_leaves_no_file(tmp_path: Path, house_template: Template) -> None:
    FileKeys.create(tmp_path / "keys", None)
    keys = FileKeys(tmp_path / "keys", None, lambda key: kit.escrow(house_template.kit.recipient, key))
    keys.add_tenant(1)
    old = keys.wrap(1, 1, BODY, KEY, b"context")
    assert keys.new_epoch(1) == 2
    new = keys.wrap(1, 2, BODY, KEY, b"context")
    pair = keys._read("kek-1-1")
    keys.destroy_epoch(1, 1)
    for opener in (keys, reopened(keys)):
        with pytest.raises(KeyMissing):
            opener.unwrap(1, 1, BODY, old, b"context")
        assert opener.unwrap(1, 2, BODY, new, b"context") == KEY
        assert opener.epochs(1) == [2]
    left = [path.name for path in keys.folder.rglob("*kek-1-1*")]
    assert left == []
    assert pair not in b"".join(path.read_bytes() for path in keys.folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key folder under a passphrase."""
    folder = tmp_path_factory.mktemp("locked") / "keys"
    FileKeys.create(folder, b"correct horse")
    FileKeys(folder, b"correct horse").add_tenant(1)
    return folder


def test_a_wrong_passphrase_opens_nothing(locked: Path) -> None:
    assert FileKeys(locked, b"correct horse").index_key(1)
    for wrong in (b"wrong horse", b"", None):
        with pytest.raises(WrongPassphrase):
            FileKeys(locked, wrong)


def test_a_passphrase_where_none_is_needed_is_said(keys: FileKeys) -> None:
    with pytest.raises(KeyFolder):
        FileKeys(keys.folder, b"correct horse")


def test_a_root_key_that_others_can_read_is_refused(keys: FileKeys) -> None:
    for mode in (0o640, 0o604, 0o644):
        (keys.folder / "root.json").chmod(mode)
        with pytest.raises(KeyFolder, match="chmod 600"):
            reopened(keys)


def test_no_file_of_the_folder_can_be_read_by_others_or_shows_a_key(keys: FileKeys) -> None:
    held = [keys.index_key(1), keys._read("kek-1-1")]
    files = [path for path in keys.folder.rglob("*") if path.is_file()]
    assert len(files) == 5
    for path in files:
        assert path.stat().st_mode & 0o077 == 0
        assert not any(key in path.read_bytes() for key in held)
    assert keys.folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "content", ["", "{", "{}", "[]", '{"sealed": "AAAA", "salt": "AAAA"}', '{"key": "AAAA"}', '{"key": 7}']
)
def test_a_damaged_root_key_is_named(keys: FileKeys, content: str) -> None:
    (keys.folder / "root.json").write_text(content)
    passphrase = b"correct horse" if "sealed" in content else None
    with pytest.raises((KeyFolder, WrongPassphrase)):
        FileKeys(keys.folder, passphrase)


def test_a_missing_root_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFolder, match="handclasp up"):
        FileKeys(tmp_path)


def test_making_a_folder_never_overwrites_a_root_key(keys: FileKeys) -> None:
    before = (keys.folder / "root.json").read_bytes()
    with pytest.raises(KeyFolder):
        FileKeys.create(keys.folder, None)
    assert (keys.folder / "root.json").read_bytes() == before


def test_a_key_file_under_another_name_does_not_open(keys: FileKeys) -> None:
    (keys.folder / "tenant-1.key").replace(keys.folder / "tenant-2.key")
    with pytest.raises(KeyMissing):
        reopened(keys).index_key(2)
    with pytest.raises(KeyMissing):
        reopened(keys).index_key(1)


@pytest.mark.parametrize("content", [b"", b"short", bytes(60)])
def test_a_damaged_key_file_is_named(keys: FileKeys, content: bytes) -> None:
    (keys.folder / "tenant-1.key").write_bytes(content)
    with pytest.raises(KeyMissing):
        reopened(keys).index_key(1)


def test_adding_twice_changes_nothing(keys: FileKeys) -> None:
    keys.add_log("main")
    before = keys.index_key(1), keys.log_seed("main"), keys.epochs(1), keys.secret("web")
    again = reopened(keys)
    again.add_tenant(1)
    again.add_log("main")
    assert (again.index_key(1), again.log_seed("main"), again.epochs(1), again.secret("web")) == before


def test_the_warning_says_what_a_folder_cannot_do(keys: FileKeys, locked: Path) -> None:
    assert "No passphrase" in keys.warning()
    assert "No passphrase" not in FileKeys(locked, b"correct horse").warning()
    assert "KMS" in keys.warning()


def test_every_key_but_the_root_lies_in_escrow_and_opens_with_the_kit(house_template: Template) -> None:
    folder = house_template.data_dir / "keys"
    keys = FileKeys(folder)
    identity = kit.open_sheet(house_template.kit.sheet, house_template.kit.passphrase)
    names = {path.stem for path in folder.glob("*.key")}
    assert names == {path.stem for path in (folder / "escrow").glob("*.age")}
    assert len(names) == 5
    for name in names:
        assert kit.release(identity, (folder / "escrow" / f"{name}.age").read_bytes()) == keys._read(name)


def test_another_kit_opens_no_escrow(house_template: Template) -> None:
    other = x25519.Identity.generate()
    with pytest.raises(kit.KitError):
        kit.release(other, kit.escrow(house_template.kit.recipient, KEY))


def test_the_sheet_opens_to_its_passphrase_alone(house_template: Template) -> None:
    sheet, phrase = house_template.kit.sheet, house_template.kit.passphrase
    assert phrase not in sheet
    with pytest.raises(kit.KitError, match="passphrase"):
        kit.open_sheet(sheet, phrase + "x")
    for damaged in ("", "not a sheet", sheet.replace("-----BEGIN", "-----"), sheet.replace("Y", "!")):
        with pytest.raises(kit.KitError):
            kit.open_sheet(damaged, phrase)


def test_a_sheet_that_asks_for_too_much_work_is_not_called_a_wrong_passphrase(house_template: Template) -> None:
    """As on a machine that is far busier than when it made the sheet."""
    before, rest = house_template.kit.sheet.split("RECOVERY KEY-----\n", 1)
    sealed, after = rest.split("-----END", 1)
    heavier = re.sub(rb"(-> scrypt \S+) \d+", rb"\1 40", b64decode(sealed))
    sheet = f"{before}RECOVERY KEY-----\n{encodebytes(heavier).decode()}-----END{after}"
    with pytest.raises(kit.KitError, match="too busy"):
        kit.open_sheet(sheet, house_template.kit.passphrase)


def test_the_kit_is_confirmed_by_its_number_alone(tmp_path: Path, house_template: Template) -> None:
    state = kit.KitState(tmp_path / "kit.json")
    assert not state.confirmed()
    assert state.recipient() is None
    with pytest.raises(kit.KitError):
        state.confirm("AAAA-AAAA")
    state.save(house_template.kit)
    for wrong in ("", "AAAA-AAAA", "我的恢复包", house_template.kit.number[:-1]):
        with pytest.raises(kit.KitError):
            state.confirm(wrong)
    assert not state.confirmed()
    state.confirm(f" {house_template.kit.number.lower()}\n")
    assert state.confirmed()
    assert kit.KitState(tmp_path / "kit.json").recipient() == house_template.kit.recipient


def test_what_is_remembered_of_the_kit_opens_nothing(house_template: Template) -> None:
    remembered = (house_template.data_dir / "kit.json").read_text()
    assert set(json.loads(remembered)) == {"recipient", "number", "confirmed"}
    assert house_template.kit.passphrase not in remembered
    assert house_template.kit.number in house_template.kit.sheet
