"""What who opens a market reads and signs: all that it is played by, in the order in which people ask."""

from __future__ import annotations

from typing import Any

from core.days import display_moment
from core.money import display
from markets.models import Market, MarketMode
from markets.running.terms import TEXTS, terms_digest


def percent(bps: int) -> str:
    """`5.00 %`."""
    return f"{bps // 100}.{bps % 100:02d} %"


def facts_of_terms(row: Market) -> dict[str, Any]:
    """The terms of a market as facts of an approval: texts whole, times in EAT, amounts in shillings, windows
    in minutes. What it leaves out it does not have."""
    names = row.outcomes.order_by("position").values_list("name", flat=True)
    facts: dict[str, Any] = {"market": row.title}
    for name in ("category", *TEXTS):
        if text := getattr(row, name):
            facts["described" if name == "description" else name] = text
    facts |= {
        "outcomes": list(names),
        "time_zone": row.time_zone,
        "closes_at": display_moment(row.closes_at),
        "resolve_by": display_moment(row.resolve_by),
        "void_after": display_moment(row.void_after),
        "fee": percent(row.fee_bps),
        "least_stake": display(row.least_stake),
        "most_stake": display(row.most_stake),
        "dispute_minutes": str(row.dispute_minutes),
    }
    if row.large_dispute_minutes != row.dispute_minutes:
        facts["large_pool"] = display(row.large_pool)
        facts["large_dispute_minutes"] = str(row.large_dispute_minutes)
    facts |= {"payout_mode": str(row.payout_mode), "mode": str(row.mode)}
    if row.mode == MarketMode.TOTE:
        facts["tote_tick"] = display(row.tote_tick)
    facts["nobody_won"] = "BACK" if row.carries_to is None else "CARRIED"
    if row.carries_to is not None:
        facts["carries_to"] = row.carries_to.title
    return facts | {"terms": terms_digest(row).hex()}
