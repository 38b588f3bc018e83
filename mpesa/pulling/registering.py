"""Having Safaricom answer pulls of a till."""

from __future__ import annotations

from django.db import transaction

from core import days
from core.machine.crypto import Unreadable, seal, unseal
from core.phone import canonical_phone, mask_phone
from mpesa.models import CallbackKind, Till
from mpesa.tills.addresses import hook_url
from mpesa.tills.connections import client_for
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit

PURPOSE = "till.nominated_number"


def register_pull(*, till: Till, nominated_number: str, actor: Actor) -> Till:
    """Tell Safaricom that this till will pull; safe to repeat. Needs the right till.manage.

    `nominated_number` is the phone that stands in the organisation's portal; it is kept sealed. Safaricom
    answers the second time that it is registered already, which is as good. Raises InvalidInput BAD_PHONE
    and what the client raises.
    """
    require_right(actor, till.business, Right.TILL_MANAGE)
    number = canonical_phone(nominated_number, field="nominated_number")
    client_for(till).register_pull(
        shortcode=till.shortcode,
        nominated_number=number,
        callback_url=hook_url(till, CallbackKind.RESULT, "pull"),
    )
    with transaction.atomic():
        till.pull_registered_at = days.now()
        till.nominated_number_sealed = seal(till.data_key, number, purpose=PURPOSE)
        till.save(update_fields=["pull_registered_at", "nominated_number_sealed"])
        record_audit(actor=actor, business=till.business, action="till.register_pull", subject=till)
    return till


def shown_number(till: Till) -> str:
    """The nominated number as a reader sees it: masked; empty where there is none."""
    if till.nominated_number_sealed is None:
        return ""
    try:
        return mask_phone(unseal(till.data_key, till.nominated_number_sealed, purpose=PURPOSE))
    except Unreadable:
        return ""
