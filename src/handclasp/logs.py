"""Structured logs to standard error: events and codes, never a message's text, a secret or a URL's query."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import structlog

_FRAMES: Final = 12


class ByPlace(logging.Formatter):
    """What libraries say, one line each; of an unforeseen error where it came from: its message may quote anything.

    On a terminal as text, else as JSON like our own lines, so that no text begins a line of its own.
    """

    def __init__(self, *, terminal: bool) -> None:
        super().__init__("%(levelname)s %(name)s %(message)s")
        self._terminal = terminal

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said = super().format(record)
        if self._terminal:
            return said
        at = datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")
        return json.dumps({"event": said, "level": record.levelname.lower(), "timestamp": at}, ensure_ascii=False)

    def formatException(self, ei: Any) -> str:  # noqa: N802 -- logging's name
        """The error's type and the way to it."""
        frames = traceback.extract_tb(ei[2], limit=-_FRAMES)
        way = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))
        return f"{ei[0].__name__} at {way}"


def _renderer() -> structlog.typing.Processor:
    """Lines for people on a terminal, else JSON; tracebacks are plain, because rich ones would show local variables."""
    if sys.stderr.isatty():
        return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    return structlog.processors.JSONRenderer()


def configure(level: str) -> None:
    """Set up logging for this process."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _renderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(ByPlace(terminal=sys.stderr.isatty()))
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler])
    # Libraries that would write addresses with queries, or statements with values.
    for name in ("uvicorn.access", "httpx", "psycopg", "psycopg.pool", "procrastinate", "django.db.backends"):
        logging.getLogger(name).setLevel(logging.ERROR)
