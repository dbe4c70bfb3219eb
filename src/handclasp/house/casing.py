"""Puts the case desk together: what it reads and looks at, how it speaks to a customer, where it keeps its list."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog

from handclasp.access.policy import Action, Reader
from handclasp.desk.cases import CaseDesk, Summary
from handclasp.desk.cases.listing import CaseLists
from handclasp.desk.cases.parties import Parties
from handclasp.desk.leaving import Where
from handclasp.desk.speaking import Words
from handclasp.records import Receipt

if TYPE_CHECKING:
    from handclasp.house.app import House

logger = structlog.get_logger()


def desk(house: House, clock: Callable[[], int]) -> CaseDesk:
    """Where disputes are opened, followed and decided."""

    def say(who: Reader, conversation: bytes, key: str, text: str) -> Receipt:
        passed = house.gate.passed(who, Action.REPLY, conversation)
        where = Where(conversation, _channel(who.tenant, conversation), passed.decision.version)
        return house.leaving.send(who, where, Words(key, text, note=False))

    def note(tenant: str, conversation: bytes, summary: Summary) -> None:
        from django.apps import apps  # noqa: PLC0415 - where there is no console there is no Django
        from django.db import DatabaseError  # noqa: PLC0415

        if not apps.ready:
            return
        from handclasp.desk.cases import rows  # noqa: PLC0415

        try:
            rows.note(tenant, conversation, summary)
        except DatabaseError as error:
            # The step stands; the worker's consumer reads it from the log and mends the list.
            logger.warning("a dispute's row waits for the consumer", error=type(error).__name__)

    return CaseDesk(
        gate=house.gate,
        read=house.disclose.read,
        orders=house.orders,
        append=house.flow.append,
        say=say,
        note=note,
        hours=house.settings.case_hours,
        clock=clock,
        random=os.urandom,
    )


def parties(house: House, clock: Callable[[], int]) -> Parties:
    """Disputes as their parties have them."""
    return Parties(
        desk=house.cases,
        gate=house.gate,
        lists=CaseLists(house.policies, Action.OWN_CASE),
        read=house.disclose.read,
        append=house.flow.append,
        clock=clock,
    )


def _channel(tenant: str, conversation: bytes) -> str:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    row = Conversation.objects.filter(tenant=tenant, pseudonym=conversation).first()
    return row.channel if row is not None else ""
