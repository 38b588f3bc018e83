"""Tax that is withheld when players withdraw: one table of rates, each from a day on. Nothing where it has no
row. Whoever knows the law fills it; this only takes what it says."""

from __future__ import annotations

from datetime import date
from typing import Final

from core.errors import InvalidInput
from core.money import Cents, Rounding, round_to_shilling
from core.text import checked_name
from mpesa.models import Withholding
from users.access import Right, require_right
from users.actors import Actor, person
from users.audit import record_audit
from users.models import Business

#: Rates are hundredths of a percent.
WHOLE: Final = 10_000


def set_withholding(*, business: Business, name: str, rate: int, from_day: date, actor: Actor) -> Withholding:
    """Withhold so much (hundredths of a percent) from a day on; 0 ends it. Needs the right payout.manage.

    Adds a row; of several for one day the last holds. Audited. Raises InvalidInput BAD_LIMIT / NAME_MISSING.
    """
    require_right(actor, business, Right.PAYOUT_MANAGE)
    law = checked_name(name, longest=80)
    if not 0 <= rate < WHOLE:
        raise InvalidInput("BAD_LIMIT", "rate", "Use 0 to 9,999 hundredths of a percent.")
    row = Withholding.objects.create(
        business=business, name=law, rate=rate, from_day=from_day, set_by=person(actor)
    )
    record_audit(
        actor=actor,
        business=business,
        action="payouts.withholding",
        subject=business,
        details={"rate": rate, "from_day": from_day.isoformat(), "name": law},
    )
    return row


def rate_on(business_id: int, day: date) -> int:
    """The rate of a day in hundredths of a percent; 0 where nothing is withheld."""
    rows = Withholding.objects.filter(business=business_id, from_day__lte=day)
    return rows.order_by("-from_day", "-pk").values_list("rate", flat=True).first() or 0


def parts_of(amount: Cents, rate: int) -> tuple[Cents, Cents, Cents]:
    """What of an amount is paid (whole shillings), what is withheld of that which leaves, and what stays.

    They sum to it. The tax is `rate` of what leaves, paid and tax together, rounded to the nearest cent.
    """
    net, _ = round_to_shilling(amount * (WHOLE - rate) // WHOLE, Rounding.DOWN)
    tax = (2 * net * rate + (WHOLE - rate)) // (2 * (WHOLE - rate))
    return net, tax, amount - net - tax
