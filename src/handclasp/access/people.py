"""Who works here and as what: accounts looked at, granted, taken out of service and let back in; each act is recorded.

Whatever makes somebody more, or lets another person in under their name, is asked for and approved by a second person,
then done exactly as asked. Nobody acts on their own account, and nothing but the fields named here can be changed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from handclasp.access import factors, staff
from handclasp.access.approvals import Request
from handclasp.access.governance import Approvals, Gate, Journal
from handclasp.access.models import Staff, StaffSession
from handclasp.access.policy import Action, Circumstances, Decision, Need, Passed, Reader, Role
from handclasp.access.roles import MERCHANT
from handclasp.records import HandclaspError, Invalid, Kind, NotFound, ReasonNeeded, Refused, Value, is_reason

KIND: Final = "role"
"""What approvals call a request about an account."""
ADD, CHANGE = "add", "change"
RESET_PASSWORD, RESET_FACTORS = "reset-password", "reset-second-factors"
ACTS: Final = (ADD, CHANGE, RESET_PASSWORD, RESET_FACTORS)
"""What can be asked for."""

_ACTION: Final = {
    ADD: "staff add",
    CHANGE: "staff role",
    RESET_PASSWORD: "staff reset-password",
    RESET_FACTORS: "staff reset-second-factors",
}
_FACTORS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_MACHINE: Final = "operator"
_MOST: Final = 500


class OwnAccount(Refused):
    """Nobody suspends or resets their own account; ask another administrator."""

    code = "own-account"


class GrantMovedOn(HandclaspError):
    """The account is not what it was when this was asked for; look at it and ask anew."""

    code = "grant-moved-on"


class Person(NamedTuple):
    """An account as administrators and auditors see it. `second_factor`: an app or a passkey is set up."""

    username: str
    display_name: str
    role: str
    team: str
    merchant: str
    active: bool
    second_factor: bool
    last_sign_in: datetime | None
    joined: datetime
    first_password: bool


class Session(NamedTuple):
    """Where somebody is signed in: a handle that opens nothing, the browser, since when."""

    handle: str
    agent: str
    began: datetime | None


class Wanted(NamedTuple):
    """What an account shall be; `merchant` is the seller's id, for merchants alone."""

    account: str
    display_name: str
    role: str
    team: str
    merchant: str = ""


class Done(NamedTuple):
    """What became of an account; `password` is a new one-time password, seen here and never again."""

    account: str
    act: str
    password: str = ""


class Roles(Protocol):
    """What is asked of the tenant's policies (access.policy.Policies)."""

    def roles(self, tenant: str, /) -> Mapping[str, Role]:
        """The roles that people can have, by name."""


class People:
    """The accounts of a house, as whoever acts may see and change them. Every call raises Refused, journalled."""

    def __init__(self, *, gate: Gate, journal: Journal, approvals: Approvals, policies: Roles) -> None:
        self._gate = gate
        self._journal = journal
        self._approvals = approvals
        self._policies = policies

    # --- looking

    def found(self, who: Reader, words: str = "") -> list[Person]:
        """The tenant's accounts by name, at most 500; with `words`, those whose name, role or team holds them."""
        passed = self._looks(who)
        rows = _rows(who).order_by("username")
        if words:
            rows = rows.filter(
                Q(username__icontains=words)
                | Q(display_name__icontains=words)
                | Q(role__icontains=words)
                | Q(team__icontains=words)
            )
        found = [_person(account) for account in rows[:_MOST]]
        if words:
            self._journal.search(who, [words.lower()], "people", len(found), passed.decision.version)
        return found

    def one(self, who: Reader, account: str) -> Person:
        """One account of the tenant; raises NotFound."""
        self._looks(who)
        found = _rows(who).filter(username=account.strip().lower()).first()
        if found is None:
            raise _nobody()
        return _person(found)

    def sessions(self, who: Reader, account: str) -> list[Session]:
        """Where somebody is signed in, the newest first."""
        self._looks(who)
        open_ = StaffSession.objects.filter(staff=_account(who, account), expire_date__gt=timezone.now())
        rows = open_.order_by("-began")
        return [Session(row.handle, row.agent, row.began) for row in rows]

    def _looks(self, who: Reader) -> Passed:
        # Whoever sets the house up at the machine manages accounts without a page to see them on.
        return self._gate.passed(who, Action.MANAGE_PEOPLE if who.role == _MACHINE else Action.SEE_PEOPLE)

    # --- with a second person

    def ask(self, who: Reader, act: str, wanted: Wanted, reason: str) -> Request:
        """What is to be approved about an account, tried and found possible. Asking is up to access.approvals.

        Resets take the account's name alone. Raises StaffError, OwnAccount, NotFound, ReasonNeeded, Invalid.
        """
        decision = self._gate.decision(who, Action.GRANT_ROLE)
        if not decision.allowed and Need.APPROVAL not in decision.needs:
            self._gate.refuse(who, Action.GRANT_ROLE, decision)
        if act not in ACTS:
            raise Invalid(f"of an account can be asked: {', '.join(ACTS)}")
        if not is_reason(reason):
            raise ReasonNeeded("say why; it is sealed with the request, and whoever approves reads it")
        evidence = self._evidence(who, act, wanted)
        with self._undone():
            self._act(who, evidence)
        return Request(
            kind=KIND,
            tenant=who.tenant,
            requester=who.id,
            requester_role=who.role,
            reason=reason.strip(),
            evidence=evidence,
        )

    def apply(self, who: Reader, request: Request) -> Done:
        """Do what was approved, exactly as asked, once. Raises GrantMovedOn, StaffError, and what approvals say."""
        passed = self._gate.passed(who, Action.GRANT_ROLE, None, Circumstances(approved=True))
        evidence = self._asked(who, request)
        with self._undone():
            self._act(who, evidence)
        used = self._approvals.use(who, request)
        return self._done(who, passed, evidence, request=used.request, approvers=list(used.approvers))

    def grant(self, who: Reader, act: str, wanted: Wanted) -> Done:
        """Do it without a second person, where the policies let that be: the machine's owner founds the house."""
        passed = self._gate.passed(who, Action.GRANT_ROLE)
        if act not in ACTS:
            raise Invalid(f"of an account can be asked: {', '.join(ACTS)}")
        return self._done(who, passed, self._evidence(who, act, wanted))

    def _evidence(self, who: Reader, act: str, wanted: Wanted) -> dict[str, Any]:
        """Everything that tells this grant from any other, and what the account is now."""
        name = wanted.account.strip().lower()
        if act == ADD:
            evidence = {**wanted._asdict(), "account": name, "from_role": ""}
        else:
            now = _account(who, name)
            kept = {"account": name, "display_name": now.display_name, "from_role": now.role}
            if act == CHANGE:
                before = {"from_team": now.team, "from_merchant": now.merchant}
                evidence = {**kept, "role": wanted.role, "team": wanted.team, "merchant": wanted.merchant, **before}
                if (wanted.role, wanted.team, wanted.merchant) == (now.role, now.team, now.merchant):
                    raise Invalid("this is what the account is already")
            else:
                self._not_own(who, name, Action.GRANT_ROLE)
                evidence = {**kept, "role": now.role}
                if act == RESET_FACTORS and now.password_reset is not None:
                    # Whoever holds that password and meets no second factor is that person: the approver must know.
                    at = int(now.password_reset.timestamp() * 1000)
                    evidence |= {"password_reset": at, "password_reset_by": now.password_reset_by}
        return {"act": act, **evidence}

    def _asked(self, who: Reader, request: Request) -> dict[str, Any]:
        """The evidence of a request, if asking for the same today gives the same; raises GrantMovedOn, Invalid."""
        evidence = request.evidence
        if request.kind != KIND or evidence.get("act") not in ACTS:
            raise Invalid("this is no request about an account")
        wanted = Wanted(*(str(evidence.get(name, "")) for name in Wanted._fields))
        with contextlib.suppress(NotFound, Invalid, OwnAccount):
            if self._evidence(who, evidence["act"], wanted) == evidence:
                return evidence
        raise GrantMovedOn("the account is not what it was when this was asked for; look at it and ask anew")

    def _act(self, who: Reader, evidence: Mapping[str, Any]) -> str:
        """Change the account; returns its one-time password where there is a new one."""
        name, role, act = evidence["account"], evidence["role"], evidence["act"]
        if act == ADD:
            return staff.create_staff(
                name,
                who.tenant,
                role,
                evidence["display_name"],
                team=evidence["team"],
                merchant=evidence["merchant"],
                known_role=self._roles(who).__contains__,
                sells=self._sells(who),
            )
        account = _account(who, name)
        if act == CHANGE:
            team, merchant, known = evidence["team"], evidence["merchant"], self._roles(who).__contains__
            staff.change_role(account, role, team, merchant, known_role=known, sells=self._sells(who))
        elif act == RESET_FACTORS:
            factors.reset_second_factors(account)
        else:
            return staff.reset_password(name, who.id)
        return ""

    def _roles(self, who: Reader) -> Mapping[str, Role]:
        return self._policies.roles(who.tenant)

    def _sells(self, who: Reader) -> Callable[[str], bool]:
        """Whether a role stands for one seller: merchants, and copies of that role."""
        sellers = {name for name, role in self._roles(who).items() if role.based_on == MERCHANT}
        return sellers.__contains__

    def _done(self, who: Reader, passed: Passed, evidence: Mapping[str, Any], **approved: Any) -> Done:
        """Change and record in one: nothing is changed that was not sealed."""
        act = evidence["act"]
        details = {name: value for name, value in evidence.items() if name not in {"act", "display_name"} and value}
        with transaction.atomic():
            password = self._act(who, evidence)
            self._note(who, passed, _ACTION[act], **details, **approved)
        return Done(evidence["account"], act, password)

    @contextlib.contextmanager
    def _undone(self) -> Iterator[None]:
        """Try something and undo it: what cannot be done is not asked for, and spends no approval."""
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    # --- at once

    def suspend(self, who: Reader, account: str) -> None:
        """Take somebody out of service and end their sessions."""
        passed, found = self._managed(who, account)
        with transaction.atomic():
            staff.suspend(found)
            self._note(who, passed, "staff suspend", account=found.username)

    def resume(self, who: Reader, account: str) -> None:
        """Let somebody sign in again, with the role, password and second factors they had."""
        passed, found = self._managed(who, account)
        with transaction.atomic():
            staff.resume(found)
            self._note(who, passed, "staff resume", account=found.username)

    def reset_password(self, who: Reader, account: str) -> str:
        """Give somebody a new one-time password, return it, and end their sessions; raises ApprovalNeeded.

        Without a second factor the password alone would let anybody in under that name: that takes a second person.
        """
        passed, found = self._managed(who, account)
        if who.role != _MACHINE and not factors.has_factor(found):
            why = "this account has no second factor yet, so whoever holds a new password could sign in; ask for it"
            needs = frozenset({Need.APPROVAL})
            zh = "这个账号还没有第二重验证，谁拿到新密码都能登录；请申请另一人批准。"
            decision = Decision(allowed=False, why=why, version=passed.decision.version, needs=needs, zh=zh)
            self._gate.refuse(who, Action.GRANT_ROLE, decision)
        with transaction.atomic():
            password = staff.reset_password(found.username, who.id)
            self._note(who, passed, _ACTION[RESET_PASSWORD], account=found.username)
        return password

    def end_sessions(self, who: Reader, account: str) -> int:
        """Sign somebody out everywhere; returns how many sessions ended."""
        passed, found = self._managed(who, account)
        with transaction.atomic():
            ended = staff.end_sessions(found)
            self._note(who, passed, "staff sign-out", account=found.username, sessions=ended)
        return ended

    def _managed(self, who: Reader, account: str) -> tuple[Passed, Staff]:
        passed = self._gate.passed(who, Action.MANAGE_PEOPLE)
        found = _account(who, account)
        self._not_own(who, found.username, Action.MANAGE_PEOPLE)
        return passed, found

    def _not_own(self, who: Reader, account: str, action: Action) -> None:
        if who.role == _MACHINE or who.id != account:
            return
        refusal = OwnAccount("nobody suspends or resets their own account here; ask another administrator")
        facts: dict[str, Value] = {"action": action.value, "reason": str(refusal), "details": {"account": account}}
        self._journal.seal(who, Kind.REFUSAL, facts)
        raise refusal

    def _note(self, who: Reader, passed: Passed, action: str, **details: Any) -> None:
        facts: dict[str, Value] = {"action": action, "details": details, "policy": passed.decision.version}
        self._journal.seal(who, Kind.AGENT_ACTION, facts)


def _rows(who: Reader) -> QuerySet[Staff]:
    """The tenant's accounts, each with whether it has a second factor."""
    own = Authenticator.objects.filter(user=OuterRef("pk"), type__in=_FACTORS)
    return Staff.objects.filter(tenant=who.tenant).annotate(has_factor=Exists(own))


def _account(who: Reader, account: str) -> Staff:
    found = Staff.objects.filter(tenant=who.tenant, username=account.strip().lower()).first()
    if found is None:
        raise _nobody()
    return found


def _nobody() -> NotFound:
    return NotFound("there is no such account here")


def _person(account: Any) -> Person:
    return Person(
        username=account.username,
        display_name=account.display_name,
        role=account.role,
        team=account.team,
        merchant=account.merchant,
        active=account.is_active,
        second_factor=account.has_factor,
        last_sign_in=account.last_login,
        joined=account.joined,
        first_password=account.must_change_password,
    )
