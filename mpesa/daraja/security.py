"""The two secrets that Daraja wants inside request bodies."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from core.errors import InvalidInput


def stk_password(shortcode: str, passkey: str, stamp: str) -> str:
    """Base64 of shortcode + passkey + timestamp, as STK push and query demand; `stamp` is yyyymmddHHMMSS."""
    return b64encode(f"{shortcode}{passkey}{stamp}".encode()).decode()


@dataclass(frozen=True, slots=True)
class Initiator:
    """The API operator of a shortcode; the credential is the encrypted password, of use while that is."""

    name: str
    credential: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate says of itself. `ends_at` is UTC; `fingerprint` is SHA-256, in pairs with colons."""

    subject: str
    ends_at: datetime
    fingerprint: str


def certificate_facts(certificate: bytes) -> CertificateFacts:
    """Raises InvalidInput BAD_CERTIFICATE."""
    read = _certificate(certificate)
    return CertificateFacts(
        read.subject.rfc4514_string()[:200],
        read.not_valid_after_utc,
        read.fingerprint(SHA256()).hex(":").upper(),
    )


def security_credential(password: str, certificate: bytes) -> str:
    """The initiator password encrypted for M-PESA: base64(RSA PKCS#1 v1.5), one line, new at each call.

    `certificate` is the environment's X.509 certificate, PEM or DER. Its validity is not checked: the
    certificates that Safaricom hands out expired years ago and are still in use.
    Raises InvalidInput BAD_CERTIFICATE or BAD_PASSWORD.
    """
    key = _certificate(certificate).public_key()
    if not isinstance(key, RSAPublicKey):
        raise InvalidInput("BAD_CERTIFICATE", "certificate", "The certificate holds no RSA key.")
    secret = password.encode()
    if not secret or len(secret) > key.key_size // 8 - 11:
        raise InvalidInput("BAD_PASSWORD", "password", "The initiator password is empty or too long.")
    return b64encode(key.encrypt(secret, PKCS1v15())).decode()


def _certificate(certificate: bytes) -> x509.Certificate:
    try:
        is_pem = b"-----BEGIN CERTIFICATE-----" in certificate
        return (x509.load_pem_x509_certificate if is_pem else x509.load_der_x509_certificate)(certificate)
    except ValueError:
        raise InvalidInput(
            "BAD_CERTIFICATE", "certificate", "Not an X.509 certificate (PEM or DER)."
        ) from None
