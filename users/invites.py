"""Inviting people to a business: a token by e-mail or SMS that works once, for seven days."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.crypto import keyed_digests
from core.days import accounting_day
from core.email import canonical_email, mask_email
from core.errors import InvalidInput, InvalidState
from core.idempotency import first_or_conflict
from core.locks import lock_row
from core.phone import canonical_phone, mask_phone
from core.text import checked_key
from users.access import has_right, require_right
from users.audit import record_audit
from users.languages import language_for
from users.models import Business, Invite, InviteState, Role, User
from users.people import add_member, check_new_password, create_staff
from users.texts import writers

GOOD_FOR = timedelta(days=7)
RIGHT = "member.manage"


def invite_member(
    *,
    business: Business,
    role: str,
    key: str,
    actor: User,
    email: str = "",
    phone: str = "",
    language: str = "",
) -> Invite:
    """Invite somebody, by e-mail or by phone, to a role of staff. Needs the right member.manage; audited.

    Idempotent by (business, key): the same invitation returns the first row and writes no second message;
    another one raises Conflict KEY_REUSED. Raises InvalidInput BAD_KEY / BAD_ROLE / BAD_INVITE / BAD_EMAIL /
    BAD_PHONE.
    """
    require_right(actor, business, RIGHT)
    checked_key(key)
    if role == Role.PLAYER:
        raise InvalidInput("BAD_ROLE", "role", "Players sign up by themselves.")
    if bool(email) == bool(phone):
        raise InvalidInput("BAD_INVITE", "email", "Give an e-mail address or a phone, one of the two.")
    recipient = canonical_email(email) if email else canonical_phone(phone)
    asked = keyed_digests(["invite", role, recipient])

    def write() -> Invite:
        token = secrets.token_urlsafe(24)
        invite = Invite.objects.create(
            business=business,
            key=key,
            key_hash=asked[0],
            role=role,
            recipient_masked=mask_email(recipient) if email else mask_phone(recipient),
            token_hash=_hash(token),
            invited_by=actor,
            expires_at=timezone.now() + GOOD_FOR,
        )
        writers["email" if email else "sms"](
            to=recipient,
            template="member_invite",
            values={
                "business": business.name,
                "token": token,
                "address": settings.BASE_URL,
                "until": accounting_day(invite.expires_at).isoformat(),
            },
            key=f"invite:{invite.pk}",
            business=business,
            language=language or language_for(business=business),
            good_until=invite.expires_at,
        )
        record_audit(
            actor=actor, business=business, action="invite.send", subject=invite, details={"role": role}
        )
        return invite

    known = Invite.objects.filter(business=business, key=key).select_related("business")
    return first_or_conflict(known, digests=asked, write=write, what="invitation")[0]


@transaction.atomic
def revoke_invite(*, invite: Invite, actor: User) -> Invite:
    """Take an invitation back. Needs the right member.manage. Idempotent; locks it.

    Raises InvalidState ILLEGAL_STEP when it was accepted already.
    """
    require_right(actor, invite.business, RIGHT)
    row = _lock(pk=invite.pk)
    assert row is not None
    if row.state == InviteState.ACCEPTED:
        raise InvalidState("ILLEGAL_STEP", "state", "It was accepted already: remove the member instead.")
    if row.state == InviteState.PENDING:
        row.state = InviteState.REVOKED
        row.save(update_fields=["state"])
        record_audit(actor=actor, business=row.business, action="invite.revoke", subject=row)
    return row


@transaction.atomic
def accept_invite(
    *, token: str, person: User | None, username: str = "", password: str = "", display_name: str = ""
) -> User:
    """Take the role one is invited to: as the person who is signed in, or as a new one with that name.

    Locks the invitation: a token works once. For the person who took it, repeating is a quiet success.
    Raises InvalidInput INVITE_UNUSABLE (absent, used, revoked, too old, or the inviter may not invite any
    more), BAD_USERNAME, BAD_PASSWORD, Conflict USERNAME_TAKEN.
    """
    invite = _lock(token_hash=_hash(token))
    if invite is None:
        raise _unusable()
    if person is not None and invite.accepted_by_id == person.pk:
        return person
    if (
        invite.state != InviteState.PENDING
        or invite.expires_at <= timezone.now()
        or not has_right(invite.invited_by, invite.business, RIGHT)
    ):
        raise _unusable()
    if person is None:
        check_new_password(username, password)
        person = create_staff(username=username, password=password, display_name=display_name[:80])
    elif person.username is None:
        raise InvalidInput("INVITE_UNUSABLE", "token", "Sign out first: players cannot take a role of staff.")
    add_member(business=invite.business, user=person, role=invite.role, actor=invite.invited_by)
    invite.state, invite.accepted_by = InviteState.ACCEPTED, person
    invite.save(update_fields=["state", "accepted_by"])
    record_audit(
        actor=person,
        business=invite.business,
        action="invite.accept",
        subject=invite,
        details={"role": invite.role},
    )
    return person


def _lock(**filters: object) -> Invite | None:
    return lock_row(Invite.objects.filter(**filters).select_related("business", "invited_by"))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()  # 192 random bits need neither salt nor pepper


def _unusable() -> InvalidInput:
    return InvalidInput(
        "INVITE_UNUSABLE", "token", "The invitation is used, taken back or too old. Ask for a new one."
    )
