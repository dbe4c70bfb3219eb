"""The list of conversations as the log tells it: who waits since when, what was masked, what is closed.

Everything here can be dropped and rebuilt by reading the log again. Never a word a customer said, never a name.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class Conversation(models.Model):
    """One conversation of one tenant; times are milliseconds since 1970 (UTC), `last_index` is -1 at first."""

    tenant = models.CharField(max_length=63)
    pseudonym = models.BinaryField(max_length=16)
    channel = models.CharField(max_length=40, blank=True)
    opened_at = models.BigIntegerField(default=0)
    last_at = models.BigIntegerField(default=0)
    last_seq = models.BigIntegerField(default=0)
    last_index = models.BigIntegerField(default=-1)
    said = models.BigIntegerField(default=0)
    waiting = models.BooleanField(default=False)
    waiting_since = models.BigIntegerField(null=True)
    closed_at = models.BigIntegerField(null=True)
    flags = models.JSONField(default=list)

    class Meta:
        """`desk_waiting` carries the waiting tab, `desk_recent` the others and the live check."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["tenant", "pseudonym"], name="desk_conversation_once")
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["tenant", "-last_at"], name="desk_recent"),
            models.Index(fields=["tenant", "-last_index"], name="desk_changed"),
            models.Index(fields=["tenant", "waiting_since"], name="desk_waiting", condition=models.Q(waiting=True)),
        ]

    def __str__(self) -> str:
        return self.handle

    @property
    def hex(self) -> str:
        """The pseudonym in hex (32 characters), as it stands in addresses."""
        return bytes(self.pseudonym).hex()

    @property
    def handle(self) -> str:
        """The first four hex digits in upper case, as people say it: `7F3A`."""
        return self.hex[:4].upper()
