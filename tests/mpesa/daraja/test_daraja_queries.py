"""What a status query says about a push, and what it does not."""

from __future__ import annotations

import pytest

from mpesa.daraja.answers import StkState
from mpesa.daraja.errors import DarajaRefused, DarajaUnknown
from tests.mpesa.daraja.asking import CHECKOUT, FOUND, QUERY, query


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("0", StkState.SUCCESS), (0, StkState.SUCCESS), ("1032", StkState.CANCELLED),
        (1032, StkState.CANCELLED), ("1031", StkState.CANCELLED), ("1", StkState.FAILED),
        ("1037", StkState.FAILED), ("2001", StkState.FAILED), ("SFC_IC0003", StkState.FAILED),
        ("4999", StkState.IN_FLIGHT), ("17", StkState.UNKNOWN), ("777777", StkState.UNKNOWN),
        ("", StkState.UNKNOWN), (None, StkState.UNKNOWN), ([0], StkState.UNKNOWN),
        (False, StkState.UNKNOWN), ("00", StkState.UNKNOWN),
    ],
)  # fmt: skip
def test_query_results(client, daraja, wire, code, state):
    daraja.says(QUERY, wire.http(200, {**FOUND, "ResultCode": code, "ResultDesc": "text"}))
    assert query(client).state is state
    assert daraja.calls(QUERY)[0].json["CheckoutRequestID"] == CHECKOUT


@pytest.mark.parametrize(
    ("status", "code", "message", "state"),
    [
        (500, "500.001.1001", "The transaction is being processed", StkState.IN_FLIGHT),
        (200, "500.001.1001", "", StkState.IN_FLIGHT),
        (500, "500.001.1001", "The transaction does not Exist", StkState.UNKNOWN),
        (500, "500.001.1001", "Internal Server Error", StkState.UNKNOWN),
        (500, "500.003.1001", "Internal Server Error", StkState.UNKNOWN),
        (500, "999", "new", StkState.UNKNOWN),
    ],
)
def test_query_errors_that_are_answers(client, daraja, wire, status, code, message, state):
    daraja.says(QUERY, wire.error(status, code, message))
    outcome = query(client)
    assert (outcome.state, outcome.code) == (state, code)


@pytest.mark.parametrize(
    ("status", "code", "message"),
    [
        (500, "500.003.02", "Spike arrest violation"),
        (500, "500.003.02", "System is busy. Please try again in few minutes."),
        (500, "500.001.1001", "[MerchantValidate] - Wrong credentials"),
        (400, "400.002.02", "Bad Request - Invalid CheckoutRequestID"),
    ],
)
def test_query_refusals_say_nothing_about_the_payment(client, daraja, wire, status, code, message):
    daraja.says(QUERY, wire.error(status, code, message))
    with pytest.raises(DarajaRefused):
        query(client)


@pytest.mark.parametrize(
    "answer",
    [
        (500, {**FOUND, "ResultCode": "0"}),
        (200, {**FOUND, "ResultCode": "0", "ResponseCode": "1"}),
        (200, {**FOUND, "ResultCode": "0", "CheckoutRequestID": "ws_CO_somebody_elses"}),
        (200, {**FOUND, "ResultCode": "0", "errorCode": "500.001.1001"}),
    ],
)
def test_a_contradictory_success_is_unknown(client, daraja, wire, answer):
    daraja.says(QUERY, wire.http(*answer))
    assert query(client).state is StkState.UNKNOWN


def test_a_web_page_instead_of_a_query_answer(client, daraja, wire):
    daraja.says(QUERY, wire.page)
    with pytest.raises(DarajaUnknown):
        query(client)
