"""Tills: a shortcode of a business is added, called otherwise, and put out of use."""

from __future__ import annotations

import re
import secrets

from django.db import IntegrityError, transaction

from core import days
from core.errors import Conflict, Findings, InvalidInput, InvalidState
from core.machine.crypto import new_data_key
from ledger.chart.standard import MPESA, open_sub_account
from mpesa.models import Environment, MpesaAccount, Till, TillKind, TillNumber
from mpesa.tills.addresses import require_public_address
from mpesa.tills.credentials import TillCredentials, note_credentials, seal_credentials
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit
from users.models import Business

NAME_LENGTH = 80
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

    A Buy Goods till is `shortcode` with its own `store_number`: both lead to it, and to no other till of
    the environment. Raises InvalidInput BAD_SHORTCODE / BAD_TILL_KIND / CREDENTIAL_MISSING, Problems where
    several hold, Conflict SHORTCODE_TAKEN.
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
        if kind == TillKind.PAYBILL and store_number:
            raise InvalidInput("BAD_SHORTCODE", "store_number", "A PayBill has no store number.")
    note_credentials(found, credentials)
    found.settle()
    try:
        with transaction.atomic():
            till = Till(
                business=business,
                name=name.strip()[:NAME_LENGTH] or business.name[:NAME_LENGTH],
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
        taken = TillNumber.objects.filter(environment=environment, number=shortcode).exists()
        raise Conflict(
            "SHORTCODE_TAKEN",
            "shortcode" if taken else "store_number",
            "This number leads to a till already, as its shortcode or as its store number.",
        ) from None
    return till


def rename_till(*, till: Till, name: str, actor: Actor) -> Till:
    """Call a till otherwise; its accounts keep their codes and names. Raises InvalidInput NAME_MISSING."""
    require_right(actor, till.business, Right.TILL_MANAGE)
    name = name.strip()
    if not 1 <= len(name) <= NAME_LENGTH:
        raise InvalidInput("NAME_MISSING", "name", f"Give a name of up to {NAME_LENGTH} characters.")
    with transaction.atomic():
        before, till.name = till.name, name
        till.save(update_fields=["name"])
        record_audit(
            actor=actor,
            business=till.business,
            action="till.rename",
            subject=till,
            details={"name": name},
            before={"name": before},
        )
    return till


def set_refuses_unknown_accounts(*, till: Till, refuse: bool, actor: Actor) -> Till:
    """Whether M-Pesa is told to take no payment for an account that nobody has. Needs the right till.manage.

    Counts where Safaricom has validation switched on for the shortcode. Quiet when it is so already.
    """
    require_right(actor, till.business, Right.TILL_MANAGE)
    if till.refuses_unknown_accounts == refuse:
        return till
    with transaction.atomic():
        till.refuses_unknown_accounts = refuse
        till.save(update_fields=["refuses_unknown_accounts"])
        record_audit(
            actor=actor,
            business=till.business,
            action="till.unknown_accounts",
            subject=till,
            details={"refuse": refuse},
        )
    return till


def set_till_active(*, till: Till, active: bool, actor: Actor) -> Till:
    """Put a till out of use, or back. Quiet when it is so already.

    Nothing new is asked for through a till out of use. What is paid to it all the same is kept and booked:
    customers have its number, and its money is the business's.
    """
    require_right(actor, till.business, Right.TILL_MANAGE)
    if (till.deactivated_at is None) == active:
        return till
    with transaction.atomic():
        till.deactivated_at = None if active else days.now()
        till.save(update_fields=["deactivated_at"])
        record_audit(
            actor=actor,
            business=till.business,
            action="till.activate" if active else "till.deactivate",
            subject=till,
        )
    return till


def require_usable(till: Till) -> None:
    """Raises InvalidState TILL_INACTIVE / BASE_URL_NOT_HTTPS where nothing new may be asked for."""
    require_active(till)
    require_public_address(till)


def require_active(till: Till) -> None:
    """Raises InvalidState TILL_INACTIVE."""
    if till.deactivated_at is not None:
        raise InvalidState("TILL_INACTIVE", "till", "This till is out of use: nothing is asked for.")
