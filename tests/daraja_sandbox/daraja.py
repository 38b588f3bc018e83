"""A plain Daraja caller for tests, and the organisations they call as."""

import base64
import itertools
from typing import Any

import httpx

from tests.processes import SandboxProcess

PASSKEY = "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919"
STAMP = "20261120103000"
STK = "/mpesa/stkpush/v1/processrequest"
QUERY = "/mpesa/stkpushquery/v1/query"
_phones = itertools.count(1000)


def new_phone() -> str:
    """A number no other test of this run uses."""
    return f"25470000{next(_phones):04d}"


def password(shortcode: str, passkey: str = PASSKEY, stamp: str = STAMP) -> str:
    return base64.b64encode(f"{shortcode}{passkey}{stamp}".encode()).decode()


class Daraja:
    """Calls a sandbox as an app does: a fresh token each, JSON bodies."""

    def __init__(self, sandbox: SandboxProcess, key: str = "sandbox-key", secret: str = "sandbox-secret"):
        self.sandbox = sandbox
        self._key, self._secret = key, secret

    def token(self) -> str:
        answer = self.sandbox.get(
            "/oauth/v1/generate?grant_type=client_credentials", auth=(self._key, self._secret)
        )
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    def post(self, path: str, body: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token()}"}
        return self.sandbox.post(path, body, headers=headers)

    def push(self, phone: str, callback_url: str, **changes: Any) -> httpx.Response:
        return self.post(STK, push_body(phone, callback_url, **changes))

    def pushed(self, phone: str, callback_url: str, **changes: Any) -> str:
        """Push, expect the ack, answer its CheckoutRequestID."""
        answer = self.push(phone, callback_url, **changes)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["CheckoutRequestID"])

    def query(self, checkout: str, shortcode: str = "174379") -> httpx.Response:
        body = {"BusinessShortCode": shortcode, "Password": password(shortcode), "Timestamp": STAMP}
        return self.post(QUERY, body | {"CheckoutRequestID": checkout})

    def register(self, shortcode: str, confirmation: str, validation: str, default: str) -> httpx.Response:
        body = {"ShortCode": shortcode, "ResponseType": default}
        return self.post(
            "/mpesa/c2b/v2/registerurl", body | {"ConfirmationURL": confirmation, "ValidationURL": validation}
        )


def push_body(phone: str, callback_url: str, **changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "BusinessShortCode": 174379,
        "Password": password("174379"),
        "Timestamp": STAMP,
        "TransactionType": "CustomerPayBillOnline",
        "Amount": 10,
        "PartyA": int(phone),
        "PartyB": 174379,
        "PhoneNumber": int(phone),
        "CallBackURL": callback_url,
        "AccountReference": "INV-7",
        "TransactionDesc": "Payment",
    }
    return body | changes


def accounts(sandbox: SandboxProcess, shortcode: str) -> dict[str, str]:
    """The balances of an organisation's accounts."""
    organisations = sandbox.get("/_sandbox/state").json()["organisations"]
    found: dict[str, str] = next(o["accounts"] for o in organisations if o["shortcode"] == shortcode)
    return found


def balance_of(sandbox: SandboxProcess, phone: str) -> str:
    customers = sandbox.get("/_sandbox/state").json()["customers"]
    return str(next(c["balance"] for c in customers if c["msisdn"] == phone))


def prompt_of(sandbox: SandboxProcess, checkout: str) -> dict[str, Any]:
    prompts = sandbox.get("/_sandbox/state").json()["prompts"]
    found: dict[str, Any] = next(p for p in prompts if p["checkout_request_id"] == checkout)
    return found
