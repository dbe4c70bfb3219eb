"""Health, metrics, headers, the log line, the OpenAPI document and the pages: what holds for every request."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate
from starlette.routing import Route
from structlog.testing import capture_logs
from tests.web.api.conftest import READER, Client, Doors, House, message

from handclasp.web.api import ApiSettings, door
from handclasp.web.api.openapi import document, path_names
from handclasp.web.api.operations import ALWAYS, OPERATIONS
from handclasp.web.api.problems import KINDS
from handclasp.web.api.rate import Buckets
from handclasp.web.api.reference import page

ROOT = Path(__file__).parents[3]
PAGES = ("/v1/openapi.json", "/v1/asyncapi.json", "/v1/errors")


def test_alive_and_ready(client: Client, house: House) -> None:
    assert client("GET", "/healthz", None).json() == {"status": "ok"}
    ready = client("GET", "/readyz", None)
    assert (ready.status_code, ready.json()["ready"]) == (200, True)
    house.parts["keys"] = "The key file is locked: enter its passphrase with `handclasp unlock`."
    ready = client("GET", "/readyz", None)
    assert (ready.status_code, ready.json()) == (503, {"ready": False, "parts": house.parts})
    assert client("GET", "/healthz", None).status_code == 200


def test_a_check_that_hangs_is_not_ready(doors: Doors) -> None:
    end = threading.Event()

    def hang() -> dict[str, str | bool]:
        end.wait(60)
        return {"database": True}

    ready = doors.open(ApiSettings(health_seconds=0.01), health=hang)("GET", "/readyz", None)
    end.set()
    assert (ready.status_code, list(ready.json()["parts"])) == (503, ["health"])


def test_metrics_count_without_a_word_of_a_tenant(client: Client) -> None:
    client.message()
    client.message()
    client.send(message(id="m-2"), b"{")
    client("GET", "/v1/conversations/order-A1001/records?purpose=dispute", READER)
    client("GET", "/order-A1001", None)
    client("BREW", "/order-A1001", None)
    text = client("GET", "/metrics", None).text
    for line in (
        'handclasp_http_requests_total{method="POST",route="/v1/messages",status="201"} 1.0',
        'handclasp_http_requests_total{method="GET",route="/v1/conversations/{conversation}/records",status="200"} 1.0',
        'handclasp_http_requests_total{method="GET",route="none",status="404"} 1.0',
        'handclasp_http_requests_total{method="other",route="none",status="404"} 1.0',
        "handclasp_messages_sealed_total 2.0",
        "handclasp_messages_doubled_total 1.0",
        'handclasp_refused_total{code="invalid-json"} 1.0',
        "handclasp_queue_depth 42.0",
        "handclasp_ack_seconds_count 3.0",
    ):
        assert line in text
    assert not re.search("demo|A1001|u-77|hc_", text)


@pytest.mark.parametrize(
    ("path", "key"), [("/healthz", None), ("/v1/messages", None), ("/nothing", None), ("/v1/openapi.json", None)]
)
def test_every_answer_has_its_security_headers(client: Client, path: str, key: str | None) -> None:
    headers = client("GET", path, key).headers
    for name, value in door.HEADERS.items():
        assert headers[name] == value
    assert re.fullmatch("[0-9a-f]{18}", headers["x-request-id"])
    assert "cache-control" in headers


def test_answers_of_v1_are_not_kept(client: Client) -> None:
    assert client.message().headers["cache-control"] == "no-store"


def test_the_log_line_has_no_query_body_or_key(client: Client) -> None:
    with capture_logs() as lines:
        client.message(text="specimen words")
        client("GET", "/v1/conversations/order-A1001/records?purpose=dispute", READER)
    assert [(line["route"], line["status"], line["key"]) for line in lines] == [
        ("/v1/messages", 201, "id-of-hc_write"),
        ("/v1/conversations/{conversation}/records", 200, "id-of-hc_read"),
    ]
    assert not re.search("specimen|dispute|A1001|u-77", str(lines))


def test_an_unforeseen_error_prints_nothing_of_the_request(
    client: Client, house: House, capfd: pytest.CaptureFixture[str]
) -> None:
    house.trouble = RuntimeError("specimen words")
    client.message()
    printed = "".join(capfd.readouterr())
    assert "request failed" in printed
    assert not re.search("specimen|hc_write|u-77", printed.replace("id-of-hc_write", ""))


def test_an_unforeseen_error_is_logged_by_place_not_by_message(client: Client, house: House) -> None:
    house.trouble = RuntimeError("specimen words")
    with capture_logs() as lines:
        answer = client.message()
    assert (answer.status_code, answer.json()["code"]) == (500, "error")
    failed = next(line for line in lines if line["event"] == "request failed")
    assert (failed["error"], failed["instance"]) == ("RuntimeError", answer.json()["instance"])
    assert any("post_message" in place for place in failed["at"])
    assert "specimen" not in str(failed)


def test_the_openapi_document_is_valid_and_served(client: Client) -> None:
    served = client("GET", "/v1/openapi.json", None).json()
    validate(served)
    assert served == document()
    assert served["openapi"].startswith("3.1")


def test_the_openapi_document_and_the_routes_are_the_same(client: Client) -> None:
    routes = {
        (method, route.path.replace(":path}", "}"))
        for route in client.app.routes
        if isinstance(route, Route) and route.methods
        for method in route.methods - {"HEAD"}
    }
    paths: dict[str, Any] = document()["paths"]
    documented = {(method.upper(), path) for path, item in paths.items() for method in item}
    assert routes - documented == {("GET", path) for path in PAGES}
    assert documented <= routes
    for path, item in paths.items():
        for operation in item.values():
            named = [p["name"] for p in operation.get("parameters", []) if p["in"] == "path"]
            assert sorted(named) == sorted(path_names(path))


def test_every_code_is_documented_where_it_can_come() -> None:
    assert {code for op in OPERATIONS for code in (*op.codes, *ALWAYS)} == set(KINDS)


def test_the_type_of_a_problem_leads_to_its_explanation(client: Client) -> None:
    problem = client("GET", "/nothing", None).json()
    path, _, anchor = problem["type"].partition("#")
    answer = client("GET", path, None)
    assert answer.headers["content-type"].startswith("text/html")
    assert f'id="{anchor}"' in answer.text


def test_the_reference_page_is_in_step() -> None:
    written = (ROOT / "docs/reference/api.md").read_text()
    assert written == page(), "run: python -m handclasp.web.api.reference > docs/reference/api.md"


def test_a_bucket_fills_at_its_rate_and_never_overflows() -> None:
    now = 0.0
    buckets = Buckets(10, 20, lambda: now)
    assert [buckets.take("a", 20), buckets.take("a", 5), buckets.take("b", 20)] == [0, 1, 0]
    now = 0.5
    assert [buckets.take("a", 5), buckets.take("a", 1)] == [0, 1]
    now = 1_000.0
    assert [buckets.take("a", 50), buckets.take("a", 1)] == [0, 4]
