"""What the client's tests ask for, and how Safaricom would answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from mpesa.daraja.answers import StkAccepted
from mpesa.daraja.client import DarajaClient
from mpesa.daraja.token_store import MemoryTokenStore, StoredToken
from mpesa.daraja.tokens import AppCredentials, cache_key

PUSH = "/mpesa/stkpush/v1/processrequest"
QUERY = "/mpesa/stkpushquery/v1/query"
REGISTER = "/mpesa/c2b/v2/registerurl"
OAUTH = "/oauth/v1/generate"
AT = datetime(2026, 11, 20, 5, 15, 0, tzinfo=UTC)
PASSKEY = "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919"
CHECKOUT = "ws_CO_20112026081500123708374149"
PUSH_FIELDS: dict[str, Any] = {
    "shortcode": "174379",
    "passkey": PASSKEY,
    "kind": "paybill",
    "party_b": "174379",
    "amount_cents": 40_200,
    "phone": "254708374149",
    "callback_url": "https://pay.example.co.ke/hooks/ab12/stk/cd34",
    "account_reference": "INV-7",
    "description": "Invoice 7",
    "at": AT,
}
ACK = {
    "MerchantRequestID": "2654-4b64-97ff-b827b542881d3130",
    "CheckoutRequestID": CHECKOUT,
    "ResponseCode": "0",
    "ResponseDescription": "Success. Request accepted for processing",
    "CustomerMessage": "Success. Request accepted for processing",
}
FOUND = {
    "ResponseCode": "0",
    "ResponseDescription": "The service request has been accepted successsfully",
    "MerchantRequestID": "22205-34066-1",
    "CheckoutRequestID": CHECKOUT,
}


def push(client: DarajaClient, **changes: Any) -> StkAccepted:
    return client.stk_push(**{**PUSH_FIELDS, **changes})


def query(client: DarajaClient) -> Any:
    return client.stk_query(shortcode="174379", passkey=PASSKEY, checkout_request_id=CHECKOUT, at=AT)


def hold_token(store: MemoryTokenStore, app: AppCredentials, url: str) -> None:
    store.save(cache_key(app, url), StoredToken("held", 1e11, 1e11), 0.0)
