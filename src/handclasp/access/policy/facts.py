"""A request in Cedar's words: the person, what it is about, and what was given along.

It states what the door and the store said, adding nothing but whether two roles share an exclusive group. Values go in
as data (JSON), never as Cedar text.
"""

from __future__ import annotations

import json
from typing import Any, Final

import cedarpy

from handclasp.access.policy.words import ABOUT_CONVERSATIONS, STEP_UP_FOR, About, Action, Circumstances, Reader

Uid = dict[str, str]
Context = dict[str, bool | str]

PERSON: Final = {
    "tenant": "tenant",
    "name": "id",
    "role": "role",
    "team": "team",
    "merchant": "merchant",
    "conversation": "conversation",
    "scopes": "scopes",
}
"""The attributes of a person, each with the field of Reader that it says."""

CONVERSATION: Final = {
    "tenant": "tenant",
    "name": "conversation",
    "agent": "agent",
    "team": "team",
    "merchants": "merchants",
    "held": "held",
    "restricted": "restricted",
}
"""The attributes of a conversation, each with the field of About that it says."""


def conversation_of(action: Action, about: About | None) -> About | None:
    """The conversation that an action is decided on; None when it is decided on the tenant."""
    return about if action in ABOUT_CONVERSATIONS or action is Action.APPROVE else None


def uids(who: Reader, action: Action, about: About | None, tenant: str) -> dict[str, Any]:
    """Principal, action and resource of a request; `tenant` is the resource's when there is no conversation."""
    return {
        "principal": _person_uid(who),
        "action": {"type": "Action", "id": action.value},
        "resource": _resource_uid(about, tenant),
    }


def context(who: Reader, action: Action, given: Circumstances, *, exclusive: bool) -> Context:
    """The whole context of a request."""
    return {
        "old": given.old,
        "reason": given.reason,
        "stepped": STEP_UP_FOR[action].value in who.stepped if action in STEP_UP_FOR else False,
        "approved": given.approved,
        "item": str(given.item),
        "kind": given.kind,
        "requester": given.requester,
        "requester_role": given.requester_role,
        "exclusive": exclusive,
    }


def entities(who: Reader, original: str, about: About | None, tenant: str) -> cedarpy.Entities:
    """Person and resource, parsed."""
    person, resource = facts_of(who, about, tenant)
    roles = [{"type": "Role", "id": who.role}, {"type": "Original", "id": original}]
    return cedarpy.Entities.from_json_str(
        json.dumps(
            [
                {"uid": _person_uid(who), "attrs": person, "parents": roles},
                {"uid": _resource_uid(about, tenant), "attrs": resource, "parents": []},
            ]
        )
    )


def facts_of(who: Reader, about: About | None, tenant: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The attributes of person and resource."""
    person = {name: _plain(getattr(who, field)) for name, field in PERSON.items()}
    if about is None:
        return person, {"tenant": tenant}
    return person, {name: _plain(getattr(about, field)) for name, field in CONVERSATION.items()}


def _plain(value: str | bool | frozenset[str]) -> str | bool | list[str]:  # noqa: FBT001 - a value, not a switch
    return sorted(value) if isinstance(value, frozenset) else value


def _person_uid(who: Reader) -> Uid:
    return {"type": "Person", "id": f"{who.tenant}/{who.role}/{who.id}"}


def _resource_uid(about: About | None, tenant: str) -> Uid:
    if about is None:
        return {"type": "Tenant", "id": tenant}
    return {"type": "Conversation", "id": f"{about.tenant}/{about.conversation}"}
