"""A plain Daraja caller for tests, and the organisations they call as."""

import base64
import itertools
import uuid
from functools import lru_cache
from typing import Any

import requests
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from tests.daraja_sandbox.sink import Sink
from tests.processes import SandboxProcess

PASSKEY = "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919"
STAMP = "20261120103000"
STK = "/mpesa/stkpush/v1/processrequest"
QUERY = "/mpesa/stkpushquery/v1/query"
B2C, B2C_V1 = "/mpesa/b2c/v3/paymentrequest", "/mpesa/b2c/v1/paymentrequest"
B2B, TAX = "/mpesa/b2b/v1/paymentrequest", "/mpesa/b2b/v1/remittax"
STATUS, BALANCE = "/mpesa/transactionstatus/v1/query", "/mpesa/accountbalance/v1/query"
REVERSAL = "/mpesa/reversal/v1/request"
# The password of the operator testapi that every organisation starts with.
PASSWORD = "Safaricom999!*!"
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

    def post(self, path: str, body: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token()}"}
        return self.sandbox.post(path, body, headers=headers)

    def push(self, phone: str, callback_url: str, **changes: Any) -> requests.Response:
        return self.post(STK, push_body(phone, callback_url, **changes))

    def pushed(self, phone: str, callback_url: str, **changes: Any) -> str:
        """Push, expect the ack, answer its CheckoutRequestID."""
        answer = self.push(phone, callback_url, **changes)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["CheckoutRequestID"])

    def query(self, checkout: str, shortcode: str = "174379") -> requests.Response:
        body = {"BusinessShortCode": shortcode, "Password": password(shortcode), "Timestamp": STAMP}
        return self.post(QUERY, body | {"CheckoutRequestID": checkout})

    def register(self, shortcode: str, confirmation: str, validation: str, default: str) -> requests.Response:
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


class Operator:
    """An organisation's API operator: builds and sends the asynchronous requests."""

    def __init__(self, daraja: Daraja, sink: Sink, shortcode: str, path: str) -> None:
        self.daraja, self.sink, self.shortcode, self.path = daraja, sink, shortcode, path
        self.urls = {"ResultURL": f"{sink.url}{path}/r", "QueueTimeOutURL": f"{sink.url}{path}/t"}

    def who(self, field: str = "Initiator", word: str = PASSWORD) -> dict[str, Any]:
        return {field: "testapi", "SecurityCredential": credential(self.daraja.sandbox, word)}

    def b2c_body(self, phone: str, **changes: Any) -> dict[str, Any]:
        body = {
            "OriginatorConversationID": str(uuid.uuid4()),
            **self.who("InitiatorName"),
            **self.urls,
            "CommandID": "BusinessPayment",
            "Amount": 1200,
            "PartyA": self.shortcode,
            "PartyB": phone,
            "Remarks": "Refund",
            "Occassion": "",
        }
        return body | changes

    def b2b_body(self, receiver: str, **changes: Any) -> dict[str, Any]:
        body = {
            **self.who(),
            **self.urls,
            "CommandID": "BusinessPayBill",
            "SenderIdentifierType": "4",
            "RecieverIdentifierType": "4",
            "Amount": 190,
            "PartyA": self.shortcode,
            "PartyB": receiver,
            "AccountReference": "19008",
            "Remarks": "Water",
        }
        return body | changes

    def reversal_body(self, receipt: str, amount: int, **changes: Any) -> dict[str, Any]:
        body = {
            **self.who(),
            **self.urls,
            "CommandID": "TransactionReversal",
            "TransactionID": receipt,
            "Amount": amount,
            "ReceiverParty": self.shortcode,
            "RecieverIdentifierType": "11",
            "Remarks": "Twice",
        }
        return body | changes

    def status_body(self, **changes: Any) -> dict[str, Any]:
        body = {
            **self.who(),
            **self.urls,
            "CommandID": "TransactionStatusQuery",
            "PartyA": self.shortcode,
            "IdentifierType": "4",
            "Remarks": "Where is it",
        }
        return body | changes

    def balance_body(self, **changes: Any) -> dict[str, Any]:
        body = {
            **self.who(),
            **self.urls,
            "CommandID": "AccountBalance",
            "PartyA": self.shortcode,
            "IdentifierType": "4",
            "Remarks": "ok",
        }
        return body | changes

    def send(self, path: str, body: dict[str, Any]) -> requests.Response:
        return self.daraja.post(path, body)

    def result_of(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send, expect the acknowledgement, wait for the newest result; its inside."""
        before = len(self.sink.at(f"{self.path}/r"))
        answer = self.send(path, body)
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = self.sink.wait_for(f"{self.path}/r", before + 1)[-1].json["Result"]
        assert result["ConversationID"] == answer.json()["ConversationID"]
        return result

    def b2c(self, phone: str, **changes: Any) -> dict[str, Any]:
        return self.result_of(B2C, self.b2c_body(phone, **changes))

    def b2b(self, receiver: str, **changes: Any) -> dict[str, Any]:
        return self.result_of(B2B, self.b2b_body(receiver, **changes))

    def reverse(self, receipt: str, amount: int, **changes: Any) -> dict[str, Any]:
        return self.result_of(REVERSAL, self.reversal_body(receipt, amount, **changes))

    def status(self, **changes: Any) -> dict[str, Any]:
        return self.result_of(STATUS, self.status_body(**changes))

    def balance(self, **changes: Any) -> dict[str, Any]:
        return self.result_of(BALANCE, self.balance_body(**changes))


def values(result: dict[str, Any]) -> dict[str, Any]:
    """The result's parameters by key; of a repeated key the last."""
    items = result["ResultParameters"]["ResultParameter"]
    return {item["Key"]: item.get("Value") for item in items}


def certificate(sandbox: SandboxProcess) -> bytes:
    return sandbox.get("/_sandbox/certificate").content


def credential(sandbox: SandboxProcess, word: str = PASSWORD) -> str:
    """The password encrypted as Safaricom asks for it: PKCS#1 v1.5 under the published certificate."""
    key = _key_of(sandbox)
    return base64.b64encode(key.encrypt(word.encode(), PKCS1v15())).decode()


@lru_cache
def _key_of(sandbox: SandboxProcess) -> RSAPublicKey:
    key = x509.load_pem_x509_certificate(certificate(sandbox)).public_key()
    assert isinstance(key, RSAPublicKey)
    return key
