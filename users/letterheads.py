"""What a business has printed at the head of its invoices and statements."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.db import transaction

from core.email import canonical_email
from core.errors import Findings, InvalidInput
from core.kra import checked_kra_pin
from core.rows.locks import lock_row
from core.text import one_line
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit
from users.models import Business, Letterhead

MAX_ADDRESS: Final = 200
MAX_PHONE: Final = 40
_SAID: Final = ("postal_address", "phone", "email", "kra_pin", "vat_registered")


def letterhead_of(business: Business) -> Letterhead:
    """What the business has set, or an empty one that is not saved."""
    return letterheads_of([business.pk]).get(business.pk) or Letterhead(business=business)


def letterheads_of(businesses: Collection[int]) -> dict[int, Letterhead]:
    """Business -> what it has set, of those that have; one query."""
    return {row.business_id: row for row in Letterhead.objects.filter(business__in=businesses)}


def set_letterhead(
    *,
    business: Business,
    postal_address: str,
    phone: str,
    email: str,
    kra_pin: str,
    vat_registered: bool,
    actor: Actor,
) -> Letterhead:
    """The whole letterhead as it is from now on; papers that are printed again have it too.

    Needs the right business.manage. Idempotent; audited; locks the business. Raises InvalidInput
    LINE_TOO_LONG / BAD_EMAIL / BAD_KRA_PIN / KRA_PIN_MISSING, all that apply at once.
    """
    require_right(actor, business, Right.BUSINESS_MANAGE)
    found = Findings()
    said: dict[str, str | bool] = {"vat_registered": vat_registered}
    with found.noting():
        said["postal_address"] = _short(postal_address, MAX_ADDRESS, "postal_address")
    with found.noting():
        said["phone"] = _short(phone, MAX_PHONE, "phone")
    with found.noting():
        said["email"] = canonical_email(email) if email.strip() else ""
    with found.noting():
        said["kra_pin"] = checked_kra_pin(kra_pin)
        if vat_registered and not said["kra_pin"]:
            raise InvalidInput("KRA_PIN_MISSING", "kra_pin", "Who is registered for VAT has a KRA PIN.")
    found.settle()
    with transaction.atomic():
        owner = lock_row(Business.objects.filter(pk=business.pk))
        assert owner is not None
        row = letterhead_of(owner)
        changed = [name for name in _SAID if getattr(row, name) != said[name]]
        if not changed:
            return row
        for name in changed:
            setattr(row, name, said[name])
        row.save(update_fields=changed if row.pk else None)
        details: dict[str, str | int | bool] = {
            "fields": ", ".join(changed),
            "vat_registered": vat_registered,
        }
        record_audit(
            actor=actor, business=owner, action="business.letterhead", subject=owner, details=details
        )
    return row


def _short(text: str, longest: int, field: str) -> str:
    line = one_line(text)
    if len(line) > longest:
        raise InvalidInput("LINE_TOO_LONG", field, f"Use at most {longest} characters.")
    return line
