"""Reading what was acknowledged: rows up to the newest published checkpoint, and nothing beyond it.

A row that is visible but not yet covered by a checkpoint may still be lost in a failover, so no reader here ever
returns it. All rows are ciphertext; opening them is `disclose`'s work.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from handclasp.records import Box
from handclasp.seal.keys import ConversationKeys
from handclasp.seal.note import read_head
from handclasp.seal.record import open_body
from handclasp.store.database import Database, Person
from handclasp.store.queries import load
from handclasp.store.tiles import Tiles


class Row(msgspec.Struct, frozen=True):
    """One record as it stands: entry, commitments, ciphertext. `nonce`, `commitments`, `body` are None once erased."""

    index: int
    conversation: bytes
    seq: int
    record: bytes
    previous: bytes
    nonce: bytes | None
    commitments: bytes | None
    body: bytes | None

    @property
    def may_speak_of_another(self) -> bool:
        """Whether it may say something of an earlier record; told without opening it."""
        return self.commitments is not None and _TARGET in self.commitments


class Tail(NamedTuple):
    """The last record of a conversation."""

    seq: int
    record: bytes
    row: Row

    def kind_is_head(self, keys: ConversationKeys) -> bool:
        """Whether the last record is a head already."""
        row = self.row
        if row.body is None or row.nonce is None or row.commitments is None:
            return False
        return open_body(row.body, row.nonce, row.commitments, row.record, keys)["kind"].value == "head"


class Assigned(NamedTuple):
    """Whose a conversation is, whether it is on legal hold, and whether it is none but one of the tenant's journals.

    `restricted`: its customer had its processing restricted; `objected`: objected to what is not needed to serve them;
    `binned`: it lies in the bin.
    """

    agent: str = ""
    team: str = ""
    merchants: frozenset[str] = frozenset()
    held: bool = False
    journal: bool = False
    restricted: bool = False
    objected: bool = False
    binned: bool = False


class Asked(NamedTuple):
    """What somebody wants to read: a conversation's records after a seq; `person` None: the house's own work."""

    conversation: bytes
    after: int
    person: Person | None


_MEDIA_TYPE, _BODY = (bytes([len(name)]) + name for name in (b"media_type", b"body"))
"""An attachment has both fields, no other kind has: their names as a record's commitments hold them."""

_TARGET = bytes([len(b"target")]) + b"target"
"""What tells a rescreen record apart: the name of a field that only it has, as a record's commitments hold it."""


class Reading:
    """Reads one log in the context of one tenant at a time.

    With a `person`, as the reader role, which sees what that person may see and no more; without, as the machine role,
    for the house's own work.
    """

    def __init__(self, database: Database, log: int) -> None:
        self.log = log
        self._database = database
        self.tiles = Tiles(database, "machine", log)

    def checkpoint(self) -> str | None:
        """The newest published checkpoint."""
        with self._database.transaction("machine", self.log, []) as connection:
            row = connection.execute(load("read")["newest_checkpoint"], {"log": self.log}).fetchone()
        return str(row[1]) if row else None

    def size(self) -> int:
        """How many records the newest published checkpoint covers."""
        note = self.checkpoint()
        return read_head(note).size if note else 0

    def conversation(
        self,
        tenant: int,
        conversation: bytes,
        after: int,
        limit: int,
        size: int | None = None,
        person: Person | None = None,
    ) -> list[Row]:
        """Records of a conversation with seq > after, ascending."""
        return self._rows(
            "conversation_after",
            tenant,
            person=person,
            conversation=conversation,
            after=after,
            limit=limit,
            size=size,
        )

    def conversations(self, tenant: int, asked: Sequence[Asked], limit: int) -> tuple[str, list[list[Row]]]:
        """The newest checkpoint, and for each of `asked` the records with seq > after, at most `limit`, ascending.

        One transaction, in which each is read under the wall of its own person; those without one, in another.
        """
        found: dict[Asked, list[Row]] = {}
        checkpoint = ""
        for role, some in (
            ("reader", {one for one in asked if one.person is not None}),
            ("machine", {one for one in asked if one.person is None}),
        ):
            if some:
                checkpoint, rows = self._conversations(role, tenant, list(some), limit)
                found |= rows
        return checkpoint, [found[one] for one in asked]

    def _conversations(
        self, role: str, tenant: int, asked: Sequence[Asked], limit: int
    ) -> tuple[str, dict[Asked, list[Row]]]:
        read = load("read")
        given = {"log": self.log, "tenant": tenant, "limit": limit}
        with self._database.transaction(role, self.log, [tenant]) as connection:
            newest = connection.execute(read["newest_checkpoint"], {"log": self.log}).fetchone()
            size, note = (int(newest[0]), str(newest[1])) if newest else (0, "")
            cursors = []
            with connection.pipeline():  # asked one behind the other, without waiting for each answer
                for one in asked:
                    if one.person is not None:
                        self._database.on_behalf(connection, one.person)
                    named = given | {"conversation": one.conversation, "after": one.after, "size": size}
                    cursors.append(connection.execute(read["conversation_after"], named))
            rows = {one: [Row(*row) for row in cursor] for one, cursor in zip(asked, cursors, strict=True)}
        return note, rows

    def named(
        self, tenant: int, conversation: bytes, records: Collection[bytes], person: Person | None = None
    ) -> list[Row]:
        """The records of a conversation that have these hashes (R), ascending."""
        return self._rows(
            "named_in", tenant, person=person, conversation=conversation, records=sorted(records), size=None
        )

    def from_each(
        self, tenant: int, wanted: Sequence[tuple[bytes, int]], person: Person | None = None, *, first: bool = True
    ) -> dict[tuple[bytes, int], list[Row]]:
        """For each (conversation, seq) that the person's wall shows: all rows from there on, ascending by seq.

        Those that can change nothing of earlier ones come without their bodies; the first too, unless it is wanted.
        """
        role = "machine" if person is None else "reader"
        given: dict[str, Any] = {
            "log": self.log,
            "tenant": tenant,
            "conversations": [conversation for conversation, _ in wanted],
            "seqs": [seq for _, seq in wanted],
            "target": _TARGET,
            "open_first": first,
        }
        found: dict[tuple[bytes, int], list[Row]] = {}
        with self._database.transaction(role, self.log, [tenant], person) as connection:
            newest = connection.execute(load("read")["newest_checkpoint"], {"log": self.log}).fetchone()
            given["size"] = int(newest[0]) if newest else 0
            # In binary: their text form is twice as long.
            for row in connection.cursor(binary=True).execute(load("read")["from_each"], given):
                found.setdefault((row[1], row[8]), []).append(Row(*row[:8]))
        return found

    def tenant(self, tenant: int, after: int, limit: int) -> list[Row]:
        """Records of all of a tenant's conversations (journals aside) with index > after, ascending."""
        return self._rows("tenant_after", tenant, after=after, limit=limit, size=None)

    def held_after(self, tenant: int, after: int) -> tuple[int, int | None]:
        """How many attachments have an index > `after` (1,000 at most), and when the oldest came (ms)."""
        given = {"log": self.log, "tenant": tenant, "after": after, "media_type": _MEDIA_TYPE, "body": _BODY}
        with self._database.transaction("machine", self.log, [tenant]) as connection:
            row = connection.execute(load("read")["held_after"], given).fetchone()
        return (int(row[0]), row[1]) if row else (0, None)

    def about(
        self, tenant: int, subject: bytes, limit: int, before: int | None = None, person: Person | None = None
    ) -> list[Row]:
        """Journal records about a conversation or by a person (a subject), newest first, with index < `before`."""
        named = None if person is None else person._replace(subject=subject.hex())
        return self._rows("about_subject", tenant, person=named, subject=subject, limit=limit, size=before)

    def journal(
        self, tenant: int, limit: int, before: int | None = None, after: int = -1, person: Person | None = None
    ) -> list[Row]:
        """Records of the tenant's journals with `after` < index < `before`, newest first."""
        return self._rows("journal_before", tenant, person=person, limit=limit, size=before, after=after)

    def journal_with(self, tenant: int, field: str, limit: int, before: int | None = None) -> list[Row]:
        """Records of the tenant's journals that have a field of this name, with index < `before`, newest first."""
        named = bytes([len(field)]) + field.encode()
        return self._rows("journal_with", tenant, limit=limit, size=before, field=named)

    def journal_after(self, tenant: int, after: int, limit: int) -> list[Row]:
        """Records of the tenant's journals with index > `after`, ascending."""
        return self._rows("journal_after", tenant, after=after, limit=limit, size=None)

    def one(self, tenant: int, index: int, person: Person | None = None) -> Row | None:
        """The record at an index; None when there is none, or none for this person."""
        rows = self._rows("one", tenant, person=person, idx=index, size=None)
        return rows[0] if rows else None

    def assigned(self, tenant: int, conversation: bytes) -> Assigned:
        """Whose a conversation is, as the desk derived it from the log."""
        return self.assigned_all(tenant, [conversation])[conversation]

    def assigned_all(self, tenant: int, conversations: Collection[bytes]) -> dict[bytes, Assigned]:
        """The same of several conversations."""
        with self._database.transaction("machine", self.log, [tenant]) as connection:
            rows = connection.execute(
                load("read")["assigned"], {"log": self.log, "tenant": tenant, "conversations": list(conversations)}
            ).fetchall()
        return {row[0]: Assigned(row[1], row[2], frozenset(row[3]), *row[4:]) for row in rows}

    def tail(self, tenant: int, conversation: bytes) -> Tail | None:
        """The last acknowledged record of a conversation."""
        rows = self._rows("tail_of", tenant, conversation=conversation, size=None)
        return Tail(rows[-1].seq, rows[-1].record, rows[-1]) if rows else None

    def original(self, tenant: int, index: int, field: str, person: Person) -> Box | None:
        """The ciphertext of one original, as the revealer role and under the person's wall; None: not for them."""
        with self._database.transaction("revealer", self.log, [tenant], person) as connection:
            row = connection.execute(
                load("read")["original_of"], {"log": self.log, "tenant": tenant, "idx": index, "field": field}
            ).fetchone()
        return Box(*row) if row else None

    def cursor(self, tenant: int, consumer: str) -> int:
        """How far a consumer has read: the last index it is done with, -1 at the start."""
        with self._database.transaction("machine", self.log, [tenant]) as connection:
            row = connection.execute(
                load("read")["cursor"], {"log": self.log, "tenant": tenant, "consumer": consumer}
            ).fetchone()
        return int(row[0]) if row else -1

    def move_cursor(self, tenant: int, consumer: str, position: int) -> None:
        """Remember how far a consumer has read; it never goes back."""
        with self._database.transaction("machine", self.log, [tenant]) as connection:
            connection.execute(
                load("read")["move_cursor"],
                {"log": self.log, "tenant": tenant, "consumer": consumer, "position": position},
            )

    def floors(self, tenant: int) -> dict[str, int]:
        """How sure (0-100) each detector has to be for this tenant; detectors that are free are left out."""
        with self._database.transaction("machine", self.log, [tenant]) as connection:
            rows = connection.execute(load("read")["floors"], {"log": self.log, "tenant": tenant}).fetchall()
        return {row[0]: int(row[1]) for row in rows}

    def set_floors(self, tenant: int, floors: Mapping[str, int]) -> None:
        """Keep these floors and no others."""
        given = {"log": self.log, "tenant": tenant}
        with self._database.transaction("machine", self.log, [tenant]) as connection:
            connection.execute(load("read")["free_others"], given | {"detectors": sorted(floors)})
            for detector, floor in floors.items():
                connection.execute(load("read")["set_floor"], given | {"detector": detector, "floor": floor})

    def last_spoken_between(self, tenant: int, since: int, until: int) -> list[tuple[bytes, bytes]]:
        """Conversations (journals aside) last spoken in at (since, until] (ms), with their last record's R."""
        with self._database.transaction("machine", self.log, [tenant]) as connection:
            rows = connection.execute(
                load("read")["last_spoken_between"],
                {"log": self.log, "tenant": tenant, "since": since, "until": until},
            ).fetchall()
        return [(row[0], row[1]) for row in rows]

    def _rows(
        self, query: str, tenant: int, size: int | None, person: Person | None = None, **parameters: Any
    ) -> list[Row]:
        role = "machine" if person is None else "reader"
        with self._database.transaction(role, self.log, [tenant], person) as connection:
            newest = connection.execute(load("read")["newest_checkpoint"], {"log": self.log}).fetchone()
            covered = int(newest[0]) if newest else 0
            size = covered if size is None else min(size, covered)
            given = {"log": self.log, "tenant": tenant, "size": size, **parameters}
            # In binary: their text form is twice as long.
            rows = connection.cursor(binary=True).execute(load("read")[query], given).fetchall()
        return [Row(*row) for row in rows]
