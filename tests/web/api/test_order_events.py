"""`POST /v1/order-events`: a shop's own words, taken by its signature alone; nothing twice, late or changed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.web.api.conftest import NOW, Client, House

from handclasp.config_connectors import Connector
from handclasp.house.ordering import Shops, Signatures
from handclasp.orders import signing
from handclasp.orders.nonces import Nonces
from handclasp.records import Author, Kind, Secret
from handclasp.web.api import ApiSettings, create_api

SECRET = "specimen-secret-of-32-characters-or-more"
PATH = "/v1/order-events"
EVENT = {"id": "view-1", "order": "A1001", "event": "card-viewed", "details": {"ip": "203.0.113.77"}}


@pytest.fixture
def shop(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("SPECIMEN_SECRET", SECRET)
    given = {
        "tenant": "shop",
        "kind": "http",
        "endpoint": "https://shop.example.com/h",
        "secret_env": "SPECIMEN_SECRET",
    }
    shops = Shops({"own": Connector.model_validate(given)})
    signed = Signatures(shops, Nonces(tmp_path), lambda: NOW)
    services = replace(house.services(ApiSettings()), signed=signed)
    return Client(create_api(services, clock=lambda: NOW))


def sent(shop: Client, body: Any = EVENT, **signed: Any) -> httpx.Response:
    """Send a body; `signed` says otherwise what the signature is made of."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    given: dict[str, Any] = {
        "secret": SECRET,
        "connector": "own",
        "at": NOW // 1000,
        "nonce": "",
        "data": data,
        "path": PATH,
    } | signed
    request = signing.Request("POST", given["path"], given["data"])
    headers = signing.headers(Secret(given["secret"]), request, given["connector"], given["at"], given["nonce"])
    return shop("POST", PATH, None, content=data, headers={"content-type": "application/json", **headers})


def test_an_event_stands_in_the_orders_own_conversation_spoken_by_the_connector(shop: Client, house: House) -> None:
    answer = sent(shop)
    assert answer.status_code == 201, answer.text
    (raw,) = house.taken.values()
    assert (raw.tenant, raw.conversation, raw.kind) == ("shop", "order/A1001", Kind.ORDER_EVENT)
    assert raw.author == Author("system", "connector/own")
    assert raw.facts == {"order": "A1001", "event": "card-viewed", "details": {"ip": "203.0.113.77"}}
    assert sent(shop).status_code == 200, "the same event under a new signature is the same record"
    assert sent(shop, EVENT | {"id": "view-2", "conversation": "talk 7"}).status_code == 201
    assert [one.conversation for one in house.taken.values()] == ["order/A1001", "talk 7"]


def test_a_request_is_taken_once(shop: Client, house: House) -> None:
    nonce = "c3BlY2ltZW4tbm9uY2Ux"
    assert sent(shop, nonce=nonce).status_code == 201
    again = sent(shop, nonce=nonce)
    assert (again.status_code, again.json()["code"]) == (409, "signature-replayed")
    assert len(house.taken) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"secret": "another-secret-of-32-characters-or-more"}, "bad-signature"),
        ({"connector": "unknown"}, "bad-signature"),
        ({"data": b"{}"}, "bad-signature"),
        ({"path": "/v1/messages"}, "bad-signature"),
        ({"at": NOW // 1000 - 301}, "signature-clock"),
        ({"at": NOW // 1000 + 301}, "signature-clock"),
    ],
)
def test_what_is_not_signed_as_it_must_be_is_refused(
    shop: Client, house: House, change: dict[str, Any], code: str
) -> None:
    answer = sent(shop, **change)
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert SECRET not in answer.text
    assert not house.taken


def test_an_api_key_is_no_signature_and_a_house_without_shops_takes_nothing(shop: Client, client: Client) -> None:
    headers = {"content-type": "application/json"}
    answer = shop("POST", PATH, "hc_write", content=json.dumps(EVENT).encode(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "bad-signature")
    assert sent(client).json()["code"] == "bad-signature"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"order": "A1", "event": "paid"}, "missing-field"),
        (EVENT | {"author": {"role": "customer", "id": "x"}}, "unknown-field"),
        (EVENT | {"details": {"n": 1.5}}, "bad-details"),
        (b'{"id":"1","id":"2","order":"A","event":"paid"}', "duplicate-key"),
        (EVENT | {"sent": "2019-01-01T00:00:00Z"}, "clock-off"),
        (EVENT | {"text": "x" * 70_000}, "body-too-large"),
    ],
)
def test_what_cannot_be_a_record_is_refused_by_name(shop: Client, house: House, body: Any, code: str) -> None:
    answer = sent(shop, body)
    assert answer.json()["code"] == code
    assert not house.taken
