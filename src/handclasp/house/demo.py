"""The demo tenant: a site with a widget, staff accounts, an API key, sample conversations; all of it invented.

Run again, it adds nothing that is there. The samples come in through the same doors as real messages. Staff and
customers speak English where the first start's locale is English (LC_ALL, LC_MESSAGES, LANG), Chinese otherwise.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from handclasp.access import machines
from handclasp.config import Settings
from handclasp.house.app import House, now_ms
from handclasp.house.places import DEMO
from handclasp.orders.sample import SELLER
from handclasp.records import Author, Kind, Raw, Secret, Value
from handclasp.store.settings import new_site_key, now

TENANT = DEMO
STAFF = (
    ("xiaozhou", "agent", "小周", "Zhou", ""),
    ("lena", "agent", "Lena", "Lena", ""),
    ("linzhang", "lead", "林章", "Lin Zhang", ""),
    ("dispute", "specialist", "白宁", "Bai", ""),
    ("risk", "director", "秦川", "Qin", ""),
    ("privacy", "privacy", "苏晴", "Su", ""),
    ("audit", "auditor", "吴桐", "Wu", ""),
    ("seller", "merchant", "花蕊", "Hua", SELLER),
    ("admin", "administrator", "何平", "He Ping", ""),
)
"""Accounts: name, role, what they are called in Chinese and in English, and whose products a seller's are."""
SITE = {"zh": "独角数卡 · 示例店", "en": "Unicorn Codes · Specimen Shop"}
CUSTOMER, AGENT, SYSTEM = "customer", "agent", "system"

Line = tuple[str, str, str]
_WALLET: list[Line] = [
    (CUSTOMER, "buyer-5d21", "Hi, I moved 0.4 ETH to my wallet two hours ago and it still isn't there. Order W2041."),
    (AGENT, "lena", "Hello! Could you send the transaction hash? We never need your password, codes or seed phrase."),
    (
        CUSTOMER,
        "buyer-5d21",
        "0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060. Did you ask me for my seed phrase?",
    ),
    (AGENT, "lena", "No, that was not us, and please never share it. Your transfer has 4 of 12 confirmations."),
]
CHINESE: dict[str, list[Line]] = {
    "specimen-not-received": [
        (CUSTOMER, "buyer-7f3a", "你好，我昨天买的 Steam 充值卡 100，订单 A0987，付完款到现在没收到卡密"),
        (SYSTEM, "shop", "订单 A0987：已付款 ¥98.00，卡密 10:00:41 发放至站内信"),
        (AGENT, "xiaozhou", "您好，系统显示卡密已经发到您的站内信，请在“我的订单 → 卡密”里看一下。"),
        (CUSTOMER, "buyer-7f3a", "站内信是空的。我手机 13812345678，你们可以打给我，邮箱 specimen@example.com"),
        (AGENT, "xiaozhou", "收到，已为您查询发放记录，请稍等。我们不会向您索要密码或验证码。"),
    ],
    "specimen-invalid": [
        (CUSTOMER, "buyer-19c0", "卡密无效！兑换时提示 code already redeemed，订单 A1001"),
        (SYSTEM, "shop", "订单 A1001：卡密 10:00:41 已发放，10:00:55 首次查看（同一设备）"),
        (CUSTOMER, "buyer-19c0", "卡密是 9K2F-XXXX-7Q4M-SPEC，你自己看，根本用不了"),
        (
            AGENT,
            "lena",
            "非常抱歉给您带来不便。请问兑换页面提示的完整文字和时间是？方便的话发一张截图（请勿包含证件）。",
        ),
    ],
    "specimen-wallet": _WALLET,
    "specimen-bulk": [
        (CUSTOMER, "buyer-b2e4", "请问怎么批量购买？有没有折扣"),
        (CUSTOMER, "buyer-b2e4", "需要 20 张 Steam 充值卡 100，今天能发吗？"),
    ],
}
ENGLISH: dict[str, list[Line]] = {
    "specimen-not-received": [
        (CUSTOMER, "buyer-7f3a", "Hello, I bought a Steam ¥100 card yesterday, order A0987. I paid and no code came."),
        (SYSTEM, "shop", "Order A0987: ¥98.00 paid, code sent to the shop's inbox at 10:00:41"),
        (AGENT, "xiaozhou", "Hello! The code went to your inbox in the shop: look under My orders, Codes, please."),
        (CUSTOMER, "buyer-7f3a", "The inbox is empty. Call me on 13812345678 or write to specimen@example.com"),
        (AGENT, "xiaozhou", "Thank you, I am looking at the delivery. We never ask for a password or a code."),
    ],
    "specimen-invalid": [
        (CUSTOMER, "buyer-19c0", "The code does not work! It says: code already redeemed. Order A1001"),
        (SYSTEM, "shop", "Order A1001: code delivered at 10:00:41, first viewed at 10:00:55 (same device)"),
        (CUSTOMER, "buyer-19c0", "The code is 9K2F-XXXX-7Q4M-SPEC. See for yourself, it is no use"),
        (
            AGENT,
            "lena",
            "I am sorry about that. What exactly did the page say, and when? A screenshot would help (no ID card).",
        ),
    ],
    "specimen-wallet": _WALLET,
    "specimen-bulk": [
        (CUSTOMER, "buyer-b2e4", "How do I buy many at once? Is there a discount?"),
        (CUSTOMER, "buyer-b2e4", "I need 20 Steam ¥100 cards. Can you send them today?"),
    ],
}
SAMPLES = {"zh": CHINESE, "en": ENGLISH}
TAKEN = {"specimen-not-received": "xiaozhou", "specimen-invalid": "lena", "specimen-wallet": "lena"}
"""Who has taken which sample; the others wait for somebody."""
MERCHANTS = {"specimen-invalid": SELLER}
"""Whose product a sample's order is about."""


class Welcome(NamedTuple):
    """What the first start shows once: one-time passwords by username, an API key; and the demo site's public key."""

    passwords: dict[str, str]
    api_key: str | None
    site_key: str


NOTHING = Welcome({}, None, "")


def furnish(settings: Settings, say: Callable[[str], Any]) -> Welcome:
    """Make the demo tenant's site, staff, key and sample conversations, unless they are there."""
    house = House(settings)
    house.start()
    try:
        tenant = house.directory.tenants()[TENANT][0]
        site = next((s for s in house.directory.sites() if s[0] == TENANT), None)
        speaks = language(os.environ)
        passwords = _staff(speaks)
        if site is not None:
            return Welcome(passwords, None, site[1])
        say("writing sample conversations")
        _talk(house, SAMPLES[speaks])
        _take(house)
        key_id, api_key, hashed = machines.new_key()
        house.directory.add_key(
            tenant, key_id, hashed, ["read", "write"], "demo", now() + timedelta(days=machines.DAYS)
        )
        site_key = new_site_key()
        house.directory.add_site(tenant, site_key, SITE[speaks], _origins(settings), secrets.token_bytes(32))
        return Welcome(passwords, api_key, site_key)
    finally:
        house.close()


def role_of(account: str) -> str:
    """The role of a demo account."""
    return next(role for name, role, *_ in STAFF if name == account)


def language(environment: Mapping[str, str]) -> str:
    """`en` where the locale is English, as programs of a terminal find it, else `zh`."""
    names = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "en" if next(filter(None, names), "").startswith("en") else "zh"


def _origins(settings: Settings) -> list[str]:
    port = settings.web_port
    return list(dict.fromkeys([settings.public_url, f"http://127.0.0.1:{port}", f"http://localhost:{port}"]))


def _staff(speaks: str) -> dict[str, str]:
    from handclasp.access.models import Staff  # noqa: PLC0415 - after Django's setup
    from handclasp.access.staff import create_staff  # noqa: PLC0415

    known = set(Staff.objects.values_list("username", flat=True))
    return {
        name: create_staff(name, TENANT, role, english if speaks == "en" else chinese, merchant=merchant)
        for name, role, chinese, english, merchant in STAFF
        if name not in known
    }


def _talk(house: House, samples: Mapping[str, list[Line]]) -> None:
    start = now_ms() - 3_600_000
    raws = [
        Raw(
            tenant=TENANT,
            conversation=name,
            key=f"{name}/{number}",
            kind=Kind.ORDER_EVENT if role == SYSTEM else Kind.MESSAGE,
            author=Author(role, who),
            received=now_ms(),
            sent=start + number * 47_000,
            text=Secret(text),
            facts=_order(name, text) if role == SYSTEM else {"channel": "web"},
        )
        for name, lines in samples.items()
        for number, (role, who, text) in enumerate(lines)
    ]
    for result in house.flow.append_all(raws).result(60):
        if isinstance(result, Exception):
            raise result


def _order(name: str, text: str) -> dict[str, Value]:
    details = {"merchant": MERCHANTS[name]} if name in MERCHANTS else {}
    return {"order": re.findall(r"[A-Z]\d{4}", text)[0], "event": "state-recorded", "details": details}


def _take(house: House) -> None:
    from handclasp.desk.assignment import Assignments  # noqa: PLC0415 - after Django's setup

    desk = Assignments(house.flow.append, house.gate.passed, house.policies.roles, now_ms)
    for name, agent in TAKEN.items():
        who = house.present(TENANT, "agent", agent)
        if who is not None:
            desk.take(who, house.flow.open(TENANT, name))
