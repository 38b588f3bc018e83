"""The client's connections: doors that are closed, TLS, time limits, and what a session keeps."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from datetime import UTC, datetime

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from mpesa.daraja.client import DarajaClient
from mpesa.daraja.errors import DarajaUnknown, DarajaUnreachable
from mpesa.daraja.token_store import MemoryTokenStore
from mpesa.daraja.transport import Timeouts, new_session, shared_session
from tests.mpesa.daraja.asking import ACK, PUSH, hold_token, push


def test_a_dripping_answer_ends_at_the_total(daraja, app, store, wire):
    timeouts = Timeouts(connect=1.0, read=1.0, total=0.3)
    client = DarajaClient(daraja.url, app, store, session=new_session(), timeouts=timeouts)
    daraja.says(PUSH, wire.drip)
    with pytest.raises(DarajaUnknown) as caught:
        push(client)
    assert caught.value.code == "DARAJA_TIMEOUT"


@pytest.mark.parametrize("with_token", [True, False])
def test_a_closed_door_is_unreachable(app, store, with_token):
    with socket.create_server(("127.0.0.1", 0)) as door:
        url = f"http://127.0.0.1:{door.getsockname()[1]}"
    if with_token:
        hold_token(store, app, url)
    with pytest.raises(DarajaUnreachable):
        push(DarajaClient(url, app, store, session=new_session()))


def test_an_unknown_host_is_unreachable(app, store):
    url = "http://nobody.invalid"
    hold_token(store, app, url)
    with pytest.raises(DarajaUnreachable):
        push(DarajaClient(url, app, store, session=new_session(), timeouts=Timeouts(connect=2.0)))


def test_a_host_that_does_not_speak_tls_is_not_called_safe(daraja, app, store):
    url = daraja.url.replace("http:", "https:")
    hold_token(store, app, url)
    with pytest.raises(DarajaUnknown):
        push(DarajaClient(url, app, store, session=new_session(), timeouts=Timeouts(1.0, 0.3, 1.0)))


def test_an_untrusted_certificate_is_unreachable(app, store, tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "both.pem"
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + built.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)

    def serve_one(door: socket.socket) -> None:
        connection, _ = door.accept()
        with connection, contextlib.suppress(OSError):
            context.wrap_socket(connection, server_side=True).recv(1)

    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=serve_one, args=(door,), daemon=True)
        thread.start()
        url = f"https://127.0.0.1:{door.getsockname()[1]}"
        hold_token(store, app, url)
        with pytest.raises(DarajaUnreachable):
            push(DarajaClient(url, app, store, session=new_session()))
        thread.join(5)


def test_connections_are_kept_alive_and_cookies_are_not(client, daraja, wire):
    daraja.says(PUSH, wire.http(200, ACK, extra="Set-Cookie: visid=1; path=/\r\n"))
    for _ in range(3):
        push(client)
    assert {heard.connection for heard in daraja.heard} == {1}
    assert not any("cookie" in heard.headers for heard in daraja.heard)


def test_a_retrying_session_is_not_taken(daraja, app):
    session = requests.Session()
    session.mount("http://", requests.adapters.HTTPAdapter(max_retries=3))
    with pytest.raises(ValueError, match="retry"):
        DarajaClient(daraja.url, app, MemoryTokenStore(), session=session)


def test_a_process_shares_its_session_per_host(monkeypatch):
    first = shared_session("https://one.invalid")
    assert shared_session("https://one.invalid") is first
    assert shared_session("https://two.invalid") is not first
    monkeypatch.setattr("mpesa.daraja.transport.IDLE_SECONDS", -1.0)
    assert shared_session("https://one.invalid") is not first
