"""What a settlement is computed from: the rules as they were opened, the result, and the stakes."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import BigIntegerField, Func

from core.days import micros_of
from core.money import Cents
from ledger.chart.standard import CARRY_OVER
from ledger.models import Floor
from markets.certificate import Certificate, certify
from markets.models import Market, MarketState, Proposal, Stake
from markets.parimutuel import Settlement, settle
from markets.pools import NoWinner, Resolution, Rules, Stakes, read_stakes

#: A market that may still take what is carried to it.
_TAKES: Final = (
    *(MarketState.DRAFT, MarketState.REVIEW, MarketState.OPEN, MarketState.SUSPENDED),
    *(MarketState.CLOSED, MarketState.PROPOSED, MarketState.DISPUTED),
)
_BATCH: Final = 20_000
#: When a stake was accepted, in whole microseconds since 1970 UTC.
MICROS: Final = Func("accepted_at", function="ledger_micros", output_field=BigIntegerField())


@dataclass(frozen=True)
class Computed:
    """A settlement with what it was made from; `ids` and `wallets` are columns beside the stakes'."""

    rules: Rules
    resolution: Resolution
    stakes: Stakes
    ids: array[int]
    wallets: array[int]
    settlement: Settlement


def rules_of_market(market: Market) -> Rules:
    """As they were opened. What nobody wins is carried while the named market may still take it."""
    names = market.outcomes.order_by("position").values_list("name", flat=True)
    return market.pool_rules(names, no_winner_of(market))


def no_winner_of(market: Market) -> NoWinner:
    """What happens to a pool that nobody wins, as things stand."""
    carries = market.carries_to is not None and market.carries_to.state in _TAKES
    return NoWinner.CARRY if carries else NoWinner.REFUND


def carry_account(market_id: int) -> str:
    """Where what is carried to a market waits for it."""
    return f"{CARRY_OVER}-{market_id}"


def carried_in(market: Market) -> Cents:
    """Cents that wait for a market on 2310."""
    return carried_to([market]).get(market.pk, 0)


def carried_to(markets: Collection[Market]) -> dict[int, Cents]:
    """Key of a market -> cents that wait for it on 2310; nothing where none ever was. One query."""
    codes = {(row.business_id, carry_account(row.pk)): row.pk for row in markets}
    rows = Floor.objects.filter(
        account__business__in={business for business, _ in codes},
        account__code__in=[code for _, code in codes],
    ).values_list("account__business", "account__code", "balance")
    return {codes[business, code]: int(cents) for business, code, cents in rows if (business, code) in codes}


def resolution_of(market: Market, proposal: Proposal | None, *, carry_in: Cents) -> Resolution:
    """The result as it is computed with; without a proposal everything is given back."""
    scratched = market.outcomes.filter(scratched_at__isnull=False).values_list("name", flat=True)
    if proposal is None:
        return Resolution(scratched=frozenset(scratched), carry_in=carry_in)
    close = proposal.effective_close
    return Resolution(
        weights_bps=dict(proposal.weights.order_by("outcome").values_list("outcome__name", "bps")),
        scratched=frozenset(scratched),
        effective_close=None if close is None else micros_of(close),
        carry_in=carry_in,
    )


def compute(market: Market, rules: Rules, resolution: Resolution) -> Computed:
    """The settlement of a market's stakes. Reads them in batches; the caller holds the market."""
    ids, wallets = array("q"), array("q")

    def rows() -> Iterator[tuple[int, int, str, Cents, int]]:
        names = dict(market.outcomes.values_list("pk", "name"))
        for pk, sequence, wallet, outcome, cents, micros in _stakes(market):
            ids.append(pk)
            wallets.append(wallet)
            yield sequence, wallet, names[outcome], cents, micros

    stakes = read_stakes(rows(), outcomes=rules.outcomes)
    settled = settle(rules=rules, resolution=resolution, stakes=stakes)
    return Computed(rules, resolution, stakes, ids, wallets, settled)


def _stakes(market: Market) -> Iterator[tuple[int, int, int, int, Cents, int]]:
    rows = Stake.objects.filter(market=market).annotate(micros=MICROS).order_by("sequence")
    return rows.values_list("pk", "sequence", "wallet_id", "outcome_id", "cents", "micros").iterator(_BATCH)


def certificate_of(market: Market, proposal: Proposal | None, computed: Computed) -> Certificate:
    """What everybody may check; it names no player."""
    about = {"market": str(market.pk), "title": market.title, "rules": market.rules}
    if proposal is not None:
        about |= {"evidence": proposal.evidence, "evidence_sha256": bytes(proposal.evidence_hash).hex()}
    return certify(
        about=about,
        rules=computed.rules,
        resolution=computed.resolution,
        stakes=computed.stakes,
        settlement=computed.settlement,
    )
