"""Bodies that anybody may post: facts or MalformedCallback, never anything else."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import InvalidInput
from mpesa.daraja.callbacks import (
    C2BFacts,
    Rejection,
    StkResult,
    callback_ack,
    parse_c2b,
    parse_stk_callback,
    validation_accept,
    validation_reject,
)
from mpesa.daraja.errors import ERROR_CODES, MalformedCallback
from mpesa.daraja.untrusted import MAX_BODY, MAX_FACT_CENTS

PAID = b"""{"Body": {"stkCallback": {
  "MerchantRequestID": "29115-34620561-1", "CheckoutRequestID": "ws_CO_191220191020363925",
  "ResultCode": 0, "ResultDesc": "The service request is processed successfully.",
  "CallbackMetadata": {"Item": [
    {"Name": "Amount", "Value": 1.00},
    {"Name": "MpesaReceiptNumber", "Value": "NLJ7RT61SV"},
    {"Name": "Balance"},
    {"Name": "TransactionDate", "Value": 20191219102115},
    {"Name": "PhoneNumber", "Value": 254708374149}]}}}}"""
C2B = b"""{"TransactionType": "Pay Bill", "TransID": "RKTQDM7W6S", "TransTime": "20191122063845",
  "TransAmount": "10.00", "BusinessShortCode": "600638", "BillRefNumber": " Invoice008 ", "InvoiceNumber": "",
  "OrgAccountBalance": "49197.00", "ThirdPartyTransID": "", "MSISDN": "25470****149", "FirstName": "John",
  "MiddleName": "", "LastName": "Doe"}"""


def stk(**changes: Any) -> bytes:
    """PAID with metadata values changed by name; None removes the item."""
    body = json.loads(PAID)
    items = {item["Name"]: item for item in body["Body"]["stkCallback"]["CallbackMetadata"]["Item"]}
    for name, value in changes.items():
        items[name] = {"Name": name, "Value": value}
        if value is None:
            del items[name]
    body["Body"]["stkCallback"]["CallbackMetadata"]["Item"] = list(items.values())
    return json.dumps(body).encode()


def c2b(**changes: Any) -> bytes:
    body = {**json.loads(C2B), **changes}
    return json.dumps({key: value for key, value in body.items() if value is not None}).encode()


def test_a_payment_by_stk():
    assert parse_stk_callback(PAID) == StkResult(
        merchant_request_id="29115-34620561-1",
        checkout_request_id="ws_CO_191220191020363925",
        result_code="0",
        description="The service request is processed successfully.",
        amount_cents=100,
        receipt="NLJ7RT61SV",
        occurred_at=datetime(2019, 12, 19, 7, 21, 15, tzinfo=UTC),
        phone="254708374149",
    )


def test_a_failure_by_stk_has_no_metadata():
    body = {
        "MerchantRequestID": "m",
        "CheckoutRequestID": "c",
        "ResultCode": 1032,
        "ResultDesc": "Cancelled.",
    }
    result = parse_stk_callback(json.dumps({"Body": {"stkCallback": body}}).encode())
    assert (result.result_code, result.amount_cents, result.receipt, result.occurred_at, result.phone) == (
        "1032", None, None, None, "",
    )  # fmt: skip
    body["CallbackMetadata"] = {"Item": []}
    body["ResultCode"] = "SFC_IC0003"
    assert (
        parse_stk_callback(json.dumps({"Body": {"stkCallback": body}}).encode()).result_code == "SFC_IC0003"
    )


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"Amount": 402}, "amount_cents", 40_200),
        ({"Amount": "402.50"}, "amount_cents", 40_250),
        ({"Amount": 402.5}, "amount_cents", 40_250),
        ({"Amount": "1,250"}, "amount_cents", 125_000),
        ({"MpesaReceiptNumber": " nlj7rt61sv "}, "receipt", "NLJ7RT61SV"),
        ({"TransactionDate": "20191219102115"}, "occurred_at", datetime(2019, 12, 19, 7, 21, 15, tzinfo=UTC)),
        ({"TransactionDate": 20191219102115.0}, "occurred_at", datetime(2019, 12, 19, 7, 21, 15, tzinfo=UTC)),
        ({"TransactionDate": None}, "occurred_at", None),
        ({"PhoneNumber": "25470****149"}, "phone", "25470****149"),
        ({"PhoneNumber": "e" * 64}, "phone", "e" * 64),
        ({"PhoneNumber": None}, "phone", ""),
        ({"Balance": "{Amount={CurrencyCode=KES, MinimumAmount=1, BasicAmount=0.01}}"}, "amount_cents", 100),
        ({"Surprise": {"nested": [1]}}, "amount_cents", 100),
    ],
)
def test_stk_values_in_any_type(changes, field, value):
    assert getattr(parse_stk_callback(stk(**changes)), field) == value


def test_items_in_any_order_and_a_lone_item():
    body = json.loads(PAID)
    metadata = body["Body"]["stkCallback"]["CallbackMetadata"]
    metadata["Item"].reverse()
    metadata["Item"].append({"Name": "Amount", "Value": 1.0})  # said twice, the same
    assert parse_stk_callback(json.dumps(body).encode()) == parse_stk_callback(PAID)
    body["Body"]["stkCallback"]["ResultCode"] = 1037
    metadata["Item"] = {"Name": "Balance"}
    assert parse_stk_callback(json.dumps(body).encode()).amount_cents is None


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"Amount": None}, "CALLBACK_MISSING", "Amount"),
        ({"Amount": ""}, "CALLBACK_MISSING", "Amount"),
        ({"Amount": 0}, "CALLBACK_BAD_VALUE", "Amount"),
        ({"Amount": -5}, "CALLBACK_BAD_VALUE", "Amount"),
        ({"Amount": "1.005"}, "CALLBACK_BAD_VALUE", "Amount"),
        ({"Amount": "ten"}, "CALLBACK_BAD_VALUE", "Amount"),
        ({"Amount": True}, "CALLBACK_BAD_VALUE", "Amount"),
        ({"Amount": [1]}, "CALLBACK_BAD_VALUE", "Amount"),
        ({"Amount": MAX_FACT_CENTS // 100 + 1}, "CALLBACK_TOO_LARGE", "Amount"),
        ({"Amount": 1e300}, "CALLBACK_BAD_VALUE", "Amount"),
        ({"Amount": 10**40}, "CALLBACK_BAD_VALUE", "Amount"),
        ({"MpesaReceiptNumber": None}, "CALLBACK_MISSING", "MpesaReceiptNumber"),
        ({"MpesaReceiptNumber": "  "}, "CALLBACK_MISSING", "MpesaReceiptNumber"),
        ({"MpesaReceiptNumber": "NLJ7"}, "CALLBACK_BAD_VALUE", "MpesaReceiptNumber"),
        ({"MpesaReceiptNumber": "NLJ7RT61S\u00df"}, "CALLBACK_BAD_VALUE", "MpesaReceiptNumber"),
        ({"MpesaReceiptNumber": "NLJ7RT61SV; DROP"}, "CALLBACK_BAD_VALUE", "MpesaReceiptNumber"),
        ({"MpesaReceiptNumber": "NLJ7RT61S\x00"}, "CALLBACK_BAD_VALUE", "MpesaReceiptNumber"),
        ({"Amount": "4\ud8002"}, "CALLBACK_BAD_VALUE", "Amount"),
    ],
)
def test_a_success_that_cannot_be_booked_is_malformed(changes, code, field):
    with pytest.raises(MalformedCallback) as caught:
        parse_stk_callback(stk(**changes))
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\x00", b"null", b"[]", b"1", b'"x"', b"{", b"{}", b"\xff\xfe{\x00}\x00", b"<html>", b"NaN",
        b"[" * 60_000, b'{"a":' * 10_000, b'{"a":' * 30 + b"1" + b"}" * 30, b" " * (MAX_BODY + 1),
        b'{"Body": {"stkCallback": NaN}}', b'{"Body": {"stkCallback": -Infinity}}',
        b'{"Body": 1, "Body": 2}', b'{"Body": 1e99999999999999999999}', b'{"Body": 1e-99999999999999999999}',
        b'{"Body": ' + b"9" * 5000 + b"}", b'{"Body": 0.' + b"9" * 5000 + b"}", b'{"Body": []}',
        b'{"Body": {"stkCallback": "x"}}', b'{"\\u0000": 1}',
        PAID.replace(b'"ResultCode": 0', b'"ResultCode": true'), PAID.replace(b'"ResultCode": 0', b'"x": 0'),
        PAID.replace(b'"ResultCode": 0', b'"ResultCode": "0; x"'),
        PAID.replace(b'{"Name": "Balance"}', b'{"Name": "Amount", "Value": 2}'),
        PAID.replace(b'{"Name": "Balance"}', b'{"Name": "MpesaReceiptNumber", "Value": "NLJ7RT61SX"}'),
        PAID.replace(b'"CallbackMetadata": {', b'"CallbackMetadata": {"Item": [], '),
        PAID.replace(b'"CallbackMetadata"', b'"Metadata"'),
    ],
)  # fmt: skip
@pytest.mark.parametrize("parse", [parse_stk_callback, parse_c2b])
def test_rubbish_is_malformed(parse, body):
    with pytest.raises(MalformedCallback) as caught:
        parse(body)
    assert isinstance(caught.value, InvalidInput)
    assert caught.value.code in ERROR_CODES


def test_a_c2b_payment():
    expected = C2BFacts(
        receipt="RKTQDM7W6S",
        amount_cents=1000,
        occurred_at=datetime(2019, 11, 22, 3, 38, 45, tzinfo=UTC),
        shortcode="600638",
        account_reference=" Invoice008 ",
        transaction_type="Pay Bill",
        payer="25470****149",
        payer_name="John Doe",
        org_balance_cents=4_919_700,
        third_party_id="",
    )
    assert parse_c2b(C2B) == expected
    assert parse_c2b(b"\xef\xbb\xbf" + C2B) == expected


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"OrgAccountBalance": ""}, "org_balance_cents", None),
        ({"OrgAccountBalance": None}, "org_balance_cents", None),
        ({"OrgAccountBalance": "-1540.50"}, "org_balance_cents", -154_050),
        ({"OrgAccountBalance": "a lot"}, "org_balance_cents", None),
        ({"TransAmount": "10"}, "amount_cents", 1000),
        ({"TransAmount": 10.5}, "amount_cents", 1050),
        ({"BusinessShortCode": 600638}, "shortcode", "600638"),
        ({"BillRefNumber": None}, "account_reference", ""),
        ({"BillRefNumber": 7}, "account_reference", "7"),
        ({"TransactionType": "Organization To Organization Transfer"}, "transaction_type",
         "Organization To Organization Transfer"),
        ({"MSISDN": "2547 ***** 126"}, "payer", "2547 ***** 126"),
        ({"MSISDN": 254708374149}, "payer", "254708374149"),
        ({"MSISDN": None}, "payer", ""),
        ({"MiddleName": None, "LastName": None}, "payer_name", "John"),
        ({"FirstName": " WANJIRU\n ", "LastName": "Ng'ang'a"}, "payer_name", "WANJIRU Ng'ang'a"),
        ({"ThirdPartyTransID": 12}, "third_party_id", "12"),
    ],
)  # fmt: skip
def test_c2b_values(changes, field, value):
    assert getattr(parse_c2b(c2b(**changes)), field) == value


@pytest.mark.parametrize(
    "changes",
    [
        {"TransID": None}, {"TransAmount": None}, {"TransAmount": "0.00"}, {"TransAmount": "-1"},
        {"TransAmount": "1e3"}, {"TransID": 12}, {"TransID": 5.355897174550964e16},
        {"TransID": "RKTQDM7W\x00S"},
    ],
)  # fmt: skip
def test_c2b_without_its_facts_is_malformed(changes):
    with pytest.raises(MalformedCallback):
        parse_c2b(c2b(**changes))


@pytest.mark.parametrize(
    ("changes", "doubts"),
    [
        ({"TransactionDate": 1576740075}, ("TransactionDate",)),
        ({"TransactionDate": 20191319102115}, ("TransactionDate",)),
        ({"TransactionDate": "00010101000000"}, ("TransactionDate",)),
        ({"PhoneNumber": "2547\x00"}, ("text",)),
        ({"PhoneNumber": "\ud800"}, ("text",)),
        ({"PhoneNumber": "1" * 101}, ("PhoneNumber",)),
        ({"PhoneNumber": [1], "TransactionDate": True}, ("TransactionDate", "PhoneNumber")),
    ],
)
def test_what_is_wrong_beside_the_money_of_stk_is_named_and_stops_nothing(changes, doubts):
    facts = parse_stk_callback(stk(**changes))
    assert (facts.receipt, facts.amount_cents, facts.doubts) == ("NLJ7RT61SV", 100, doubts)
    assert facts.occurred_at is None or "TransactionDate" not in doubts


INNER = json.dumps(json.loads(PAID)["Body"]["stkCallback"]).encode()


@pytest.mark.parametrize(
    ("body", "doubts"),
    [
        (b'{"stkCallback": ' + INNER + b"}", ("Body",)),
        (INNER, ("Body", "stkCallback")),
        (PAID.replace(b'"CheckoutRequestID"', b'"Other"'), ("CheckoutRequestID",)),
        (PAID.replace(b"ws_CO_", b"ws CO "), ("CheckoutRequestID",)),
        (PAID.replace(b'{"Name": "Balance"}', b'{"Value": 2}'), ("Item",)),
        (PAID.replace(b'{"Name": "Balance"}', b"7"), ("Item",)),
        (PAID.replace(b'{"Name": "Balance"}', b'{"Name": "PhoneNumber", "Value": 7}'), ("PhoneNumber",)),
        (
            PAID.replace(b'{"Item": [', b"[").replace(b"254708374149}]}", b"254708374149}]"),
            ("CallbackMetadata",),
        ),
        (PAID.replace(b"processed", b"proc\xe9d\xe9"), ("encoding",)),
        (PAID.replace(b"processed", b"\\u0000"), ("text",)),
    ],
)
def test_a_success_in_another_wrapping_is_read(body, doubts):
    facts = parse_stk_callback(body)
    assert (facts.receipt, facts.amount_cents, facts.doubts) == ("NLJ7RT61SV", 100, doubts)


@pytest.mark.parametrize(
    ("changes", "doubts"),
    [
        ({"TransTime": None}, ("TransTime",)),
        ({"TransTime": "20191122"}, ("TransTime",)),
        ({"BusinessShortCode": None}, ("BusinessShortCode",)),
        ({"BusinessShortCode": "6006 38"}, ("BusinessShortCode",)),
        ({"BillRefNumber": ["x"]}, ("BillRefNumber",)),
        ({"BillRefNumber": "x" * 256}, ("BillRefNumber",)),
        ({"FirstName": "\x00"}, ("text",)),
        ({"MSISDN": True}, ("MSISDN",)),
        ({"FirstName": {}, "ThirdPartyTransID": "9" * 101}, ("FirstName", "ThirdPartyTransID")),
    ],
)
def test_what_is_wrong_beside_the_money_of_c2b_is_named_and_stops_nothing(changes, doubts):
    facts = parse_c2b(c2b(**changes))
    assert (facts.receipt, facts.amount_cents, facts.doubts) == ("RKTQDM7W6S", 1000, doubts)


def test_a_name_in_latin_1_is_read():
    facts = parse_c2b(C2B.replace(b"John", "Jos\u00e9".encode("latin-1")))
    assert (facts.payer_name, facts.doubts) == ("Jos\u00e9 Doe", ("encoding",))


def test_facts_and_errors_show_no_person():
    shown = repr(parse_c2b(C2B)) + repr(parse_stk_callback(PAID))
    assert not any(part in shown for part in ("149", "John", "Invoice008", "ws_CO"))
    with pytest.raises(MalformedCallback) as caught:
        parse_c2b(c2b(TransID="254708374149 John"))
    assert "John" not in str(caught.value) + repr(caught.value)


def test_replies():
    assert json.loads(callback_ack()) == {"ResultCode": 0, "ResultDesc": "Success"}
    assert json.loads(validation_accept()) == {"ResultCode": "0", "ResultDesc": "Accepted"}
    assert json.loads(validation_accept("abc"))["ThirdPartyTransID"] == "abc"
    assert json.loads(validation_reject(Rejection.BAD_ACCOUNT)) == {
        "ResultCode": "C2B00012", "ResultDesc": "Rejected",
    }  # fmt: skip


codes_seen: set[str] = set()


def facts_or_malformed(body: bytes) -> None:
    for parse in (parse_stk_callback, parse_c2b):
        try:
            facts = parse(body)
        except MalformedCallback as error:
            codes_seen.add(error.code)
            continue
        if isinstance(facts, C2BFacts) or facts.result_code == "0":
            assert facts.receipt is not None
            assert facts.amount_cents is not None
            assert 0 < facts.amount_cents <= MAX_FACT_CENTS
        for value in (getattr(facts, name) for name in facts.__slots__):
            if isinstance(value, str):
                assert b"\x00" not in value.encode()
    assert codes_seen <= set(ERROR_CODES)


fuzz = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PIECES = [
    b"\x00", b"\\u0000", b"\\ud800", b"NaN", b"-Infinity", b"1e999", b"9" * 5000, b"[" * 2000, b"{", b"}",
    b'"', b"\xff", b"null", b"true", b"{}", b"[]", b"-", b"0", b"1.005", b",", b"\\", b"",
]  # fmt: skip


@fuzz
@given(st.binary(max_size=300))
def test_any_bytes(body):
    facts_or_malformed(body)


@fuzz
@given(
    st.sampled_from([PAID, C2B]),
    st.lists(st.tuples(st.integers(0, 600), st.integers(0, 12), st.sampled_from(PIECES)), max_size=4),
)
def test_valid_bodies_with_wounds(body, wounds):
    for start, length, piece in wounds:
        body = body[:start] + piece + body[start + length :]
    facts_or_malformed(body)


texts = st.text(st.sampled_from("aZ09 .,-+\x00\ud800é\u0661\n_"), max_size=30)
scalars = (
    st.none() | st.booleans() | st.integers() | st.integers(10**25, 10**60) | texts
    | st.floats() | st.floats(0, 10**6).map(lambda x: round(x, 2))
    | st.sampled_from([0, "0", "NLJ7RT61SV", "10.00"])
)  # fmt: skip
values = scalars | st.lists(scalars, max_size=3) | st.dictionaries(texts, scalars, max_size=3)
NAMES = ["Amount", "MpesaReceiptNumber", "TransactionDate", "PhoneNumber", "Balance"]


@fuzz
@given(
    st.dictionaries(st.sampled_from(NAMES), values),
    st.dictionaries(st.sampled_from(list(json.loads(C2B))), values),
)
def test_valid_bodies_with_other_values(metadata, fields):
    facts_or_malformed(stk(**metadata))
    facts_or_malformed(c2b(**fields))
