from __future__ import annotations

from billing.invoicing.routing import INVOICES_AND_ACCOUNTS
from billing.invoicing.searching import search_bills
from mpesa.collections.owners import register_reference_owner
from users.access import Right
from users.files import register_upload
from users.searching import register_search


def wire() -> None:
    register_reference_owner("billing", INVOICES_AND_ACCOUNTS)
    register_upload("customers", take="billing.importing.web.take_customers", limit="CUSTOMER_FILE_MAX_BYTES")
    register_search("bills", search_bills, right=Right.BILLING_READ)
