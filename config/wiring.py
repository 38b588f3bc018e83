"""The only place that joins the apps: queues, registries, listeners."""

from __future__ import annotations


def wire() -> None:
    """Fill every registry. Called once, when Django is ready."""
    from billing.routing import invoice_or_account
    from core import alerts, events
    from core.jobs import register_queue
    from graphql_api.events.alarm import announce_businesses
    from ledger import closing_checks, integrity, recurring, reopening, soundness, vouching, years
    from ledger.chart import open_books
    from ledger.closing_checks import register_closing_check
    from messaging import outbox
    from messaging.alerting import tell_of_alert
    from mpesa import routing
    from users import approval_rules, kyc, people, texts
    from users.approval_subjects import register_subject
    from users.files import register_download, register_upload

    people.openers[:] = [open_books]
    texts.writers.update(sms=outbox.send_sms, email=outbox.send_email)
    alerts.listeners[:] = [tell_of_alert]
    alerts.conditions[soundness.LEDGER_BROKEN] = integrity.require_books_that_hold
    events.listeners[:] = [announce_businesses]
    routing.owners[:] = [invoice_or_account]

    register_upload("statement", take="reconciliation.web.take_statement", limit="STATEMENT_MAX_BYTES")
    register_download("workbook", give="reconciliation.web.give_workbook")
    register_upload("kyc_document", take="users.kyc_documents.take_document", limit="KYC_DOCUMENT_MAX_BYTES")
    register_download("kyc_document", give="users.kyc_documents.give_document")

    register_upload(
        "voucher_attachment", take="ledger.attachments.take_attachment", limit="VOUCHER_ATTACHMENT_MAX_BYTES"
    )
    register_download("voucher_attachment", give="ledger.attachments.give_attachment")
    register_upload("chart", take="ledger.web.take_chart", limit="CHART_MAX_BYTES")
    register_download("books", give="ledger.web.give_books")

    register_subject(
        approval_rules.KIND,
        describe=approval_rules.describe_change,
        execute=approval_rules.execute_change,
    )
    register_subject(
        reopening.KIND,
        describe=reopening.describe_reopening,
        execute=reopening.execute_reopening,
    )
    register_subject(kyc.KIND, describe=kyc.describe_upgrade, execute=kyc.execute_upgrade)
    register_subject(
        vouching.KIND,
        describe=vouching.describe_voucher,
        execute=vouching.execute_voucher,
        read_right="ledger.read",
    )
    register_subject(
        recurring.KIND,
        describe=recurring.describe_recurring,
        execute=recurring.execute_recurring,
        read_right="ledger.read",
    )

    register_closing_check("trial_balance", closing_checks.check_sides)
    register_closing_check("sealed", closing_checks.check_sealed)
    register_closing_check("receipts_routed", closing_checks.check_routed)
    register_closing_check("suspense", closing_checks.check_suspense)
    register_closing_check("year_before", years.check_year_before)

    register_queue("users.expire", cluster="core", drain="users.approvals.expire_approvals")
    register_queue("users.forget", cluster="core", drain="users.forgetting.forget_expired")
    register_queue("messaging.outbox", cluster="core", drain="messaging.sending.send_messages")
    register_queue("ledger.seal", cluster="core", drain="ledger.sealing.seal_entries")
    register_queue("ledger.turnover", cluster="core", drain="ledger.turnovers.fold_turnovers")
    register_queue("ledger.recurring", cluster="core", drain="ledger.recurring.post_due")
    register_queue("mpesa.push", cluster="core", drain="mpesa.pushing.send_pushes")
    register_queue("mpesa.inbox", cluster="core", drain="mpesa.inbox.drain_inbox")
    register_queue("mpesa.route", cluster="core", drain="mpesa.routing.route_receipts")
    register_queue("mpesa.query", cluster="core", drain="mpesa.querying.query_due")
    register_queue(
        "reconciliation.import", cluster="reconciliation", drain="reconciliation.statements.import_statements"
    )
    register_queue(
        "reconciliation.run", cluster="reconciliation", drain="reconciliation.running.run_reconciliations"
    )
