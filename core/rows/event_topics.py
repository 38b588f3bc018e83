"""The topics of the event log, in one table: what an event of each carries, and who is given it.

`record_event` refuses what this table does not allow, subscribers are served by it, and tests compare
docs/graphql.md and every event that the system writes with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Topic:
    """What an event carries, all of it and nothing else, and the `right` (of users.access) to be given it.

    `ids` maps the name of each id to its GraphQL node type; `facts` are the names of the codes beside them.
    What is `own` is told to those alone whose the things are.
    """

    right: str
    ids: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    own: bool = False

    @cached_property
    def wanted(self) -> dict[str, type]:
        """The names, and of what type each is."""
        return {**dict.fromkeys(self.ids, int), **dict.fromkeys(self.facts, str)}


_REQUEST = {"request": "PaymentRequest"}
_RECEIPT = {"receipt": "Receipt"}
_CASE = {"discrepancy": "Discrepancy", "till": "Till"}
_STATEMENT = {"statement": "Statement"}
_EXCEPTION = {"exception": "ReconciliationException"}
_DAY = {"day": "ReconciliationDay"}
_APPROVAL = {"approval": "Approval"}
_ALERT = {"alert": "Alert"}
_PERIOD = {"period": "Period"}
_PAYOUT = {"payout": "Payout"}

TOPICS: Mapping[str, Topic] = {
    "payment_request.changed": Topic("collections.read", _REQUEST, ("state",)),
    "receipt.recorded": Topic("collections.read", _RECEIPT),
    "receipt.routed": Topic("collections.read", _RECEIPT),
    "receipt.reversed": Topic("collections.read", _RECEIPT),
    "claim.changed": Topic("collections.read", {"claim": "ReceiptClaim"}, ("state",)),
    "discrepancy.noted": Topic("collections.read", _CASE, ("code",)),
    "discrepancy.closed": Topic("collections.read", _CASE, ("code",)),
    "branch.changed": Topic("collections.read", {"branch": "Branch"}),
    "payout.changed": Topic("payout.read", _PAYOUT, ("state",)),
    "payout_batch.changed": Topic("payout.read", {"batch": "PayoutBatch"}, ("state",)),
    "payout_schedule.changed": Topic("payout.read", {"schedule": "PayoutSchedule"}, ("state",)),
    "customer.created": Topic("billing.read", {"customer": "Customer"}),
    "customer.balance": Topic("billing.read", {"customer": "Customer"}),
    "invoice.changed": Topic("billing.read", {"invoice": "Invoice"}, ("state",)),
    "product.changed": Topic("billing.read", {"product": "Product"}),
    "shift.changed": Topic("billing.read", {"shift": "Shift"}, ("state",)),
    "subscription.changed": Topic("billing.read", {"subscription": "BillingSubscription"}, ("state",)),
    "wallet.changed": Topic("wallet.read", {"wallet": "Wallet"}),
    "market.changed": Topic("market.read", {"market": "Market"}, ("state",)),
    "billing_run.changed": Topic("billing.read", {"run": "BillingRun"}, ("state",)),
    "statement.imported": Topic("reconciliation.read", _STATEMENT),
    "statement.refused": Topic("reconciliation.read", _STATEMENT),
    "statement.withdrawn": Topic("reconciliation.read", _STATEMENT),
    "reconciliation.done": Topic("reconciliation.read", {"run": "ReconciliationRun"}, ("state",)),
    "reconciliation.exception": Topic("reconciliation.read", _EXCEPTION, ("state",)),
    "reconciliation.day": Topic("reconciliation.read", _DAY, ("state",)),
    "voucher.posted": Topic("ledger.read", {"voucher": "Voucher", "entry": "JournalEntry"}),
    "recurring.paused": Topic("ledger.read", {"recurring": "RecurringVoucher"}),
    "period.closed": Topic("ledger.read", _PERIOD),
    "period.reopened": Topic("ledger.read", _PERIOD),
    "year.closed": Topic("ledger.read", {"entry": "JournalEntry"}),
    "ledger.broken": Topic("ledger.read", {}, ("code",)),
    "approval.requested": Topic("approval.read", _APPROVAL, ("kind",)),
    "approval.decided": Topic("approval.read", _APPROVAL, ("kind", "state")),
    "kyc.changed": Topic("kyc.read", {"submission": "KycSubmission"}, ("state",)),
    "report.changed": Topic("business.read", {"file": "ReportFile"}, ("state",), own=True),
    "member.removed": Topic("business.read", {"business": "Business"}),
    "report_schedule.changed": Topic("business.manage", {"schedule": "ReportSchedule"}),
    "alert.opened": Topic("alert.read", _ALERT, ("code",)),
    "alert.resolved": Topic("alert.read", _ALERT),
}


def check_event(topic: str, values: Mapping[str, int | str]) -> None:
    """Raises ValueError for a topic that is not in the table, and for a name too many, missing or of another
    type: ids are primary keys (int), facts are codes (str)."""
    known = TOPICS.get(topic)
    if known is None:
        raise ValueError(f"no such topic: {topic}")
    wanted = known.wanted
    if wanted.keys() == values.keys() and all(isinstance(values[name], wanted[name]) for name in wanted):
        return
    wrong = {
        name
        for name in wanted.keys() | values.keys()
        if name not in wanted or not isinstance(values.get(name), wanted[name])
    }
    if wrong:
        raise ValueError(f"{topic} carries {sorted(wanted)}; wrong: {sorted(wrong)}")
