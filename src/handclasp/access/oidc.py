"""What an OpenID provider's claims make of a person here: a role, or a refusal with its reason.

Pure: it takes claims that were already verified. A claim can make a role equal or plainly less, never more: what would
be more waits for two people who grant it here. A claim never is a second factor, and an e-mail or a name in it never
says who somebody is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handclasp.records import Secret

ADMINISTRATOR: Final = "administrator"
PLAINLY_LESS: Final[Mapping[str, frozenset[str]]] = {"lead": frozenset({"agent"})}
"""For a role, those that may do nothing it may not do itself. Between all others a change can be a gain."""


class Reason(StrEnum):
    """Why a person whom the provider vouched for is not let in."""

    NO_ROLE = "no-role"
    ADMINISTRATOR = "administrator"
    MORE = "more"
    UNKNOWN = "unknown"
    CLOSED = "closed"


class Mapped(NamedTuple):
    """The role to have from now on."""

    role: str


class Refusal(NamedTuple):
    """No entry; `role` is what the claim asked for, empty when it asked for nothing known here."""

    reason: Reason
    role: str = ""


@dataclass(frozen=True)
class Roles:
    """How a claim becomes a role: the claim's name, its values in order of precedence, each with a role.

    With no values at all the provider says who somebody is and nothing else: the present role stays. `administrators`
    says whether a claim may make an administrator.
    """

    claim: str = "roles"
    values: Mapping[str, str] = field(default_factory=dict)
    administrators: bool = False


@dataclass(frozen=True, kw_only=True)
class SingleSignOn:
    """One OpenID provider as the house knows it, whose people belong to one tenant.

    `callback` is the full address that the provider sends browsers back to; `new_accounts` says whether somebody
    unknown gets an account.
    """

    issuer: str
    client_id: str
    client_secret: Secret[str] | None
    name: str
    tenant: str
    callback: str
    roles: Roles = Roles()
    new_accounts: bool = False
    scopes: tuple[str, ...] = ("profile",)


def mapped(claims: Mapping[str, Any], mapping: Roles, present_role: str | None) -> Mapped | Refusal:
    """The role that verified claims give to somebody who has `present_role` here (None: nobody yet).

    The first of the mapping's values that the claim holds decides. A role equal to the present one or plainly less is
    given; any other change is refused as MORE. Somebody new gets what the mapping says.
    """
    if not mapping.values:
        return Mapped(present_role) if present_role else Refusal(Reason.NO_ROLE)
    held = _held(claims, mapping.claim)
    role = next((role for value, role in mapping.values.items() if value in held), None)
    if role is None:
        return Refusal(Reason.NO_ROLE)
    if role == ADMINISTRATOR and not mapping.administrators:
        return Refusal(Reason.ADMINISTRATOR, role)
    if present_role not in (None, role) and role not in PLAINLY_LESS.get(present_role or "", frozenset()):
        return Refusal(Reason.MORE, role)
    return Mapped(role)


def _held(claims: Mapping[str, Any], name: str) -> frozenset[str]:
    """A claim's texts: by its very name, else by the path its dots make (`realm_access.roles`)."""
    found: Any = claims.get(name)
    if found is None:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, dict) else None
    values = found if isinstance(found, list) else [found]
    return frozenset(value for value in values if isinstance(value, str))
