"""The e-mail address or phone where a member of staff recovers a forgotten password."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from core.email import canonical_email, mask_email
from core.errors import InvalidInput, NotAllowed, SignInFailed
from core.machine.crypto import new_data_key, seal, unseal
from core.phone import canonical_phone, mask_phone
from users.audit import record_audit
from users.languages import language_for
from users.models import ContactChannel, PersonCodePurpose, RecoveryContact, User
from users.signing_in.person_codes import issue_code, take_code
from users.signing_in.sign_in import confirm_secret
from users.texts import writer_of

PURPOSE = "user.recovery_contact"
_CONFIRM = PersonCodePurpose.CONFIRM_CONTACT


def start_contact(*, user: User, secret: str, email: str = "", phone: str = "") -> str:
    """Send a code to an e-mail address or phone; it becomes the contact once the code comes back.

    Wants the password again. Returns the contact, masked. Raises InvalidInput BAD_CONTACT / BAD_EMAIL /
    BAD_PHONE, NotAllowed for players, SignInFailed as confirm_secret does, and CODE_TOO_SOON.
    """
    if user.username is None:
        raise NotAllowed("Players choose a new PIN by a code on their phone.")
    channel, contact, masked = read_contact(email=email, phone=phone)
    confirm_secret(user=user, secret=secret)
    with transaction.atomic():
        sealed = _sealed(user, contact)
        issued = issue_code(user, _CONFIRM, channel=channel, contact_sealed=sealed, contact_masked=masked)
        if issued is None:
            raise SignInFailed("CODE_TOO_SOON", "", "Three codes are on their way. Try again in an hour.")
        row, code = issued
        writer_of(channel)(
            to=contact,
            template="contact_code",
            values={"username": user.username, "code": code, "address": settings.BASE_URL},
            key=f"contact:{row.pk}",
            language=language_for(user=user),
            good_until=row.expires_at,
        )
    return masked


@transaction.atomic
def confirm_contact(*, user: User, code: str) -> RecoveryContact:
    """The code came back: the contact is the person's, and the one before is told.

    Raises InvalidInput CODE_WRONG.
    """
    row = take_code(code, _CONFIRM)
    if row.user_id != user.pk:
        raise InvalidInput("CODE_WRONG", "code", "The code is wrong, used or too old. Ask for a new one.")
    tell(user, "contact_changed", key=f"contact-changed:{row.pk}")
    return _keep(user, row.channel, bytes(row.contact_sealed), row.contact_masked)


def prove_contact(*, user: User, channel: str, contact: str, masked: str) -> RecoveryContact:
    """Keep a contact that was proven otherwise, by an invitation that arrived there. In a transaction."""
    return _keep(user, channel, _sealed(user, contact), masked)


def read_contact(*, email: str = "", phone: str = "") -> tuple[str, str, str]:
    """(channel, canonical, masked) of an e-mail address or a phone, one of the two."""
    if bool(email) == bool(phone):
        raise InvalidInput("BAD_CONTACT", "email", "Give an e-mail address or a phone, one of the two.")
    if email:
        contact = canonical_email(email)
        return ContactChannel.EMAIL.value, contact, mask_email(contact)
    contact = canonical_phone(phone)
    return ContactChannel.SMS.value, contact, mask_phone(contact)


def contact_of(user: User) -> RecoveryContact | None:
    return RecoveryContact.objects.filter(user=user).select_related("user__data_key").first()


def plain(contact: RecoveryContact) -> str:
    """Where to write to. Raises Unreadable when the person is erased."""
    return unseal(contact.user.data_key, contact.sealed, purpose=PURPOSE)


def tell(user: User, template: str, *, key: str) -> None:
    """Write to the person's contact, where there is one, that something changed. In a transaction."""
    contact = contact_of(user)
    if contact is not None:
        writer_of(contact.channel)(
            to=plain(contact),
            template=template,
            values={"username": user.username or "", "address": settings.BASE_URL},
            key=key,
            language=language_for(user=user),
        )


def _keep(user: User, channel: str, sealed: bytes, masked: str) -> RecoveryContact:
    RecoveryContact.objects.filter(user=user).delete()
    contact = RecoveryContact.objects.create(user=user, channel=channel, sealed=sealed, masked=masked)
    record_audit(actor=user, business=None, action="contact.confirm", subject=user)
    return contact


def _sealed(user: User, contact: str) -> bytes:
    if user.data_key is None:
        user.data_key = new_data_key()
        user.save(update_fields=["data_key"])
    return seal(user.data_key, contact, purpose=PURPOSE)
