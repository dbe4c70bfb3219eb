"""verify.html checks itself in a real browser, from a file and without a network; what people wrote stays text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.verify import forge, tamper
from tests.verify.conftest import CONVERSATION, World, signed_message
from tests.verify.test_later import rescreen

from handclasp.verify import Fault, Reason, Status, check
from handclasp.verify.page import transcript_html, verify_html

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
HOSTILE = "</script><img src=x onerror=\"document.title='owned'\"><!-- <script>document.title='owned'</script> & 你好"
Opened = tuple[Page, list[str]]
Open = Callable[[bytes], Opened]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Open a page from a file; returns it with all it asked for, complained of, or said in a dialog."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1200, "height": 900})

    def open_page(html: bytes) -> Opened:
        path = tmp_path / "page.html"
        path.write_bytes(html)
        page, heard = context.new_page(), list[str]()
        page.on("request", lambda request: heard.append(request.url) if request.url != path.as_uri() else None)
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.goto(path.as_uri())
        return page, heard

    yield open_page
    context.close()


def state(page: Page) -> str | None:
    page.wait_for_selector("#verdict[data-state]")
    return page.get_attribute("#verdict", "data-state")


def pin(page: Page, key: str) -> None:
    page.fill("#key", key)
    page.click("#key-form button")


def bent_page(world: World, change: Callable[[Any], Any]) -> bytes:
    """verify.html with its transcript changed afterwards, as a forger would."""
    html = world.files["verify.html"].decode()
    changed = json.dumps(change(world.transcript()), ensure_ascii=False).replace("<", "\\u003c")
    pattern = re.compile(r'(<script type="application/json" id="transcript">).*?(</script>)', re.DOTALL)
    bent, count = pattern.subn(lambda match: match[1] + changed + match[2], html)
    assert count == 1
    return bent.encode()


def test_it_verifies_itself_without_asking_anybody(world: World, show: Open) -> None:
    page, heard = show(world.files["verify.html"])
    assert state(page) == "unknown"
    assert page.locator("#thread > li").count() == 7
    assert page.locator(".mask").inner_text() == "【身份证号 1101********002X】"
    pin(page, world.log.vkeys()[0])
    page.wait_for_selector("#verdict[data-state=valid]")
    assert heard == []


def test_it_speaks_both_languages_without_script(world: World, show: Open) -> None:
    page, _ = show(world.files["verify.html"])
    state(page)
    assert "签名者未知" in page.inner_text("#verdict")
    page.check("#lang-en", force=True)
    assert "signer unknown" in page.inner_text("#verdict")
    assert "签名者" not in page.inner_text("#verdict")


def test_it_checks_the_customers_own_signature(world: World, show: Open) -> None:
    log = forge.Log(witnesses=[forge.WITNESS])
    mask, hidden = "【身份证号 1101********002X】", "11010519491231002X"
    log.append(CONVERSATION, signed_message(1, "你好", "你好"))
    log.append(CONVERSATION, signed_message(2, f"😀 {hidden}。", f"😀 {mask}。", mask, hidden))
    log.append(CONVERSATION, signed_message(3, "你好", "你坏"))
    log.append(CONVERSATION, forge.message("agent:zhou", 4, "你好"))
    transcript = log.transcript(CONVERSATION)
    rec = log.records[1]
    assert rec is not None
    transcript["records"][1]["record"] = rec.document()
    page, heard = show(verify_html(forge.dumps(transcript)))
    state(page)
    for i, words in enumerate(("客户设备的签名成立", "客户设备的签名成立", "客户签名与这些文字不符")):
        page.locator("details.receipt summary").nth(i).click()
        page.locator("#thread > li").nth(i).locator("dd .zh", has_text=words).wait_for()
    page.locator("details.receipt summary").nth(3).click()
    page.locator("#thread > li").nth(3).locator("dl").wait_for()
    assert "签名" not in page.locator("#thread > li").nth(3).inner_text()
    assert heard == []


def test_it_shows_what_stands_in_the_place_of_hidden_words(show: Open) -> None:
    log = forge.Log()
    target = log.append(CONVERSATION, forge.message("customer:7F3A", 1, "my number: 13812345678"))
    log.append(CONVERSATION, forge.message("customer:7F3A", 2, "and <b>this</b>"))
    spans = [forge.span("my number: 【手机号 ****】", "【手机号 ****】", "PHONE", 0)]
    hides = rescreen(target, 3, hide=["body"], masked="my number: 【手机号 ****】", spans=spans)
    log.append(CONVERSATION, hides)
    document = log.transcript(CONVERSATION)
    del document["records"][0]["record"]["openings"]["body"]
    page, heard = show(verify_html(forge.dumps(document)))
    assert state(page) == "unknown"
    first = page.locator("#thread > li").nth(0)
    assert first.locator(".mask").inner_text() == "【手机号 ****】"
    assert "由第 3 条记录（machine:rescreen）所为" in first.inner_text()
    assert "第 1 条" in page.locator("#thread > li").nth(2).inner_text()
    assert "有 1 条记录的文字在封存之后被遮盖" in page.inner_text("#proved")
    assert heard == []


def test_a_key_that_did_not_sign_makes_it_invalid(world: World, show: Open) -> None:
    page, _ = show(world.files["verify.html"])
    state(page)
    pin(page, forge.Key(forge.ORIGIN, "stranger").vkey(1))
    page.wait_for_selector("#verdict[data-reason=pinned-key-did-not-sign]")
    pin(page, forge.Key("other.example/log", "stranger").vkey(1))
    page.wait_for_selector("#verdict[data-reason=origin-not-pinned]")
    pin(page, world.log.vkeys()[0])
    page.wait_for_selector("#verdict[data-state=valid]")


def test_a_broken_key_or_one_it_cannot_check_is_said_plainly(world: World, show: Open) -> None:
    page, _ = show(world.files["verify.html"])
    state(page)
    for key, words in ((world.log.vkeys()[0][:-3], "公钥"), ("hello", "公钥"), (world.log.vkeys()[1], "ML-DSA")):
        pin(page, key)
        page.wait_for_function("words => document.getElementById('told').innerText.includes(words)", arg=words)
        assert state(page) == "unknown"


def test_a_browser_without_ed25519_says_so(world: World, browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(world.files["verify.html"])
    context = browser.new_context()
    context.add_init_script("SubtleCrypto.prototype.importKey = async () => { throw new DOMException('no'); };")
    page = context.new_page()
    page.goto(path.as_uri())
    state(page)
    pin(page, world.log.vkeys()[0])
    page.wait_for_function("document.getElementById('told').innerText.includes('Ed25519')")
    assert state(page) == "unknown"
    context.close()


def with_openings(document: Any, seq: int, name: str, value: Any) -> Any:
    return tamper.changed(document, ("records", seq - 1, "record", "openings", name, "value", "v"), value)


def forget_id(document: Any) -> Any:
    for part in ("openings", "commitments"):
        document = tamper.without(document, ("records", 0, "record", part, "id"))
    return document


def smaller(document: Any) -> Any:
    return document | {"checkpoint": document["checkpoint"].replace("\n9\n", "\n3\n")}


def swap(document: Any) -> Any:
    first, second, *rest = document["records"]
    return document | {"records": [second, first, *rest]}


R = Reason
BENT: list[tuple[str, Callable[[Any], Any], Reason]] = [
    ("a body edited", lambda d: with_openings(d, 4, "body", "我没说过"), R.OPENING_WRONG),
    ("an author edited", lambda d: with_openings(d, 4, "author", "agent:li"), R.OPENING_WRONG),
    ("a time edited", lambda d: with_openings(d, 4, "received", 5), R.OPENING_WRONG),
    ("a commitment removed", forget_id, R.RECORD_HASH_WRONG),
    ("a record deleted", lambda d: tamper.without(d, ("records", 2)), R.SEQUENCE_GAP),
    ("records swapped", swap, R.SEQUENCE_ORDER),
    ("a record doubled", lambda d: d | {"records": [*d["records"], d["records"][0]]}, R.SEQUENCE_DOUBLED),
    ("another place", lambda d: tamper.changed(d, ("records", 0, "index"), 3), R.INCLUSION_WRONG),
    ("another conversation", lambda d: d | {"conversation": "00" * 16}, R.CONVERSATION_DIFFERS),
    ("another log", lambda d: d | {"origin": "other.example"}, R.ORIGIN_DIFFERS),
    ("a bent checkpoint", lambda d: d | {"checkpoint": d["checkpoint"].replace("\n\n", "\n")}, R.NOTE_MALFORMED),
    ("a smaller checkpoint", smaller, R.INCLUSION_WRONG),
    ("an unknown key", lambda d: d | {"more": 1}, R.JSON_UNKNOWN_KEY),
    ("a float", lambda d: tamper.changed(d, ("records", 0, "index"), 1.0), R.JSON_MALFORMED),
    ("nothing", lambda d: d | {"records": []}, R.NO_RECORDS),
]  # fmt: skip


@pytest.mark.parametrize(("change", "reason"), [row[1:] for row in BENT], ids=[row[0] for row in BENT])
def test_a_tampered_page_says_so_by_the_same_name(
    world: World, show: Open, change: Callable[[Any], Any], reason: Reason
) -> None:
    page, heard = show(bent_page(world, change))
    assert state(page) == "invalid"
    assert page.get_attribute("#verdict", "data-reason") == reason
    assert check(tamper.dump(change(world.transcript()))).reason is reason
    assert heard == []


def test_page_and_program_agree_on_every_changed_leaf(world: World, show: Open) -> None:
    """Each leaf of one record is changed in the open page, which must refuse what the program refuses."""
    page, _ = show(world.files["verify.html"])
    state(page)
    transcript = world.transcript()
    for path in tamper.leaves(transcript["records"][1]):
        value = next(tamper.others(tamper.at(transcript["records"][1], path)))
        changed = tamper.changed(transcript, ("records", 1, *path), value)
        page.evaluate(EXCHANGE, json.dumps(changed, ensure_ascii=False))
        page.evaluate(RERUN)
        assert state(page) == "invalid", path
        assert check(tamper.dump(changed)).status is Status.INVALID, path


EXCHANGE = """text => { document.getElementById('transcript').textContent = text;
  delete document.getElementById('verdict').dataset.state; }"""
RERUN = """() => { const old = document.querySelector('script[type=module]');
  const made = document.createElement('script'); made.type = 'module';
  made.textContent = old.textContent; old.replaceWith(made); }"""


def hostile_world() -> forge.Log:
    log = forge.Log(witnesses=[forge.WITNESS])
    log.append(
        CONVERSATION, forge.message("customer:" + HOSTILE, 1, HOSTILE, [forge.span(HOSTILE, "<img", HOSTILE, None)])
    )
    odd = forge.said(
        "attachment", "customer:x", 2, body=("text", HOSTILE), media_type=("json", [HOSTILE]), size=("text", "x")
    )
    log.append(CONVERSATION, odd)
    event = forge.said("<b>" + HOSTILE, HOSTILE, 3, order=("text", HOSTILE), details=("json", {"a": HOSTILE}))
    log.append(CONVERSATION, event)
    strange = forge.message("no role", 2**36, "\u202e\u0000 strange", spans=[{"at": [0, 99]}, 5, {"at": "x"}])
    log.append(CONVERSATION, strange | {"id": ("text", "__proto__"), "constructor": ("text", "x")})
    return log


def test_hostile_text_stays_text(world: World, show: Open) -> None:
    transcript = forge.dumps(hostile_world().transcript(CONVERSATION))
    for make in (verify_html, transcript_html):
        page, heard = show(make(transcript))
        if make is verify_html:
            assert state(page) == "unknown"
        page.wait_for_selector("#thread > li, .thread > li")
        assert page.locator(".thread .bubble").first.inner_text() == HOSTILE
        assert page.locator("img, iframe, object, link").count() == 0
        assert page.locator("script").count() == (4 if make is verify_html else 0)
        assert "owned" not in page.title()
        assert heard == []


def test_the_policy_of_both_pages_lets_nothing_else_in(world: World) -> None:
    for name in ("verify.html", "transcript.html"):
        html = world.files[name].decode()
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
        assert policy is not None
        assert policy[1].startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in policy[1]
        assert ("script-src" in policy[1]) == (name == "verify.html")
        assert not re.search(r'(?:src|href)="', html)


def test_the_reading_page_reads_the_same_without_script(world: World, show: Open) -> None:
    page, heard = show(world.files["transcript.html"])
    assert page.locator(".thread > li").count() == 7
    assert "你好，我刚买的礼品卡打不开" in page.inner_text(".thread")
    assert "proves nothing by itself" in page.content()
    page.emulate_media(media="print")
    assert not page.locator(".tongues").is_visible()
    assert heard == []


def test_pages_fit_a_phone(world: World, browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 740})
    for name in ("verify.html", "transcript.html"):
        (tmp_path / name).write_bytes(world.files[name])
        page = context.new_page()
        page.goto((tmp_path / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") == 360
    context.close()


def test_no_page_is_made_of_what_is_not_consistent(world: World) -> None:
    for change in (swap, lambda d: with_openings(d, 1, "body", "x")):
        for make in (verify_html, transcript_html):
            with pytest.raises(Fault):
                make(tamper.dump(change(world.transcript())))


def test_it_opens_in_the_readers_language(world: World, browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "verify.html").write_bytes(world.files["verify.html"])
    for locale, words in (("en-GB", "signer unknown"), ("zh-CN", "签名者未知")):
        context = browser.new_context(locale=locale)
        page = context.new_page()
        page.goto((tmp_path / "verify.html").as_uri())
        state(page)
        assert words in page.inner_text("#verdict")
        context.close()


@pytest.mark.parametrize("make", [verify_html, transcript_html])
def test_events_are_told_in_words_in_both_languages(show: Open, make: Callable[[bytes], bytes]) -> None:
    log = forge.Log(witnesses=[forge.WITNESS])
    log.append(CONVERSATION, forge.said("agent-action", "agent:zhou", 1, action=("text", "take")))
    log.append(CONVERSATION, forge.said("close", "system:handclasp", 2, outcome=("text", "idle")))
    page, _ = show(make(forge.dumps(log.transcript(CONVERSATION))))
    page.wait_for_selector("#thread > li, .thread > li")
    page.locator("label[for=lang-zh]").click()
    assert page.locator(".bubble").first.inner_text() == "客服操作 · 操作：接手会话"
    page.locator("label[for=lang-en]").click()
    told = page.locator(".bubble").all_inner_texts()
    assert told[0] == "Agent's action · action: took the conversation"
    assert told[1] == "Closed · outcome: nobody said anything for long"


@pytest.mark.parametrize("make", [verify_html, transcript_html])
def test_a_disputes_steps_say_what_was_decided(show: Open, make: Callable[[bytes], bytes]) -> None:
    log = forge.Log(witnesses=[forge.WITNESS])
    step = {"claim": "invalid", "outcome": "partly", "ground": "not-accepted", "facts": [1]}
    decided = {"step": ("text", "decided"), "details": ("json", step)}
    log.append(CONVERSATION, forge.said("case-step", "specialist:bai", 1, **decided))
    page, _ = show(make(forge.dumps(log.transcript(CONVERSATION))))
    page.wait_for_selector("#thread > li, .thread > li")
    page.locator("label[for=lang-zh]").click()
    told = page.locator(".bubble").first.inner_text()
    assert told == "争议进度 · 步骤：裁决 · 诉求：卡密无效 · 结果：部分支持客户 · 依据：卡密无法兑换"
    assert "争议专员" in page.locator("#thread > li, .thread > li").first.inner_text()
    page.locator("label[for=lang-en]").click()
    assert (
        page.locator(".bubble")
        .first.inner_text()
        .endswith("partly for the customer · ground: the code is not accepted")
    )


@pytest.mark.parametrize("make", [verify_html, transcript_html])
def test_a_record_that_is_withheld_says_so(show: Open, make: Callable[[bytes], bytes]) -> None:
    log = forge.Log(witnesses=[forge.WITNESS])
    log.append(CONVERSATION, forge.said("agent-action", "agent:zhou", 1, action=("text", "take")))
    document = log.transcript(CONVERSATION)
    document["records"][0]["record"]["openings"] = {}
    page, _ = show(make(forge.dumps(document)))
    page.wait_for_selector("#thread > li, .thread > li")
    page.locator("label[for=lang-zh]").click()
    assert page.locator(".bubble").first.inner_text() == "这条记录的内容未公开"
    page.locator("label[for=lang-en]").click()
    assert page.locator(".bubble").first.inner_text() == "What this record says is withheld"
    if make is verify_html:
        assert "Records whose content is withheld: 1." in page.locator("#proved").inner_text()
