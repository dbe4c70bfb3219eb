"""A customer's way in a real browser: a shop with a strict policy on one site, the widget on another.

Every test fails when the browser reports a violated policy, a script error or any other complaint that was not
expected.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from playwright.sync_api import Route, expect
from tests.web.widget.stand import ColorScheme, Enter, Stand

from handclasp.records import Kind
from handclasp.seal import said
from handclasp.verify.command import check
from handclasp.verify.note import Trust
from handclasp.verify.pieces import read_pieces


def test_what_is_written_is_sealed_signed_and_answered(enter: Enter, stand: Stand) -> None:
    customer = enter()
    customer.visit("/shop/orders/A1001")
    text = "我的身份证 11010519491231002X，订单 A1001 的卡密无效"
    customer.write(text)
    assert customer.sealed("A1001") == "#214"
    expect(customer.frame.locator(".own .mask")).to_have_text("身份证号 1101····002X")
    stand.house.say(stand.conversation, "请问兑换时提示的文字是什么？")
    answer = customer.frame.locator("li.theirs")
    expect(answer).to_contain_text("请问兑换时提示的文字是什么？")
    expect(answer).to_contain_text("小周")
    expect(answer.locator("button.seal")).to_have_text("#215")

    (kept,) = stand.house.customer_records(stand.conversation)
    signature = kept.raw.signature
    assert signature is not None
    assert kept.raw.sent is not None
    message = said.message(stand.conversation, kept.raw.sent, str(kept.raw.facts["id"]), text, signature.salt.reveal())
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), signature.key)
    r, s = (int.from_bytes(signature.sig[at : at + 32], "big") for at in (0, 32))
    key.verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))


def test_a_mask_whose_name_is_two_words_says_it_once(enter: Enter) -> None:
    customer = enter()
    customer.visit()
    customer.write("my ID number is 11010519491231002X")
    customer.sealed("my ID")
    expect(customer.frame.locator(".own .mask")).to_have_text("身份证号 1101····002X")


def test_the_signing_key_cannot_be_read_out_and_stays_the_same(enter: Enter, stand: Stand) -> None:
    customer = enter()
    customer.visit()
    customer.write("one")
    customer.sealed("one")
    customer.page.reload()
    customer.connected()
    customer.write("two")
    customer.sealed("two")
    keys = {one.raw.signature.key for one in stand.house.customer_records(stand.conversation) if one.raw.signature}
    assert len(keys) == 1
    script = """() => new Promise((done) => {
      const asked = indexedDB.open("handclasp", 1);
      asked.onsuccess = () => {
        const all = asked.result.transaction("keys").objectStore("keys").getAll();
        all.onsuccess = () => crypto.subtle.exportKey("pkcs8", all.result[0].privateKey)
          .then(() => done("read"), (e) => done(e.name));
      };
    })"""
    assert customer.frame.locator("body").evaluate(script) == "InvalidAccessError"


def test_a_returning_customer_finds_the_conversation_and_one_notice(enter: Enter, stand: Stand) -> None:
    customer = enter()
    customer.visit()
    customer.write("still here")
    customer.sealed("still here")
    customer.visit("/shop/orders/A1001", chat=False)
    customer.connected()
    expect(customer.frame.locator("li.own")).to_contain_text("still here")
    assert customer.frame.locator("#notice details").get_attribute("open") is None
    assert [one.raw.kind for one in stand.house.kept[stand.conversation]] == [Kind.NOTICE, Kind.MESSAGE]


def test_enter_while_composing_chinese_does_not_send(enter: Enter, stand: Stand) -> None:
    customer = enter()
    customer.visit()
    field = customer.frame.locator("#text")
    field.fill("ni hao")
    field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    field.dispatch_event("keydown", {"key": "Enter", "keyCode": 229})
    expect(field).to_have_value("ni hao")
    field.press("Shift+Enter")
    field.press_sequentially("zai ma")
    field.press("Enter")
    customer.sealed("zai ma")
    (kept,) = stand.house.customer_records(stand.conversation)
    assert kept.raw.text is not None
    assert kept.raw.text.reveal() == "ni hao\nzai ma"


def test_what_is_hidden_later_leaves_the_customers_screen_without_a_reload(enter: Enter, stand: Stand) -> None:
    customer = enter()
    customer.visit()
    customer.write("the word is rosebud")
    customer.sealed("the word is rosebud")
    customer.write("and on we go")
    customer.sealed("and on we go")
    own = customer.frame.locator("li.own")
    own.first.evaluate("line => { line.parentElement.dataset.kept = 'yes'; }")
    target = next(
        one for one in stand.house.customer_records(stand.conversation) if "rosebud" in (one.screened.masked or "")
    )
    facts: dict[str, Any] = {
        "target": target.rec.hash,
        "hide": ["body"],
        "release": [],
        "reason": "x",
        "masked": "the word is 【口令 ****】",
    }
    stand.house.say(stand.conversation, "", kind=Kind.RESCREEN, **facts)
    expect(own.first).to_contain_text("the word is 【口令 ****】")
    expect(customer.frame.locator("body")).not_to_contain_text("rosebud")
    expect(own).to_have_count(2)
    expect(own.first.locator("button.seal")).to_have_count(1)
    assert own.first.evaluate("line => line.parentElement.dataset.kept") == "yes"


def test_hostile_words_stay_words(enter: Enter, stand: Stand) -> None:
    customer = enter()
    customer.visit()
    hostile = '<img src=x onerror="parent.hacked=1"><script>window.hacked=1</script>\u202e𝕏👩‍👩‍👧'
    customer.write(hostile)
    customer.sealed("img src=x")
    stand.house.say(stand.conversation, hostile + " 13800135678")
    expect(customer.frame.locator("li.theirs .mask")).to_contain_text("138")
    assert customer.frame.locator(".own .bubble").inner_text() == hostile
    assert customer.frame.locator("#thread img, #thread script").count() == 0


def test_a_long_message_wraps_and_nothing_scrolls_sideways(enter: Enter) -> None:
    customer = enter()
    customer.page.set_viewport_size({"width": 360, "height": 640})
    customer.visit()
    customer.write("长" * 3000 + "A" * 2000)
    customer.sealed("长长长")
    fits = "(e) => e.scrollWidth <= e.clientWidth"
    assert customer.frame.locator("html").evaluate(fits)
    assert customer.frame.locator("#scroll").evaluate(fits)
    assert customer.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_receipt_can_be_saved_and_verifies_elsewhere(enter: Enter, tmp_path: Path) -> None:
    customer = enter()
    customer.visit()
    customer.write("prove this")
    customer.sealed("prove this")
    expect(customer.frame.locator("button.seal")).to_have_count(2)
    expect(customer.frame.locator("button.seal")).to_have_count(2)
    customer.frame.locator("li.own button.seal").click()
    dialog = customer.frame.locator("dialog")
    expect(dialog).to_contain_text("本机已核对")
    expect(dialog).to_contain_text("签了名")
    with customer.page.expect_download() as saved:
        dialog.get_by_role("button", name="保存回执").click()
    saved.value.save_as(tmp_path / "one.receipt.json")
    document = (tmp_path / "one.receipt.json").read_bytes()
    assert check(document).exit_code == 3
    assert json.loads(document)["record"]["openings"]["body"]["value"]["v"] == "prove this"
    customer.page.keyboard.press("Escape")
    customer.frame.get_by_role("button", name="更多").click()
    with customer.page.expect_download() as saved:
        customer.frame.get_by_role("button", name="保存对话和回执").click()
    assert re.fullmatch(r"chat-\d{4}-\d\d-\d\d\.receipts\.json", saved.value.suggested_filename)
    saved.value.save_as(tmp_path / "chat.receipts.json")
    whole = (tmp_path / "chat.receipts.json").read_bytes()
    verdict = check(whole)
    assert (verdict.subject, verdict.exit_code, len(verdict.facts["records"])) == ("receipts", 3, 2)
    assert [item.get("text") for item in json.loads(whole)["items"]] == [None, "prove this"]
    pieces, failed = read_pieces(whole, Trust())
    assert ([piece.record.entry.seq for piece in pieces], failed) == ([1, 2], [])


def test_a_false_receipt_is_called_false(enter: Enter) -> None:
    customer = enter()
    customer.visit()

    def bend(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        body["receipt"]["record"]["openings"]["body"]["value"]["v"] = "other words"
        route.fulfill(response=answer, json=body)

    customer.page.route("**/v1/widget/messages", bend)
    customer.write("my words")
    customer.sealed("my words")
    customer.frame.locator("li.own button.seal").click()
    expect(customer.frame.locator("dialog")).to_contain_text("本机核对没有通过")


def test_a_file_is_shown_as_sealed(enter: Enter, stand: Stand) -> None:
    customer = enter()
    customer.visit()
    customer.frame.locator("#file").set_input_files(
        {"name": "截图.png", "mimeType": "image/png", "buffer": b"\x89PNG specimen"}
    )
    customer.sealed("截图.png")
    (kept,) = stand.house.customer_records(stand.conversation)
    assert kept.raw.attached is not None
    assert kept.raw.attached.content.reveal() == b"\x89PNG specimen"


def test_a_signed_in_customer_is_greeted_and_leaves_no_words_on_the_device(enter: Enter, stand: Stand) -> None:
    customer = enter()
    customer.visit(chat=False)
    customer.page.get_by_role("button", name="以示例客户登录").click()
    customer.open()
    expect(customer.frame.locator("#line")).to_have_text("叶小满，您好")
    first = stand.conversation
    customer.write("nobody else's business")
    customer.sealed("nobody else's business")
    kept = customer.frame.locator("body").evaluate("() => Object.keys(localStorage)")
    assert kept == ["handclasp/specimen-site/notice"]
    assert customer.frame.locator("body").evaluate(KEPT_RECEIPTS) == 0
    customer.page.reload()
    customer.connected()
    expect(customer.frame.locator("button.seal")).to_have_count(2)
    customer.page.get_by_role("button", name="退出").click()
    customer.connected()
    expect(customer.frame.locator("li.own")).to_have_count(0)
    assert "business" not in customer.frame.locator("body").evaluate("() => JSON.stringify(sessionStorage)")
    other = enter(device=True)
    other.visit(chat=False)
    other.page.get_by_role("button", name="Sign in as a sample customer").click()
    other.open()
    expect(other.frame.locator("#line")).to_have_text("Hello, Ye Xiaoman")
    expect(other.frame.locator("li.own")).to_contain_text("nobody else's business")
    assert next(iter(stand.house.names.values())) == first


def test_where_the_browser_keeps_nothing_the_chat_says_so_and_still_works(enter: Enter, stand: Stand) -> None:
    customer = enter(private=True)
    customer.visit()
    expect(customer.frame.locator("#composer")).to_contain_text("离开本页，对话会重新开始")
    assert customer.frame.get_by_role("link", name="在新窗口打开").get_attribute("target") == "_blank"
    for words in ("first words", "second words"):
        customer.write(words)
        customer.sealed(words)
    keys = {one.raw.signature.key for one in stand.house.customer_records(stand.conversation) if one.raw.signature}
    assert len(keys) == 1


def test_a_shops_button_opens_the_chat_with_words_to_begin_with(enter: Enter) -> None:
    customer = enter()
    customer.visit("/shop/orders/A1001", chat=False)
    customer.page.get_by_role("button", name="卡密无效").click()
    customer.connected()
    expect(customer.frame.locator("#text")).to_have_value("订单 A1001 的卡密无效，兑换时提示：")


def test_an_answer_to_a_closed_chat_is_counted_on_the_button(enter: Enter, stand: Stand) -> None:
    customer = enter()
    customer.visit()
    customer.frame.locator("#text").press("Escape")
    expect(customer.page.get_by_role("button", name="联系客服")).to_be_focused()
    stand.house.say(stand.conversation, "您好")
    expect(customer.page.get_by_role("button", name="联系客服，1 条新消息")).to_be_visible()


def test_a_code_about_to_be_sent_is_warned_of(enter: Enter) -> None:
    customer = enter(device=True)
    customer.visit()
    guard = customer.frame.locator("#guard")
    seed = "abandon ability able about above absent absorb abstract absurd abuse access accident"
    for text, warned in (
        ("my code is 123456", True),
        ("order A1001, thanks", False),
        (seed, True),
        ("0x" + "ab" * 32, True),
    ):
        customer.frame.locator("#text").fill(text)
        expect(guard).to_be_visible() if warned else expect(guard).to_be_hidden()


def test_another_page_cannot_embed_the_chat(enter: Enter, stand: Stand) -> None:
    customer = enter()
    stand.house.origins = ("https://shop.example",)
    customer.visit(chat=False)
    with customer.page.expect_event("console", lambda message: "frame-ancestors" in message.text):
        customer.page.get_by_role("button", name="联系客服").click()
    assert not stand.house.names
    customer.complaints.clear()


def test_no_session_and_no_words_stand_in_any_address(enter: Enter) -> None:
    customer = enter()
    addresses: list[str] = []
    customer.page.on("request", lambda request: addresses.append(request.url))
    customer.visit()
    customer.write("private words")
    customer.sealed("private words")
    token = customer.frame.locator("body").evaluate("() => localStorage.getItem('handclasp/specimen-site')")
    assert len(token) > 100
    assert addresses
    assert not [url for url in addresses if token in url or "private" in url]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(enter: Enter, stand: Stand, scheme: ColorScheme) -> None:
    customer = enter(scheme=scheme)
    customer.visit()
    customer.write("电话 13800135678，密码是 Tiger#2026x")
    customer.sealed("电话")
    stand.house.say(stand.conversation, "您好")
    stand.house.say(stand.conversation, "已发放", kind=Kind.ORDER_EVENT, order="A1001", event="delivered")
    customer.frame.locator(".event button.seal").nth(1).wait_for()
    customer.frame.locator("#text").fill("验证码 123456")
    poor = customer.frame.locator("body").evaluate(CONTRAST)
    assert poor == []


KEPT_RECEIPTS = """() => new Promise((done) => {
  const asked = indexedDB.open("handclasp", 1);
  asked.onsuccess = () => {
    const all = asked.result.transaction("receipts").objectStore("receipts").count();
    all.onsuccess = () => done(all.result);
  };
})"""

CONTRAST = """() => {
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => { paint.clearRect(0, 0, 1, 1); paint.fillStyle = color; paint.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = paint.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255]; };
  const over = (top, under) => top.slice(0, 3).map((v, i) => v * top[3] + under[i] * (1 - top[3])).concat(1);
  const ground = (e) => { const own = rgba(getComputedStyle(e).backgroundColor);
    return own[3] === 1 ? own : over(own, e.parentElement ? ground(e.parentElement) : [255, 255, 255, 1]); };
  const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const light = (c) => c.slice(0, 3).map((v) => linear(v / 255))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const worded = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  const seen = [...document.querySelectorAll("body *")].filter((e) => e.checkVisibility() && !e.disabled && worded(e));
  return seen.map((e) => {
      const under = ground(e); const ink = over(rgba(getComputedStyle(e).color), under);
      const [a, b] = [light(ink), light(under)].sort((x, y) => y - x);
      return [(a + 0.05) / (b + 0.05), e.textContent.slice(0, 20)]; }).filter(([ratio]) => ratio < 4.5);
}"""


def test_how_it_went_is_asked_in_the_talk_and_answered_with_the_keyboard(enter: Enter, stand: Stand) -> None:
    customer = enter()
    customer.visit()
    customer.write("hello")
    customer.sealed("hello")
    stand.house.say(stand.conversation, "", kind=Kind.RATING, step="asked")
    form = customer.frame.locator("form.rating")
    expect(form.locator("legend")).to_have_text("这次服务怎么样？")
    form.get_by_label("4 分（满分 5 分）").focus()
    form.get_by_label("4 分（满分 5 分）").press("Space")
    form.get_by_label("还想说什么？（可不填）").fill("电话 13800138000")
    form.get_by_role("button", name="提交").press("Enter")
    expect(customer.frame.get_by_text("您评了 4 分（满分 5 分）")).to_be_visible()
    expect(form).to_have_count(0)
    answer = stand.house.customer_records(stand.conversation)[-1]
    assert answer.raw.facts["score"] == 4
    assert "13800138000" not in str(answer.screened.masked)
    customer.page.reload()
    customer.connected()
    expect(customer.frame.get_by_text("您评了 4 分（满分 5 分）")).to_be_visible()
    expect(customer.frame.locator("form.rating")).to_have_count(0)


def test_a_chat_joined_with_another_goes_on_there_and_back_again(enter: Enter, stand: Stand) -> None:
    customer = enter()
    customer.visit()
    customer.write("first")
    customer.sealed("first")
    house, own = stand.house, stand.conversation
    main = house.open("demo", "shop/ticket-7")
    house.say(main, "answered elsewhere")
    house.joined[own] = main
    house.say(own, "", kind=Kind.CLOSE, outcome="merged")
    expect(customer.frame.locator("li.theirs")).to_contain_text("answered elsewhere")
    expect(customer.frame.locator("li.own")).to_contain_text("first")
    expect(customer.frame.locator("li.event").last).to_contain_text("合并")
    customer.write("second")
    customer.sealed("second")
    customer.page.reload()
    customer.connected()
    expect(customer.frame.locator("li.own")).to_have_text([re.compile("first"), re.compile("second")])
    expect(customer.frame.locator("li .seal.wait")).to_have_count(0)
    del house.joined[own]
    house.say(main, "parted", kind=Kind.NOTE)
    house.say(own, "back here")
    expect(customer.frame.locator("li.theirs").last).to_contain_text("back here")
    customer.write("third")
    customer.sealed("third")
    said_in = {
        name: [one.raw.text.reveal() for one in house.customer_records(name) if one.raw.text] for name in (own, main)
    }
    assert said_in == {own: ["first", "third"], main: ["second"]}
