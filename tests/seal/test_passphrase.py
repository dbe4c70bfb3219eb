"""How hard it is to guess the passphrase of a key folder: as advised today, and older folders still open."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from handclasp.seal.provider import FileKeys, KeyFolder

PASSPHRASE = b"specimen: six quiet words"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def rewritten(folder: Path, **changes: Any) -> None:
    path = folder / "root.json"
    document = json.loads(path.read_text()) | changes
    path.write_text(json.dumps({name: value for name, value in document.items() if value is not None}))


def test_a_new_folder_takes_the_work_that_is_advised(folder: Path) -> None:
    FileKeys.create(folder, PASSPHRASE)
    assert json.loads((folder / "root.json").read_text())["work"] == 17
    FileKeys(folder, PASSPHRASE)


def test_a_folder_of_the_first_version_opens(folder: Path) -> None:
    FileKeys.create(folder, PASSPHRASE)
    salt, nonce, root = b"s" * 16, b"n" * 12, b"r" * 32
    key = Scrypt(salt=salt, length=32, n=2**16, r=8, p=1).derive(PASSPHRASE)
    sealed = nonce + AESGCM(key).encrypt(nonce, root, b"handclasp/root-key/v1")
    rewritten(folder, work=None, salt=b64encode(salt).decode(), sealed=b64encode(sealed).decode())
    FileKeys(folder, PASSPHRASE)


@pytest.mark.parametrize("work", [15, 1, 0, -1, 23, 64, "17", 17.0, True])
def test_work_that_is_too_little_or_too_much_is_damage(folder: Path, work: Any) -> None:
    FileKeys.create(folder, PASSPHRASE)
    rewritten(folder, work=work)
    with pytest.raises(KeyFolder, match="damaged"):
        FileKeys(folder, PASSPHRASE)
