"""The settings of residency: `[residency.TENANT]` in handclasp.toml, one table a tenant: regions, and ways across.

Only shapes are checked here; what follows from them is decided in `borders`.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from handclasp import borders


def _code(value: str) -> str:
    if not borders.is_region(value):
        raise ValueError("it must be a country's code such as CN or SG, a part of one such as CN-SH, or EU or EEA")
    return value


def region(value: str) -> str:
    """The code of a region, or nothing."""
    return _code(value) if value else value


def _day(value: str) -> str:
    try:
        borders.day(value or "2000-01-01")
    except ValueError:
        raise ValueError("it must be a day such as 2027-12-31") from None
    return value


def _key(default: Any, allowed: str, description: str, **rules: Any) -> Any:
    return Field(default, description=description, json_schema_extra={"allowed": allowed}, **rules)


Region = Annotated[str, AfterValidator(_code)]


class Transfer(BaseModel):
    """A way across a border: to where, under which law, on what basis."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    to: Region = _key(..., "a region's code", "Where data may go on this basis.")
    law: Literal["gdpr", "pipl", "other"] = _key(
        ..., "gdpr, pipl or other", "The law that asks for it: of the EEA, of mainland China, any other."
    )
    basis: str = _key(
        ...,
        "; ".join(f"{law}: {', '.join(bases)}" for law, bases in borders.BASES.items()),
        "What it rests on: GDPR article 1(3), 45, 46, 47 or 49; PIPL article 38.",
    )
    reference: str = _key(
        ..., "2 to 200 characters", "The paper: decision, contract, filing number.", min_length=2, max_length=200
    )
    until: Annotated[str, AfterValidator(_day)] = _key("", "a day", "The last day on which it holds. Unset: no end.")
    without_consent: str = _key(
        "",
        "up to 200 characters",
        "`pipl`: on which ground no separate consent is needed (article 13(1)(2) to (7)). Unset: each export must say "
        "where that consent is kept.",
        max_length=200,
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.basis not in borders.BASES[self.law]:
            raise ValueError(f"a basis under {self.law} is one of {', '.join(borders.BASES[self.law])}")
        if self.basis == "free-movement" and borders.law_of(self.to) != borders.GDPR:
            raise ValueError("free-movement holds inside the EEA alone")
        return self


class Residency(BaseModel):
    """A tenant's regions, and on what its data may leave them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    regions: list[Region] = _key(
        ..., "a list of regions' codes", "Where its data, copies and keys lie, and nowhere else.", min_length=1
    )
    transfers: list[Transfer] = _key([], "tables, below", "On what it may be taken across. Empty: on nothing.")


def residence(one: Residency) -> borders.Residence:
    """The same as the doors know it."""
    ways = [
        borders.Transfer(
            way.to, way.law, way.basis, way.reference, borders.day(way.until) if way.until else 0, way.without_consent
        )
        for way in one.transfers
    ]
    return borders.Residence(tuple(one.regions), tuple(ways))


def reference() -> str:
    """The tables of these keys, in Markdown."""
    parts = [INTRODUCTION]
    for title, model in (("`[residency.TENANT]`", Residency), ("`[[residency.TENANT.transfers]]`", Transfer)):
        rows = [
            f"| `{key}` | {_default(field.default)} | {(field.json_schema_extra or {}).get('allowed', '')} "  # type: ignore[union-attr]
            f"| {field.description} |"
            for key, field in model.model_fields.items()
        ]
        parts += [title, "", "| key | default | allowed | what it does |", "|---|---|---|---|", *rows, ""]
    return "\n".join(parts)


def _default(value: Any) -> str:
    if value in ("", []):
        return "unset"
    return "needed" if repr(value) == "PydanticUndefined" else f"`{value}`"


INTRODUCTION: Final = """## Regions and borders

A table each for tenants whose data has to stay somewhere. What follows from it is told in the
[guide](../guide/en/residency.md). In the environment all of them are one JSON object, `HANDCLASP_RESIDENCY`.

```toml
region = "CN"

[residency.shop]
regions = ["CN"]

[[residency.shop.transfers]]
to = "SG"
law = "pipl"
basis = "standard-contract"
reference = "filed with the provincial CAC, no. 2026-114"
until = "2028-11-30"
```
"""
