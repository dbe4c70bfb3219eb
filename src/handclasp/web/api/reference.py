"""The reference page of the API, made from the same table as the routes.

`python -m handclasp.web.api.reference` writes the text of docs/reference/api.md to standard output.
"""

from __future__ import annotations

import sys
from typing import Any

from handclasp.web.api.openapi import document
from handclasp.web.api.operations import ALWAYS, OPERATIONS, Operation
from handclasp.web.api.problems import KINDS

_HEAD = """# API reference

<!-- Made by `python -m handclasp.web.api.reference`; a test holds it in step. -->

Machines talk to Handclasp over HTTP. The same as an OpenAPI 3.1 document: `/v1/openapi.json`.

* **Who calls:** `Authorization: Bearer <API key>`. A key belongs to one site and has scopes: `write`, `read`, `audit`.
* **Sending again is safe:** each message carries an `id` of yours (or the `Idempotency-Key` header). The same id with
  the same content is the same record: the answer is 200 with `"doubled": true`. With another content it is 409. After a
  503, a 429 or a lost connection, send the same again.
* **2xx means it stands in the log.** A receipt proves it; keep it.
* **Batches** are read whole before anything is stored: half a batch stores nothing. A bad line is refused in its place
  and the other lines stand.
* **Reading** needs a purpose, because each read is itself a record. Bodies are masked. A conversation's own name with a
  `/` in it can only be addressed by its pseudonym.
* **Text** is UTF-8, at most 65,536 bytes a message unless configured otherwise, without control characters but tab,
  line feed and carriage return. Times are milliseconds since 1970 (UTC), or RFC 3339 with an offset on the way in;
  `sent` may be a day ahead of our clock and a year behind it.
* **Errors** are `application/problem+json` (RFC 9457) with a stable `code`; `instance` finds the request in our log.

```sh
curl -sS https://records.example/v1/messages -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -d '{
  "id": "m-1001", "conversation": "order-A1001", "author": {"role": "customer", "id": "u-77"}, "text": "卡密无效"}'
```

"""


def page() -> str:
    """The text of docs/reference/api.md."""
    spec = document()
    parts = [_HEAD, *map(_section, OPERATIONS), "## What is sent and answered\n\n"]
    for name, schema in sorted(spec["components"]["schemas"].items()):
        parts.append(_shape(name, schema))
    parts.append("## Errors\n\nAny path may answer: " + ", ".join(f"`{code}`" for code in ALWAYS) + ".\n\n")
    parts.append("| code | status | meaning |\n|---|---|---|\n")
    parts += [f"| `{code}` | {kind.status} | {kind.title} |\n" for code, kind in sorted(KINDS.items())]
    return "".join(parts)


def _section(op: Operation) -> str:
    lines = [f"## {op.method} {op.path}\n\n{op.summary}."]
    lines.append(f" Scope `{op.scope}`.\n\n" if op.scope else "\n\n")
    if op.parameters:
        lines.append("| parameter | in | meaning |\n|---|---|---|\n")
        lines += [f"| `{p.name}`{' *' if p.required else ''} | {p.place} | {p.meaning} |\n" for p in op.parameters]
        lines.append("\n")
    if op.takes:
        lines.append(f"Takes `{op.takes[0]}` of `{op.takes[1].__name__}`.\n\n")
    for status, answer in op.answers.items():
        media_type = f" `{answer.media_type}`" if answer.media_type else ""
        lines.append(f"* **{status}**{media_type}: {answer.meaning}\n")
    if op.codes:
        lines.append("* Refuses with " + ", ".join(f"`{code}`" for code in sorted(set(op.codes))) + ".\n")
    return "".join(lines) + "\n"


def _shape(name: str, schema: dict[str, Any]) -> str:
    required = schema.get("required", [])
    rows = [
        f"| `{field}`{' *' if field in required else ''} | {_kind(rule)} | {rule.get('description', '')} |\n"
        for field, rule in schema["properties"].items()
    ]
    about = " ".join(schema.get("description", "").split())
    return f"### {name}\n\n{about}\n\n| field | type | meaning |\n|---|---|---|\n" + "".join(rows) + "\n"


def _kind(rule: dict[str, Any]) -> str:
    if "$ref" in rule:
        return f"`{rule['$ref'].rpartition('/')[2]}`"
    if "anyOf" in rule:
        return " or ".join(_kind(part) for part in rule["anyOf"])
    if "enum" in rule and len(rule["enum"]) < 10:
        return ", ".join(f"`{value}`" for value in rule["enum"])
    kind = str(rule.get("type", "any"))
    bounds = [f"{word} {rule[key]:,}" for key, word in (("minLength", "from"), ("maxLength", "to")) if key in rule]
    return f"{kind} ({' '.join(bounds)} characters)" if bounds else kind


if __name__ == "__main__":
    sys.stdout.write(page())
