"""The console's addresses. Conversations are named by pseudonym only; no address carries a word or a secret."""

from __future__ import annotations

from django.urls import path, register_converter

from handclasp.web.console.views import entry, evidence, live, queue, thread


class Pseudonym:
    """32 lower-case hex digits."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(Pseudonym, "pseudonym")

urlpatterns = [
    path("desk/", queue.queue, name="queue"),
    path("desk/sign-in", entry.sign_in, name="sign-in"),
    path("desk/sign-out", entry.sign_out, name="sign-out"),
    path("desk/password", entry.password, name="password"),
    path("desk/language", entry.language, name="language"),
    path("desk/theme", entry.theme, name="theme"),
    path("desk/events", live.events, name="queue-events"),
    path("desk/c/<pseudonym:pseudonym>", thread.thread, name="thread"),
    path("desk/c/<pseudonym:pseudonym>/say", thread.say, name="say"),
    path("desk/c/<pseudonym:pseudonym>/looks", thread.looks, name="looks"),
    path("desk/c/<pseudonym:pseudonym>/events", live.events, name="events"),
    path("desk/c/<pseudonym:pseudonym>/receipt/<int:seq>", evidence.receipt, name="receipt"),
    path("desk/c/<pseudonym:pseudonym>/receipt/<int:seq>.receipt.json", evidence.receipt_file, name="receipt-file"),
    path("desk/c/<pseudonym:pseudonym>/pack", evidence.pack, name="pack"),
]

handler404 = "handclasp.web.console.views.trouble.not_found"
handler500 = "handclasp.web.console.views.trouble.server_error"
