"""What iTax would refuse of the sales of a return, or would have to be told otherwise, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final, NamedTuple

from billing.invoicing.taxed import Supplied, named_documents, unnamed_documents
from core.days import end_of_month
from ledger.models import VatCode
from reports.catalogue.people import shown_name, whole_pin
from reports.kinds import Asked
from reports.sheets.description import Column, Kind, Row
from users.letterheads import letterhead_of

EXCEPTIONS: Final = (
    Column("what", "What", width=30, wraps=True),
    Column("todo", "What to do", width=54, wraps=True),
    Column("day", "Day", Kind.DATE),
    Column("document", "Document", width=20),
    Column("account_number", "Account", width=14),
    Column("customer", "Customer", width=30),
    Column("value", "Value", Kind.MONEY),
)


class Wrong(NamedTuple):
    what: str
    todo: str


NOT_A_MONTH = Wrong("Not one calendar month", "A return is of one month: ask for its first and last day.")
NOT_REGISTERED = Wrong(
    "Not registered for VAT", "Set your KRA PIN and that you are registered in the head of your bills."
)
NO_NUMBER = Wrong(
    "No control unit number",
    "Send it to eTIMS and make this file again, or write your own unit's number into the line.",
)
NO_NUMBER_BEFORE = Wrong(
    "The bill that it takes back has no control unit number",
    "Write the number that your own unit gave that bill into the line.",
)
NO_PLACE = Wrong(
    "Takes back a bill that the file has no column for", "Check the line in KRA's sheet before you upload."
)
VOIDED = Wrong(
    "Voided after its month, and never signed",
    "Amend the return of the month of the bill and delete this line.",
)
NO_PIN = Wrong("KRA PIN cannot be read any more", "The customer was erased: write the PIN from the bill.")
OWN_PIN = Wrong("Customer has your own KRA PIN", "iTax refuses it: correct the customer's PIN.")
AGENT = Wrong(
    "Withheld VAT, but no KRA PIN is known",
    "Enter the customer's PIN and make this file again: it is in the total of all others.",
)


def exceptions_of(asked: Asked, code: VatCode) -> Iterator[Row]:
    """Of one VAT code, in the order of days. The shape of a PIN was checked when it was entered."""
    head = letterhead_of(asked.business)
    first, after = asked.first_day, asked.last_day + timedelta(days=1)
    if first.day != 1 or asked.last_day != end_of_month(first):
        yield *NOT_A_MONTH, None, "", "", "", None
    if not head.vat_registered:
        yield *NOT_REGISTERED, None, "", "", "", None
    for each in named_documents(asked.business, first, after, code=code):
        for wrong in _wrong(each, head.kra_pin, code):
            yield _row(wrong, each)
    for each in unnamed_documents(asked.business, first, after, code=code):
        yield _row(AGENT, each)


def _wrong(each: Supplied, own_pin: str, code: VatCode) -> Iterator[Wrong]:
    pin = whole_pin(each.customer)
    if not pin:
        yield NO_PIN
    elif pin == own_pin:
        yield OWN_PIN
    if each.document == each.of:
        yield VOIDED
        return
    if not each.unit:
        yield NO_NUMBER
    if each.of and code != VatCode.STANDARD:
        yield NO_PLACE
    elif each.of and not each.of_unit:
        yield NO_NUMBER_BEFORE


def _row(wrong: Wrong, each: Supplied) -> Row:
    customer = each.customer
    return *wrong, each.day, each.document, customer.account_number, shown_name(customer), each.net
