"""What it takes to see behind a mask, said before anybody clicks; asked of the policies, never decided here.

Nothing is opened and nothing is written down by asking.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import gettext, pgettext

from handclasp.access.policy import OLD_AFTER_DAYS, Action, Circumstances, Need, item_class
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from collections.abc import Callable

    from handclasp.access.policy import Decision, Reader

_DAY: Final = 86_400_000


class Takes(NamedTuple):
    """Whether somebody may ever see a kind of item here, and in words what it takes."""

    ever: bool
    words: str


def masks(who: Reader, conversation: bytes) -> Callable[[str, int], Takes]:
    """What reveals take of this person in this conversation; each sort of item is asked about once."""
    oldest = services().now() - OLD_AFTER_DAYS * _DAY
    about = cache(partial(services().gate.about, who.tenant, conversation))

    @cache
    def asked(item: str, old: bool) -> Takes:  # noqa: FBT001 -- a key of the cache
        given = Circumstances(reason=True, item=item, old=old)
        return takes(services().policies.decide(who, Action.REVEAL, about(), given))

    return lambda type_, at: asked(item_class(type_).value, at < oldest)


def takes(decision: Decision, *, approved: bool = False) -> Takes:
    """What lacks of a reveal for which a reason is given; `approved`: a second person has said yes to it."""
    if not decision.allowed and not decision.needs:
        return Takes(ever=False, words=gettext("Your role does not see this whole."))
    wanted = [pgettext("to reveal something", "a reason")]
    if Need.STEP_UP in decision.needs:
        wanted.append(pgettext("to reveal something", "your second factor"))
    if approved:
        if Need.STEP_UP in decision.needs:
            return Takes(
                ever=True, words=gettext("A second person has approved it. Your second factor is still needed.")
            )
        return Takes(ever=True, words=gettext("A second person has approved it."))
    if Need.APPROVAL in decision.needs:
        wanted.append(pgettext("to reveal something", "a second person"))
    return Takes(ever=True, words=gettext("Seeing it needs %(what)s.") % {"what": gettext(" + ").join(wanted)})
