"""Work for each queue, at a business with a till: what stands there before it is drained."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

from django.db import transaction

from billing.customers.customers import create_customer
from billing.invoicing.terms import LineInput
from billing.paying.by_hand import Said, record_payment
from billing.pos.products import ProductTerms, create_product
from billing.pos.registers import open_register
from billing.pos.selling import Item, ring_up_sale
from billing.pos.shifts import open_shift
from billing.reminders.settings import set_reminders
from billing.subscriptions.plans import create_plan
from billing.subscriptions.running import bill_runs
from billing.subscriptions.runs import begin_run
from billing.subscriptions.subscribing import subscribe
from core import days
from core.machine.alerts import raise_alert
from ledger.journal.sealing import seal_entries
from ledger.vouchers.recurring import create_recurring
from markets.depositing.asking import Wish, deposit
from markets.settling.voiding import void_market
from messaging.outbox import send_sms
from mpesa.asking.enquiries import CLAIM, ask_about
from mpesa.asking.initiators import set_initiator
from mpesa.callbacks.inbox import store_callback
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.collections.requests.pushing import record_answer
from mpesa.collections.requests.requesting import request_payment
from mpesa.collections.requests.steps import lock_request, move
from mpesa.daraja.answers import StkAccepted
from mpesa.models import (
    Channel,
    PaymentRequest,
    Payout,
    RequestState,
    Till,
)
from mpesa.payouts.attempts import begin_attempts
from mpesa.payouts.moves import lock_payouts
from mpesa.payouts.requesting import create_payout
from mpesa.payouts.schedules.planning import create_schedule
from mpesa.pulling.windows import begin_window
from mpesa.tills.accounts import account_code
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from reconciliation.days.marking import mark_days
from reconciliation.runs.running import start_run
from reconciliation.verified.importing import store_statement
from reports import filing
from reports.models import Pack
from reports.requesting import request_report
from reports.saying import Said as ReportSaid
from reports.scheduling import set_report_schedule
from tests.billing.bills import bill, customer_of, head
from tests.graphql_api.conftest import House
from tests.ledger.books import post
from tests.ledger.vouching import alone_up_to, cr, dr, fresh_key, member
from tests.markets.bookmakers import Bookmaker
from tests.mpesa.shops import STAMP
from tests.reconciliation.statement_files import A
from users.actors import SYSTEM
from users.alert_recipients import set_recipient
from users.approvals.approving import Proof, approve
from users.models import Approval, Business, ContactChannel, Membership, Role, User


@dataclass
class Place:
    """A business with a till and its owner."""

    business: Business
    till: Till
    owner: User


def place(house, shortcode: str) -> Place:
    till = create_till(
        business=house.business,
        name="Water",
        kind="PAYBILL",
        shortcode=shortcode,
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
        actor=SYSTEM,
    )
    return Place(house.business, till, house.people["OWNER"])


def recurring(at: Place) -> None:
    create_recurring(
        business=at.business,
        name="Rent",
        description="Rent",
        lines=[dr("5900", 5_00), cr("1100", 5_00)],
        frequency="MONTHLY",
        first_on=days.today(),
        key=fresh_key(),
        actor=at.owner,
    )


def recurring_that_is_due(at: Place) -> None:
    alone_up_to(at.business, 100_00)
    recurring(at)


def sealed(at: Place) -> None:
    post(at.business)
    seal_entries()


def asked(at: Place) -> PaymentRequest:
    return request_payment(
        till=at.till,
        phone="254700000101",
        amount=100_00,
        account_reference="1",
        key=fresh_key(),
        actor=SYSTEM,
    )


def pushed(at: Place) -> None:
    request = asked(at)
    PaymentRequest.objects.filter(pk=request.pk).update(claims=1, sent_at=days.now())
    record_answer(request.pk, StkAccepted("1", f"ws_{at.business.pk}"))


def paid(at: Place, **more: str) -> None:
    body = {
        "TransID": f"UKK1AA00A{at.business.pk % 10}",
        "TransTime": STAMP,
        "TransAmount": "7.00",
        "BillRefNumber": "x",
        "BusinessShortCode": at.till.shortcode,
        **more,
    }
    store_callback(
        till=at.till,
        kind="c2b/confirmation",
        ref="",
        body=json.dumps(body).encode(),
        headers={},
        address=None,
    )


@transaction.atomic
def to_be_routed(at: Place) -> None:
    facts = ReceiptFacts(f"UKK1AA00A{at.business.pk % 10}", 700, days.now(), "x")
    record_receipt(till=at.till, facts=facts, channel=Channel.PULL)


def pulls(at: Place) -> None:
    at.till.pull_registered_at = days.now()
    at.till.save(update_fields=["pull_registered_at"])


def pulling(at: Place) -> None:
    pulls(at)
    begin_window(at.till)


@transaction.atomic
def in_doubt(at: Place) -> None:
    till = set_initiator(till=at.till, name="api", password="of-nobody", actor=SYSTEM)
    ask_about(till=till, receipt=f"UKK1AA00B{at.business.pk % 10}", why=CLAIM)


def billed(at: Place) -> None:
    head(at.business)
    bill(customer_of(at.business))


def packed(at: Place) -> None:
    """The owner is sent the pack of each day."""
    _by_email(at)
    owner = Membership.objects.get(user=at.owner, business=at.business, role=Role.OWNER)
    set_report_schedule(business=at.business, pack=Pack.DAILY, members={owner.pk}, is_on=True, actor=at.owner)


def alarmed(at: Place) -> None:
    _by_email(at)
    raise_alert(code="TILL_SILENT", severity="CRITICAL", detail="silent", business_id=at.business.pk)


def _by_email(at: Place) -> None:
    set_recipient(
        business=at.business,
        user=at.owner,
        channel=ContactChannel.EMAIL,
        address=f"{at.business.code}@example.com",
        actor=at.owner,
    )


@transaction.atomic
def texted(at: Place) -> None:
    values = {"code": "482913", "business": "Maji Safi", "minutes": "10"}
    send_sms(
        to="0712345678", template="sign_up_code", values=values, key=at.business.code, business=at.business
    )


def brought(at: Place) -> None:
    data = A.read_bytes().replace(b"600984", at.till.shortcode.encode())
    store_statement(till=at.till, file_name=A.name, data=data, actor=SYSTEM)


def started(at: Place) -> None:
    start_run(till=at.till, from_day=days.today(), to_day=days.today(), actor=SYSTEM)


def to_be_paid_out(at: Place) -> None:
    alone_up_to(at.business, 1_000_00)
    till = set_initiator(till=at.till, name="api", password="of-nobody", actor=SYSTEM)
    post(at.business, fresh_key(), 5_000_00, by=account_code(till), to="3900")
    create_payout(
        till=till,
        phone="254700000101",
        amount=100_00,
        account_code="5500",
        description="Firewood",
        key=fresh_key(),
        actor=at.owner,
    )


def paid_out(at: Place) -> None:
    """Ordered, and nothing has come of it for a minute."""
    to_be_paid_out(at)
    payout = Payout.objects.get(business=at.business)
    with transaction.atomic():
        begin_attempts(list(lock_payouts([payout.pk]).values()))


def paid_again(at: Place) -> None:
    """A payout that is to be paid again today."""
    to_be_paid_out(at)
    schedule = create_schedule(
        payout=Payout.objects.get(business=at.business),
        name="Rent",
        frequency="MONTHLY",
        first_on=days.today(),
        times=1,
        key=fresh_key(),
        actor=at.owner,
    )
    request = Approval.objects.get(kind="payout.schedule", business=at.business)
    checker = member(at.business, "APPROVER", f"checker.{schedule.pk}")
    approve(approval=request, checker=checker, digest=request.digest, proof=Proof())


def subscribed(at: Place) -> None:
    line = LineInput("Rent", Decimal(1), 100_00)
    plan = create_plan(
        business=at.business, name="Rent", frequency="MONTHLY", lines=[line], key=fresh_key(), actor=SYSTEM
    )
    customer = create_customer(business=at.business, name="Amina", phone="0712345678", actor=SYSTEM)
    subscribe(customer=customer, plan=plan, key=fresh_key(), actor=SYSTEM)


def billed_again(at: Place) -> None:
    subscribed(at)
    begin_run(business=at.business, actor=SYSTEM)


def to_be_given_back(at: Place) -> None:
    """A market that two people made void: its stakes wait to go back."""
    bookmaker = _bookmaker(at)
    market = bookmaker.open()
    bookmaker.stake(bookmaker.player(), market.outcomes.all()[0], 100_00)
    asked = void_market(market=market, reason="Cancelled", key="void-1", actor=bookmaker.operator)
    assert asked is not None
    bookmaker.say_yes(asked)


def wished(at: Place) -> None:
    """A deposit that came to nothing, and a stake that waits for it."""
    bookmaker = _bookmaker(at)
    wallet, outcome = bookmaker.player(0), bookmaker.open().outcomes.all()[0]
    wish = Wish(outcome, 100_00)
    row = deposit(
        wallet=wallet, amount=100_00, phone="254700000613", wish=wish, key="wish-1", actor=wallet.player
    )
    with transaction.atomic():
        request = lock_request(pk=row.request_id)
        assert request is not None
        move(request, RequestState.FAILED, code="1")


def _bookmaker(at: Place) -> Bookmaker:
    members = Membership.objects.filter(business=at.business).select_related("user")
    return Bookmaker(House(at.business, {each.role: each.user for each in members}))


def to_be_told(at: Place) -> None:
    set_reminders(business=at.business, tells_issued=True, quiet_from=0, quiet_until=0, actor=SYSTEM)
    billed_again(at)
    while bill_runs():
        pass


def to_be_reminded(at: Place) -> None:
    set_reminders(business=at.business, reminds=True, quiet_from=0, quiet_until=0, actor=SYSTEM)
    billed_again(at)
    while bill_runs():
        pass


def sold(at: Place) -> None:
    """A sale of goods that was paid into the bank: they have not left the stock in the books yet."""
    drawer = open_register(business=at.business, name="Front", actor=at.owner)
    shift = open_shift(register=drawer, counted=0, key="shift-1", actor=at.owner)
    terms = ProductTerms(name="Sugar", price=200_00, is_stocked=True)
    sugar = create_product(business=at.business, terms=terms, key="sugar", actor=at.owner)
    item = Item(quantity=Decimal(1), product=sugar)
    bill = ring_up_sale(shift=shift, items=[item], key="sale-1", actor=at.owner).invoice
    said = Said("BANK", bill.due, days.today(), reference="TT1")
    record_payment(customer=bill.customer, invoice=bill, said=said, key="paid-1", actor=at.owner)


def passed(at: Place) -> None:
    yesterday = days.today() - timedelta(days=1)
    with transaction.atomic():
        mark_days(business_id=at.business.pk, till_id=at.till.pk, days=[yesterday])


def report_kept(at: Place) -> None:
    """One that is made at once, since it is small."""
    said = ReportSaid(key="trial_balance", first_day=days.today(), last_day=days.today())
    assert request_report(said=said, business=at.business, actor=at.owner).state == "READY"


def report_wanted(at: Place) -> None:
    """One that is too large to be made at once."""
    sealed(at)
    said = ReportSaid(key="general_ledger", first_day=days.today(), last_day=days.today())
    with patch.object(filing, "AT_ONCE", 0):
        assert request_report(said=said, business=at.business, actor=at.owner).state == "QUEUED"
