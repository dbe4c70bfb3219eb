"""What every answer tells a browser, whichever door it comes from."""

from __future__ import annotations

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from handclasp.web.headers import secured


async def bare(_request: object) -> Response:
    return PlainTextResponse("specimen")


async def own(_request: object) -> Response:
    said = {"Content-Security-Policy": "default-src 'self'", "Strict-Transport-Security": "max-age=1"}
    return PlainTextResponse("specimen", headers=said)


async def broken(_request: object) -> Response:
    message = "specimen"
    raise ValueError(message)


def browser(*, https: bool) -> AsyncClient:
    app = secured(Starlette(routes=[Route("/bare", bare), Route("/own", own), Route("/broken", broken)]), https=https)
    return AsyncClient(transport=ASGITransport(app, raise_app_exceptions=False), base_url="http://desk.example")


@pytest.mark.anyio
@pytest.mark.parametrize(("path", "status"), [("/bare", 200), ("/nowhere", 404), ("/broken", 500)])
async def test_what_an_answer_leaves_unsaid_is_the_strictest(path: str, status: int) -> None:
    answer = await browser(https=False).get(path)
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"]
    for part in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "strict-transport-security" not in answer.headers


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/bare", "/own", "/nowhere", "/broken"])
async def test_where_browsers_come_by_https_they_stay_with_it_for_a_year_below_too(path: str) -> None:
    answer = await browser(https=True).get(path)
    assert answer.headers.get_list("strict-transport-security") == ["max-age=31536000; includeSubDomains"]


@pytest.mark.anyio
async def test_a_request_is_never_repeated_to_whoever_sent_it() -> None:
    for method in ("TRACE", "TRACK"):
        answer = await browser(https=True).request(method, "/bare", headers={"Cookie": "specimen"})
        assert (answer.status_code, answer.content) == (405, b"")
        assert "strict-transport-security" in answer.headers


@pytest.mark.anyio
async def test_what_a_page_says_of_itself_stands() -> None:
    answer = await browser(https=False).get("/own")
    assert answer.headers.get_list("content-security-policy") == ["default-src 'self'"]
