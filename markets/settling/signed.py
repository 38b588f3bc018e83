"""What who approves a settlement reads and signs: the result and how it came about, the sums, and the digest
of all numbers."""

from __future__ import annotations

from typing import Any, Final

from core.days import display_moment
from core.money import display
from markets.models import Dispute, Market, Proposal, SettlementRun
from markets.running.signed import percent
from markets.settling.changes import facts_of_changes
from users.approvals.kinds import Content

#: Every player may dispute once: so many are read with the request, the newest first; the rest on the page.
MOST_DISPUTES: Final = 20


def content_of(row: Market, run: SettlementRun) -> Content:
    """What is signed: the result, the sums and the digest of all numbers."""
    facts: dict[str, Any] = {"market": row.title}
    if run.proposal is not None:
        facts |= _facts_of_result(row, run.proposal, paid_by=run.replaces.proposal if run.replaces else None)
    facts |= {"stakes": str(run.stakes), "staked": display(run.staked), "winners": str(run.winners)}
    facts |= {"won": display(run.paid), "given_back": display(run.refunded), "fee": display(run.fee)}
    for name in ("breakage", "carry_in", "carry_out"):
        if cents := getattr(run, name):
            facts[name] = display(cents)
    if run.replaces is not None:
        facts["replaced"] = _facts_of_replaced(run.replaces)
        facts["changes"] = facts_of_changes(run)
        facts["replaces"] = bytes(run.replaces.digest).hex()
    if run.reason:
        facts["reason"] = run.reason
    facts["numbers"] = bytes(run.digest).hex()
    return Content(facts=facts, amount=run.paid + run.refunded, subject=f"market:{row.pk}")


def _facts_of_replaced(former: SettlementRun) -> dict[str, str]:
    """What players were paid, and by which result, before a correction."""
    facts = {"result": _result_said(former.proposal)} if former.proposal else {}
    for name, value in (("won", former.paid), ("given_back", former.refunded), ("fee", former.fee)):
        facts[name] = display(value)
    for name in ("breakage", "carry_in", "carry_out"):
        if cents := getattr(former, name):
            facts[name] = display(cents)
    return facts


def _facts_of_result(row: Market, proposal: Proposal, *, paid_by: Proposal | None) -> dict[str, Any]:
    """`paid_by` is the result that a correction replaces, which is told with what it paid."""
    facts: dict[str, Any] = {
        "result": _result_said(proposal),
        "evidence_said": proposal.evidence,
        "observed": display_moment(proposal.observed_at),
    }
    if proposal.effective_close is not None:
        facts["effective_close"] = display_moment(proposal.effective_close)
    facts["evidence"] = bytes(proposal.evidence_hash).hex()
    if proposal.document_hash is not None:
        facts["document"] = bytes(proposal.document_hash).hex()
    earlier = row.proposals.filter(number__lt=proposal.number).order_by("number")
    if paid_by is not None:
        earlier = earlier.exclude(pk=paid_by.pk)
    if earlier:
        facts["results_replaced"] = [
            {"result": _result_said(each), "evidence_said": each.evidence} for each in earlier
        ]
    if disputes := Dispute.objects.filter(market=row).count():
        newest = Dispute.objects.filter(market=row).select_related("proposal").order_by("-pk")
        facts["disputes"] = {
            "rows": str(disputes),
            "first": [
                {
                    "result": _result_said(each.proposal),
                    "disputed": each.reason,
                    "answered": str(each.state),
                    **({"said": each.answer} if each.answer else {}),
                }
                for each in newest[:MOST_DISPUTES]
            ],
        }
    return facts


def _result_said(proposal: Proposal) -> str:
    """`Yes 100.00 %`; of a result that makes the market void, that."""
    weights = proposal.weights.order_by("-bps", "outcome__position").select_related("outcome")
    return ", ".join(f"{each.outcome.name} {percent(each.bps)}" for each in weights) or "void"
