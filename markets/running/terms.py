"""What a market is played by, as its operator gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.digests import digest
from core.errors import Findings, InvalidInput, NotFound
from core.money import CENTS_PER_SHILLING, Cents
from core.text import as_text, checked_name, one_line
from markets.models import Market, MarketMode, PayoutMode
from markets.rules import BOUNDS, fee_of, require_in_bounds, rules_of
from users.models import Business

MOST_OUTCOMES: Final = 100
LONGEST_TEXT: Final = 20_000
#: The columns that are texts of their own, in the order in which people read them.
TEXTS: Final = ("description", "rules", "source", "fallback", "tie", "postponement")


@dataclass(frozen=True, kw_only=True)
class MarketTerms:
    """Amounts in cents; what is None is of the rules of the business. `outcomes` are names, in their order.

    Texts may be empty in a draft: lint says what is missing before it opens.
    """

    title: str
    outcomes: Sequence[str]
    closes_at: datetime
    resolve_by: datetime
    void_after: datetime
    texts: Mapping[str, str] = field(default_factory=dict)
    category: str = ""
    time_zone: str = ""
    fee_bps: int | None = None
    least_stake: Cents | None = None
    most_stake: Cents | None = None
    mode: str = MarketMode.PARIMUTUEL
    tote_tick: int = 1
    payout_mode: str = PayoutMode.WALLET
    carries_to: Market | None = None
    dispute_minutes: int | None = None
    large_pool: Cents | None = None
    large_dispute_minutes: int | None = None


def known_zone(name: str) -> bool:
    """Whether it is a time zone, like Africa/Nairobi."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def require_short(text: str, *, field: str) -> None:
    """Raises InvalidInput TEXT_TOO_LONG."""
    if len(text) > LONGEST_TEXT:
        raise InvalidInput("TEXT_TOO_LONG", field, f"Use at most {LONGEST_TEXT} characters.")


def checked_terms(business: Business, terms: MarketTerms) -> tuple[dict[str, Any], list[str]]:
    """The columns of a market by its terms, and the names of its outcomes. Raises all that is wrong with them
    at once: InvalidInput NAME_MISSING / BAD_TIMES / BAD_TIME_ZONE / BAD_LIMIT / TEXT_TOO_LONG /
    TOO_MANY_OUTCOMES / OUTCOME_REPEATED, and NotFound for a market of another business to carry to."""
    found, names = Findings(), list[str]()
    columns = _checked_columns(business, terms, found)
    with found.noting():
        names = checked_outcomes(terms.outcomes)
    found.settle()
    if terms.carries_to is not None and terms.carries_to.business_id != business.pk:
        raise NotFound("market", "carries_to")
    return columns, names


def _checked_columns(business: Business, terms: MarketTerms, found: Findings) -> dict[str, Any]:
    rules = rules_of(business)
    columns: dict[str, Any] = {"category": one_line(terms.category)[:60], "time_zone": terms.time_zone}
    with found.noting():
        columns["title"] = checked_name(terms.title, longest=200, field="title")
    with found.noting():
        if terms.resolve_by <= terms.closes_at:
            raise InvalidInput("BAD_TIMES", "resolve_by", "The result comes after the close.")
    with found.noting():
        if terms.void_after <= terms.resolve_by:
            raise InvalidInput("BAD_TIMES", "void_after", "It becomes void later than its result is due.")
    with found.noting():
        if terms.time_zone and not known_zone(terms.time_zone):
            raise InvalidInput("BAD_TIME_ZONE", "time_zone", "Name a zone like Africa/Nairobi.")
    for name in TEXTS:
        text = columns[name] = as_text(terms.texts.get(name, "")).strip()
        with found.noting():
            require_short(text, field=name)
    columns["fee_bps"] = fee_of(rules) if terms.fee_bps is None else terms.fee_bps
    for name in BOUNDS.keys() - {"fee_bps"}:
        given = getattr(terms, name)
        columns[name] = getattr(rules, name) if given is None else given
    for name in BOUNDS:
        with found.noting():
            require_in_bounds(name, columns[name])
    with found.noting():
        if columns["most_stake"] < columns["least_stake"]:
            raise InvalidInput("BAD_LIMIT", "most_stake", "The most is not below the least.")
    columns["large_dispute_minutes"] = max(columns["large_dispute_minutes"], columns["dispute_minutes"])
    with found.noting():
        if terms.tote_tick < 1 or CENTS_PER_SHILLING % terms.tote_tick:
            raise InvalidInput("BAD_LIMIT", "tote_tick", "The step of a dividend divides a shilling.")
    as_given = ("closes_at", "resolve_by", "void_after", "carries_to", "tote_tick")
    columns |= {name: getattr(terms, name) for name in as_given}
    return columns | {"mode": MarketMode(terms.mode), "payout_mode": PayoutMode(terms.payout_mode)}


def checked_outcomes(names: Sequence[str]) -> list[str]:
    """The names as they are stored. Raises InvalidInput NAME_MISSING / TOO_MANY_OUTCOMES / OUTCOME_REPEATED.

    A draft may have too few; lint says so.
    """
    if len(names) > MOST_OUTCOMES:
        raise InvalidInput("TOO_MANY_OUTCOMES", "outcomes", f"A market has at most {MOST_OUTCOMES} outcomes.")
    found, known = Findings(), dict[str, str]()
    for position, each in enumerate(names):
        with found.noting():
            name = checked_name(each, field=f"outcomes.{position}")
            if name.casefold() in known:
                raise InvalidInput(
                    "OUTCOME_REPEATED", f"outcomes.{position}", "Give each outcome its own name."
                )
            known[name.casefold()] = name
    found.settle()
    return list(known.values())


def terms_digest(market: Market) -> bytes:
    """SHA-256 of all that a market is played by: what a second person reads, and what is opened."""
    names = [
        *("title", "category", *TEXTS, "time_zone", "fee_bps", "least_stake", "most_stake", "mode"),
        *("tote_tick", "payout_mode", "carries_to_id", "dispute_minutes", "large_pool"),
        *("large_dispute_minutes", "closes_at", "resolve_by", "void_after"),
    ]
    facts = {name: _plain(getattr(market, name)) for name in names}
    outcomes = market.outcomes.order_by("position").values_list("pk", "name")
    return digest({**facts, "market": market.pk, "outcomes": [list(each) for each in outcomes]})


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value
