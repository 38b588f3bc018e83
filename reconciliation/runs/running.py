"""Runs: book what only the statement knows, match the rest, compute the proof, keep its items.

A run is a pure function of (statement rows, ledger up to its seal, cut-off, ruleset); running it again with
the same inputs gives the same figures. Booking comes first, so that the run shows what is still open.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import TypeAlias

from django.db import transaction

from core import days
from core.days import day_bounds
from core.errors import InvalidInput, NotFound
from core.machine.claiming import MAX_CLAIMS, claim_next, lock_unended, renew
from core.machine.jobs import wake
from core.machine.killpoints import reach
from core.machine.turns import alone
from core.registry import Registry
from core.rows.events import record_event
from core.rows.states import take_step
from ledger.journal.sealing import ledger_head, seal_business
from mpesa.collections.reversals import reverse_waiting
from mpesa.models import MpesaAccount, Till
from mpesa.tills.accounts import collecting_account
from reconciliation.models import (
    ReconciliationRun,
    RunItem,
    RunState,
    Statement,
    StatementRow,
    StatementState,
)
from reconciliation.runs.booking import (
    book_opening,
    book_rows,
    note_reversal_evidence,
    note_statement_evidence,
)
from reconciliation.runs.inputs import booked_frame, ledger_balance, statement_closing, statement_frame
from reconciliation.runs.keeping import keep_matches
from reconciliation.runs.matching import Matches, match
from reconciliation.runs.proof import Proof, TermKind, prove
from reconciliation.runs.rulesets import STANDARD, ruleset_named
from users.access import Right, require_right
from users.actors import Actor, person
from users.audit import record_audit

logger = logging.getLogger(__name__)

RUN_QUEUE = "reconciliation.run"
MAX_DAYS = 366
#: What a run begins with, and what it finds.
_BASIS = ("statement", "cut_off", "seal", "booked_rows")
_TERMS = tuple(kind.value.lower() for kind in TermKind)
#: Called with a run that is done, in the transaction that ends it.
RunListener: TypeAlias = Callable[[ReconciliationRun, Matches, Proof], None]
_listeners: Registry[RunListener] = Registry("listener for runs")
_FIGURES = ("matched", "statement_closing", "ledger", "unexplained", *_TERMS)


def register_run_listener(name: str, listener: RunListener) -> None:
    """Have it called with every run that is done. Called from config/wiring only."""
    _listeners.register(name, listener)


def start_run(
    *, till: Till, from_day: date, to_day: date, account: str = "", actor: Actor
) -> ReconciliationRun:
    """Queue a run over accounting days, both included. Needs the right reconciliation.write.

    `account` empty means the one that collects. Raises InvalidInput BAD_PERIOD / BAD_DAY.
    """
    require_right(actor, till.business, Right.RECONCILIATION_WRITE)
    if not 0 <= (to_day - from_day).days < MAX_DAYS:
        raise InvalidInput(
            "BAD_PERIOD", "to_day", "The period ends on or after its first day, within a year."
        )
    for field, day in (("from_day", from_day), ("to_day", to_day)):
        days.checked_day(day, field=field)
    with transaction.atomic():
        run = ReconciliationRun.objects.create(
            business_id=till.business_id,
            till=till,
            account=account or collecting_account(till),
            from_day=from_day,
            to_day=to_day,
            ruleset=STANDARD.version,
            started_by=person(actor),
        )
        record_audit(actor=actor, business=till.business, action="reconciliation.start", subject=run)
        wake(RUN_QUEUE)
    return run


def run_reconciliations() -> int:
    """Drain of reconciliation.run: carry out one waiting run; returns 1, or 0 when none waits."""
    waiting = ReconciliationRun.objects.filter(state__in=(RunState.QUEUED, RunState.RUNNING))
    run = claim_next(waiting.select_related("till__business"), began=RunState.RUNNING, queue=RUN_QUEUE)
    if run is None:
        return 0
    work = partial(carry_out, run)
    if run.claims > MAX_CLAIMS:
        work = partial(_fail, run, "The run was begun several times and never ended.")
    alone(work, what=RUN_QUEUE, business_id=run.business_id, about=run)
    return 1


def carry_out(run: ReconciliationRun) -> ReconciliationRun:
    """Carry out a claimed run to its end; a problem that a person can mend makes it FAILED and says so."""
    try:
        statement = _statement_of(run)
        run.statement, run.cut_off = statement, _cut_off(run, statement)
        if statement.chain_ok:
            _book(run, statement)
        seal_business(run.business_id)
        run.seal = ledger_head(run.business_id)
        matches, proof = compute(run)
    except (InvalidInput, NotFound) as error:
        return _fail(run, error.message)
    with transaction.atomic():
        if not lock_unended(run):
            return run
        _keep(run, matches, proof)
        reach("run.before_commit")
    reach("run.after_commit")
    return run


def _fail(run: ReconciliationRun, problem: str) -> ReconciliationRun:
    with transaction.atomic():
        if not lock_unended(run):
            return run
        take_step(run, RunState.FAILED)
        run.problem, run.done_at = problem[:300], days.now()
        run.save(update_fields=["state", "problem", "done_at", *_BASIS])
        record_event(topic="reconciliation.done", business_id=run.business_id, run=run.pk, state=run.state)
    return run


def _statement_of(run: ReconciliationRun) -> Statement:
    """The imported statement that reaches furthest into the period."""
    start, end = day_bounds(run.from_day)[0], day_bounds(run.to_day)[1]
    found = (
        Statement.objects.filter(
            till=run.till_id,
            account=run.account,
            state=StatementState.IMPORTED,
            period_from__lt=end,
            period_to__gte=start,
        )
        .select_related("till__business")
        .order_by("-period_to", "-pk")
        .first()
    )
    if found is None:
        raise NotFound("imported statement of this account and period", "statement")
    return found


def _cut_off(run: ReconciliationRun, statement: Statement) -> datetime:
    end = day_bounds(run.to_day)[1]
    return min(end, statement.period_to) if statement.period_to else end


def _book(run: ReconciliationRun, statement: Statement) -> None:
    with transaction.atomic():
        run.booked_rows += int(book_opening(statement))
    seal_business(run.business_id)
    run.seal = ledger_head(run.business_id)
    matches = match(statement_frame(run), booked_frame(run), ruleset=ruleset_named(run.ruleset))
    keys = list(matches.on_statement_only["row_key"])
    renew(run, rows_total=len(keys))
    for start in range(0, len(keys), 500):
        rows = StatementRow.objects.filter(
            till=run.till_id, account=run.account, row_key__in=keys[start : start + 500]
        ).order_by("completed_at", "pk")
        booked = run.booked_rows + book_rows(statement, rows)
        renew(run, booked_rows=booked, rows_done=min(start + 500, len(keys)))
    exact = matches.exact
    note_statement_evidence(statement, exact.loc[exact["leg"] == "pay", "receipt"].tolist())
    note_reversal_evidence(statement, exact.loc[exact["leg"] == "reversal", "row_key"].tolist())
    reverse_waiting()


def compute(run: ReconciliationRun) -> tuple[Matches, Proof]:
    """The matches and the proof of a run whose statement, cut-off and seal are set. Reads only."""
    assert run.statement is not None and run.cut_off is not None and run.seal is not None
    matches = match(statement_frame(run), booked_frame(run), ruleset=ruleset_named(run.ruleset))
    account = MpesaAccount(run.account)
    proof = prove(
        account=str(account.label),
        statement_closing=statement_closing(run),
        ledger=ledger_balance(run),
        matches=matches,
    )
    return matches, proof


def _keep(run: ReconciliationRun, matches: Matches, proof: Proof) -> None:
    for kind in TermKind:
        setattr(run, kind.value.lower(), proof.term(kind).cents)
    run.statement_closing, run.ledger, run.unexplained = (
        proof.statement_closing,
        proof.ledger,
        proof.unexplained,
    )
    run.matched = matches.matched
    take_step(run, RunState.DONE)
    run.done_at = days.now()
    run.save(update_fields=["state", "done_at", *_BASIS, *_FIGURES])
    keep_matches(run, matches)
    RunItem.objects.bulk_create(
        RunItem(
            run=run,
            term=term.kind,
            receipt=item.receipt,
            leg=item.leg,
            cents=item.cents,
            why=item.why,
            occurred_at=item.occurred_at,
            reference=item.reference,
            row_key=item.row_key,
        )
        for term in proof.terms
        for item in term.items
    )
    for listener in _listeners.values():
        listener(run, matches, proof)
    record_event(topic="reconciliation.done", business_id=run.business_id, run=run.pk, state=run.state)
