"""Tills: a shortcode of a business comes into being."""

from __future__ import annotations

import re
import secrets

from django.db import IntegrityError, transaction

from core.errors import Conflict, Findings, InvalidInput
from core.machine.crypto import new_data_key
from ledger.chart.standard import MPESA, open_sub_account
from mpesa.models import Environment, MpesaAccount, Till, TillKind
from mpesa.tills.accounts import account_code, collecting_account
from mpesa.tills.addresses import hook_url, till_by_shortcode
from mpesa.tills.credentials import (
    TillCredentials,
    note_credentials,
    passkey_of,
    replace_credentials,
    seal_credentials,
)
from mpesa.tills.registering import register_urls
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit
from users.models import Business

__all__ = [
    "TillCredentials",
    "account_code",
    "collecting_account",
    "create_till",
    "hook_url",
    "passkey_of",
    "register_urls",
    "replace_credentials",
    "till_by_shortcode",
]

_SHORTCODE = re.compile(r"[0-9]{5,10}")


def create_till(
    *,
    business: Business,
    name: str,
    kind: str,
    shortcode: str,
    credentials: TillCredentials,
    environment: str = Environment.LOCAL,
    store_number: str = "",
    actor: Actor,
) -> Till:
    """Add a shortcode to a business and open its M-Pesa accounts below 1010. Needs the right till.manage.

    A Buy Goods till is `shortcode` with its head-office `store_number`.
    Raises InvalidInput BAD_SHORTCODE / BAD_TILL_KIND / CREDENTIAL_MISSING, Problems where several hold,
    Conflict SHORTCODE_TAKEN.
    """
    require_right(actor, business, Right.TILL_MANAGE)
    if kind not in TillKind.values or environment not in Environment.values:
        raise InvalidInput("BAD_TILL_KIND", "kind", "Use PAYBILL or TILL, and a known environment.")
    found = Findings()
    for what, value in (("shortcode", shortcode), ("store_number", store_number)):
        with found.noting():
            if (value or what == "shortcode") and not _SHORTCODE.fullmatch(value):
                raise InvalidInput("BAD_SHORTCODE", what, "A shortcode is 5 to 10 digits.")
    with found.noting():
        if kind == TillKind.TILL and not store_number:
            raise InvalidInput("BAD_SHORTCODE", "store_number", "A Buy Goods till needs its store number.")
    note_credentials(found, credentials)
    found.settle()
    try:
        with transaction.atomic():
            till = Till(
                business=business,
                name=name.strip()[:80] or business.name[:80],
                kind=kind,
                shortcode=shortcode,
                store_number=store_number,
                environment=environment,
                hook_token=secrets.token_hex(16),
                data_key=new_data_key(),
            )
            seal_credentials(till, credentials)
            till.save()
            for account in MpesaAccount:
                open_sub_account(
                    business_id=business.pk,
                    parent_code=MPESA,
                    suffix=f"{shortcode}-{account.value}",
                    name=f"{till.name}: {account.label}",
                )
            record_audit(actor=actor, business=business, action="till.create", subject=till)
    except IntegrityError:
        raise Conflict("SHORTCODE_TAKEN", "shortcode", "This shortcode belongs to a till already.") from None
    return till
