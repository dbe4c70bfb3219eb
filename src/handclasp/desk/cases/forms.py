"""Short forms of a case for payment networks, to the limits that the networks publish; a person edits and takes them.

WeChat Pay's answer to a complaint (`response_content` of 500 characters, at most 4 `response_images`: APIv3, 回复用户)
and Stripe's dispute evidence (text fields of 20,000 characters, 150,000 together: API reference, Update a dispute).
Only what is recorded is stated, and everything is masked as the case has it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Final, Literal, NamedTuple

from handclasp.desk.cases.facts import PAID, Fact, unsealed
from handclasp.desk.cases.words import Case, Claim, Outcome

Language = Literal["zh", "en"]


class Network(NamedTuple):
    """A network's form: its fields with the most characters of each (0: no limit of its own), of all, and pictures."""

    name: str
    fields: Mapping[str, int]
    most: int
    pictures: int
    language: Language
    suffix: str


WECHAT: Final = Network("wechat-pay", {"response_content": 500}, 500, 4, "zh", "txt")
STRIPE: Final = Network(
    "stripe",
    {
        "product_description": 20_000,
        "service_date": 0,
        "access_activity_log": 20_000,
        "refund_refusal_explanation": 20_000,
        "refund_policy_disclosure": 20_000,
        "uncategorized_text": 20_000,
    },
    150_000,
    0,
    "en",
    "json",
)
NETWORKS: Final[Mapping[str, Network]] = {one.name: one for one in (WECHAT, STRIPE)}

_HEAD: Final = re.compile(r"^\[([a-z_]{1,40})\]$", re.MULTILINE)

_SAYS: Final[dict[str, dict[Language, str]]] = {
    "greeting": {"zh": "您好，您反映的“{claim}”我们已核实：", "en": "The customer says: {claim}. What is on record:"},
    "ordered": {"zh": "{at}下单{told}", "en": "Ordered {at}{told}"},
    "paid": {"zh": "{at}支付{told}", "en": "Paid {at}{told}"},
    "delivered": {"zh": "{at}发放卡密{told}", "en": "Delivered to the customer {at}{told}"},
    "viewed": {"zh": "{at}首次查看卡密{told}", "en": "First viewed by the customer {at}{told}"},
    "paid-undated": {"zh": "店铺显示已支付{told}", "en": "The shop shows it as paid{told}"},
    "delivered-undated": {"zh": "店铺显示卡密已发放{told}", "en": "The shop shows it as delivered{told}"},
    "not-delivered": {"zh": "店铺显示卡密尚未发放", "en": "The shop shows it as not delivered"},
    "notice": {"zh": "{at}已告知封存与用途", "en": "Told what is recorded and why {at}"},
    "claimed": {"zh": "{at}提出“{claim}”", "en": "Customer claimed: {claim} {at}"},
    "first-answer": {"zh": "{at}客服答复", "en": "First answer by staff {at}"},
    "event": {"zh": "{at}店铺事件 {state}{told}", "en": "Shop event {state} {at}{told}"},
    "customer": {"zh": "处理结果：支持您的诉求。", "en": "Decided for the customer."},
    "partly": {"zh": "处理结果：部分支持您的诉求。", "en": "Decided in part for the customer."},
    "merchant": {"zh": "处理结果：经核实，暂不支持退款。", "en": "Decided for the merchant."},
    "undecided": {"zh": "我们正在处理，将尽快给您答复。", "en": "Not decided yet."},
    "refund": {"zh": "拟退款 {amount} {currency}。", "en": " Refund proposed: {amount} {currency}."},
    "sealed": {
        "zh": "全部对话与记录已封存，可供核验（案件 {number}）。",
        "en": "The whole conversation is sealed in an append-only log and can be verified (case {number}).",
    },
}
_CLAIMS: Final[dict[Claim, dict[Language, str]]] = {
    Claim.NOT_RECEIVED: {"zh": "没收到卡密", "en": "the code was not received"},
    Claim.INVALID: {"zh": "卡密无效", "en": "the code does not work"},
}
_BRIEF: Final = ("ordered", "paid", "delivered", "viewed")
_LOG: Final = (*_BRIEF, "notice", "event", "claimed", "first-answer")


def drafted(network: Network, case: Case, why: str, zone: tzinfo) -> dict[str, str]:
    """A form as it is proposed, by field; `why` is the reason of the decision, masked, and `zone` the reader's."""
    return _wechat(case, why, zone) if network is WECHAT else _stripe(case, why, zone)


def too_long(network: Network, fields: Mapping[str, str]) -> dict[str, int]:
    """By how many characters fields are over their limit; under an empty name all of them together."""
    over = {name: len(fields.get(name, "")) - most for name, most in network.fields.items() if most}
    over[""] = sum(len(text) for text in fields.values()) - network.most
    return {name: count for name, count in over.items() if count > 0}


def joined(fields: Mapping[str, str]) -> str:
    """The fields as one text, which is sealed; `parted` takes it apart."""
    if len(fields) == 1:
        return next(iter(fields.values()))
    return "\n".join(f"[{name}]\n{text}" for name, text in fields.items() if text.strip())


def parted(network: Network, text: str) -> dict[str, str]:
    """The fields of a sealed text."""
    if len(network.fields) == 1:
        return dict.fromkeys(network.fields, text)
    parts = _HEAD.split(text)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    return {name: found[name].strip("\n") for name in network.fields if name in found}


def facts_of(case: Case) -> list[Fact]:
    """The facts that the case gathered last."""
    gathered = case.gathered
    return [unsealed(one) for one in gathered.details.get("facts", [])] if gathered else []


def _wechat(case: Case, why: str, zone: tzinfo) -> dict[str, str]:
    lines = _told(case, _BRIEF, "zh", zone)
    text = _SAYS["greeting"]["zh"].format(claim=_CLAIMS[case.claim]["zh"])
    text += "；".join(lines) + "。" if lines else ""
    text += _verdict(case, "zh") + (f"{why.strip().rstrip('。.')}。" if why.strip() else "")
    end = _SAYS["sealed"]["zh"].format(number=case.number[:8])
    room = WECHAT.most - len(end)
    return {"response_content": (text if len(text) <= room else text[: room - 1] + "…") + end}


def _stripe(case: Case, why: str, zone: tzinfo) -> dict[str, str]:
    found = {one.fact: one for one in facts_of(case)}
    ordered, delivered = found.get("ordered", Fact("ordered")), found.get("delivered", Fact("delivered"))
    merchant = case.summary.outcome == Outcome.MERCHANT
    head = _SAYS["greeting"]["en"].format(claim=_CLAIMS[case.claim]["en"])
    rest = [head, _verdict(case, "en"), "" if merchant else why, _SAYS["sealed"]["en"].format(number=case.number)]
    fields = {
        "product_description": f"Digital goods: a code delivered online. {ordered.told}".strip(),
        "service_date": _at(delivered.at, zone, "en") if delivered.at is not None else "",
        "access_activity_log": "\n".join(_told(case, _LOG, "en", zone)),
        "refund_refusal_explanation": why if merchant else "",
        "refund_policy_disclosure": "",
        "uncategorized_text": "\n".join(part for part in rest if part),
    }
    return {name: text[: STRIPE.fields[name] or STRIPE.most] for name, text in fields.items()}


def _told(case: Case, which: Sequence[str], language: Language, zone: tzinfo) -> list[str]:
    """What is recorded, a line a fact, in the order of time; what is not recorded is not stated."""
    claim = _CLAIMS[case.claim][language]
    lines: list[tuple[int, str]] = []
    for one in facts_of(case):
        name = one.fact
        if name not in which:
            continue
        if one.at is None:
            name = _undated(one)
            if not name:
                continue
        told = f"（{one.told}）" if one.told and language == "zh" else f" ({one.told})" if one.told else ""
        at = "" if one.at is None else _at(one.at, zone, language)
        says = _SAYS[name][language].format(at=at, told=told, claim=claim, state=one.state)
        # What has no moment stands where it belongs among the others: after the payment.
        lines.append((one.at if one.at is not None else lines[-1][0] if lines else 0, says))
    return [line for _, line in sorted(lines, key=lambda line: line[0])]


def _verdict(case: Case, language: Language) -> str:
    says = _SAYS[case.summary.outcome or "undecided"][language]
    refund = case.summary.refund
    if refund is not None and refund.state != "declined":
        says += _SAYS["refund"][language].format(amount=refund.amount, currency=refund.currency)
    return says


def _undated(one: Fact) -> str:
    """What can be said of a fact whose moment is not recorded; empty: nothing."""
    if one.fact == "paid" and one.state in PAID:
        return "paid-undated"
    known = {"delivered": "delivered-undated", "not-delivered": "not-delivered"}
    return known.get(one.state, "") if one.fact == "delivered" else ""


def _at(moment: int, zone: tzinfo, language: Language) -> str:
    """To the minute for a customer, to the second and with the zone for a bank."""
    at = datetime.fromtimestamp(moment / 1000, zone)
    return f"{at:%Y-%m-%d %H:%M}" if language == "zh" else f"{at:%Y-%m-%d %H:%M:%S %z}"
