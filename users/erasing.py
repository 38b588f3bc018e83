"""Forgetting a person: what is theirs goes, in every room of this app; the books keep the bare id."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction

from core.errors import InvalidState, NotFound
from core.machine.crypto import Unreadable, blind_indexes
from core.rows.locks import lock_row
from users.actors import Actor
from users.alert_recipients import forget_recipients
from users.audit import record_audit
from users.kyc.submissions import forget_submissions
from users.models import (
    AlertRecipient,
    Business,
    LanguageChoice,
    Membership,
    PersonCode,
    PhoneCode,
    RecoveryCode,
    RecoveryContact,
    Role,
    Session,
    SignInPlace,
    TotpDevice,
    User,
)
from users.people import lock_other_owners, phone_of
from users.signing_in.delays import account_subjects, forget_failures

_ERASED = (
    "data_key", "phone_sealed", "phone_index", "phone_masked", "username", "display_name", "last_login",
    "password", "is_active", "is_staff", "is_superuser",
)  # fmt: skip


@transaction.atomic
def erase_person(*, user: User, actor: Actor) -> User:
    """Forget who somebody is; the books keep the bare id. Idempotent. Locks the person's row and the
    owners of what they own.

    Deletes the data key (what it sealed is unreadable from now on, in backups too once the key's backup is
    gone), those of KYC submissions, the phone and its index, names, secret, second factor, roles, language,
    known addresses, sessions, recovery contact, where alerts are told, codes and delays.
    Raises InvalidState LAST_OWNER while a business would be left without an owner.
    """
    person = lock_row(User.objects.filter(pk=user.pk))
    if person is None:
        raise NotFound("person")
    if not person.is_active and person.username is None and person.phone_index is None:
        return person
    owned = Business.objects.filter(memberships__user=person, memberships__role=Role.OWNER)
    for business in owned.order_by("pk"):
        if not lock_other_owners(business, person):
            raise InvalidState("LAST_OWNER", "id", "Name another owner of the business first.")
    _forget_sign_ins(person)
    forget_submissions(person=person)
    key = person.data_key
    person.data_key, person.phone_sealed, person.phone_index, person.phone_masked = None, None, None, ""
    person.username, person.display_name, person.last_login = None, "", None
    person.is_active = person.is_staff = person.is_superuser = False
    person.set_unusable_password()
    person.save(update_fields=_ERASED)
    if key is not None:
        key.delete()
    Membership.objects.filter(user=person).delete()
    forget_recipients(AlertRecipient.objects.filter(user=person))
    LanguageChoice.objects.filter(user=person).delete()
    record_audit(actor=actor, business=None, action="person.erase", subject=person)
    return person


def _forget_sign_ins(person: User) -> None:
    subjects = account_subjects(person.username) if person.username else []
    if person.phone_sealed is not None:
        with suppress(Unreadable):
            phone = phone_of(person)
            for what in ("account", "pins", "code", "code-request"):
                subjects += account_subjects(phone, what=what)
            PhoneCode.objects.filter(phone_index__in=blind_indexes(phone)).delete()
    forget_failures(subjects)
    SignInPlace.objects.filter(user=person).delete()
    Session.objects.filter(user=person).delete()
    RecoveryContact.objects.filter(user=person).delete()
    PersonCode.objects.filter(user=person).delete()
    TotpDevice.objects.filter(user=person).delete()
    RecoveryCode.objects.filter(user=person).delete()
