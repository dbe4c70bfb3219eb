"""A file in the chat: held until it was looked at, then a picture, a voice or a sealed card, without a reload."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect
from tests.web.widget.house import House
from tests.web.widget.stand import ColorScheme, Customer, Enter, Stand

from handclasp.disclose.files import File
from handclasp.records import Kind, Secret

ANSWERS: dict[str, dict[str, Any]] = {
    "none": {
        "verdict": {"type": "none", "sure": 90, "sealed": False},
        "copy": b"16 bytes, a copy",
        "copy_type": "image/png",
    },
    "cn_id_front": {"verdict": {"type": "cn_id_front", "sure": 97, "sealed": True}},
    "wallet_seed_screenshot": {"verdict": {"type": "wallet_seed_screenshot", "sealed": True, "destroyed": "00" * 16}},
    "voice": {"verdict": {"type": "voice", "sure": 100, "sealed": False}},
}


def png(colour: str = "seagreen") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 200), colour).save(out, "PNG")
    return out.getvalue()


def judged(house: House, conversation: bytes, type_: str, masked: str = "") -> None:
    """The verdict on the customer's last file comes in."""
    kept = house.customer_records(conversation)[-1]
    facts = ANSWERS[type_] | {"target": kept.rec.hash, "hide": [], "release": [], "reason": "the file was looked at"}
    if "copy" in facts or type_ == "voice":
        house.copies[kept.rec.hash] = File(Secret(png()), "image/png")
    house.say(conversation, "", kind=Kind.RESCREEN, **facts, **({"masked": masked} if masked else {}))


def send(customer: Customer, name: str = "截图.png") -> None:
    customer.frame.locator("#file").set_input_files({"name": name, "mimeType": "image/png", "buffer": png("navy")})
    customer.sealed(name)


def shot(customer: Customer, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        customer.page.screenshot(path=Path(folder) / f"widget-{name}.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_file_changes_before_the_customers_eyes_once_it_was_looked_at(
    enter: Enter, stand: Stand, scheme: ColorScheme
) -> None:
    customer = enter(scheme=scheme)
    customer.visit()
    send(customer, "cat.png")
    files = customer.frame.locator("li.own")
    expect(files.last).to_contain_text("正在检查")
    expect(files.last.locator("img")).to_have_count(0)
    judged(stand.house, stand.conversation, "none")
    image = files.last.locator("img")
    expect(image).to_be_visible()
    expect(files.last).to_contain_text("不带位置等隐藏信息")
    customer.page.wait_for_function("() => true")
    assert image.evaluate("async (i) => { await i.decode(); return [i.naturalWidth, i.src.slice(0, 5)]; }") == [
        320,
        "blob:",
    ]

    send(customer, "id.png")
    judged(stand.house, stand.conversation, "cn_id_front", "【身份证信息已加密】 id.png")
    expect(files.last).to_contain_text("【身份证信息已加密】 id.png")
    expect(files.last).to_contain_text("文件已封存")
    send(customer, "words.png")
    judged(stand.house, stand.conversation, "wallet_seed_screenshot", "【钱包助记词未保存】 words.png")
    expect(files.last).to_contain_text("文件未保存")
    expect(files.last).to_contain_text("千万别发给任何人")
    send(customer, "note.ogg")
    shot(customer, f"held-{scheme}")
    judged(stand.house, stand.conversation, "voice")
    expect(files.last.locator("audio")).to_be_visible()
    shot(customer, f"all-{scheme}")
    customer.page.reload()
    customer.connected()
    expect(customer.frame.locator("li.own")).to_have_count(4)
    expect(customer.frame.locator("li.own img")).to_be_visible()
