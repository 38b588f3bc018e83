from __future__ import annotations

from core.machine.alerts import register_alert_for_people
from core.machine.jobs import register_queue
from ledger.chart.standard import open_books
from ledger.closing import checks, reopening
from ledger.closing.checks import register_closing_check
from ledger.closing.years import check_year_before
from ledger.integrity.answering import require_books_that_hold
from ledger.integrity.soundness import LEDGER_BROKEN
from ledger.journal.wallets import open_wallet
from ledger.reads.finding import search_entries
from ledger.vouchers import approval, recurring
from users.access import Right
from users.approvals.kinds import register_approval_kind
from users.files import register_download, register_upload
from users.people import register_business_opener
from users.searching import register_search
from users.signing_in.signing_up import register_player_opener

READ = Right.LEDGER_READ


def wire() -> None:
    register_business_opener("ledger", open_books)
    register_player_opener("wallet", open_wallet)
    register_alert_for_people(LEDGER_BROKEN, require_books_that_hold)
    _wire_approvals()
    _wire_files()
    _wire_closing_checks()
    register_search("entries", search_entries, right=READ)
    register_queue("ledger.seal", cluster="core", drain="ledger.journal.sealing.seal_entries")
    register_queue("ledger.turnover", cluster="core", drain="ledger.journal.turnovers.fold_turnovers")
    register_queue("ledger.recurring", cluster="core", drain="ledger.vouchers.recurring.post_due")


def _wire_approvals() -> None:
    register_approval_kind(
        reopening.KIND, describe=reopening.describe_reopening, execute=reopening.execute_reopening
    )
    register_approval_kind(
        approval.KIND, describe=approval.describe_voucher, execute=approval.execute_voucher, read_right=READ
    )
    register_approval_kind(
        recurring.KIND,
        describe=recurring.describe_recurring,
        execute=recurring.execute_recurring,
        read_right=READ,
    )


def _wire_files() -> None:
    register_upload(
        "voucher_attachment",
        take="ledger.vouchers.attachments.take_attachment",
        limit="VOUCHER_ATTACHMENT_MAX_BYTES",
    )
    register_download("voucher_attachment", give="ledger.vouchers.attachments.give_attachment")
    register_upload("chart", take="ledger.files.web.take_chart", limit="CHART_MAX_BYTES")
    register_download("books", give="ledger.files.web.give_books")


def _wire_closing_checks() -> None:
    """They run in this order."""
    register_closing_check("trial_balance", checks.check_sides)
    register_closing_check("sealed", checks.check_sealed)
    register_closing_check("receipts_routed", checks.check_routed)
    register_closing_check("suspense", checks.check_suspense)
    register_closing_check("year_before", check_year_before)
