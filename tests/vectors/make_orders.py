"""Writes orders.json: signed requests between a shop and the house, for implementations in other languages."""

from __future__ import annotations

import hmac
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

# The rule is written out here once more, so that the vectors do not come from the code that they check.
SECRET = "specimen-secret-of-32-characters-or-more"
CASES: list[dict[str, Any]] = [
    {
        "name": "our question for an order",
        "method": "POST",
        "path": "/handclasp",
        "connector": "shop",
        "timestamp": 1772000000,
        "nonce": "c3BlY2ltZW4tbm9uY2Ux",
        "body": '{"version":1,"ask":"order","order":"A1001"}',
    },
    {
        "name": "a shop tells that a card was first viewed",
        "method": "POST",
        "path": "/v1/order-events",
        "connector": "shop",
        "timestamp": 1772000123,
        "nonce": "AAAAAAAAAAAAAAAAAAAAAAAA",
        "body": '{"id":"view-1","order":"A1001","event":"card-viewed","details":{"ip":"203.0.113.77"}}',
    },
    {
        "name": "a path with a query, a body that is not ASCII",
        "method": "POST",
        "path": "/api/handclasp?shop=1",
        "connector": "faka-2",
        "timestamp": 1772000999,
        "nonce": "Zm9ydHktdHdvLWZvcnR5LXR3by1mb3J0eQ",
        "body": '{"id":"e-2","order":"A1002","event":"paid","text":"已付款"}',
    },
]


def made(case: dict[str, Any]) -> dict[str, Any]:
    """A case with what is signed, the signature and the headers."""
    lines = ["handclasp/orders/v1", case["method"], case["path"], case["connector"], str(case["timestamp"])]
    lines += [case["nonce"], sha256(case["body"].encode()).hexdigest()]
    text = "\n".join(lines)
    signature = "v1=" + hmac.new(SECRET.encode(), text.encode(), "sha256").hexdigest()
    headers = {
        "handclasp-connector": case["connector"],
        "handclasp-timestamp": str(case["timestamp"]),
        "handclasp-nonce": case["nonce"],
        "handclasp-signature": signature,
    }
    return {**case, "secret": SECRET, "signed": text, "signature": signature, "headers": headers}


if __name__ == "__main__":
    told = {"about": "docs/spec/orders.md", "signatures": [made(case) for case in CASES]}
    place = Path(__file__).with_name("orders.json")
    place.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
