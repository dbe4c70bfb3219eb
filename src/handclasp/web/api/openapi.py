"""The OpenAPI 3.1 document, made from the table of operations and the very types that decode and encode."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from handclasp import __version__
from handclasp.web.api.operations import ALWAYS, JSON, OPERATIONS, Operation
from handclasp.web.api.problems import KINDS, MEDIA_TYPE, ProblemOut

_ABOUT: Final = (
    "Store messages so that they are masked, sealed and provable; read them back. Every message carries an id of "
    "yours: sending it again is always safe. Errors are RFC 9457 problems with a stable `code`."
)


def document() -> dict[str, Any]:
    """Make the OpenAPI document."""
    shapes = [shape for op in OPERATIONS for answer in op.answers.values() for shape in answer.shapes]
    shapes += [op.takes[1] for op in OPERATIONS if op.takes] + [ProblemOut]
    schemas, components = msgspec.json.schema_components(shapes, ref_template="#/components/schemas/{name}")
    refs = dict(zip(map(str, shapes), schemas, strict=True))
    components["ProblemOut"]["properties"]["code"]["enum"] = sorted(KINDS)
    paths: dict[str, Any] = {}
    for op in OPERATIONS:
        paths.setdefault(op.path, {})[op.method.lower()] = _operation(op, refs)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Handclasp", "version": __version__, "description": _ABOUT, "license": {
            "name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "An API key of your site."}},
        },
    }  # fmt: skip


def _operation(op: Operation, refs: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": op.handler.__name__,
        "summary": op.summary,
        "security": [{"key": [op.scope]}] if op.scope else [],
        "responses": {},
    }
    if op.parameters:
        made["parameters"] = [
            {"name": p.name, "in": p.place, "required": p.required, "schema": p.schema, "description": p.meaning}
            for p in op.parameters
        ]
    if op.takes:
        media_type, shape = op.takes
        made["requestBody"] = {"required": True, "content": {media_type: {"schema": refs[str(shape)]}}}
    for status, codes in sorted(_problems(op).items()):
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
        made["responses"][str(status)] = {"description": "; ".join(codes), "content": content}
    for status, answer in op.answers.items():
        made["responses"][str(status)] = {"description": answer.meaning}
        if answer.media_type:
            schema = _any_of([refs[str(shape)] for shape in answer.shapes]) or _opaque(answer.media_type)
            made["responses"][str(status)]["content"] = {answer.media_type: {"schema": schema}}
    return made


def _problems(op: Operation) -> dict[int, list[str]]:
    by_status: dict[int, list[str]] = {}
    for code in sorted({*op.codes, *ALWAYS}):
        by_status.setdefault(KINDS[code].status, []).append(code)
    return by_status


def _any_of(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    return {"anyOf": schemas} if len(schemas) > 1 else dict(*schemas)


def _opaque(media_type: str) -> dict[str, Any]:
    return {"type": "object"} if media_type == JSON or media_type.endswith("+json") else {"type": "string"}


def path_names(path: str) -> list[str]:
    """The names of a path template's parameters."""
    return re.findall(r"{([a-z_]+)}", path)
