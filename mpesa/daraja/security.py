"""The two secrets that Daraja wants inside request bodies."""

from __future__ import annotations

from base64 import b64encode

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from core.errors import InvalidInput


def stk_password(shortcode: str, passkey: str, stamp: str) -> str:
    """Base64 of shortcode + passkey + timestamp, as STK push and query demand; `stamp` is yyyymmddHHMMSS."""
    return b64encode(f"{shortcode}{passkey}{stamp}".encode()).decode()


def security_credential(password: str, certificate: bytes) -> str:
    """The initiator password encrypted for M-PESA: base64(RSA PKCS#1 v1.5), one line, new at each call.

    `certificate` is the environment's X.509 certificate, PEM or DER. Its validity is not checked: the
    certificates that Safaricom hands out expired years ago and are still in use.
    Raises InvalidInput BAD_CERTIFICATE or BAD_PASSWORD.
    """
    try:
        is_pem = b"-----BEGIN CERTIFICATE-----" in certificate
        load = x509.load_pem_x509_certificate if is_pem else x509.load_der_x509_certificate
        key = load(certificate).public_key()
    except ValueError:
        raise InvalidInput(
            "BAD_CERTIFICATE", "certificate", "Not an X.509 certificate (PEM or DER)."
        ) from None
    if not isinstance(key, RSAPublicKey):
        raise InvalidInput("BAD_CERTIFICATE", "certificate", "The certificate holds no RSA key.")
    secret = password.encode()
    if not secret or len(secret) > key.key_size // 8 - 11:
        raise InvalidInput("BAD_PASSWORD", "password", "The initiator password is empty or too long.")
    return b64encode(key.encrypt(secret, PKCS1v15())).decode()
