"""Transaction Status and Account Balance as they leave, and what is taken for an acceptance."""

from __future__ import annotations

import base64

import pytest

from core.errors import InvalidInput
from mpesa.daraja.client import DarajaClient
from mpesa.daraja.errors import DarajaRefused, DarajaUnknown
from mpesa.daraja.security import Initiator, certificate_facts
from mpesa.tills.certificates import SHIPPED

STATUS = "/mpesa/transactionstatus/v1/query"
BALANCE = "/mpesa/accountbalance/v1/query"
INITIATOR = Initiator("testapi", base64.b64encode(bytes(256)).decode())
URLS = {
    "result_url": "https://pay.example.co.ke/hooks/ab12/result/status/cd34",
    "timeout_url": "https://pay.example.co.ke/hooks/ab12/timeout/status/cd34",
}
ACK = {
    "ConversationID": "AG_20240706_2010759fd5662ef6d054",
    "OriginatorConversationID": "5118-111210482-1",
    "ResponseCode": "0",
    "ResponseDescription": "Accept the service request successfully.",
}


def ask(client: DarajaClient, **about: str):
    return client.transaction_status(initiator=INITIATOR, kind="paybill", shortcode="600310", **about, **URLS)


def test_a_receipt_is_asked_about_as_the_documents_say(client, daraja, wire):
    daraja.says(STATUS, wire.http(200, ACK))
    ack = ask(client, receipt=" sg632nmkdo ")
    assert (ack.conversation_id, ack.originator_conversation_id) == (
        ACK["ConversationID"], ACK["OriginatorConversationID"],
    )  # fmt: skip
    assert daraja.calls(STATUS)[0].json == {
        "Initiator": "testapi",
        "SecurityCredential": INITIATOR.credential,
        "CommandID": "TransactionStatusQuery",
        "TransactionID": "SG632NMKDO",
        "PartyA": "600310",
        "IdentifierType": "4",
        "ResultURL": URLS["result_url"],
        "QueueTimeOutURL": URLS["timeout_url"],
        "Remarks": "Enquiry",
    }


def test_an_order_is_asked_about_by_its_own_id(client, daraja, wire):
    daraja.says(STATUS, wire.http(200, ACK))
    ask(client, originator_id="our-own-id-1")
    sent = daraja.calls(STATUS)[0].json
    assert (sent["OriginalConversationID"], "TransactionID" in sent) == ("our-own-id-1", False)


def test_the_balance_is_asked_for(client, daraja, wire):
    daraja.says(BALANCE, wire.http(200, ACK))
    client.account_balance(initiator=INITIATOR, kind="paybill", shortcode="600310", **URLS)
    sent = daraja.calls(BALANCE)[0].json
    assert (sent["CommandID"], sent["PartyA"], "Occasion" in sent) == ("AccountBalance", "600310", False)


def test_a_refusal_shows_no_credential(client, daraja, wire):
    daraja.says(STATUS, wire.error(400, "400.002.02", f"Bad Request - Invalid {INITIATOR.credential}"))
    with pytest.raises(DarajaRefused) as refused:
        ask(client, receipt="SG632NMKDO")
    assert INITIATOR.credential not in str(refused.value)
    daraja.says(STATUS, wire.http(200, {"ResponseDescription": "?"}))
    with pytest.raises(DarajaUnknown):
        ask(client, receipt="SG632NMKDO")


def test_what_is_no_receipt_number_is_not_sent(client, daraja):
    with pytest.raises(InvalidInput) as refused:
        ask(client, receipt="SG63-NMKDO")
    assert (refused.value.code, daraja.calls(STATUS)) == ("BAD_RECEIPT_NUMBER", [])


def test_safaricoms_two_certificates_are_those_of_the_documents():
    told = {name: certificate_facts(read) for name, read in SHIPPED.items()}
    assert {name: (facts.fingerprint, facts.ends_at.year) for name, facts in told.items()} == {
        "SANDBOX": (
            "A5:42:C3:C6:7B:59:8A:33:7A:1C:C7:41:E5:43:4C:70:DE:56:50:81:E5:C8:53:E0:5A:51:C8:43:76:47:66:F0",
            2016,
        ),
        "PRODUCTION": (
            "94:17:91:52:12:AC:70:8D:3A:C8:2B:71:0E:71:D9:76:FA:0E:B7:83:F4:67:B1:59:C1:5A:D7:21:6E:F2:C1:6B",
            2018,
        ),
    }
