"""The words of legal holds: what one is on, on which terms, how it is told, and what holds ask of the house.

Facts and contracts; nothing here decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from handclasp.access.approvals import Asked, Request
from handclasp.access.policy import Action, Circumstances, Decision, Passed, Reader
from handclasp.records import HandclaspError, Invalid, Kind, Receipt, Value

KIND: Final = "release"
"""The kind of the request that a second person approves before a hold ends."""

MOST_FOUND: Final = 500
"""How many conversations a hold by search may be on; whoever finds more narrows the search."""

FIRST: Final = 500
"""So many conversations are named in the record that places a hold; the others join at once, in their own records."""

LISTED: Final = 200
DAY: Final = 86_400_000
REVIEWED_AFTER: Final = 180
"""Days until a hold is looked at again, unless somebody says otherwise."""
LONGEST_REVIEW: Final = 1_096
LONGEST: Final = 200


class TooLate(HandclaspError):
    """What was to be held was erased before; nothing was placed, and nothing can be."""

    code = "hold-too-late"


class NotReadYet(HandclaspError):
    """The house has not read the log far enough to say whom its conversations are with; try again in a few minutes."""

    code = "hold-not-read-yet"


class TooMuch(Invalid):
    """A search finds more conversations than a hold by search may be on; nothing was placed."""


class Scope(StrEnum):
    """What a hold is on."""

    CONVERSATION = "conversation"
    CUSTOMER = "customer"
    ORDER = "order"
    SEARCH = "search"


class Terms(NamedTuple):
    """On what ground, why, who answers for it (empty: who places it), and when it is looked at again (ms)."""

    ground: str
    reason: str
    owner: str = ""
    review: int | None = None


class Placed(NamedTuple):
    """A hold that was placed: the index of its record, and on how many conversations it is so far."""

    number: int
    conversations: int


class Standing(NamedTuple):
    """A hold as it is told. Times are milliseconds since 1970; `one` is a conversation it is on.

    Without `whole`, for whoever may list the conversation but place no hold, there is no more than that it stands.
    `criterion` (the customer or the order) and how it ended are told by `show` alone. `asked` is the reader's own live
    request to end it.
    """

    number: int
    one: bytes
    conversations: int
    released: int | None
    whole: bool = False
    scope: Scope = Scope.CONVERSATION
    placed: int = 0
    by: str = ""
    owner: str = ""
    ground: str = ""
    reason: str = ""
    review: int | None = None
    criterion: str = ""
    ended: int = 0
    ended_by: str = ""
    ended_why: str = ""
    overdue: bool = False
    asked: Asked | None = None


class Gate(Protocol):
    """The first wall (disclose.gate.Gate)."""

    def passed(self, who: Reader, action: Action, conversation: bytes, given: Circumstances, /) -> Passed:
        """Let pass, or seal the refusal and raise it."""

    def decision(self, who: Reader, action: Action, conversation: bytes, given: Circumstances = ..., /) -> Decision:
        """What would be decided."""

    def refuse(self, who: Reader, action: Action, decision: Decision, conversation: bytes | None = ..., /) -> None:
        """Seal a refusal and raise it."""

    def number(self, tenant: str, /) -> int:
        """A tenant's number; raises NotFound."""


class Seal(Protocol):
    """Seals a record in the tenant's journal (disclose.journal.Journal.seal)."""

    def __call__(self, who: Reader, kind: Kind, facts: dict[str, Value], /) -> Receipt:
        """The record's receipt."""


class Found(NamedTuple):
    """What a search found: conversations, whether there are more than that, whether the index lacks the newest."""

    conversations: Sequence[bytes]
    more: bool = False
    behind: bool = False


class Around(NamedTuple):
    """What holds are given by whoever puts the house together.

    `sealed` reads a journal's record back, `asked` whole requests of somebody's, `present` an active account;
    `erased` says of a conversation without keys whether it once had records; `key` is a tenant's index key; `caught_up`
    reads the log on for a while and says whether all of it was read; `customers` names those who spoke in a
    conversation; `find` searches, which is recorded as usual; `marked` is called when a conversation became evidence,
    `lifted` when a hold on some ended.
    """

    sealed: Callable[[int, int], Mapping[str, Value] | None]
    asked: Callable[[Reader, str], Sequence[tuple[Asked, Request]]]
    present: Callable[[str, str, str], Reader | None]
    erased: Callable[[int, bytes], bool]
    key: Callable[[int], bytes]
    caught_up: Callable[[str, int], bool]
    join: Callable[[str, int], int]
    customers: Callable[[str, bytes], Sequence[str]]
    find: Callable[[Reader, str, str, int], Found]
    marked: Callable[[], object]
    lifted: Callable[[str, int, Sequence[bytes]], int]
    clock: Callable[[], int]
