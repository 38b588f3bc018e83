"""Inviting people to a business. Nobody is made a member: who is invited accepts, or does not.

By e-mail or SMS goes a token that works once, for seven days. To a user name nothing is sent: the person
of that name finds the invitation when they sign in, and the answer is the same when there is none.
"""

from __future__ import annotations

import hashlib
import secrets
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from core import days
from core.days import accounting_day
from core.errors import Findings, InvalidInput, InvalidState
from core.machine.crypto import keyed_digests
from core.rows.idempotency import first_or_conflict
from core.rows.locks import AdvisoryLock, lock_row
from core.rows.states import take_step
from core.text import checked_key
from users.access import Right, has_right, require_right
from users.audit import record_audit
from users.languages import language_for
from users.models import Business, Invite, InviteState, Membership, Role, User
from users.people import add_member, canonical_username, check_new_password, create_staff
from users.signing_in.delays import Steady, Subject, begin_guess, place_subjects, settle
from users.signing_in.recovery_contacts import prove_contact, read_contact
from users.texts import writer_of

GOOD_FOR = timedelta(days=7)
DAY = timedelta(days=1)
RIGHT = Right.MEMBER_MANAGE
#: New names that one address may try.
NAMES = Steady(at_once=20, every=timedelta(seconds=30))
_sending = AdvisoryLock("users.invites")


def invite_member(
    *,
    business: Business,
    role: str,
    key: str,
    actor: User,
    email: str = "",
    phone: str = "",
    username: str = "",
    language: str = "",
) -> Invite:
    """Invite somebody, by e-mail, phone or user name, to a role of staff. Needs member.manage; audited.

    Idempotent by (business, key): the same invitation returns the first row and writes no second message;
    another one raises Conflict KEY_REUSED. Locks the business's invitations. Raises InvalidInput BAD_KEY /
    BAD_ROLE / BAD_INVITE / BAD_EMAIL / BAD_PHONE / BAD_USERNAME, InvalidState TOO_MANY_INVITES.
    """
    require_right(actor, business, RIGHT)
    found = Findings()
    note_invitation(found, key=key, role=role, to=(email, phone, username))
    found.settle()
    kind, recipient, masked = _recipient(email=email, phone=phone, username=username)
    asked = _digests(role, kind, recipient)

    def write() -> Invite:
        _sending.take(business.pk)
        today = Invite.objects.filter(business=business, created_at__gt=days.now() - DAY)
        if today.count() >= settings.INVITES_PER_DAY:
            raise InvalidState("TOO_MANY_INVITES", "", "Enough invitations for one day: go on tomorrow.")
        people = User.objects.filter(username=recipient, is_active=True)
        token = secrets.token_urlsafe(24)
        invite = Invite.objects.create(
            business=business,
            key=key,
            key_hash=asked[0],
            role=role,
            recipient_masked=masked,
            token_hash=_hash(token),
            invited_by=actor,
            invitee=people.first() if kind == "username" else None,
            expires_at=days.now() + GOOD_FOR,
        )
        if kind != "username":
            _send(invite, kind, recipient, token, language)
        record_audit(
            actor=actor, business=business, action="invite.send", subject=invite, details={"role": role}
        )
        return invite

    known = Invite.objects.filter(business=business, key=key).select_related("business")
    return first_or_conflict(known, digests=asked, write=write, what="invitation")[0]


def note_invitation(found: Findings, *, key: str, role: str, to: tuple[str, str, str] | None) -> None:
    """Note what is wrong with an invitation; `to` is e-mail address, phone and user name, None where one of
    them is known to be wrong."""
    with found.noting():
        checked_key(key)
    with found.noting():
        if role == Role.PLAYER:
            raise InvalidInput("BAD_ROLE", "role", "Players sign up by themselves.")
    if to is not None:
        with found.noting():
            _recipient(email=to[0], phone=to[1], username=to[2])


def _recipient(*, email: str, phone: str, username: str = "") -> tuple[str, str, str]:
    """(writer or "username", whom, masked)."""
    if sum(map(bool, (email, phone, username))) != 1:
        raise InvalidInput("BAD_INVITE", "email", "Give an e-mail address, a phone or a user name: one.")
    if not username:
        return read_contact(email=email, phone=phone)
    name = canonical_username(username)
    return "username", name, f"{name[0]}****{name[-1]}"


def _send(invite: Invite, kind: str, recipient: str, token: str, language: str) -> None:
    writer_of(kind)(
        to=recipient,
        template="member_invite",
        values={
            "business": invite.business.name,
            "token": token,
            "address": f"{settings.BASE_URL}/join",
            "until": accounting_day(invite.expires_at).isoformat(),
        },
        key=f"invite:{invite.pk}",
        business=invite.business,
        language=language or language_for(business=invite.business),
        good_until=invite.expires_at,
    )


@transaction.atomic
def revoke_invite(*, invite: Invite, actor: User) -> Invite:
    """Take an invitation back. Needs the right member.manage. Idempotent; locks it.

    Raises InvalidState ILLEGAL_STEP when it was accepted already.
    """
    require_right(actor, invite.business, RIGHT)
    row = _lock(pk=invite.pk)
    assert row is not None
    if row.state == InviteState.ACCEPTED:
        raise InvalidState("ILLEGAL_STEP", "invite", "It was accepted already: remove the member instead.")
    if row.state == InviteState.PENDING:
        take_step(row, InviteState.REVOKED)
        row.save(update_fields=["state"])
        record_audit(actor=actor, business=row.business, action="invite.revoke", subject=row)
    return row


def accept_invite(
    *,
    token: str,
    person: User | None,
    address: str,
    username: str = "",
    password: str = "",
    display_name: str = "",
    contact: str = "",
) -> User:
    """Take the role one is invited to by a token: as who is signed in, or as a new person with that name.

    Locks the invitation: a token works once. For the person who took it, repeating is a quiet success. With
    `contact`, the e-mail address or phone to which the token came, a new person recovers a forgotten
    password there.
    Raises InvalidInput INVITE_UNUSABLE (absent, used, revoked, too old, or the inviter may not invite any
    more), BAD_USERNAME, BAD_PASSWORD, BAD_CONTACT, Conflict USERNAME_TAKEN, and SignInFailed
    SIGN_IN_TOO_SOON for an address that tries name after name: an invitation is no list of who is there.
    """
    if person is not None:
        return _accept(token, person)
    names = Subject(place_subjects(address, what="names")[0], NAMES)
    begin_guess(names)
    person = _accept(token, None, username, password, display_name, contact)
    settle(names)
    return person


@transaction.atomic
def _accept(
    token: str,
    person: User | None,
    username: str = "",
    password: str = "",
    display_name: str = "",
    contact: str = "",
) -> User:
    invite = _lock(token_hash=_hash(token))
    if invite is None:
        raise _unusable()
    if person is not None and invite.accepted_by_id == person.pk:
        return person
    _require_usable(invite)
    if person is None:
        found = Findings()
        with found.noting():
            canonical_username(username)
        with found.noting():
            check_new_password(username, password)
        found.settle()
        person = create_staff(username=username, password=password, display_name=display_name[:80])
        if contact:
            _prove_contact(invite, person, contact)
    elif person.username is None:
        raise InvalidInput("INVITE_UNUSABLE", "token", "Sign out first: players cannot take a role of staff.")
    _take(invite, person)
    return person


@transaction.atomic
def accept_invitation(*, invite: Invite, person: User) -> Membership:
    """The invited person takes the role. Idempotent; locks the invitation.

    Raises InvalidInput INVITE_UNUSABLE as accept_invite does, and when it was declined.
    """
    row = _lock(pk=invite.pk, invitee=person)
    if row is None:
        raise _unusable("invitation")
    held = Membership.objects.filter(business=row.business, user=person, role=row.role).first()
    if row.accepted_by_id == person.pk and held is not None:  # who was removed since does not come back by it
        return held
    _require_usable(row, "invitation")
    return _take(row, person)


@transaction.atomic
def decline_invitation(*, invite: Invite, person: User) -> None:
    """The invited person does not want the role. Idempotent; locks the invitation.

    The business is not told: to it the invitation looks unanswered, as one to a name that nobody has. Raises
    InvalidInput INVITE_UNUSABLE when it was accepted.
    """
    row = _lock(pk=invite.pk, invitee=person)
    if row is None or row.state == InviteState.ACCEPTED:
        raise _unusable("invitation")
    if row.declined_at is None:
        row.declined_at = days.now()
        row.save(update_fields=["declined_at"])
        record_audit(actor=person, business=None, action="invite.decline", subject=row)


def _require_usable(invite: Invite, field: str = "token") -> None:
    if (
        invite.state != InviteState.PENDING
        or invite.declined_at is not None
        or invite.expires_at <= days.now()
        or not has_right(invite.invited_by, invite.business, RIGHT)
    ):
        raise _unusable(field)


def _take(invite: Invite, person: User) -> Membership:
    role, business = invite.role, invite.business
    membership = add_member(business=business, user=person, role=role, actor=invite.invited_by)
    take_step(invite, InviteState.ACCEPTED)
    invite.accepted_by = person
    invite.save(update_fields=["state", "accepted_by"])
    record_audit(
        actor=person, business=business, action="invite.accept", subject=invite, details={"role": role}
    )
    return membership


def _prove_contact(invite: Invite, person: User, contact: str) -> None:
    """The token arrived at the contact, so it is the person's. What was invited is known by its digest."""
    with suppress(InvalidInput):
        email, phone = (contact, "") if "@" in contact else ("", contact)
        kind, recipient, masked = _recipient(email=email, phone=phone)
        if bytes(invite.key_hash) in _digests(invite.role, kind, recipient):
            prove_contact(user=person, channel=kind, contact=recipient, masked=masked)
            return
    raise InvalidInput("BAD_CONTACT", "contact", "The invitation was sent to another address or phone.")


def _digests(role: str, kind: str, recipient: str) -> list[bytes]:
    return keyed_digests(["invite", role, kind, recipient])


def _lock(**filters: object) -> Invite | None:
    return lock_row(Invite.objects.filter(**filters).select_related("business", "invited_by"))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()  # 192 random bits need neither salt nor pepper


def _unusable(field: str = "token") -> InvalidInput:
    return InvalidInput(
        "INVITE_UNUSABLE", field, "The invitation is used, taken back or too old. Ask for a new one."
    )
