"""Two businesses, the work that each queue has for them, and how one of them is poisoned."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from billing.models import CustomerNotice, FiscalDocument, Sale, SubscriptionPeriod
from core.machine.turns import WORK_FAILS
from core.models import Alert
from ledger.models import Seal, TurnoverHead, Voucher
from markets.models import Deposit, SettlementRun
from messaging.models import AlertNotice, Message
from mpesa.daraja.answers import AsyncAck, StkAccepted, StkOutcome, StkState
from mpesa.daraja.pull import PulledPage
from mpesa.daraja.security import Initiator
from mpesa.models import (
    CallbackWork,
    Enquiry,
    PaymentRequest,
    PayoutAttempt,
    PayoutRepetition,
    PullRun,
    ReceiptRoute,
    StatusAnswer,
)
from reconciliation.models import ReconciliationDay, ReconciliationRun, Statement
from reports.models import ReportFile
from tests.config.places import (
    Place,
    alarmed,
    asked,
    billed,
    billed_again,
    brought,
    in_doubt,
    paid,
    paid_again,
    paid_out,
    passed,
    pulling,
    pushed,
    recurring,
    recurring_that_is_due,
    report_kept,
    report_wanted,
    sealed,
    sold,
    started,
    texted,
    to_be_given_back,
    to_be_paid_out,
    to_be_reminded,
    to_be_routed,
    to_be_told,
    wished,
)
from tests.ledger.books import post
from users.models import AlertRecipient, Approval, Business

SECRET = "KES 1,234.56 of 254712345678"


def of_reminding(run: Any, *_: Any) -> int:
    return int(run.settings.business_id)


def of_attempts(attempts: Sequence[Any]) -> int:
    return int(attempts[0].business_id)


def of_market_run(run: Any, market: Any) -> int:
    return int(market.business_id)


def of_row(row: Any, *_: Any) -> int:
    return int(row.business_id)


def of_document(document: Any, **_: Any) -> int:
    return int(document.business_id)


def of_report(content: Any, *, business: Business, **_: Any) -> int:
    return int(business.pk)


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
    "markets.deposit": Case(
        wished,
        "markets.depositing.staking_after._place",
        of_row,
        exists(Deposit.objects, business=Business, state="REFUSED"),
    ),
    "markets.settle": Case(
        to_be_given_back,
        "markets.settling.posting._begin",
        of_market_run,
        exists(SettlementRun.objects, market__business=Business, state="DONE"),
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
    "reports.make": Case(
        report_wanted,
        "reports.filing.write_report",
        of_report,
        exists(ReportFile.objects, business=Business, state="READY"),
    ),
    "reports.expire": Case(
        report_kept,
        "reports.keeping._expire",
        of_row,
        exists(ReportFile.objects, business=Business, state="EXPIRED"),
        later=timedelta(days=8),
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
