"""The rows of every node type that a person may read, and any of them by their ids: one query a type.

What `node` and `nodes` give. It is the same set that the access function of a type picks from
(graphql_api/nodes.py); a test asks both as every role.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final, TypeAlias

from django.db.models import Model, Q, QuerySet
from strawberry import relay

from billing.models import (
    Allocation,
    BillingRun,
    CreditNote,
    Customer,
    CustomerNotice,
    DunningRule,
    FiscalDocument,
    Invoice,
    Payment,
    Plan,
    Product,
    Refund,
    Register,
    Sale,
    Shift,
    Subscription,
)
from core.errors import InvalidInput
from graphql_api.context import Info
from graphql_api.pages import MAX_PAGE
from graphql_api.reading import shown_rows
from ledger.models import Account, Entry, Line, Period, RecurringVoucher, Voucher, VoucherTemplate, Wallet
from markets.models import Licence, Outcome
from markets.selectors import (
    deposits_read_by,
    disputes_read_by,
    markets_read_by,
    runs_read_by,
    stakes_read_by,
)
from mpesa.models import (
    Branch,
    Callback,
    Discrepancy,
    PaymentRequest,
    Payout,
    PayoutBatch,
    PayoutSchedule,
    PullRun,
    Receipt,
    Till,
)
from mpesa.selectors import claims_of
from reconciliation.models import (
    PortalMove,
    ReconciliationDay,
    ReconciliationException,
    ReconciliationRun,
    Statement,
)
from reports.scheduling import schedules_read_by
from reports.selectors import files_read_by
from users.access import Right, businesses_of
from users.alert_recipients import recipients_read_by
from users.alerts import alerts_read_by
from users.models import AuditEntry, Business, Invite, KycSubmission, Membership, User
from users.selectors import approvals_read_by

Readable: TypeAlias = Callable[[User], QuerySet[Any]]


def _where(user: User, right: Right) -> QuerySet[Business]:
    return businesses_of(user, right).order_by().values("pk")  # type: ignore[return-value]


def _of_businesses(model: type[Model], right: Right, by: str = "business") -> Readable:
    """The rows of the businesses in which the person holds a right."""
    return lambda user: model._default_manager.filter(**{f"{by}__in": _where(user, right)})


def _own_or(model: type[Model], own: Right | None, right: Right, by: str) -> Readable:
    """The person's own rows, where that takes a right with `own`, and those of businesses by `right`."""

    def rows(user: User) -> QuerySet[Any]:
        mine = Q(**{by: user}) & (Q(business__in=_where(user, own)) if own else Q())
        return model._default_manager.filter(mine | Q(business__in=_where(user, right)) & ~Q(**{by: user}))

    return rows


#: GraphQL type -> the rows that a person may read.
READABLE: Final[dict[str, Readable]] = {
    "Account": _of_businesses(Account, Right.LEDGER_READ),
    "AccountLine": _of_businesses(Line, Right.LEDGER_READ, "account__business"),
    "Alert": alerts_read_by,
    "AlertRecipient": recipients_read_by,
    "Approval": approvals_read_by,
    "AuditEntry": _of_businesses(AuditEntry, Right.AUDIT_READ),
    "BillingRun": _of_businesses(BillingRun, Right.BILLING_READ),
    "BillingSubscription": _of_businesses(Subscription, Right.BILLING_READ),
    "Branch": _of_businesses(Branch, Right.COLLECTIONS_READ),
    "Business": businesses_of,
    "Callback": _of_businesses(Callback, Right.COLLECTIONS_READ, "till__business"),
    "CreditNote": _of_businesses(CreditNote, Right.BILLING_READ),
    "Customer": _of_businesses(Customer, Right.BILLING_READ),
    "CustomerNotice": _of_businesses(CustomerNotice, Right.BILLING_READ),
    "CustomerPayment": _of_businesses(Payment, Right.BILLING_READ),
    "CustomerRefund": _of_businesses(Refund, Right.BILLING_READ),
    "Discrepancy": _of_businesses(Discrepancy, Right.COLLECTIONS_READ),
    "DunningRule": _of_businesses(DunningRule, Right.BILLING_READ),
    "Invite": _of_businesses(Invite, Right.MEMBER_MANAGE),
    "FiscalDocument": _of_businesses(FiscalDocument, Right.BILLING_READ),
    "Invoice": _of_businesses(Invoice, Right.BILLING_READ),
    "InvoicePayment": _of_businesses(Allocation, Right.BILLING_READ, "payment__business"),
    "JournalEntry": _of_businesses(Entry, Right.LEDGER_READ),
    "KycSubmission": _own_or(KycSubmission, Right.KYC_READ, Right.KYC_REVIEW, "player"),
    "Licence": _of_businesses(Licence, Right.MARKET_READ),
    "Market": markets_read_by,
    "MarketDispute": disputes_read_by,
    "Membership": _own_or(Membership, None, Right.AUDIT_READ, "user"),
    "Outcome": lambda user: Outcome.objects.filter(market__in=markets_read_by(user).values("pk")),
    "PaymentRequest": _of_businesses(PaymentRequest, Right.COLLECTIONS_READ),
    "Payout": _of_businesses(Payout, Right.PAYOUT_READ),
    "PayoutBatch": _of_businesses(PayoutBatch, Right.PAYOUT_READ),
    "PayoutSchedule": _of_businesses(PayoutSchedule, Right.PAYOUT_READ),
    "Period": _of_businesses(Period, Right.LEDGER_READ),
    "Plan": _of_businesses(Plan, Right.BILLING_READ),
    "PortalMove": _of_businesses(PortalMove, Right.PAYOUT_READ),
    "Product": _of_businesses(Product, Right.BILLING_READ),
    "PullRun": _of_businesses(PullRun, Right.COLLECTIONS_READ),
    "Receipt": _of_businesses(Receipt, Right.COLLECTIONS_READ),
    "ReceiptClaim": lambda user: claims_of(_where(user, Right.COLLECTIONS_READ)),
    "ReconciliationDay": _of_businesses(ReconciliationDay, Right.RECONCILIATION_READ),
    "ReconciliationException": _of_businesses(ReconciliationException, Right.RECONCILIATION_READ),
    "ReconciliationRun": _of_businesses(ReconciliationRun, Right.RECONCILIATION_READ),
    "RecurringVoucher": _of_businesses(RecurringVoucher, Right.LEDGER_READ),
    "Register": _of_businesses(Register, Right.BILLING_READ),
    "ReportFile": files_read_by,
    "ReportSchedule": schedules_read_by,
    "Sale": _of_businesses(Sale, Right.BILLING_READ),
    "Settlement": runs_read_by,
    "Shift": _of_businesses(Shift, Right.BILLING_READ),
    "Stake": stakes_read_by,
    "Statement": _of_businesses(Statement, Right.RECONCILIATION_READ),
    "Till": _of_businesses(Till, Right.COLLECTIONS_READ),
    "Voucher": _of_businesses(Voucher, Right.LEDGER_READ),
    "VoucherTemplate": _of_businesses(VoucherTemplate, Right.LEDGER_READ),
    "Wallet": _own_or(Wallet, Right.WALLET_READ, Right.LEDGER_READ, "player"),
    "WalletDeposit": deposits_read_by,
}


def find_nodes(info: Info, ids: Sequence[relay.GlobalID]) -> list[Any]:
    """What stands behind each id, in its place; None where it is absent or not the person's to read.

    Raises SignInRequired, and InvalidInput BAD_PAGE for more than MAX_PAGE ids.
    """
    user = info.context.user
    if len(ids) > MAX_PAGE:
        raise InvalidInput("BAD_PAGE", "ids", f"Ask for at most {MAX_PAGE} at a time.")
    asked: defaultdict[str, set[int]] = defaultdict(set)
    for id in ids:
        if id.type_name in READABLE:
            asked[id.type_name].add(int(id.node_id))
    found = {
        (name, str(row.pk)): row
        for name, numbers in asked.items()
        for row in read_together(info, user, name, numbers)
    }
    return [found.get((id.type_name, id.node_id)) for id in ids]


def read_together(info: Info, user: User, type_name: str, numbers: Collection[int]) -> Sequence[Model]:
    """The rows of a type that the person may read, with all that the field asks of them. One query."""
    return shown_rows(READABLE[type_name](user).filter(pk__in=numbers), info, type_name=type_name)
