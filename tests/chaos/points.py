"""The named commit points, each with the program that dies there."""

from __future__ import annotations

import re

from daraja_sandbox.world.killpoints import NAMES as SANDBOX_POINTS
from tests.environment import ROOT

WEB, CORE, PAYOUTS, RECONCILIATION, SANDBOX = (
    "web",
    "cluster-core",
    "cluster-payouts",
    "cluster-reconciliation",
    "sandbox",
)

POINTS: dict[str, tuple[str, ...]] = {
    WEB: ("hook.before_commit", "hook.after_commit"),
    CORE: (
        "push.before_claim",
        "push.after_claim",
        "push.before_record",
        "push.after_record",
        "inbox.before_commit",
        "inbox.after_commit",
        "route.before_commit",
        "route.after_commit",
        "query.before_record",
        "query.after_record",
        "pull.after_claim",
        "pull.before_commit",
        "pull.after_commit",
        "ask.before_claim",
        "ask.after_claim",
        "ask.before_record",
        "ask.after_record",
        "bill.before_commit",
        "bill.after_commit",
        "seal.before_commit",
        "seal.after_commit",
    ),
    PAYOUTS: (
        "payout.before_claim",
        "payout.after_claim",
        "payout.before_record",
        "payout.after_record",
        "payout.before_look",
    ),
    RECONCILIATION: (
        "statement.before_commit",
        "statement.after_commit",
        "booking.before_commit",
        "booking.after_commit",
        "run.before_commit",
        "run.after_commit",
    ),
    SANDBOX: (
        "stk.accept.before_commit",
        "stk.accept.after_commit",
        "c2b.accept.before_commit",
        "c2b.accept.after_commit",
        "payment.before_commit",
        "payment.after_commit",
        "callback.before_send",
        "callback.after_send",
        "callback.after_record",
    ),
}

#: Those of a settlement, in its order: tests/markets/test_killed.py kills a process at each.
SETTLEMENT = (
    "freeze.before_commit",
    "freeze.after_commit",
    "approve.before_commit",
    "approve.after_commit",
    "settle.before_commit",
    "settle.after_commit",
    "winnings.before_commit",
    "winnings.after_commit",
)

#: Those of a report file: tests/reports/test_killed.py does.
REPORT = ("report.before_commit", "report.after_commit")

_REACH = re.compile(r"\breach\(\s*\"([^\"]+)\"")
_APART = ("tests", "daraja_sandbox", ".venv")


def points_in_the_source() -> set[str]:
    """Every name that our code, without the sandbox, gives to core.machine.killpoints.reach."""
    found: set[str] = set()
    for path in ROOT.glob("*/**/*.py"):
        if path.relative_to(ROOT).parts[0] not in _APART:
            found.update(_REACH.findall(path.read_text("utf-8")))
    return found


__all__ = [
    "CORE",
    "PAYOUTS",
    "POINTS",
    "RECONCILIATION",
    "REPORT",
    "SANDBOX",
    "SANDBOX_POINTS",
    "SETTLEMENT",
    "WEB",
    "points_in_the_source",
]
