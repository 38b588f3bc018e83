"""What people should look at in a batch before they let it go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Final

from core.money import Cents
from mpesa.models import AttemptState, PayoutAttempt

#: So many of the largest are named.
LARGEST: Final = 5
#: So many times the middle amount is odd.
ODD: Final = 10


@dataclass(frozen=True)
class Outliers:
    """`odd` payouts are more than ODD times the middle amount, `fresh` ones go to phones to which the
    business never paid, `repeated` ones to a phone that gets more than one of them. Cents."""

    smallest: Cents
    middle: Cents
    odd: int
    fresh: int
    repeated: int


def outliers_among(business_id: int, payouts: Sequence[tuple[Cents, int]]) -> Outliers:
    """Of at least one amount with its payee's key."""
    amounts = [amount for amount, _ in payouts]
    middle = median_low(amounts)
    phones = Counter(payee for _, payee in payouts)
    paid = PayoutAttempt.objects.filter(
        business=business_id, state=AttemptState.PAID, payout__payee__in=phones
    )
    known = set(paid.values_list("payout__payee", flat=True))
    return Outliers(
        smallest=min(amounts),
        middle=middle,
        odd=sum(amount > ODD * middle for amount in amounts),
        fresh=sum(count for payee, count in phones.items() if payee not in known),
        repeated=sum(count for count in phones.values() if count > 1),
    )
