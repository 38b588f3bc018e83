"""The second proof: what the players own is covered by what the business has, up to one seal of its books."""

from __future__ import annotations

from ledger.chart.standard import BANK, MPESA, WALLETS
from ledger.models import Account
from ledger.reads.selectors import balance_by_code
from reconciliation.models import ReconciliationRun, RunCover

OWED = {"wallets": WALLETS, "pools": "2300", "carry_over": "2310", "payouts_in_flight": "2400"}
HAD = {"mpesa": MPESA, "bank": BANK}


def keep_cover(run: ReconciliationRun) -> RunCover:
    """Write the cover of the run's business up to its seal, all days, with sub-accounts. An account that the
    business has not counts as zero."""
    assert run.seal is not None
    codes = OWED | HAD
    known = set(
        Account.objects.filter(business=run.business_id, code__in=codes.values()).values_list(
            "code", flat=True
        )
    )
    figures = {
        name: balance_by_code(run.business_id, code, seal=run.seal) if code in known else 0
        for name, code in codes.items()
    }
    surplus = sum(figures[name] for name in HAD) - sum(figures[name] for name in OWED)
    return RunCover.objects.create(run=run, surplus=surplus, **figures)
