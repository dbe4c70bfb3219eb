"""The Django application that holds staff accounts; it holds no customer data and decides nothing."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Staff accounts (label `access`)."""

    name = "handclasp.access"
    label = "access"
    verbose_name = "Staff"
    default_auto_field = "django.db.models.BigAutoField"
