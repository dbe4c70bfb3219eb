"""Two real vendors: each alone brings the house back; one that is down keeps nobody waiting, and its gap heals."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.house_fixture import House, said
from tests.warm.conftest import Rebuild, furnished, rows, set_up_at
from tests.warm.vendors import Vendor, azure_place, s3_options, s3_place, s3_signed

from handclasp.house import copies
from handclasp.house.app import House as WholeHouse
from handclasp.house.app import now_ms
from handclasp.store.warm.place import log_folder
from handclasp.store.warm.ship import VersionsKept
from handclasp.store.warm.vault import StoreLies, StoreUnreachable

Vendors = tuple[Vendor, Vendor]


def test_each_vendor_alone_brings_all_of_it_back(house: House, vendors: Vendors, rebuild: Rebuild) -> None:
    furnished(house, 60)
    places = [s3_place(vendors[0], "alone"), azure_place(vendors[1], "alone")]
    for place in places:
        set_up_at(house, place).all()
    size, before = house.reading.size(), rows(house)
    for place in places:
        done, settings = rebuild(place)
        again = WholeHouse(settings)
        try:
            after = rows(again)
        finally:
            again.close()
        assert (done.reached.size, done.files_missing, done.reached.problems) == (size, 0, ())
        assert [row for row in after["entries"] if row[0] < size] == before["entries"]
        assert [row for row in after["sealed"] if row[0] < size] == before["sealed"]
        assert after["originals"] == before["originals"]


def test_one_vendor_down_does_not_stop_the_other_and_the_gap_heals(
    house: House, vendors: Vendors, rebuild: Rebuild
) -> None:
    places = [s3_place(vendors[0], "healing"), azure_place(vendors[1], "healing")]
    one, two = (set_up_at(house, place) for place in places)
    furnished(house, 10)
    one.all()
    two.all()
    vendors[1].stop()
    try:
        house.flow.append_all([said(f"later {n}", f"later {n}") for n in range(10)]).result(60)
        one.all()
        with pytest.raises(StoreUnreachable):
            two.all()
        standing = {each.name: each for each in copies.standings(house)}
        assert standing["weed"].lacks == 0
        assert standing["azurite"].lacks == 10
        assert standing["azurite"].error == "copy-unreachable"
        assert standing["azurite"].lag(now_ms()) > 0
    finally:
        vendors[1].start()
    assert two.all().position == house.reading.size()
    assert {each.lacks for each in copies.standings(house)} == {0}
    done, _ = rebuild(places[1])
    assert done.reached.size == house.reading.size()


LOCK = (
    b'<ObjectLockConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><ObjectLockEnabled>Enabled'
    b"</ObjectLockEnabled><Rule><DefaultRetention><Mode>COMPLIANCE</Mode><Days>1</Days></DefaultRetention></Rule>"
    b"</ObjectLockConfiguration>"
)


def test_segments_may_be_locked_and_keys_never_are(house: House, vendors: Vendors, rebuild: Rebuild) -> None:
    furnished(house, 5)
    made = s3_signed(vendors[0], "PUT", "/locked", x_amz_bucket_object_lock_enabled="true")
    assert made.status_code == 200, made.text
    assert s3_signed(vendors[0], "PUT", "/locked?object-lock", LOCK).status_code == 200
    locked = s3_place(vendors[0], "locked")
    with pytest.raises(VersionsKept, match="--erasable"):
        set_up_at(house, locked).all()
    copies.keep_places(house.paths.data, [])
    both = locked._replace(erasable="s3://erasable/house")
    shipper = set_up_at(house, both)
    shipper.all()
    assert shipper.locked_until() > f"{datetime.now(UTC):%Y-%m-%d}"
    listed = s3_signed(vendors[0], "GET", "/locked?versions").text
    (key,) = re.findall(r"<Key>(house/log-[^<]*/segments/[^<]*)</Key>", listed)
    version = re.search(rf"<Key>{key}</Key>.*?<VersionId>([^<]+)</VersionId>", listed, re.DOTALL)
    assert version
    assert s3_signed(vendors[0], "DELETE", f"/locked/{key}?versionId={version[1]}").status_code == 403
    keys = both.open().erasable.names(f"{log_folder(house.log.origin)}/keys")
    assert keys
    assert {both.open().erasable.locked_until(one.name) for one in keys} == {""}
    done, _ = rebuild(both)
    assert done.reached.size == house.reading.size()


class _Liar(BaseHTTPRequestHandler):
    """A store that speaks S3, confirms every condition and keeps none."""

    kept: dict[str, bytes] = {}  # noqa: RUF012 - one store

    def do_PUT(self) -> None:
        self.kept[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200, b"")

    def do_GET(self) -> None:
        found = self.kept.get(self.path)
        self._answer(200 if found is not None else 404, found or b"")

    do_HEAD = do_GET  # noqa: N815 - the library's way

    def do_DELETE(self) -> None:
        self._answer(204, b"")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"1"')
        self.send_header("Last-Modified", "Sat, 28 Nov 2026 00:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def liar() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Liar)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_store_that_lies_about_conditions_is_refused(house: House) -> None:
    furnished(house, 3)
    with liar() as port:
        place = copies.Place("liar", "s3://bucket/house", "", s3_options(port))
        with pytest.raises(StoreLies, match="conditional put"):
            place.open().lasting.probe()
        shipper = set_up_at(house, place)
        with pytest.raises(StoreLies):
            shipper.all()
        assert not [path for path in _Liar.kept if "segments" in path]


def test_a_disk_that_is_not_mounted_is_not_written_to(house: House, tmp_path: Path) -> None:
    furnished(house, 3)
    folder = tmp_path / "mount"
    folder.mkdir()
    shipper = set_up_at(house, copies.as_place(str(folder), "disk"))
    shipper.all()
    folder.rename(tmp_path / "away")
    folder.mkdir()  # an empty mount point
    house.flow.append(said("more", "more"))
    with pytest.raises(StoreUnreachable, match="is the disk mounted"):
        copies.shipper(house, copies.places(house.paths.data)[0]).all()
    assert not list(folder.iterdir())
