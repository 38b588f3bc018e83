"""Keeping the chain of balances of a file, and of the verified statement at a run, as a picture can be drawn
of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import pandas as pd

from reconciliation.models import BalanceStep, ReconciliationRun, Statement
from reconciliation.statement_files.reading import StatementFile
from reconciliation.statement_files.steps import MOST, Stay, Step, steps_of_file, steps_of_stays
from reconciliation.verified.admitting import Claim
from reconciliation.verified.coverage import book_of


def keep_steps_of_file(statement: Statement, parsed: StatementFile, claims: Sequence[Claim]) -> None:
    """Write what a file that was read says of the balances of its accounts, whether it counts or not; at most
    MOST steps. What it says stays the same, so a file that is judged again has them. The caller holds the
    statement's lock."""
    if BalanceStep.objects.filter(statement=statement).exists():
        return
    for claim in claims:
        alone = len(claims) == 1
        opening = claim.opening
        if alone and parsed.chain.opening is not None:
            opening = parsed.chain.opening
        stay = Stay(claim.from_at, claim.until_at, opening)
        breaks = parsed.chain.breaks if alone else ()
        steps = steps_of_file(claim.frame, breaks, stay, most=MOST // len(claims))
        _write(steps, account=claim.account, statement=statement)


def keep_steps_of_run(run: ReconciliationRun, rows: pd.DataFrame, start: datetime, end: datetime) -> None:
    """Write what the verified statement says of [start, end), as a run sees it; `rows` are its rows, oldest
    first. In the transaction that ends the run."""
    book = book_of(run)
    stays = [
        Stay(
            max(start, piece.from_at),
            min(end, piece.until_at),
            book.balance_at(piece, start) if piece.from_at < start else piece.opening,
        )
        for piece in book.pieces()
        if piece.until_at > start and piece.from_at < end
    ]
    steps = steps_of_stays(rows, stays, start, end)
    _write(steps, account=run.account, run=run)


def _write(
    steps: Sequence[Step],
    *,
    account: str,
    statement: Statement | None = None,
    run: ReconciliationRun | None = None,
) -> None:
    BalanceStep.objects.bulk_create(
        BalanceStep(statement=statement, run=run, account=account, **asdict(step)) for step in steps
    )
