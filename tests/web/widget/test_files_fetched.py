"""What the frame is told of a file, and how its bytes are fetched."""

from __future__ import annotations

from typing import Any

import pytest
from tests.web.widget.asking import Visitor
from tests.web.widget.house import House
from tests.web.widget.test_files import judged, png

from handclasp.records import Kind
from handclasp.web.widget.session import Session
from handclasp.web.widget.view import customer_view

pytestmark = pytest.mark.anyio


async def test_what_the_frame_is_told_of_a_file(visitor: Visitor, house: House) -> None:
    await visitor.open()
    assert (await visitor.attach(png())).status_code == 201
    follow = house.follow(None, visitor.conversation, purpose="specimen", after=0)  # type: ignore[arg-type]
    session: Any = Session
    view = follow.more()[-1]
    assert view.kind == Kind.ATTACHMENT
    told = customer_view(view, session, lambda _tenant, author: author.id)
    assert told is not None
    assert told["facts"] == {"media_type": "image/png", "size": len(png()), "state": "held"}


async def test_a_file_is_fetched_with_the_session_and_kept_by_nobody(visitor: Visitor, house: House) -> None:
    await visitor.open()
    placed = (await visitor.attach(png())).json()
    path = f"/v1/widget/files/{placed['seq']}"
    held = await visitor.client.get(path, headers=visitor.headers)
    assert (held.status_code, held.json()["code"]) == (404, "not-found")
    judged(house, visitor.conversation, "none")
    answer = await visitor.client.get(path, headers=visitor.headers)
    assert (answer.status_code, answer.content) == (200, png())
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (await visitor.client.get(path)).status_code == 401
    assert house.accesses[-1][2] == "own conversation"
