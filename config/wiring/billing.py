from __future__ import annotations

from billing.integrity import CHECKS
from billing.invoicing.routing import INVOICES_AND_ACCOUNTS
from billing.invoicing.searching import search_bills
from billing.paying import writing_off
from billing.paying.refunding import hold_for_refund, refundable_credit
from ledger.chart.standard import CUSTOMER_CREDIT
from ledger.integrity.verifying import register_integrity_check
from mpesa.collections.owners import register_reference_owner
from mpesa.payouts.refund_sources import RefundSource, register_refund_source
from users.access import Right
from users.approvals.kinds import register_approval_kind
from users.files import register_upload
from users.searching import register_search


def wire() -> None:
    for code, query in CHECKS.items():
        register_integrity_check(code, query)
    register_approval_kind(
        writing_off.KIND,
        describe=writing_off.describe_write_off,
        execute=writing_off.execute_write_off,
        read_right=Right.BILLING_READ,
    )
    register_refund_source(CUSTOMER_CREDIT, RefundSource(hold=hold_for_refund, left=refundable_credit))
    register_reference_owner("billing", INVOICES_AND_ACCOUNTS)
    register_upload("customers", take="billing.importing.web.take_customers", limit="CUSTOMER_FILE_MAX_BYTES")
    register_search("bills", search_bills, right=Right.BILLING_READ)
