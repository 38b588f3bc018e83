"""What is swept because its time is over: sessions and codes."""

from __future__ import annotations

from django.utils import timezone

from users.models import PhoneCode
from users.recovery_models import PersonCode
from users.session_models import Session


def forget_expired() -> int:
    """Delete sessions that ended and codes that nobody can use. Always 0: one call does it all."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    PersonCode.objects.filter(expires_at__lt=now).delete()
    PhoneCode.objects.filter(expires_at__lt=now).delete()
    return 0
