"""Two businesses, the work that each queue has for them, and how one of them is poisoned."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db import transaction

from billing.customers.customers import create_customer
from billing.invoicing.terms import LineInput
from billing.models import CustomerNotice, FiscalDocument, Sale, SubscriptionPeriod
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
from core.machine.turns import WORK_FAILS
from core.models import Alert
from ledger.journal.sealing import seal_entries
from ledger.models import Seal, TurnoverHead, Voucher
from ledger.vouchers.recurring import create_recurring
from messaging.models import AlertNotice, Message
from messaging.outbox import send_sms
from mpesa.asking.enquiries import CLAIM, ask_about
from mpesa.asking.initiators import set_initiator
from mpesa.callbacks.inbox import store_callback
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.collections.requests.pushing import record_answer
from mpesa.collections.requests.requesting import request_payment
from mpesa.daraja.answers import AsyncAck, StkAccepted, StkOutcome, StkState
from mpesa.daraja.pull import PulledPage
from mpesa.daraja.security import Initiator
from mpesa.models import (
    CallbackWork,
    Channel,
    Enquiry,
    PaymentRequest,
    Payout,
    PayoutAttempt,
    PayoutRepetition,
    PullRun,
    ReceiptRoute,
    StatusAnswer,
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
from reconciliation.models import ReconciliationDay, ReconciliationRun, Statement
from reconciliation.runs.running import start_run
from reconciliation.verified.importing import store_statement
from tests.billing.bills import bill, customer_of, head
from tests.ledger.books import post
from tests.ledger.vouching import alone_up_to, cr, dr, fresh_key, member
from tests.mpesa.shops import STAMP
from tests.reconciliation.statement_files import A
from users.actors import SYSTEM
from users.alert_recipients import set_recipient
from users.approvals.approving import Proof, approve
from users.models import AlertRecipient, Approval, Business, ContactChannel, User

SECRET = "KES 1,234.56 of 254712345678"


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


def alarmed(at: Place) -> None:
    set_recipient(
        business=at.business,
        user=at.owner,
        channel=ContactChannel.EMAIL,
        address=f"{at.business.code}@example.com",
        actor=at.owner,
    )
    raise_alert(code="TILL_SILENT", severity="CRITICAL", detail="silent", business_id=at.business.pk)


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


def of_reminding(run: Any, *_: Any) -> int:
    return int(run.settings.business_id)


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


def of_attempts(attempts: Sequence[Any]) -> int:
    return int(attempts[0].business_id)


def passed(at: Place) -> None:
    yesterday = days.today() - timedelta(days=1)
    with transaction.atomic():
        mark_days(business_id=at.business.pk, till_id=at.till.pk, days=[yesterday])


def of_row(row: Any, *_: Any) -> int:
    return int(row.business_id)


def of_document(document: Any, **_: Any) -> int:
    return int(document.business_id)


def of_rows(rows: Any) -> int:
    return int(rows[0].business_id)


def of_callback(callback: Any) -> int:
    return int(callback.till.business_id)


def of_run(client: Any, run: Any) -> int:
    return int(run.business_id)


def of_recipient(pk: int) -> int:
    return int(AlertRecipient.objects.get(pk=pk).business_id)


def of_number(business_id: int, *_: Any) -> int:
    return business_id


def of_message(pk: int, *_: Any) -> int:
    return int(Message.objects.get(pk=pk).business_id or 0)


@dataclass
class Case:
    """What there is to do for a business, the step that raises, whose it is, and whether it was done."""

    prepare: Callable[[Place], object]
    step: str
    whose: Callable[..., int]
    done: Callable[[Business], bool]
    later: timedelta = timedelta()
    #: What stands for the step where nothing may leave the machine.
    instead: Callable[..., Any] | None = None


def exists(rows: Any, **is_done: Any) -> Callable[[Business], bool]:
    return lambda business: rows.filter(
        **{name: business if value is Business else value for name, value in is_done.items()}
    ).exists()


CASES = {
    "billing.run": Case(
        billed_again,
        "billing.subscriptions.running.look_ahead",
        of_rows,
        exists(SubscriptionPeriod.objects, subscription__business=Business),
    ),
    "billing.tell": Case(
        to_be_told,
        "billing.reminders.telling._tell_issued",
        of_row,
        exists(CustomerNotice.objects, business=Business, kind="ISSUED"),
    ),
    "billing.remind": Case(
        to_be_reminded,
        "billing.reminders.dunning._act",
        of_reminding,
        exists(CustomerNotice.objects, business=Business, kind="DUNNING"),
    ),
    "billing.goods": Case(
        sold,
        "billing.pos.goods.take_goods",
        of_row,
        exists(Sale.objects, business=Business, goods_at__isnull=False),
    ),
    "billing.etims": Case(
        billed,
        "billing.etims.sending.body_of",
        of_document,
        exists(FiscalDocument.objects, business=Business, reason="UNREACHABLE"),
    ),
    "ledger.seal": Case(
        lambda at: post(at.business),
        "ledger.journal.sealing._seal_batch",
        of_number,
        exists(Seal.objects, business=Business),
    ),
    "ledger.turnover": Case(
        sealed,
        "ledger.journal.turnovers._fold_batch",
        of_number,
        exists(TurnoverHead.objects, business=Business, number=1),
    ),
    "ledger.recurring": Case(
        recurring_that_is_due,
        "ledger.vouchers.recurring._post_next",
        of_row,
        exists(Voucher.objects, business=Business, entry__isnull=False),
    ),
    "messaging.outbox": Case(
        texted,
        "messaging.sending.record_outcome",
        of_message,
        exists(Message.objects, business=Business, state="SENT"),
    ),
    "messaging.alerts": Case(
        alarmed,
        "messaging.telling._tell",
        of_recipient,
        exists(AlertNotice.objects, alert__code="TILL_SILENT", user__memberships__business=Business),
    ),
    "mpesa.ask": Case(
        in_doubt,
        "mpesa.asking.sending._prepared",
        of_row,
        exists(Enquiry.objects, business=Business, state="ASKED"),
        instead=lambda enquiry: lambda: AsyncAck(f"AG_{enquiry.pk}", ""),
    ),
    "payouts.send": Case(
        to_be_paid_out,
        "mpesa.payouts.sending._way_of",
        of_row,
        exists(PayoutAttempt.objects, business=Business, state="SENT"),
        instead=lambda till: (
            SimpleNamespace(b2c_payment=lambda **_: AsyncAck(f"AG_{till.pk}", "")),
            Initiator("api", "of-nobody"),
        ),
    ),
    "payouts.schedules": Case(
        paid_again,
        "mpesa.payouts.schedules.running.rows_of",
        of_row,
        exists(PayoutRepetition.objects, schedule__business=Business),
    ),
    "payouts.look": Case(
        paid_out,
        "mpesa.payouts.looking.ask_about_payouts",
        of_attempts,
        exists(PayoutAttempt.objects, business=Business, state="UNKNOWN"),
        later=timedelta(minutes=2),
    ),
    "mpesa.push": Case(
        asked,
        "mpesa.collections.requests.pushing.client_for",
        of_row,
        exists(PaymentRequest.objects, business=Business, state="PENDING"),
        instead=lambda till: SimpleNamespace(stk_push=lambda **_: StkAccepted("1", f"ws_{till.business_id}")),
    ),
    "mpesa.inbox": Case(
        paid,
        "mpesa.callbacks.inbox.body_of",
        of_callback,
        exists(CallbackWork.objects, callback__till__business=Business, state="DONE"),
    ),
    "mpesa.route": Case(
        to_be_routed,
        "mpesa.collections.routing._draft",
        of_row,
        exists(ReceiptRoute.objects, receipt__business=Business, state="SUSPENSE"),
    ),
    "mpesa.query": Case(
        pushed,
        "mpesa.collections.requests.querying.ask_outcome",
        of_row,
        exists(StatusAnswer.objects, request__business=Business),
        later=timedelta(minutes=2),
        instead=lambda request: StkOutcome(StkState.SUCCESS, "0", ""),
    ),
    "mpesa.pull": Case(
        pulling,
        "mpesa.pulling.running._ask",
        of_run,
        exists(PullRun.objects, business=Business, state="DONE"),
        instead=lambda client, run: PulledPage(()),
    ),
    "reconciliation.import": Case(
        brought,
        "reconciliation.verified.importing._judge",
        of_row,
        exists(Statement.objects, business=Business, state="ADMITTED"),
    ),
    "reconciliation.nights": Case(
        passed,
        "reconciliation.days.nights.facts_of",
        of_row,
        exists(ReconciliationDay.objects, business=Business),
    ),
    "reconciliation.run": Case(
        started,
        "reconciliation.runs.running._take_picture",
        of_rows,
        exists(ReconciliationRun.objects, business=Business, state="FAILED"),
    ),
    "users.expire": Case(
        recurring,
        "users.approvals.approving._close",
        of_row,
        exists(Approval.objects, business=Business, state="EXPIRED"),
        later=timedelta(days=4),
    ),
}
#: What is done for nobody in particular, in one statement each.
NOBODYS = {"users.forget"}
#: Schedules that do nothing for a business themselves; the others have their test below.
MACHINES = {"core.tasks.sweep", "core.tasks.beat"}


def poison(monkeypatch, step: str, whose: Callable[..., int], business: Business, instead=None) -> None:
    module_name, _, name = step.rpartition(".")
    module = importlib.import_module(module_name)
    sound = instead or getattr(module, name)

    def step_of_the_poisoned(*args: Any, **kwargs: Any) -> Any:
        if whose(*args, **kwargs) == business.pk:
            raise RuntimeError(SECRET)
        return sound(*args, **kwargs)

    monkeypatch.setattr(module, name, step_of_the_poisoned)


def told_of(business: Business, what: str) -> None:
    alert = Alert.objects.get(code=WORK_FAILS, resolved_at=None)
    assert (alert.business_id, alert.severity) == (business.pk, "CRITICAL")
    assert alert.detail.startswith(what) and "RuntimeError" in alert.detail
    assert "1,234" not in alert.detail and "2547" not in alert.detail
