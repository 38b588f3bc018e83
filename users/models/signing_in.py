"""Signing in: delays, known places, codes on phones."""

from __future__ import annotations

from django.db import models

from core.fields import KindField, MomentField
from users.models.people import User


class SignInDelay(models.Model):
    """Failed tries of a secret by account, place or device (users/signing_in/delays.py), known by blind
    index only.
    """

    subject = models.BinaryField(unique=True)
    failures = models.IntegerField(default=0)
    last_failure_at = MomentField(db_index=True)
    not_before = MomentField()


class SignInPlace(models.Model):
    """A network address from which a person has signed in; there, strangers' failures do not delay them."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    address_index = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "address_index"], name="sign_in_place_once")]


class CodePurpose(models.TextChoices):
    """What a code sent to a phone is for."""

    SIGN_UP = "SIGN_UP", "signing up as a player"
    RESET_PIN = "RESET_PIN", "choosing a new PIN"


class PhoneCode(models.Model):
    """The newest code that was sent to a phone for a purpose: phone and code are known by keyed hash only."""

    phone_index = models.BinaryField(editable=False)
    purpose = KindField(max_length=10, choices=CodePurpose.choices)
    asked_by = models.CharField(max_length=32, blank=True, editable=False, help_text="a known device, or any")
    code_hash = models.CharField(max_length=64, editable=False)
    tries = models.IntegerField(default=0)
    expires_at = MomentField(db_index=True)
    used_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phone_index", "purpose", "asked_by"], name="one_code_per_purpose"
            ),
            models.CheckConstraint(
                condition=models.Q(tries__gte=0, tries__lte=5), name="code_tries_are_limited"
            ),
        ]
