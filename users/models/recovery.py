"""Where a forgotten password is recovered, and the codes that go there."""

from __future__ import annotations

from django.db import models

from core.fields import KindField, MomentField
from users.models.people import User


class ContactChannel(models.TextChoices):
    """How somebody is reached; the channels of users.texts."""

    EMAIL = "email", "by e-mail"
    SMS = "sms", "by SMS"


class RecoveryContact(models.Model):
    """An e-mail address or phone that a member of staff has proven to hold; sealed under their own key."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    channel = KindField(max_length=5, choices=ContactChannel.choices)
    sealed = models.BinaryField(editable=False)
    masked = models.CharField(max_length=260)
    since = MomentField(auto_now_add=True)


class PersonCodePurpose(models.TextChoices):
    """What a code sent to a member of staff is for."""

    RESET_PASSWORD = "RESET_PASSWORD", "choosing a new password"
    CONFIRM_CONTACT = "CONFIRM_CONTACT", "proving a recovery contact"


class PersonCode(models.Model):
    """A code of 80 random bits that works once; of a contact that is to be proven it carries the contact."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    purpose = KindField(max_length=15, choices=PersonCodePurpose.choices)
    code_hash = models.BinaryField(unique=True, editable=False)
    expires_at = MomentField(db_index=True)
    channel = KindField(max_length=5, choices=ContactChannel.choices, blank=True)
    contact_sealed = models.BinaryField(default=b"", editable=False)
    contact_masked = models.CharField(max_length=260, blank=True)
