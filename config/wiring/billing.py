from __future__ import annotations

from billing.invoicing.routing import INVOICES_AND_ACCOUNTS
from billing.invoicing.searching import search_bills
from mpesa.collections.owners import register_reference_owner
from users.access import Right
from users.searching import register_search


def wire() -> None:
    register_reference_owner("billing", INVOICES_AND_ACCOUNTS)
    register_search("bills", search_bills, right=Right.BILLING_READ)
