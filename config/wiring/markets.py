from __future__ import annotations

from core.machine.alerts import register_alert_subject
from core.machine.jobs import register_queue
from core.machine.watching import Condition, register_condition
from core.models import Severity
from ledger.integrity.verifying import register_integrity_check
from markets.depositing import arriving, staking_after
from markets.depositing import queues as depositing
from markets.finding import search_markets
from markets.integrity import CHECKS
from markets.legal import prizes
from markets.legal import rules as legal_rules
from markets.running import reviewing
from markets.settling import approving, correcting, queues, voiding, web
from markets.watching import MARKET_OVERDUE, overdue_markets, title_of_market
from mpesa.collections.owners import register_reference_owner
from mpesa.collections.requests.steps import register_request_listener
from users.access import Right
from users.approvals.kinds import register_approval_kind
from users.files import register_download, register_upload
from users.searching import register_search


def wire() -> None:
    for code, query in CHECKS.items():
        register_integrity_check(code, query)
    register_approval_kind(
        reviewing.KIND,
        describe=reviewing.describe_opening,
        execute=reviewing.execute_opening,
        put_back=reviewing.put_back_opening,
        right=Right.MARKET_DECIDE,
        read_right=Right.MARKET_READ,
    )
    register_approval_kind(
        legal_rules.KIND,
        describe=legal_rules.describe_legal_rule,
        execute=legal_rules.execute_legal_rule,
        read_right=Right.LEDGER_READ,
    )
    for kind, describe, execute in (
        (approving.KIND, approving.describe_settlement, approving.execute_settlement),
        (voiding.KIND, voiding.describe_void, voiding.execute_void),
        (correcting.KIND, correcting.describe_correction, correcting.execute_correction),
    ):
        register_approval_kind(
            kind,
            describe=describe,
            execute=execute,
            put_back=approving.put_back_run,
            right=Right.MARKET_DECIDE,
            two_people_always=True,
            read_right=Right.MARKET_READ,
        )
    register_upload(
        "market_picture", take="markets.running.picturing.take_picture", limit="MARKET_PICTURE_MAX_BYTES"
    )
    register_download("market_picture", give="markets.running.picturing.give_picture")
    register_alert_subject("market", title_of_market)
    register_condition(
        Condition(MARKET_OVERDUE, Severity.WARNING, overdue_markets, "It has a result, or is void.")
    )
    register_condition(
        Condition(prizes.PRIZES_UNPAID, Severity.CRITICAL, prizes.unpaid_prizes, "They are paid.")
    )
    register_search("markets", search_markets, right=Right.MARKET_READ)
    register_reference_owner("wallets", arriving.WALLETS_OWNER)
    register_request_listener("wallets", staking_after.follow_requests)
    register_queue(depositing.QUEUE, cluster="core", drain="markets.depositing.staking_after.place_wished")
    register_download("remittance", give="markets.legal.files.give_remittance")
    register_download(web.CERTIFICATE, give="markets.settling.web.give_certificate")
    register_queue(queues.QUEUE, cluster="core", drain="markets.settling.working.settle_markets")
