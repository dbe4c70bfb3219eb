"""The settings of connectors to shops: `[connectors.NAME]` in handclasp.toml, one table a shop.

A secret never stands in the file itself: it is the first line of a file, or an environment variable. Nothing here opens
either; `ordering` does, when the house starts.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def _endpoint(value: str) -> str:
    parts = urlsplit(value)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not secure or not parts.hostname or parts.fragment or parts.username:
        raise ValueError("it must look like https://shop.example.com/handclasp, without a name or password in it")
    return value


def _dsn(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"mysql", "mariadb"} or not parts.username or not re.fullmatch("/[^/]{1,64}", parts.path):
        raise ValueError("it must look like mysql://user@host:3306/database")
    if parts.password is not None:
        raise ValueError("leave the password out of it: name a file (password_file) or a variable (password_env)")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError("it must be the name of a time zone, such as Asia/Shanghai") from None
    return value


def _variable(value: str) -> str:
    if value and (not re.fullmatch("[A-Z][A-Z0-9_]{0,63}", value) or value.startswith("HANDCLASP_")):
        raise ValueError("it must be a variable's name in capitals, which does not begin with HANDCLASP_")
    return value


def _whole(path: Path) -> Path:
    return path.expanduser().absolute()


def _key(default: Any, allowed: str, description: str, **rules: Any) -> Any:
    return Field(default, description=description, json_schema_extra={"allowed": allowed}, **rules)


_File = Annotated[Path, AfterValidator(_whole)]
_Variable = Annotated[str, AfterValidator(_variable)]


class Connector(BaseModel):
    """One shop: how it is asked, and which of its secrets lies where."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tenant: str = _key(..., "a tenant's name", "Whose shop it is.", min_length=1)
    kind: Literal["http", "dujiaoka", "acg-faka"] = _key(
        ..., "http, dujiaoka or acg-faka", "How it is asked: over the signed interface, or in its own database."
    )
    endpoint: Annotated[str, AfterValidator(_endpoint)] | None = _key(
        None, "https://host/path", "`http`: where the shop answers signed questions."
    )
    dsn: Annotated[str, AfterValidator(_dsn)] | None = _key(
        None,
        "mysql://user@host:3306/database, or `?socket=/path` instead of the host",
        "`dujiaoka`, `acg-faka`: the shop's database, and a user who may read it and nothing else.",
    )
    password_file: _File | None = _key(None, "a path", "A file whose first line is that user's password.")
    password_env: _Variable = _key("", "a variable's name", "The same, in an environment variable.")
    database_authority: _File | None = _key(
        None, "a path", "The certificate of the authority that the database's server must show. Elsewhere it is needed."
    )
    database_plain: bool = _key(
        False,  # noqa: FBT003 - its default
        "true or false",
        "Let a database on another machine be asked without TLS: only where the network itself is trusted.",
    )
    prefix: str = _key(
        "",
        "letters, digits and _",
        "What stands before the names of the shop's tables.",
        pattern="^[A-Za-z0-9_]{0,32}$",
    )
    timezone: Annotated[str, AfterValidator(_zone)] = _key(
        "Asia/Shanghai", "a time zone's name", "The time zone that the shop writes its times in."
    )
    currency: str = _key(
        "", "three to five capitals", "What the shop sells in, where it does not record it.", pattern="^([A-Z]{3,5})?$"
    )
    secret_file: _File | None = _key(
        None,
        "a path",
        "A file whose first line, 32 characters or more, signs questions and what the shop sends by itself.",
    )
    secret_env: _Variable = _key("", "a variable's name", "The same, in an environment variable.")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for one in ("password", "secret"):
            if getattr(self, f"{one}_file") and getattr(self, f"{one}_env"):
                raise ValueError(f"name {one}_file or {one}_env, not both")
        if self.kind == "http":
            if self.endpoint is None or not (self.secret_file or self.secret_env):
                raise ValueError("a connector of kind http needs endpoint, and secret_file or secret_env")
            if self.dsn or self.password_file or self.password_env:
                raise ValueError("a connector of kind http has no dsn and no password")
        else:
            self._fits_a_database()
        return self

    def _fits_a_database(self) -> None:
        if self.dsn is None or not (self.password_file or self.password_env):
            raise ValueError(f"a connector of kind {self.kind} needs dsn, and password_file or password_env")
        if self.endpoint:
            raise ValueError(f"a connector of kind {self.kind} has no endpoint")
        place = self.place()
        here = bool(place["socket"]) or place["host"] in _LOOPBACK
        if not here and not self.database_authority and not self.database_plain:
            raise ValueError(
                "a database on another machine needs database_authority, or database_plain = true where nobody else is "
                "on that network"
            )

    def place(self) -> dict[str, Any]:
        """`host`, `port`, `socket`, `user` and `database` of the dsn."""
        parts = urlsplit(self.dsn or "")
        socket = re.search(r"(?:^|&)socket=([^&]+)", parts.query)
        return {
            "host": parts.hostname or "127.0.0.1",
            "port": parts.port or 3306,
            "socket": unquote(socket[1]) if socket else "",
            "user": unquote(parts.username or ""),
            "database": unquote(parts.path[1:]),
        }


def named(values: dict[str, Connector]) -> dict[str, Connector]:
    """The connectors with names as they may be."""
    for name in values:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} must begin with a letter and have lower-case letters, digits and - alone")
    return values


def reference() -> str:
    """The table of a connector's keys, in Markdown."""
    rows = [
        f"| `{key}` | {_default(field.default)} | {(field.json_schema_extra or {}).get('allowed', '')} "  # type: ignore[union-attr]
        f"| {field.description} |"
        for key, field in Connector.model_fields.items()
    ]
    return "\n".join([INTRODUCTION, "| key | default | allowed | what it does |", "|---|---|---|---|", *rows, ""])


def _default(value: Any) -> str:
    if value in (None, ""):
        return "unset"
    return "needed" if repr(value) == "PydanticUndefined" else f"`{str(value).lower() if value is False else value}`"


INTRODUCTION: Final = """## Connectors to shops

A table each, `[connectors.NAME]`; NAME has lower-case letters, digits and `-`. What they are for is told in the
[guide](../guide/en/orders.md). In the environment all of them are one JSON object, `HANDCLASP_CONNECTORS`.

```toml
[connectors.shop]
tenant = "shop"
kind = "dujiaoka"
dsn = "mysql://handclasp_reader@127.0.0.1:3306/dujiaoka"
password_file = "/srv/handclasp/shop.password"
currency = "CNY"
```
"""
