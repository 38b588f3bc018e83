"""The same batch once more: last month's wages for this month, as a draft that is looked at and approved."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction

from core.digests import digest
from core.errors import InvalidState
from core.rows.saving import insert_rows
from core.text import checked_name
from mpesa.models import BatchState, Payout, PayoutBatch, PayoutState
from mpesa.payouts.batches.importing import batch_files, note_batch, payout_in, require_batch_limit
from mpesa.payouts.batches.outliers import outliers_among
from mpesa.payouts.requesting import RIGHT, require_payable, require_transaction_limit, start_of
from mpesa.payouts.rules import rules_of
from users.access import require_right
from users.actors import Actor
from users.models import User

#: What was taken back, by people or by M-Pesa, is not paid once more by repeating its batch.
NOT_AGAIN = (PayoutState.CANCELLED, PayoutState.REVERSED)
#: What of a payout is the same when it is paid once more.
REPEATED: Final = (
    "kind", "payee_id", "account_number", "name_sealed", "amount", "residue", "source_id", "command",
    "description",
)  # fmt: skip


def repeat_batch(*, batch: PayoutBatch, name: str, pay_on: date | None, actor: User) -> PayoutBatch:
    """A new draft of the rows of a batch that was approved, to the same phones, but those taken back. Each
    asks for the same: the shillings that are paid, and the cents that stay where they are (residue).

    Needs the right payout.request. One name and day of one batch is one draft, until that is taken back.
    Raises InvalidInput NAME_MISSING / BAD_DAY, OVER_BATCH_LIMIT / OVER_TRANSACTION_LIMIT by the limits of
    today, InvalidState BATCH_MOVED_ON, and what require_payable raises.
    """
    require_right(actor, batch.business, RIGHT)
    require_payable(batch.till)
    title, not_before = checked_name(name), start_of(pay_on)
    if batch.state != BatchState.APPROVED:
        raise InvalidState("BATCH_MOVED_ON", "batch", f"This batch is {batch.state}: only an approved one.")
    said = digest(["repeat", batch.ref, title, pay_on]).hex()
    with transaction.atomic():
        batch_files.take(batch.business_id, said)
        known = PayoutBatch.objects.filter(business=batch.business_id, sha256=said)
        made = known.exclude(state=BatchState.CANCELLED).first()
        return made or _copied(batch, title=title, said=said, not_before=not_before, actor=actor)


def left_of(batch: PayoutBatch) -> list[Payout]:
    """The payouts of a batch that may be paid once more, in its order."""
    return list(Payout.objects.filter(batch=batch).exclude(state__in=NOT_AGAIN).order_by("pk"))


def _copied(
    batch: PayoutBatch, *, title: str, said: str, not_before: datetime | None, actor: User
) -> PayoutBatch:
    rows = left_of(batch)
    made = PayoutBatch(
        business=batch.business,
        till=batch.till,
        name=title,
        file_name=batch.file_name,
        sha256=said,
        requested_by=actor,
    )
    return copy_rows(rows, made, not_before=not_before, by=actor)


def copy_rows(
    rows: Sequence[Payout], made: PayoutBatch, *, not_before: datetime | None, by: Actor
) -> PayoutBatch:
    """Fill a new batch with the same payouts once more, and keep it as a draft. In the caller's transaction.

    Raises OVER_BATCH_LIMIT / OVER_TRANSACTION_LIMIT by the limits of today, InvalidState BATCH_MOVED_ON where
    there are none.
    """
    if not rows:
        raise InvalidState(
            "BATCH_MOVED_ON", "batch", "Nothing of this batch is left that was not taken back."
        )
    rules = rules_of(made.business_id)
    made.ref, made.rows, made.amount = secrets.token_hex(16), len(rows), sum(row.amount for row in rows)
    require_batch_limit(made.amount, rules)
    require_transaction_limit(max(row.amount for row in rows), rules)
    found = outliers_among(made.business_id, [(row.amount, row.payee_id) for row in rows])
    for column, value in vars(found).items():
        setattr(made, column, value)
    made.save(force_insert=True)
    payouts = [
        payout_in(
            made,
            place,
            not_before=not_before,
            **{column: getattr(row, column) for column in REPEATED},
        )
        for place, row in enumerate(rows, start=1)
    ]
    insert_rows(payouts)
    note_batch(made, by=by)
    return made
