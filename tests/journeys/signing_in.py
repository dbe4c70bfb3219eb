"""Signing a demo account in all the way, as its owner does: one-time password, own password, second factor, desk.

An account keeps what it was given (password, authenticator app, recovery codes) for the whole test process, so any
journey may sign it in again. Every code is used once, as the house demands: three codes of the app fit at any moment,
then recovery codes are taken; nothing waits for the clock.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import time
from dataclasses import dataclass, field

from playwright.sync_api import CDPSession, Page, expect
from tests.journeys.running import PASSWORD, Running


def totp(secret: str, step: int) -> str:
    """The code of one time step (RFC 6238, SHA-1, six digits)."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


@dataclass
class Account:
    """What one person holds."""

    name: str
    once: str
    password: str = PASSWORD
    secret: str = ""
    codes: list[str] = field(default_factory=list)
    passkey: bool = False
    _last: int = 0

    def code(self) -> str:
        """A second factor to type that was not used yet: the app's if one still fits, else a recovery code."""
        now, gone = divmod(int(time.time()), 30)
        # The code of the step before fits until this one ends: not late in it, for the page may be slow.
        step = max(now - 1 if gone < 15 else now, self._last + 1)
        if self.secret and step <= now + 1:
            self._last = step
            return totp(self.secret, step)
        return self.codes.pop()


_accounts: dict[tuple[str, str], Account] = {}


def account(up: Running, name: str) -> Account:
    """What the account of this name in this house holds."""
    if (up.address, name) not in _accounts:
        _accounts[up.address, name] = Account(name, up.once(name))
    return _accounts[up.address, name]


def hired(up: Running, name: str, role: str, *more: str) -> Account:
    """A new account in the demo tenant, made at the command line."""
    made = up.run("staff", "add", name, "--tenant", "demo", "--role", role, "--name", name.title(), *more)
    return joined(up, name, made.strip().splitlines()[-1])


def joined(up: Running, name: str, once: str) -> Account:
    """A new account, of which the one-time password is known."""
    return _accounts.setdefault((up.address, name), Account(name, once))


def give_password(up: Running, page: Page, name: str) -> Account:
    """From the desk's address to the page after the password; at the first time, after choosing an own one."""
    person = account(up, name)
    fresh = not (person.secret or person.passkey)
    page.goto(f"{up.address}/desk/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", person.once if fresh else person.password)
    page.locator("form:has([name=password]) button.main").click()
    if fresh:
        page.fill("[name=old]", person.once)
        page.fill("[name=new]", person.password)
        page.fill("[name=again]", person.password)
        page.click("button.main")
    expect(page).to_have_url(re.compile("/desk/enrol$" if fresh else "/desk/second-factor$"))
    return person


def set_up_app(page: Page, person: Account) -> None:
    """On the page that sets a second factor up: read the secret into an app, and type its first code."""
    person.secret = page.locator(".secret code").inner_text().replace(" ", "")
    page.fill("form[action$='/enrol'] [name=code]", person.code())
    page.click("form[action$='/enrol'] button")


def keep_codes(page: Page, person: Account) -> None:
    """On the page with new recovery codes: keep them, and go on."""
    expect(page).to_have_url(re.compile("/desk/recovery-codes$"))
    person.codes = page.locator(".codes code").all_inner_texts()
    assert len(person.codes) == 10
    page.click("form[action$='/recovery-codes'] button")


def give_code(page: Page, person: Account) -> None:
    """Type a code where a second factor is asked for."""
    page.fill("form:has([name=code]) [name=code]", person.code())
    page.locator("form:has([name=code]) button").click()


def signed_in(up: Running, page: Page, name: str) -> Account:
    """Sign in to the desk, setting up what a new account needs; done when the desk is live."""
    person = give_password(up, page, name)
    if person.secret or person.passkey:
        give_code(page, person)
    else:
        set_up_app(page, person)
        keep_codes(page, person)
    expect(page).to_have_url(re.compile("/desk/(people|journal)?$"))  # some begin elsewhere
    return person


def step_up(page: Page, person: Account) -> None:
    """Give a code on the step-up page that the browser was sent to."""
    expect(page).to_have_url(re.compile("/desk/step-up/"))
    give_code(page, person)


class Key:
    """A virtual passkey device in one browser tab; it verifies its owner (WebAuthn, Chrome DevTools Protocol)."""

    def __init__(self, page: Page) -> None:
        self._wire: CDPSession = page.context.new_cdp_session(page)
        self._wire.send("WebAuthn.enable")
        made = self._wire.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        self._device = made["authenticatorId"]

    def verifies(self, owner: bool) -> None:  # noqa: FBT001 -- a switch
        """Whether the device recognises its owner from now on."""
        told = {"authenticatorId": self._device, "isUserVerified": owner}
        self._wire.send("WebAuthn.setUserVerified", told)

    def held(self) -> list[dict[str, object]]:
        """The passkeys on the device."""
        found = self._wire.send("WebAuthn.getCredentials", {"authenticatorId": self._device})
        return list(found["credentials"])

    def take(self, credential: dict[str, object]) -> None:
        """Put a passkey of another device onto this one, as a synced one would be."""
        self._wire.send("WebAuthn.addCredential", {"authenticatorId": self._device, "credential": credential})
