"""Puts the request desk together: what it reads of the log, where it writes, whose clocks run."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from handclasp.access.policy import Reader
from handclasp.disclose.journal import space
from handclasp.keep.rights import Law, RequestDesk, Step
from handclasp.keep.rights.clocks import Clocks
from handclasp.records import Kind
from handclasp.store.rights import Rights

if TYPE_CHECKING:
    from handclasp.house.app import House


def desk(house: House, clock: Callable[[], int]) -> RequestDesk:
    """Where customers' requests about their data are taken in and answered."""
    told, records = house.settings, house.records

    def steps(tenant: int, request: bytes) -> Sequence[tuple[int, Mapping[str, Any]]]:
        found = records.journalled_about(tenant, request)
        return [(at, facts) for at, facts in found if facts["kind"] == Kind.RIGHTS and facts["request"] == request]

    def asked_by(tenant: int, who: Reader) -> Sequence[bytes]:
        found = records.journalled_about(tenant, house.keyring.person(tenant, space(who)))
        asked = (facts for _, facts in reversed(found) if facts["kind"] == Kind.RIGHTS and facts["step"] == Step.ASKED)
        return [facts["request"] for facts in asked if isinstance(facts["request"], bytes)]

    def certificate(tenant: int, conversation: bytes) -> int | None:
        found = records.journalled_about(tenant, conversation)
        return next((at for at, facts in reversed(found) if facts["kind"] == Kind.ERASURE), None)

    def is_back(tenant: int, conversation: bytes) -> bool:
        return house.bin_rows.find(tenant, conversation) is None and certificate(tenant, conversation) is None

    def record_at(tenant: int, conversation: bytes, seq: int) -> bytes | None:
        rows = house.reading.conversation(tenant, conversation, seq - 1, 1)
        return rows[0].record if rows and rows[0].seq == seq else None

    return RequestDesk(
        gate=house.gate,
        seal=house.journal.seal,
        rows=Rights(house.database, house.log.log_id),
        steps=steps,
        asked_by=asked_by,
        append=house.flow.append,
        record_at=record_at,
        certificate=certificate,
        is_back=is_back,
        bin=lambda: house.bin,
        clocks=Clocks(
            told.gdpr_days, told.gdpr_extension_days, told.pipl_working_days, told.pipl_extension_working_days
        ),
        law=Law(told.rights_law),
        clock=clock,
        random=os.urandom,
    )
