"""Scrubbing, STK passwords and security credentials."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from core.errors import InvalidInput
from core.machine.scrub import scrub
from mpesa.daraja.security import security_credential, stk_password

CREDENTIAL = base64.b64encode(bytes(range(256))).decode()


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Authorization: Bearer abc123", "Authorization: Bearer ****"),
        ("{'Authorization': 'Basic a2V5OnM='}", "{'Authorization': '****'}"),
        ("Error Occurred - Invalid Access Token - Xy9abc", "Error Occurred - Invalid Access Token - ****"),
        ('{"SecurityCredential": "abc+/=", "Amount": 1}', '{"SecurityCredential": "****", "Amount": 1}'),
        (r'{\"Password\":\"abc\",\"A\":1}', r'{\"Password\":\"****\",\"A\":1}'),
        ("access_token=abc&expires_in=3599", "access_token=****&expires_in=3599"),
        ("consumer_secret: s3cret, next", "consumer_secret: ****, next"),
        (f"sent {CREDENTIAL} away", "sent **** away"),
        ("sha " + "ab" * 32, "sha ****"),
        ("payer 254708374149 paid", "payer 25470****149 paid"),
        ("payer +254708374149", "payer +25470****149"),
        ("payer 0708374149.", "payer 07****149."),
        ("payer 0110 000 123", "payer 01****123"),
        ("payer +254 708 374 149", "payer +25470****149"),
        ("ws_CO_06102026101512345708374149 gone", "ws_CO_06102026101512**** gone"),
        ("ws_CO_DMZ_123456_708374149", "ws_CO_****"),
        ("SG632NMKDO of 20240706224852, KES 1250.50", "SG632NMKDO of 20240706224852, KES 1250.50"),
    ],
)  # fmt: skip
def test_scrub(text, clean):
    assert scrub(text) == clean
    assert scrub(clean) == clean


def test_scrub_takes_given_secrets_out_anywhere():
    assert scrub("a tok-1 b tok-12 c", "tok-1", "tok-12", "") == "a **** b **** c"


def test_scrub_of_a_timeout_notice():
    notice = json.dumps({"InitiatorName": "api", "SecurityCredential": CREDENTIAL, "PartyB": "254110000001"})
    assert json.loads(scrub(notice)) == {
        "InitiatorName": "api", "SecurityCredential": "****", "PartyB": "25411****001",
    }  # fmt: skip


def test_scrub_is_quick_on_long_lines():
    for text in ("ws_CO_" * 20_000, "0 7" * 40_000, "Password: " * 20_000, "a" * 100_000, '"' * 100_000):
        scrub(text)


def test_stk_password():
    assert base64.b64decode(stk_password("174379", "abc", "20261120081500")) == b"174379abc20261120081500"


def certificate_for(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "apicrypt.example")])
    return (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(datetime(2014, 11, 12, tzinfo=UTC))
        .not_valid_after(datetime(2016, 11, 11, tzinfo=UTC))  # expired, like Safaricom's
        .sign(key, hashes.SHA256())
    )


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
def test_security_credential_is_the_password_and_nothing_else(encoding):
    key = rsa.generate_private_key(65537, 2048)
    certificate = certificate_for(key).public_bytes(encoding)
    one, other = (security_credential("Safaricom999!#é", certificate) for _ in range(2))
    assert len(one) == 344
    assert one != other
    assert key.decrypt(base64.b64decode(one), padding.PKCS1v15()) == "Safaricom999!#é".encode()
    for password in ("", "x" * 300):
        with pytest.raises(InvalidInput, match="BAD_PASSWORD"):
            security_credential(password, certificate)


def test_not_a_certificate():
    key = ec.generate_private_key(ec.SECP256R1())
    bare = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for wrong in (b"", b"rubbish", bare, certificate_for(key).public_bytes(Encoding.PEM)):
        with pytest.raises(InvalidInput, match="BAD_CERTIFICATE"):
            security_credential("password", wrong)
