"""The limits that a business sets on what it pays out."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from core.errors import Findings, InvalidInput
from core.money import display
from core.rows.locks import lock_row
from mpesa.models import PayoutRules
from mpesa.models.payout_rules import PAYOUT_BOUNDS
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit
from users.models import Business

MONEY = (
    "transaction_limit",
    "payee_day_limit",
    "day_limit",
    "batch_limit",
    "withdrawal_limit",
    "float_buffer",
)

#: Whether receivers are told by SMS.
SWITCH = "tells_receivers"


def rules_of(business_id: int) -> PayoutRules:
    """The rules of a business; an unsaved row of the defaults where it has set none."""
    return PayoutRules.objects.filter(business=business_id).first() or PayoutRules(business_id=business_id)


def locked_rules(business: Business) -> PayoutRules:
    """Its row, made where there is none, locked until the end of the transaction."""
    PayoutRules.objects.bulk_create([PayoutRules(business=business)], ignore_conflicts=True)
    row = lock_row(PayoutRules.objects.filter(business=business))
    assert row is not None
    return row


def set_payout_limits(*, business: Business, limits: Mapping[str, int], actor: Actor) -> PayoutRules:
    """Change some limits, named as in PayoutRules: cents, hours, or the switch SWITCH as a truth. Needs the
    right payout.manage.

    Holds for what is asked for and sent from now on. Safe to repeat; audited; locks the rules. Raises
    InvalidInput BAD_LIMIT, Problems where several are.
    """
    require_right(actor, business, Right.PAYOUT_MANAGE)
    found = Findings()
    note_limits(found, limits)
    found.settle()
    with transaction.atomic():
        rules = locked_rules(business)
        before = {name: getattr(rules, name) for name in limits}
        changed = {name: value for name, value in limits.items() if value != before[name]}
        for name, value in changed.items():
            setattr(rules, name, value)
        if changed:
            rules.save(update_fields=list(changed))
            record_audit(
                actor=actor,
                business=business,
                action="payouts.limits",
                subject=business,
                details={name: _audited(name, value) for name, value in changed.items()},
                before={name: _audited(name, before[name]) for name in changed},
            )
    return rules


def note_limits(found: Findings, limits: Mapping[str, int]) -> None:
    """Note each limit that is out of its bounds."""
    for name, value in limits.items():
        if name == SWITCH:
            continue
        least, most = PAYOUT_BOUNDS[name]
        with found.noting():
            if not least <= value <= most:
                shown = [display(each) if name in MONEY else f"{each:,}" for each in (least, most)]
                raise InvalidInput("BAD_LIMIT", name, f"Use {shown[0]} to {shown[1]}.")


def _audited(name: str, value: int) -> str | int:
    return display(value) if name in MONEY else value
