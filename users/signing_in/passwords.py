"""Passwords of staff: changing one, and recovering a forgotten one by a code. Either ends other sessions.

Recovery opens nothing by itself: signing in with the new
password still asks for the second factor. No owner resets a password: who can choose the approver's password
approves alone.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from core.errors import InvalidInput, NotAllowed
from users.actors import Actor
from users.audit import record_audit
from users.languages import language_for
from users.models import PersonCode, PersonCodePurpose, User
from users.people import canonical_username, check_new_password
from users.signing_in.delays import (
    Steady,
    Subject,
    begin_attempt,
    forget_failures,
    place_subjects,
    too_soon,
)
from users.signing_in.devices import Device
from users.signing_in.person_codes import issue_code, take_code
from users.signing_in.recovery_contacts import contact_of, plain, tell
from users.signing_in.sessions import end_sessions
from users.signing_in.sign_in import confirm_secret, shared_subjects
from users.texts import writer_of

_RESET = PersonCodePurpose.RESET_PASSWORD
REQUESTS = Steady(at_once=20, every=timedelta(seconds=30))


def change_password(*, user: User, secret: str, new_password: str, session_key: str | None) -> User:
    """Give oneself a new password, by the old one. The contact is told; audited.

    Sessions end, but the one with that key, which then carries on under a new one. Raises NotAllowed for
    players, SignInFailed as confirm_secret does, InvalidInput BAD_PASSWORD.
    """
    if user.username is None:
        raise NotAllowed("Players choose a new PIN by a code on their phone.")
    check_new_password(user.username, new_password, field="new_password")
    confirm_secret(user=user, secret=secret)
    with transaction.atomic():
        _set(user, new_password, but=session_key)
        record_audit(actor=user, business=None, action="password.change", subject=user)
    return user


def request_reset(*, username: str, address: str, device: Device | None = None) -> None:
    """Send a code to the contact of who signs in by a name, if there is one. What happened is not told.

    Three codes at a time are good, whoever asked for them; more are not sent. Raises SignInFailed
    CODE_TOO_SOON for an address that asks too often, unless the person has signed in from the device.
    """
    person = _named(username)
    if person is None or device is None or not device.knows(person):
        wait = begin_attempt(Subject(place_subjects(address, what="codes")[0], REQUESTS))
        if wait > 0:
            raise too_soon("CODE_TOO_SOON", "Too often.", wait)
    contact = contact_of(person) if person else None
    with transaction.atomic():
        # The same work for a name that nobody has, or that has no contact, so that time tells nothing.
        known = person if person and contact else User.objects.create(is_active=False)
        channel, to = (contact.channel, plain(contact)) if contact else ("email", "nobody@example.com")
        issued = issue_code(known, _RESET)
        if issued is not None:
            row, code = issued
            writer_of(channel)(
                to=to,
                template="password_reset_code",
                values={"username": known.username or "", "code": code, "address": settings.BASE_URL},
                key=f"password-code:{row.pk}",
                language=language_for(user=known),
                good_until=row.expires_at,
            )
        if contact is None:
            transaction.set_rollback(True)


@transaction.atomic
def give_reset_code(*, user: User, actor: Actor) -> str:
    """A code for somebody without a contact, to be handed over by who runs the machine. Audited."""
    PersonCode.objects.filter(user=user, purpose=_RESET).delete()
    issued = issue_code(user, _RESET)
    assert issued is not None
    record_audit(actor=actor, business=None, action="password.code", subject=user)
    return issued[1]


@transaction.atomic
def reset_password(*, code: str, new_password: str) -> User:
    """Choose a new password by a code. Every session ends; the contact is told; audited. Locks the code.

    Delays on the name are forgotten. Raises InvalidInput CODE_WRONG, BAD_PASSWORD (the code stays good).
    """
    person = take_code(code, _RESET).user
    check_new_password(person.username or "", new_password, field="new_password")
    _set(person, new_password)
    forget_failures(shared_subjects(person.username or ""))
    record_audit(actor=person, business=None, action="password.reset", subject=person)
    return person


def _set(person: User, password: str, *, but: str | None = None) -> None:
    person.set_password(password)
    person.save(update_fields=["password"])
    end_sessions(person=person, but=but)
    PersonCode.objects.filter(user=person, purpose=_RESET).delete()
    tell(person, "password_changed", key=f"password-changed:{secrets.token_hex(8)}")


def _named(username: str) -> User | None:
    try:
        name = canonical_username(username)
    except InvalidInput:
        return None
    return User.objects.filter(username=name, is_active=True).first()
