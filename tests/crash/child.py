"""A process that dies at one exact point of the write path, or while it judges a file (KEY `judging`).

Run as `python -m tests.crash.child POINT KEY TEXT`.

Only the parts that are told to die differ from the product's own, and only in dying. It prints the index it was given,
if it lives to be given one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from handclasp.config import load
from handclasp.house import app
from handclasp.house.app import House, now_ms
from handclasp.house.judging import Fed, Judged, Judging
from handclasp.records import Attached, Author, Kind, Raw, Secret
from handclasp.seal.signer import Signer
from handclasp.store.blobs import Blobs
from handclasp.store.commit import Committer

DIED = 86
armed = False
point = ""


def die_at(name: str) -> None:
    """End at once, like a process killed there: nothing is flushed, closed or said."""
    if armed and point == name:
        os._exit(DIED)


class DyingSigner(Signer):
    """Dies after the commit, before it signs."""

    def sign(self, *about: Any) -> str:
        die_at("between-commit-and-sign")
        return super().sign(*about)

    def _remember(self, note: str) -> None:
        if armed and point == "while-the-floor-is-written":
            self._path.with_suffix(".new").write_text(note[: len(note) // 2])
            os._exit(DIED)
        super()._remember(note)


class DyingCommitter(Committer):
    """Dies before the commit, between signing and publishing, or between publishing and answering."""

    def _finish(self, *about: Any) -> None:
        die_at("before-commit")
        super()._finish(*about)

    def _publish(self, note: str) -> None:
        die_at("between-sign-and-publish")
        super()._publish(note)

    def _answer(self, done: Sequence[Any], note: str) -> None:
        die_at("between-publish-and-answer")
        super()._answer(done, note)


class DyingBlobs(Blobs):
    """Dies when the blob is durable, before its record is sealed; before or after an original is destroyed."""

    def put(self, *about: Any) -> bytes:
        blob = super().put(*about)
        die_at("between-blob-and-record")
        return blob

    def destroy(self, *about: Any) -> bool:
        die_at("between-verdict-and-destruction")
        was = super().destroy(*about)
        die_at("between-destruction-and-cursor")
        return was


JUDGING = ("between-blob-and-record", "between-verdict-and-destruction", "between-destruction-and-cursor")
"""Where a worker dies while it judges; the first is there between the copy and the verdict."""


def judge(content: Secret[bytes], _media_type: str) -> Judged:
    """A specimen of what must never be kept, of which a masked copy may be shown."""
    return Judged("text", 99, "specimen", kept=False, copy=Secret(content.reveal()[:4]), copy_type="audio/ogg")


def judging(house: House) -> Judging:
    """The worker's consumer, with this judge and its own cursor."""
    d, machine = house.disclose, ("pictures", "screening")

    class Cursor:
        def load(self, tenant: str) -> int:
            return house.reading.cursor(house.directory.tenant(tenant) or 0, "pictures")

        def save(self, tenant: str, position: int) -> None:
            house.reading.move_cursor(house.directory.tenant(tenant) or 0, "pictures", position)

    return Judging(
        fed=Fed(
            lambda tenant, after, limit: d.feed(tenant, *machine, after, limit),
            lambda tenant, conversation, after: d.feed_one(tenant, *machine, conversation, after),
            lambda tenant, view: house.files.held(tenant, *machine, view),
        ),
        flow=house.flow,
        judge=judge,
        placeholder=lambda type_, _chinese: type_,
        tenants=lambda: ["demo"],
        cursor=Cursor(),
        clock=now_ms,
    )


def raw(key: str, text: str, *, attached: bool) -> Raw:
    """One specimen record of the demo tenant."""
    now = now_ms()
    return Raw(
        tenant="demo",
        conversation="crash-points",
        key=key,
        kind=Kind.ATTACHMENT if attached else Kind.MESSAGE,
        author=Author("customer", "specimen"),
        received=now,
        text=Secret(text),
        attached=Attached("specimen.ogg", "audio/ogg", Secret(b"OggS" + text.encode())) if attached else None,
    )


def main() -> None:
    """Append one record, dying where told."""
    global armed, point  # noqa: PLW0603 - the one switch of this process
    point, key, text = sys.argv[1:4]
    for name, dying in (("Signer", DyingSigner), ("Committer", DyingCommitter), ("Blobs", DyingBlobs)):
        setattr(app, name, dying)
    house = House(load())
    house.start()
    armed = True
    if key == "judging":
        consumer = judging(house)
        while consumer.step():
            pass
        return
    receipt = house.flow.append(raw(key, text, attached=point == "between-blob-and-record"))
    armed = False
    sys.stdout.write(f"{receipt.stored.index}\n")
    house.close()


if __name__ == "__main__":
    main()
