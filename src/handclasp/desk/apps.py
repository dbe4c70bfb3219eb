"""The Django application that holds the conversation list; it holds pseudonyms, times and counts, never text."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Conversations as the desk lists them (label `desk`)."""

    name = "handclasp.desk"
    label = "desk"
    verbose_name = "Desk"
    default_auto_field = "django.db.models.BigAutoField"
