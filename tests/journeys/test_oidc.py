"""Signing in through a real OpenID provider, in real Chromium and both languages: there, back, second factor, desk."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.complaints import listen
from tests.journeys.running import Running
from tests.web.console.oidc.real import CLIENT, CLIENT_SECRET, RealProvider

NAME = "Specimen ID"
GO_ON = {"zh-CN": f"用{NAME}登录", "en-GB": f"Go on with {NAME}"}
PERSON = {"zh-CN": ("lin", "客服"), "en-GB": ("mei", "Team lead")}


class Town(NamedTuple):
    """A running house and the provider its people come from."""

    house: Running
    provider: RealProvider


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    path = Path(tempfile.mkdtemp(prefix="handclasp-oidc-"))
    path.chmod(0o711)
    provider = RealProvider(f"http://127.0.0.1:{port}/desk/single-sign-on/back")
    settings = {
        "OIDC_ISSUER": provider.issuer,
        "OIDC_CLIENT_ID": CLIENT,
        "OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "OIDC_NAME": NAME,
        "OIDC_TENANT": "demo",
        "OIDC_SCOPES": "profile roles",
        "OIDC_ROLES": "chiefs=lead support=agent",
        "OIDC_NEW_ACCOUNTS": "true",
    }
    house = Running(path, port, **{f"HANDCLASP_{key}": value for key, value in settings.items()})
    house.start()
    yield Town(house, provider)
    house.stop()
    provider.stop()
    shutil.rmtree((path / "postgres").resolve(), ignore_errors=True)
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(params=["zh-CN", "en-GB"])
def locale(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(chromium: Browser, locale: str) -> Iterator[Page]:
    context = chromium.new_context(locale=locale, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    listen(page, complaints)
    yield page
    context.close()
    # A browser notes every answer of 4xx; the refusal is one, and the provider's page has no icon.
    assert [one for one in complaints if "status of 4" not in one] == []


def code(secret: str, steps: int = 0) -> str:
    """What an authenticator app shows now, or so many steps from now (RFC 6238)."""
    counter = int(time.time()) // 30 + steps
    digest = hmac.digest(base64.b32decode(secret), counter.to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def through_the_provider(page: Page, town: Town, locale: str, person: str) -> None:
    """Press the button, sign in over there, come back."""
    page.goto(f"{town.house.address}/desk/")
    page.get_by_role("button", name=GO_ON[locale]).click()
    expect(page.get_by_role("heading", name="Specimen provider")).to_be_visible()
    assert page.url.startswith(town.provider.issuer)
    page.get_by_label("Name").fill(person)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(f"{town.house.address}/**")


def test_from_the_button_to_the_desk_and_back_again(
    town: Town, page: Page, locale: str, shots: Path, chromium: Browser
) -> None:
    person, role = PERSON[locale]
    through_the_provider(page, town, locale, person)

    # The provider's word opens nothing: a second factor is set up here first.
    expect(page).to_have_url(re.compile("/desk/enrol$"))
    page.goto(f"{town.house.address}/desk/")
    expect(page).to_have_url(re.compile("/desk/enrol$"))
    page.screenshot(path=shots / f"oidc-enrol-{locale}.png")
    secret = page.locator(".secret code").inner_text().replace(" ", "")
    page.fill("[name=code]", code(secret, -1))
    page.get_by_role("button", name=re.compile("Use this app|使用这个验证器")).click()
    expect(page).to_have_url(re.compile("/desk/recovery-codes$"))
    page.locator("form[action$='/recovery-codes'] button").click()
    expect(page.locator("html[data-live=yes]")).to_be_attached()
    page.goto(f"{town.house.address}/desk/security")
    expect(page.locator(".own-head")).to_contain_text(role)
    expect(page.locator("#own-provider")).to_have_text(NAME)
    page.screenshot(path=shots / f"oidc-account-{locale}.png")

    # On another device: there, back, and the second factor that belongs to this house.
    other = chromium.new_context(locale=locale).new_page()
    through_the_provider(other, town, locale, person)
    expect(other).to_have_url(re.compile("/desk/second-factor$"))
    expect(other.locator(".card-head")).to_contain_text(NAME)
    other.screenshot(path=shots / f"oidc-second-factor-{locale}.png")
    other.fill("[name=code]", code(secret))
    other.locator("form:has([name=code]) button").click()
    expect(other.locator("html[data-live=yes]")).to_be_attached()
    other.context.close()


def test_who_is_refused_reads_why_and_finds_the_way_back(town: Town, page: Page, locale: str, shots: Path) -> None:
    through_the_provider(page, town, locale, "guest")
    expect(page).to_have_url(f"{town.house.address}/desk/single-sign-on/refused")
    said = {"zh-CN": "身份平台没有给您这里的角色", "en-GB": "The provider gives you no role here"}
    expect(page.get_by_role("heading", name=said[locale])).to_be_visible()
    page.screenshot(path=shots / f"oidc-refused-{locale}.png")
    page.locator(".card a.button").click()
    expect(page).to_have_url(re.compile("/desk/sign-in"))
