"""What our own books pay out in a month, through Safaricom's bad day: each payout to a phone of its own."""

from __future__ import annotations

from random import Random

from mpesa.models import Payout, PayoutAttempt, PayoutState, Till
from tests.graphql_api.conftest import House
from tests.mpesa.payouts.offices import Office
from tests.reconciliation.month.truth import OURS, Truth

#: Of so many one phone takes no money.
ONE_REFUSES = 6


class Payroll(Office):
    """An office whose money is what the statement says."""

    def __init__(self, house: House, till: Till, seed: int) -> None:
        super().__init__(house, till=till)
        self.dice = Random(seed)
        self.asked: dict[str, Payout] = {}

    def fund(self, cents: int, account: str = "") -> None:
        """Nothing: the first statement opens the books."""

    @property
    def refusing(self) -> list[str]:
        """Phones that take no money, of all that may ever be paid."""
        return [_phone(number) for number in range(0, 1_000, ONE_REFUSES)]

    def pay(self) -> None:
        phone = _phone(len(self.asked) + 1)
        self.asked[phone] = self.reserved(self.dice.randint(10, 900) * 100, phone=phone)

    def check_against(self, truth: Truth) -> None:
        """Each was paid at most once, exactly where our books say so, and nothing is in doubt."""
        got = truth.paid_out()
        assert not PayoutAttempt.objects.filter(state__in=("SENDING", "SENT", "UNKNOWN")).exists()
        states = dict(Payout.objects.values_list("pk", "state"))
        paid = {phone: p.amount for phone, p in self.asked.items() if states[p.pk] == PayoutState.PAID}
        assert got == [(phone, cents) for phone, cents in sorted(paid.items())] != []
        assert PayoutState.FAILED in states.values()
        assert self.balance("2400") == 0


def _phone(number: int) -> str:
    return f"{OURS}{number:06}"
