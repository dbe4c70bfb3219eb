"""Runs many commands in one process as whoever is named, without password and code: only what was typed is tried.

Reads a JSON list of argument lists from standard input; tells of each its exit status, what it printed on standard
error, and the name of an exception that no sentence was made of.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from typing import Any

from handclasp import cli
from handclasp.config import load
from handclasp.house import running


def trusting(house: Any) -> None:
    """Let every account in that there is, into one house that stays open."""
    from handclasp.access import models, sign_in  # noqa: PLC0415 - Django is set up by now

    def signed_in(username: str, *_given: Any, **_more: Any) -> Any:
        found = models.Staff.objects.filter(username=username).first()
        if found is None:
            raise sign_in.NotSignedIn("name or password is not right")
        return found

    sign_in.signed_in = signed_in

    @contextlib.contextmanager
    def opened(_settings: Any, tenant: str | None = None, **_more: Any) -> Any:
        if tenant is not None:
            running.tenant_number(house, tenant)
        yield house

    for name in ("house", "django"):
        setattr(running, name, opened)


def typed(arguments: list[str]) -> dict[str, Any]:
    """How one command ended."""
    sys.argv = ["handclasp", *arguments]
    sys.stdin = io.TextIOWrapper(io.BytesIO(b"password\n000000\n"), encoding="utf-8")
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    status, fault = 0, ""
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.main()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        except BaseException as error:  # noqa: BLE001 - whatever it is, it would be a traceback
            fault = f"{type(error).__name__}: {error}"
    return {"status": status, "fault": fault, "said": err.getvalue()}


def main() -> None:
    """One JSON list in, one out."""
    asked = json.load(sys.stdin)
    with running.django(load(), None) as house:
        trusting(house)
        answers = [typed(arguments) for arguments in asked]
    sys.stdout.write(json.dumps(answers))


if __name__ == "__main__":
    main()
