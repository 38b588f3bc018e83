"""The second factor: a shared secret that makes codes, and recovery codes for a lost phone."""

from __future__ import annotations

from django.db import models

from core.fields import MomentField
from users.models.people import User


class TotpDevice(models.Model):
    """What makes the codes of a person (RFC 6238). Sealed under the person's data key.

    `last_step` is the 30-second step of the newest code that was taken; no code is taken twice.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    secret_sealed = models.BinaryField(editable=False)
    last_step = models.BigIntegerField(default=0, editable=False)
    confirmed_at = MomentField(null=True)
    created_at = MomentField(auto_now_add=True)


class RecoveryCode(models.Model):
    """A code that works once instead of a TOTP code; kept as an HMAC under the pepper."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64, editable=False)
    used_at = MomentField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "code_hash"], name="recovery_code_once")]


def enrolment_of(user: User) -> int | None:
    """The id of a person's confirmed second factor; another one has another id."""
    return (
        TotpDevice.objects.filter(user=user, confirmed_at__isnull=False).values_list("pk", flat=True).first()
    )


def is_enrolled(user: User) -> bool:
    """Whether a person has confirmed a second factor."""
    return enrolment_of(user) is not None
