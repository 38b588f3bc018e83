"""What holds a payout back before it is sent: limits of the day, a receiver's first time, another name, or a
failure that only a file tells of. Money that stays with the business counts towards no limit.

Counted from the attempts themselves; one that has failed counts no more. What people have let go is not held
again, but by a file that came after they did.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q, Sum

from core import days
from core.machine.crypto import Unreadable, unseal
from core.money import Cents, display
from mpesa.models import (
    AttemptState,
    FactSource,
    Payer,
    Payout,
    PayoutAttempt,
    PayoutRules,
    PayoutState,
    PayoutStep,
    PayoutWay,
)
from mpesa.models.payouts import OWN_MOVES
from mpesa.payouts.refundable import refunds_beyond
from mpesa.payouts.rules import rules_of

NAME_PURPOSE = "payout.name"
PAYER_NAME_PURPOSE = "payer.name"
#: So long a payout to a phone waits for people after a file alone has called another one to it failed.
IN_DOUBT = timedelta(days=7)
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Hold:
    """Why a payout is held, and until when; without a moment until people decide."""

    code: str
    text: str
    until: datetime | None = None


class Checks:
    """The checks of one batch of locked payouts of one business, in the order in which they are asked."""

    def __init__(self, business_id: int, payouts: Sequence[Payout]) -> None:
        self.rules: PayoutRules = rules_of(business_id)
        today, self._tomorrow = days.day_bounds(days.today())
        payees = {payout.payee_id for payout in payouts}
        ordered = PayoutAttempt.objects.filter(business=business_id, created_at__gte=today)
        ordered = ordered.exclude(state=AttemptState.FAILED)
        if ordered.filter(way=PayoutWay.B2B).exists():
            ordered = ordered.exclude(payout__kind__in=OWN_MOVES)
        self._day: Cents = int(ordered.aggregate(sum=Sum("amount"))["sum"] or 0)
        mine = ordered.filter(payout__payee__in=payees).values_list("payout__payee")
        self._of_payee: dict[int, Cents] = dict(mine.annotate(sum=Sum("amount")))
        self._known: set[tuple[int, str]] = set()
        self._of_files = _failed_by_files(payouts)
        self._beyond = refunds_beyond(payouts)
        self._released = _released_at([each for each in payouts if each.released])
        if self.rules.cooling_off_hours:
            paid = PayoutAttempt.objects.filter(payout__payee__in=payees, state=AttemptState.PAID)
            self._known = set(paid.values_list("payout__payee", "payout__account_number"))

    def hold(self, payout: Payout) -> Hold | None:
        """Why it may not be sent now; None when it may, and then it counts for those after it."""
        found = self._failed_by_file(payout)
        if found is None and payout.pk in self._beyond:  # nobody lets that go: it is taken back
            found = Hold("OVER_RECEIPT", "M-Pesa took the payment back, or it is given back already.")
        if found is None and not payout.released:
            found = self._hold(payout)
        if found is None and not payout.is_own_move:
            self._day += payout.amount
            mine = self._of_payee.get(payout.payee_id, 0)
            self._of_payee[payout.payee_id] = mine + payout.amount
        return found

    def _failed_by_file(self, payout: Payout) -> Hold | None:
        failed_at, released_at = self._of_files.get(payout.payee_id), self._released.get(payout.pk)
        if failed_at is None or (released_at is not None and failed_at <= released_at):
            return None
        text = "Only a statement says that this receiver was not paid: it may have been."
        return Hold("FAILED_BY_FILE", text)

    def _hold(self, payout: Payout) -> Hold | None:
        if payout.is_own_move:
            return None
        limit = self.rules.payee_day_limit
        if self._of_payee.get(payout.payee_id, 0) + payout.amount > limit:
            return Hold(
                "OVER_PAYEE_DAY", f"At most {display(limit)} to one receiver in a day.", self._tomorrow
            )
        limit = self.rules.day_limit
        if self._day + payout.amount > limit:
            return Hold("OVER_DAY", f"At most {display(limit)} in a day.", self._tomorrow)
        hours = self.rules.cooling_off_hours
        if hours and (payout.payee_id, payout.account_number) not in self._known:
            until = payout.created_at + timedelta(hours=hours)
            if until > days.now():
                return Hold("COOLING_OFF", f"The first payout to a receiver waits {hours} hours.", until)
        if names_differ(expected_name(payout), known_name(payout.payee)):
            return Hold("NAME_DIFFERS", "M-Pesa has called this receiver otherwise before.")
        return None


def _failed_by_files(payouts: Sequence[Payout]) -> dict[int, datetime]:
    """The receivers of payouts whose failure only a statement tells of: lately, or of these very payouts; and
    when it last did. A new payout to such a phone may be the second one as well as the old one that is tried
    again."""
    told = PayoutAttempt.objects.filter(
        payout__payee__in={payout.payee_id for payout in payouts},
        business__in={payout.business_id for payout in payouts},
        state=AttemptState.FAILED,
        decided_by=FactSource.STATEMENT,
    )
    tried = [payout.pk for payout in payouts if payout.reserves > 1]
    lately = Q(settled_at__gte=days.now() - IN_DOUBT) | Q(payout__in=tried)
    return dict(told.filter(lately).values_list("payout__payee").annotate(last=Max("settled_at")))


def _released_at(payouts: Sequence[Payout]) -> dict[int, datetime]:
    """When people last let each of these go. Nobody but two people takes a payout of HELD with no moment."""
    if not payouts:
        return {}
    steps = PayoutStep.objects.filter(payout__in=payouts, before=PayoutState.HELD, after=PayoutState.RESERVED)
    return dict(steps.exclude(person=None).values_list("payout").annotate(last=Max("at")))


def expected_name(payout: Payout) -> str:
    """Whom the phone should belong to; empty where nobody said, or it was erased."""
    return _unsealed(payout.payee, payout.name_sealed, NAME_PURPOSE)


def known_name(payee: Payer) -> str:
    """Whose phone M-Pesa says it is; empty before a payout told."""
    return _unsealed(payee, payee.name_sealed, PAYER_NAME_PURPOSE)


def _unsealed(payee: Payer, sealed: bytes | memoryview | None, purpose: str) -> str:
    if not sealed:
        return ""
    try:
        return unseal(payee.data_key, sealed, purpose=purpose)
    except Unreadable:
        return ""


def names_differ(expected: str, told: str) -> bool:
    """Whether two ways to write a name are of different people: fewer than two words of the shorter one stand
    in the other, of one word none. Case, order and what is between words do not count; nor does no name."""
    one, other = ({word.casefold() for word in _WORD.findall(name)} for name in (expected, told))
    if not one or not other:
        return False
    return len(one & other) < min(2, len(one), len(other))
