"""Results of asynchronous calls in all the shapes that they come in, and in those that nobody should send."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.days import from_daraja_stamp
from mpesa.daraja.codes import CodeClass, TransactionFate
from mpesa.daraja.errors import MalformedCallback
from mpesa.daraja.results import (
    AccountBalance,
    balances_of,
    parse_result,
    redact_credential,
    transaction_of,
)

STATUS: list[dict[str, Any]] = [
    {"Key": "DebitPartyName", "Value": "254708374149 - John Doe"},
    {"Key": "DebitPartyName", "Value": "600310 - Acme"},
    {"Key": "ConversationID", "Value": "AG_of_the_payment"},
    {"Key": "FinalisedTime", "Value": 20240706224852},
    {"Key": "TransactionReason"},
    {"Key": "TransactionStatus", "Value": "Completed"},
    {"Key": "Amount", "Value": 300.5},
    {"Key": "ReceiptNo", "Value": "SG632NMKDO"},
]
LINES = (
    "Working Account|KES|346568.83|6186.83|340382.00|0.00&Utility Account|KES|50.00|50.00|0.00|0.00"
    "&Charges Paid Account|KES|-1540.00|-1540.00|0.00|0.00"
)


def body(parameters: Any = None, *, code: Any = 0, wrapped: bool = True, **more: Any) -> bytes:
    result = {
        "ResultType": 0,
        "ResultCode": code,
        "ResultDesc": "The service request is processed successfully.",
        "OriginatorConversationID": "5118-111210482-1",
        "ConversationID": "AG_20240706_2010759fd5662ef6d054",
        "TransactionID": "SGN0000000",
        **more,
    }
    if parameters is not None:
        result["ResultParameters"] = {"ResultParameter": parameters}
    return json.dumps({"Result": result} if wrapped else result).encode()


def test_the_documented_status_with_its_doubled_key_and_its_key_without_value():
    result = parse_result(body(STATUS))
    assert (result.code, result.kind, result.conversation_id) == (
        "0", CodeClass.SUCCESS, "AG_20240706_2010759fd5662ef6d054",
    )  # fmt: skip
    facts = transaction_of(result)
    assert (facts.fate, facts.receipt, facts.amount_cents) == (TransactionFate.MOVED, "SG632NMKDO", 300_50)
    assert (facts.payer.number, facts.payer.name) == ("254708374149", "John Doe")
    assert (facts.receiver.number, facts.receiver.name) == ("600310", "Acme")
    assert facts.occurred_at == from_daraja_stamp(20240706224852)
    assert result.doubts == ()


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        ("Completed", "MOVED"), (" completed ", "MOVED"), ("Initiated", "WAITING"),
        ("Pending  Authorized", "WAITING"), ("Declined", "NOT_MOVED"), ("Expired", "NOT_MOVED"),
        ("Reversed", "REVERSED"), ("Partly done", "UNKNOWN"), ("", "UNKNOWN"), (None, "UNKNOWN"),
    ],
)  # fmt: skip
def test_only_completed_is_money(status: Any, fate: str):
    facts = transaction_of(parse_result(body([{"Key": "TransactionStatus", "Value": status}])))
    assert facts.fate == fate


@pytest.mark.parametrize("code", [2001, "2001", "SFC_IC0003", "R000002", 2033])
def test_a_code_is_a_number_or_a_text(code: Any):
    result = parse_result(body(None, code=code))
    assert (result.code, result.kind is CodeClass.SUCCESS, result.parameters) == (str(code), False, ())


def test_one_parameter_may_be_an_object_and_the_wrapper_may_be_missing():
    one = {"Key": "BOCompletedTime", "Value": 20221110110717}
    assert parse_result(body(one)).values("BOCompletedTime") == [20221110110717]
    bare = parse_result(body(STATUS, wrapped=False))
    assert (bare.code, bare.doubts) == ("0", ("Result",))
    assert transaction_of(bare).receipt == "SG632NMKDO"


def test_a_notice_that_repeats_the_request_is_no_result_and_loses_its_credential():
    secret = "q" * 344
    request = {"Initiator": "api", "SecurityCredential": secret, "CommandID": "TransactionStatusQuery"}
    notice = json.dumps(request).encode()
    result = parse_result(notice)
    assert (result.is_request, result.code, result.kind) == (True, "", CodeClass.UNKNOWN)
    clean = redact_credential(notice)
    assert json.loads(clean) == request | {"SecurityCredential": "****"}
    assert secret.encode() not in redact_credential(notice[:200])  # cut off in its midst
    assert redact_credential(body(STATUS)) == body(STATUS)


def test_a_notice_may_also_be_an_envelope():
    result = parse_result(body(None, code="1"))
    assert (result.is_request, result.code) == (False, "1")


def test_balances_to_the_cent_and_the_stamp_to_the_digit():
    given_ = [{"Key": "AccountBalance", "Value": LINES}, {"Key": "BOCompletedTime", "Value": 20260825140947}]
    found = balances_of(parse_result(body(given_)))
    assert found.accounts == (
        AccountBalance("Working Account", "KES", 346_568_83, 6_186_83, 340_382_00, 0),
        AccountBalance("Utility Account", "KES", 50_00, 50_00, 0, 0),
        AccountBalance("Charges Paid Account", "KES", -1_540_00, -1_540_00, 0, 0),
    )
    assert (found.stamp, found.at) == (20260825140947, from_daraja_stamp(20260825140947))


def test_short_and_odd_lines_are_read_as_far_as_they_go():
    text = "Utility Account|KES|5&Merchant Account|70.10|x& |KES|1|1&Loan&Float Account|KES|1,000.00|1e|0"
    found = balances_of(parse_result(body({"Key": "AccountBalance", "Value": text})))
    assert [(line.name, line.current, line.available) for line in found.accounts] == [
        ("Utility Account", 5_00, None),
        ("Merchant Account", 70_10, None),
        ("Loan", None, None),
        ("Float Account", 1_000_00, None),
    ]
    assert (found.stamp, found.at) == (0, None)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["Result", "ResultCode", "ResultParameters", "ResultParameter", "Key", "Value"])
            | st.text(max_size=8),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)
VALUES = st.none() | st.integers() | st.text(max_size=60) | st.sampled_from([LINES, "Completed", "9" * 14])
PARAMETERS = st.lists(
    st.fixed_dictionaries(
        {
            "Key": st.sampled_from(
                [str(pair["Key"]) for pair in STATUS]
                + ["AccountBalance", "BOCompletedTime", "CreditPartyName"]
            )
        },
        optional={"Value": VALUES},
    ),
    max_size=8,
)


def _read(raw: bytes) -> None:
    try:
        result = parse_result(redact_credential(raw))
    except MalformedCallback as error:
        assert error.code.startswith("CALLBACK_")
        return
    transaction_of(result)
    for line in balances_of(result).accounts:
        assert line.name
        assert all(figure is None or isinstance(figure, int) for figure in (line.current, line.available))


@given(st.binary(max_size=300) | JSON.map(lambda value: json.dumps(value).encode()))
def test_whatever_comes_is_read_or_malformed(raw: bytes):
    _read(raw)


@given(PARAMETERS, st.integers() | st.text(max_size=12))
def test_whatever_the_parameters_hold_is_read_or_malformed(parameters: list[dict[str, Any]], code: Any):
    _read(body(parameters, code=code))
