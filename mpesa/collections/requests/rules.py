"""The limits that a business sets on what is asked for on phones."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from core.errors import Findings, InvalidInput
from core.money import display
from core.rows.locks import lock_row
from mpesa.models import RequestRules
from mpesa.models.rules import BOUNDS
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit
from users.models import Business

MONEY = ("transaction_limit", "customer_day_limit")


def rules_of(business_id: int) -> RequestRules:
    """The rules of a business; an unsaved row of the defaults where it has set none."""
    return RequestRules.objects.filter(business=business_id).first() or RequestRules(business_id=business_id)


def locked_rules(business: Business) -> RequestRules:
    """Its row, made where there is none, locked until the end of the transaction."""
    RequestRules.objects.bulk_create([RequestRules(business=business)], ignore_conflicts=True)
    row = lock_row(RequestRules.objects.filter(business=business))
    assert row is not None
    return row


def set_request_limits(*, business: Business, limits: Mapping[str, int], actor: Actor) -> RequestRules:
    """Change some limits, named as in RequestRules: cents, or how often. Needs the right business.manage.

    Holds for what is asked from now on. Safe to repeat; audited; locks the rules. Raises InvalidInput
    BAD_LIMIT, Problems where several are.
    """
    require_right(actor, business, Right.BUSINESS_MANAGE)
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
                action="requests.limits",
                subject=business,
                details={name: _audited(name, value) for name, value in changed.items()},
                before={name: _audited(name, before[name]) for name in changed},
            )
    return rules


def note_limits(found: Findings, limits: Mapping[str, int]) -> None:
    """Note each limit that is out of its bounds."""
    for name, value in limits.items():
        least, most = BOUNDS[name]
        with found.noting():
            if not least <= value <= most:
                shown = [display(each) if name in MONEY else f"{each:,}" for each in (least, most)]
                raise InvalidInput("BAD_LIMIT", name, f"Use {shown[0]} to {shown[1]}.")


def _audited(name: str, value: int) -> str | int:
    return display(value) if name in MONEY else value
