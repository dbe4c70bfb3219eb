"""Guessing and browsing: ids of others' conversations, addresses nobody was shown, doors tried without a key."""

from __future__ import annotations

import asyncio
import secrets

import httpx
import pytest
from tests.attacks.besieged import WORDS, about, addresses, conversation, recorded, silent
from tests.matrix.served import FAR, PASSWORD, Browser, Served
from tests.matrix.street import KEYS

from handclasp.records import Kind

OPEN = {
    "/desk/sign-in",
    "/desk/sign-in/passkey",
    "/desk/sign-in/passkey/options",
    "/desk/sign-out",
    "/desk/single-sign-on",
    "/desk/single-sign-on/back",
    "/desk/single-sign-on/refused",
    "/desk/language",
    "/desk/theme",
    "/desk/push.js",
}
"""Addresses for who is not signed in."""


def both(browser: Browser, path: str) -> list[httpx.Response]:
    """An address asked both ways, with whatever a form there might want."""
    form = {"text": "x", "key": "k" * 20, "agent": "the-agent", "purpose": "dispute", "reason": "because of this"}
    form |= {"do": "show", "decision": "approve", "act": "change", "role": "specialist"}
    return [browser.get(path), browser.post(path, form)]


@pytest.mark.parametrize("path", [path for path in addresses() if path not in OPEN])
def test_no_page_opens_to_nobody(served: Served, path: str) -> None:
    for answer in both(served.browser(), path):
        assert silent(answer)
        where = answer.headers.get("location", "")
        leads_away = answer.status_code == 302 and ("/desk/sign-in" in where or where in {"/desk/", "/desk/security"})
        assert leads_away or answer.status_code in {401, 403, 404, 405}, (path, answer.status_code)


def test_no_page_opens_between_the_password_and_the_second_factor(served: Served) -> None:
    browser = served.browser()
    browser.post("/desk/sign-in", {"username": "another-privacy", "password": "踏雪寻梅 plum 4711"})
    half = browser.session
    assert half
    for path in set(addresses()) - OPEN:
        if path.startswith(("/desk/second-factor", "/desk/enrol", "/desk/password")):
            continue
        for answer in both(browser, path):
            assert answer.status_code in {302, 401, 403, 404, 405}, path
            assert "/desk/c/" not in answer.headers.get("location", "")


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("another-agent", "team"),
        ("another-agent", "other"),
        ("another-lead", "other"),
        ("another-merchant", "theirs"),
        ("another-administrator", "other"),
        ("another-auditor", "other"),
    ],
)
def test_every_address_of_anothers_conversation_is_refused_and_recorded(served: Served, name: str, whose: str) -> None:
    there = conversation(served, whose)
    browser = served.browser(name)
    # A list may say that it is there: then its page opens, without a word of it; and who would take it is told who has
    # it.
    listed = {"another-auditor": ("/looks", there)}.get(name, ("/take",) if name != "another-administrator" else ())
    for path in about(there):
        if path.endswith("/events") and name == "another-auditor":
            continue  # whose list may say that it is there is told when that list changes
        if path.endswith(listed):
            assert all(silent(answer) for answer in both(browser, path))
            continue
        with recorded(served, by=name, subjects=[there]):
            answers = both(browser, path)
        for answer in answers:
            assert silent(answer), path
            assert answer.status_code in {403, 404, 405}, (path, answer.status_code)


@pytest.mark.parametrize("name", ["another-agent", "another-lead", "another-specialist", "another-director"])
@pytest.mark.parametrize("there", ["another tenant's", "nobody's"])
def test_a_guessed_conversation_is_not_there_and_the_guess_is_recorded(served: Served, name: str, there: str) -> None:
    guess = conversation(served, "elsewhere") if there == "another tenant's" else secrets.token_hex(16)
    browser = served.browser(name)
    for path in about(guess):
        with recorded(served, by=name, subjects=[guess]):
            answers = both(browser, path)
        for answer in answers:
            assert silent(answer), path
            assert answer.status_code in {403, 404, 405}, (path, answer.status_code)


def test_another_tenants_conversation_and_none_at_all_are_answered_alike(served: Served) -> None:
    real, none = conversation(served, "elsewhere"), secrets.token_hex(16)
    for name in ("another-agent", "another-specialist", "another-director"):
        answers = [served.browser(name).get(f"/desk/c/{guess}") for guess in (real, none)]
        pages = [answer.text.replace(guess, "") for answer, guess in zip(answers, (real, none), strict=True)]
        assert answers[0].status_code == answers[1].status_code
        assert len(pages[0]) == len(pages[1])


def test_neither_tenant_sees_the_other(served: Served) -> None:
    theirs = conversation(served, "elsewhere")
    assert WORDS[0] in served.browser(FAR).get(f"/desk/c/{theirs}").text
    for name in ("the-specialist", "the-auditor", "the-administrator"):
        text = "".join(served.browser(name).get(path).text for path in ("/desk/?tab=all", "/desk/people"))
        assert theirs not in text
        assert "wallet" not in text


@pytest.mark.parametrize("name", ["another-agent", "another-lead", "another-merchant", "another-specialist"])
def test_pages_of_the_house_are_not_there_for_the_desk(served: Served, name: str) -> None:
    browser = served.browser(name)
    for path in ("/desk/people", "/desk/people/add", "/desk/policies", "/desk/policies/edit"):
        with recorded(served, by=name):
            assert browser.get(path).status_code == 404


def test_a_live_stream_of_anothers_conversation_tells_nothing(served: Served) -> None:
    there = conversation(served, "other")
    browser = served.browser("another-auditor")
    with browser.client.stream("GET", f"/desk/c/{there}/events", params={"list": "old", "after": "0"}) as stream:
        told = []
        for line in stream.iter_lines():
            told.append(line)
            if line == "event: queue":  # it tells that a list changed; lines would have come before
                break
    assert "event: line" not in told
    assert not any(word in "".join(told) for word in WORDS)
    for guess in (conversation(served, "elsewhere"), secrets.token_hex(16)):
        assert browser.get(f"/desk/c/{guess}/events").status_code == 404


def test_an_export_leaves_by_no_address(served: Served) -> None:
    """What is asked for has an id; the file is made by one POST of who asked, and never by a GET."""
    there = conversation(served, "own", "specialist")
    asker = served.browser("the-specialist", "only export")
    asked = asker.post(f"/desk/c/{there}/export", {"purpose": "dispute", "reason": "the card did not work"})
    address = asked.headers["location"]
    assert address.startswith("/desk/approvals/")
    for name in (
        "the-specialist",
        "another-specialist",
        "another-lead",
        "another-director",
        "the-auditor",
        "the-agent",
    ):
        browser = served.browser(name, "only export")
        got = browser.get(f"{address}/file")
        assert got.status_code in {404, 405}
        if name != "the-specialist":
            # Who could decide on it may look at it, which is a record too; the file is for who asked.
            decides = name in {"another-lead", "another-director"}
            with recorded(served, Kind.ACCESS if decides else Kind.REFUSAL, by=name):
                answer = browser.post(f"{address}/file", {"passphrase": "p" * 20, "again": "p" * 20})
            assert answer.status_code in {403, 404}
            assert b"age-encryption.org" not in answer.content


def test_a_guessed_name_is_answered_as_any_that_is_anothers_and_recorded(served: Served) -> None:
    headers = {"authorization": f"Bearer {KEYS['key-read']}"}
    with recorded(served, by="the-key-read", action="read"):
        path = "/v1/conversations/order-that-never-was/records?by=name&purpose=p"
        assert httpx.get(served.address + path, headers=headers, timeout=60).status_code == 404
    told = []
    for name in ("other agent False False", "order-that-never-was", secrets.token_hex(16)):
        code = served.people["another-agent"].codes.pop()
        with recorded(served, by="another-agent", action="who-looked"):
            done = served.run("looks", name, "--as", "another-agent", said=f"{PASSWORD}\n{code}\n")
        assert done.returncode != 0
        told.append(done.stderr.strip())
    assert len(set(told)) == 1, told


@pytest.mark.parametrize("key", KEYS)
def test_a_key_guesses_no_conversation_of_another_tenant(served: Served, key: str) -> None:
    theirs = conversation(served, "elsewhere")

    def ask(method: str, path: str, **more: object) -> httpx.Response:
        headers = {"authorization": f"Bearer {KEYS[key]}"}
        return httpx.request(method, served.address + path, headers=headers, timeout=60, **more)  # type: ignore[arg-type]

    export = {"purpose": "dispute", "reason": "because of this"}
    for method, path, body in (
        ("GET", f"/v1/conversations/{theirs}/records?purpose=p", None),
        ("GET", f"/v1/conversations/{theirs}/receipts/1", None),
        ("POST", f"/v1/conversations/{theirs}/exports", export),
        ("GET", f"/v1/exports/{secrets.token_hex(16)}", None),
    ):
        with recorded(served, by=f"the-{key}"):
            answer = ask(method, path, json=body) if body else ask(method, path)
        assert answer.status_code in {403, 404}, path
        assert silent(answer)


def test_the_journal_of_another_tenant_is_not_read_by_naming_its_conversation(served: Served) -> None:
    theirs = conversation(served, "elsewhere")
    assert served.browser(FAR).get(f"/desk/c/{theirs}").status_code == 200
    headers = {"authorization": f"Bearer {KEYS['key-audit']}"}
    answer = httpx.get(f"{served.address}/v1/journal?conversation={theirs}", headers=headers, timeout=60)
    assert answer.status_code == 200
    assert FAR not in answer.text
    page = served.browser("the-auditor").get("/desk/journal", params={"about": theirs})
    assert page.status_code < 500
    assert FAR not in page.text


def test_a_key_that_was_guessed_is_no_key(served: Served) -> None:
    async def tries() -> list[int]:
        async with httpx.AsyncClient(base_url=served.address, timeout=60) as client:
            guesses = ["hc_", "hc_the-key-read_", "hc_the-key-read_wrong", "hc_nobody_specimen", "specimen", "é"]
            asked = [
                client.get("/v1/journal", headers=[(b"authorization", f"Bearer {guess}".encode())]) for guess in guesses
            ]
            return [answer.status_code for answer in await asyncio.gather(*asked)]

    assert set(asyncio.run(tries())) == {401}
