from __future__ import annotations

from core.machine.alerts import register_alert_cause, register_alert_for_people, register_alert_subject
from core.machine.jobs import register_queue
from core.machine.operations import register_dead_letters
from core.machine.watching import Condition, register_condition
from core.models import Severity
from ledger.closing.checks import register_closing_check, register_held_receipts
from mpesa.asking.enquiries import ENQUIRY_UNANSWERED, is_unanswered
from mpesa.asking.initiators import INITIATOR_REFUSED, is_refused
from mpesa.balances import holes
from mpesa.callbacks.dead_letters import dead_callbacks, dead_routings
from mpesa.callbacks.hook_limits import HOOKS_FILLING
from mpesa.callbacks.inbox import INBOX_BEHIND
from mpesa.collections import holding, placing
from mpesa.collections.dead_letters import DEAD_LETTER, is_dead
from mpesa.collections.held_reversals import reversals_held_until
from mpesa.collections.owners import register_reference_owner
from mpesa.collections.requests.expecting import confirmed_requests
from mpesa.collections.searching import search_collections
from mpesa.payouts import deciding, lines, requesting, withholding
from mpesa.payouts.batches import approving
from mpesa.payouts.closing import check_arrived, check_payouts
from mpesa.payouts.expecting import payouts_on_their_way
from mpesa.payouts.moving import OWN_MOVES_OWNER
from mpesa.payouts.schedules import approving as schedules
from mpesa.payouts.schedules import planning
from mpesa.payouts.withdrawing import withdrawal_limit_of
from mpesa.tills.naming import name_of_till
from mpesa.watching import payouts, pulls, shares, silence, waiting
from reconciliation.days.expecting import register_expected
from users.access import Right
from users.approvals.kinds import register_approval_kind
from users.files import register_upload
from users.searching import register_search

#: Looked at every minute (core/machine/watching.py): what it is called, how much it matters, who looks, and
#: what is said when it is over.
CONDITIONS = (
    Condition(silence.TILL_SILENT, Severity.CRITICAL, silence.silent_tills, "Callbacks come again."),
    Condition(silence.REQUEST_SILENT, Severity.INFO, silence.silent_requests, "It has come to an end."),
    Condition(
        shares.REQUESTS_FAIL, Severity.WARNING, shares.failing_requests, "Fewer of the last hour failed."
    ),
    Condition(shares.QUERIES_FAIL, Severity.WARNING, shares.failing_queries, "Safaricom answers again."),
    Condition(shares.TOKEN_FAILS, Severity.CRITICAL, shares.failing_tokens, "It has not failed since."),
    Condition(
        waiting.SUSPENSE_OLD, Severity.WARNING, waiting.old_suspense, "No receipt waits for so long any more."
    ),
    Condition(
        waiting.CREDENTIALS_OLD, Severity.WARNING, waiting.old_credentials, "There are new credentials."
    ),
    Condition(holes.CHAIN_HOLE, Severity.WARNING, holes.open_holes, "What is known explains the balances."),
    Condition(pulls.PULL_FAILS, Severity.WARNING, pulls.failing_pulls, "Safaricom shows payments again."),
    Condition(waiting.AMOUNT_DIFFERS, Severity.WARNING, waiting.differing_amounts, "Its case is closed."),
    Condition(
        payouts.PAYOUT_UNKNOWN,
        Severity.CRITICAL,
        payouts.unknown_payouts,
        "What became of them is known.",
    ),
    Condition(
        payouts.PAYOUTS_FAIL, Severity.WARNING, payouts.failing_payouts, "Fewer of the last hour failed."
    ),
    Condition(INBOX_BEHIND, Severity.CRITICAL, waiting.inbox_behind, "The callbacks were worked through."),
)


def wire() -> None:
    for condition in CONDITIONS:
        register_condition(condition)
    register_approval_kind(
        placing.KIND,
        describe=placing.describe_placing,
        execute=placing.execute_placing,
        read_right=Right.LEDGER_READ,
    )
    register_approval_kind(
        requesting.KIND,
        describe=requesting.describe_payout,
        execute=requesting.execute_payout,
        put_back=requesting.put_back,
        read_right=Right.PAYOUT_READ,
    )
    register_approval_kind(
        requesting.WITHDRAW,
        describe=requesting.describe_payout,
        execute=requesting.execute_payout,
        put_back=requesting.put_back,
        read_right=Right.PAYOUT_READ,
        alone_up_to=withdrawal_limit_of,
    )
    for kind, describe, execute in (
        (deciding.DECIDE, deciding.describe_decision, deciding.execute_decision),
        (deciding.RELEASE, deciding.describe_release, deciding.execute_release),
    ):
        register_approval_kind(
            kind,
            describe=describe,
            execute=execute,
            two_people_always=True,
            read_right=Right.PAYOUT_READ,
        )
    register_approval_kind(
        approving.BATCH,
        describe=approving.describe_batch,
        execute=approving.execute_batch,
        put_back=approving.put_back_batch,
        read_right=Right.PAYOUT_READ,
    )
    register_approval_kind(
        planning.SCHEDULE,
        describe=schedules.describe_schedule,
        execute=schedules.execute_schedule,
        put_back=schedules.put_back_schedule,
        read_right=Right.PAYOUT_READ,
    )
    register_approval_kind(
        withholding.KIND,
        describe=withholding.describe_withholding,
        execute=withholding.execute_withholding,
        read_right=Right.PAYOUT_READ,
    )
    register_upload(
        "payout_batch", take="mpesa.payouts.batches.web.take_batch", limit="PAYOUT_BATCH_MAX_BYTES"
    )
    register_held_receipts("mpesa", holding.held_until)
    register_held_receipts("reversals", reversals_held_until)
    register_closing_check("payouts_known", check_payouts)
    register_closing_check("float_arrived", check_arrived)
    register_expected("requests", confirmed_requests)
    register_expected("payouts", payouts_on_their_way)
    register_queue("mpesa.push", cluster="core", drain="mpesa.collections.requests.pushing.send_pushes")
    register_queue(
        "mpesa.inbox", cluster="core", drain="mpesa.callbacks.inbox.drain_inbox", gather=0.2, backlog=100
    )
    register_queue("mpesa.route", cluster="core", drain="mpesa.collections.routing.route_receipts")
    register_queue("mpesa.query", cluster="core", drain="mpesa.collections.requests.querying.query_due")
    register_queue("mpesa.pull", cluster="core", drain="mpesa.pulling.running.pull_due")
    register_queue("payouts.send", cluster="payouts", drain="mpesa.payouts.sending.send_payouts")
    register_queue("payouts.schedules", cluster="payouts", drain="mpesa.payouts.schedules.running.make_due")
    register_queue("payouts.look", cluster="payouts", drain="mpesa.payouts.looking.look_at_due")
    register_queue("mpesa.ask", cluster="core", drain="mpesa.asking.sending.ask_due")
    register_search("collections", search_collections, right=Right.COLLECTIONS_READ)
    register_alert_subject("till", name_of_till)
    register_alert_subject("working_account", name_of_till)
    register_reference_owner("own moves", OWN_MOVES_OWNER)
    register_alert_for_people(HOOKS_FILLING)  # closing it makes room for as many more
    register_alert_cause(DEAD_LETTER, is_dead)
    register_alert_cause(ENQUIRY_UNANSWERED, is_unanswered)
    register_alert_cause(INITIATOR_REFUSED, is_refused)
    register_alert_cause(lines.LINE_STOPPED, lines.is_stopped)
    register_alert_cause(lines.FLOAT_SHORT, lines.is_short)
    register_alert_cause(planning.HELD, planning.is_held)
    register_dead_letters("callbacks", dead_callbacks)
    register_dead_letters("routings", dead_routings)
