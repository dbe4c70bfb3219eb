"""Log lines of libraries: one line each, telling where something broke and never with which words."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from handclasp.logs import ByPlace

WORDS = "specimen: what a customer wrote"


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    written = io.StringIO()
    handler, logger = logging.StreamHandler(written), logging.getLogger("specimen.request")
    handler.setFormatter(ByPlace(terminal=False))
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)


def broken(words: str) -> None:
    raise ValueError(words)


def test_an_unforeseen_error_is_told_by_place_and_type_alone(out: io.StringIO) -> None:
    try:
        broken(WORDS)
    except ValueError:
        logging.getLogger("specimen.request").exception("Internal Server Error: %s", "/desk/")
    said = json.loads(out.getvalue())
    assert said["level"] == "error"
    assert said["event"].startswith("ERROR specimen.request Internal Server Error: /desk/\nValueError at test_logs.py:")
    assert "broken" in said["event"]
    assert "customer" not in out.getvalue()


def test_a_cause_is_not_told_either() -> None:
    try:
        try:
            broken(WORDS)
        except ValueError as error:
            raise KeyError(WORDS) from error
    except KeyError as error:
        said = ByPlace(terminal=True).formatException((type(error), error, error.__traceback__))
    assert WORDS not in said
    assert said.startswith("KeyError at test_logs.py:")


def test_no_text_begins_a_line_of_its_own(out: io.StringIO) -> None:
    logging.getLogger("specimen.request").warning(
        "Not Found: %s", '/x\n{"level": "info", "event": "all is well"}\r\x1b[2J'
    )
    lines = out.getvalue().splitlines()
    assert len(lines) == 1
    assert json.loads(lines[0])["level"] == "warning"
    assert "\x1b" not in lines[0]
