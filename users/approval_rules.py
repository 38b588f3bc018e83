"""The rules of a business for approvals: how much one person may move alone. They change by approval too."""

from __future__ import annotations

from core.errors import InvalidInput
from core.locks import lock_row
from core.money import MAX_CENTS, Cents
from users.access import require_right
from users.approval_models import Approval
from users.approval_subjects import Content, Payload
from users.approvals import request_approval
from users.audit import record_audit
from users.models import Business, User

KIND = "approval_rules.change"


def change_rules(
    *, business: Business, solo_limit: Cents, actor: User, key: str, comment: str = ""
) -> Approval:
    """Ask that the solo limit be so many cents (0: nobody acts alone). Needs the right business.manage.

    Always an approval, whatever the limit is now. Idempotent by (business, key). Raises InvalidInput
    BAD_AMOUNT and what request_approval raises.
    """
    require_right(actor, business, "business.manage")
    if not 0 <= solo_limit <= MAX_CENTS:
        raise InvalidInput("BAD_AMOUNT", "solo_limit", "A solo limit is zero or more.")
    return request_approval(
        kind=KIND,
        business=business,
        payload={"solo_limit": solo_limit},
        maker=actor,
        key=key,
        comment=comment,
    )


def describe_change(business: Business, payload: Payload) -> Content:
    """The rules as they are and as they would be. Locks the business."""
    present = lock_row(Business.objects.filter(pk=business.pk))
    assert present is not None
    return Content(
        facts={"solo_limit": {"from": present.solo_limit, "to": payload["solo_limit"]}},
        subject=f"business:{business.pk}",
    )


def execute_change(approval: Approval) -> None:
    """Set the rules that were approved."""
    business = approval.business
    business.solo_limit = approval.payload["solo_limit"]
    business.save(update_fields=["solo_limit"])
    record_audit(
        actor=approval.checker,
        business=business,
        action="approval_rules.change",
        subject=business,
        details={"solo_limit": business.solo_limit, "approval": approval.pk},
    )
