"""Houses with a copy in a folder, and the way back into databases of their own."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests.conftest import NewDatabase
from tests.house_fixture import (
    NewHouse,
    Template,
    house,
    house_template,
    module_house,
    new_house,
    own_database,
    said,
)
from tests.warm.vendors import vendors

from handclasp.config import Settings
from handclasp.house import copies, restoring
from handclasp.house.app import House, Paths
from handclasp.house.restoring import Plan, Restored
from handclasp.records import Attached, Kind, Secret
from handclasp.seal import kit
from handclasp.store.embedded import Embedded
from handclasp.store.warm.ship import Shipper

__all__ = ["NewHouse", "furnished", "house", "house_template", "module_house", "new_house", "vendors"]

Rebuild = Callable[..., tuple[Restored, Settings]]
_numbers = itertools.count(1)


def furnished(house: House, count: int = 30) -> None:
    """Say things in three conversations, with something masked, a file, and a record of the journal."""
    raws = [
        said(f"My card is 4111 1111 1111 1111, order {n}", f"k{n}", conversation=f"order {n % 3}") for n in range(count)
    ]
    answers = house.flow.append_all(raws).result(60)
    assert not [one for one in answers if isinstance(one, Exception)]
    if count:
        file = Attached("shot.png", "image/png", Secret(_picture()))
        house.flow.append(said("", "file", kind=Kind.ATTACHMENT, text=None, attached=file, conversation="order 0"))


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "PNG")
    return out.getvalue()


def set_up(house: House, folder: Path, name: str = "nas") -> Shipper:
    """Give a house a copy in a folder, as `handclasp ship to` does."""
    folder.mkdir(parents=True, exist_ok=True)
    return set_up_at(house, copies.as_place(str(folder), name))


def set_up_at(house: House, place: copies.Place) -> Shipper:
    """Give a house a copy, as `handclasp ship to` does."""
    found = [*copies.places(house.paths.data), place]
    place.open().mark()
    copies.keep_places(house.paths.data, found)
    return copies.shipper(house, place)


def bigger(path: Path) -> None:
    """Put more behind what is there."""
    path.write_bytes(path.read_bytes() + b"more")


def shift(name: str, by: int) -> str:
    """The name of the segment that begins so much later."""
    return f"{int(name) + by:016}"


def rows(house: House) -> dict[str, list[tuple[Any, ...]]]:
    """All that the log is, as it stands in the database."""
    tables = {
        "entries": "idx, tenant_id, conversation, seq, record, previous",
        "sealed": "idx, tenant_id, conversation, received, nonce, commitments, body",
        "originals": "idx, tenant_id, field, ciphertext",
        "idempotency": "tenant_id, key_hash, digest, idx, conversation",
        "subjects": "tenant_id, subject, idx",
        "lookups": "tenant_id, token, idx",
        "conversations": "tenant_id, conversation, name_hash, journal, epoch, body_key, originals_key",
        "tiles": "level, tile, width, hashes",
        "log_heads": "size, root",
    }
    with house.database.transaction("shipper", 1, []) as connection:
        return {
            name: sorted(connection.execute(f"select {columns} from handclasp.{name}".encode()).fetchall())  # noqa: S608
            for name, columns in tables.items()
        }


@pytest.fixture(scope="session")
def identity(house_template: Template) -> Any:
    """The private key on the template's recovery kit; opening a sheet takes a second."""
    return kit.open_sheet(house_template.kit.sheet, house_template.kit.passphrase)


@pytest.fixture
def rebuild(
    identity: Any, house_template: Template, new_database: NewDatabase, postgres: Embedded, tmp_path: Path
) -> Rebuild:
    """Restore from places into a bare directory and an empty database of its own."""

    def run(*places: copies.Place, **changes: object) -> tuple[Restored, Settings]:
        into = changes.pop("into", None)
        if isinstance(into, Settings):
            settings = into
        else:
            data_dir = tmp_path / f"bare-{next(_numbers)}"
            data_dir.mkdir()
            Paths(data_dir).passwords.write_text(json.dumps(house_template.passwords))
            url = new_database()
            own_database(postgres, url)
            settings = Settings(data_dir=data_dir, database_url=url, log_origin="elsewhere.example/log/main")
        given = {
            "copies": [place.open() for place in places],
            "identity": identity,
        }
        plan = Plan(**(given | changes))
        done = restoring.restore(settings, plan, lambda _: None, lambda *_: None)
        restoring.begin_again(settings, done, plan)
        return done, settings

    return run
