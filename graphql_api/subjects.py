"""What a request for approval or an alert is about, as the thing itself, for who may read that.

Both stand below the domains whose things they are about. A kind of request that is about another type needs
that type here; a test asks every kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated, Any, Final, TypeAlias

import strawberry
import strawberry_django
from django.db.models import Model

from core.models import Alert as AlertRow
from graphql_api.alerts.types import Alert
from graphql_api.billing.types import Invoice
from graphql_api.context import Info
from graphql_api.ledger.periods import Period
from graphql_api.ledger.types import JournalEntry
from graphql_api.ledger.voucher_types import RecurringVoucher, Voucher
from graphql_api.markets.types import Market
from graphql_api.mpesa.payout_batches import PayoutBatch
from graphql_api.mpesa.payout_schedules import PayoutSchedule
from graphql_api.mpesa.payout_types import Payout
from graphql_api.mpesa.types import PaymentRequest, Receipt, Till
from graphql_api.pages import grow
from graphql_api.readable import read_together
from graphql_api.reading import path_of, together
from graphql_api.reconciliation.exception_types import ReconciliationException
from graphql_api.reconciliation.portal_moves import PortalMove
from graphql_api.reconciliation.types import Statement
from graphql_api.users.approval_types import SUBJECT_NAMES, Approval
from graphql_api.users.kyc_types import KycSubmission
from graphql_api.users.types import Business
from users import models

#: What a subject is called inside (`period:7`) -> its type in the schema.
SUBJECTS: Final[dict[str, type]] = {
    SUBJECT_NAMES[each.__name__]: each
    for each in (
        Business,
        Invoice,
        KycSubmission,
        Market,
        Payout,
        PayoutBatch,
        PayoutSchedule,
        Period,
        PortalMove,
        Receipt,
        ReconciliationException,
        RecurringVoucher,
        JournalEntry,
        Statement,
        Voucher,
    )
}

ApprovalSubject: TypeAlias = Annotated[
    Business
    | Invoice
    | KycSubmission
    | Market
    | Payout
    | PayoutBatch
    | PayoutSchedule
    | Period
    | PortalMove
    | Receipt
    | ReconciliationException
    | RecurringVoucher
    | JournalEntry
    | Statement
    | Voucher,
    strawberry.union("ApprovalSubject", description="What a request for approval can be about."),
]

#: The same of alerts.
ALERT_SUBJECTS: Final[dict[str, type]] = {
    "till": Till,
    "working_account": Till,
    "request": PaymentRequest,
    "receipt": Receipt,
    "payout": Payout,
    "market": Market,
}

AlertSubject: TypeAlias = Annotated[
    Till | PaymentRequest | Receipt | Payout | Market,
    strawberry.union("AlertSubject", description="What an alert can be about."),
]


@strawberry_django.field(
    only=["subject"],
    description="The thing that it is about: of a reversal the entry that is undone. Null for who may not"
    " read it, and when it is there no more.",
)
def _subject(root: strawberry.Parent[models.Approval], info: Info) -> ApprovalSubject | None:
    return together(
        root, (*path_of(info), "subject"), lambda keys: _subjects(models.Approval, keys, SUBJECTS, info)
    )


@strawberry_django.field(
    only=["subject"],
    description="The one thing that it is about. Null when it is about all of the business or database, and"
    " for who may not read that thing.",
)
def _subject_of_alert(root: strawberry.Parent[AlertRow], info: Info) -> AlertSubject | None:
    return together(
        root, (*path_of(info), "subject"), lambda keys: _subjects(AlertRow, keys, ALERT_SUBJECTS, info)
    )


def _subjects(model: type[Model], keys: Sequence[int], types: dict[str, type], info: Info) -> dict[int, Any]:
    """Key of a row -> what it is about, with all that is asked of it: one query a type for however many."""
    rows = model._default_manager.filter(pk__in=keys).values_list("pk", "subject")
    about: dict[int, tuple[str, int]] = {}
    asked: defaultdict[str, set[int]] = defaultdict(set)
    for pk, subject in rows:
        name, _, key = subject.partition(":")
        if name in types and key.isdigit():
            type_name, number = types[name].__name__, int(key)
            about[pk] = (type_name, number)
            asked[type_name].add(number)
    found = {
        (type_name, row.pk): row
        for type_name, numbers in asked.items()
        for row in read_together(info, info.context.user, type_name, numbers)
    }
    return {pk: found[which] for pk, which in about.items() if which in found}


grow(Approval, subject=_subject)
grow(Alert, subject=_subject_of_alert)
