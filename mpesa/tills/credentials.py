"""The sealed credentials of a till: put in, replaced, and read for the Daraja client only."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction

from core import days
from core.errors import Findings, InvalidInput
from core.machine.crypto import seal, unseal
from core.rows.locks import lock_row
from mpesa.daraja.errors import DarajaUnreachable
from mpesa.daraja.tokens import AppCredentials
from mpesa.models import Till
from mpesa.tills.apps import app_of
from mpesa.tills.connections import client_of
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit


@dataclass(frozen=True)
class TillCredentials:
    """What Daraja wants of us for one shortcode. Never shown, logged or returned by any API."""

    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    passkey: str = field(repr=False)


@dataclass(frozen=True)
class Replaced:
    """`proven`: Safaricom gave a token for the new key and secret; where it could not be asked, `warning`
    says so. The passkey shows with the next payment request: nothing else asks for it."""

    till: Till
    proven: bool
    warning: str = ""


def replace_credentials(*, till: Till, credentials: TillCredentials, actor: Actor) -> Replaced:
    """Put new credentials in the place of the old ones; the old ones cannot be read back. Locks the till.

    They are tried first, by asking for a token: what Safaricom refuses changes nothing, and where it cannot
    be asked they are put in with a warning. Pushes on their way are answered with what they were sent with.
    Raises InvalidInput CREDENTIAL_MISSING, DarajaRefused.
    """
    require_right(actor, till.business, Right.TILL_MANAGE)
    found = Findings()
    note_credentials(found, credentials)
    found.settle()
    key, secret = credentials.consumer_key.strip(), credentials.consumer_secret.strip()
    warning = ""
    try:
        client_of(till, AppCredentials(key, secret)).prove_credentials()
    except DarajaUnreachable as error:
        warning = f"They could not be tried, and are in use now: {error.message}"
    with transaction.atomic():
        locked = lock_row(Till.objects.filter(pk=till.pk).select_related("business", "data_key", "app"))
        assert locked is not None, "tills are never deleted"
        seal_credentials(locked, credentials)
        locked.save(update_fields=[*(f"{name}_sealed" for name in _CREDENTIALS), "credentials_set_at", "app"])
        record_audit(
            actor=actor,
            business=locked.business,
            action="till.credentials",
            subject=locked,
            details={"proven": not warning},
        )
    return Replaced(locked, proven=not warning, warning=warning)


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
    till.app = app_of(environment=till.environment, consumer_key=credentials.consumer_key.strip())
    till.credentials_set_at = days.now()


def passkey_of(till: Till) -> str:
    """The passkey, for the Daraja client only."""
    return unseal(till.data_key, till.passkey_sealed, purpose="till.passkey")
