"""Separate consent: asked of a customer for one named purpose or disclosure, given, declined, and taken back.

A consent is what its records in the customer's own conversation say: that it was asked for, in which words it was
shown, what was answered. Without one that stands, the doors out refuse what needs it (PIPL articles 23, 29 and 39; GDPR
articles 7 and 49), and seal that they did. What a customer took back opens nothing from that moment on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, cast

from handclasp.access.policy import Action, Circumstances, Decision, ItemClass, Reader
from handclasp.disclose.consent_words import (
    ANSWERS,
    LONGEST,
    BadConsent,
    Matter,
    Step,
    Wanted,
    Wording,
    is_for,
    matter_name,
    wording,
)
from handclasp.disclose.gate import Gate
from handclasp.records import Author, Invalid, Kind, NotFound, Raw, Receipt, Refused, Value, View, is_reason

NOTICE: Final = "consent/"
"""A notice of this name, with the matter behind it, is what somebody was shown when they were asked."""

_ALLOWED_AFTER: Final[Mapping[Step, frozenset[Step]]] = {
    Step.ASKED: frozenset({Step.GIVEN, Step.DECLINED}),
    Step.GIVEN: frozenset({Step.WITHDRAWN}),
    Step.DECLINED: frozenset({Step.GIVEN}),
    Step.WITHDRAWN: frozenset({Step.GIVEN}),
}


class NoConsent(Refused):
    """It needs the customer's separate consent, and none stands; nothing was opened."""

    code = "no-consent"


class Told(NamedTuple):
    """One sealed step: what, by whom (`role:id`), when (ms), at which place of the log."""

    step: Step
    by: str
    at: int
    place: int


class Consent(NamedTuple):
    """A consent of one conversation; `seq` names it. `how`: on which paper staff entered it, where they did."""

    seq: int
    wanted: Wanted
    steps: tuple[Told, ...]
    how: str = ""

    @property
    def state(self) -> Step:
        """Where it stands: asked, given, declined or withdrawn."""
        return self.steps[-1].step

    @property
    def reference(self) -> str:
        """What a disclosure that rests on it says: the record that gives it, and the paper if there is one."""
        return f"#{self.steps[-1].place}" + (f", {self.how}" if self.how else "")


class Needs(NamedTuple):
    """What of a tenant's needs separate consent beside what goes across borders.

    `reveals`: classes of masked items (access.policy.ItemClass); `exports`: purposes.
    """

    reveals: frozenset[str] = frozenset()
    exports: frozenset[str] = frozenset()


def consents(views: Iterable[View]) -> list[Consent]:
    """The consents that a conversation's records tell of, in the order in which they were begun."""
    found: dict[int, Consent] = {}
    for view in views:
        matter, step = view.facts.get("matter"), view.facts.get("step")
        if view.kind != Kind.CONSENT or matter not in set(Matter) or step not in set(Step):
            continue
        told = Told(Step(str(step)), str(view.author), view.received, view.index)
        asked = view.facts.get("asked")
        details = cast("dict[str, Any]", view.facts.get("details", {}))
        if isinstance(asked, int):
            if asked in found:
                one = found[asked]
                found[asked] = one._replace(steps=(*one.steps, told), how=str(details.get("how", "")))
            continue
        to, recipient = (str(details.get(name, "")) for name in ("to", "recipient"))
        wanted = Wanted(Matter(str(matter)), str(view.facts["purpose"]), to, recipient)
        found[view.seq] = Consent(view.seq, wanted, (told,), str(details.get("how", "")))
    return list(found.values())


class Consents:
    """The separate consents of all tenants. Thread-safe; calls raise Refused and NotFound, which are journalled.

    `read(tenant, conversation)` gives a conversation's notices and consents as a machine of the house is fed them.
    """

    def __init__(
        self,
        *,
        gate: Gate,
        append: Callable[[Raw], Receipt],
        read: Callable[[str, bytes], Sequence[View]],
        needs: Mapping[str, Needs],
        clock: Callable[[], int],
    ) -> None:
        self._gate = gate
        self._append = append
        self._read = read
        self._needs = needs
        self._clock = clock

    # --- at the doors out

    def needs(self, tenant: str) -> Needs:
        """What of a tenant's needs separate consent."""
        return self._needs.get(tenant, Needs())

    def of(self, tenant: str, conversation: bytes) -> list[Consent]:
        """All consents of a conversation, for the house itself; nobody is shown them here."""
        return consents(self._read(tenant, conversation))

    def required(self, who: Reader, action: Action, conversation: bytes, wanted: Wanted) -> Consent:
        """The consent that a disclosure needs and rests on; raises NoConsent, which is sealed first.

        Where no recipient is named it goes to the one of the consent, if those that stand name but one.
        """
        found = self.of(who.tenant, conversation)
        good = [one for one in found if one.state is Step.GIVEN and one.wanted.covers(wanted)]
        if len({one.wanted.receives for one in good}) == 1:
            return good[-1]
        en, zh = _lacks(found, wanted, several=bool(good))
        in_english, in_chinese = (matter_name(wanted.matter, spoken) for spoken in ("en", "zh"))
        to = wanted.to
        error = NoConsent(
            f"this needs the customer's separate consent ({in_english}{to and f' to {to}'}), which is {en}; "
            "nothing was opened. Ask for it: `handclasp consent ask`",
            zh=f"这需要客户的单独同意：{in_chinese}{to and f'（{to}）'}，{zh}。什么也没打开，请先征求同意。",
        )
        details: dict[str, Value] = {"matter": str(wanted.matter), "zh": error.zh}
        details |= {name: text for name, text in (("to", to), ("recipient", wanted.recipient)) if text}
        self._gate.seal_refusal(who, action, str(error), details, conversation)
        raise error

    # --- staff

    def ask(self, who: Reader, conversation: bytes, wanted: Wanted, *, reason: str) -> Consent:
        """Ask the customer, for whoever may disclose it once they said yes; raises BadConsent, Invalid."""
        _check(wanted)
        action = Action.REVEAL if wanted.matter is Matter.SENSITIVE else Action.EXPORT
        decision = self._decision(who, action, conversation)
        if not decision.allowed and not decision.needs:
            self._gate.refuse(who, action, decision, conversation)
        self._gate.exists(who, action, conversation)
        if not is_reason(reason):
            raise Invalid("say in words what the consent is needed for")
        known = [one for one in self.of(who.tenant, conversation) if one.wanted == wanted]
        if known and known[-1].state in {Step.ASKED, Step.GIVEN}:
            raise BadConsent(
                f"the same was asked for before: record {known[-1].seq} of the conversation",
                zh=f"同样的同意已经征求过：会话中的第 {known[-1].seq} 条记录",
            )
        self._noted(who, conversation, "consent asked", wanted, reason, decision)
        receipt = self._sealed(who, conversation, wanted, Step.ASKED, f"{len(known)}/{wanted.key}")
        return self._one(who.tenant, conversation, receipt.stored.seq)

    def enter(self, who: Reader, conversation: bytes, wanted: Wanted, step: Step, *, how: str) -> Consent:
        """Enter what a customer said elsewhere, and on which paper it stands; raises BadConsent, Invalid.

        For whoever handles customers' requests about their data.
        """
        _check(wanted)
        if not is_reason(how):
            raise Invalid("say on which paper, or in which call, the customer said so")
        passed = self._gate.passed(who, Action.RIGHTS, conversation, Circumstances(reason=True))
        known = [one for one in self.of(who.tenant, conversation) if one.wanted == wanted]
        before = known[-1] if known else None
        if before is None and step is Step.WITHDRAWN:
            raise BadConsent("nothing was given that could be taken back", zh="没有可以撤回的同意")
        if before is not None:
            _may_follow(before, step)
        self._noted(who, conversation, f"consent {step}", wanted, how, passed.decision)
        if before is not None:
            return self._go_on(who, conversation, before, step, how=how)
        receipt = self._sealed(who, conversation, wanted, step, f"entered/{wanted.key}", how=how)
        return self._one(who.tenant, conversation, receipt.stored.seq)

    def listed(self, who: Reader, conversation: bytes) -> list[Consent]:
        """The consents of a conversation, for whoever may ask for one or enter one; the look is recorded."""
        actions = (Action.RIGHTS, Action.EXPORT, Action.REVEAL)
        decisions = [self._decision(who, action, conversation) for action in actions]
        passed = next((one for one in decisions if one.allowed or one.needs), None)
        if passed is None:
            self._gate.refuse(who, Action.EXPORT, decisions[1], conversation)
        self._gate.exists(who, Action.EXPORT, conversation)
        facts: dict[str, Value] = {"purpose": "consent", "subjects": [conversation.hex()], "scope": "consents"}
        self._gate.journal.seal(who, Kind.ACCESS, facts | {"policy": decisions[0].version})
        return self.of(who.tenant, conversation)

    def _decision(self, who: Reader, action: Action, conversation: bytes) -> Decision:
        item = ItemClass.CONTACT.value if action is Action.REVEAL else ""
        return self._gate.decision(who, action, conversation, Circumstances(reason=True, item=item))

    # --- the customer

    def mine(self, who: Reader, conversation: bytes, language: str) -> list[tuple[Consent, Wording]]:
        """A customer's consents with the words they are asked in; what was not answered yet is now on record as shown.

        The newest first.
        """
        self._gate.passed(who, Action.RIGHTS, conversation)
        found = []
        for one in self.of(who.tenant, conversation):
            words = wording(one.wanted, language)
            if one.state is Step.ASKED:
                self._shown(who, conversation, one, words)
            found.append((one, words))
        return found[::-1]

    def answer(self, who: Reader, conversation: bytes, seq: int, step: Step, language: str) -> Consent:
        """Give, decline or take back; the record names what was shown. Raises BadConsent, NotFound."""
        self._gate.passed(who, Action.RIGHTS, conversation)
        one = next((one for one in self.of(who.tenant, conversation) if one.seq == seq), None)
        if one is None:
            raise NotFound("there is no such question here")
        if step not in ANSWERS:
            raise BadConsent(f"an answer is one of: {', '.join(ANSWERS)}")
        _may_follow(one, step)
        shown = self._shown(who, conversation, one, wording(one.wanted, language))
        return self._go_on(who, conversation, one, step, notice=shown.stored.record)

    # --- records

    def _shown(self, who: Reader, conversation: bytes, one: Consent, words: Wording) -> Receipt:
        """Seal what the customer is shown, once for each change of a word."""
        facts: dict[str, Value] = {
            "notice": f"{NOTICE}{one.wanted.matter}",
            "version": words.version,
            "language": words.language,
            "shown_to": f"{who.role}:{who.id}",
            "digest": words.digest,
            "text": words.text,
        }
        key = f"{one.seq}/shown/{words.digest.hex()[:32]}/{words.language}"
        return self._append(self._raw(who, conversation, Kind.NOTICE, key, facts, Author("system", "consents")))

    def _go_on(
        self, who: Reader, conversation: bytes, one: Consent, step: Step, *, how: str = "", notice: bytes = b""
    ) -> Consent:
        self._sealed(
            who, conversation, one.wanted, step, f"{one.seq}/{len(one.steps)}", asked=one.seq, how=how, notice=notice
        )
        return self._one(who.tenant, conversation, one.seq)

    def _sealed(
        self,
        who: Reader,
        conversation: bytes,
        wanted: Wanted,
        step: Step,
        key: str,
        *,
        asked: int = 0,
        how: str = "",
        notice: bytes = b"",
    ) -> Receipt:
        facts: dict[str, Value] = {
            "matter": str(wanted.matter),
            "purpose": wanted.purpose,
            "granted": step is Step.GIVEN,
            "step": str(step),
        }
        details = {"to": wanted.to, "recipient": wanted.recipient} if not asked else {}
        details = {name: value for name, value in (details | {"how": how}).items() if value}
        facts |= ({"asked": asked} if asked else {}) | ({"notice": notice} if notice else {})
        facts |= {"details": details} if details else {}
        return self._append(self._raw(who, conversation, Kind.CONSENT, key, facts, Author(who.role, who.id)))

    def _raw(
        self, who: Reader, conversation: bytes, kind: Kind, key: str, facts: dict[str, Value], author: Author
    ) -> Raw:
        return Raw(
            tenant=who.tenant,
            conversation=conversation.hex(),
            by_pseudonym=True,
            key=f"consent/{conversation.hex()}/{key}",
            kind=kind,
            author=author,
            received=self._clock(),
            facts=facts,
        )

    def _noted(
        self, who: Reader, conversation: bytes, action: str, wanted: Wanted, reason: str, decision: Decision
    ) -> None:
        """Seal in the journal what staff do, before it is done; the register of consents is found by it."""
        details = {"purpose": wanted.purpose, "to": wanted.to, "recipient": wanted.recipient}
        facts: dict[str, Value] = {
            "action": action,
            "matter": str(wanted.matter),
            "details": {name: value for name, value in details.items() if value},
            "subjects": [conversation.hex()],
            "reason": reason,
            "policy": decision.version,
        }
        self._gate.journal.seal(who, Kind.AGENT_ACTION, facts)

    def _one(self, tenant: str, conversation: bytes, seq: int) -> Consent:
        return next(one for one in self.of(tenant, conversation) if one.seq == seq)


def _lacks(found: Sequence[Consent], wanted: Wanted, *, several: bool) -> tuple[str, str]:
    """How the consent to something stands that does not stand, in English and Chinese."""
    if several:
        return "given for several recipients: say which one receives this", "给了不止一个接收方：请写明是哪一个"
    stands = {Step.ASKED: ("not answered yet", "尚未答复"), Step.DECLINED: ("declined", "已被拒绝")}
    stands |= {Step.WITHDRAWN: ("taken back", "已被撤回")}
    stands |= {Step.GIVEN: ("given for another recipient", "只给了另一接收方")}
    asked = [one.state for one in found if one.wanted.covers(wanted)]
    whoever = wanted._replace(recipient="")
    asked = asked or [one.state for one in found if one.state is Step.GIVEN and one.wanted.covers(whoever)]
    return stands[asked[-1]] if asked else ("not asked for yet", "尚未征求")


def _may_follow(one: Consent, step: Step) -> None:
    if step not in _ALLOWED_AFTER[one.state]:
        raise BadConsent(f"this consent stands as {one.state}: it cannot be {step} now", zh="这项同意现在不能这样改变")


def _check(wanted: Wanted) -> None:
    """Raise BadConsent unless it can be asked like that."""
    if problem := is_for(wanted):
        raise BadConsent(*problem[:1], zh=problem[1])
    if len(wanted.recipient) > LONGEST or not wanted.recipient.isprintable():
        raise BadConsent(f"name the recipient in at most {LONGEST} characters", zh=f"接收方最多 {LONGEST} 个字")
