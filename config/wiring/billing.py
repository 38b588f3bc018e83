from __future__ import annotations

from billing.routing import invoice_or_account
from mpesa.routing import register_reference_owner


def wire() -> None:
    register_reference_owner("billing", invoice_or_account)
