"""A look at a cluster from outside, through Patroni's pages: who leads, who follows how closely, what is wrong.

Asks every node, for a second; raises nothing, for it is asked when things are broken.
"""

from __future__ import annotations

import http.client
import ssl
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_PATIENCE: Final = 1.0
_MOST: Final = 1_000_000
_CONFIRMING: Final = frozenset({"sync_standby", "quorum_standby"})
_RUNNING: Final = frozenset({"streaming", "running"})


class Member(NamedTuple):
    """One node as the others see it; `lag` in bytes, None where nobody knows it; PostgreSQL's `host` and `port`."""

    name: str
    role: str
    state: str
    timeline: int
    lag: int | None
    host: str = ""
    port: int = 0

    @property
    def confirms(self) -> bool:
        """Whether its word makes a commit acknowledged."""
        return self.role in _CONFIRMING and self.state in _RUNNING


class ClusterView(NamedTuple):
    """The cluster at one moment; no members when no node answered."""

    members: tuple[Member, ...]

    @property
    def leader(self) -> Member | None:
        """Who takes writes."""
        return next((one for one in self.members if one.role == "leader" and one.state in _RUNNING), None)

    @property
    def confirming(self) -> int:
        """How many nodes may confirm a commit."""
        return sum(one.confirms for one in self.members)

    @property
    def wrong(self) -> str | None:
        """What is wrong and what it means, in a sentence; None when all is well."""
        if not self.members:
            return "No node of the database cluster answers: nothing can be written or read until one does."
        if self.leader is None:
            return "The database cluster has no leader at the moment: writes are refused until one is chosen (seconds)."
        if not self.confirming:
            return (
                "No other node of the database cluster confirms commits: writes wait, and are refused after a while, "
                "until a second node is back. Nothing that was acknowledged is lost."
            )
        away = [one.name for one in self.members if one.role != "leader" and not one.confirms]
        if away:
            return (
                f"Node {', '.join(away)} of the database cluster does not follow: writes go on, but the loss of one "
                "more node would stop them."
            )
        return None


def look(pages: Sequence[str], authority: Path | None = None) -> ClusterView:
    """The cluster as its nodes tell it; `pages` are Patroni's addresses, `authority` its CA.

    All are asked at once. Of different answers the one with the newest leader counts: a node that was cut off still
    tells of the last one it knew.
    """
    if not pages:
        return ClusterView(())
    context = ssl.create_default_context(cafile=str(authority) if authority else None)
    with ThreadPoolExecutor(len(pages)) as asking:
        views = list(asking.map(lambda page: _told(page, context), pages))
    return max(views, key=_newest)


def _newest(view: ClusterView) -> tuple[int, int]:
    return (view.leader.timeline if view.leader else -1, len(view.members))


def _told(page: str, context: ssl.SSLContext) -> ClusterView:
    try:
        with urllib.request.urlopen(f"{page}/cluster", timeout=_PATIENCE, context=context) as answer:  # noqa: S310 - an address of the settings
            told: dict[str, Any] = msgspec.json.decode(answer.read(_MOST))
            return ClusterView(tuple(_member(one) for one in told["members"]))
    except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException, msgspec.MsgspecError):
        return ClusterView(())


def _member(told: dict[str, Any]) -> Member:
    lag = told.get("lag")
    return Member(
        str(told["name"]),
        str(told["role"]),
        str(told["state"]),
        int(told.get("timeline") or 0),
        lag if isinstance(lag, int) else None,
        str(told.get("host") or ""),
        int(told.get("port") or 0),
    )
