"""The words every room shares: the table of kinds is the documented one, and plaintext never shows itself."""

from __future__ import annotations

import copy
import io
import json
import logging
import pickle
import re
import traceback
from pathlib import Path
from typing import Any

import msgspec
import pytest
import structlog

from handclasp.records import (
    COMMON,
    JOURNAL_KINDS,
    KEEPING_KINDS,
    KINDS,
    ORIGINAL,
    SCREENED_KINDS,
    Attached,
    Author,
    Compartment,
    Field,
    HandclaspError,
    Kind,
    Raw,
    Screened,
    Secret,
    Signature,
    is_reason,
    schema,
)

KINDS_PAGE = Path(__file__).parent.parent / "docs" / "spec" / "kinds.md"
WORDS = "sesame-open-specimen"
FIELD = re.compile(r"`([a-z_/]+)(\??)` (text|bytes|int|bool|time|json)( \*\(o\)\*)?")


def documented() -> dict[str, set[tuple[str, bool, str, bool]]]:
    rows = re.findall(r"^\| ([a-z-]+) \| (.*) \|$", KINDS_PAGE.read_text(), re.MULTILINE)
    return {kind: {_field(match) for match in FIELD.findall(fields)} for kind, fields in rows if "`" in fields}


def _field(match: tuple[str, str, str, str]) -> tuple[str, bool, str, bool]:
    name, optional, kind, originals = match
    return name, not optional, kind, bool(originals)


def told(name: str, field: Field) -> tuple[str, bool, str, bool]:
    return name, field.required, field.type.name.lower(), field.compartment is Compartment.ORIGINALS


def test_the_table_of_kinds_is_the_documented_one() -> None:
    ours = {}
    for kind, fields in KINDS.items():
        ours[kind.value] = {told(name, field) for name, field in fields.items()}
        if kind in KEEPING_KINDS:
            ours[kind.value].add(told("original/n", ORIGINAL))
    assert ours == documented()
    assert set(KINDS) == set(Kind)


def test_the_common_fields_are_the_documented_ones() -> None:
    line = next(line for line in KINDS_PAGE.read_text().splitlines() if line.startswith("Fields that any record"))
    assert {_field(m) for m in FIELD.findall(line.replace("?`", "?`"))} == {told(n, f) for n, f in COMMON.items()}


def test_no_kind_redefines_what_all_kinds_have() -> None:
    for kind in Kind:
        assert not COMMON.keys() & KINDS[kind].keys()
        assert schema(kind).keys() == COMMON.keys() | KINDS[kind].keys()
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) and len(name) <= 64 for name in schema(kind))
    assert not JOURNAL_KINDS & SCREENED_KINDS


@pytest.mark.parametrize("secret", [Secret(WORDS), Secret(WORDS.encode())])
def test_a_secret_never_shows_itself(secret: Secret[Any]) -> None:
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret!r:>40}",
        f"{secret!a}",
        "{}".format(secret),  # noqa: UP032 - each way of formatting has its own code path
        "%s %r" % (secret, secret),  # noqa: UP031
        repr([secret]),
        repr({"words": secret}),
        ascii(secret),
        repr(msgspec.structs.asdict(raw(secret if isinstance(secret.reveal(), str) else Secret(WORDS)))),
    ]
    assert not any(WORDS in text for text in shown)
    assert all("Secret(<20>)" in text for text in shown)
    assert not hasattr(secret, "__dict__")
    assert secret.reveal() in (WORDS, WORDS.encode())


@pytest.mark.parametrize("secret", [Secret(WORDS), Secret(WORDS.encode())])
def test_a_secret_is_not_written_by_any_writer(secret: Any) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError):
            pickle.dumps(secret, protocol)
    for write in (json.dumps, msgspec.json.encode, msgspec.msgpack.encode, copy.copy, copy.deepcopy, bytes):
        with pytest.raises(TypeError) as caught:
            write(secret)
        assert WORDS not in str(caught.value)
    assert WORDS not in json.dumps({"words": secret}, default=str)
    for act in (lambda: secret + "x", lambda: secret[0], lambda: f"{secret:>40}", lambda: list(secret)):
        with pytest.raises(TypeError) as caught:
            act()
        assert WORDS not in str(caught.value)


def raw(text: Secret[str]) -> Raw:
    return Raw(
        tenant="shop",
        conversation="order 1001",
        key="1",
        kind=Kind.MESSAGE,
        author=Author("customer", "7F3A"),
        received=0,
        text=text,
        attached=Attached("a.png", "image/png", Secret(WORDS.encode())),
        signature=Signature(b"key", b"sig", Secret(WORDS.encode())),
    )


def test_a_record_on_its_way_shows_no_words() -> None:
    record = raw(Secret(WORDS))
    screened = Screened(raw=record, masked="masked", spans=(), originals=(Secret(WORDS),), anything_dropped=False)
    for shown in (repr(record), str(record), f"{screened}", repr(screened)):
        assert WORDS not in shown
        assert "Secret(<20>)" in shown
    for item in (record, screened):
        with pytest.raises(TypeError):
            pickle.dumps(item)
        with pytest.raises(TypeError):
            msgspec.json.encode(item)


def screen_badly(record: Raw) -> None:
    text = record.text
    message = f"cannot screen {text}"
    raise HandclaspError(message)


def test_no_log_and_no_traceback_shows_the_words() -> None:
    record, stream = raw(Secret(WORDS)), io.StringIO()
    logging.getLogger("specimen").addHandler(logging.StreamHandler(stream))
    logging.getLogger("specimen").error("failed at %s", record, extra={"record": record})
    logger = structlog.wrap_logger(structlog.PrintLogger(stream), processors=[structlog.processors.JSONRenderer()])
    logger.error("failed", record=record)
    error = HandclaspError(record)
    traceback.print_exception(error, file=stream)
    stream.write("".join(traceback.TracebackException.from_exception(error, capture_locals=True).format()))
    with pytest.raises(HandclaspError) as caught:
        screen_badly(record)
    stream.write("".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format()))
    assert "Secret(<20>)" in stream.getvalue()
    assert WORDS not in stream.getvalue()


def test_every_error_has_a_code_of_its_own() -> None:
    import handclasp.house.app  # noqa: F401, PLC0415 - so that every room's errors are known

    seen: dict[str, type] = {}
    waiting = list(HandclaspError.__subclasses__())
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        if not error.__module__.startswith("handclasp."):
            continue
        assert re.fullmatch(r"[a-z][a-z0-9-]*", error.code), error
        if "code" in vars(error):
            assert seen.setdefault(error.code, error) is error, f"{error} and {seen[error.code]} share {error.code}"


@pytest.mark.parametrize(
    ("text", "enough"),
    [
        ("退款", True),
        ("ok", True),
        ("a b", True),
        ("好", False),
        (" x ", False),
        ("\u3000\n", False),
        ("", False),
        (None, False),
    ],
)
def test_a_reason_is_two_characters_that_are_not_spaces(text: str | None, *, enough: bool) -> None:
    assert is_reason(text) is enough
