"""Certificates of a cluster's own: one authority, and for each node a certificate that only that authority signed.

They prove nodes to each other and to Handclasp, and nothing to anybody else. The authority's key is thrown away once
the last certificate is signed: nobody can make another node by stealing a folder. Keys are readable by their owner
alone.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from pathlib import Path

    from handclasp.store.cluster.layout import Layout
    from handclasp.store.embedded_host import Owner

_YEARS: Final = timedelta(days=3653)
_EARLIER: Final = timedelta(hours=1)
"""Clocks of nodes differ a little."""


def make(layout: Layout, owner: Owner) -> None:
    """Write ca.crt and, for each node, NAME.crt and NAME.key into the layout's folder, unless they are there."""
    folder = layout.certificates
    if (folder / "ca.crt").exists():
        return
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    owner.give(folder)
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = _signed(
        _builder("Handclasp cluster", authority_key.public_key(), None).add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True
        ),
        authority_key,
    )
    for node in layout.nodes:
        key = ec.generate_private_key(ec.SECP256R1())
        names = [x509.IPAddress(ip_address(node.host)), x509.DNSName("localhost"), x509.DNSName(node.name)]
        builder = _builder(f"node {node.name}", key.public_key(), authority)
        for extension, critical in (
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (x509.SubjectAlternativeName(names), False),
            (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), False),
        ):
            builder = builder.add_extension(extension, critical=critical)
        _write(folder / f"{node.name}.crt", _signed(builder, authority_key), owner, 0o644)
        _write(
            folder / f"{node.name}.key",
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ),
            owner,
            0o600,
        )
    # Last: where it stands, everything stands.
    _write(folder / "ca.crt", authority, owner, 0o644)


def _builder(name: str, key: ec.EllipticCurvePublicKey, issuer: bytes | None) -> x509.CertificateBuilder:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else x509.load_pem_x509_certificate(issuer).subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now + _YEARS)
    )


def _signed(builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey) -> bytes:
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _write(path: Path, content: bytes, owner: Owner, mode: int) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:  # noqa: PTH123 - its mode from the first byte
        file.write(content)
    owner.give(path)
