"""The case desk: opens dispute cases, gathers their facts, asks for what is missing, and brings them to a decision.

Each step is a record in the conversation itself, so an evidence pack of the conversation holds the case; a case is what
its steps say, and the place of a step in their order is its idempotency key: of two people who act at once one is told
to look again. Refunds are proposed here and never made. Thread-safe; every call raises Refused, which is journalled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple, Protocol

from handclasp.access.policy import Action, Circumstances, Passed, Reader
from handclasp.desk.cases import facts
from handclasp.desk.cases.words import (
    DONE,
    GROUNDS,
    WANTS,
    BadCase,
    Case,
    CaseMoved,
    Claim,
    Ground,
    Outcome,
    Side,
    State,
    Step,
    Summary,
    Told,
    Want,
    after,
    cases,
)
from handclasp.disclose.orders import Look
from handclasp.orders.model import order_number
from handclasp.records import (
    Author,
    HandclaspError,
    KeyReused,
    Kind,
    NotFound,
    Raw,
    Receipt,
    Secret,
    Value,
    View,
    is_reason,
)

PURPOSE: Final = "dispute"
LONGEST: Final = 2_000
"""Characters of what somebody writes into one step."""
MOST_RECORDS: Final = 10_000
MOST_HOURS: Final = 720
_HOUR: Final = 3_600_000
_AMOUNT: Final = re.compile(r"[0-9]{1,12}(\.[0-9]{1,8})?")
_CURRENCY: Final = re.compile(r"[A-Z]{3,5}")


class Gate(Protocol):
    """The first wall (disclose.gate.Gate)."""

    def passed(self, who: Reader, action: Action, conversation: bytes, given: Circumstances = ..., /) -> Passed:
        """Let pass, or seal the refusal and raise it."""


class Read(Protocol):
    """Opens a conversation for somebody (disclose.door.Disclose.read): masked, recorded."""

    def __call__(
        self, who: Reader, conversation: bytes, /, *, purpose: str, reason: str | None, limit: int
    ) -> Sequence[View]:
        """Its records; raises Refused, NotFound."""


class Orders(Protocol):
    """Looks at orders (disclose.orders.OrderLooks)."""

    def connected(self, tenant: str) -> bool:
        """Whether a tenant has a shop to ask."""

    def look(
        self, who: Reader, conversation: bytes, *, purpose: str, number: str, reason: str | None, zh: bool
    ) -> Look:
        """What shop and log tell of an order."""

    def record(
        self,
        who: Reader,
        conversation: bytes,
        *,
        number: str,
        purpose: str,
        reason: str | None,
        action: Action,
        look: Look,
    ) -> Receipt:
        """Put the order's state into the conversation."""


class Seen(NamedTuple):
    """A case and the records of its conversation, as somebody may see them."""

    case: Case
    views: Sequence[View]


class CaseDesk:
    """Dispute cases of all tenants.

    `say` sends a text to the customer as somebody (with a key that makes twice once), `note` keeps where a case stands
    for the lists, `hours` is how long a case may take.
    """

    def __init__(  # noqa: PLR0913 - what it puts together, each named
        self,
        *,
        gate: Gate,
        read: Read,
        orders: Orders,
        append: Callable[[Raw], Receipt],
        say: Callable[[Reader, bytes, str, str], Receipt],
        note: Callable[[str, bytes, Summary], None],
        hours: int,
        clock: Callable[[], int],
        random: Callable[[int], bytes],
    ) -> None:
        self._gate = gate
        self._read = read
        self._orders = orders
        self._append = append
        self._say = say
        self._note = note
        self._hours = hours
        self._clock = clock
        self._random = random

    # --- opening and gathering

    def open(
        self,
        who: Reader,
        conversation: bytes,
        claim: Claim,
        *,
        order: str = "",
        said: int = 0,
        words: str = "",
        reason: str | None = None,
    ) -> Case:
        """Open a case of what the customer says in record `said` (0: their last words), and gather its facts.

        `order` is the order's number (without: the one that the conversation names). Raises BadCase, BadOrder,
        NotFound.
        """
        passed, views = self._entered(who, conversation, reason)
        number = order_number(order) if order.strip() else ""
        spoken = [one.seq for one in views if one.kind in facts.SPOKEN and one.author.role == "customer"]
        if said and said not in spoken:
            raise BadCase("name a record in which the customer says it", zh="请指明客户提出此事的那条记录")
        found = self._look(who, conversation, number, reason)
        number = number or found.number or ""
        for other in cases(views):
            if other.claim is claim and other.order == number and other.state not in DONE:
                raise BadCase(
                    f"this is in dispute already: case {other.number[:8]} is not decided yet",
                    zh=f"这件事已在处理：争议 {other.number[:8]} 尚未裁决",
                )
        details: dict[str, Any] = {"claim": str(claim), "due": self._clock() + self._hours * _HOUR}
        # What they say is taken for the claim rather than a file they sent.
        texts = [one.seq for one in views if one.seq in spoken and one.kind != Kind.ATTACHMENT] or spoken
        details |= {"said": said or texts[-1]} if spoken else {}
        details |= {"order": number} if number else {}
        opened = self.take(
            who, Case(conversation, _nothing(claim), ()), Step.OPENED, passed, details, words, self._random(16).hex()
        )
        return self._gather(who, Seen(opened, views), found, passed, reason)

    def gather(
        self, who: Reader, conversation: bytes, number: str, *, order: str = "", reason: str | None = None
    ) -> Case:
        """Gather the facts anew, of another order where one is named; raises BadCase, BadOrder, NotFound."""
        passed, seen = self._found(who, conversation, number, reason)
        _standing(seen.case)
        wanted = order_number(order) if order.strip() else seen.case.order
        found = self._look(who, conversation, wanted, reason)
        return self._gather(who, seen, found, passed, reason)

    def _look(self, who: Reader, conversation: bytes, number: str, reason: str | None) -> Look:
        # Masked as the log has it, whoever looks: the same state is the same record.
        return self._orders.look(who, conversation, purpose=PURPOSE, number=number, reason=reason, zh=True)

    def _gather(self, who: Reader, seen: Seen, look: Look, passed: Passed, reason: str | None) -> Case:
        case, order = seen.case, look.order
        details: dict[str, Any] = {}
        if order is not None:
            receipt = self._orders.record(
                who,
                case.conversation,
                number=order.number,
                purpose=PURPOSE,
                reason=reason,
                action=Action.CASE,
                look=look,
            )
            details |= {"order": order.number, "shop": order.shop, "recorded": receipt.stored.index}
            details |= {"product": order.product} if order.product else {}
            details |= {"amount": order.amount} if order.amount else {}
            details |= {"currency": order.currency} if order.currency else {}
        elif look.number:
            details |= {"order": look.number}
        if look.problem is not None:
            details |= {"problem": look.problem.code}
        told = [*facts.of_shop(order), *facts.of_log(look), *facts.of_talk(seen.views, case.said_in)]
        told += facts.of_history(order)
        details |= {"facts": [one.sealed() for one in told], "not_recorded": facts.unrecorded(told)}
        details |= {"missing": [str(one) for one in facts.missing(case.claim, order, facts.arrived(case))]}
        return self.take(who, case, Step.GATHERED, passed, details)

    # --- asking, and what comes

    def ask(
        self, who: Reader, conversation: bytes, number: str, wants: Sequence[Want], words: str, *,
        reason: str | None = None,
    ) -> Case:  # fmt: skip
        """Ask the customer for what is missing, in these words, which are sent to them as a reply.

        Raises BadCase, Guarded (the outbound guard stopped the words; nothing was asked), NotFound.
        """
        passed, (case, _) = self._found(who, conversation, number, reason)
        _standing(case)
        wanted = [want for want in WANTS[case.claim] if want in set(wants)]
        if not wanted or not words.strip():
            raise BadCase("choose what is asked for, and say it in words", zh="请选择要客户补充的内容，并写好话术")
        said = self._say(who, conversation, f"case/{case.number}/{len(case.steps)}", words)
        details = {"wants": [str(want) for want in wanted], "record": said.stored.seq}
        return self.take(who, case, Step.ASKED, passed, details)

    def arrive(
        self, who: Reader, conversation: bytes, number: str, wants: Sequence[Want], *, record: int = 0,
        reason: str | None = None,
    ) -> Case:  # fmt: skip
        """Mark what has come, in which record of the customer's (0: their last); raises BadCase, NotFound."""
        passed, (case, views) = self._found(who, conversation, number, reason)
        _standing(case)
        theirs = [one.seq for one in views if one.kind in facts.SPOKEN and one.author.role == "customer"]
        if not wants or not theirs or (record and record not in theirs):
            raise BadCase(
                "name what has come, and the customer's record in which it stands",
                zh="请勾选已补充的内容；客户还没有新的消息或文件",
            )
        details = {"wants": sorted({str(want) for want in wants}), "record": record or theirs[-1]}
        return self.take(who, case, Step.ARRIVED, passed, details)

    def side(
        self, who: Reader, conversation: bytes, number: str, side: Side, words: str, *, record: int = 0,
        reason: str | None = None,
    ) -> Case:  # fmt: skip
        """Put down what one side says, in words or by the record in which it says so; raises BadCase, NotFound."""
        passed, (case, views) = self._found(who, conversation, number, reason)
        _standing(case)
        if record and record not in {one.seq for one in views}:
            raise BadCase("this conversation has no such record", zh="本会话没有这条记录")
        if not words.strip() and not record:
            raise BadCase(
                "say what this side says, or name the record in which it does",
                zh="请写下该方的陈述，或填写对应记录的编号",
            )
        details = {"side": str(side)} | ({"record": record} if record else {})
        return self.take(who, case, Step.SIDE, passed, details, words)

    def extend(
        self, who: Reader, conversation: bytes, number: str, hours: int, *, why: str, reason: str | None = None
    ) -> Case:
        """Give the clock so many hours more, and say why; raises BadCase, NotFound."""
        passed, (case, _) = self._found(who, conversation, number, reason)
        _standing(case)
        if not 1 <= hours <= MOST_HOURS or not is_reason(why):
            raise BadCase(
                f"say why, and give 1 to {MOST_HOURS} hours more", zh=f"请写明理由，并延长 1 到 {MOST_HOURS} 小时"
            )
        due = max(case.summary.due, self._clock()) + hours * _HOUR
        return self.take(who, case, Step.EXTENDED, passed, {"due": due, "hours": hours}, why)

    def withdraw(self, who: Reader, conversation: bytes, number: str, *, why: str, reason: str | None = None) -> Case:
        """The customer takes it back; raises BadCase, NotFound."""
        passed, (case, _) = self._found(who, conversation, number, reason)
        _standing(case)
        if not is_reason(why):
            raise BadCase("say how the customer took it back", zh="请写明客户是如何撤回的")
        return self.take(who, case, Step.WITHDRAWN, passed, {}, why)

    # --- deciding

    def decide(
        self,
        who: Reader,
        conversation: bytes,
        number: str,
        outcome: Outcome,
        ground: Ground,
        *,
        why: str,
        refund: tuple[str, str] | None = None,
        reason: str | None = None,
    ) -> Case:
        """Decide a case, with its ground and the reasons in words, and propose a refund (amount, currency).

        An appeal is decided by somebody else than the case was. Raises BadCase, NotFound.
        """
        _, (case, _) = self._found(who, conversation, number, reason)
        first = case.summary.decider if case.state is State.APPEALED else ""
        given = Circumstances(reason=is_reason(why), requester=first)
        passed = self._gate.passed(who, Action.DECIDE_CASE, conversation, given)
        _standing(case)
        if ground not in GROUNDS[case.claim]:
            raise BadCase(f"this is decided on one of: {', '.join(GROUNDS[case.claim])}", zh="这类争议不能以此为依据")
        if refund is not None:
            self._check_refund(case, outcome, *refund)
        details = {"outcome": str(outcome), "ground": str(ground)}
        decided = self.take(who, case, Step.DECIDED, passed, details, why)
        return decided if refund is None else self._propose(who, decided, passed, *refund)

    def propose(
        self, who: Reader, conversation: bytes, number: str, amount: str, currency: str, *, why: str,
        reason: str | None = None,
    ) -> Case:  # fmt: skip
        """Propose a refund in a case that is decided, or another one than before; raises BadCase, NotFound."""
        _, (case, _) = self._found(who, conversation, number, reason)
        passed = self._gate.passed(who, Action.DECIDE_CASE, conversation, Circumstances(reason=is_reason(why)))
        if case.state is not State.DECIDED:
            raise BadCase("a refund is proposed once the case is decided", zh="裁决之后才能提出退款方案")
        if case.summary.refund is not None and case.summary.refund.state == "accepted":
            raise BadCase("a refund was accepted already", zh="退款方案已被接受")
        self._check_refund(case, Outcome(case.summary.outcome), amount, currency)
        return self._propose(who, case, passed, amount, currency, why)

    def _propose(self, who: Reader, case: Case, passed: Passed, amount: str, currency: str, why: str = "") -> Case:
        details: dict[str, Any] = {"amount": amount, "currency": currency}
        details |= {} if case.paid(currency) else {"unchecked": True}
        return self.take(who, case, Step.PROPOSED, passed, details, why)

    def answer_refund(
        self, who: Reader, conversation: bytes, number: str, *, accepted: bool, by: Side, words: str = "",
        reason: str | None = None,
    ) -> Case:  # fmt: skip
        """Put down that a side accepts or declines what was proposed; raises BadCase, NotFound."""
        passed, (case, _) = self._found(who, conversation, number, reason)
        if case.summary.refund is None or case.summary.refund.state != "proposed":
            raise BadCase("no proposal waits for an answer", zh="没有待答复的退款方案")
        step = Step.ACCEPTED if accepted else Step.DECLINED
        return self.take(who, case, step, passed, {"by": str(by)}, words)

    def appeal(
        self, who: Reader, conversation: bytes, number: str, by: Side, *, why: str, reason: str | None = None
    ) -> Case:
        """A side does not accept the decision: the clock runs anew, and somebody else decides. Once a case.

        Raises BadCase, NotFound.
        """
        passed, (case, _) = self._found(who, conversation, number, reason)
        return self.appealed(who, case, by, passed, why)

    def appealed(self, who: Reader, case: Case, by: Side, passed: Passed, why: str) -> Case:
        """Enter an appeal that was let pass; raises BadCase."""
        if case.state is not State.DECIDED:
            raise BadCase("there is no decision to appeal against", zh="还没有裁决，无从申诉")
        if case.summary.appealed:
            raise BadCase("a case is appealed against once", zh="每起争议只能申诉一次")
        if not is_reason(why):
            raise BadCase("say what the side holds against the decision", zh="请写明对裁决有何异议")
        due = self._clock() + self._hours * _HOUR
        return self.take(who, case, Step.APPEALED, passed, {"by": str(by), "due": due}, why)

    def take_form(
        self, who: Reader, conversation: bytes, number: str, network: str, text: str, *, reason: str | None = None
    ) -> Case:
        """Seal what is told to a network, as it is taken along; the masks in it stay. Raises BadCase, NotFound."""
        passed, (case, _) = self._found(who, conversation, number, reason)
        if not text.strip():
            raise BadCase("there is nothing in the form", zh="表单是空的")
        return self.take(who, case, Step.FORM, passed, {"network": network}, text)

    # --- looking

    def show(self, who: Reader, conversation: bytes, number: str, *, reason: str | None = None) -> Seen:
        """A case with all its steps, and its conversation; raises NotFound."""
        return self._found(who, conversation, number, reason)[1]

    def of(self, who: Reader, conversation: bytes, *, reason: str | None = None) -> list[Case]:
        """All cases of a conversation, the oldest first."""
        return cases(self._entered(who, conversation, reason)[1])

    # --- steps

    def _entered(self, who: Reader, conversation: bytes, reason: str | None) -> tuple[Passed, Sequence[View]]:
        given = Circumstances(reason=is_reason(reason))
        passed = self._gate.passed(who, Action.CASE, conversation, given)
        views = self._read(who, conversation, purpose=PURPOSE, reason=reason, limit=MOST_RECORDS)
        if getattr(views, "held_back", 0):
            # A case of which the old steps are left out would be another one.
            self._gate.passed(who, Action.READ, conversation, given._replace(old=True))
        return passed, views

    def _found(self, who: Reader, conversation: bytes, number: str, reason: str | None) -> tuple[Passed, Seen]:
        passed, views = self._entered(who, conversation, reason)
        for case in cases(views):
            if case.number == number:
                return passed, Seen(case, views)
        raise NotFound("there is no such case; `handclasp cases list` names them")

    def take(
        self,
        who: Reader,
        before: Case,
        step: Step,
        passed: Passed,
        details: Mapping[str, Any],
        words: str = "",
        number: str = "",
    ) -> Case:
        """Seal a step, unless another stands in its place; then keep where the case stands."""
        if len(words) > LONGEST and step is not Step.FORM:
            raise BadCase(f"say it in at most {LONGEST} characters", zh=f"最多 {LONGEST} 个字符")
        number, now = number or before.number, self._clock()
        full = {"claim": str(before.claim), **details, "policy": passed.decision.version}
        sealed: dict[str, Value] = {"case": number, "step": str(step), "details": full}
        raw = Raw(
            tenant=who.tenant,
            conversation=before.conversation.hex(),
            by_pseudonym=True,
            key=f"case/{number}/{before.summary.steps}",
            kind=Kind.CASE_STEP,
            author=Author(who.role, who.id),
            received=now,
            text=Secret(words.strip()),
            facts=sealed,
        )
        try:
            stored = self._append(raw).stored
        except KeyReused:
            raise CaseMoved("somebody else went on with this case just then; look at it again") from None
        one = Told(stored.index, stored.seq, raw.author, now, step, "", (), full)
        summary = after(before.summary if before.summary.steps else None, number, one)
        if summary is None:
            raise HandclaspError("the step was sealed and cannot be read yet; look at the case again in a moment")
        self._note(who.tenant, before.conversation, summary)
        return Case(before.conversation, summary, (*before.steps, one))

    def _check_refund(self, case: Case, outcome: Outcome, amount: str, currency: str) -> None:
        if outcome is Outcome.MERCHANT:
            raise BadCase(
                "a case decided for the merchant proposes no refund; decide it in part, or leave it out",
                zh="支持商家的裁决不含退款；请改为部分支持，或不提退款",
            )
        if not _AMOUNT.fullmatch(amount) or not Decimal(amount) or not _CURRENCY.fullmatch(currency):
            raise BadCase(
                "an amount is a number such as 98.00, with a currency such as CNY",
                zh="金额应为 98.00 这样的数字，币种如 CNY",
            )
        paid = case.paid(currency)
        if paid and Decimal(amount) > Decimal(paid):
            raise BadCase(
                f"the order came to {paid}: a refund is not more than that", zh=f"订单金额为 {paid}，退款不能超过它"
            )


def _standing(case: Case) -> None:
    if case.state in DONE:
        raise BadCase(
            "this case has been decided or taken back; an appeal opens it again",
            zh="此争议已裁决或撤回；申诉可使其重新处理",
        )


def _nothing(claim: Claim) -> Summary:
    return Summary("", claim, State.OPEN, 0, 0, 0, -1)
