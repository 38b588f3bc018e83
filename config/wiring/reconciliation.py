from __future__ import annotations

from core.machine.jobs import register_queue
from ledger.closing.checks import register_closing_check
from mpesa.payouts.funds import register_statement_closing
from mpesa.payouts.statements import register_statement_book
from reconciliation import releasing
from reconciliation.days.marking import NIGHTS_QUEUE, mark_changed, mark_proved
from reconciliation.exceptions import settling
from reconciliation.exceptions.opening import note_items
from reconciliation.exceptions.steps import close_without_rows
from reconciliation.portal_moves import recording
from reconciliation.portal_moves.tying import tie_changed
from reconciliation.proofs.closing import check_proved
from reconciliation.restating import changing
from reconciliation.runs.queueing import prove_changed
from reconciliation.runs.running import register_end_listener, register_run_listener
from reconciliation.verified.changes import register_book_listener, register_struck_listener
from reconciliation.verified.payouts import PayingBook, judge_orders_again, statement_closing
from users.access import Right
from users.approvals.kinds import register_approval_kind
from users.files import register_download, register_upload

CLUSTER = "reconciliation"


def wire() -> None:
    register_approval_kind(
        releasing.KIND,
        describe=releasing.describe_release,
        execute=releasing.execute_release,
        read_right=Right.LEDGER_READ,
    )
    register_upload("statement", take="reconciliation.web.take_statement", limit="STATEMENT_MAX_BYTES")
    register_upload(
        "statement_preview",
        take="reconciliation.web.look_at_statement",
        limit="STATEMENT_PREVIEW_MAX_BYTES",
    )
    register_download("workbook", give="reconciliation.web.give_workbook")
    register_download("proof", give="reconciliation.web.give_proof")
    register_closing_check("proved", check_proved)
    register_statement_book("reconciliation", PayingBook())
    register_statement_closing("reconciliation", statement_closing)
    register_book_listener("payouts", judge_orders_again)
    register_run_listener("exceptions", note_items)
    register_struck_listener("exceptions", close_without_rows)
    register_book_listener("portal moves", tie_changed)
    register_book_listener("proofs", prove_changed)
    register_book_listener("days", mark_changed)
    register_end_listener("days", mark_proved)
    register_approval_kind(
        settling.KIND,
        describe=settling.describe_settling,
        execute=settling.execute_settling,
        put_back=settling.put_back,
        read_right=Right.LEDGER_READ,
    )
    register_approval_kind(
        changing.KIND,
        describe=changing.describe_change,
        execute=changing.execute_change,
        two_people_always=True,
        read_right=Right.LEDGER_READ,
    )
    register_approval_kind(
        recording.KIND,
        describe=recording.describe_move,
        execute=recording.execute_move,
        put_back=recording.put_back,
        read_right=Right.PAYOUT_READ,
    )
    register_queue(
        "reconciliation.import",
        cluster=CLUSTER,
        drain="reconciliation.verified.importing.import_statements",
    )
    register_queue(NIGHTS_QUEUE, cluster=CLUSTER, drain="reconciliation.days.nights.judge_nights")
    register_queue(
        "reconciliation.run", cluster=CLUSTER, drain="reconciliation.runs.running.run_reconciliations"
    )
