"""The sealed credentials of a till: put in, replaced, and read for the Daraja client only."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction

from core import days
from core.errors import Findings, InvalidInput
from core.machine.crypto import seal, unseal
from mpesa.models import Till
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit


@dataclass(frozen=True)
class TillCredentials:
    """What Daraja wants of us for one shortcode. Never shown, logged or returned by any API."""

    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    passkey: str = field(repr=False)


def replace_credentials(*, till: Till, credentials: TillCredentials, actor: Actor) -> Till:
    """Put new credentials in the place of the old ones; the old ones cannot be read back."""
    require_right(actor, till.business, Right.TILL_MANAGE)
    found = Findings()
    note_credentials(found, credentials)
    found.settle()
    with transaction.atomic():
        seal_credentials(till, credentials)
        till.save(update_fields=[*(f"{name}_sealed" for name in _CREDENTIALS), "credentials_set_at"])
        record_audit(actor=actor, business=till.business, action="till.credentials", subject=till)
    return till


_CREDENTIALS = ("consumer_key", "consumer_secret", "passkey")


def note_credentials(found: Findings, credentials: TillCredentials) -> None:
    for name in _CREDENTIALS:
        with found.noting("credentials"):
            if not 0 < len(getattr(credentials, name).strip()) <= 500:
                raise InvalidInput("CREDENTIAL_MISSING", name, "Give the credential as Safaricom shows it.")


def seal_credentials(till: Till, credentials: TillCredentials) -> None:
    for name in _CREDENTIALS:
        value = getattr(credentials, name).strip()
        setattr(till, f"{name}_sealed", seal(till.data_key, value, purpose=f"till.{name}"))
    till.credentials_set_at = days.now()


def passkey_of(till: Till) -> str:
    """The passkey, for the Daraja client only."""
    return unseal(till.data_key, till.passkey_sealed, purpose="till.passkey")
