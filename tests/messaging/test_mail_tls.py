"""E-mail over TLS: a server whose certificate is not trusted is sent nothing, no password either."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from messaging.email import send_mail
from tests.messaging.fakes import MAIL_PASSWORD, mail_server


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A certificate for 127.0.0.1 signed by itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = builder.add_extension(alternative, critical=False).sign(key, hashes.SHA256())
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + signed.public_bytes(Encoding.PEM))
    return path


@pytest.mark.parametrize("kind", ["ssl_context", "tls_context"])
def test_mail_leaves_over_tls_to_a_trusted_server_only(settings, monkeypatch, certificate, kind):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "books", MAIL_PASSWORD
    settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = kind == "ssl_context", kind == "tls_context"
    settings.DEFAULT_FROM_EMAIL = "books@example.com"
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with mail_server(**{kind: context}) as (box, port):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        assert send_mail("amina@example.com", "s", "b", message_id="1").code == "ACCEPTED"
        assert len(box.taken) == 1
        monkeypatch.delenv("SSL_CERT_FILE")
        assert send_mail("amina@example.com", "s", "b", message_id="2").code == "NO_ANSWER"
        assert len(box.taken) == 1


def test_mail_is_not_sent_in_the_clear_to_a_server_without_starttls(settings):
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = True, False
    with mail_server() as (box, port):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        assert send_mail("amina@example.com", "s", "b", message_id="1").code == "NO_ANSWER"
    assert box.taken == []
