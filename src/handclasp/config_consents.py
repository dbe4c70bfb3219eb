"""The settings of separate consent: `[consents.TENANT]` in handclasp.toml, one table a tenant.

Only shapes are checked here; the doors out ask for the consents (`disclose.consents`).
"""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field


def _key(allowed: str, description: str) -> Any:
    return Field([], description=description, json_schema_extra={"allowed": allowed})


class ConsentsNeeded(BaseModel):
    """What of a tenant's needs separate consent, beside what crosses a border on a basis that asks for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reveals: list[Literal["contact", "goods", "payment", "identity", "other"]] = _key(
        "a list of contact, goods, payment, identity, other",
        "Looks at masked items and pictures of these classes need the consent `sensitive` (PIPL article 29).",
    )
    exports: list[Literal["dispute", "court", "regulator", "customer-request", "internal-review"]] = _key(
        "a list of dispute, court, regulator, customer-request, internal-review",
        "Exports for these purposes need the consent `provision` (PIPL article 23).",
    )


def reference() -> str:
    """The table of these keys, in Markdown."""
    rows = [
        f"| `{key}` | unset | {(field.json_schema_extra or {}).get('allowed', '')} | {field.description} |"  # type: ignore[union-attr]
        for key, field in ConsentsNeeded.model_fields.items()
    ]
    head = ["`[consents.TENANT]`", "", "| key | default | allowed | what it does |", "|---|---|---|---|"]
    return "\n".join([INTRODUCTION, *head, *rows, ""])


INTRODUCTION: Final = """## Separate consent

A table each for tenants that ask customers separately before some things are done. What follows from it is told in the
[guide](../guide/en/consents.md). In the environment all of them are one JSON object, `HANDCLASP_CONSENTS`.

```toml
[consents.shop]
reveals = ["identity"]
exports = ["internal-review"]
```
"""
