"""Who may see and do what: the words of a request, and the tenant's policies that answer it.

Pure: nothing here does I/O, nothing here knows a web framework, and nothing here decides by what a caller says of
itself.
"""

from handclasp.access.policy.engine import Policies, Published
from handclasp.access.policy.explain import Explanation
from handclasp.access.policy.files import PARTIES, PolicyFiles, built_in, copied, digest
from handclasp.access.policy.tables import ApprovalRule, Fault, Group, Role
from handclasp.access.policy.words import (
    ABOUT_CONVERSATIONS,
    APART,
    CUSTOMER_KINDS,
    GUARDED,
    ITEM_CLASSES,
    MANY,
    OLD_AFTER_DAYS,
    PARTY_KINDS,
    PLAIN,
    STEP_UP_FOR,
    About,
    Action,
    Circumstances,
    Decision,
    ItemClass,
    Need,
    Passed,
    Reader,
    StepUp,
    item_class,
)

__all__ = [
    "ABOUT_CONVERSATIONS",
    "APART",
    "CUSTOMER_KINDS",
    "GUARDED",
    "ITEM_CLASSES",
    "MANY",
    "OLD_AFTER_DAYS",
    "PARTIES",
    "PARTY_KINDS",
    "PLAIN",
    "STEP_UP_FOR",
    "About",
    "Action",
    "ApprovalRule",
    "Circumstances",
    "Decision",
    "Explanation",
    "Fault",
    "Group",
    "ItemClass",
    "Need",
    "Passed",
    "Policies",
    "PolicyFiles",
    "Published",
    "Reader",
    "Role",
    "StepUp",
    "built_in",
    "copied",
    "digest",
    "item_class",
]
