"""Several accounts proved together: a whole till, or all that a business has, from one picture and up to one
seal. Each account keeps its own proof; together they say whether anything is unexplained anywhere."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Q

from core.days import day_bounds
from core.digests import digest
from core.errors import InvalidInput, NotFound
from core.machine.jobs import wake
from core.money import Cents
from ledger.chart.standard import BANK
from ledger.models import Account, DayTurnover
from mpesa.models import MpesaAccount, Till
from mpesa.tills.accounts import account_code
from reconciliation.accounts import account_shown
from reconciliation.models import ProofScope, ReconciliationRun, RunState, Stretch
from reconciliation.runs.listing import NOTHING_LISTED, Listed, listed_of
from reconciliation.runs.running import RUN_QUEUE, check_period, new_run
from users.access import Right, require_right
from users.actors import Actor, person
from users.audit import record_audit

#: So many accounts are proved together at most: 20 tills with all of theirs.
MAX_TOGETHER: Final = 100


def start_together(
    *, till: Till, from_day: date, to_day: date, scope: ProofScope, actor: Actor
) -> ReconciliationRun:
    """Queue one proof of all accounts of which admitted files cover some of these accounting days: those of a
    till, or all of its business with the bank's. Returns the run that leads the others.

    Needs the right reconciliation.write. Raises InvalidInput BAD_PERIOD / BAD_DAY / TOO_MANY_ACCOUNTS,
    NotFound where nothing is covered.
    """
    require_right(actor, till.business, Right.RECONCILIATION_WRITE)
    check_period(from_day, to_day)
    accounts = _covered(till, from_day, to_day, scope)
    if not accounts:
        raise NotFound("admitted statement of this period", "till")
    if len(accounts) > MAX_TOGETHER:
        raise InvalidInput(
            "TOO_MANY_ACCOUNTS", "scope", f"Prove at most {MAX_TOGETHER} accounts together: a till at a time."
        )
    with transaction.atomic():
        leader: ReconciliationRun | None = None
        for each, account in accounts:
            run = new_run(each, account)
            run.from_day, run.to_day, run.started_by = from_day, to_day, person(actor)
            run.scope, run.leader = (ProofScope.ACCOUNT if leader else scope), leader
            run.save()
            leader = leader or run
        assert leader is not None
        record_audit(actor=actor, business=till.business, action="reconciliation.start", subject=leader)
        wake(RUN_QUEUE)
    return leader


def _covered(till: Till, from_day: date, to_day: date, scope: ProofScope) -> list[tuple[Till, str]]:
    """The accounts with admitted files of the period, a till's together."""
    start, end = day_bounds(from_day)[0], day_bounds(to_day)[1]
    known = Stretch.objects.filter(ended_at=None, from_at__lt=end, until_at__gt=start)
    if scope == ProofScope.TILL:
        known = known.filter(till=till, account__in=MpesaAccount.values)
    else:
        known = known.filter(till__business=till.business_id)
    pairs = sorted(set(known.order_by().values_list("till", "account")))
    tills = Till.objects.select_related("business").in_bulk({pk for pk, _ in pairs})
    return [(tills[pk], account) for pk, account in pairs]


@dataclass(frozen=True)
class Whole:
    """The proofs that were made together, the leader first, what each lists, and what they come to: sums in
    cents, None until all are done. `digest` is of their digests.

    `left_out` names accounts of the same tills, and where all of the business was asked for its bank
    accounts, that have moved by the books and that no file of the period shows.
    """

    scope: ProofScope
    runs: tuple[ReconciliationRun, ...]
    listed: tuple[Listed, ...]
    statement_closing: Cents | None
    ledger: Cents | None
    unexplained: Cents | None
    digest: str
    left_out: tuple[str, ...]


def wholes_of(keys: Collection[int]) -> dict[int, Whole]:
    """Run's key -> what it was proved together with; nothing for a proof of one account alone. Six queries
    at most, however many are asked for."""
    asked = dict(ReconciliationRun.objects.filter(pk__in=keys).values_list("pk", "leader"))
    leaders = {leader or pk for pk, leader in asked.items()}
    found = ReconciliationRun.objects.filter(
        Q(pk__in=leaders) & ~Q(scope=ProofScope.ACCOUNT) | Q(leader__in=leaders)
    )
    groups: dict[int, list[ReconciliationRun]] = {}
    for run in found.select_related("till", "business").order_by("pk"):
        groups.setdefault(run.leader_id or run.pk, []).append(run)
    every = [run for runs in groups.values() for run in runs]
    left_out, listed = _left_out(every), listed_of([run.pk for run in every])
    wholes = {leader: _whole(runs, left_out, listed) for leader, runs in groups.items()}
    return {pk: wholes[leader or pk] for pk, leader in asked.items() if (leader or pk) in wholes}


def _whole(runs: list[ReconciliationRun], moved: dict[int, set[str]], listed: dict[int, Listed]) -> Whole:
    done = all(run.state == RunState.DONE for run in runs)
    proved = {(run.till_id, run.account) for run in runs}
    tills = {run.till_id: run.till for run in runs}
    banks = moved.get(_bank_of(runs[0].business_id), set()) if runs[0].scope == ProofScope.BUSINESS else set()
    return Whole(
        scope=ProofScope(runs[0].scope),
        runs=tuple(runs),
        listed=tuple(listed.get(run.pk, NOTHING_LISTED) for run in runs),
        statement_closing=sum(run.statement_closing or 0 for run in runs) if done else None,
        ledger=sum(run.ledger or 0 for run in runs) if done else None,
        unexplained=sum(abs(run.unexplained or 0) for run in runs) if done else None,
        digest=digest([[run.till_id, run.account, run.digest] for run in runs]).hex() if done else "",
        left_out=tuple(
            [
                f"{tills[till].shortcode} {account_shown(account)}"
                for till in sorted(tills)
                for account in sorted(moved.get(till, set()))
                if (till, account) not in proved
            ]
            + [account_shown(code) for code in sorted(banks - {account for _, account in proved})]
        ),
    )


def _bank_of(business: int) -> int:
    """Where the bank accounts of a business stand among those of tills."""
    return -business


def _left_out(runs: list[ReconciliationRun]) -> dict[int, set[str]]:
    """Till's key -> its M-Pesa accounts that have moved by the books, up to the last day of all; and those of
    banks."""
    tills = {run.till_id: run.till for run in runs}
    names = {
        (till.business_id, account_code(till, account)): (till.pk, str(account))
        for till in tills.values()
        for account in MpesaAccount
    }
    businesses = {business for business, _ in names}
    wanted = Q(code__in={code for _, code in names} | {BANK}) | Q(code__startswith=f"{BANK}-")
    known = Account.objects.filter(wanted, business__in=businesses)
    accounts = {pk: (business, code) for pk, business, code in known.values_list("pk", "business", "code")}
    last = max((run.to_day for run in runs), default=date.min)
    moved = DayTurnover.objects.filter(account__in=accounts, effective_on__lte=last)
    found: dict[int, set[str]] = {}
    for pk in set(moved.order_by().values_list("account", flat=True)):
        business, code = accounts[pk]
        till, account = names.get((business, code), (_bank_of(business), code))
        found.setdefault(till, set()).add(account)
    return found
