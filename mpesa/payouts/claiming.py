"""Which payouts are sent now: claimed by this process and committed, line by line, so that no till waits for
another's float or operator, and phones and businesses not for each other's.

Nothing is claimed while the books of the business do not hold, its payouts are paused, the till is out of use
or has no operator, its line is stopped, or its app is told to slow down; what was approved waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from core import days
from core.machine.alerts import open_for
from core.machine.killpoints import reach
from core.machine.turns import alone, work_together
from core.rows.locks import AdvisoryLock
from ledger.integrity.soundness import LEDGER_BROKEN
from mpesa.models import Payout, PayoutAttempt, PayoutKind, PayoutLine, PayoutState, PayoutWay, Till
from mpesa.models.payouts import LIVE
from mpesa.payouts.attempts import begin_attempts
from mpesa.payouts.checks import Checks
from mpesa.payouts.funds import free_funds
from mpesa.payouts.lines import is_proved, let_line_go, lock_lines, note_enough, note_short
from mpesa.payouts.moves import Moves
from mpesa.payouts.queues import SEND_QUEUE
from mpesa.payouts.tariff import fees_today
from mpesa.tills.apps import not_slow

#: While a line has to prove itself one payout is out at a time, and another when the last one is so old.
PROVE_EVERY: Final = timedelta(minutes=2)
_limits = AdvisoryLock("mpesa.payouts.limits")


def may_be_sent() -> QuerySet[Payout]:
    """Payouts with their money set aside that nothing keeps from being sent now, but limits and float."""
    now = days.now()
    waiting = Payout.objects.filter(
        Q(due_at=None) | Q(due_at__lte=now),
        of_way(PayoutWay.B2C) & ~_stopped(PayoutWay.B2C) | of_way(PayoutWay.B2B) & ~_stopped(PayoutWay.B2B),
        state=PayoutState.RESERVED,
        business__payout_rules__paused_at=None,
        batch__paused_at=None,
        till__deactivated_at=None,
        till__initiator_password_sealed__isnull=False,
        till__initiator_problem="",
    )
    broken = open_for(LEDGER_BROKEN) if settings.LEDGER_STOP_ON_BREAK else set()
    sound = waiting.none() if None in broken else waiting.exclude(business__in=broken)
    return not_slow(sound, now)


def _stopped(way: PayoutWay) -> Exists:
    """Lines that were stopped since their operator was set."""
    lines = PayoutLine.objects.filter(till=OuterRef("till"), way=way, stopped_at__isnull=False)
    return Exists(lines.exclude(stopped_at__lt=F("till__initiator_set_at")))


def of_way(way: PayoutWay) -> Q:
    """Payouts that go this way."""
    phones = Q(kind=PayoutKind.PHONE)
    return phones if way == PayoutWay.B2C else ~phones


def claim_payouts(limit: int) -> tuple[list[PayoutAttempt], int]:
    """Begin up to `limit` attempts, committed, each for this process alone; and how many payouts were held.

    The attempts come with all that the order needs.
    """
    begun: list[PayoutAttempt] = []
    held = 0
    waiting = may_be_sent().order_by()
    lines = [
        (till, business, way)
        for way in PayoutWay
        for till, business in waiting.filter(of_way(way)).values_list("till", "business").distinct()
    ]
    for till, business, way in sorted(lines):
        if len(begun) >= limit:
            break
        claim = partial(_claim_of_line, till, business, way, limit - len(begun))
        mine, holds = alone(claim, what=SEND_QUEUE, business_id=business) or ([], 0)
        begun += mine
        held += holds
    return begun, held


@transaction.atomic
def _claim_of_line(
    till_id: int, business_id: int, way: PayoutWay, limit: int
) -> tuple[list[PayoutAttempt], int]:
    """Locks the limits of the business, which its tills share, then the line, then payouts that nobody else
    holds."""
    _limits.take(business_id)
    line = lock_lines([(till_id, way)])[till_id, way]
    till = Till.objects.select_related("data_key", "business").get(pk=till_id)
    if line.stopped_at is not None:
        let_line_go(till, way)
        line.refresh_from_db()
    if not is_proved(till, line):
        limit = _room_to_prove(till, way)
    begun: list[PayoutAttempt] = []
    fees = fees_today(till.business_id, way)
    held = 0
    short = False

    def begin(rows: Sequence[Payout]) -> None:
        nonlocal held, short
        room = free_funds(till, line)
        checks, moves = Checks(till.business_id, rows), Moves()
        room -= checks.rules.float_buffer
        chosen: list[Payout] = []
        holds, left = 0, False
        for payout in rows:
            costs = payout.amount + fees.of(payout.amount)
            if costs > room:
                left = True
            elif hold := checks.hold(payout):
                moves.move(payout, PayoutState.HELD, code=hold.code, text=hold.text)
                payout.due_at = hold.until
                holds += 1
            else:
                room -= costs
                chosen.append(payout)
        moves.save()
        attempts = begin_attempts(chosen, fees)
        begun.extend(attempts)
        held, short = held + holds, short or left

    rows = (
        may_be_sent()
        .filter(of_way(way), till=till_id)
        .select_related("source", "payee__data_key")
        .order_by("pk")
    )
    if limit:
        work_together(rows, begin, what=SEND_QUEUE, limit=limit)
        _note_float(till, line, short=short, begun=bool(begun))
    for attempt in begun:
        attempt.till = till
    reach("payout.before_claim")
    return begun, held


def _note_float(till: Till, line: PayoutLine, *, short: bool, begun: bool) -> None:
    if short:
        note_short(till, line)
    elif begun:
        note_enough(till, line)


def _room_to_prove(till: Till, way: PayoutWay) -> int:
    """One, unless one is out there already that is not old."""
    young = days.now() - PROVE_EVERY
    live = PayoutAttempt.objects.filter(till=till, way=way, state__in=LIVE, created_at__gt=young)
    return 0 if live.exists() else 1
