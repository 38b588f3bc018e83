"""Deletes what has run out: sessions, codes, and counts of failures that delay nobody any more."""

from __future__ import annotations

from core import days
from users.models import PersonCode, PhoneCode, Session, SignInDelay
from users.signing_in.delays import LONGEST_MEMORY


def forget_expired() -> int:
    """Delete what has no effect any more. Always 0: one call does it all."""
    now = days.now()
    Session.objects.filter(expire_date__lt=now).delete()
    PersonCode.objects.filter(expires_at__lt=now).delete()
    PhoneCode.objects.filter(expires_at__lt=now).delete()
    SignInDelay.objects.filter(last_failure_at__lt=now - LONGEST_MEMORY).delete()
    return 0
