"""Another client of the same shortcode: a script of somebody else, who pays out and takes payments back."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable
from typing import Any

import requests
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

OPERATOR, PASSWORD = "testapi", "Safaricom999!*!"
#: Who hears the results: nobody.
NOWHERE = "http://127.0.0.1:9/nobody"
TRIES = 8
Body = dict[str, Any]


class OtherClient:
    """A careful one asks again under the same id when an answer is lost; a careless one asks anew, and may
    have paid twice."""

    def __init__(self, url: str, shortcode: str, key: str, secret: str) -> None:
        self._url, self._shortcode, self._app = url, shortcode, (key, secret)
        self._http = requests.Session()
        self._http.trust_env = False
        certificate = self._http.get(f"{url}/_sandbox/certificate", timeout=10).content
        public = x509.load_pem_x509_certificate(certificate).public_key()
        assert isinstance(public, RSAPublicKey)
        self._credential = base64.b64encode(public.encrypt(PASSWORD.encode(), PKCS1v15())).decode()

    def pay(self, phone: str, shillings: int, *, careful: bool = True) -> None:
        body = {
            "InitiatorName": OPERATOR,
            "CommandID": "BusinessPayment",
            "Amount": shillings,
            "PartyA": self._shortcode,
            "PartyB": phone,
            "Occassion": "",
        }
        known = str(uuid.uuid4())
        self._insist(
            "/mpesa/b2c/v3/paymentrequest",
            lambda: body | {"OriginatorConversationID": known if careful else str(uuid.uuid4())},
        )

    def take_back(self, receipt: str, shillings: int) -> None:
        body = {
            "Initiator": OPERATOR,
            "CommandID": "TransactionReversal",
            "TransactionID": receipt,
            "Amount": shillings,
            "ReceiverParty": self._shortcode,
            "RecieverIdentifierType": "11",
        }
        self._insist("/mpesa/reversal/v1/request", lambda: body)

    def _insist(self, path: str, body: Callable[[], Body]) -> None:
        """Until Safaricom says that it has it."""
        common = {
            "SecurityCredential": self._credential,
            "Remarks": "From elsewhere",
            "ResultURL": NOWHERE,
            "QueueTimeOutURL": NOWHERE,
        }
        said = []
        for _ in range(TRIES):
            try:
                answer = self._post(path, common | body())
            except (requests.RequestException, KeyError, ValueError) as problem:
                said.append(repr(problem))
                continue
            if answer.get("ResponseCode") == "0" or "uplicate" in answer.get("errorMessage", ""):
                return
            said.append(str(answer))
        raise AssertionError(f"Safaricom never took it: {said}")

    def _post(self, path: str, body: Body) -> Body:
        asked = f"{self._url}/oauth/v1/generate?grant_type=client_credentials"
        token = self._http.get(asked, auth=self._app, timeout=10).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        told: Body = self._http.post(self._url + path, json=body, headers=headers, timeout=10).json()
        return told
