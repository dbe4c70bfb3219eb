"""A real mail server on loopback for the tests of notices: with STARTTLS or without, a sign-in or none."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from email.message import EmailMessage

HERE = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
USER, PASSWORD = "desk", "a specimen of a password"


class Certificate:
    """A certificate for loopback that signs itself, and its key, in one file."""

    def __init__(self, folder: Path) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "specimen")])
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([HERE, x509.DNSName("localhost")]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        self.authority = folder / "authority.pem"
        self.authority.write_bytes(made.public_bytes(Encoding.PEM))
        self.file = folder / "server.pem"
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        self.file.write_bytes(secret + made.public_bytes(Encoding.PEM))

    def context(self) -> ssl.SSLContext:
        """What a server presents."""
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(self.file)
        return made


class MailServer:
    """The server; `answer` is what it says to the next recipients."""

    def __init__(self, certificate: Certificate | None = None, *, sign_in: bool = False) -> None:
        self.letters: list[EmailMessage] = []
        self.secured: list[bool] = []
        self.answer = "250 OK"
        options: dict[str, Any] = {}
        if certificate is not None:
            options = {"tls_context": certificate.context(), "require_starttls": True}
        if sign_in:
            options |= {"authenticator": self._known, "auth_required": True}
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self._options: dict[str, Any] = {"hostname": "127.0.0.1", "port": self.port, "ready_timeout": 120, **options}
        self._running: Controller | None = None

    def start(self) -> None:
        """Listen."""
        self._running = Controller(self, **self._options)
        self._running.start()

    def stop(self) -> None:
        """Listen no more, until it is started again."""
        if self._running is not None:
            self._running.stop()
        self._running = None

    async def handle_RCPT(  # noqa: N802 - its name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Take a recipient, or do not."""
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - its name
        """Keep a letter."""
        self.secured.append(session.ssl is not None)
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        return "250 kept"

    @staticmethod
    def _known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, told: Any) -> AuthResult:
        right = (told.login, told.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)
