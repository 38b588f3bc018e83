"""Sessions with the person they belong to, so that people see and end their own."""

from __future__ import annotations

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from core.fields import MomentField
from users.models.people import User


class Session(AbstractBaseSession):
    """Django's row, with the person (if any), the device and where it was last seen, masked."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    device = models.CharField(max_length=60, blank=True)
    address_masked = models.CharField(max_length=45, blank=True)
    expire_date = MomentField(db_index=True)
    since = MomentField()
    last_seen_at = MomentField()

    class Meta:
        indexes = [models.Index(fields=["user", "-last_seen_at"], name="sessions_of_a_person")]
