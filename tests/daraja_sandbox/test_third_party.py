"""A public Daraja client, unchanged, pointed here by its base URL."""

import pytest

from tests.daraja_sandbox.daraja import PASSKEY, Daraja
from tests.daraja_sandbox.sink import Sink

mpesakit = pytest.importorskip("mpesakit")


def test_mpesakit_pushes_queries_and_reads_the_callback(
    daraja: Daraja, sink: Sink, phone: str, path: str
) -> None:
    client = mpesakit.MpesaClient(consumer_key="sandbox-key", consumer_secret="sandbox-secret")
    client.http_client.base_url = daraja.sandbox.url

    pushed = client.stk_push(
        business_short_code=174379,
        transaction_type="CustomerPayBillOnline",
        amount=25,
        party_a=phone,
        party_b="174379",
        phone_number=phone,
        callback_url=sink.url + path,
        account_reference="INV-7",
        transaction_desc="Payment",
        passkey=PASSKEY,
    )

    assert pushed.is_successful()
    daraja.sandbox.post("/_sandbox/approve", {"checkout_request_id": pushed.CheckoutRequestID})
    queried = client.stk_query(
        business_short_code=174379, checkout_request_id=pushed.CheckoutRequestID, passkey=PASSKEY
    )
    assert queried.is_successful()
    assert queried.ResultCode in ("0", 0)
    callback = client.process_stk_callback(sink.wait_for(path)[0].json)
    assert callback.is_successful
