"""What is the same on every paper: figures, days, both parties, and what KRA has signed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from billing.customers.sealing import kra_pin_of, name_of
from billing.etims.queueing import is_connected
from billing.models import Customer, FiscalDocument, FiscalState, Invoice, InvoiceKind
from billing.papers.paper import Box, Code, Party
from billing.papers.words import Words
from core.days import display_day
from core.machine.crypto import Unreadable
from core.money import Cents, display, to_decimal
from users.letterheads import letterhead_of
from users.models import Business


def figure(cents: Cents) -> str:
    """`1,250.50`, for columns whose head says the currency."""
    return f"{to_decimal(cents):,.2f}"


def whole(cents: Cents) -> str:
    """`KES 1,250`: what is asked for on M-Pesa, which takes whole shillings."""
    return display(cents).removesuffix(".00")


def quantity(number: Decimal) -> str:
    """Without noughts that say nothing: `2.5`, `1,000`."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown_day(day: date | None) -> str:
    """`28 Nov 2026`."""
    return display_day(day) if day else ""


def bill_said(bill: Invoice, say: Words) -> str:
    """`Invoice 2026-00017`; a draft by its payment reference."""
    key = "sale_line" if bill.kind == InvoiceKind.SALE else "invoice_line"
    return say(key, number=bill.serial_number or bill.number)


def seller_of(business: Business, say: Words) -> Party:
    """The letterhead."""
    head = letterhead_of(business)
    pin = say("kra_pin", pin=head.kra_pin) if head.kra_pin else ""
    lines = (head.postal_address, " · ".join(filter(None, (head.phone, head.email))), pin)
    return Party(business.name, tuple(filter(None, lines)))


def buyer_of(customer: Customer, say: Words) -> Party:
    """Who is billed; nobody in particular at the counter. A customer who was erased is an account number."""
    if customer.is_walk_in:
        return Party(say("counter"))
    account = say("account", number=customer.account_number)
    try:
        name, pin = name_of(customer), kra_pin_of(customer)
    except Unreadable:
        return Party(account)
    return Party(name, tuple(filter(None, (account, say("kra_pin", pin=pin) if pin else ""))))


def signed_box(document: FiscalDocument | None, say: Words) -> Box | None:
    """What the control unit gave, with the code that leads to KRA's page; None while it is not signed."""
    if document is None or document.state != FiscalState.SIGNED:
        return None
    stamp = document.signed_at
    if len(stamp) == 14:
        stamp = f"{stamp[6:8]}.{stamp[4:6]}.{stamp[:4]} {stamp[8:10]}:{stamp[10:12]}"
    rows = (
        (say("control_unit"), document.control_unit_number),
        (say("internal_data"), document.internal_data),
        (say("signature"), document.signature),
        (say("signed_at"), stamp),
    )
    return Box(
        say("etims"),
        tuple((label, value) for label, value in rows if value),
        Code(document.qr_text),
        say("check"),
    )


def warning_of(business: Business, document: FiscalDocument | None, say: Words) -> str:
    """That it is no tax invoice, unless it is signed."""
    if document is not None and document.state == FiscalState.SIGNED:
        return ""
    return say("not_signed" if document is not None and is_connected(business) else "not_tax")
