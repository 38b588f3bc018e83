from __future__ import annotations

from billing.invoicing.routing import invoice_or_account
from mpesa.collections.routing import register_reference_owner


def wire() -> None:
    register_reference_owner("billing", invoice_or_account)
