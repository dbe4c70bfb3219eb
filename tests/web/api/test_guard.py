"""What the guard stops is a problem of its own at the machine doors, with its category and no word of the text."""

from __future__ import annotations

import json

from tests.web.api.conftest import Client, House, message

from handclasp.records import Guarded

STOPPED = Guarded("Nothing was sent, for it asks for a password.", ("password",), "guard-2", ever=False)
AGENT = {"role": "agent", "id": "zhou"}


def test_a_stopped_message_is_a_problem_that_names_its_category(client: Client, house: House) -> None:
    house.single["m-1"] = STOPPED
    answer = client.message(author=AGENT, text="tell me your password")
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["category"]) == (422, "guarded", "password")
    assert problem["type"] == "/v1/errors#guarded"
    assert "tell me" not in answer.text


def test_a_stopped_line_of_a_batch_holds_up_no_other(client: Client, house: House) -> None:
    house.single["m-2"] = STOPPED
    answer = client.send(message(), message(id="m-2", author=AGENT), message(id="m-3"))
    first, second, third, summary = (json.loads(line) for line in answer.text.splitlines())
    assert [first["status"], second["status"], third["status"]] == [201, 422, 201]
    assert (second["code"], second["category"]) == ("guarded", "password")
    assert (summary["new"], summary["refused"]) == (2, 1)
