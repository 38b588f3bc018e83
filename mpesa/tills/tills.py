"""Tills: a business's shortcodes, their sealed credentials, their accounts and their callback addresses."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

from django.conf import settings
from django.db import IntegrityError, transaction

from core import days
from core.errors import Conflict, Findings, InvalidInput, NotFound
from core.machine.crypto import new_data_key, seal, unseal
from ledger.chart.standard import MPESA, open_sub_account
from mpesa.daraja.errors import DarajaRefused
from mpesa.models import CallbackKind, Environment, MpesaAccount, Till, TillKind
from mpesa.tills.connections import client_for
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit
from users.models import Business

_SHORTCODE = re.compile(r"[0-9]{5,10}")


@dataclass(frozen=True)
class TillCredentials:
    """What Daraja wants of us for one shortcode. Never shown, logged or returned by any API."""

    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    passkey: str = field(repr=False)


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
    _note_credentials(found, credentials)
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
            _seal_credentials(till, credentials)
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


def replace_credentials(*, till: Till, credentials: TillCredentials, actor: Actor) -> Till:
    """Put new credentials in the place of the old ones; the old ones cannot be read back."""
    require_right(actor, till.business, Right.TILL_MANAGE)
    found = Findings()
    _note_credentials(found, credentials)
    found.settle()
    with transaction.atomic():
        _seal_credentials(till, credentials)
        till.save(update_fields=[*(f"{name}_sealed" for name in _CREDENTIALS), "credentials_set_at"])
        record_audit(actor=actor, business=till.business, action="till.credentials", subject=till)
    return till


_CREDENTIALS = ("consumer_key", "consumer_secret", "passkey")


def _note_credentials(found: Findings, credentials: TillCredentials) -> None:
    for name in _CREDENTIALS:
        with found.noting("credentials"):
            if not 0 < len(getattr(credentials, name).strip()) <= 500:
                raise InvalidInput("CREDENTIAL_MISSING", name, "Give the credential as Safaricom shows it.")


def _seal_credentials(till: Till, credentials: TillCredentials) -> None:
    for name in _CREDENTIALS:
        value = getattr(credentials, name).strip()
        setattr(till, f"{name}_sealed", seal(till.data_key, value, purpose=f"till.{name}"))
    till.credentials_set_at = days.now()


def passkey_of(till: Till) -> str:
    """The passkey, for the Daraja client only."""
    return unseal(till.data_key, till.passkey_sealed, purpose="till.passkey")


def collecting_account(till: Till) -> MpesaAccount:
    """The M-Pesa account in which customers' payments arrive."""
    return MpesaAccount.MERCHANT if till.kind == TillKind.TILL else MpesaAccount.UTILITY


def account_code(till: Till, account: MpesaAccount | None = None) -> str:
    """Code of the ledger account that mirrors an M-Pesa account; by default the one that collects."""
    return f"{MPESA}-{till.shortcode}-{(account or collecting_account(till)).value}"


def hook_url(till: Till, kind: str, ref: str = "") -> str:
    """The public address of a callback; the token in it is the till's secret."""
    tail = f"/{ref}" if ref else ""
    return f"{settings.BASE_URL}/hooks/{till.hook_token}/{kind}{tail}"


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


def till_by_shortcode(shortcode: str) -> Till:
    """The till of a shortcode, for the command line. Raises NotFound, InvalidInput AMBIGUOUS_TILL."""
    tills = list(Till.objects.filter(shortcode=shortcode).select_related("business")[:2])
    if not tills:
        raise NotFound("till", "till")
    if len(tills) > 1:
        raise InvalidInput("AMBIGUOUS_TILL", "till", "This shortcode stands in two environments.")
    return tills[0]
