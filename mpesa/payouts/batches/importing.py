"""Bringing a file of payouts in: all of its rows become payouts of one batch, or none does."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from core.digests import digest
from core.errors import Conflict, Detail, InvalidInput
from core.files.spreadsheets import RowProblem
from core.machine.crypto import keyed_digests, seal
from core.money import Cents, display
from core.rows.events import record_event
from core.rows.locks import AdvisoryLock
from core.rows.saving import insert_rows
from core.text import checked_name
from ledger.models import Account
from mpesa.collections.payers import payers_of_phones
from mpesa.models import BatchState, Payout, PayoutBatch, PayoutCommand, PayoutRules, Till
from mpesa.payouts.batches.outliers import outliers_among
from mpesa.payouts.batches.reading import BatchFile, Terms, read_batch
from mpesa.payouts.checks import NAME_PURPOSE
from mpesa.payouts.requesting import MOST, RIGHT, require_payable, source_named, start_of
from mpesa.payouts.rules import rules_of
from users.access import require_right
from users.actors import Actor
from users.audit import record_audit
from users.models import User

#: So many problems of a file are told.
TOLD: Final = 200
#: Of what the sha256 of a batch says: it becomes one batch, however often it is sent at once.
batch_files = AdvisoryLock("mpesa.batch_files")


@dataclass(frozen=True)
class Brought:
    """What became of a file: a batch, or what is wrong with it, of which the first TOLD are named."""

    rows: int
    amount: Cents
    batch: PayoutBatch | None = None
    problems: list[RowProblem] = field(default_factory=list)
    problems_count: int = 0
    hidden: list[str] = field(default_factory=list)


def import_batch(
    *,
    till: Till,
    data: bytes,
    file_name: str,
    name: str,
    account_code: str,
    description: str,
    command: str = PayoutCommand.BUSINESS,
    pay_on: date | None = None,
    actor: User,
) -> Brought:
    """Make a draft batch of a file; with one bad row nothing is kept, and every problem is told.

    Needs the right payout.request. `account_code` and `description` hold for rows that say none; nothing is
    sent before the day `pay_on`. The same file, said the same way, is one batch. Raises InvalidInput as
    read_batch does, NAME_MISSING / OVER_BATCH_LIMIT / BAD_DAY, InvalidState as require_payable does, Conflict
    BATCH_KNOWN for a file whose batch was approved already or waits.
    """
    business = till.business
    require_right(actor, business, RIGHT)
    require_payable(till)
    title = checked_name(name or file_name, field="name")
    not_before = start_of(pay_on)
    rules = rules_of(business.pk)
    sources: dict[str, Account] = {}

    def check_account(code: str) -> None:
        sources[code] = source_named(business, code, None)

    terms = Terms(
        least=settings.PAYOUT_MIN_AMOUNT,
        most=min(MOST, rules.transaction_limit),
        description=description,
        account=account_code,
        check_account=check_account,
    )
    file = read_batch(data, terms)
    if file.problems:
        return Brought(
            rows=len(file.rows),
            amount=file.amount,
            problems=file.problems[:TOLD],
            problems_count=len(file.problems),
            hidden=file.hidden,
        )
    require_batch_limit(file.amount, rules)
    said = digest(
        [hashlib.sha256(data).hexdigest(), till.pk, account_code, description, str(command), pay_on]
    ).hex()
    with transaction.atomic():
        batch_files.take(business.pk, said)
        known = (
            PayoutBatch.objects.filter(business=business, sha256=said)
            .exclude(state=BatchState.CANCELLED)
            .first()
        )
        if known is not None and known.state != BatchState.DRAFT:
            raise Conflict(
                "BATCH_KNOWN",
                "file",
                "This file was brought in before: take its batch back first if it is to be paid anew.",
                detail=Detail(other=("PayoutBatch", known.pk)),
            )
        batch = known or _keep(
            PayoutBatch(
                business=business,
                till=till,
                ref=secrets.token_hex(16),
                name=title,
                file_name=file_name[:200],
                sha256=said,
                rows=len(file.rows),
                amount=file.amount,
                requested_by=actor,
            ),
            file,
            sources,
            PayoutCommand(command),
            not_before,
        )
    return Brought(rows=batch.rows, amount=batch.amount, batch=batch, hidden=file.hidden)


def require_batch_limit(amount: Cents, rules: PayoutRules) -> None:
    """Raises InvalidInput OVER_BATCH_LIMIT."""
    if amount > rules.batch_limit:
        raise InvalidInput(
            "OVER_BATCH_LIMIT",
            "file",
            f"It pays {display(amount)}, and a batch at most {display(rules.batch_limit)}.",
            detail=Detail(limit=rules.batch_limit),
        )


def _keep(
    batch: PayoutBatch,
    file: BatchFile,
    sources: dict[str, Account],
    command: PayoutCommand,
    not_before: datetime | None,
) -> PayoutBatch:
    business = batch.business_id
    payees = payers_of_phones((business, row.phone) for row in file.rows)
    found = outliers_among(business, [(row.amount, payees[business, row.phone].pk) for row in file.rows])
    for column, value in vars(found).items():
        setattr(batch, column, value)
    batch.save(force_insert=True)
    payouts = []
    for row in file.rows:
        payee = payees[business, row.phone]
        assert payee.data_key is not None, "a whole number has a key"
        payouts.append(
            payout_in(
                batch,
                row.line,
                payee_id=payee.pk,
                name_sealed=seal(payee.data_key, row.name, purpose=NAME_PURPOSE) if row.name else None,
                amount=row.amount,
                residue=row.residue,
                source_id=sources[row.account].pk,
                command=command,
                description=row.description,
                not_before=not_before,
            )
        )
    insert_rows(payouts)
    assert batch.requested_by is not None
    note_batch(batch, by=batch.requested_by)
    return batch


def payout_in(batch: PayoutBatch, place: int, **columns: Any) -> Payout:
    """A payout of a batch that is saved, not saved itself; `place` is its own in the batch."""
    key = f"batch:{batch.ref}:{place}"
    return Payout(
        business_id=batch.business_id,
        till_id=batch.till_id,
        batch_id=batch.pk,
        ref=secrets.token_hex(16),
        key=key,
        key_hash=keyed_digests([key])[0],
        requested_by_id=batch.requested_by_id,
        **columns,
    )


def note_batch(batch: PayoutBatch, *, by: Actor) -> None:
    """Write down that a new batch was brought in. In the caller's transaction."""
    record_audit(actor=by, business=batch.business, action="payout_batch.import", subject=batch)
    tell_batch(batch)


def tell_batch(batch: PayoutBatch) -> None:
    """News of a batch, in the caller's transaction."""
    record_event(
        topic="payout_batch.changed",
        business_id=batch.business_id,
        batch=batch.pk,
        state=str(batch.state),
    )
