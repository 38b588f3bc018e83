"""Pull Transactions on the wire: how it is asked, and rows as Safaricom has been seen to send them."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mpesa.daraja.errors import DarajaRefused, DarajaUnknown
from mpesa.daraja.pull import PulledKind, PulledRow, UnreadableRow, kind_of_type
from mpesa.daraja.transport import MAX_ANSWER

REGISTER, QUERY = "/pulltransactions/v1/register", "/pulltransactions/v1/query"
ROW = {
    "transactionId": "TH55NKABCD",
    "trxDate": "2026-11-20T10:13:00Z",
    "msisdn": 254722000000,
    "sender": "MPESA",
    "transactiontype": "c2b-pay-bill-debit",
    "billreference": "37207636392",
    "amount": "168.00",
    "organizationname": "Daraja Pull API Test",
}
AT = datetime(2026, 11, 20, 7, 13, tzinfo=UTC)


def page(*rows: Any, code: str = "1000") -> dict[str, Any]:
    return {
        "ResponseRefID": "26178-1",
        "ResponseCode": code,
        "ResponseMessage": "x",
        "Response": [list(rows)],
    }


def pull(client, offset: int = 0):
    return client.pull_transactions(
        shortcode="600000", since=AT - timedelta(hours=2), until=AT, offset=offset
    )


def rows_of(daraja, wire, client, *rows: Any, **more: Any):
    daraja.says(QUERY, wire.http(200, page(*rows, **more)))
    return pull(client).rows


@pytest.mark.parametrize("key", ["ResponseStatus", "Response Status", "responseStatus"])
@pytest.mark.parametrize(("status", "already"), [("1000", False), ("1001", True), (1001, True)])
def test_registers(daraja, wire, client, key, status, already):
    daraja.says(REGISTER, wire.http(200, {"ResponseRefID": "1", key: status, "ShortCode": "600000"}))
    answer = client.register_pull(
        shortcode="600000", nominated_number="0722000000", callback_url="https://pay.example.co.ke/hooks/ab/r"
    )
    assert answer.already is already
    assert daraja.calls(REGISTER)[0].json == {
        "ShortCode": "600000",
        "RequestType": "Pull",
        "NominatedNumber": "254722000000",
        "CallBackURL": "https://pay.example.co.ke/hooks/ab/r",
    }


def test_a_refused_registration_names_nobody(daraja, wire, client):
    daraja.says(REGISTER, wire.error(400, "400.001", "Invalid NominatedNumber 254722000000"))
    with pytest.raises(DarajaRefused) as refusal:
        client.register_pull(
            shortcode="600000", nominated_number="254722000000", callback_url="https://pay.example.co.ke/r"
        )
    assert refusal.value.code == "DARAJA_BAD_REQUEST" and "254722000000" not in refusal.value.message


def test_asks_in_east_african_time_from_a_row_on(daraja, wire, client):
    (row,) = rows_of(daraja, wire, client, ROW)
    assert daraja.calls(QUERY)[0].json == {
        "ShortCode": "600000",
        "StartDate": "2026-11-20 08:13:00",
        "EndDate": "2026-11-20 10:13:00",
        "OffSetValue": "0",
    }
    assert isinstance(row, PulledRow)
    assert (row.receipt, row.amount_cents, row.occurred_at) == ("TH55NKABCD", 168_00, AT)
    assert (row.kind, row.account_reference, row.payer) == (
        PulledKind.PAYMENT,
        "37207636392",
        "254722000000",
    )
    assert row.doubts == () and "254722000000" not in repr(row) and "37207636392" not in repr(row)


@pytest.mark.parametrize(
    "response", [[[]], [], None, {}, [[{}]]], ids=["nested", "flat", "null", "object", "empty row"]
)
@pytest.mark.parametrize("status", [200, 500])
def test_nothing_found_is_an_empty_page(daraja, wire, client, response, status):
    daraja.says(QUERY, wire.http(status, page(code="1001") | {"Response": response}))
    assert len(pull(client)) == 0


@pytest.mark.parametrize("nested", [[ROW], [[ROW]], [[[ROW]]], [[ROW], []]])
def test_however_the_list_is_nested(daraja, wire, client, nested):
    daraja.says(QUERY, wire.http(200, page() | {"Response": nested}))
    assert [row.receipt for row in pull(client).rows] == ["TH55NKABCD"]


def test_whatever_the_case_of_the_keys(daraja, wire, client):
    shouted = {key.upper(): value for key, value in ROW.items()}
    (row,) = rows_of(daraja, wire, client, shouted)
    assert (row.receipt, row.amount_cents, row.kind) == ("TH55NKABCD", 168_00, PulledKind.PAYMENT)


@pytest.mark.parametrize(
    ("amount", "cents"), [("168.00", 168_00), ("168", 168_00), (168, 168_00), (168.5, 168_50), ("0.01", 1)]
)
def test_amounts_are_exact(daraja, wire, client, amount, cents):
    (row,) = rows_of(daraja, wire, client, ROW | {"amount": amount})
    assert row.amount_cents == cents


@pytest.mark.parametrize(
    "payer",
    ["254722000000", "25472****000", "2547 ***** 000", hashlib.sha256(b"254722000000").hexdigest(), ""],
)
def test_payers_as_they_are_sent(daraja, wire, client, payer):
    (row,) = rows_of(daraja, wire, client, ROW | {"msisdn": payer})
    assert row.payer == payer and row.doubts == ()


@pytest.mark.parametrize(
    ("said", "moment", "zoned"),
    [
        ("2026-11-20T10:13:00Z", AT, False),
        ("2026-11-20 10:13:00", AT, False),
        ("2026-11-20T10:13:00.000Z", AT, False),
        ("2026-11-20T10:13:00+00:00", AT, False),
        ("2026-11-20T10:13:00+03:00", AT, True),
        ("2026-13-20T10:13:00Z", None, False),
        ("1066-11-20T10:13:00Z", None, False),
        ("soon", None, False),
        (None, None, False),
    ],
)
def test_times_are_doubtful_and_cost_no_money(daraja, wire, client, said, moment, zoned):
    (row,) = rows_of(daraja, wire, client, ROW | {"trxDate": said})
    assert (row.occurred_at, row.is_zoned) == (moment, zoned)
    assert row.doubts == (() if moment else ("trxdate",))


BAD_ROWS: list[Any] = [
    ROW | {"amount": "many"},
    ROW | {"amount": None},
    ROW | {"amount": "-5.00"},
    ROW | {"amount": True},
    ROW | {"amount": "1.001"},
    ROW | {"transactionId": ""},
    ROW | {"transactionId": "TH55\x00NKABCD"},
    ROW | {"transactionId": ["TH55NKABCD"]},
    {"amount": "1.00"},
    "a text",
    7,
]


@pytest.mark.parametrize("bad", BAD_ROWS, ids=[str(number) for number in range(len(BAD_ROWS))])
def test_an_unreadable_row_costs_no_other(daraja, wire, client, bad):
    first, second, third = rows_of(daraja, wire, client, ROW, bad, ROW | {"transactionId": "TH55NKABCE"})
    assert (first.receipt, third.receipt) == ("TH55NKABCD", "TH55NKABCE")
    assert isinstance(second, UnreadableRow) and second.code.startswith("CALLBACK_")
    json.dumps(second.said, default=str).encode()  # it can be kept


def test_what_is_wrong_beside_the_money_is_a_doubt(daraja, wire, client):
    odd = {"msisdn": [1], "billreference": "x" * 300, "transactiontype": "c2b-pay-bill-debit\x00"}
    (row,) = rows_of(daraja, wire, client, ROW | odd)
    assert row.doubts == ("billreference", "msisdn") and row.amount_cents == 168_00


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("c2b-pay-bill-debit", "PAYMENT"),
        ("c2b-buy-goods-debit", "PAYMENT"),
        ("C2B Pay Bill Debit", "PAYMENT"),
        ("c2b-paybill-online", "PAYMENT"),
        ("c2b-pay-bill-credit", "OTHER"),
        ("c2b-pay-bill-charge", "OTHER"),
        ("c2b", "OTHER"),
        ("b2c-business-payment-debit", "OTHER"),
        ("debit", "OTHER"),
        ("credit", "OTHER"),
        ("", "OTHER"),
        ("organization-to-organization-transfer", "OTHER"),
        ("c2b-pay-bill-reversal", "REVERSAL"),
        ("Reversal", "REVERSAL"),
        ("c2b-pay-bill-reversed-credit", "REVERSAL"),
        ("irreversible", "OTHER"),
    ],
)
def test_only_known_types_are_payments(said, kind):
    assert kind_of_type(said) == kind


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (page(code="1002"), "DARAJA_UNDECIDED"),
        (page() | {"Response": "none"}, "DARAJA_UNREADABLE"),
        ({"Response": [[ROW]]}, "DARAJA_UNDECIDED"),
        (b"", "DARAJA_UNREADABLE"),
        (b"<html>", "DARAJA_UNREADABLE"),
    ],
)
def test_what_is_no_page_is_not_taken_for_an_empty_one(daraja, wire, client, body, code):
    daraja.says(QUERY, wire.http(200, body))
    with pytest.raises(DarajaUnknown) as unknown:
        pull(client)
    assert unknown.value.code == code


def test_refusals_and_rate_limits(daraja, wire, client):
    for status, code, message, ours in (
        (400, "400.001", "Invalid ShortCode", "DARAJA_BAD_REQUEST"),
        (500, "500.003.02", "Spike arrest violation", "DARAJA_RATE_LIMITED"),
    ):
        daraja.says(QUERY, wire.error(status, code, message))
        with pytest.raises(DarajaRefused) as refusal:
            pull(client)
        assert refusal.value.code == ours


def test_a_token_that_is_refused_is_asked_for_anew(daraja, wire, client):
    daraja.says(QUERY, wire.error(401, "401.001", "Invalid Access Token"), wire.http(200, page(ROW)))
    assert len(pull(client)) == 1


def test_a_page_may_be_longer_than_other_answers(daraja, wire, client):
    rows = [ROW | {"transactionId": f"TH{number:08}"} for number in range(2000)]
    assert len(json.dumps(rows)) > MAX_ANSWER
    assert len(rows_of(daraja, wire, client, *rows)) == 2000
