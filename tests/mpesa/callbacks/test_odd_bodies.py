"""What is wrong beside the money stops no money; money that cannot be read is in a case. Either is kept."""

from __future__ import annotations

import gzip
import json

import pytest

from mpesa.callbacks.inbox import body_of
from mpesa.models import Callback, CallbackWork, Discrepancy, Receipt, Till
from tests.mpesa.callbacks.callers import C2B, paid, post

LATIN = b'"FirstName": "Jos\xe9"'
LONG = b'"FirstName": "%s"' % (b"x" * 16_384)
DIGITS = b'"BillRefNumber": ' + b"9" * 5000
AMOUNT = b'"TransAmount": "7.00"'
NAME = b'"FirstName": "A"'


def _said(amount: bytes) -> bytes:
    return b'"TransAmount": ' + amount


#: What the body of a payment of KES 7 becomes; and what a person is told, where there is something to tell.
BOOKED = {
    "as it comes": (lambda body: body, ""),
    "BOM": (lambda body: b"\xef\xbb\xbf" + body, ""),
    "BOM and Latin-1": (lambda body: b"\xef\xbb\xbf" + body.replace(NAME, LATIN), "encoding"),
    "Latin-1": (lambda body: body.replace(NAME, LATIN), "encoding"),
    "UTF-16": (lambda body: body.decode().encode("utf-16"), "encoding"),
    "UTF-16 without BOM": (lambda body: body.decode().encode("utf-16-le"), "encoding"),
    "NUL, escaped": (lambda body: body.replace(NAME, b'"FirstName": "A\\u0000"'), "text"),
    "NUL, as it is": (lambda body: body.replace(NAME, b'"FirstName": "A\0"'), "text"),
    "a line's end in a name": (lambda body: body.replace(NAME, b'"FirstName": "A\nB"'), ""),
    "half a character": (lambda body: body.replace(NAME, b'"FirstName": "\\ud83d"'), "text"),
    "half of one, as it is": (lambda body: body.replace(NAME, b'"FirstName": "\xed\xa0\xbd"'), "encoding"),
    "NULs behind": (lambda body: body + b"\0\0", ""),
    "a name of 16 KiB": (lambda body: body.replace(NAME, LONG), "FirstName"),
    "a list of its own": (lambda body: b"[%s]" % body, "list"),
    "an object for a name": (lambda body: body.replace(NAME, b'"FirstName": {"a": [1]}'), "FirstName"),
    "keys in lower case": (lambda body: body.replace(b"Trans", b"trans"), "TransID, TransTime, TransAmount"),
    "keys as words": (lambda body: body.replace(b"TransID", b"trans_id"), "TransID"),
    "a name twice": (lambda body: body.replace(NAME, NAME + b', "FirstName": "B"'), "FirstName"),
    "the amount twice, the same": (lambda body: body.replace(AMOUNT, AMOUNT + b"," + AMOUNT), ""),
    "NaN": (lambda body: body.replace(NAME, b'"OrgAccountBalance": NaN'), ""),
    "Infinity for a name": (lambda body: body.replace(NAME, b'"FirstName": -Infinity'), "FirstName"),
    "a gigantic number": (lambda body: body.replace(NAME, DIGITS), "BillRefNumber"),
    "a gigantic fraction": (lambda body: body.replace(NAME, b'"MSISDN": 1e999'), "MSISDN"),
    "a number": (lambda body: body.replace(AMOUNT, _said(b"7")), ""),
    "a fraction": (lambda body: body.replace(AMOUNT, _said(b"7.000")), ""),
    "a power": (lambda body: body.replace(AMOUNT, _said(b"7e0")), ""),
    "blanks": (lambda body: body.replace(AMOUNT, _said(b'"\\u00a07.00 "')), ""),
    "the currency before": (lambda body: body.replace(AMOUNT, _said(b'"KES 7.00"')), ""),
    "the currency behind": (lambda body: body.replace(AMOUNT, _said(b'"7/="')), ""),
    "its own currency": (lambda body: body.replace(AMOUNT, _said(b'"Ksh.7"')), ""),
}  # fmt: skip
KEPT = {
    "gzip": gzip.compress,
    "two payments": lambda body: b"[%s, %s]" % (body, body),
    "deep": lambda body: body.replace(NAME, b'"FirstName": ' + b"[" * 5000 + b"]" * 5000),
    "cut": lambda body: body[:-1],
    "more behind": lambda body: body + b"}",
    "the amount twice": lambda body: body.replace(AMOUNT, AMOUNT + b', "TransAmount": "8.00"'),
    "the amount in another spelling too": lambda body: body.replace(
        AMOUNT, AMOUNT + b', "transamount": "8.00"'
    ),
    "the receipt in another spelling too": lambda body: body.replace(NAME, b'"TransId": "UKK9999999"'),
    "the receipt twice": lambda body: body.replace(NAME, b'"TransID": "UKK9999999"'),
    "the amount in two spellings": lambda body: body.replace(AMOUNT, b'"transAmount": 7, "transamount": 8'),
    "a power as text": lambda body: body.replace(AMOUNT, _said(b'"7e0"')),
    "less than a cent": lambda body: body.replace(AMOUNT, _said(b"7.004")),
    "less than a cent, as text": lambda body: body.replace(AMOUNT, _said(b'"100.004"')),
    "NaN for money": lambda body: body.replace(AMOUNT, _said(b"NaN")),
    "another currency": lambda body: body.replace(AMOUNT, _said(b'"USD 7.00"')),
    "two currencies": lambda body: body.replace(AMOUNT, _said(b'"KES 7.00 KES"')),
    "two numbers": lambda body: body.replace(AMOUNT, _said(b'"7 7"')),
    "a currency within": lambda body: body.replace(AMOUNT, _said(b'"1KES2"')),
    "a list for money": lambda body: body.replace(AMOUNT, _said(b"[7]")),
    "nothing": lambda body: b"",
}


@pytest.fixture
def sent(shop: Till, drain):
    """The callbacks that a table of bodies leaves behind, by what is odd in each."""

    def send(changes: dict[str, object]) -> dict[str, Callback]:
        found = {}
        for number, (what, change) in enumerate(changes.items()):
            body = change(paid(shop, f"UKK{number:07}", FirstName="A"))
            assert post(shop, C2B, body) == 200, what
            found[what] = Callback.objects.latest("pk")
            assert body_of(found[what]) == body
        drain("mpesa.inbox", "mpesa.route")
        assert Callback.objects.count() == len(changes)
        return found

    return send


def test_money_that_can_be_read_is_booked_and_what_is_odd_is_told(sent):
    came = sent({what: change for what, (change, _) in BOOKED.items()})
    for what, callback in came.items():
        receipt = Receipt.objects.get(evidence__callback=callback)
        assert (receipt.amount, receipt.route.state) == (7_00, "SUSPENSE"), what
        told = [each.detail.partition("not say: ")[2] for each in Discrepancy.objects.filter(receipt=receipt)]
        assert told == ([f"{BOOKED[what][1]}."] if BOOKED[what][1] else []), what


def test_money_that_cannot_be_read_is_in_a_case(sent):
    for what, callback in sent(KEPT).items():
        assert (
            callback.work.state == "MALFORMED"
            or CallbackWork.objects.get(pk=callback.pk).state == "MALFORMED"
        )
        case = Discrepancy.objects.get(subject=f"callback {callback.pk}")
        assert case.code == "CALLBACK_MALFORMED", what
    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    ("amount", "cents"),
    [
        ("1,250.00", 1250_00), ("1 250", 1250_00), ("1\u00a0250.50", 1250_50), ("KES 1,250", 1250_00),
        ("kshs 12 500.00", 12_500_00), ("12 50", None), ("1.250,00", None), ("1e3", None), ("0x10", None),
        (1e3, 1000_00), (100.004, None), ("\u0661", None), ("1'250", None), ("", None), ("+7", 7_00),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(shop: Till, drain, amount, cents):
    assert post(shop, C2B, paid(shop, "UKK0000001", TransAmount=amount)) == 200
    drain("mpesa.inbox")
    assert [receipt.amount for receipt in Receipt.objects.all()] == ([cents] if cents else [])
    assert Discrepancy.objects.count() == (0 if cents else 1)


def test_a_result_in_other_words(shop: Till, drain, asked):
    """Names of items in lower case, without the list around them, and every wrapper in a list of its own."""
    items = {"amount": 7, "mpesareceiptnumber": "UKK0000001", "phonenumber": 254712345678}
    inner = {"resultcode": "0", "checkoutrequestid": "ws_CO_1", "callbackmetadata": items}
    assert post(shop, f"stk/{asked.ref}", json.dumps({"body": [{"StkCallback": [inner]}]}).encode()) == 200
    drain("mpesa.inbox")
    asked.refresh_from_db()
    assert (asked.state, asked.receipt.number, asked.receipt.amount) == ("PAID", "UKK0000001", 7_00)
    assert Discrepancy.objects.get().code == "FIELD_UNREADABLE"
