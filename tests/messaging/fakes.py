"""Africa's Talking and a mail server on real sockets of this machine, speaking as the real ones do."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message as Mail
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.processes import free_port

API_KEY, MAIL_PASSWORD = "atsk_of_the_tests", "p@ss word"


class AfricasTalking(ThreadingHTTPServer):
    """Takes one recipient a request. `answers` are used up first: (HTTP status, body or None to hang up)."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.forms: list[dict[str, str]] = []
        self.answers: list[tuple[int, Any]] = []
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


def recipient(status_code: int, status: str, number: str = "+254712345678") -> dict[str, Any]:
    row = {"statusCode": status_code, "number": number, "status": status, "cost": "0", "messageId": "None"}
    return {"SMSMessageData": {"Message": "Sent to 0/1 Total Cost: 0", "Recipients": [row]}}


class _Handler(BaseHTTPRequestHandler):
    server: AfricasTalking

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        with self.server.lock:
            self.server.forms.append(form)
            status, answer = self.server.answers.pop(0) if self.server.answers else (201, "taken")
            count = len(self.server.forms)
        right = self.path == "/version1/messaging" and self.headers["Accept"] == "application/json"
        if self.headers["apiKey"] != API_KEY or form.get("username") != "hesabu":
            status, answer = 401, "The supplied authentication is invalid"
        elif not right:
            status, answer = 404, ""
        if answer is None:
            self.connection.close()
            return
        if answer == "taken":
            answer = recipient(101, "Success", form["to"])
            answer["SMSMessageData"]["Message"] = "Sent to 1/1 Total Cost: KES 0.8000"
            answer["SMSMessageData"]["Recipients"][0] |= {"cost": "KES 0.8000", "messageId": f"ATXid_{count}"}
        payload = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def africas_talking() -> Iterator[AfricasTalking]:
    server = AfricasTalking()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


class MailBox:
    """An SMTP server's hooks: what it took, and what it says to RCPT (used up first)."""

    def __init__(self) -> None:
        self.taken: list[Mail] = []
        self.replies: list[str] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.replies:
            return self.replies.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(message_from_bytes(envelope.content))
        return "250 Message accepted for delivery"


def _authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and data.password == MAIL_PASSWORD.encode()
    return AuthResult(success=right, handled=False)


@contextmanager
def mail_server(**tls: Any) -> Iterator[tuple[MailBox, int]]:
    """A mail server in the clear, or with `ssl_context` (smtps) or `tls_context` (STARTTLS)."""
    box, port = MailBox(), free_port()
    controller = Controller(
        box, hostname="127.0.0.1", port=port, authenticator=_authenticate, auth_require_tls=False, **tls
    )
    controller.start()
    yield box, port
    controller.stop()
