"""Puts search together: the index and its keys, the consumer that keeps it, the door through which it is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from handclasp.disclose.candidates import Tools
from handclasp.disclose.hints import Hints
from handclasp.disclose.lookup import Lookups
from handclasp.disclose.search import Searches
from handclasp.screen.masks import bare
from handclasp.seal.search_keys import SearchKeys
from handclasp.search import BadSearch, Finder, Index, Indexing, Tokens, Upkeep
from handclasp.store.search import CONSUMER, SearchRows

if TYPE_CHECKING:
    from handclasp.house.app import House


def index(house: House) -> Index:
    """The index of a house's log."""
    log = house.log.log_id
    rows, keys = SearchRows(house.database, log), SearchKeys(log, house.keys)
    return Index(rows, keys, Tokens(rows, keys))


def doors(house: House, clock: Callable[[], int]) -> tuple[Searches, Lookups]:
    """The door of search, and that for what is masked."""
    found = index(house)

    def once_more(tenant: int, person: str, most: int, within: int) -> bool:
        return house.people.once_more(tenant, "lookup", person, most=most, within=within, now=clock())

    tools = Tools(house.records, house.keyring, Hints(bare), found.rows, Finder(found))
    return (
        Searches(gate=house.gate, policies=house.policies, tools=tools, tagged=tagged, clock=clock),
        Lookups(gate=house.gate, policies=house.policies, tools=tools, once_more=once_more),
    )


def tagged(tenant: str, name: str) -> Sequence[bytes]:
    """The conversations that have a tag, as the desk's list has it. Raises BadSearch."""
    from handclasp.desk.arranging import plan  # noqa: PLC0415 - needs Django set up
    from handclasp.desk.labels import sought  # noqa: PLC0415

    found = sought(tenant, name)
    if found is not None:
        return found[1]
    known = ", ".join(one.name for one in plan(tenant).tags)
    raise BadSearch(
        f"there is no tag {name!r}; there are: {known}" if known else "the desk's plan names no tags",
        f"没有“{name}”这个标签；现有：{known}" if known else "客服台的计划里没有标签",
    )


def indexing(house: House, clock: Callable[[], int]) -> Indexing:
    """The consumer that keeps the index."""
    found = index(house)
    return Indexing(
        feed=lambda tenant, after, limit: house.disclose.feed(tenant, CONSUMER, "search", after, limit),
        now=lambda tenant, conversation, record: house.disclose.feed_now(
            tenant, CONSUMER, "search", conversation, record
        ),
        tenants=lambda: [(name, number) for name, (number, _) in house.directory.tenants().items()],
        cursor=lambda tenant: house.reading.cursor(tenant, CONSUMER),
        index=found,
        upkeep=Upkeep(found, clock),
    )
