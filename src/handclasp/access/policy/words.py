"""The words of access: who asks, what for, about which conversation, in which circumstances, and what is answered.

Facts only; nothing here decides. Whoever asks states what is true of a session and a conversation; what follows from
it is said by the tenant's policies (`engine`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple, Protocol

OLD_AFTER_DAYS: Final = 90
"""A record older than this is *old*: reading it needs a fresh second factor."""


class StepUp(StrEnum):
    """What a second factor was asked for; used for one purpose, it says nothing about another."""

    OLD_RECORDS = "old-records"
    REVEAL = "reveal"
    EXPORT = "export"
    POLICY = "policy"
    KEYS = "keys"
    PEOPLE = "people"
    APPROVE = "approve"
    IMPORT = "import"


class Action(StrEnum):
    """Everything that can be asked for. A new action is denied to everybody until a policy allows it."""

    LIST = "list"
    READ = "read"
    REPLY = "reply"
    NOTE = "note"
    RECEIPT = "receipt"
    WHO_LOOKED = "who-looked"
    TAKE = "take"
    ANSWER_TASK = "answer-task"
    TRIAGE = "triage"
    ASSIGN = "assign"
    REVEAL = "reveal"
    EXPORT = "export"
    REVIEW = "review"
    OVERRIDE_GUARD = "override-guard"
    HOLD = "hold"
    RIGHTS = "rights"
    ANSWER_RIGHTS = "answer-rights"
    CASE = "case"
    DECIDE_CASE = "decide-case"
    OWN_CASE = "own-case"
    DELETE = "delete"
    RESTORE = "restore"
    EXTEND = "extend"
    FEED = "feed"
    AUDIT = "audit"
    AUDIT_EXPORT = "audit-export"
    APPROVE = "approve"
    SEE_PEOPLE = "see-people"
    MANAGE_PEOPLE = "manage-people"
    GRANT_ROLE = "grant-role"
    MANAGE_SITES = "manage-sites"
    MANAGE_KEYS = "manage-keys"
    ROTATE_KEYS = "rotate-keys"
    SEE_POLICY = "see-policy"
    DRAFT_POLICY = "draft-policy"
    PUBLISH_POLICY = "publish-policy"
    EDIT_LEXICON = "edit-lexicon"
    ARRANGE_DESK = "arrange-desk"
    IMPORT = "import"
    SEE_KEEPING = "see-keeping"
    SEE_HOUSE = "see-house"
    SEE_NUMBERS = "see-numbers"
    SEE_BOARD = "see-board"
    REVIEW_QUALITY = "review-quality"
    OWN_QUALITY = "own-quality"


ABOUT_CONVERSATIONS: Final = frozenset(
    {Action.LIST, Action.READ, Action.REPLY, Action.NOTE, Action.RECEIPT, Action.WHO_LOOKED, Action.TAKE}
    | {Action.ASSIGN, Action.REVEAL, Action.EXPORT, Action.REVIEW, Action.OVERRIDE_GUARD, Action.HOLD}
    | {Action.RIGHTS, Action.ANSWER_RIGHTS, Action.CASE, Action.DECIDE_CASE, Action.OWN_CASE}
    | {Action.ANSWER_TASK, Action.REVIEW_QUALITY, Action.TRIAGE}
    | {Action.DELETE, Action.RESTORE, Action.EXTEND}
)
"""Actions on one conversation; APPROVE may name one; all others are about the tenant."""

STEP_UP_FOR: Final[dict[Action, StepUp]] = {
    Action.READ: StepUp.OLD_RECORDS,
    Action.RECEIPT: StepUp.OLD_RECORDS,
    Action.REVEAL: StepUp.REVEAL,
    Action.EXPORT: StepUp.EXPORT,
    Action.AUDIT_EXPORT: StepUp.EXPORT,
    Action.HOLD: StepUp.APPROVE,
    Action.ANSWER_RIGHTS: StepUp.APPROVE,
    Action.APPROVE: StepUp.APPROVE,
    Action.MANAGE_PEOPLE: StepUp.PEOPLE,
    Action.GRANT_ROLE: StepUp.PEOPLE,
    Action.MANAGE_SITES: StepUp.KEYS,
    Action.MANAGE_KEYS: StepUp.KEYS,
    Action.ROTATE_KEYS: StepUp.KEYS,
    Action.PUBLISH_POLICY: StepUp.POLICY,
    Action.IMPORT: StepUp.IMPORT,
}
"""For which purpose the second factor must be fresh, where an action asks for one at all."""


class ItemClass(StrEnum):
    """What kind of thing a mask hides, as far as revealing it is concerned."""

    CONTACT = "contact"
    GOODS = "goods"
    PAYMENT = "payment"
    IDENTITY = "identity"
    OTHER = "other"


DOCUMENTS: Final = frozenset(
    {"cn_id_front", "cn_id_back", "passport_cn", "passport_foreign", "cn_driver_license", "cn_vehicle_license"}
    | {"hukou", "hk_macau_permit", "taiwan_permit", "exit_entry_permit", "foreign_pr_card", "residence_permit_cn"}
    | {"hk_id_card", "macau_id_card", "business_license", "social_security_card", "marriage_cert", "divorce_cert"}
    | {"property_cert", "officer_card", "student_card", "birth_cert", "disability_card", "visa", "us_driver_license"}
    | {"us_ssn_card", "us_green_card", "uk_driver_license", "eu_residence_permit", "eu_id_card", "td2_id"}
)
"""Types of pictures that are somebody's documents."""

ITEM_CLASSES: Final[dict[str, ItemClass]] = {
    "PHONE": ItemClass.CONTACT,
    "LANDLINE": ItemClass.CONTACT,
    "EMAIL": ItemClass.CONTACT,
    "CARD_SECRET": ItemClass.GOODS,
    "BANK_CARD": ItemClass.PAYMENT,
    "CN_ID": ItemClass.IDENTITY,
    "ATTACHMENT": ItemClass.IDENTITY,
    **dict.fromkeys(DOCUMENTS, ItemClass.IDENTITY),
    "bank_card": ItemClass.PAYMENT,
    "payment_qr": ItemClass.PAYMENT,
    "voice": ItemClass.CONTACT,
}
"""The class of each type of finding and of each type of file; any other is OTHER, as strict as identity.

ATTACHMENT is a file that is held, or of no type of its own: it may be a document.
"""


GUARDED: Final = ("one-time-code", "card-check", "card-number", "off-platform", "personal-data")
"""What the outbound guard stops and a second person may allow, as OVERRIDE_GUARD's item; nothing else ever passes."""


MANY: Final = "many"
"""DELETE's item when somebody deletes more than anybody usually does."""


def item_class(type_: str) -> ItemClass:
    """The class of a finding's type."""
    return ITEM_CLASSES.get(type_, ItemClass.OTHER)


class Reader(NamedTuple):
    """Who asks, as a door vouches for them.

    `role` is a built-in role or a tenant's own copy of one; `id` is unique within tenant and role (username, API key
    id, visitor id). `conversation` (hex) is the one a customer's session is bound to; `scopes` are an API key's;
    `stepped` are the purposes for which a local second factor is fresh in this very session.
    """

    tenant: str
    role: str
    id: str
    team: str = ""
    merchant: str = ""
    conversation: str = ""
    stepped: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()


class About(NamedTuple):
    """What is known of a conversation apart from its words. `conversation` is the pseudonym in hex."""

    tenant: str
    conversation: str
    agent: str = ""
    team: str = ""
    merchants: frozenset[str] = frozenset()
    held: bool = False
    restricted: bool = False


class Circumstances(NamedTuple):
    """What else matters to one request.

    `old`: a record older than OLD_AFTER_DAYS is asked for. `reason`: one was given. `approved`: an approval of exactly
    this request stands. `item`: the class of the item to be revealed, what the guard stopped, or MANY. `kind`,
    `requester`, `requester_role`: of the request to be approved; the latter two are a name and a role. Of an appeal
    `requester` is who decided before.
    """

    old: bool = False
    reason: bool = False
    approved: bool = False
    item: str = ""
    kind: str = ""
    requester: str = ""
    requester_role: str = ""


PLAIN: Final = Circumstances()
"""Nothing out of the ordinary, and nothing given along."""


class Need(StrEnum):
    """What a request lacks that the person can provide."""

    REASON = "reason"
    STEP_UP = "step-up"
    APPROVAL = "approval"


class Decision(NamedTuple):
    """Whether, and why (not), in English and (`zh`) in Chinese.

    `version` names the policy set that decided, `by` the policies (ids) that allowed or forbade. `needs` is not empty
    when the same request would be allowed with these; it is the smallest such set.
    """

    allowed: bool
    why: str
    version: str = ""
    by: tuple[str, ...] = ()
    needs: frozenset[Need] = frozenset()
    zh: str = ""


class Passed(Protocol):
    """What the gate answers to a request that may go on (disclose.gate.Passed)."""

    @property
    def tenant(self) -> int:
        """The tenant's number."""

    @property
    def decision(self) -> Decision:
        """What was decided, and by which policies."""


CUSTOMER_KINDS: Final = frozenset(
    {"message", "attachment", "order-event", "notice-shown", "consent", "correction", "rescreen", "head", "close"}
    | {"salvaged", "rating"}
)
"""Kinds of records that a customer may be shown; notes and inner workings are not among them, salvaged or not."""

PARTY_KINDS: Final = CUSTOMER_KINDS
"""The same for a merchant: what was said between the parties, not what the desk noted."""

APART: Final = frozenset({"quality-step"})
"""Kinds of records that are shown at a door of their own alone, not with the conversation they stand in."""
