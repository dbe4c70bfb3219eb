"""Django's database sessions, with columns for whose a session is and where it was opened.

They are what the list of sessions shows and what lets all sessions of one account end in one statement. The engine
writes what `begin` put into the session; it decides nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from handclasp.access.models import StaffSession

ABOUT: Final = "about"


class SessionStore(DatabaseStore):
    """The session engine named in the settings."""

    @classmethod
    def get_model_class(cls) -> type[StaffSession]:
        """The table."""
        return StaffSession

    def create_model_instance(self, data: dict[str, Any]) -> StaffSession:
        """A row for this session, its columns taken from what the session holds."""
        row: Any = super().create_model_instance(data)
        about = data.get(ABOUT, {})
        row.staff_id = data.get("_auth_user_id")
        row.handle = about.get("handle") or row.handle
        row.address = about.get("address", "")
        row.agent = about.get("agent", "")
        row.began = datetime.fromtimestamp(about["began"], UTC) if "began" in about else None
        return row  # type: ignore[no-any-return]
