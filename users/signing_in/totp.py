"""Time-based codes (RFC 6238) as a second factor, and recovery codes for when the phone is lost."""

from __future__ import annotations

import secrets
from base64 import b32encode

import pyotp
from django.db import transaction

from core import days
from core.digests import canonical_text
from core.errors import InvalidState, SignInFailed
from core.machine.crypto import new_data_key, seal, unseal
from core.rows.locks import lock_row
from users.actors import Actor
from users.audit import record_audit
from users.models import RecoveryCode, TotpDevice, User, is_enrolled
from users.people import peppered
from users.signing_in.delays import Growing, Subject, account_subjects, begin_guess, settle

PURPOSE = "user.totp"
ISSUER = "Hesabu"
STEP_SECONDS = 30
#: Clocks of phones may be this many steps off.
DRIFT = 1
RECOVERY_CODES = 10
#: Where a code is tried by who is signed in already.
SIGNED_IN = "signed in"
_TRIES = Growing(free=3)


def start_totp(*, user: User) -> str:
    """A fresh secret as an otpauth:// address for the person's app; it counts once a code confirms it.

    Replaces what was started before. Locks the person. Raises InvalidState TOTP_ENROLLED.
    """
    secret = pyotp.random_base32()
    with transaction.atomic():
        person = lock_row(User.objects.filter(pk=user.pk).select_related("data_key"))
        assert person is not None
        if is_enrolled(person):
            raise InvalidState("TOTP_ENROLLED", "", "A second factor is set up; remove it first.")
        if person.data_key is None:
            person.data_key = new_data_key()
            person.save(update_fields=["data_key"])
        sealed = seal(person.data_key, secret, purpose=PURPOSE)
        TotpDevice.objects.update_or_create(user=person, defaults={"secret_sealed": sealed, "last_step": 0})
        record_audit(actor=user, business=None, action="totp.start", subject=user)
    return pyotp.TOTP(secret).provisioning_uri(name=user.username or user.phone_masked, issuer_name=ISSUER)


def confirm_totp(*, user: User, code: str) -> list[str]:
    """Set up what was started, by a first code. Returns the recovery codes, which are not shown again.

    Raises InvalidState TOTP_NOT_STARTED, SignInFailed TOTP_WRONG / SIGN_IN_TOO_SOON.
    """
    if is_enrolled(user) or not TotpDevice.objects.filter(user=user).exists():
        raise InvalidState("TOTP_NOT_STARTED", "", "Start with startTotp.")
    _guess(user, code, SIGNED_IN)
    codes = [b32encode(secrets.token_bytes(10)).decode() for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        device = _device(user)
        if device is None or device.confirmed_at is not None:
            raise InvalidState("TOTP_NOT_STARTED", "", "Start with startTotp.")
        device.confirmed_at = days.now()
        device.save(update_fields=["confirmed_at"])
        RecoveryCode.objects.bulk_create(
            RecoveryCode(user=user, code_hash=_recovery_hash(user, each)) for each in codes
        )
        record_audit(actor=user, business=None, action="totp.enrol", subject=user)
    return ["-".join(each[at : at + 4] for at in range(0, len(each), 4)) for each in codes]


def check_code(*, user: User, code: str, at: str = SIGNED_IN) -> None:
    """Take a code of an enrolled person, or a recovery code; each works once. Locks the device.

    Wrong codes grow a delay, apart for who is signed in, for each known device (`at` is its id), and for
    everybody else (`at` is empty); only who knows the password gets here. Raises
    SignInFailed TOTP_REQUIRED for no code, TOTP_WRONG / SIGN_IN_TOO_SOON, InvalidState TOTP_NOT_ENROLLED.
    """
    if not is_enrolled(user):
        raise InvalidState("TOTP_NOT_ENROLLED", "", "Set up a second factor first (startTotp).")
    if not code.strip():
        raise SignInFailed("TOTP_REQUIRED", "code", "Give the code of your authenticator app.")
    _guess(user, code, at)


def remove_totp(*, user: User, code: str) -> None:
    """Remove the second factor and its recovery codes, by a last code. Raises as check_code does."""
    check_code(user=user, code=code)
    forget_totp(user=user, actor=user)


@transaction.atomic
def forget_totp(*, user: User, actor: Actor) -> bool:
    """Remove the second factor and its recovery codes without a code; whether there was one. Idempotent."""
    removed, _ = TotpDevice.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    if removed:
        record_audit(actor=actor, business=None, action="totp.remove", subject=user)
    return bool(removed)


def recovery_codes_left(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()


def _guess(user: User, code: str, at: str) -> None:
    """Count the attempt, then take the code. The count stays when the code is wrong."""
    own = Subject(account_subjects(str(user.pk), what="totp", at=at)[0], _TRIES)
    begin_guess(own)
    given = code.replace(" ", "").replace("-", "").upper()
    with transaction.atomic():
        device = _device(user)
        right = device is not None and (_take_step(device, given) or _take_recovery_code(user, given))
        if right:
            settle(own)
        else:
            record_audit(actor=user, business=None, action="totp.failed", subject=user)
    if not right:
        raise SignInFailed("TOTP_WRONG", "code", "The code is wrong, or was used before.")


def _device(user: User) -> TotpDevice | None:
    return lock_row(TotpDevice.objects.filter(user=user).select_related("user__data_key"))


def _take_step(device: TotpDevice, code: str) -> bool:
    """Whether the code is that of a step near now and after the last one taken, which it then is.

    Two steps may have the same six digits (one in a million do): what was taken is not taken again as the
    code of a later one.
    """
    totp = pyotp.TOTP(unseal(device.user.data_key, device.secret_sealed, purpose=PURPOSE))
    now = int(days.now().timestamp()) // STEP_SECONDS

    def is_of(step: int) -> bool:
        return secrets.compare_digest(totp.at(step * STEP_SECONDS).encode(), code.encode())

    if device.last_step and is_of(device.last_step):
        return False
    for step in range(max(now - DRIFT, device.last_step + 1), now + DRIFT + 1):
        if is_of(step):
            untaken = TotpDevice.objects.filter(pk=device.pk, last_step=device.last_step)
            return untaken.update(last_step=step) == 1
    return False


def _take_recovery_code(user: User, code: str) -> bool:
    unused = RecoveryCode.objects.filter(
        user=user, code_hash=_recovery_hash(user, code), used_at__isnull=True
    )
    taken = unused.update(used_at=days.now()) == 1
    if taken:
        record_audit(actor=user, business=None, action="totp.recovery_code", subject=user)
    return taken


def _recovery_hash(user: User, code: str) -> str:
    return peppered(canonical_text(["recovery", user.pk, code]))
