"""Structured logs to standard error: events and codes, never a message's text, a secret or a URL's query."""

from __future__ import annotations

import logging
import sys

import structlog


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
    logging.basicConfig(
        level=max(number, logging.WARNING), stream=sys.stderr, format="%(levelname)s %(name)s %(message)s"
    )
    # Libraries that would write addresses with queries, or statements with values.
    for name in ("uvicorn.access", "httpx", "psycopg", "psycopg.pool", "procrastinate", "django.db.backends"):
        logging.getLogger(name).setLevel(logging.ERROR)
