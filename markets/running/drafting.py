"""Drafts of markets: written, and rewritten until they are handed to a second person."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.db import transaction
from django.db.models import Count

from core.digests import digest
from core.errors import InvalidInput, InvalidState
from core.rows.idempotency import first_or_conflict
from core.rows.locks import AdvisoryLock
from core.text import checked_key
from markets.locking import decide, lock_market, require_state, tell_changed
from markets.models import Decision, DecisionKind, Market, MarketState, Outcome, Pool
from markets.running.terms import TEXTS, MarketTerms, checked_terms
from users.access import Right, require_right
from users.audit import record_audit
from users.models import Business, User

RIGHT: Final = Right.MARKET_MANAGE
#: Of a business: where its markets carry to is changed by one after the other, so that no two close a circle.
_carrying = AdvisoryLock("markets.carrying")


def create_market(*, business: Business, terms: MarketTerms, key: str, actor: User) -> Market:
    """A draft. Needs the right market.manage; audited. Idempotent by (business, key).

    Raises InvalidInput BAD_KEY and what checked_terms raises, Conflict KEY_REUSED.
    """
    require_right(actor, business, RIGHT)
    checked_key(key, "market")
    columns, names = checked_terms(business, terms)
    asked = digest(["market", _facts(columns), names])

    def write() -> Market:
        market = Market.objects.create(
            business=business, key=key, key_hash=asked, created_by=actor, **columns
        )
        Pool.objects.create(market=market)
        _write_outcomes(market, names)
        decide(market, DecisionKind.DRAFTED, actor)
        record_audit(actor=actor, business=business, action="market.create", subject=market)
        tell_changed(market)
        return market

    known = Market.objects.filter(business=business, key=key)
    return first_or_conflict(known, digests=[asked], write=write, what="market")[0]


def edit_market(*, market: Market, terms: MarketTerms, version: int | None = None, actor: User) -> Market:
    """Write a draft anew, whole. Needs the right market.manage; audited. Locks the market. Who edits it has
    drafted it too. `version` is the one that was read (versions_of), so that nobody overwrites what somebody
    else wrote meanwhile; the same terms again are no change. Raises InvalidState MARKET_MOVED_ON /
    HAS_POSITION / DRAFT_CHANGED, InvalidInput CARRY_CIRCLE, and what create_market raises of the terms."""
    require_right(actor, market.business, RIGHT)
    columns, names = checked_terms(market.business, terms)
    with transaction.atomic():
        row = lock_market(market)
        require_state(row, MarketState.DRAFT)
        if version is not None and version != versions_of([row.pk]).get(row.pk):
            if _stands_so(row, columns, names):
                return row
            text = "Somebody has written this draft since you read it: read it again, and write yours anew."
            raise InvalidState("DRAFT_CHANGED", "version", text)
        if terms.carries_to is not None:
            _require_no_circle(row, terms.carries_to)
        for name, value in columns.items():
            setattr(row, name, value)
        row.save(update_fields=list(columns))
        row.outcomes.all().delete()
        _write_outcomes(row, names)
        decide(row, DecisionKind.DRAFTED, actor)
        record_audit(actor=actor, business=row.business, action="market.edit", subject=row)
        tell_changed(row)
    return row


def versions_of(markets: Collection[int]) -> dict[int, int]:
    """Key of a market -> how often it was written. One query."""
    written = Decision.objects.filter(market__in=markets, kind=DecisionKind.DRAFTED)
    return dict(written.order_by().values_list("market").annotate(times=Count("pk")))


def _stands_so(row: Market, columns: dict[str, Any], names: list[str]) -> bool:
    same = all(getattr(row, name) == value for name, value in columns.items())
    return same and list(row.outcomes.order_by("position").values_list("name", flat=True)) == names


def _require_no_circle(row: Market, target: Market) -> None:
    """In a circle each market waits for another one, and none is ever settled. A new market closes none:
    nothing carries to it yet. Raises InvalidInput CARRY_CIRCLE."""
    _carrying.take(row.business_id)
    at: int | None = target.pk
    while at is not None:
        if at == row.pk:
            raise InvalidInput("CARRY_CIRCLE", "carries_to", "What it carries would come back to it.")
        at = Market.objects.values_list("carries_to", flat=True).get(pk=at)


def _write_outcomes(market: Market, names: list[str]) -> None:
    Outcome.objects.bulk_create(
        Outcome(market=market, position=position, name=name) for position, name in enumerate(names, 1)
    )


def _facts(columns: dict[str, Any]) -> dict[str, Any]:
    carries_to = columns["carries_to"]
    return columns | {
        "carries_to": carries_to.pk if carries_to else None,
        "mode": str(columns["mode"]),
        "payout_mode": str(columns["payout_mode"]),
    }


def terms_of(market: Market) -> MarketTerms:
    """The terms of a market as edit_market takes them, for who changes some of them."""
    names = set(MarketTerms.__dataclass_fields__) - {"texts", "outcomes"}
    return MarketTerms(
        outcomes=list(market.outcomes.order_by("position").values_list("name", flat=True)),
        texts={name: getattr(market, name) for name in TEXTS},
        **{name: getattr(market, name) for name in names},
    )
