"""The AsyncAPI 3 document of the stream, made from the very types that decode and encode its messages."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from handclasp import __version__
from handclasp.intake.message import MessageIn
from handclasp.web.api import batches, stream
from handclasp.web.api.operations import BATCH_CODES, LINE_CODES
from handclasp.web.api.shapes import (
    BatchIn,
    BatchOut,
    BatchProblemOut,
    HelloOut,
    LineOut,
    LineProblemOut,
    SummaryOut,
)

_ABOUT: Final = (
    "Batches of messages one behind the other on one WebSocket, each answered once it stands in the log, in the order "
    "they came. Every message carries an id of yours: what had no answer is sent again, and stands once. Everything "
    "else the API does, and the problems an upgrade is refused with: /v1/openapi.json."
)
_MESSAGES: Final[dict[str, tuple[str, str, tuple[Any, ...]]]] = {
    "hello": (
        "application/json",
        "The first message of the server: the log, and what may be sent ahead of its answers.",
        (HelloOut,),
    ),
    "batch": (
        batches.NDJSON[0],
        "One batch, text or binary: a line that numbers it, then one message a line as POST /v1/batches takes them.",
        (BatchIn, MessageIn),
    ),
    "answer": (
        batches.NDJSON[0],
        "The answer to a batch that stands: a line that numbers it, then a line for each line, then the summary.",
        (BatchOut, LineOut, LineProblemOut, SummaryOut),
    ),
    "refusal": ("application/json", "The answer to a batch of which nothing was stored.", (BatchProblemOut,)),
}


def document() -> dict[str, Any]:
    """Make the AsyncAPI document."""
    shapes = [shape for _, _, lines in _MESSAGES.values() for shape in lines]
    schemas, components = msgspec.json.schema_components(shapes, ref_template="#/components/schemas/{name}")
    refs = dict(zip(map(str, shapes), schemas, strict=True))
    components["BatchProblemOut"]["properties"]["code"]["enum"] = list(BATCH_CODES)
    components["LineProblemOut"]["properties"]["code"]["enum"] = list(LINE_CODES)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Handclasp stream",
            "version": __version__,
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "servers": {
            "house": {
                "host": "{host}",
                "protocol": "wss",
                "variables": {"host": {"description": "Where your house is reached.", "default": "records.example"}},
                "security": [{"$ref": "#/components/securitySchemes/key"}],
            }
        },
        "channels": {
            "stream": {
                "address": stream.PATH,
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in _MESSAGES},
                "bindings": {"ws": {"method": "GET", "query": _query(), "bindingVersion": "0.1.0"}},
                "x-close-codes": {str(code): meaning for code, meaning in stream.CLOSED.items()},
            }
        },
        "operations": {
            "sayHello": _operation("send", "Say what may be sent", "hello"),
            "takeBatch": _operation("receive", "Take a batch", "batch")
            | {"reply": {"channel": _STREAM, "messages": [_message("answer"), _message("refusal")]}},
        },
        "components": {
            "messages": {
                name: {
                    "contentType": media_type,
                    "summary": about,
                    "payload": refs[str(lines[0])] if len(lines) == 1 else _lines([refs[str(line)] for line in lines]),
                }
                for name, (media_type, about, lines) in _MESSAGES.items()
            },
            "schemas": components,
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An API key of your site with the scope `write`, as Authorization of the upgrade.",
                }
            },
        },
    }


_STREAM: Final = {"$ref": "#/channels/stream"}


def _message(name: str) -> dict[str, str]:
    return {"$ref": f"#/channels/stream/messages/{name}"}


def _operation(action: str, summary: str, message: str) -> dict[str, Any]:
    return {"action": action, "channel": _STREAM, "summary": summary, "messages": [_message(message)]}


def _lines(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    return {"description": "Each line of it is one of these.", "anyOf": schemas}


def _query() -> dict[str, Any]:
    receipt = {"type": "string", "enum": ["none", "full"], "description": "Whether receipts come; `none` by default."}
    return {"type": "object", "properties": {"receipt": receipt}}
