from __future__ import annotations

from billing.invoicing.routing import invoice_or_account
from billing.invoicing.searching import search_bills
from mpesa.collections.routing import register_reference_owner
from users.access import Right
from users.searching import register_search


def wire() -> None:
    register_reference_owner("billing", invoice_or_account)
    register_search("bills", search_bills, right=Right.BILLING_READ)
