"""Tax that is withheld when players withdraw: one table of rates, each from a day on. Nothing where it has no
row. Whoever knows the law fills it, two people together; this only takes what it says."""

from __future__ import annotations

from datetime import date
from typing import Final

from core import days
from core.errors import Findings, InvalidInput
from core.money import Cents, Rounding, round_to_shilling, share_of
from core.text import checked_name
from mpesa.models import Withholding
from users.access import Right, require_right
from users.actors import SYSTEM
from users.approvals.approving import request_approval
from users.approvals.kinds import Content, Payload
from users.audit import record_audit
from users.models import Approval, Business, User

KIND: Final = "payout.withholding"
#: Rates are hundredths of a percent.
WHOLE: Final = 10_000


def change_withholding(
    *, business: Business, name: str, rate: int, from_day: date, key: str, comment: str = "", actor: User
) -> Approval:
    """Ask that so much (hundredths of a percent) is withheld from a day on; 0 ends it. Needs the right
    payout.manage; somebody else approves it.

    From tomorrow on: what was withdrawn stays as it was. Of several for one day the last one approved holds.
    Idempotent by (business, key). Raises InvalidInput BAD_LIMIT / NAME_MISSING / BAD_DAY, Problems where
    several hold, and what request_approval raises.
    """
    require_right(actor, business, Right.PAYOUT_MANAGE)
    found = Findings()
    with found.noting():
        law = checked_name(name, longest=80)
    with found.noting():
        if not 0 <= rate < WHOLE:
            raise InvalidInput("BAD_LIMIT", "rate", "Use 0 to 9,999 hundredths of a percent.")
    with found.noting():
        _require_ahead(from_day)
    found.settle()
    return request_approval(
        kind=KIND,
        business=business,
        payload={"name": law, "rate": rate, "from_day": from_day.isoformat()},
        maker=actor,
        key=key,
        comment=comment,
    )


def _require_ahead(day: date) -> None:
    if not days.today() < days.checked_day(day, field="from_day"):
        raise InvalidInput("BAD_DAY", "from_day", "A rate begins tomorrow or later: it changes nothing past.")


def describe_withholding(business: Business, payload: Payload) -> Content:
    """The rate of that day as it is and as it would be, and by which law. Raises InvalidInput BAD_DAY where
    the day has come meanwhile."""
    day = date.fromisoformat(payload["from_day"])
    _require_ahead(day)
    return Content(
        facts={
            "law": payload["name"],
            "withheld": {"from": percent(rate_on(business.pk, day)), "to": percent(payload["rate"])},
            "first_day": day.isoformat(),
        },
        subject=f"business:{business.pk}",
    )


def execute_withholding(approval: Approval) -> None:
    """Add the row. Audited."""
    payload, by = approval.payload, approval.checker or SYSTEM
    Withholding.objects.create(
        business=approval.business,
        name=payload["name"],
        rate=payload["rate"],
        from_day=date.fromisoformat(payload["from_day"]),
        approval=approval,
        set_at=days.now(),
    )
    record_audit(
        actor=by,
        business=approval.business,
        action="payouts.withholding",
        subject=approval.business,
        details={name: payload[name] for name in ("rate", "from_day", "name")} | {"approval": approval.pk},
    )


def percent(rate: int) -> str:
    """`5.25 %`, for people."""
    whole, rest = divmod(rate, 100)
    return f"{whole}.{rest:02d} %"


def rate_on(business_id: int, day: date) -> int:
    """The rate of a day in hundredths of a percent; 0 where nothing is withheld."""
    rows = Withholding.objects.filter(business=business_id, from_day__lte=day)
    return rows.order_by("-from_day", "-pk").values_list("rate", flat=True).first() or 0


def parts_of(amount: Cents, rate: int) -> tuple[Cents, Cents, Cents]:
    """What of an amount is paid (whole shillings), what is withheld of that which leaves, and what stays.

    They sum to it. The tax is `rate` of what leaves, paid and tax together, rounded to the nearest cent.
    """
    net, _ = round_to_shilling(share_of(amount, WHOLE - rate, WHOLE, Rounding.DOWN), Rounding.DOWN)
    tax = share_of(net, rate, WHOLE - rate)
    return net, tax, amount - net - tax
