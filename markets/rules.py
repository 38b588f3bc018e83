"""What a business has decided about its markets, and whether it may take real money for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings
from django.db import transaction

from core import days
from core.errors import Conflict, Findings, InvalidInput, InvalidState
from core.money import MAX_CENTS, Cents
from core.rows.locks import lock_row
from core.text import checked_name
from markets.models import Licence, MarketRules
from mpesa.models import Environment, Till
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit
from users.models import Business, User

RIGHT: Final = Right.BUSINESS_MANAGE
#: The bounds of what may be set: of money in cents, of the fee in basis points, of windows in minutes.
BOUNDS: Final[Mapping[str, tuple[int, int]]] = {
    "fee_bps": (0, 10_000),
    "least_stake": (1, MAX_CENTS),
    "most_stake": (1, MAX_CENTS),
    "dispute_minutes": (1, 60 * 24 * 60),
    "large_pool": (1, MAX_CENTS),
    "large_dispute_minutes": (1, 60 * 24 * 60),
}


@dataclass(frozen=True)
class Standing:
    """Whether a business may open markets for real money, and why."""

    needs_licence: bool
    licence: Licence | None


def rules_of(business: Business) -> MarketRules:
    """The rules of a business; what was never set has its default."""
    found = MarketRules.objects.filter(business=business).first()
    return found or MarketRules(business=business)


def fee_of(rules: MarketRules) -> int:
    """Basis points that a new market keeps."""
    standard: int = settings.MARKET_FEE_BPS
    return standard if rules.fee_bps is None else rules.fee_bps


def set_market_rules(
    *, business: Business, rules: Mapping[str, int], play_money: bool | None = None, actor: Actor
) -> MarketRules:
    """Set what new markets begin with, by the names in BOUNDS; the rest stays. Open markets keep theirs.

    Needs the right business.manage; audited. Raises InvalidInput BAD_LIMIT, all at once.
    """
    require_right(actor, business, RIGHT)
    found = Findings()
    for name, value in rules.items():
        with found.noting():
            require_in_bounds(name, value)
    found.settle()
    with transaction.atomic():
        MarketRules.objects.get_or_create(business=business)
        row = lock_row(MarketRules.objects.filter(business=business))
        assert row is not None
        for name, value in rules.items():
            setattr(row, name, value)
        if play_money is not None:
            row.play_money = play_money
        if row.most_stake < row.least_stake or row.large_dispute_minutes < row.dispute_minutes:
            raise InvalidInput("BAD_LIMIT", "rules", "The larger bound is not below the smaller one.")
        row.save()
        record_audit(
            actor=actor, business=business, action="market_rules.change", subject=f"business:{business.pk}"
        )
    return row


def require_in_bounds(name: str, value: int) -> None:
    """Raises InvalidInput BAD_LIMIT, about the name of what is set."""
    least, most = BOUNDS[name]
    if not least <= value <= most:
        raise InvalidInput("BAD_LIMIT", name, f"It is from {least} to {most}.")


def enter_licence(*, business: Business, number: str, first_on: date, last_on: date, actor: User) -> Licence:
    """Note the licence by which a business takes real money for markets. Needs the right business.manage;
    audited. Idempotent by number and first day. Raises InvalidInput NAME_MISSING / BAD_DAY, Conflict
    KEY_REUSED where it was entered with another last day."""
    require_right(actor, business, RIGHT)
    said = checked_name(number, longest=60, field="number")
    days.checked_day(first_on, field="first_on")
    if days.checked_day(last_on, field="last_on") < first_on:
        raise InvalidInput("BAD_DAY", "last_on", "It ends on its first day or later.")
    with transaction.atomic():
        row, entered = Licence.objects.get_or_create(
            business=business, number=said, first_on=first_on,
            defaults={"last_on": last_on, "entered_by": actor},
        )  # fmt: skip
        if entered:
            record_audit(actor=actor, business=business, action="licence.enter", subject=row)
    if row.last_on != last_on:
        raise Conflict("KEY_REUSED", "last_on", f"This licence was entered with its last day {row.last_on}.")
    return row


def standing_of(business: Business, first: date, last: date) -> Standing:
    """Whether markets of a business that run from a day to a day need a licence, and the one that covers
    them. None is needed where nothing is money: play money, or no till that is in use is a real one."""
    real = Till.objects.filter(business=business, deactivated_at=None, environment=Environment.PRODUCTION)
    if rules_of(business).play_money or not real.exists():
        return Standing(False, None)
    return Standing(True, _covering(business, first, last))


def licence_on(business: Business, day: date) -> Licence | None:
    """The licence of a business that is good on a day, whether it needs one or not."""
    return _covering(business, day, day)


def _covering(business: Business, first: date, last: date) -> Licence | None:
    covers = Licence.objects.filter(business=business, first_on__lte=first, last_on__gte=last)
    return covers.order_by("-pk").first()


def takes_no_money(businesses: Collection[int]) -> set[int]:
    """The keys of those, of businesses, that play for money and have no till in use: nothing can come in.
    Two queries."""
    with_till = Till.objects.filter(business__in=businesses, deactivated_at=None).values_list(
        "business", flat=True
    )
    playing = MarketRules.objects.filter(business__in=businesses, play_money=True)
    return set(businesses) - set(with_till) - set(playing.values_list("business", flat=True))


def require_licence(business: Business, last: date) -> None:
    """Raises InvalidState LICENCE_MISSING where a market that ends on a day needs one and there is none."""
    standing = standing_of(business, days.today(), last)
    if standing.needs_licence and standing.licence is None:
        raise InvalidState(
            "LICENCE_MISSING",
            "market",
            "Enter the number of the licence, valid from today to the close, before real money is taken.",
        )


def dispute_minutes(pool: Cents, *, usual: int, large_pool: Cents, large: int) -> int:
    """How long a result may be disputed, by what is at stake."""
    return large if pool >= large_pool else usual
