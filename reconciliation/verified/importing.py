"""Statements: taking a file in, reading it in the background, and having it judged as a whole."""

from __future__ import annotations

import hashlib
import logging
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction

from core import days
from core.days import day_bounds
from core.digests import digest
from core.errors import InvalidInput
from core.files.workbook_guard import Limits
from core.machine.claiming import MAX_CLAIMS, claim_next, lock_unended, renew
from core.machine.crypto import new_data_key, seal, unseal_bytes
from core.machine.jobs import wake
from core.machine.killpoints import reach
from core.machine.scrub import scrub
from core.machine.turns import alone
from core.money import display
from core.rows.events import record_event
from core.rows.locks import lock_row, lock_rows
from core.rows.states import take_step
from mpesa.models import MpesaAccount, Till
from mpesa.tills.accounts import collecting_account
from mpesa.tills.addresses import is_named
from reconciliation.accounts import home_of, is_bank, require_bank_account
from reconciliation.models import Statement, StatementState
from reconciliation.statement_files.bank import read_bank_statement
from reconciliation.statement_files.chain import check_chain
from reconciliation.statement_files.framing import with_keys
from reconciliation.statement_files.preamble import period_of_name
from reconciliation.statement_files.reading import StatementFile, read_statement
from reconciliation.statement_files.splitting import split_accounts
from reconciliation.verified.admitting import (
    Claim,
    Judgement,
    begin_stretch,
    claim_of,
    judge,
    unknown_still,
)
from reconciliation.verified.changes import days_without, tell_changed
from reconciliation.verified.coverage import AccountBook, book_lock
from reconciliation.verified.writing import write_rows
from users.access import Right, require_right
from users.actors import Actor, person
from users.audit import record_audit

logger = logging.getLogger(__name__)

IMPORT_QUEUE = "reconciliation.import"
PURPOSE = "statement.file"
MAX_PROBLEMS = 200
SECOND = timedelta(seconds=1)
#: Of several accounts in one file the worst counts.
_WORST = [StatementState.ADMITTED, StatementState.RESTATED, StatementState.QUARANTINED]
#: What reading finds out about a file.
_READ = (
    "template", "account", "number_end", "period_from", "period_to", "opening", "closing", "rows_total",
    "chain_ok", "problems",
)  # fmt: skip
_ACCOUNTS = {account.label: account for account in MpesaAccount}


@dataclass(frozen=True)
class Told:
    """What whoever sends a file says of it: its account, its first and last accounting day.

    Each may be left out, but for a bank account: only whoever sends a bank's statement says which it is of.
    What the file itself says comes first; what its name says, last.
    """

    account: str = ""
    from_day: date | None = None
    to_day: date | None = None

    def check(self) -> None:
        """Raises InvalidInput BAD_PERIOD / BAD_DAY / ACCOUNT_UNKNOWN."""
        if (self.from_day is None) != (self.to_day is None):
            raise InvalidInput("BAD_PERIOD", "to_day", "Give the first and the last day, or neither.")
        if self.from_day and self.to_day:
            for field, day in (("from_day", self.from_day), ("to_day", self.to_day)):
                days.checked_day(day, field=field)
            if self.to_day < self.from_day:
                raise InvalidInput("BAD_PERIOD", "to_day", "The last day is not before the first.")
        if self.account and self.account not in MpesaAccount.values and not is_bank(self.account):
            raise InvalidInput("ACCOUNT_UNKNOWN", "account", "There is no such account.")

    @property
    def period(self) -> tuple[datetime, datetime] | None:
        """Its first and last second."""
        if self.from_day is None or self.to_day is None:
            return None
        return day_bounds(self.from_day)[0], day_bounds(self.to_day)[1] - SECOND

    def reading(self, file_name: str) -> str:
        """In hex, how a file is to be read: by what was told, and by what its name says."""
        named = period_of_name(file_name)
        shown = [named[0], named[1].isoformat(), named[2].isoformat()] if named else []
        own = [self.from_day and self.from_day.isoformat(), self.to_day and self.to_day.isoformat()]
        return digest([self.account, *own, *shown]).hex()


NOTHING_TOLD = Told()


def store_statement(
    *, till: Till, file_name: str, data: bytes, actor: Actor, told: Told = NOTHING_TOLD
) -> Statement:
    """Keep a file as it came and ask that it be read. Needs the right reconciliation.write.

    Idempotent by (till, SHA-256 of the file, how it is to be read): the same file, told to be of another
    account or period, is another claim; one that was refused is read again. A bank account's file stands
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
        known = lock_row(Statement.objects.filter(**identity))
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
        statement = Statement.objects.get(**identity)
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
        work = partial(_refuse, statement, ["The import was begun several times and never ended."])
    alone(work, what=IMPORT_QUEUE, business_id=statement.business_id, about=statement)
    return 1


def import_statement(statement: Statement) -> Statement:
    """Read a claimed file and have it judged; whatever comes of it, comes of the whole file, at once.

    REFUSED: it cannot be read whole. QUARANTINED: its balances do not hold together, or not with what is
    verified. RESTATED: it would change what is verified. ADMITTED: its rows are part of the verified
    statement, in the transaction that says so. Safe to repeat. Locks the till's book.
    """
    try:
        parsed = read_again(statement)
        account = _account_of(parsed, statement)
    except InvalidInput as error:
        return _refuse(statement, [str(error)])
    except Exception:
        logger.exception("statement %s cannot be read", statement.pk)
        return _refuse(statement, ["The file cannot be read."])
    statement.template = parsed.template
    statement.account, statement.number_end = account, parsed.number_end
    statement.period_from, statement.period_to = parsed.period_from, parsed.period_to
    statement.opening, statement.closing = parsed.opening, parsed.closing
    statement.rows_total = len(parsed.frame)
    parts = _accounts_in(statement, parsed)
    statement.chain_ok = parsed.chain.ok or len(parts) > 1
    if not parsed.complete:
        shown = [f"line {error.line_number}: {error.code} {scrub(error.message)}" for error in parsed.errors]
        return _refuse(statement, shown)
    if statement.opening is None or statement.closing is None:
        return _refuse(statement, ["Nothing in the file says what the balance was."])
    renew(statement)
    with transaction.atomic():
        book_lock.take(statement.till_id)
        if not lock_unended(statement):
            return statement
        _judge(statement, parsed, parts)
        reach("statement.before_commit")
    reach("statement.after_commit")
    return statement


def read_again(statement: Statement) -> StatementFile:
    """The file as it is kept, read. Raises InvalidInput as read_statement and read_bank_statement do."""
    told = Told(statement.told_account, statement.told_from, statement.told_to)
    data = zlib.decompress(unseal_bytes(statement.data_key, statement.file_sealed, purpose=PURPOSE))
    limits = Limits(size=settings.STATEMENT_MAX_BYTES)
    if is_bank(told.account):
        return read_bank_statement(
            data,
            account=told.account,
            limits=limits,
            told_period=told.period,
            seen_on=days.accounting_day(statement.uploaded_at),
        )
    return read_statement(
        data,
        statement.file_name,
        limits=limits,
        account_of_b=collecting_account(statement.till).label,
        told_account=MpesaAccount(told.account).label if told.account else "",
        told_period=told.period,
    )


def _account_of(parsed: StatementFile, statement: Statement) -> str:
    """The account of a file. Raises InvalidInput WRONG_TILL / WRONG_ACCOUNT / ACCOUNT_UNKNOWN /
    PERIOD_UNKNOWN."""
    if parsed.shortcode and not is_named(statement.till, parsed.shortcode):
        raise InvalidInput("WRONG_TILL", "file", "The statement is of another shortcode.")
    if is_bank(parsed.account):
        _require_same_number(parsed, statement)
    elif parsed.account not in _ACCOUNTS:
        raise InvalidInput(
            "ACCOUNT_UNKNOWN", "file", "The statement does not say which M-Pesa account it is of: say it."
        )
    if not len(parsed.frame) and (parsed.period_from is None or parsed.period_to is None):
        raise InvalidInput(
            "PERIOD_UNKNOWN", "file", "Neither the file nor its name says which period it covers: say it."
        )
    return parsed.account if is_bank(parsed.account) else _ACCOUNTS[parsed.account].value


def _require_same_number(parsed: StatementFile, statement: Statement) -> None:
    """A bank's file says the number of its account, and an admitted one has said it before.

    Raises InvalidInput WRONG_ACCOUNT.
    """
    if not parsed.number_end:
        return
    known = Statement.objects.filter(till=statement.till_id, state=StatementState.ADMITTED).exclude(
        number_end=""
    )
    of_account = known.filter(account=parsed.account).order_by("-pk").first()
    if of_account is not None and of_account.number_end != parsed.number_end:
        raise InvalidInput(
            "WRONG_ACCOUNT",
            "file",
            f"The statement is of an account that ends in {parsed.number_end}, and {parsed.account} is the"
            f" one that ends in {of_account.number_end}.",
        )


def _accounts_in(statement: Statement, parsed: StatementFile) -> list[Claim]:
    """What the file claims of each account that it holds: nearly always one."""
    if parsed.opening is None or parsed.closing is None:
        return []
    if parsed.template != "B" or parsed.chain.ok or statement.told_account:
        return [claim_of_file(statement, parsed)]
    found = split_accounts(parsed.frame, parsed.account) or {}
    parts = {_ACCOUNTS[name].value: with_keys(frame, name) for name, frame in found.items()}
    chains = {account: check_chain(frame) for account, frame in parts.items()}
    if len(parts) < 2 or not all(chain.ok and chain.opening is not None for chain in chains.values()):
        return [claim_of_file(statement, parsed)]
    return [
        claim_of(
            account,
            parts[account],
            period=(parsed.period_from, parsed.period_to),
            seen_at=statement.uploaded_at,
            opening=int(chain.opening or 0),
            closing=int(chain.closing or 0),
        )
        for account, chain in sorted(chains.items())
    ]


def _judge(statement: Statement, parsed: StatementFile, claims: Sequence[Claim]) -> None:
    """Write what becomes of a file that was read: it is admitted for all its accounts, or for none. The
    caller holds the book's lock and the statement's."""
    if statement.chain_ok:
        judged = [judge(AccountBook(statement.till_id, claim.account), claim) for claim in claims]
    else:
        judged = [Judgement(StatementState.QUARANTINED, tuple(_broken(parsed)))]
    state = max((each.state for each in judged), key=_WORST.index)
    if state == StatementState.ADMITTED:
        for claim, each in zip(claims, judged, strict=True):
            admit(statement, claim, each.new)
        statement.rows_done = len(parsed.frame)
    statement.problems = [problem for each in judged for problem in each.problems][:MAX_PROBLEMS]
    take_step(statement, state)
    statement.imported_at = days.now()
    statement.save(update_fields=[*_READ, "state", "imported_at", "rows_done"])
    topic = "statement.imported" if state == StatementState.ADMITTED else "statement.refused"
    record_event(topic=topic, business_id=statement.business_id, statement=statement.pk)


def claims_of(statement: Statement) -> list[Claim]:
    """What a kept file claims, read again: of each account that it holds."""
    return _accounts_in(statement, read_again(statement))


def claim_of_file(statement: Statement, parsed: StatementFile) -> Claim:
    """What a file claims. It fills its period as far as that had passed when the export was made."""
    seen = [moment for moment in (statement.uploaded_at, parsed.reported_at) if moment is not None]
    assert parsed.opening is not None and parsed.closing is not None
    return claim_of(
        statement.account,
        parsed.frame,
        period=(parsed.period_from, parsed.period_to),
        seen_at=min(seen),
        opening=parsed.opening,
        closing=parsed.closing,
    )


def _broken(parsed: StatementFile) -> list[str]:
    found = [found.message for found in parsed.chain.breaks]
    return found or [_short_of_totals(parsed)]


def _short_of_totals(parsed: StatementFile) -> str:
    """By how much the rows and the declared totals differ, side by side."""
    sides = {
        "paid in": (parsed.declared_paid_in, parsed.computed_paid_in),
        "withdrawn": (parsed.declared_withdrawn, parsed.computed_withdrawn),
    }
    by = [
        f"{display(abs(declared - computed))} {side} {'is missing' if declared > computed else 'is too much'}"
        for side, (declared, computed) in sides.items()
        if declared is not None and declared != computed
    ]
    return f"The rows do not add up to the totals that the file declares: {' and '.join(by)}."


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
