"""Statements: taking a file in, reading it in the background, and having it judged as a whole."""

from __future__ import annotations

import hashlib
import logging
import zlib
from collections.abc import Iterable, Sequence
from functools import partial

from django.conf import settings
from django.db import transaction

from core import days
from core.errors import InvalidInput
from core.machine.claiming import MAX_CLAIMS, claim_next, lock_unended, renew
from core.machine.crypto import new_data_key, seal
from core.machine.jobs import wake
from core.machine.killpoints import reach
from core.machine.scrub import scrub
from core.machine.turns import alone
from core.rows.events import record_event
from core.rows.locks import lock_row, lock_rows
from core.rows.states import take_step
from mpesa.models import Till
from reconciliation.accounts import home_of, is_bank, require_bank_account
from reconciliation.models import Statement, StatementState
from reconciliation.statement_files.reading import StatementFile
from reconciliation.statement_files.rows import RowError
from reconciliation.verified.admitting import Claim, begin_stretch, unknown_still
from reconciliation.verified.changes import days_without, tell_changed
from reconciliation.verified.coverage import AccountBook, book_lock
from reconciliation.verified.picturing import keep_steps_of_file
from reconciliation.verified.reading import (
    NOTHING_TOLD,
    PURPOSE,
    Told,
    account_of,
    claims_in,
    judged,
    read_source,
    source_of,
    worst,
)
from reconciliation.verified.writing import write_rows
from users.access import Right, require_right
from users.actors import Actor, person
from users.audit import record_audit

logger = logging.getLogger(__name__)

IMPORT_QUEUE = "reconciliation.import"
MAX_PROBLEMS = 200
#: Of one kind of error.
LINES_SHOWN = 5
UNREADABLE = "The file cannot be read."
NO_BALANCE = "Nothing in the file says what the balance was."
#: Claims that nobody makes any more.
ENDED = (StatementState.WITHDRAWN, StatementState.SUPERSEDED)
#: What reading finds out about a file.
_READ = (
    "template", "account", "number_end", "period_from", "period_to", "opening", "closing", "rows_total",
    "chain_ok", "problems",
)  # fmt: skip


def store_statement(
    *, till: Till, file_name: str, data: bytes, actor: Actor, told: Told = NOTHING_TOLD
) -> Statement:
    """Keep a file as it came and ask that it be read. Needs the right reconciliation.write.

    Idempotent by (till, SHA-256 of the file, how it is to be read): the same file, told to be of another
    account or period, is another claim; one that was refused is read again; one that was withdrawn or
    replaced is a new claim, as if it had never come. A bank account's file stands
    under the till where the business has its bank accounts, whichever is given. Raises InvalidInput
    STATEMENT_EMPTY / STATEMENT_TOO_LARGE and what Told.check and require_bank_account raise.
    """
    require_right(actor, till.business, Right.RECONCILIATION_WRITE)
    told.check()
    if is_bank(told.account):
        require_bank_account(till.business_id, told.account)
        till = home_of(till.business_id)
    if not data:
        raise InvalidInput("STATEMENT_EMPTY", "file", "The file is empty.")
    if len(data) > settings.STATEMENT_MAX_BYTES:
        raise InvalidInput("STATEMENT_TOO_LARGE", "file", "The file is too large; export a shorter period.")
    name = file_name[:200] or "statement"
    identity = {"till": till, "sha256": hashlib.sha256(data).hexdigest(), "reading": told.reading(name)}
    with transaction.atomic():
        standing = Statement.objects.exclude(state__in=ENDED).filter(**identity)
        known = lock_row(standing)
        if known is not None:
            if known.state == StatementState.REFUSED:
                ask_again([known])
            return known
        key = new_data_key()
        statement = Statement(
            business_id=till.business_id,
            file_name=name,
            told_account=told.account,
            told_from=told.from_day,
            told_to=told.to_day,
            data_key=key,
            file_sealed=seal(key, zlib.compress(data, 1), purpose=PURPOSE),  # exports are text, and repeat
            uploaded_by=person(actor),
            **identity,
        )
        Statement.objects.bulk_create([statement], ignore_conflicts=True)
        statement = standing.get()
        if statement.data_key_id != key.pk:  # the same file came at the same time
            key.delete()
            return statement
        record_audit(actor=actor, business=till.business, action="statement.upload", subject=statement)
        wake(IMPORT_QUEUE)
    return statement


def ask_again(statements: Iterable[Statement]) -> None:
    """Have files judged once more. The caller holds their locks."""
    for statement in statements:
        take_step(statement, StatementState.UPLOADED)
        statement.claims, statement.claimed_at, statement.problems = 0, None, []
        statement.save(update_fields=["state", "claims", "claimed_at", "problems"])
        wake(IMPORT_QUEUE)


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
        endless = InvalidInput(
            "FILE_UNREADABLE", "file", "The import was begun several times and never ended."
        )
        work = partial(_refuse, statement, [str(endless)])
    alone(work, what=IMPORT_QUEUE, business_id=statement.business_id, about=statement)
    return 1


def import_statement(statement: Statement) -> Statement:
    """Read a claimed file and have it judged; whatever comes of it, comes of the whole file, at once.

    REFUSED: it cannot be read whole. QUARANTINED: its balances do not hold together, or not with what is
    verified. RESTATED: it would change what is verified. ADMITTED: its rows are part of the verified
    statement, in the transaction that says so. Safe to repeat. Locks the till's book.
    """
    try:
        source = source_of(statement)
        parsed = read_source(source)
        account = account_of(parsed, source.till)
    except InvalidInput as error:
        return _refuse(statement, [str(error)])
    except Exception:
        logger.exception("statement %s cannot be read", statement.pk)
        return _refuse(statement, [str(InvalidInput("FILE_UNREADABLE", "file", UNREADABLE))])
    statement.template = parsed.template
    statement.account, statement.number_end = account, parsed.number_end
    statement.period_from, statement.period_to = parsed.period_from, parsed.period_to
    statement.opening, statement.closing = parsed.opening, parsed.closing
    statement.rows_total = len(parsed.frame)
    parts = claims_in(parsed, account, source)
    statement.chain_ok = parsed.chain.ok or len(parts) > 1
    if not parsed.complete:
        return _refuse(statement, _told_once(parsed.errors, parsed.errors_left_off))
    if not parts:
        return _refuse(statement, [str(InvalidInput("BAD_PREAMBLE", "file", NO_BALANCE))])
    renew(statement)
    with transaction.atomic():
        book_lock.take(statement.till_id)
        if not lock_unended(statement):
            return statement
        _judge(statement, parsed, parts)
        reach("statement.before_commit")
    reach("statement.after_commit")
    return statement


def _judge(statement: Statement, parsed: StatementFile, claims: Sequence[Claim]) -> None:
    """Write what becomes of a file that was read: it is admitted for all its accounts, or for none. The
    caller holds the book's lock and the statement's."""
    judgements = judged(statement.till, parsed, claims)
    state = worst(judgements)
    if state == StatementState.ADMITTED:
        for claim, each in zip(claims, judgements, strict=True):
            admit(statement, claim, each.new)
        statement.rows_done = len(parsed.frame)
    statement.problems = [problem for each in judgements for problem in each.problems][:MAX_PROBLEMS]
    keep_steps_of_file(statement, parsed, claims)
    take_step(statement, state)
    statement.imported_at = days.now()
    statement.save(update_fields=[*_READ, "state", "imported_at", "rows_done"])
    topic = "statement.imported" if state == StatementState.ADMITTED else "statement.refused"
    record_event(topic=topic, business_id=statement.business_id, statement=statement.pk)


def admit(statement: Statement, claim: Claim, new: frozenset[str] | None) -> None:
    """Make a claim part of the verified statement (`new`: the keys of its moving rows that are; None: all).

    Files that waited because they did not fit are judged again. The caller holds the book's lock.
    """
    book = AccountBook(statement.till_id, claim.account)
    frame = claim.frame
    wanted = unknown_still(book, frame)
    moves = frame["moves"].to_numpy(dtype=bool)
    wanted |= moves if new is None else moves & frame["row_key"].isin(new).to_numpy()
    changed = days_without(book.pieces(), claim.from_at, claim.until_at) | claim.days_of(wanted & moves)
    write_rows(statement, claim.account, frame[wanted])
    begin_stretch(statement, claim)
    statement.rows_done = len(frame)
    tell_changed(statement.till, claim.account, changed)
    waiting = Statement.objects.filter(
        till=statement.till_id,
        account=claim.account,
        state=StatementState.QUARANTINED,
        chain_ok=True,
    )
    ask_again(lock_rows(waiting.exclude(pk=statement.pk)))


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


def _told_once(errors: Sequence[RowError], left_off: int) -> list[str]:
    """Each kind of error once, with the first lines where it is and how many more there are."""
    lines: dict[tuple[str, str, str], list[int]] = {}
    for error in errors:
        lines.setdefault((error.code, error.column, error.message), []).append(error.line_number)
    told = []
    for (code, column, message), at in lines.items():
        where = f"line{'s' if at[1:] else ''} {', '.join(map(str, at[:LINES_SHOWN]))}"
        if more := len(at[LINES_SHOWN:]):
            where += f" and {more:,} more" if not left_off else " and many more"
        told.append(str(InvalidInput(code, column, f"{where}: {scrub(message)}")))
    return told
