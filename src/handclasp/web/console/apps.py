"""The Django application that carries the console's templates, static files and texts; it has no tables."""

from __future__ import annotations

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The staff console (label `console`)."""

    name = "handclasp.web.console"
    label = "console"
    verbose_name = "Console"
