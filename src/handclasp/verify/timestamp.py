"""RFC 3161 time-stamp tokens, checked offline: what was stamped, when, by whose key, and whether that key is pinned.

No certificate that comes in a token is trusted; it only says what to ask about. Revocation cannot be looked up offline
and is not: what a pinned authority signed while its certificate was valid counts.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509

from .authority import Certificate, chains_to, may_stamp, read_certificate, signature_fits
from .der import OCTETS, SEQUENCE, SET, BadDer, Node, read
from .reasons import Fault, Reason

SHA: Final = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
_SIGNED_DATA: Final = "1.2.840.113549.1.7.2"
_TST_INFO: Final = "1.2.840.113549.1.9.16.1.4"
_CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"
_MESSAGE_DIGEST: Final = "1.2.840.113549.1.9.4"
_SIGNING_CERTIFICATE: Final = {"1.2.840.113549.1.9.16.2.12": "sha1", "1.2.840.113549.1.9.16.2.47": "sha256"}
MAX_TOKEN: Final = 64 * 1024


@dataclass(frozen=True)
class Stamp:
    """A token that holds together; `pinned` tells whether a certificate of the reader's vouches for the signer."""

    time: datetime
    serial: int
    authority: str
    fingerprint: str
    pinned: bool


@dataclass(frozen=True)
class _Signer:
    """A SignerInfo's parts (RFC 5652 §5.3)."""

    sid: Node
    digest: str
    attributes: Node
    algorithm: Node
    signature: bytes


def check_token(token: bytes, digest: bytes, pinned: Sequence[bytes]) -> Stamp:
    """Check a TimeStampToken (RFC 3161 §2.4.2) over a SHA-256 `digest`; `pinned` are certificates (DER)."""
    if len(token) > MAX_TOKEN:
        raise Fault(Reason.TIMESTAMP_MALFORMED, "too long")
    try:
        content, certificates, signer = _signed_data(read(token))
        info = read(content)
        time, serial, imprint = _info(info)
        held = [read_certificate(node.whole) for node in certificates]
    except (BadDer, ValueError, IndexError) as error:
        what = str(error) if isinstance(error, BadDer) else "not a time-stamp token"
        raise Fault(Reason.TIMESTAMP_MALFORMED, what) from None
    if imprint != digest:
        raise Fault(Reason.TIMESTAMP_OTHER_DIGEST)
    trusted = [read_certificate(one) for one in pinned]
    certificate = _signed_by(signer, [*held, *trusted])
    _check_attributes(signer, content, certificate)
    message = bytes([SET]) + signer.attributes.whole[1:]
    if not signature_fits(certificate, signer.algorithm, signer.digest, signer.signature, message):
        raise Fault(Reason.TIMESTAMP_SIGNATURE_WRONG)
    if not may_stamp(certificate, time):
        raise Fault(Reason.TIMESTAMP_CERTIFICATE_WRONG, "not a certificate for time-stamping, or not valid then")
    return Stamp(
        time,
        serial,
        certificate.x509.subject.rfc4514_string(),
        hashlib.sha256(certificate.der).hexdigest(),
        chains_to(certificate, held, trusted, time),
    )


def certificates_of(token: bytes) -> list[bytes]:
    """Return the certificates in a token (DER), to show whose they say they are; raises Fault."""
    try:
        return [node.whole for node in _signed_data(read(token))[1]]
    except (BadDer, IndexError):
        raise Fault(Reason.TIMESTAMP_MALFORMED) from None


def _algorithm(node: Node) -> str:
    """The hash an AlgorithmIdentifier names; its parameters are absent or NULL."""
    oid, *rest = node.want(SEQUENCE).children()
    if [one.whole for one in rest] not in ([], [b"\x05\x00"]) or oid.oid() not in SHA:
        raise BadDer("a hash this verifier does not know")
    return SHA[oid.oid()]


def _signed_data(token: Node) -> tuple[bytes, list[Node], _Signer]:
    """The stamped content, the certificates and the one signer of a CMS SignedData (RFC 5652 §5.1)."""
    kind, wrapped = token.want(SEQUENCE).children()
    (signed,) = wrapped.want(0xA0).children()
    version, digests, inner, *rest = signed.want(SEQUENCE).children()
    if kind.oid() != _SIGNED_DATA or version.integer() != 3:
        raise BadDer("not signed data of version 3")
    content_type, held = inner.want(SEQUENCE).children()
    if content_type.oid() != _TST_INFO:
        raise BadDer("the content is not a time-stamp")
    (content,) = held.want(0xA0).children()
    certificates = rest.pop(0).children() if rest and rest[0].tag == 0xA0 else []
    (signers,) = rest  # revocation lists, which nothing signs, have no place here
    (signer,) = signers.want(SET).children()
    found = _signer(signer)
    if [_algorithm(node) for node in digests.want(SET).children()] != [found.digest]:
        raise BadDer("the hashes named do not fit the signer")
    return content.want(OCTETS).content, certificates, found


def _signer(node: Node) -> _Signer:
    version, sid, digest, attributes, algorithm, signature = node.want(SEQUENCE).children()
    if version.integer() != {SEQUENCE: 1, 0x80: 3}.get(sid.tag):
        raise BadDer("a signer of another version")
    return _Signer(sid, _algorithm(digest), attributes.want(0xA0), algorithm, signature.want(OCTETS).content)


def _info(info: Node) -> tuple[datetime, int, bytes]:
    """Time, serial number and SHA-256 imprint of a TSTInfo."""
    version, policy, imprint, serial, time, *_ = info.want(SEQUENCE).children()
    algorithm, value = imprint.want(SEQUENCE).children()
    if version.integer() != 1 or not policy.oid() or _algorithm(algorithm) != "sha256":
        raise BadDer("not a time-stamp of version 1 over SHA-256")
    return time.time(), serial.integer(), value.want(OCTETS).content


def _signed_by(signer: _Signer, certificates: Sequence[Certificate]) -> Certificate:
    """The certificate that the signer's identifier names."""
    for one in certificates:
        if signer.sid.tag == SEQUENCE:
            if signer.sid.content == one.issuer + one.serial:
                return one
        elif (key := _key_identifier(one)) is not None and hmac.compare_digest(key, signer.sid.content):
            return one
    raise Fault(Reason.TIMESTAMP_CERTIFICATE_WRONG, "the signer's certificate is not there")


def _key_identifier(certificate: Certificate) -> bytes | None:
    try:
        found = certificate.x509.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    except (x509.ExtensionNotFound, ValueError):
        return None
    return found.value.digest


def _check_attributes(signer: _Signer, content: bytes, certificate: Certificate) -> None:
    """Content type, digest of the content and digest of the certificate, each once (RFC 3161 §2.4.2, RFC 5816)."""
    try:
        found = _attributes(signer.attributes)
        content_type, told = found[_CONTENT_TYPE].oid(), found[_MESSAGE_DIGEST].want(OCTETS).content
        names = [_certificate_digest(found[oid], kind) for oid, kind in _SIGNING_CERTIFICATE.items() if oid in found]
    except (BadDer, KeyError, ValueError, IndexError):
        raise Fault(Reason.TIMESTAMP_MALFORMED, "signed attributes") from None
    if content_type != _TST_INFO:
        raise Fault(Reason.TIMESTAMP_MALFORMED, "another content type is signed")
    if told != hashlib.new(signer.digest, content).digest():
        raise Fault(Reason.TIMESTAMP_DIGEST_WRONG)
    if not names or any(hashlib.new(kind, certificate.der).digest() != digest for kind, digest in names):
        raise Fault(Reason.TIMESTAMP_CERTIFICATE_WRONG, "not the certificate that the token names")


def _attributes(node: Node) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for attribute in node.children():
        kind, values = attribute.want(SEQUENCE).children()
        (value,) = values.want(SET).children()
        if kind.oid() in found:
            raise BadDer("an attribute that stands twice")
        found[kind.oid()] = value
    return found


def _certificate_digest(value: Node, kind: str) -> tuple[str, bytes]:
    """The hash and digest of the first ESSCertID or ESSCertIDv2 (RFC 5035 §4)."""
    first = value.want(SEQUENCE).children()[0].want(SEQUENCE).children()[0].want(SEQUENCE).children()
    if kind != "sha1" and first[0].tag == SEQUENCE:
        return _algorithm(first[0]), first[1].want(OCTETS).content
    return kind, first[0].want(OCTETS).content
