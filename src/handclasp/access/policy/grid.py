"""The circumstances in which two policy sets are compared: every kind of request that the schema can tell apart.

A policy that names one person, one team or one conversation is beyond a grid; whoever compares must look for those
apart (`changes`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final, NamedTuple

from handclasp.access.policy.tables import KINDS
from handclasp.access.policy.wording import Both
from handclasp.access.policy.words import ABOUT_CONVERSATIONS, MANY, About, Action, Circumstances, Reader

TENANT: Final = "this-tenant"
_NAME: Final = "somebody"
_TEAM: Final = "a-team"
_SELLER: Final = "a-seller"
_BOUND: Final = "0b" * 16

WHOSE: Final[dict[str, Both]] = {
    "own": Both("分配给自己的会话", "a conversation of their own"),
    "team": Both("本组的会话", "a conversation of their team"),
    "unassigned": Both("未分配的会话", "an unassigned conversation"),
    "other": Both("他人的会话", "somebody else's conversation"),
    "product": Both("与自己商品有关的会话", "a conversation about their own products"),
    "bound": Both("本次访问绑定的会话", "the conversation their session is bound to"),
    "house": Both("不涉及会话", "about no conversation"),
}
_WHOSE_OF: Final = {
    "merchant": ("product", "other"),
    "customer": ("bound", "other"),
    "service": ("unassigned", "other"),
    "machine": ("unassigned", "other"),
    "operator": ("unassigned", "other"),
}
_WHOSE_OF_STAFF: Final = ("own", "team", "unassigned", "other")
ITEMS: Final[dict[str, Both]] = {
    "contact": Both("联系方式", "a contact"),
    "goods": Both("卡密", "a card secret"),
    "payment": Both("付款信息", "payment details"),
    "identity": Both("身份证件", "an identity document"),
    "other": Both("类型不明的内容", "something of no known kind"),
}
STOPPED: Final[dict[str, Both]] = {
    "one-time-code": Both("索要验证码", "asking for a one-time code"),
    "card-check": Both("索要卡片安全码", "asking for a card's check number"),
    "card-number": Both("索要完整卡号", "asking for a whole card number"),
    "off-platform": Both("引导到平台之外", "leading outside the platform"),
    "personal-data": Both("发出证件号或卡号", "giving away personal data"),
    "password": Both("索要密码", "asking for a password"),
    "seed-phrase": Both("索要助记词", "asking for a seed phrase"),
    "private-key": Both("索要私钥", "asking for a private key"),
    "secret-out": Both("发出助记词或私钥", "giving away a secret"),
}
ASKED: Final[dict[str, Both]] = {
    "export": Both("导出申请", "a request to export"),
    "reveal": Both("查看原文的申请", "a request to reveal"),
    "policy": Both("发布规则的申请", "a request to publish policies"),
    "role": Both("授予角色的申请", "a request to grant a role"),
    "guard": Both("放行被拦内容的申请", "a request to send a guarded text"),
    "release": Both("解除法律保全的申请", "a request to end a legal hold"),
    "delete": Both("大量删除的申请", "a request to delete many"),
}
HELD: Final = {"held": Both("处于法律保全", "on legal hold"), "free": Both("不在法律保全", "not on hold")}
AGE: Final = {"old": Both("90 天以前的记录", "a record older than 90 days"), "new": Both("近期记录", "a recent record")}
SCOPES: Final = {
    scope: Both(f"权限范围 {scope}", f"scope {scope}") for scope in ("write", "read", "export", "audit", "cases")
}

DELETED: Final = {"few": Both("少量", "a few"), MANY: Both("大量", "many")}
_ITEMS_OF: Final = {Action.REVEAL: tuple(ITEMS), Action.OVERRIDE_GUARD: tuple(STOPPED), Action.DELETE: tuple(DELETED)}
_WORDS: Final = (WHOSE, HELD, AGE, ITEMS | STOPPED | DELETED, ASKED, SCOPES)


class Cell(NamedTuple):
    """One kind of request: a role, an action, and circumstances; "" where one of them makes no difference."""

    role: str
    action: Action
    whose: str = ""
    held: str = ""
    age: str = ""
    item: str = ""
    kind: str = ""
    scope: str = ""

    def without(self, circumstance: str) -> Cell:
        """The same with one circumstance (a field's name) left out."""
        return Cell(self.role, self.action, *("" if name == circumstance else getattr(self, name) for name in _REST))

    def circumstances(self) -> Both:
        """The circumstances in words; empty when the cell is about all."""
        found = [words[name] for words, name in zip(_WORDS, self[2:], strict=True) if name]
        return Both("，".join(both.zh for both in found), ", ".join(both.en for both in found))


_REST: Final = Cell._fields[2:]


def cells(role: str, original: str, actions: Iterable[Action]) -> Iterator[Cell]:
    """Every kind of request of a role for some actions."""
    scopes = ("", *SCOPES) if original == "service" else ("",)
    for action in actions:
        conversations = action in ABOUT_CONVERSATIONS
        whose = _WHOSE_OF.get(original, _WHOSE_OF_STAFF) if conversations or action is Action.APPROVE else ()
        if not conversations:
            whose = (*whose, "house")
        ages = ("new", "old") if conversations else ("",)
        helds = ("free", "held") if conversations else ("",)
        items = _ITEMS_OF.get(action, ("",))
        kinds = KINDS if action is Action.APPROVE else ("",)
        for rest in product(whose, helds, ages, items, kinds, scopes):
            yield Cell(role, action, *rest)


def request(cell: Cell, original: str) -> tuple[Reader, About | None, Circumstances]:
    """A request of that kind, with nothing given along."""
    who = Reader(
        tenant=TENANT,
        role=cell.role,
        id=_NAME,
        team=_TEAM,
        merchant=_SELLER if original == "merchant" else "",
        conversation=_BOUND if original == "customer" else "",
        scopes=frozenset({cell.scope} - {""}),
    )
    given = Circumstances(
        old=cell.age == "old",
        item=cell.item,
        kind=cell.kind,
        requester="somebody-else" if cell.kind else "",
        requester_role="operator" if cell.kind else "",
    )
    return who, _about(cell), given


def _about(cell: Cell) -> About | None:
    if cell.whose == "house":
        return None
    stands = {
        "own": About(TENANT, "0a" * 16, _NAME, _TEAM),
        "team": About(TENANT, "0a" * 16, "a-colleague", _TEAM),
        "unassigned": About(TENANT, "0a" * 16),
        "other": About(TENANT, "0a" * 16, "a-stranger", "another-team"),
        "product": About(TENANT, "0a" * 16, "a-stranger", "another-team", frozenset({_SELLER})),
        "bound": About(TENANT, _BOUND, "a-stranger", "another-team"),
    }
    return stands[cell.whose]._replace(held=cell.held == "held")
