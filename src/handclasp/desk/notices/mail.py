"""Notices by e-mail: over SMTP, with TLS unless the server is on this machine, one short message without any names.

The server's certificate is checked. What it answers is never repeated, only its number.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING, Final, NamedTuple

from handclasp.desk.notices.addresses import CODE
from handclasp.desk.notices.ways import NotSent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from handclasp.desk.notices.addresses import Addresses
    from handclasp.desk.notices.ways import Notice
    from handclasp.records import Secret

SECONDS: Final = 20.0
"""How long a server may take to answer."""


class Server(NamedTuple):
    """A mail server: `security` is starttls, tls or none; `authority` signed its certificate (None: the system's).

    `password` reads it, and raises NotSent.
    """

    host: str
    port: int
    security: str
    sender: str
    authority: Path | None = None
    user: str = ""
    password: Callable[[], Secret[str]] | None = None


class Mailer:
    """Hands messages to one server, a connection each. Thread-safe."""

    def __init__(self, server: Server, seconds: float = SECONDS) -> None:
        self._server = server
        self._seconds = seconds

    def check(self) -> None:
        """Say hello as for a message, and send none; raises NotSent."""
        with self._connected() as server:
            server.noop()

    def send(self, address: str, subject: str, text: str) -> None:
        """Send one message of plain text; raises NotSent."""
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"], message["Subject"] = self._server.sender, address, subject
        message["Date"] = format_datetime(datetime.now(UTC))
        message["Message-ID"] = make_msgid(domain=self._server.sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        with self._connected() as server:
            server.send_message(message)

    @contextlib.contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        told = self._server
        try:
            trust = ssl.create_default_context(cafile=str(told.authority) if told.authority else None)
            with self._opened(trust) as server:
                if told.security == "starttls":
                    server.starttls(context=trust)
                    server.ehlo()
                if told.user and told.password is not None:
                    server.login(told.user, told.password().reveal())
                yield server
        except smtplib.SMTPRecipientsRefused as error:
            code = max((code for code, _ in error.recipients.values()), default=450)
            raise NotSent(f"recipient-{code}", for_good=code >= 500) from None
        except smtplib.SMTPAuthenticationError:
            raise NotSent("sign-in") from None
        except smtplib.SMTPResponseException as error:
            raise NotSent(f"answer-{error.smtp_code}") from None
        except smtplib.SMTPNotSupportedError:
            raise NotSent("unsupported") from None
        except ssl.SSLError:
            raise NotSent("certificate") from None
        except (smtplib.SMTPException, OSError):
            raise NotSent("connection") from None

    def _opened(self, trust: ssl.SSLContext) -> smtplib.SMTP:
        told = self._server
        if told.security == "tls":
            return smtplib.SMTP_SSL(told.host, told.port, timeout=self._seconds, context=trust)
        return smtplib.SMTP(told.host, told.port, timeout=self._seconds)


class ByMail:
    """The way `mail`. `words` gives the subject and the text of a notice."""

    def __init__(self, mailer: Mailer, addresses: Addresses, words: Callable[[Notice], tuple[str, str]]) -> None:
        self._mailer = mailer
        self._addresses = addresses
        self._words = words

    def devices(self, number: int, person: str, /) -> list[str]:
        """One, once the address is confirmed; until then there is only the code to send."""
        address, confirmed = self._addresses.of(number, person)
        return [""] if confirmed else [CODE] if address else []

    def send(self, device: str, notice: Notice, /) -> None:
        """Send it to the person's address."""
        if device == CODE:
            notice = notice._replace(code=self._addresses.code(notice.number, notice.person))
        address, _ = self._addresses.of(notice.number, notice.person)
        self._mailer.send(address, *self._words(notice))
