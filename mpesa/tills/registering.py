"""Telling Safaricom where the C2B payments of a till are announced."""

from __future__ import annotations

from django.db import transaction

from core import days
from mpesa.daraja.errors import DarajaRefused
from mpesa.models import CallbackKind, Till
from mpesa.tills.addresses import hook_url
from mpesa.tills.connections import client_for
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit


def register_urls(*, till: Till, actor: Actor) -> Till:
    """Tell Safaricom where this till's C2B payments are announced; safe to repeat.

    Production takes the addresses once; "already registered" counts as done only when we registered them.
    """
    require_right(actor, till.business, Right.TILL_MANAGE)
    try:
        client_for(till).register_c2b_urls(
            shortcode=till.shortcode,
            confirmation_url=hook_url(till, CallbackKind.C2B_CONFIRMATION),
            validation_url=hook_url(till, CallbackKind.C2B_VALIDATION),
        )
    except DarajaRefused as refusal:
        if refusal.code != "DARAJA_URLS_REGISTERED" or till.urls_registered_at is None:
            raise
    with transaction.atomic():
        till.urls_registered_at = days.now()
        till.save(update_fields=["urls_registered_at"])
        record_audit(actor=actor, business=till.business, action="till.register_urls", subject=till)
    return till
