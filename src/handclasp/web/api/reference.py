"""The reference page of the API, made from the same table as the routes.

`python -m handclasp.web.api.reference` writes the text of docs/reference/api.md to standard output.
"""

from __future__ import annotations

import sys
from typing import Any

from handclasp.web.api.asyncapi import document as stream_document
from handclasp.web.api.openapi import document
from handclasp.web.api.operations import ALWAYS, BATCH_CODES, OPERATIONS, Operation
from handclasp.web.api.problems import KINDS
from handclasp.web.api.stream import CLOSED

_HEAD = """# API reference

<!-- Made by `python -m handclasp.web.api.reference`; a test holds it in step. -->

Machines talk to Handclasp over HTTP, and over a WebSocket where much is sent. The same as an OpenAPI 3.1 document:
`/v1/openapi.json`; the stream as an AsyncAPI 3 document: `/v1/asyncapi.json`.

* **Who calls:** `Authorization: Bearer <API key>`. A key belongs to one site and has scopes: `write`, `read`, `export`,
  `audit`, `cases`.
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


_STREAM = """## WS /v1/stream

Batches one behind the other on one WebSocket (RFC 6455; HTTP/1.1 upgrade, no subprotocol, no compression), each
answered once it stands. Scope `write`, shown as at every path: in `Authorization` of the upgrade. Query `receipt` as
for batches. Whoever is not let in is answered as by `GET /v1/stream`, before the upgrade. A page of another site
(`Origin`) never is.

* **One message is one batch**, text or binary: a first line `{"batch": 1}`, then what `POST /v1/batches` takes. Batches
  are numbered from 1 in each stream, without gaps. A message may have `max_batch_bytes`, its lines `max_batch_lines`,
  and has to be whole within a minute.
* **One batch, one answer**, in the order the batches came: a first line `{"batch": 1, "status": 200}`, then what
  `POST /v1/batches` answers. It comes when the batch is committed and covered by a signed checkpoint, not before.
* **The window** that the first message names (`HelloOut`) may wait for answers. Beyond it the server stops reading, and
  the connection fills up: that is how fast it goes.
* **The order stays**: what one stream sends stands in its order, however far ahead it was sent. A batch of which
  nothing could be stored is answered with `retry_after` (seconds), and its number is the next one again: wait, then
  send it and all that follow. Those that were on their way are each answered `batch-out-of-turn`, and nothing of them
  counts as stored. A line that is refused alone with 503 may be sent again in a later batch, and stands there.
* **A refusal without `retry_after`** will not change. `batch-out-of-turn` and `batch-head` leave the next number as it
  was; after any other, the batch is done with and the next one has the next number.
* **After a break** open another stream, begin at 1 and send everything that had no answer, under the same ids. What
  stood already is answered with the same place and `"doubled": true`.
* **A refused message costs no other.** One whose first line says no number is answered with `"batch": null`.
* **To end** wait for the answers, then close. Closing earlier takes nothing back of what was taken.
* The server pings every 20 seconds and lets go of who gives no sign of life for another 20, or takes no answer for 30.
  A key has at most 16 streams at a time in each process.

"""


def page() -> str:
    """The text of docs/reference/api.md."""
    spec = document()
    parts = [_HEAD, *map(_section, OPERATIONS), _stream(), "## What is sent and answered\n\n"]
    schemas = spec["components"]["schemas"] | _streamed()
    for name, schema in sorted(schemas.items()):
        parts.append(_shape(name, schema))
    parts.append("## Errors\n\nAny path may answer: " + ", ".join(f"`{code}`" for code in ALWAYS) + ".\n\n")
    parts.append("| code | status | meaning |\n|---|---|---|\n")
    parts += [f"| `{code}` | {kind.status} | {kind.title} |\n" for code, kind in sorted(KINDS.items())]
    return "".join(parts)


def _streamed() -> dict[str, Any]:
    """Shapes that only streams have; codes of the others stand where they are used."""
    found: dict[str, Any] = stream_document()["components"]["schemas"]
    return {name: schema for name, schema in found.items() if name not in document()["components"]["schemas"]}


def _stream() -> str:
    rows = [f"| {code} | {meaning} |\n" for code, meaning in CLOSED.items()]
    codes = ", ".join(f"`{code}`" for code in BATCH_CODES)
    refused = f"A batch is refused (`BatchProblemOut`) with {codes}.\n\n"
    return f"{_STREAM}{refused}| closed with | why |\n|---|---|\n{''.join(rows)}\n"


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
