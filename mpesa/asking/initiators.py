"""The initiator of a till: the API operator of its organisation, in whose name Safaricom is asked."""

from __future__ import annotations

from django.db import transaction

from core import days
from core.errors import Findings, InvalidInput, InvalidState
from core.machine.alerts import clear_alert, raise_alert
from core.machine.crypto import seal, unseal
from core.models import Alert, Severity
from core.rows.locks import lock_row
from mpesa.asking.enquiries import wait_for_initiator, wake_waiting
from mpesa.daraja.codes import classify_async
from mpesa.daraja.security import Initiator, security_credential
from mpesa.models import Till
from mpesa.tills.certificates import certificate_for
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit

INITIATOR_REFUSED = "INITIATOR_REFUSED"
_PURPOSE = "till.initiator_password"
_COLUMNS = ("initiator_name", "initiator_password_sealed", "initiator_set_at", "initiator_problem")


def set_initiator(*, till: Till, name: str, password: str, actor: Actor) -> Till:
    """Put an initiator in the place of the one before; the password is sealed and cannot be read back.

    Needs the right till.manage. Both empty: the till has none any more. What waited for one is asked now.
    Raises InvalidInput CREDENTIAL_MISSING, BAD_PASSWORD, Problems where several hold. Locks the till.
    """
    require_right(actor, till.business, Right.TILL_MANAGE)
    name = name.strip()
    if name or password:
        found = Findings()
        with found.noting():
            if not 0 < len(name) <= 100:
                raise InvalidInput(
                    "CREDENTIAL_MISSING", "name", "Give the operator's name, as in the portal."
                )
        with found.noting():
            if not 0 < len(password.encode()) <= 200:
                raise InvalidInput("BAD_PASSWORD", "password", "The initiator password is empty or too long.")
        found.settle()
    with transaction.atomic():
        row = lock_row(Till.objects.filter(pk=till.pk).select_related("business", "data_key"))
        assert row is not None
        row.initiator_name, row.initiator_problem = name, ""
        row.initiator_password_sealed = seal(row.data_key, password, purpose=_PURPOSE) if name else None
        row.initiator_set_at = days.now() if name else None
        row.save(update_fields=_COLUMNS)
        record_audit(
            actor=actor,
            business=row.business,
            action="till.initiator",
            subject=row,
            details={"is_set": bool(name)},
        )
        wake_waiting(row) if name else wait_for_initiator(row)
        clear_alert(code=INITIATOR_REFUSED, business_id=row.business_id, subject=f"till:{row.pk}")
    return row


def initiator_of(till: Till) -> Initiator:
    """Name and a fresh SecurityCredential, for the Daraja client only.

    Raises InvalidState INITIATOR_MISSING, Unreadable, and what certificate_for raises.
    """
    if till.initiator_password_sealed is None:
        raise InvalidState(
            "INITIATOR_MISSING", "till", "This till has no initiator: Safaricom cannot be asked."
        )
    password = unseal(till.data_key, till.initiator_password_sealed, purpose=_PURPOSE)
    return Initiator(till.initiator_name, security_credential(password, certificate_for(till.environment)))


def is_refused(alert: Alert) -> bool:
    """Whether an INITIATOR_REFUSED is still true: nobody asks, so nobody would hear it again."""
    refused = Till.objects.filter(pk=int(alert.subject.partition(":")[2])).exclude(initiator_problem="")
    return refused.exists()


def note_refused(till: Till, code: str) -> None:
    """Stop asking in this initiator's name: three wrong passwords lock it at Safaricom (code 8006).

    In the caller's transaction; locks the till and its questions. A newer initiator is not blamed for the one
    before: only what was asked since it was set counts, which the caller has looked at.
    """
    row = lock_row(Till.objects.filter(pk=till.pk))
    if row is None or row.initiator_problem:
        return
    row.initiator_problem = code[:40]
    row.save(update_fields=["initiator_problem"])
    wait_for_initiator(row)
    raise_alert(
        code=INITIATOR_REFUSED,
        severity=Severity.CRITICAL,
        business_id=row.business_id,
        subject=f"till:{row.pk}",
        detail=f"Till {row.shortcode}: Safaricom refuses its initiator ({code}:"
        f" {classify_async(code).meaning})."
        " Nothing is asked until it is set anew.",
    )
