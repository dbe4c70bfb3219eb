"""Runs many `handclasp` commands in one process: reads [arguments, standard input] pairs, tells how each ended.

Each is the real command with the real parser, from its arguments to its exit; only the start of Python is shared.
"""

from __future__ import annotations

import json
import sys

from typer.testing import CliRunner

from handclasp.cli import cli
from handclasp.records import HandclaspError


def main() -> None:
    """One JSON list in, one out: {"status", "code", "printed"} for each command."""
    told = []
    for arguments, said in json.load(sys.stdin):
        done = CliRunner().invoke(cli, arguments, input=said)
        error = done.exception
        if error is not None and not isinstance(error, HandclaspError | SystemExit):
            raise error
        code = error.code if isinstance(error, HandclaspError) else ""
        told.append({"status": done.exit_code, "code": code, "printed": done.stdout})
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
