"""Looking at a file before it counts: what it says, what is wrong with it, and what judging makes of it now.

Nothing is kept. What a preview says holds for the verified statement as it was: who brings the file in
afterwards has it judged anew.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore
from typing import Any

import pandas as pd
from django.conf import settings
from django.db import connection

from core import days
from core.errors import CODES, Conflict, InvalidInput
from core.machine.scrub import scrub
from core.money import Cents
from core.rows.arrays import array_of
from core.text import one_line
from mpesa.models import Till
from reconciliation.accounts import home_of, is_bank, require_bank_account
from reconciliation.models import Statement, StatementState
from reconciliation.statement_files.kinds import PAYMENTS
from reconciliation.statement_files.reading import StatementFile
from reconciliation.statement_files.rows import RowError
from reconciliation.verified.admitting import Claim, Judgement
from reconciliation.verified.importing import ENDED, NO_BALANCE, UNREADABLE
from reconciliation.verified.lost_charges import lost_charges
from reconciliation.verified.reading import (
    NOTHING_TOLD,
    Source,
    Told,
    account_of,
    claims_in,
    judged,
    read_source,
    worst,
)
from users.access import Right, require_right
from users.actors import Actor

logger = logging.getLogger(__name__)

#: So many problems, and so many rows at either end, are shown.
MAX_PROBLEMS, MAX_ROWS = 50, 5
#: Reading a file takes seconds of a process that also answers others: one at a time waits so long.
PATIENCE = 30
_one_at_a_time = BoundedSemaphore()
_PAYMENTS = tuple(map(str, PAYMENTS))


@dataclass(frozen=True)
class Problem:
    """What is wrong at a place of the file, and what to do. `line` counts from 1; 0: the file itself. `row`
    is the row as it stands there, phones masked."""

    line: int
    column: str
    code: str
    message: str
    advice: str
    row: str = ""


@dataclass(frozen=True)
class Sums:
    """So many rows, and what they move, in cents."""

    rows: int = 0
    paid_in: Cents = 0
    withdrawn: Cents = 0


@dataclass(frozen=True)
class PreviewRow:
    """A row as it would be kept: phones masked."""

    receipt: str
    completed_at: datetime
    details: str
    paid_in: Cents
    withdrawn: Cents
    balance: Cents | None


@dataclass(frozen=True)
class AccountPreview:
    """What the file says of one account. It fills [from_at, until_at). `adds`: rows that would be new;
    `unknown`: payments among them that no channel has told, which would be booked and held; `lost`: charges
    of which nobody knows what they are for, which would be booked and be cases, and the first of them."""

    account: str
    from_at: datetime
    until_at: datetime
    opening: Cents
    closing: Cents
    moves: Sums
    adds: Sums
    unknown: Sums
    lost: Sums = Sums()
    first_lost: tuple[PreviewRow, ...] = ()


@dataclass(frozen=True)
class Preview:
    """A file that was looked at. `state` is what it would become; `why` says why it would not be admitted.
    `known`: how the same file stands that was brought in before, if it was. `chain_ok`: whether its own
    balances hold together; where they do not, no neighbour mends it."""

    state: StatementState
    why: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    problems_count: int = 0
    template: str = ""
    period_from: datetime | None = None
    period_to: datetime | None = None
    rows: int = 0
    accounts: tuple[AccountPreview, ...] = ()
    first: tuple[PreviewRow, ...] = ()
    last: tuple[PreviewRow, ...] = ()
    known: str = ""
    chain_ok: bool = True


def preview_statement(
    *, till: Till, file_name: str, data: bytes, actor: Actor, told: Told = NOTHING_TOLD
) -> Preview:
    """What a file says, and what would become of it if it were brought in now. Needs the right
    reconciliation.write. Writes nothing and locks nothing.

    Raises InvalidInput PREVIEW_TOO_LARGE, what Told.check and require_bank_account raise, and Conflict
    TRY_AGAIN where others are looked at. What is wrong with the file itself is in the answer.
    """
    require_right(actor, till.business, Right.RECONCILIATION_WRITE)
    told.check()
    if is_bank(told.account):
        require_bank_account(till.business_id, told.account)
        till = home_of(till.business_id)
    if len(data) > settings.STATEMENT_PREVIEW_MAX_BYTES:
        raise InvalidInput("PREVIEW_TOO_LARGE", "file", "The file is too large to be looked at first.")
    source = Source(till, file_name[:200] or "statement", data, told, days.now())
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise Conflict("TRY_AGAIN", "file", "Other files are being looked at. Nothing was done; try again.")
    try:
        return _looked_at(source)
    finally:
        _one_at_a_time.release()


def _looked_at(source: Source) -> Preview:
    if not source.data:
        return _refused([_problem_of("STATEMENT_EMPTY", "The file is empty.")])
    try:
        parsed = read_source(source)
        account = account_of(parsed, source.till)
    except InvalidInput as error:
        return _refused([_problem_of(error.code, error.message)])
    except Exception:
        logger.exception("a file that is looked at cannot be read")
        return _refused([_problem_of("FILE_UNREADABLE", UNREADABLE)])
    claims = claims_in(parsed, account, source)
    if not parsed.complete:
        shown = [_problem(error) for error in parsed.errors[:MAX_PROBLEMS]]
        return _refused(shown, len(parsed.errors) + parsed.errors_left_off, parsed, claims)
    if not claims:
        return _refused([_problem_of("BAD_PREAMBLE", NO_BALANCE)], parsed=parsed)
    judgements = judged(source.till, parsed, claims)
    state = worst(judgements)
    why = [problem for each in judgements for problem in each.problems]
    return Preview(
        state=state,
        why=tuple(why[:MAX_PROBLEMS]),
        problems_count=len(why),
        accounts=tuple(
            _account(claim, _new_rows(claim, each) if state == StatementState.ADMITTED else None, source.till)
            for claim, each in zip(claims, judgements, strict=True)
        ),
        known=_known(source),
        chain_ok=parsed.chain.ok or len(claims) > 1,
        **_of_file(parsed),
    )


def _refused(
    problems: Sequence[Problem],
    count: int = 1,
    parsed: StatementFile | None = None,
    claims: Sequence[Claim] = (),
) -> Preview:
    return Preview(
        state=StatementState.REFUSED,
        problems=tuple(problems),
        problems_count=count,
        accounts=tuple(_account(claim) for claim in claims),
        **(_of_file(parsed) if parsed is not None else {}),
    )


def _of_file(parsed: StatementFile) -> dict[str, Any]:
    return {
        "template": parsed.template,
        "period_from": parsed.period_from,
        "period_to": parsed.period_to,
        "rows": len(parsed.frame),
        "first": _rows(parsed.frame[:MAX_ROWS]),
        "last": _rows(parsed.frame[MAX_ROWS:][-MAX_ROWS:]),
    }


def _rows(frame: pd.DataFrame) -> tuple[PreviewRow, ...]:
    return tuple(
        PreviewRow(
            receipt=row.receipt,
            completed_at=row.completed_at.to_pydatetime(),
            details=one_line(scrub(row.details))[:300],
            paid_in=int(row.paid_in),
            withdrawn=int(row.withdrawn),
            balance=None if pd.isna(row.balance) else int(row.balance),
        )
        for row in frame.itertuples(index=False)
    )


def _new_rows(claim: Claim, judgement: Judgement) -> pd.DataFrame:
    moving = claim.moving
    return moving if judgement.new is None else moving[moving["row_key"].isin(judgement.new).to_numpy()]


def _account(claim: Claim, new: pd.DataFrame | None = None, till: Till | None = None) -> AccountPreview:
    fresh = claim.moving[:0] if new is None else new
    of_mpesa = till if len(fresh) and not is_bank(claim.account) else None
    lost = _lost(of_mpesa, claim, fresh) if of_mpesa else fresh[:0]
    return AccountPreview(
        account=claim.account,
        from_at=claim.from_at,
        until_at=claim.until_at,
        opening=claim.opening,
        closing=claim.closing,
        moves=_sums(claim.moving),
        adds=_sums(fresh),
        unknown=_sums(_untold(of_mpesa, fresh)) if of_mpesa else Sums(),
        lost=_sums(lost),
        first_lost=_rows(lost[:MAX_ROWS]),
    )


def _sums(rows: pd.DataFrame) -> Sums:
    return Sums(len(rows), int(rows["paid_in"].sum()), int(rows["withdrawn"].sum()))


def _untold(till: Till, rows: pd.DataFrame) -> pd.DataFrame:
    """Of payments those that the books have no receipt of. One query."""
    payments = rows[rows["kind"].astype("str").isin(_PAYMENTS).to_numpy()]
    if not len(payments):
        return payments
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number FROM mpesa_receipt WHERE till_id = %s AND number = ANY(%s::text[])",
            [till.pk, array_of(payments["receipt"].unique().tolist())],
        )
        known = {number for (number,) in cursor.fetchall()}
    return payments[~payments["receipt"].isin(known).to_numpy()]


def _lost(till: Till, claim: Claim, fresh: pd.DataFrame) -> pd.DataFrame:
    """Of the new rows the charges of which nobody knows what they are for, judged by the whole file."""
    lost = lost_charges(till, claim.moving)
    return fresh[:0] if lost is None else lost[lost["row_key"].isin(fresh["row_key"]).to_numpy()]


def _known(source: Source) -> str:
    """How the same file stands, read in the same way; empty where it has not come before, or counts no
    longer."""
    known = Statement.objects.exclude(state__in=ENDED).filter(
        till=source.till,
        sha256=hashlib.sha256(source.data).hexdigest(),
        reading=source.told.reading(source.file_name),
    )
    return str(known.values_list("state", flat=True).first() or "")


def _problem(error: RowError) -> Problem:
    message, row = scrub(error.message), one_line(scrub(error.raw))[:200]
    return Problem(error.line_number, error.column, error.code, message, CODES.get(error.code, ""), row)


def _problem_of(code: str, message: str) -> Problem:
    return Problem(0, "", code, scrub(message), CODES.get(code, ""))
