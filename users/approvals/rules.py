"""The rules of a business for approvals: how much one person may move alone, and with which factor.

They change by approval too.
"""

from __future__ import annotations

from typing import Any

from core.errors import InvalidInput
from core.money import MAX_CENTS, Cents, display
from core.rows.locks import lock_row
from users.access import Right, require_right
from users.actors import SYSTEM
from users.approvals.approving import request_approval
from users.approvals.kinds import Content, Payload
from users.audit import record_audit
from users.models import Approval, Business, User

KIND = "approval_rules.change"


def change_rules(
    *,
    business: Business,
    solo_limit: Cents | None = None,
    require_totp: bool | None = None,
    actor: User,
    key: str,
    comment: str = "",
) -> Approval:
    """Ask for another solo limit in cents (0: nobody acts alone), or for the second factor of owners and
    approvers; None leaves a rule as it is. Needs the right business.manage.

    Always an approval, whatever the rules are now. Idempotent by (business, key). Raises InvalidInput
    BAD_AMOUNT / NOTHING_ASKED and what request_approval raises.
    """
    require_right(actor, business, Right.BUSINESS_MANAGE)
    if solo_limit is not None and not 0 <= solo_limit <= MAX_CENTS:
        raise InvalidInput("BAD_AMOUNT", "solo_limit", "A solo limit is zero or more.")
    rules = {"solo_limit": solo_limit, "require_totp": require_totp}
    payload = {name: value for name, value in rules.items() if value is not None}
    if not payload:
        raise InvalidInput("NOTHING_ASKED", "", "Name at least one rule to change.")
    return request_approval(
        kind=KIND, business=business, payload=payload, maker=actor, key=key, comment=comment
    )


def describe_change(business: Business, payload: Payload) -> Content:
    """The rules as they are and as they would be. Locks the business."""
    present = lock_row(Business.objects.filter(pk=business.pk))
    assert present is not None
    facts = {
        name: {"from": _shown(name, getattr(present, name)), "to": _shown(name, value)}
        for name, value in payload.items()
    }
    return Content(facts=facts, subject=f"business:{business.pk}")


def _shown(name: str, value: Any) -> str | bool:
    return display(value) if name == "solo_limit" else bool(value)


def execute_change(approval: Approval) -> None:
    """Set the rules that were approved."""
    business, rules = approval.business, approval.payload
    before = {name: _shown(name, getattr(business, name)) for name in rules}
    for name, value in rules.items():
        setattr(business, name, value)
    business.save(update_fields=list(rules))
    details = {name: _shown(name, value) for name, value in rules.items()}
    record_audit(
        actor=approval.checker or SYSTEM,
        business=business,
        action="approval_rules.change",
        subject=business,
        details={**details, "approval": approval.pk},
        before=before,
    )
