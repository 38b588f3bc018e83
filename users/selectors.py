"""Reads of people, businesses, the audit log, approvals and submissions."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from core import days
from core.errors import NotFound
from users.access import Right, businesses_of, has_right
from users.approvals.kinds import kinds_by_reader
from users.models import Approval, AuditEntry, Business, Invite, InviteState, KycSubmission, Membership, User


def memberships_of(user: User) -> QuerySet[Membership]:
    """The roles of a person, by business and role."""
    return user.memberships.order_by("business__code", "role", "pk")


def business_by_id(user: User, business_id: int) -> Business:
    """One business of the person's. Raises NotFound when it is absent or none of theirs."""
    business = businesses_of(user).filter(pk=business_id).first()
    if business is None:
        raise NotFound("business")
    return business


def membership_for(user: User, membership_id: int) -> Membership:
    """One membership: the person's own, or of a business whose audit they may read. Raises NotFound."""
    membership = Membership.objects.filter(pk=membership_id).select_related("user", "business").first()
    if membership is None or (
        membership.user_id != user.pk and not has_right(user, membership.business, Right.AUDIT_READ)
    ):
        raise NotFound("membership")
    return membership


def audit_entry_for(user: User, entry_id: int) -> AuditEntry:
    """One audit entry. Raises NotFound when it is absent or not the person's to read."""
    entry = AuditEntry.objects.filter(pk=entry_id).select_related("business", "actor").first()
    if entry is None or entry.business is None or not has_right(user, entry.business, Right.AUDIT_READ):
        raise NotFound("audit entry")
    return entry


def staff_by_name(username: str) -> User:
    """An active person who signs in by name. Raises NotFound."""
    user = User.objects.filter(username=username.strip().lower(), is_active=True).first()
    if user is None:
        raise NotFound("person", "username")
    return user


def approvals_of(user: User, businesses: Iterable[int]) -> QuerySet[Approval]:
    """The requests for approval of businesses where the person holds approval.read: of the kinds that they
    may read there."""
    seen = Q(pk__in=[])
    for right, kinds in kinds_by_reader().items():
        seen |= Q(kind__in=kinds, business__in=businesses_of(user, right).values("pk"))
    return Approval.objects.filter(seen, business_id__in=businesses)


def approvals_read_by(user: User) -> QuerySet[Approval]:
    """Every request for approval that the person may read."""
    return approvals_of(user, businesses_of(user, Right.APPROVAL_READ).values_list("pk", flat=True))


def approval_for(user: User, approval_id: int) -> Approval:
    """One request for approval. Raises NotFound when it is absent or not the person's to read."""
    theirs = approvals_read_by(user).select_related("business", "maker", "checker")
    approval = theirs.filter(pk=approval_id).first()
    if approval is None:
        raise NotFound("approval")
    return approval


def kyc_submissions_of(user: User, businesses: Iterable[int]) -> QuerySet[KycSubmission]:
    """The submissions of businesses where the person holds kyc.read: all for reviewers, else their own."""
    whole = businesses_of(user, Right.KYC_REVIEW).values("pk")
    return KycSubmission.objects.filter(Q(player=user) | Q(business__in=whole), business_id__in=businesses)


def kyc_submission_for(user: User, submission_id: int) -> KycSubmission:
    """One submission. Raises NotFound when it is absent or not the person's to read."""
    submission = (
        KycSubmission.objects.filter(pk=submission_id)
        .select_related("business", "player", "tier", "data_key")
        .first()
    )
    if submission is None:
        raise NotFound("submission")
    right = Right.KYC_READ if submission.player_id == user.pk else Right.KYC_REVIEW
    if not has_right(user, submission.business, right):
        raise NotFound("submission")
    return submission


def open_to_players(business_id: int) -> Business:
    """The business that a player asks to be let into. Raises NotFound, also where no players are taken."""
    business = Business.objects.filter(pk=business_id, takes_players=True).first()
    if business is None:
        raise NotFound("thing", "business")
    return business


def any_business(business_id: int) -> Business:
    """A business, for people who are not signed in and learn nothing of it. Raises NotFound."""
    business = Business.objects.filter(pk=business_id).first()
    if business is None:
        raise NotFound("thing", "business")
    return business


def invite_for(user: User, invite_id: int) -> Invite:
    """One invitation. Raises NotFound when it is absent or not the person's to manage."""
    invite = Invite.objects.filter(pk=invite_id).select_related("business", "invited_by").first()
    if invite is None or not has_right(user, invite.business, Right.MEMBER_MANAGE):
        raise NotFound("invitation")
    return invite


def invitations_of(user: User) -> QuerySet[Invite]:
    """The invitations that wait for the person's answer, newest first."""
    waiting = user.invitations.filter(state=InviteState.PENDING, declined_at=None, expires_at__gt=days.now())
    return waiting.order_by("-pk")


def invitation_for(user: User, invite_id: int) -> Invite:
    """One invitation to the person, answered or not. Raises NotFound."""
    invite = user.invitations.filter(pk=invite_id).select_related("business", "invited_by").first()
    if invite is None:
        raise NotFound("thing", "invitation")
    return invite
