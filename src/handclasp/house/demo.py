"""The demo tenant: a site with a widget, staff accounts, an API key, sample conversations; all of it invented.

Run again, it adds nothing that is there. The samples come in through the same doors as real messages.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from handclasp.access import machines
from handclasp.config import Settings
from handclasp.house.app import House, now_ms
from handclasp.records import Author, Kind, Raw, Secret, Value
from handclasp.store.settings import new_site_key, now

TENANT = "demo"
SELLER = "seller-42"
STAFF = (
    ("xiaozhou", "agent", "小周", ""),
    ("lena", "agent", "Lena", ""),
    ("linzhang", "lead", "林章", ""),
    ("dispute", "specialist", "争议专员 Bai", ""),
    ("risk", "director", "风控总监 Qin", ""),
    ("privacy", "privacy", "隐私专员 Su", ""),
    ("audit", "auditor", "审计员 Wu", ""),
    ("seller", "merchant", "商家 Hua", SELLER),
    ("admin", "administrator", "管理员 Admin", ""),
)
CUSTOMER, AGENT, SYSTEM = "customer", "agent", "system"

Line = tuple[str, str, str]
SAMPLES: dict[str, list[Line]] = {
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
    "specimen-wallet": [
        (CUSTOMER, "lena-k", "Hi, I moved 0.4 ETH to my wallet two hours ago and it still isn't there. Order W2041."),
        (
            AGENT,
            "lena",
            "Hello! Could you send the transaction hash? We never need your password, codes or seed phrase.",
        ),
        (
            CUSTOMER,
            "lena-k",
            "0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060. Did you ask me for my seed phrase?",
        ),
        (AGENT, "lena", "No, that was not us, and please never share it. Your transfer has 4 of 12 confirmations."),
    ],
    "specimen-bulk": [
        (CUSTOMER, "buyer-b2e4", "请问怎么批量购买？有没有折扣"),
        (CUSTOMER, "buyer-b2e4", "需要 20 张 Steam 充值卡 100，今天能发吗？"),
    ],
}
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
        passwords = _staff()
        if site is not None:
            return Welcome(passwords, None, site[1])
        say("writing sample conversations")
        _talk(house)
        _take(house)
        key_id, api_key, hashed = machines.new_key()
        house.directory.add_key(
            tenant, key_id, hashed, ["read", "write"], "demo", now() + timedelta(days=machines.DAYS)
        )
        site_key = new_site_key()
        house.directory.add_site(tenant, site_key, "独角数卡 · 示例店", _origins(settings), secrets.token_bytes(32))
        return Welcome(passwords, api_key, site_key)
    finally:
        house.close()


def role_of(account: str) -> str:
    """The role of a demo account."""
    return next(role for name, role, _, _ in STAFF if name == account)


def _origins(settings: Settings) -> list[str]:
    port = settings.web_port
    return list(dict.fromkeys([settings.public_url, f"http://127.0.0.1:{port}", f"http://localhost:{port}"]))


def _staff() -> dict[str, str]:
    from handclasp.access.models import Staff  # noqa: PLC0415 - after Django's setup
    from handclasp.access.staff import create_staff  # noqa: PLC0415

    known = set(Staff.objects.values_list("username", flat=True))
    return {
        name: create_staff(name, TENANT, role, shown, merchant=merchant)
        for name, role, shown, merchant in STAFF
        if name not in known
    }


def _talk(house: House) -> None:
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
        for name, lines in SAMPLES.items()
        for number, (role, who, text) in enumerate(lines)
    ]
    for result in house.flow.append_all(raws).result(60):
        if isinstance(result, Exception):
            raise result


def _order(name: str, text: str) -> dict[str, Value]:
    details = {"merchant": MERCHANTS[name]} if name in MERCHANTS else {}
    return {"order": text.split("：", maxsplit=1)[0].removeprefix("订单 "), "event": "delivery", "details": details}


def _take(house: House) -> None:
    from handclasp.desk.assignment import Assignments  # noqa: PLC0415 - after Django's setup

    desk = Assignments(house.flow.append, house.gate.passed, house.policies.roles, now_ms)
    for name, agent in TAKEN.items():
        who = house.present(TENANT, "agent", agent)
        if who is not None:
            desk.take(who, house.flow.open(TENANT, name))
