"""What all attacks share: where a console's addresses are, and that what was refused stands in the journal."""

from __future__ import annotations

import base64
import hmac
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
from tests.matrix.circumstances import NORTH, TENANT
from tests.matrix.served import Served
from tests.matrix.street import NOTE, Standing

from handclasp.access.policy import Reader, StepUp
from handclasp.records import Kind, View

URLS: Final = Path(__file__).parents[2] / "src/handclasp/web/console/urls.py"
WORDS: Final = ("s***@example.com", "specimen@example.com", "ABCD-EFGH", "13812345678", "11010519491231002X", NOTE)
"""Pieces of what stands in every conversation of the street, masked or not."""
WHY: Final = "a specimen of a reason"
APPROVER: Final = Reader(TENANT, "director", "another-director", NORTH, stepped=frozenset({StepUp.APPROVE.value}))
NOWHERE: Final = "0f" * 16


def addresses() -> list[str]:
    """Every address of the console, its blanks filled in with things that are not there."""
    found = re.findall(r'^\s*path\("([^"]+)"', URLS.read_text(), re.MULTILINE)
    assert len(found) > 50
    blanks = {
        "pseudonym": NOWHERE,
        "digest": "0f" * 32,
        "account": "a-colleague",
        "slug": "reveal",
        "int": "1",
        "item": "original/0",
        "mask": "1.0",
        "str": "none",
    }
    return ["/" + re.sub(r"<(\w+):\w+>", lambda blank: blanks[blank[1]], path) for path in found]


def about(conversation: str) -> list[str]:
    """Every address of one conversation."""
    return [path.replace(NOWHERE, conversation) for path in addresses() if path.startswith(f"/desk/c/{NOWHERE}")]


def silent(answer: httpx.Response) -> bool:
    """Whether an answer is no breakdown and holds nothing that was said."""
    return answer.status_code < 500 and not any(word in answer.text for word in WORDS)


@contextmanager
def recorded(served: Served, kind: Kind = Kind.REFUSAL, tenant: str = TENANT, **wanted: Any) -> Iterator[None]:
    """Something that must leave a record behind: of a kind, by `by`, with these facts."""
    before = served.newest(tenant)
    yield
    new = [view for view in served.journal(tenant) if view.index > before and view.kind == kind]
    assert [view for view in new if _fits(view, wanted)], f"no {kind} with {wanted} among {[v.facts for v in new]}"


def _fits(view: View, wanted: dict[str, Any]) -> bool:
    facts = {**view.facts, "by": view.author.id}
    details = facts.get("details")
    if isinstance(details, dict):  # why, in Chinese, stands there too
        facts["details"] = {name: value for name, value in details.items() if name != "zh"}
    return all(facts.get(name) == value for name, value in wanted.items())


def code(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238, SHA-1, 30 seconds, six digits)."""
    step = (int(time.time()) // 30).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(secret), step, "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def conversation(served: Served, whose: str, mine: str = "") -> str:
    """A conversation of the street, in hex."""
    return served.street.conversations[Standing(whose, mine)].hex()
