"""Statements: taking a file in, reading it in the background, keeping every row once."""

from __future__ import annotations

import hashlib
import logging
import re
from functools import partial
from typing import Any

import pandas as pd
from django.conf import settings
from django.db import transaction

from core import days
from core.errors import InvalidInput
from core.files.workbook_guard import Limits
from core.machine.claiming import MAX_CLAIMS, claim_next, lock_unended, renew
from core.machine.crypto import new_data_key, seal, unseal_bytes
from core.machine.jobs import wake
from core.machine.killpoints import reach
from core.machine.scrub import scrub
from core.machine.turns import alone
from core.phone import mask_phone
from core.rows.events import record_event
from core.rows.states import take_step
from mpesa.models import MpesaAccount, Till
from mpesa.tills.accounts import collecting_account
from mpesa.tills.addresses import is_named
from reconciliation.models import Statement, StatementRow, StatementState
from reconciliation.statement_files.reading import StatementFile, read_statement
from users.access import Right, require_right
from users.actors import Actor, person
from users.audit import record_audit

logger = logging.getLogger(__name__)

IMPORT_QUEUE = "reconciliation.import"
PURPOSE = "statement.file"
BATCH = 2000
MAX_PROBLEMS = 50
#: What reading finds out about a file.
_READ = (
    "template", "account", "period_from", "period_to", "opening", "closing", "rows_total",
    "chain_ok", "problems",
)  # fmt: skip
_ACCOUNTS = {account.label: account for account in MpesaAccount}
_PARTY = re.compile(r"^\s*([\d*\s]{9,16}?)\s*(?:-|$)")


def store_statement(*, till: Till, file_name: str, data: bytes, actor: Actor) -> Statement:
    """Keep a file as it came and ask that it be read. Needs the right reconciliation.write.

    Idempotent by (till, SHA-256 of the file): the same file again is the same statement.
    Raises InvalidInput STATEMENT_EMPTY / STATEMENT_TOO_LARGE.
    """
    require_right(actor, till.business, Right.RECONCILIATION_WRITE)
    if not data:
        raise InvalidInput("STATEMENT_EMPTY", "file", "The file is empty.")
    if len(data) > settings.STATEMENT_MAX_BYTES:
        raise InvalidInput("STATEMENT_TOO_LARGE", "file", "The file is too large; export a shorter period.")
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        known = Statement.objects.filter(till=till, sha256=digest).first()
        if known is not None:
            return known
        key = new_data_key()
        statement = Statement(
            business_id=till.business_id,
            till=till,
            file_name=file_name[:200] or "statement",
            sha256=digest,
            data_key=key,
            file_sealed=seal(key, data, purpose=PURPOSE),
            uploaded_by=person(actor),
        )
        Statement.objects.bulk_create([statement], ignore_conflicts=True)
        statement = Statement.objects.get(till=till, sha256=digest)
        if statement.data_key_id != key.pk:  # the same file came at the same time
            key.delete()
            return statement
        record_audit(actor=actor, business=till.business, action="statement.upload", subject=statement)
        wake(IMPORT_QUEUE)
    return statement


def import_statements() -> int:
    """Drain of reconciliation.import: read one waiting file; returns 1, or 0 when none waits."""
    waiting = Statement.objects.filter(state__in=(StatementState.UPLOADED, StatementState.READING))
    statement = claim_next(
        waiting.select_related("till", "data_key"), began=StatementState.READING, queue=IMPORT_QUEUE
    )
    if statement is None:
        return 0
    work = partial(import_statement, statement)
    if statement.claims > MAX_CLAIMS:
        work = partial(_refuse, statement, ["The import was begun several times and never ended."])
    alone(work, what=IMPORT_QUEUE, business_id=statement.business_id, about=statement)
    return 1


def import_statement(statement: Statement) -> Statement:
    """Read a claimed file and keep its rows; a file that cannot be read whole is REFUSED with its problems.

    Rows are committed in batches with the progress. Safe to repeat: a row that another file, or a run that
    died, brought before is kept once.
    """
    try:
        data = unseal_bytes(statement.data_key, statement.file_sealed, purpose=PURPOSE)
        parsed = read_statement(
            data,
            statement.file_name,
            limits=Limits(size=settings.STATEMENT_MAX_BYTES),
            account_of_b=collecting_account(statement.till).label,
        )
        account = _account_of(parsed, statement.till)
    except InvalidInput as error:
        return _refuse(statement, [str(error)])
    except Exception:
        logger.exception("statement %s cannot be read", statement.pk)
        return _refuse(statement, ["The file cannot be read."])
    statement.template = parsed.template
    statement.account = account
    statement.period_from, statement.period_to = parsed.period_from, parsed.period_to
    statement.opening, statement.closing = parsed.opening, parsed.closing
    statement.rows_total = len(parsed.frame)
    statement.chain_ok = parsed.chain.ok
    if not parsed.complete:
        shown = [f"line {error.line_number}: {error.code} {scrub(error.message)}" for error in parsed.errors]
        return _refuse(statement, shown)
    statement.problems = [found.message for found in parsed.chain.breaks][:MAX_PROBLEMS]
    if not parsed.chain.ok and not statement.problems:
        statement.problems = ["The rows do not add up to the totals that the file declares."]
    with transaction.atomic():
        if not lock_unended(statement):
            return statement
        statement.save(update_fields=_READ)
    _keep_rows(statement, parsed)
    reach("statement.before_commit")
    with transaction.atomic():
        if not lock_unended(statement):
            return statement
        take_step(statement, StatementState.IMPORTED)
        statement.imported_at = days.now()
        statement.save(update_fields=["state", "imported_at"])
        record_event(topic="statement.imported", business_id=statement.business_id, statement=statement.pk)
    reach("statement.after_commit")
    return statement


def _account_of(parsed: StatementFile, till: Till) -> str:
    """The M-Pesa account of a file. Raises InvalidInput WRONG_TILL / ACCOUNT_UNKNOWN / PERIOD_UNKNOWN."""
    if parsed.shortcode and not is_named(till, parsed.shortcode):
        raise InvalidInput("WRONG_TILL", "file", "The statement is of another shortcode.")
    if parsed.account not in _ACCOUNTS:
        raise InvalidInput(
            "ACCOUNT_UNKNOWN", "file", "The statement does not say which M-Pesa account it is of."
        )
    if parsed.period_from is None or parsed.period_to is None:
        raise InvalidInput(
            "PERIOD_UNKNOWN", "file", "Neither the file nor its name says which period it covers."
        )
    return _ACCOUNTS[parsed.account].value


def _refuse(statement: Statement, problems: list[str]) -> Statement:
    with transaction.atomic():
        if not lock_unended(statement):
            return statement
        take_step(statement, StatementState.REFUSED)
        statement.problems = problems[:MAX_PROBLEMS]
        statement.imported_at = days.now()
        statement.save(update_fields=[*_READ, "state", "imported_at"])
        record_event(topic="statement.refused", business_id=statement.business_id, statement=statement.pk)
    return statement


def _keep_rows(statement: Statement, parsed: StatementFile) -> None:
    for start in range(0, len(parsed.frame), BATCH):
        part = parsed.frame.iloc[start : start + BATCH]
        rows = [_row(statement, row) for row in part.itertuples(index=False)]
        with transaction.atomic():
            StatementRow.objects.bulk_create(rows, ignore_conflicts=True)
            renew(statement, rows_done=start + len(rows))
        reach("statement.after_batch")


def _row(statement: Statement, row: Any) -> StatementRow:
    return StatementRow(
        statement=statement,
        till_id=statement.till_id,
        account=statement.account,
        row_key=row.row_key,
        ordinal=int(row.ordinal),
        receipt=row.receipt,
        completed_at=row.completed_at.to_pydatetime(),
        details=scrub(row.details)[:300],
        status=row.status[:40],
        paid_in=int(row.paid_in),
        withdrawn=int(row.withdrawn),
        balance=None if pd.isna(row.balance) else int(row.balance),
        other_party=scrub(row.other_party)[:120],
        payer_masked=_payer(row.other_party),
        linked=row.linked[:20],
        account_no=row.account_no[:64],
        moves=bool(row.moves),
        kind=row.kind,
    )


def _payer(other_party: str) -> str:
    found = _PARTY.match(other_party)
    return mask_phone(found[1]) if found else ""
