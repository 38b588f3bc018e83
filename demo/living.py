"""A business that lives: customers have paid since yesterday morning, bills stand in each state, phones ring.

The payments are made at the local Daraja, at their own times, so that its statement has them too; the
receipts come in as callbacks, like any other. Once: a till that has receipts is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings

from billing.customers.customers import create_customer
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.terms import LineInput
from billing.models import Customer, Invoice
from core import days
from core.money import to_shillings
from demo import playing
from demo.counter import begin_standing_charges, open_counter
from demo.data import demo_tills
from demo.http import Site
from demo.names import BUSINESSES, MARKETS
from mpesa.collections.requests.requesting import request_payment
from mpesa.models import Receipt, Till
from users.models import Business, User

LIVING = {"maji": 1, "duka": 3}  # one payment of so many is made
NAMES = (
    "Amina Otieno", "Brian Kiptoo", "Chao Mwakio", "David Njoroge", "Esther Wanjiku", "Fatuma Ali",
    "George Ouma", "Halima Abdi", "Isaac Mutua", "Joyce Chebet", "Kevin Maina", "Lydia Achieng",
)  # fmt: skip
SHILLINGS = (150, 300, 500, 250, 1_200, 800, 350, 2_000, 450)
#: From six in the morning, a payment every 17 minutes until ten at night.
OPENS, LAST, EVERY = 6 * 60, 22 * 60, 17
SECONDS = 20
#: Whose bill is too large for what they pay.
LARGE = 1
#: Whose phones ring when it begins.
ASKED = (2, 5)


def begin() -> int:
    """Let what has happened since yesterday morning have happened; how many have paid. Idempotent."""
    known = {till.business.code: till for till in demo_tills()}
    if Receipt.objects.filter(till__in=known.values()).exists():
        return 0
    with Site(settings.DARAJA_SANDBOX_URL, seconds=SECONDS) as sandbox:
        if MARKETS.code in known:  # the oldest payments of all
            playing.begin(known[MARKETS.code], sandbox)
        return _collect([known[code] for code in LIVING], sandbox)


def _collect(tills: list[Till], sandbox: Site) -> int:
    """Customers, bills and payments of the businesses that sell; how many have paid."""
    owner = User.objects.get(username="owner")
    history: list[dict[str, str]] = []
    for till in tills:
        customers = [_customer(till.business, count, owner) for count in range(len(NAMES))]
        bills = [_bill(each, count, owner) for count, each in enumerate(customers)]
        history += _payments(till, customers, bills, LIVING[till.business.code])
        if till.business.code == BUSINESSES[0].code:
            begin_standing_charges(till.business, customers, owner)
            for count in ASKED:
                _ask(till, customers[count], count, owner)
        else:
            open_counter(till, owner)
    phones = [{"msisdn": _phone(count), "name": name} for count, name in enumerate(NAMES)]
    sandbox.post("/_sandbox/customers", json=phones).raise_for_status()
    history.sort(key=lambda payment: payment["at"])
    answer = sandbox.post("/_sandbox/history", json=history)
    if answer.status_code == 400:  # its books have later payments already: they are the life there is
        return 0
    answer.raise_for_status()
    return len(history)


def _phone(count: int) -> str:
    return f"2547000002{count:02d}"


def _customer(business: Business, count: int, owner: User) -> Customer:
    return create_customer(
        business=business, name=NAMES[count], phone=_phone(count), key=f"living-{count}", actor=owner
    )


def _bill(customer: Customer, count: int, owner: User) -> Invoice:
    """Every fourth stays a draft; one is so large that it is only paid in part."""
    cubic_metres = 500 if count == LARGE else 5 + count
    invoice = create_invoice(
        customer=customer,
        lines=[
            LineInput("Water, cubic metres", Decimal(cubic_metres), 100_00),
            LineInput("Meter", Decimal(1), 50_00),
        ],
        key=f"living-{count}",
        due_on=days.today() + timedelta(days=14),
        actor=owner,
    )
    return invoice if count % 4 == 3 else issue_invoice(invoice=invoice, actor=owner)


def _payments(
    till: Till, customers: list[Customer], bills: list[Invoice], of: int
) -> Iterator[dict[str, str]]:
    """Oldest first; some pay a bill, whole or in part, some by a slip of the pen into Suspense."""
    now = days.now().replace(microsecond=0)
    for count, at in enumerate(_moments(now)):
        who = count * 5 % len(customers)
        account, shillings = customers[who].account_number, str(SHILLINGS[count % len(SHILLINGS)])
        if count % 9 == 4:
            account = account[:-1] if count % 2 else f"{account[:3]}{account[4]}{account[3]}{account[5:]}"
        elif count % 13 == 6:
            account = "water"
        elif count % 7 == 3 and bills[who].issued_at:
            account = bills[who].number
            shillings = to_shillings(bills[who].total) if who != LARGE else "200"
        if count % of == 0:
            yield {
                "msisdn": _phone(who),
                "shortcode": till.shortcode,
                "amount": shillings,
                "account": account,
                "at": at.isoformat(),
            }


def _moments(now: datetime) -> Iterator[datetime]:
    """Yesterday's, today's until now, and a few in the last hour, however early it is."""
    for day in (days.today() - timedelta(days=1), days.today()):
        start, _ = days.day_bounds(day)
        for minute in range(OPENS, LAST, EVERY):
            at = start + timedelta(minutes=minute, seconds=minute * 7 % 60)
            if at < now - timedelta(minutes=20):
                yield at
    for minutes in (18, 11, 6, 2):
        yield now - timedelta(minutes=minutes)


def _ask(till: Till, customer: Customer, count: int, owner: User) -> None:
    request_payment(
        till=till,
        phone=_phone(count),
        amount=300_00,
        account_reference=customer.account_number,
        key=f"living-{count}",
        actor=owner,
    )
