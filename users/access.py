"""Who may see and do what. Every read and every verb that a person asks for passes through here.

A right is a word; the table below says which roles of a business carry it. "Absent" and "not yours" give
the same NOT_FOUND; "yours to see, not yours to do" gives NOT_ALLOWED.
"""

from __future__ import annotations

from django.db.models import QuerySet

from core.errors import InvalidState, NotAllowed, NotFound
from users.models import Business, Membership, Role, User, is_enrolled

_STAFF = frozenset(set(Role) - {Role.PLAYER})
_OFFICE = frozenset({Role.OWNER, Role.ACCOUNTANT, Role.AUDITOR})

RIGHTS: dict[str, frozenset[Role]] = {
    # reading
    "business.read": frozenset(Role),
    "ledger.read": _OFFICE | {Role.APPROVER},
    "wallet.read": _OFFICE | {Role.APPROVER, Role.PLAYER},  # a player: only their own
    "collections.read": _STAFF,
    "billing.read": _STAFF - {Role.MARKET_OPERATOR},
    "reconciliation.read": _OFFICE,
    "audit.read": frozenset({Role.OWNER, Role.AUDITOR}),
    "phone.read": frozenset({Role.OWNER, Role.ACCOUNTANT, Role.CASHIER}),
    "events.read": _STAFF,
    "alert.read": _OFFICE,
    "approval.read": _STAFF - {Role.CASHIER},
    "kyc.read": frozenset({Role.OWNER, Role.ACCOUNTANT, Role.APPROVER, Role.PLAYER}),  # a player: own only
    # doing
    "till.manage": frozenset({Role.OWNER}),
    "member.manage": frozenset({Role.OWNER}),
    "business.manage": frozenset({Role.OWNER}),
    "alert.resolve": frozenset({Role.OWNER}),
    "approval.decide": frozenset({Role.OWNER, Role.APPROVER}),
    "kyc.submit": frozenset({Role.PLAYER}),
    "kyc.review": frozenset({Role.OWNER, Role.ACCOUNTANT, Role.APPROVER}),
    "ledger.write": frozenset({Role.OWNER, Role.ACCOUNTANT}),
    "payment.request": frozenset({Role.OWNER, Role.ACCOUNTANT, Role.CASHIER}),
    "period.close": frozenset({Role.OWNER, Role.ACCOUNTANT}),
    "billing.write": frozenset({Role.OWNER, Role.ACCOUNTANT, Role.CASHIER}),
    "reconciliation.write": frozenset({Role.OWNER, Role.ACCOUNTANT}),
}


#: Roles that a business may allow to act only with a second factor (Business.require_totp).
_GUARDED = frozenset({Role.OWNER, Role.APPROVER})


def roles_in(user: User, business: Business) -> frozenset[str]:
    """The roles of a person in a business."""
    return frozenset(
        Membership.objects.filter(user=user, business=business, user__is_active=True).values_list(
            "role", flat=True
        )
    )


def rights_of(user: User, business: Business) -> frozenset[str]:
    """All that the person may do in a business."""
    roles = roles_in(user, business)
    return frozenset(right for right, carriers in RIGHTS.items() if roles & carriers)


def has_right(user: User, business: Business, right: str) -> bool:
    return bool(roles_in(user, business) & RIGHTS[right])


def businesses_of(user: User, right: str = "business.read") -> QuerySet[Business]:
    """The businesses in which the person holds a role that carries the right, by code."""
    if not user.is_active:
        return Business.objects.none()
    return (
        Business.objects.filter(memberships__user=user, memberships__role__in=RIGHTS[right])
        .distinct()
        .order_by("code")
    )


def business_for(user: User, code: str, right: str) -> Business:
    """The business with a code, when the person may do `right` there.

    Raises NotFound when it is absent or none of theirs, NotAllowed when their roles do not carry the right.
    """
    business = businesses_of(user).filter(code=code).first()
    if business is None:
        raise NotFound("business", "business")
    require_right(user, business, right)
    return business


def require_right(user: User, business: Business, right: str) -> None:
    """Raises NotFound for a stranger to the business and NotAllowed for a member without the right.

    Where the business requires a second factor, owners and approvers without one read and do not act:
    InvalidState TOTP_NOT_ENROLLED.
    """
    roles = roles_in(user, business)
    if not roles:
        raise NotFound("business", "business")
    granting = roles & RIGHTS[right]
    if not granting:
        raise NotAllowed()
    guarded = business.require_totp and granting <= _GUARDED and not right.endswith(".read")
    if guarded and not is_enrolled(user):
        raise InvalidState("TOTP_NOT_ENROLLED", "", "Set up a second factor first (startTotp).")


def readable_businesses(user: User, code: str | None, right: str) -> list[int]:
    """Ids to read from: one business by code, or all of mine where I hold the right."""
    if code is not None:
        return [business_for(user, code, right).pk]
    return list(businesses_of(user, right).values_list("pk", flat=True))
