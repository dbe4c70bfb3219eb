"""Certificates of time-stamping authorities: may this one stamp, did it sign, does a pinned one vouch for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from .der import SEQUENCE, BadDer, Node, read

MAX_CHAIN: Final = 4
_HASHES: Final = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
_RSA: Final = {
    "1.2.840.113549.1.1.1": None,
    "1.2.840.113549.1.1.11": "sha256",
    "1.2.840.113549.1.1.12": "sha384",
    "1.2.840.113549.1.1.13": "sha512",
}
_ECDSA: Final = {"1.2.840.10045.4.3.2": "sha256", "1.2.840.10045.4.3.3": "sha384", "1.2.840.10045.4.3.4": "sha512"}
_ED25519: Final = "1.3.101.112"


class BadCertificate(ValueError):
    """A certificate given by the caller cannot be read; the message says why."""


@dataclass(frozen=True)
class Certificate:
    """An X.509 certificate: its bytes, what they say, and issuer and serial number as they stand in it."""

    der: bytes
    x509: x509.Certificate
    issuer: bytes
    serial: bytes


def read_certificate(der: bytes) -> Certificate:
    """Return a certificate; raises BadDer.

    Whatever is read of it later is read here once: the library parses some of it only when asked.
    """
    try:
        parts = read(der).want(SEQUENCE).children()[0].want(SEQUENCE).children()
        parts = parts[1:] if parts[0].tag == 0xA0 else parts
        found = x509.load_der_x509_certificate(der)
        _ = found.subject, found.issuer, found.extensions, found.not_valid_before_utc, found.not_valid_after_utc
        return Certificate(der, found, parts[2].whole, parts[0].whole)
    except BadDer:
        raise
    except (ValueError, IndexError, x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        raise BadDer("a certificate that cannot be read") from None


def parse_certificates(data: bytes) -> tuple[bytes, ...]:
    """Return all certificates of a PEM file, or the one of a DER file, as DER; raises BadCertificate."""
    try:
        if b"-----BEGIN" in data:
            return tuple(one.public_bytes(Encoding.DER) for one in x509.load_pem_x509_certificates(data))
        return (read_certificate(data).der,)
    except ValueError:
        raise BadCertificate("it holds no certificate in PEM or DER") from None


def may_stamp(certificate: Certificate, at: datetime) -> bool:
    """Whether it is for time-stamping and for nothing else (RFC 3161 §2.3), and was valid at that time."""
    try:
        usage = certificate.x509.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except (x509.ExtensionNotFound, ValueError):
        return False
    return usage.critical and list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING] and _valid(certificate, at)


def _valid(certificate: Certificate, at: datetime) -> bool:
    found = certificate.x509
    return found.not_valid_before_utc <= at.astimezone(UTC) <= found.not_valid_after_utc


def signature_fits(certificate: Certificate, algorithm: Node, digest: str, signature: bytes, message: bytes) -> bool:
    """Check a signature: RSA (PKCS #1 v1.5), ECDSA or Ed25519, with the hash that the signer names."""
    try:
        oid, *rest = algorithm.want(SEQUENCE).children()
        name, parameters = oid.oid(), [one.whole for one in rest]
        key = certificate.x509.public_key()
        if name in _RSA and isinstance(key, rsa.RSAPublicKey):
            if _RSA[name] in (None, digest) and parameters in ([], [b"\x05\x00"]):
                key.verify(signature, message, padding.PKCS1v15(), _HASHES[digest])
                return True
        elif name in _ECDSA and isinstance(key, ec.EllipticCurvePublicKey):
            if _ECDSA[name] == digest and not parameters:
                key.verify(signature, message, ec.ECDSA(_HASHES[digest]))
                return True
        elif name == _ED25519 and isinstance(key, ed25519.Ed25519PublicKey) and not parameters:
            key.verify(signature, message)
            return True
    except (BadDer, InvalidSignature, UnsupportedAlgorithm, ValueError, IndexError):
        return False
    return False


def chains_to(
    certificate: Certificate, held: Sequence[Certificate], pinned: Sequence[Certificate], at: datetime
) -> bool:
    """Whether the certificate is pinned, or was issued by a pinned one over at most MAX_CHAIN steps."""
    current, used = certificate, 0
    if any(one.der == certificate.der for one in pinned):
        return True
    while used <= MAX_CHAIN:
        if _issuer_of(current, pinned, at, used):
            return True
        above = _issuer_of(current, (one for one in held if one.der != current.der), at, used)
        if above is None:
            return False
        current, used = above, used + 1
    return False


def _issuer_of(certificate: Certificate, among: Iterable[Certificate], at: datetime, below: int) -> Certificate | None:
    return next((one for one in among if _issued(one, certificate, at, below)), None)


def _issued(issuer: Certificate, certificate: Certificate, at: datetime, below: int) -> bool:
    """Whether an authority, valid then, signed a certificate; `below`: authorities between it and the signer."""
    try:
        basic = issuer.x509.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = issuer.x509.extensions.get_extension_for_class(x509.KeyUsage).value
        certificate.x509.verify_directly_issued_by(issuer.x509)
    except (x509.ExtensionNotFound, InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    deep = basic.path_length is not None and below > basic.path_length
    return basic.ca and usage.key_cert_sign and not deep and _valid(issuer, at)
