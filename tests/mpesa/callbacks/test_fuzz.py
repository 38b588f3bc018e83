"""Anybody may post anything to the address of a till: nothing is lost, nothing falls over, no money without a
readable report of it, and no readable report of money without a booking or an open case.

Each case is a handful of requests to a till with requests of its own; then the inbox is drained.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.models import Entry
from mpesa.callbacks import hook_limits
from mpesa.callbacks.hooks import MAX_BODY
from mpesa.callbacks.inbox import body_of
from mpesa.collections.requests import requesting
from mpesa.collections.requests.pushing import record_answer
from mpesa.collections.requests.requesting import request_payment
from mpesa.daraja.answers import StkAccepted
from mpesa.daraja.results import redact_credential
from mpesa.models import (
    Callback,
    CallbackKind,
    CallbackWork,
    Discrepancy,
    Evidence,
    PaymentRequest,
    Receipt,
    Till,
)
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.mpesa.callbacks.callers import call
from tests.mpesa.shops import AMOUNTS, PHONES, STAMP
from users.actors import SYSTEM
from users.models import Business

RECEIPTS = [f"UKK000000{digit}" for digit in range(4)]
ODD: list[Any] = [
    None, True, 0, -1, 7, 1e3, 100.004, 10**40, 1e300, "", " ", "7", "7.00", "1,250.00", "KES 50", "1e3",
    "50", 50, 70, "x" * 300, "A\0B", "\ud800", "\u0661", [], [50], {}, {"Value": 50}, "254712345678",
    "25471****678", "f" * 64, "20261120101500", 20261120101500, 20991231235959, "yesterday", *RECEIPTS,
]  # fmt: skip
odd = st.sampled_from(ODD) | st.text(max_size=12) | st.integers(-(10**20), 10**20) | st.floats()
C2B_KEYS = (
    "TransactionType", "TransID", "TransTime", "TransAmount", "BusinessShortCode", "BillRefNumber",
    "InvoiceNumber", "OrgAccountBalance", "ThirdPartyTransID", "MSISDN", "FirstName", "LastName",
)  # fmt: skip
ITEM_KEYS = ("Amount", "MpesaReceiptNumber", "Balance", "TransactionDate", "PhoneNumber")
PIECES = [
    b"\0", b"\\u0000", b"\\ud800", b"NaN", b"-Infinity", b"1e999", b"9" * 5000, b"[" * 2000, b"{", b"}", b'"',
    b"\xff", b"null", b"{}", b"[]", b"-", b"1.005", b",", b"\\", b"", b"\xef\xbb\xbf", b"\n", b" ",
]  # fmt: skip
NAMES = (b"content-type", b"content-encoding", b"user-agent", b"x-forwarded-for", b"x", b"businessshortcode")
headers = st.lists(st.tuples(st.sampled_from(NAMES), st.binary(max_size=40)), max_size=4)
#: Of a till with requests of its own, whose refs stand in the place of numbers.
PATHS = (
    "c2b/confirmation", "c2b/confirmation/", "c2b//confirmation", "c2b/validation", "stk/{0}", "stk/{1}",
    "stk/{2}/", "stk/" + "0" * 32, "result/status/{0}", "timeout/x", "result/" + "a" * 80, "stk/", "other",
    "../c2b/confirmation",
)  # fmt: skip


@st.composite
def c2b(draw: st.DrawFn) -> dict[str, Any]:
    body: dict[str, Any] = {
        "TransID": draw(st.sampled_from(RECEIPTS)), "TransTime": STAMP, "TransAmount": "50.00",
        "BusinessShortCode": "600100", "BillRefNumber": "nobody", "MSISDN": "254700000300", "FirstName": "A",
    }  # fmt: skip
    return body | draw(st.dictionaries(st.sampled_from(C2B_KEYS), odd, max_size=3))


@st.composite
def stk(draw: st.DrawFn) -> Any:
    place = draw(st.integers(0, 2))
    items: dict[str, Any] = {
        "Amount": AMOUNTS[place % 2] // 100, "MpesaReceiptNumber": draw(st.sampled_from(RECEIPTS)),
        "TransactionDate": int(STAMP), "PhoneNumber": 254700000300,
    }  # fmt: skip
    items |= draw(st.dictionaries(st.sampled_from(ITEM_KEYS), odd, max_size=2))
    inner: dict[str, Any] = {
        "MerchantRequestID": "m", "CheckoutRequestID": f"600100-{place}", "ResultDesc": "words",
        "ResultCode": draw(st.sampled_from([0, 0, 0, "0", 1, 1032, 1037, 4999, "SFC_IC0003", "x y", None])),
        "CallbackMetadata": {"Item": [{"Name": name, "Value": value} for name, value in items.items()]},
    }  # fmt: skip
    inner |= draw(st.dictionaries(st.sampled_from([*inner, "Other"]), odd, max_size=1))
    wraps: list[Callable[[Any], Any]] = [
        lambda it: {"Body": {"stkCallback": it}}, lambda it: {"stkCallback": it}, lambda it: it,
        lambda it: [it], lambda it: {"body": [{"STKCALLBACK": it}]}, lambda it: {"Body": it},
    ]  # fmt: skip
    return draw(st.sampled_from(wraps))(inner)


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return draw(st.binary(max_size=200))
    if kind == 1:
        return b"x" * draw(st.sampled_from([0, 8 * 1024, MAX_BODY - 1, MAX_BODY, MAX_BODY + 1]))
    said = draw(c2b() if kind < 6 else stk())
    if kind == 2:
        said["Padding"] = "y" * draw(st.sampled_from([6_000, 9_000, 16 * 1024, 70_000]))
    body = json.dumps(said).encode()
    for start, length, piece in draw(
        st.lists(st.tuples(st.integers(0, 400), st.integers(0, 12), st.sampled_from(PIECES)), max_size=2)
    ):
        body = body[:start] + piece + body[start + length :]
    return body


one_call = st.tuples(st.sampled_from(PATHS), bodies(), headers)
cases = st.lists(one_call, min_size=1, max_size=5)
long_cases = st.lists(one_call, min_size=8, max_size=16)
_numbers = iter(range(610_000, 699_999))


@dataclass
class Target:
    """A till with requests of its own, and what its address has taken."""

    till: Till
    refs: list[str]
    taken: set[bytes] = field(default_factory=set)


def a_till(business: Business) -> Target:
    number = str(next(_numbers))
    credentials = TillCredentials("a" * 8, "b" * 8, "c" * 8)
    till = create_till(
        business=business,
        name="Water",
        kind="PAYBILL",
        shortcode=number,
        credentials=credentials,
        actor=SYSTEM,
    )
    target = Target(till, [])
    for place in range(3):
        request = request_payment(
            till=till,
            phone=PHONES[place],
            amount=AMOUNTS[place % 2],
            account_reference="nobody",
            key=f"{number}-{place}",
            actor=SYSTEM,
        )
        record_answer(request.pk, StkAccepted(f"m-{number}-{place}", f"{number}-{place}"))
        target.refs.append(request.ref)
    return target


@pytest.fixture
def fuzz(business: Business, drain, monkeypatch: pytest.MonkeyPatch) -> Callable[[list[Any]], None]:
    """Sends a case to a till of its own. Room is without end: what has none has tests of its own."""
    monkeypatch.setattr(requesting, "require_within_limits", lambda *_: None)
    monkeypatch.setattr(hook_limits, "MAX_UNREAD", 10**6)
    monkeypatch.setattr(hook_limits, "MAX_UNREAD_BYTES", 10**12)
    return lambda case: run(a_till(business), drain, case)


def run(target: Target, drain: Callable[..., None], case: list[Any]) -> None:
    till, kept = target.till, []
    for path, body, said in case:
        body = body.replace(b"600100", till.shortcode.encode())
        last = Callback.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        answer = call(f"/hooks/{till.hook_token}/{path.format(*target.refs)}", body, headers=said)
        assert answer.status in (200, 404, 413), answer
        fresh = list(Callback.objects.filter(pk__gt=last))
        if answer.status == 200:
            assert set(answer.says) >= {"ResultCode", "ResultDesc"}
            assert fresh or body in target.taken
            target.taken.add(body)
            for row in fresh:
                is_echo = row.kind in (CallbackKind.RESULT, CallbackKind.TIMEOUT)
                assert row.till_id == till.pk
                assert body_of(row) == (redact_credential(body) if is_echo else body)
            kept += fresh
        else:
            assert not fresh
    drain("mpesa.inbox", "mpesa.route")
    assert not CallbackWork.objects.exclude(state__in=("DONE", "MALFORMED")).exists()
    for callback in kept:
        _accounted_for(Callback.objects.get(pk=callback.pk))
    _nothing_without_evidence(target)


def _accounted_for(callback: Callback) -> None:
    """Whoever reads a receipt and an amount in it with plain means finds them booked, or in a case."""
    if callback.kind not in ("c2b/confirmation", "stk"):
        return
    work = callback.work
    cases = Discrepancy.objects.filter(till=callback.till)
    if work.state == "MALFORMED":
        assert cases.filter(subject=f"callback {callback.pk}").exists()
        return
    for receipt, cents in _plainly(callback):
        booked = Receipt.objects.filter(till=callback.till, number=receipt).first()
        reported = booked and Evidence.objects.filter(receipt=booked, amount=cents).exists()
        told = (
            cases.filter(subject=f"callback {callback.pk}").exists()
            or cases.filter(subject__contains=f"receipt {receipt}").exists()
        )
        assert reported or told, (callback.kind, work.note, body_of(callback))


def _plainly(callback: Callback) -> list[tuple[str, int]]:
    """The receipt and cents of a success, read in the simplest way; nothing where that is not possible."""
    try:
        said = json.loads(body_of(callback))
        if callback.kind == "stk":
            inner = said["Body"]["stkCallback"]
            if str(inner["ResultCode"]) != "0":
                return []
            items = {item["Name"]: item["Value"] for item in inner["CallbackMetadata"]["Item"]}
            receipt, amount = items["MpesaReceiptNumber"], items["Amount"]
        else:
            receipt, amount = said["TransID"], said["TransAmount"]
        cents = float(amount) * 100
    except (ValueError, KeyError, TypeError, OverflowError):
        return []
    if receipt not in RECEIPTS or isinstance(amount, bool) or cents != int(cents) or cents <= 0:
        return []
    return [(receipt, int(cents))]


def _nothing_without_evidence(target: Target) -> None:
    """Each receipt has a callback that says so, each entry a receipt, each end of a request a callback."""
    receipts = Receipt.objects.filter(till=target.till)
    for receipt in receipts:
        evidence = receipt.evidence.filter(agrees=True).select_related("callback").first()
        assert evidence is not None and receipt.number in repr(body_of(evidence.callback)).upper()
    entries = Entry.objects.filter(reference__startswith=f"mpesa:{target.till.shortcode}:")
    assert {entry.reference.split(":")[2] for entry in entries} == {row.number for row in receipts}
    for request in PaymentRequest.objects.filter(till=target.till).exclude(state="PENDING"):
        assert Callback.objects.filter(kind="stk", ref=request.ref).exists(), request.state
        assert request.state != "PAID" or request.receipt.amount == request.amount


SETTINGS: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck), "print_blob": True}


@settings(max_examples=40, **SETTINGS)
@given(case=cases)
def test_whatever_comes(fuzz: Callable[[list[Any]], None], case: list[Any]):
    fuzz(case)


@pytest.mark.slow
@settings(max_examples=500, **SETTINGS)
@given(case=long_cases)
def test_five_thousand_bodies(fuzz: Callable[[list[Any]], None], case: list[Any]):
    """At least eight in a case, twelve as a rule."""
    fuzz(case)
