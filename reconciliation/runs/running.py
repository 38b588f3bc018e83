"""Runs: book what only the statement knows, match the rest, compute the proof, keep its items.

A run is a pure function of (statement rows, ledger up to its seal, cut-off, ruleset); running it again with
the same inputs gives the same figures, and the same digest (identity.py). Booking comes first, so that the
run shows what is still open.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TypeAlias

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from core import days
from core.days import day_bounds
from core.errors import InvalidInput, NotFound
from core.machine.claiming import MAX_CLAIMS, claim_next, lock_unended, renew
from core.machine.jobs import wake
from core.machine.killpoints import reach
from core.machine.turns import alone
from core.registry import Registry
from core.rows.events import record_event
from core.rows.locks import lock_free_rows
from core.rows.states import take_step
from ledger.journal.sealing import ledger_head, seal_business
from mpesa.collections.reversals import reverse_waiting
from mpesa.models import Till
from mpesa.tariffs.setting import last_tariff
from mpesa.tills.accounts import collecting_account
from reconciliation.accounts import account_shown, home_of, is_bank, require_bank_account
from reconciliation.models import ReconciliationRun, RunGap, RunItem, RunState, StatementRow
from reconciliation.portal_moves.tying import tie_moves
from reconciliation.runs.booking import (
    book_rows,
    give_back_known_again,
    note_reversal_evidence,
    note_statement_evidence,
)
from reconciliation.runs.carrying import carried_into, last_exception, work_list
from reconciliation.runs.charges import note_charges_of_nothing, note_overcharges
from reconciliation.runs.choosing import rulesets_of
from reconciliation.runs.cover import keep_cover
from reconciliation.runs.identity import Inputs, digest_of, inputs_of
from reconciliation.runs.keeping import keep_matches, keep_suggestions
from reconciliation.runs.matching import Matches
from reconciliation.runs.opening import book_opening
from reconciliation.runs.proof import Proof, TermKind, prove
from reconciliation.runs.rulesets import ruleset_named
from reconciliation.runs.settled import settled_before
from reconciliation.runs.sides import Shown, match_sides, shown_to, sides_of
from reconciliation.runs.ties import last_tie
from reconciliation.verified.coverage import book_lock, book_of
from reconciliation.verified.picturing import keep_steps_of_run
from users.access import Right, require_right
from users.actors import Actor, person
from users.audit import record_audit

logger = logging.getLogger(__name__)

RUN_QUEUE = "reconciliation.run"
MAX_DAYS = 366
#: What a run begins with, and what it finds.
_BASIS = (
    "statement", "cut_off", "read_at", "last_row", "last_exception", "last_tie", "last_tariff", "seal",
    "booked_rows",
)  # fmt: skip
#: What a run is of.
_ASKED = ("from_day", "to_day", "automatic", "started_by", "ruleset")
_TERMS = tuple(kind.value.lower() for kind in TermKind)
#: Called with a run that is done, in the transaction that ends it.
RunListener: TypeAlias = Callable[[ReconciliationRun, Matches, Proof], None]
_listeners: Registry[RunListener] = Registry("listener for runs")
#: Called with a run that is done or failed, likewise.
EndListener: TypeAlias = Callable[[ReconciliationRun], None]
_end_listeners: Registry[EndListener] = Registry("listener for ends of runs")
_FIGURES = ("digest", "matched", "statement_closing", "ledger", "unexplained", *_TERMS)


def register_run_listener(name: str, listener: RunListener) -> None:
    """Have it called with every run that is done. Called from config/wiring only."""
    _listeners.register(name, listener)


def register_end_listener(name: str, listener: EndListener) -> None:
    """Have it called with every run that has come to its end. Called from config/wiring only."""
    _end_listeners.register(name, listener)


def start_run(
    *, till: Till, from_day: date, to_day: date, account: str = "", actor: Actor
) -> ReconciliationRun:
    """Queue a run over accounting days, both included. Needs the right reconciliation.write.

    `account` empty means the one that collects. One that waits by itself for some of these days and no others
    becomes this run. Raises InvalidInput BAD_PERIOD / BAD_DAY, and for a bank account what
    require_bank_account raises.
    """
    require_right(actor, till.business, Right.RECONCILIATION_WRITE)
    if is_bank(account):
        require_bank_account(till.business_id, account)
        till = home_of(till.business_id)
    check_period(from_day, to_day)
    account = account or collecting_account(till)
    with transaction.atomic():
        within = waiting_runs(till, account).filter(
            automatic=True, from_day__gte=from_day, to_day__lte=to_day
        )
        fresh = new_run(till, account)
        run = next(iter(lock_free_rows(within, limit=1)), fresh)
        run.from_day, run.to_day, run.automatic, run.started_by = from_day, to_day, False, person(actor)
        run.ruleset = fresh.ruleset
        run.save(update_fields=_ASKED if run.pk else None)
        record_audit(actor=actor, business=till.business, action="reconciliation.start", subject=run)
        wake(RUN_QUEUE)
    return run


def check_period(from_day: date, to_day: date) -> None:
    """Raises InvalidInput BAD_PERIOD / BAD_DAY."""
    if to_day < from_day:
        raise InvalidInput(
            "BAD_PERIOD", "to_day", f"The last day, {to_day}, is before the first, {from_day}."
        )
    if (to_day - from_day).days >= MAX_DAYS:
        raise InvalidInput("BAD_PERIOD", "to_day", "A proof is of a year at most: ask for fewer days.")
    for field, day in (("from_day", from_day), ("to_day", to_day)):
        days.checked_day(day, field=field)


def waiting_runs(till: Till, account: str) -> QuerySet[ReconciliationRun]:
    """Runs of an account that nobody has begun: whatever is verified before they are will be in them. One
    that is led begins with its leader."""
    waiting = ReconciliationRun.objects.filter(state=RunState.QUEUED, claims=0)
    unbegun = Q(leader=None) | Q(leader__in=waiting.values("pk"))
    return waiting.filter(unbegun, till=till, account=account).order_by("pk")


def new_run(till: Till, account: str) -> ReconciliationRun:
    """A run that is not saved yet, by the ruleset that the business has chosen."""
    ruleset = rulesets_of([till.business_id])[till.business_id].version
    return ReconciliationRun(business_id=till.business_id, till=till, account=account, ruleset=ruleset)


def run_reconciliations() -> int:
    """Drain of reconciliation.run: carry out one waiting run; returns 1, or 0 when none waits."""
    waiting = ReconciliationRun.objects.filter(state__in=(RunState.QUEUED, RunState.RUNNING), leader=None)
    run = claim_next(waiting.select_related("till__business"), began=RunState.RUNNING, queue=RUN_QUEUE)
    if run is None:
        return 0
    work = partial(carry_out, run)
    if run.claims > MAX_CLAIMS:
        work = partial(_fail, run, "The run was begun several times and never ended.")
    alone(work, what=RUN_QUEUE, business_id=run.business_id, about=run)
    return 1


def carry_out(run: ReconciliationRun) -> ReconciliationRun:
    """Carry out a claimed run, and those that it leads, to their end, from one picture and up to one seal.

    A problem that a person can mend makes all of them FAILED and says so.
    """
    runs = [run, *run.members.select_related("till__business").order_by("pk")]
    try:
        _take_picture(runs)
        shown = {each.pk: shown_to(each) for each in runs}
        for each in runs:
            renew(run)
            _book(each, shown[each.pk])
        seal_business(run.business_id)
        seal = ledger_head(run.business_id)
        found: list[tuple[ReconciliationRun, Matches, Proof]] = []
        for each in runs:
            renew(run)
            each.seal, each.last_tie = seal, last_tie(each.till_id)
            inputs = inputs_of(each, shown[each.pk])
            found.append((each, *conclude(each, inputs)))
            each.digest = digest_of(each, inputs)
    except (InvalidInput, NotFound) as error:
        return _fail(run, error.message)
    with transaction.atomic():
        if not lock_unended(run):
            return run
        for each, matches, proof in found:
            if each.pk != run.pk:  # who is led begins and ends with the leader
                take_step(each, RunState.RUNNING)
                each.save(update_fields=["state"])
            _keep(each, matches, proof, shown[each.pk])
        reach("run.before_commit")
    reach("run.after_commit")
    return run


def _fail(run: ReconciliationRun, problem: str) -> ReconciliationRun:
    with transaction.atomic():
        if not lock_unended(run):
            return run
        for each in (run, *run.members.order_by("pk")):
            take_step(each, RunState.FAILED)
            each.problem, each.done_at = problem[:300], days.now()
            each.save(update_fields=["state", "problem", "done_at", *(_BASIS if each.pk == run.pk else ())])
            _tell_ended(each)
    return run


def _tell_ended(run: ReconciliationRun) -> None:
    for listener in _end_listeners.values():
        listener(run)
    record_event(topic="reconciliation.done", business_id=run.business_id, run=run.pk, state=run.state)


def _take_picture(runs: Sequence[ReconciliationRun]) -> None:
    """Note how the verified statements stand, all at one moment, and where each ends in the period. Raises
    InvalidInput STATEMENT_NEEDED.

    Waits for whoever is changing them, so that what is admitted later is later than the picture.
    """
    with transaction.atomic():
        for till in sorted({run.till_id for run in runs}):
            book_lock.take(till)
        for till, account in sorted((run.till_id, run.account) for run in runs):
            work_list.take(till, account)
        now = days.now()
        # Nobody writes rows of these tills now, and later ones have greater keys: so of other accounts too.
        last_row = StatementRow.objects.aggregate(last=Max("pk"))["last"] or 0
        for run in runs:
            run.read_at, run.last_row = now, last_row
            run.last_exception, run.last_tie = last_exception(run), None
            run.last_tariff = last_tariff(run.business_id)
    for run in runs:
        start, end = day_bounds(run.from_day)[0], day_bounds(run.to_day)[1]
        stretches = book_of(run).stretches().filter(from_at__lt=end, until_at__gt=start)
        newest = stretches.select_related("statement").order_by("-until_at", "-pk").first()
        if newest is None:
            name = account_shown(run.account)
            message = f"No admitted statement of {name} covers these days: bring it in first."
            raise InvalidInput("STATEMENT_NEEDED", "statement", message)
        run.statement, run.cut_off = newest.statement, min(end, newest.until_at)


def _book(run: ReconciliationRun, shown: Shown) -> None:
    with transaction.atomic():
        run.booked_rows += int(book_opening(run.till, run.account)) + give_back_known_again(run.till)
    if is_bank(run.account):  # what only a bank knows is for people to book
        return
    tie_moves(run.till)  # an order that stood in the way of one may have an end by now
    seal_business(run.business_id)
    run.seal = ledger_head(run.business_id)
    matches = match_sides(sides_of(run, shown), ruleset_named(run.ruleset))
    kept = settled_before(run).kept  # their bookings may be of other days
    keys = [key for key in matches.unbooked if key not in kept]
    renew(run, rows_total=len(keys))
    for start in range(0, len(keys), 500):
        rows = book_of(run).rows().filter(row_key__in=keys[start : start + 500])
        booked = run.booked_rows + book_rows(run.till, rows.order_by("completed_at", "pk"))
        renew(run, booked_rows=booked, rows_done=min(start + 500, len(keys)))
    exact = matches.exact
    rows = book_of(run).rows().filter(carried_into(run).rows)
    note_statement_evidence(run.till, rows, exact.loc[exact["leg"] == "pay", "receipt"].tolist())
    note_reversal_evidence(run.till, run.account, exact.loc[exact["leg"] == "reversal", "row_key"].tolist())
    reverse_waiting()
    with transaction.atomic():
        note_overcharges(run.till, shown.rows, shown.prices)
        note_charges_of_nothing(run.till, shown.rows)


def compute(run: ReconciliationRun) -> tuple[Matches, Proof]:
    """The matches and the proof of a run whose picture and seal are set. Reads only."""
    return conclude(run, inputs_of(run))


def conclude(run: ReconciliationRun, inputs: Inputs) -> tuple[Matches, Proof]:
    """What follows from a run's inputs. Pure."""
    matches = match_sides(inputs.sides, ruleset_named(run.ruleset))
    proof = prove(
        account=account_shown(run.account),
        statement_closing=inputs.statement_closing,
        ledger=inputs.ledger,
        matches=matches,
    )
    return matches, proof


def _keep(run: ReconciliationRun, matches: Matches, proof: Proof, shown: Shown) -> None:
    for kind in TermKind:
        setattr(run, kind.value.lower(), proof.term(kind).cents)
    run.statement_closing, run.ledger, run.unexplained = (
        proof.statement_closing,
        proof.ledger,
        proof.unexplained,
    )
    run.matched = matches.matched
    work_list.take(run.till_id, run.account)  # who takes a picture sees it whole, or as done later
    take_step(run, RunState.DONE)
    run.done_at = days.now()
    run.save(update_fields=["state", "done_at", *_BASIS, *_FIGURES])
    keep_matches(run, matches)
    keep_suggestions(run, matches)
    keep_cover(run)
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
    start, end = day_bounds(run.from_day)[0], day_bounds(run.to_day)[1]
    end = max(start, min(end, days.now()))
    keep_steps_of_run(run, shown.rows, start, end)
    book = book_of(run)
    anchor = book.anchor()
    # A hole before the period makes its balance jump as well.
    holes = book.holes(min(start, anchor.from_at) if anchor else start, end)
    RunGap.objects.bulk_create(
        RunGap(run=run, from_at=hole.from_at, until_at=hole.until_at, jump=hole.jump) for hole in holes
    )
    for listener in _listeners.values():
        listener(run, matches, proof)
    _tell_ended(run)
