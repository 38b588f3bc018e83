"""Telling Safaricom where the C2B payments of a till are announced.

Production takes the addresses once: after that they are changed by removing them in Safaricom's portal and
registering again (docs/operations.md). So each try is kept, with the address that was told and a mark of the
token in it: whoever changes BASE_URL or the token later sees that Safaricom still has the old ones.
"""

from __future__ import annotations

from typing import Literal, cast

from django.conf import settings
from django.db import transaction

from core import days
from mpesa.daraja.errors import DarajaRefused, DarajaUnknown, DarajaUnreachable
from mpesa.models import CallbackKind, Till, UrlRegistration, UrlsVersion, WhenUnreachable
from mpesa.tills.addresses import hook_url, require_public_address, token_mark
from mpesa.tills.connections import client_for
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit

ELSEWHERE = (
    "Safaricom has other addresses of this till than these. Remove them in its portal (Self Services, URL"
    " Management), then register again."
)


def register_urls(
    *, till: Till, version: str | None = None, when_unreachable: str | None = None, actor: Actor
) -> Till:
    """Tell Safaricom where this till's C2B payments are announced; safe to repeat.

    `version` (UrlsVersion) and `when_unreachable` (WhenUnreachable) are those of the last try when they are
    not given; at first v1 and Completed. "Already registered" counts as done only where these same addresses
    were registered by us before. Each try is kept with Safaricom's answer. Raises InvalidState
    BASE_URL_NOT_HTTPS, and what the client raises: DarajaRefused, DarajaUnreachable, DarajaUnknown.
    """
    require_right(actor, till.business, Right.TILL_MANAGE)
    require_public_address(till)
    last = last_registration(till)
    tried = UrlRegistration(
        till=till,
        version=version or (last.version if last else UrlsVersion.V1),
        when_unreachable=when_unreachable or (last.when_unreachable if last else WhenUnreachable.COMPLETED),
        address=settings.BASE_URL[:200],
        token_mark=token_mark(till.hook_token),
        at=days.now(),
    )
    try:
        answer = client_for(till).register_c2b_urls(
            shortcode=till.shortcode,
            confirmation_url=hook_url(till, CallbackKind.C2B_CONFIRMATION),
            validation_url=hook_url(till, CallbackKind.C2B_VALIDATION),
            response_type=cast(Literal["Completed", "Cancelled"], tried.when_unreachable),
            version=cast(Literal["v1", "v2"], tried.version),
        )
        tried.done, tried.answer = True, answer.description[:300]
    except (DarajaRefused, DarajaUnreachable, DarajaUnknown) as refusal:
        known = refusal.code == "DARAJA_URLS_REGISTERED" and are_current(registered(till))
        tried.done, tried.code, tried.answer = known, refusal.code, refusal.message[:300]
        if not known:
            tried.save()
            if refusal.code == "DARAJA_URLS_REGISTERED":
                raise DarajaRefused(refusal.code, f"{refusal.message} {ELSEWHERE}") from None
            raise
    with transaction.atomic():
        tried.save()
        till.urls_registered_at = tried.at
        till.save(update_fields=["urls_registered_at"])
        record_audit(
            actor=actor,
            business=till.business,
            action="till.register_urls",
            subject=till,
            details={"version": tried.version, "when_unreachable": tried.when_unreachable},
        )
    return till


def last_registration(till: Till) -> UrlRegistration | None:
    """The last try, whatever came of it."""
    return UrlRegistration.objects.filter(till=till).order_by("-id").first()


def registered(till: Till) -> UrlRegistration | None:
    """The last try that Safaricom took: the addresses that it has, as far as we know."""
    done = UrlRegistration.objects.filter(till=till, done=True).select_related("till")
    return done.order_by("-id").first()


def are_current(registration: UrlRegistration | None) -> bool:
    """Whether the addresses that Safaricom has are those that we would tell it now."""
    return (
        registration is not None
        and registration.address == settings.BASE_URL[:200]
        and registration.token_mark == token_mark(registration.till.hook_token)
    )
