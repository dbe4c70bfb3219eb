"""What one person may be offered on the page of one conversation, asked of the policies as the page is drawn.

Nothing is permitted here: every act asks the gate again when it is done. A page that offered what is refused afterwards
would only waste a person's time.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from handclasp.access.policy import Action, Circumstances, ItemClass, Need
from handclasp.desk.assignment import colleagues
from handclasp.desk.models import Dispute
from handclasp.desk.sharing import hands_of
from handclasp.desk.visible import Lists, about
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from handclasp.access.models import Staff
    from handclasp.access.policy import Decision, Policies, Reader
    from handclasp.desk.models import Conversation
    from handclasp.desk.sharing import Hand
    from handclasp.web.console.reasons import Why


class Offers:
    """Read by templates: `access` and, by name, what may be done."""

    def __init__(self, who: Reader, policies: Policies, conversation: Conversation, why: Why) -> None:
        self.who = who
        self.conversation = conversation
        self.why = why
        self.lists = Lists(who, policies)
        self._policies = policies

    @cached_property
    def access(self) -> str:
        """`open`: may be read now; `why`: once a reason was given; `closed`: not by this person as things are."""
        decision = self._decision(Action.READ)
        if decision.allowed:
            return "open"
        return "why" if Need.REASON in decision.needs else "closed"

    @cached_property
    def listed(self) -> bool:
        """Whether this person's lists show the conversation."""
        return self.lists.all().filter(pk=self.conversation.pk).exists()

    @cached_property
    def known(self) -> bool:
        """Whether more than that somebody waits may be told of it."""
        return self.lists.readable(self.conversation)

    @property
    def names(self) -> bool:
        """Whether staff are called by name: to colleagues they are, to sellers they are not."""
        return self.lists.role is not None and self.lists.role.reach != "merchant"

    @cached_property
    def reply(self) -> bool:
        """Whether they may answer the customer here: of what goes on elsewhere, there."""
        return self.conversation.joined is None and self._decision(Action.REPLY).allowed

    @cached_property
    def note(self) -> bool:
        """Whether they may write internal notes."""
        return self._decision(Action.NOTE).allowed

    @cached_property
    def review(self) -> bool:
        """Whether they may say what is sensitive here and what is not."""
        return self._decision(Action.REVIEW).allowed

    @cached_property
    def take(self) -> bool:
        """Whether they may make it their own: it is nobody's."""
        return not self.conversation.agent and self._decision(Action.TAKE).allowed

    @cached_property
    def triage(self) -> bool:
        """Whether they may say how it stands."""
        return self._decision(Action.TRIAGE).allowed

    @cached_property
    def assign(self) -> bool:
        """Whether they may give it to somebody."""
        return self._decision(Action.ASSIGN).allowed

    @cached_property
    def colleagues(self) -> list[Staff]:
        """To whom."""
        roles = self._policies.roles(self.who.tenant)
        return [one for one in colleagues(self.who.tenant, roles) if one.username != self.conversation.agent]

    @cached_property
    def hands(self) -> list[tuple[Staff, Hand]]:
        """To whom, and how each stands: away, how much they have; who is there comes first."""
        rows = zip(self.colleagues, hands_of(self.who.tenant, self.colleagues), strict=True)
        return sorted(rows, key=lambda row: (row[1].away, row[0].username))

    @cached_property
    def take_over(self) -> bool:
        """Whether they may make another's conversation their own."""
        theirs = bool(self.conversation.agent) and self.conversation.agent != self.who.id
        return theirs and self.assign and any(one.username == self.who.id for one in self.colleagues)

    @cached_property
    def looks(self) -> bool:
        """Whether they may see who looked, as things are."""
        return self._decision(Action.WHO_LOOKED).allowed

    @cached_property
    def hold(self) -> bool:
        """Whether a legal hold on it may ever be theirs to place."""
        decision = self._decision(Action.HOLD)
        return decision.allowed or bool(decision.needs)

    @cached_property
    def case(self) -> bool:
        """Whether they may open and follow disputes here, for a reason where one is needed."""
        decision = self._decision(Action.CASE)
        return decision.allowed or bool(decision.needs)

    @cached_property
    def disputes(self) -> list[Dispute]:
        """The disputes of this conversation, the newest first."""
        rows = Dispute.objects.filter(tenant=self.conversation.tenant, pseudonym=self.conversation.pseudonym)
        return list(rows.order_by("-opened")[:20])

    @cached_property
    def delete(self) -> bool:
        """Whether they may put it into the bin, for a reason."""
        decision = self._decision(Action.DELETE)
        return decision.allowed or bool(decision.needs)

    @cached_property
    def extend(self) -> bool:
        """Whether they may keep it longer than its rule says, for a reason."""
        decision = self._decision(Action.EXTEND)
        return decision.allowed or bool(decision.needs)

    @cached_property
    def kept(self) -> bool:
        """Whether they are told why it is still here."""
        see = self._policies.decide(self.who, Action.SEE_KEEPING)
        return see.allowed or self._decision(Action.RESTORE).allowed

    @cached_property
    def export(self) -> bool:
        """Whether an export may ever be theirs; to others it does not exist."""
        decision = self._decision(Action.EXPORT)
        return decision.allowed or bool(decision.needs)

    @cached_property
    def consents(self) -> bool:
        """Whether they may ask the customer for a separate consent that this tenant's doors ask for, or enter one."""
        if self.export or self._decision(Action.RIGHTS).allowed:
            return True
        given = Circumstances(reason=True, item=ItemClass.CONTACT.value)
        decision = self._policies.decide(self.who, Action.REVEAL, about(self.conversation), given)
        return bool(services().consents.needs(self.who.tenant).reveals) and (decision.allowed or bool(decision.needs))

    def _decision(self, action: Action) -> Decision:
        given = Circumstances(reason=bool(self.why.reason))
        return self._policies.decide(self.who, action, about(self.conversation), given)
