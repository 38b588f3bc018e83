from __future__ import annotations

from billing.etims.queueing import QUEUE
from billing.etims.watching import ETIMS_STUCK, stuck_documents
from billing.integrity import CHECKS
from billing.invoicing.allocating import GOODS_QUEUE
from billing.invoicing.routing import INVOICES_AND_ACCOUNTS
from billing.invoicing.searching import search_bills
from billing.invoicing.taxed import billed_supplies
from billing.papers import addresses
from billing.paying import writing_off
from billing.paying.refunding import hold_for_refund, refundable_credit
from core.machine.jobs import register_queue
from core.machine.watching import Condition, register_condition
from core.models import Severity
from ledger.chart.standard import CUSTOMER_CREDIT
from ledger.integrity.verifying import register_integrity_check
from ledger.vouchers.vat_sources import register_vat_source
from mpesa.collections.owners import register_reference_owner
from mpesa.payouts.refund_sources import RefundSource, register_refund_source
from users.access import Right
from users.approvals.kinds import register_approval_kind
from users.files import register_download, register_upload
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
    register_vat_source("billing", billed_supplies)
    register_condition(Condition(ETIMS_STUCK, Severity.WARNING, stuck_documents, "KRA has signed them."))
    register_queue(QUEUE, cluster="core", drain="billing.etims.sending.send_documents")
    register_download(addresses.INVOICE, give="billing.papers.web.give_invoice")
    register_download(addresses.CREDIT_NOTE, give="billing.papers.web.give_credit_note")
    register_download(addresses.RECEIPT, give="billing.papers.web.give_receipt")
    register_download(addresses.STATEMENT, give="billing.papers.web.give_statement")
    register_reference_owner("billing", INVOICES_AND_ACCOUNTS)
    register_upload("customers", take="billing.importing.web.take_customers", limit="CUSTOMER_FILE_MAX_BYTES")
    register_queue(GOODS_QUEUE, cluster="core", drain="billing.pos.goods.book_goods")
    register_search("bills", search_bills, right=Right.BILLING_READ)
