"""The code tables: what each code means for money."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpesa.daraja.codes import (
    ASYNC_RESULTS,
    STK_RESULTS,
    SYNC_ERRORS,
    Call,
    CodeClass,
    classify_async,
    classify_stk,
    classify_sync,
    is_token_refusal,
)
from mpesa.daraja.errors import ERROR_CODES

S, F, P, U, R = CodeClass
LISTED = {*STK_RESULTS, *ASYNC_RESULTS, *SYNC_ERRORS}


@pytest.mark.parametrize(
    ("code", "kind"),
    [(0, S), ("0", S), (" 0 ", S), (1, F), (1032, F), ("1037", F), (2001, F), ("SFC_IC0003", F), (4999, P),
     (17, U), ("", U), (-1, U), ("00", U), ("R000001", U)],
)  # fmt: skip
def test_stk_codes(code, kind):
    assert classify_stk(code).kind is kind


def test_failures_that_a_later_success_may_overtake():
    assert {code for code, fact in STK_RESULTS.items() if fact.confirm} == {"26", "9999", "1036", "1037"}
    assert {code for code, fact in STK_RESULTS.items() if fact.cancelled} == {"1031", "1032"}


@pytest.mark.parametrize(
    ("code", "kind"),
    [("0", S), (1, F), (15, U), (17, U), (26, U), (2001, F), (2033, U), ("R000001", F), ("TP40153", F),
     (2029, U), ("100000000", U), ("100000001", R), ("100000003", U), ("1037", U)],
)  # fmt: skip
def test_async_codes(code, kind):
    assert classify_async(code).kind is kind


@pytest.mark.parametrize(
    ("code", "message", "call", "kind"),
    [
        ("500.001.1001", "The transaction is being processed", Call.STK_QUERY, P),
        ("500.001.1001", "", Call.STK_QUERY, P),
        ("500.001.1001", "", Call.STK_PUSH, U),
        ("500.001.1001", "The transaction is being processed", Call.STK_PUSH, U),
        ("500.001.1001", "Unable to lock subscriber, a transaction ...", Call.STK_PUSH, R),
        ("500.001.1001", "Unable to lock subscriber, a transaction ...", Call.STK_QUERY, U),
        ("500.001.1001", "Merchant does not exist", Call.B2C, U),
        ("500.002.1001", "Duplicate OriginatorConversationID.", Call.B2C, U),
        ("500.002.1001", "maintenance", Call.B2C, U),
        ("500.002.1001", "maintenance", Call.BALANCE, R),
        ("00.002.1001", "temporarily unable", Call.STATUS, R),
        ("500.003.1001", "Internal Server Error", Call.B2B, U),
        ("500.003.1001", "Internal Server Error", Call.C2B_REGISTER, U),
        ("500.003.1001", "Urls are already registered.", Call.C2B_REGISTER, F),
        ("500.003.02", "Spike arrest violation", Call.B2C, R),
        ("500.003.02", "System is busy.", Call.B2C, U),
        ("500.003.02", "System is busy.", Call.STATUS, R),
        ("400.002.02", "Bad Request - Invalid Amount", Call.B2C, R),
        ("403.002.1001", "not authorized to initiate", Call.B2C, R),
        ("policies.ratelimit.SpikeArrestViolation", "x", Call.B2C, R),
        ("messaging.adaptors.http.flow.GatewayTimeout", "x", Call.B2C, U),
        ("", "", Call.STK_PUSH, U),
    ],
)  # fmt: skip
def test_sync_errors(code, message, call, kind):
    assert classify_sync(code, message, call).kind is kind


def test_a_duplicate_originator_id_is_told_apart():
    fact = classify_sync("500.002.1001", "Duplicate OriginatorConversationID.", Call.B2C)
    assert fact.reason == "DARAJA_DUPLICATE"


@pytest.mark.parametrize(
    ("code", "status", "message", "refused"),
    [("404.001.03", 404, "", True), ("401.002.01", 401, "", True), ("400.003.01", 400, "", True),
     ("401.001", 401, "", True), ("", 401, "Invalid API call as no apiproduct match found", True),
     ("", 401, "", False), ("400.002.02", 400, "", False), ("500.001.1001", 500, "Wrong credentials", False)],
)  # fmt: skip
def test_token_refusals(code, status, message, refused):
    assert is_token_refusal(code, message, status) is refused


@given(st.text().filter(lambda code: code.strip() not in LISTED))
def test_a_code_in_no_table_is_unknown(code):
    assert classify_stk(code).kind is U
    assert classify_async(code).kind is U
    assert classify_sync(code, "", Call.STK_PUSH).kind is U


def test_every_reason_is_an_error_code():
    assert {fact.reason for fact in SYNC_ERRORS.values()} <= set(ERROR_CODES)
