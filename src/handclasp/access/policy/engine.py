"""Decides by the tenant's published policies whether somebody may do something, and says why (not).

Deny by default; forbids win; the house's own forbids stand above every set. A set that is broken, a role that is not
there, a policy that cannot be evaluated: each is a denial that says so. It never does I/O of its own and never decides
by what a caller says of itself. Thread-safe.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from handclasp.access.policy.asking import Asked, needed
from handclasp.access.policy.explain import Explanation, explain
from handclasp.access.policy.files import built_in, version_of_built_in
from handclasp.access.policy.sets import Loaded, load
from handclasp.access.policy.slices import Outcome, Slice
from handclasp.access.policy.tables import KINDS, ApprovalRule, Role
from handclasp.access.policy.wording import ACTIONS, Both, needs_said, role_named
from handclasp.access.policy.words import (
    ABOUT_CONVERSATIONS,
    GUARDED,
    PLAIN,
    STEP_UP_FOR,
    About,
    Action,
    Circumstances,
    Decision,
    ItemClass,
    Need,
    Reader,
)
from handclasp.records import Invalid

_FRESH_SECONDS: Final = 3.0
_MOST: Final = 10_000


class Published(NamedTuple):
    """A tenant's policy set in force: its version's name and its files."""

    version: str
    files: Mapping[str, str]


class Policies:
    """The policy sets of all tenants; `published` finds a tenant's own (None: the built-in one) and may raise.

    What `published` said is believed for three seconds of `clock`, so a publication takes at most that long to reach
    every process; `forget` makes it immediate in this one.
    """

    def __init__(
        self, published: Callable[[str], Published | None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._published = published
        self._clock = clock
        self._sets: dict[str, tuple[float, Loaded]] = {}
        self._built_in = load(version_of_built_in(), built_in())

    def decide(self, who: Reader, action: Action, about: About | None = None, given: Circumstances = PLAIN) -> Decision:
        """Whether somebody may do something, about a conversation or (about None) in their tenant."""
        loaded = self.loaded(who.tenant)
        refusal = _without_policies(loaded, who, action, about)
        if refusal is not None:
            return refusal
        asked = loaded.asked(who, action, about, given)
        key = asked.key()
        if key is None:
            return _decided(loaded, asked)
        known = asked.slice.known
        found = known.get(key)
        if found is None:
            if len(known) >= _MOST:
                known.clear()
            found = known[key] = _decided(loaded, asked)
        return found

    def explain(
        self, who: Reader, action: Action, about: About | None = None, given: Circumstances = PLAIN
    ) -> Explanation:
        """The same decision, taken apart: for whoever may see the policies."""
        loaded = self.loaded(who.tenant)
        decision = _without_policies(loaded, who, action, about)
        asked = None
        if decision is None:
            asked = loaded.asked(who, action, about, given)
            decision = _decided(loaded, asked)
        return explain(decision, asked, action, who.role, loaded.roles)

    def could(self, who: Reader, action: Action) -> bool:
        """Whether there is any conversation and circumstance in which they may: what a menu offers, never a permission.

        Tried with a conversation of their own, one of their team and one that nobody has, with everything given along.
        """
        stepped = who._replace(stepped=frozenset(purpose.value for purpose in STEP_UP_FOR.values()))
        return any(
            self.decide(stepped, action, about, given).allowed
            for about in _imagined(who, action)
            for given in _generous(action)
        )

    def alike(self, who: Reader, action: Action) -> bool:
        """Whether the answer is the same for every conversation of the tenant: no policy looks at what differs."""
        loaded = self.loaded(who.tenant)
        if loaded.broken or loaded.original(who.role) is None:
            return False
        looks = loaded.slice(action.value, who.role).looks
        return looks is not None and set(looks.conversation) <= {"tenant"}

    def version(self, tenant: str) -> str:
        """The name of the set in force."""
        return self.loaded(tenant).version

    def roles(self, tenant: str) -> Mapping[str, Role]:
        """The roles that people of a tenant can have, by name."""
        return self.loaded(tenant).roles

    def approval(self, tenant: str, kind: str) -> ApprovalRule:
        """What an approval of this kind takes; raises Invalid for a kind that nobody approves."""
        rule = self.loaded(tenant).approvals.get(kind)
        if rule is None:
            raise Invalid(f"nothing is approved as {kind!r}; the tenant's approvals.toml lists the kinds")
        return rule

    def exclusive(self, tenant: str, role_a: str, role_b: str) -> bool:
        """Whether two roles share a group marked exclusive, so that neither approves the other's requests."""
        return self.loaded(tenant).exclusive(role_a, role_b)

    def forget(self, tenant: str) -> None:
        """Look the tenant's set up anew at the next decision."""
        self._sets.pop(tenant, None)

    def loaded(self, tenant: str) -> Loaded:
        """The tenant's set, ready to decide."""
        now = self._clock()
        known = self._sets.get(tenant)
        if known is not None and now - known[0] < _FRESH_SECONDS:
            return known[1]
        published = self._published(tenant)
        if published is None:
            loaded = self._built_in
        elif known is not None and (known[1].version, known[1].files) == (published.version, published.files):
            loaded = known[1]
        else:
            loaded = load(published.version, published.files)
        self._sets[tenant] = (now, loaded)
        return loaded


def _imagined(who: Reader, action: Action) -> list[About | None]:
    if action not in ABOUT_CONVERSATIONS and action is not Action.APPROVE:
        return [None]
    mine = frozenset({who.merchant}) if who.merchant else frozenset[str]()
    name = who.conversation or "00" * 16
    return [None, *(About(who.tenant, name, agent, who.team, mine) for agent in (who.id, "", "-"))]


def _generous(action: Action) -> list[Circumstances]:
    most = Circumstances(reason=True, approved=True, requester="somebody else", requester_role="operator")
    if action is Action.REVEAL:
        return [most._replace(item=item.value) for item in ItemClass]
    if action is Action.OVERRIDE_GUARD:
        return [most._replace(item=item) for item in GUARDED]
    if action is Action.APPROVE:
        return [most._replace(kind=kind) for kind in KINDS]
    return [most]


def _without_policies(loaded: Loaded, who: Reader, action: Action, about: About | None) -> Decision | None:
    if loaded.broken:
        return _denied(loaded, _broken(loaded))
    if loaded.original(who.role) is None:
        return _denied(
            loaded,
            Both(
                f"这里的规则中没有角色 {who.role}，所以什么也不能做；请给这个账号一个规则中有的角色。",
                f"there is no role {who.role!r} in the policy set of this tenant; give the account a role that is "
                "there",
            ),
        )
    if about is None and action in ABOUT_CONVERSATIONS:
        return _denied(loaded, Both("这件事只能针对某一个会话。", f"{action} is asked of one conversation"))
    return None


def _broken(loaded: Loaded) -> Both:
    fault = loaded.broken[0]
    where = f"{fault.file}: " if fault.file else ""
    return Both(
        f"这里的规则 {loaded.version} 有错（{where}{fault.words}），因此一律拒绝；请发布一套经 handclasp policy check "
        "查不出错的规则。",
        f"the policy set {loaded.version} of this tenant is broken ({where}{fault.words}), so all is denied; "
        "publish a set in which `handclasp policy check` finds no fault",
    )


def _denied(loaded: Loaded, why: Both, by: tuple[str, ...] = (), needs: frozenset[Need] = frozenset()) -> Decision:
    return Decision(allowed=False, why=why.en, version=loaded.version, by=by, needs=needs, zh=why.zh)


def _decided(loaded: Loaded, asked: Asked) -> Decision:
    outcome = asked.answer()
    if outcome.failed:
        failed = ", ".join(outcome.failed)
        why = Both(
            f"规则 {loaded.version} 中有一条无法判断（{failed}），因此拒绝；请改正后重新发布。",
            f"a policy of the set {loaded.version} ({failed}) cannot be evaluated, so this is denied; mend it and "
            "publish the set",
        )
        return _denied(loaded, why, outcome.by)
    said = _sentences(asked.slice, outcome)
    if outcome.allowed:
        return Decision(allowed=True, why=said.en, version=loaded.version, by=outcome.by, zh=said.zh)
    needs, then = needed(asked)
    if not needs:
        # What still forbids when everything is provided is the cause; what could have been cured is not.
        why = _sentences(asked.slice, then) if then.by else _by_default(loaded, asked)
        return _denied(loaded, why, outcome.by)
    said = said if outcome.by else _sentences(asked.slice, then)
    lacking = needs_said(needs)
    why = Both(f"{said.zh}这需要{lacking.zh}。", f"{said.en} This needs {lacking.en}.")
    return _denied(loaded, why, outcome.by, needs)


def _by_default(loaded: Loaded, asked: Asked) -> Both:
    role, action = role_named(asked.who.role, loaded.roles), ACTIONS[asked.action]
    return Both(
        f"没有规则允许{role.zh}做这件事：{action.zh}。", f"No rule allows this to the role {role.en}: {action.en}."
    )


def _sentences(slice_: Slice, outcome: Outcome) -> Both:
    found = [slice_.statements[id_] for id_ in outcome.by]
    return Both("".join(one.says("zh") for one in found), " ".join(one.says("en") for one in found))
