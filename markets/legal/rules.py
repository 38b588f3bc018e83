"""Rules of the law: one table, each from a day on. Nothing where it has no row. Whoever knows the law fills
it, two people together; the rest of the system only does what it says.

The tax on withdrawals has the same shape and lives where payouts are made (mpesa/payouts/withholding.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from core import days
from core.errors import Findings, InvalidInput
from core.text import checked_name
from markets.models import LegalKind, LegalRule
from mpesa.payouts.withholding import WHOLE, percent
from users.access import Right, require_right
from users.actors import SYSTEM
from users.approvals.approving import request_approval
from users.approvals.kinds import Content, Payload
from users.audit import record_audit
from users.kyc.submissions import ADULT
from users.models import Approval, Business, KycTier, User

KIND: Final = "market.legal_rule"
RIGHT: Final = Right.BUSINESS_MANAGE
_PERCENT: Final = (LegalKind.EXCISE, LegalKind.GGR)
#: Kind -> from, to; 0, which ends a rule, is always one more.
BOUNDS: Final[Mapping[LegalKind, tuple[int, int]]] = {
    LegalKind.EXCISE: (1, WHOLE - 1),
    LegalKind.GGR: (1, WHOLE - 1),
    LegalKind.AGE: (ADULT, ADULT),  # what approved papers say; a date of birth is sealed
    LegalKind.TIER: (1, 32_767),
    LegalKind.ONE_PERSON: (1, 1),
    LegalKind.PRIZE_DAYS: (1, 366),
}


def change_legal_rule(
    *,
    business: Business,
    kind: str,
    value: int,
    law: str,
    from_day: date,
    key: str,
    comment: str = "",
    actor: User,
) -> Approval:
    """Ask that a rule counts from a day on, by the units of LegalKind; 0 ends it. Needs the right
    business.manage; somebody else approves it.

    From tomorrow on: what is past stays as it was. Of several of a kind for one day the last one approved
    holds. Idempotent by (business, key). Raises InvalidInput BAD_LIMIT / UNKNOWN_TIER / NAME_MISSING /
    BAD_DAY, all at once, and what request_approval raises.
    """
    require_right(actor, business, RIGHT)
    found = Findings()
    with found.noting():
        said = checked_name(law, longest=80, field="law")
    with found.noting():
        _require_value(LegalKind(kind), value)
    with found.noting():
        _require_ahead(from_day)
    found.settle()
    return request_approval(
        kind=KIND,
        business=business,
        payload={"kind": str(kind), "value": value, "law": said, "from_day": from_day.isoformat()},
        maker=actor,
        key=key,
        comment=comment,
    )


def _require_value(kind: LegalKind, value: int) -> None:
    least, most = BOUNDS[kind]
    if value and not least <= value <= most:
        bounds = f"{shown(kind, least)} to {shown(kind, most)}" if kind in _PERCENT else f"{least} to {most}"
        text = f"Use {bounds if least < most else least}, or 0 for no such rule."
        raise InvalidInput("BAD_LIMIT", "value", text)
    if value and kind == LegalKind.TIER:
        _tier_named(value)


def _tier_named(rank: int) -> str:
    """The name of the tier of a rank. Raises InvalidInput UNKNOWN_TIER."""
    name = KycTier.objects.filter(rank=rank).values_list("name", flat=True).first()
    if name is None:
        raise InvalidInput("UNKNOWN_TIER", "value", "No tier has this rank; kycTiers lists them.")
    return name


def _require_ahead(day: date) -> None:
    if not days.today() < days.checked_day(day, field="from_day"):
        raise InvalidInput("BAD_DAY", "from_day", "A rule begins tomorrow or later: it changes nothing past.")


def describe_legal_rule(business: Business, payload: Payload) -> Content:
    """The rule of that day as it is and as it would be, and by which law. Raises InvalidInput BAD_DAY where
    the day has come meanwhile, UNKNOWN_TIER where the tier has gone."""
    day, kind = date.fromisoformat(payload["from_day"]), LegalKind(payload["kind"])
    _require_ahead(day)
    before = rules_on(business.pk, day)[kind]
    return Content(
        facts={
            "legal_rule": str(kind),
            "law": payload["law"],
            "value": {"from": shown(kind, before), "to": shown(kind, payload["value"])},
            "first_day": day.isoformat(),
        },
        subject=f"business:{business.pk}",
    )


def shown(kind: LegalKind, value: int) -> str:
    """A value, for people: `5.00 %`, `18 years`, `2 days`, the name of a tier."""
    if kind in _PERCENT:
        return percent(value)
    if not value:
        return "none"
    if kind == LegalKind.TIER:
        return _tier_named(value)
    if kind == LegalKind.ONE_PERSON:
        return "yes"
    return f"{value} {'years' if kind == LegalKind.AGE else 'days'}"


def execute_legal_rule(approval: Approval) -> None:
    """Add the row. Audited."""
    payload, by = approval.payload, approval.checker or SYSTEM
    LegalRule.objects.create(
        business=approval.business,
        kind=LegalKind(payload["kind"]),
        value=payload["value"],
        law=payload["law"],
        from_day=date.fromisoformat(payload["from_day"]),
        approval=approval,
        set_at=days.now(),
    )
    record_audit(
        actor=by,
        business=approval.business,
        action="market.legal_rule",
        subject=approval.business,
        details={name: payload[name] for name in ("kind", "value", "law", "from_day")}
        | {"approval": approval.pk},
    )


def rules_on(business_id: int, day: date) -> dict[LegalKind, int]:
    """What counts on a day, of every kind; 0 where there is no such rule. One query.

    A rule begins after the day on which it was set, so the answer for a day that has come never changes.
    """
    rows = LegalRule.objects.filter(business=business_id, from_day__lte=day)
    newest = rows.order_by("kind", "-from_day", "-pk").distinct("kind").values_list("kind", "value")
    return dict.fromkeys(LegalKind, 0) | {LegalKind(kind): value for kind, value in newest}
