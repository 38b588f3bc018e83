"""Who may see and do what. Every read and every verb that a person asks for passes through here.

The table below says which role of a business carries which rights. "Absent" and "not yours" give
the same NOT_FOUND; "yours to see, not yours to do" gives NOT_ALLOWED.
"""

from __future__ import annotations

from enum import StrEnum

from django.db.models import QuerySet

from core.errors import InvalidState, NotAllowed, NotFound
from users.actors import Actor, System
from users.models import Business, Membership, Role, User, is_enrolled


class Right(StrEnum):
    """What may be done in a business. Those that end in `.read` change nothing."""

    BUSINESS_READ = "business.read"
    LEDGER_READ = "ledger.read"
    WALLET_READ = "wallet.read"  # a player: only their own
    COLLECTIONS_READ = "collections.read"
    BILLING_READ = "billing.read"
    RECONCILIATION_READ = "reconciliation.read"
    PAYOUT_READ = "payout.read"
    MARKET_READ = "market.read"
    AUDIT_READ = "audit.read"
    PHONE_READ = "phone.read"
    EVENTS_READ = "events.read"
    ALERT_READ = "alert.read"
    APPROVAL_READ = "approval.read"
    KYC_READ = "kyc.read"  # a player: only their own

    TILL_MANAGE = "till.manage"
    MEMBER_MANAGE = "member.manage"
    BUSINESS_MANAGE = "business.manage"
    ALERT_RESOLVE = "alert.resolve"
    APPROVAL_DECIDE = "approval.decide"
    KYC_SUBMIT = "kyc.submit"
    KYC_REVIEW = "kyc.review"
    LEDGER_WRITE = "ledger.write"
    PAYMENT_REQUEST = "payment.request"
    PERIOD_CLOSE = "period.close"
    BILLING_WRITE = "billing.write"
    BILLING_OVERRIDE = "billing.override"  # bill beyond a credit limit
    POS_SELL = "pos.sell"
    RECONCILIATION_WRITE = "reconciliation.write"
    PAYOUT_REQUEST = "payout.request"
    PAYOUT_MANAGE = "payout.manage"
    WALLET_DEPOSIT = "wallet.deposit"  # a player: into their own
    WALLET_WITHDRAW = "wallet.withdraw"  # a player: from their own
    MARKET_MANAGE = "market.manage"
    MARKET_DECIDE = "market.decide"  # the second person of what another has asked for
    STAKE_PLACE = "stake.place"  # a player: from their own wallet


_OF_STAFF = frozenset({Right.BUSINESS_READ, Right.COLLECTIONS_READ, Right.EVENTS_READ})
_OF_THE_OFFICE = _OF_STAFF | {
    Right.LEDGER_READ,
    Right.WALLET_READ,
    Right.BILLING_READ,
    Right.RECONCILIATION_READ,
    Right.PAYOUT_READ,
    Right.MARKET_READ,
    Right.ALERT_READ,
    Right.APPROVAL_READ,
}
_OF_THE_COUNTER = frozenset({Right.PHONE_READ, Right.PAYMENT_REQUEST, Right.BILLING_WRITE, Right.POS_SELL})

#: Role -> what it may do.
ROLES: dict[Role, frozenset[Right]] = {
    Role.OWNER: frozenset(Right)
    - {Right.KYC_SUBMIT, Right.WALLET_DEPOSIT, Right.WALLET_WITHDRAW, Right.STAKE_PLACE},
    Role.ACCOUNTANT: _OF_THE_OFFICE
    | _OF_THE_COUNTER
    | {
        Right.BILLING_OVERRIDE,
        Right.KYC_READ,
        Right.KYC_REVIEW,
        Right.LEDGER_WRITE,
        Right.PERIOD_CLOSE,
        Right.RECONCILIATION_WRITE,
        Right.PAYOUT_REQUEST,
    },
    Role.CASHIER: _OF_STAFF | _OF_THE_COUNTER | {Right.BILLING_READ},
    Role.APPROVER: _OF_STAFF
    | {
        Right.LEDGER_READ,
        Right.WALLET_READ,
        Right.BILLING_READ,
        Right.RECONCILIATION_READ,  # what an approval of an exception or of a file is about
        Right.PAYOUT_READ,
        Right.MARKET_READ,
        Right.MARKET_DECIDE,
        Right.APPROVAL_READ,
        Right.APPROVAL_DECIDE,
        Right.KYC_READ,
        Right.KYC_REVIEW,
    },
    Role.MARKET_OPERATOR: _OF_STAFF
    | {Right.APPROVAL_READ, Right.MARKET_READ, Right.MARKET_MANAGE, Right.MARKET_DECIDE},
    Role.AUDITOR: _OF_THE_OFFICE | {Right.AUDIT_READ},
    Role.PLAYER: frozenset(
        {
            Right.BUSINESS_READ,
            Right.WALLET_READ,
            Right.KYC_READ,
            Right.KYC_SUBMIT,
            Right.WALLET_DEPOSIT,
            Right.WALLET_WITHDRAW,
            Right.MARKET_READ,
            Right.STAKE_PLACE,
        }
    ),
}
#: Right -> the roles that carry it.
RIGHTS: dict[Right, frozenset[Role]] = {
    right: frozenset(role for role, held in ROLES.items() if right in held) for right in Right
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


def rights_of(user: User, business: Business) -> frozenset[Right]:
    """All that the person may do in a business."""
    roles = roles_in(user, business)
    return frozenset(right for right, carriers in RIGHTS.items() if roles & carriers)


def has_right(user: User, business: Business, right: Right) -> bool:
    return bool(roles_in(user, business) & RIGHTS[right])


def businesses_of(user: User, right: Right = Right.BUSINESS_READ) -> QuerySet[Business]:
    """The businesses in which the person holds a role that carries the right, by code."""
    if not user.is_active:
        return Business.objects.none()
    return (
        Business.objects.filter(memberships__user=user, memberships__role__in=RIGHTS[right])
        .distinct()
        .order_by("code")
    )


def business_for(user: User, code: str, right: Right) -> Business:
    """The business with a code, when the person may do `right` there.

    Raises NotFound when it is absent or none of theirs, NotAllowed when their roles do not carry the right.
    """
    business = businesses_of(user).filter(code=code).first()
    if business is None:
        raise NotFound("business", "business")
    require_right(user, business, right)
    return business


def business_of(user: User, business_id: int, right: Right) -> Business:
    """The business, when the person may do `right` there. Raises as business_for does."""
    business = businesses_of(user).filter(pk=business_id).first()
    if business is None:
        raise NotFound("business", "business")
    require_right(user, business, right)
    return business


def require_right(actor: Actor, business: Business, right: Right) -> None:
    """Raises NotFound for a stranger to the business and NotAllowed for a member without the right.

    SYSTEM may do everything. Where the business requires a second factor, owners and approvers without one
    read and do not act: InvalidState TOTP_NOT_ENROLLED.
    """
    if isinstance(actor, System):
        return
    roles = roles_in(actor, business)
    if not roles:
        raise NotFound("business", "business")
    granting = roles & RIGHTS[right]
    if not granting:
        raise NotAllowed()
    guarded = business.require_totp and granting <= _GUARDED and not right.endswith(".read")
    if guarded and not is_enrolled(actor):
        raise InvalidState("TOTP_NOT_ENROLLED", "", "Set up a second factor first (startTotp).")
