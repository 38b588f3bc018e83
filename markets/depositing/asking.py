"""A player asks their own phone for money: it goes to the wallet, and a stake may follow it.

The request is one of M-Pesa's like any other, with the wallet's number as its account; so the money finds its
way whoever reports it, and however late.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import Sum

from core import days
from core.digests import digest_of_plain
from core.errors import Conflict, Detail, DomainError, InvalidState, NotFound
from core.machine.crypto import Unreadable
from core.money import Cents, display, whole_shillings
from core.rows.events import record_events
from core.text import checked_key
from ledger.journal.wallet_numbers import wallet_number
from ledger.journal.wallets import news_of_wallets, wallet_balance
from ledger.models import Wallet
from markets.locking import database_now
from markets.models import Deposit, DepositState, MarketState, Outcome
from markets.selectors import state_at
from markets.staking.excluding import require_not_excluded
from markets.staking.limits import of_player
from markets.staking.placing import require_bounds
from mpesa.collections.requests.requesting import ask_for_payment
from mpesa.collections.requests.rules import rules_of
from mpesa.models import Till, TillKind
from mpesa.models.collections import OPEN
from users.access import Right, require_right
from users.kyc.submissions import tier_of
from users.models import User
from users.people import phone_of

_MINUTE: Final = timedelta(minutes=1)


class Wish(NamedTuple):
    """A stake that is to follow a deposit."""

    outcome: Outcome
    amount: Cents


def deposit(
    *, wallet: Wallet, amount: Cents, phone: str = "", wish: Wish | None = None, key: str, actor: User
) -> Deposit:
    """Ask a phone, the player's own where none is named, for so many cents for the wallet; the push leaves
    after commit. With a wish the stake is placed once they are in the wallet (staking_after.py).

    For the player alone; needs the right wallet.deposit. M-Pesa asks for whole shillings, and nobody's own
    money is rounded. Idempotent by (wallet, key). Locks the player's staking. Raises NotFound for somebody
    else's wallet or an outcome of another business, InvalidInput NOT_WHOLE / BAD_KEY / STAKE_BOUNDS,
    InvalidState SELF_EXCLUDED / TIER_LIMIT (the wallet may not hold so much) / NO_PAYBILL / PHONE_MISSING /
    MARKET_CLOSED / OUTCOME_SCRATCHED / TOO_MANY_REQUESTS, Conflict KEY_REUSED, and what ask_for_payment
    raises.
    """
    require_right(actor, wallet.business, Right.WALLET_DEPOSIT)
    if wallet.player_id != actor.pk:
        raise NotFound("wallet", "wallet")
    whole_shillings(amount)
    asked_by = f"deposit:{wallet.pk}:{digest_of_plain([checked_key(key, 'deposit')]).hex()[:32]}"
    with transaction.atomic():
        of_player.take(wallet.business_id, actor.pk)
        known = Deposit.objects.filter(wallet=wallet, request__key=asked_by).select_related("request__till")
        first = known.first()
        if first is None:
            _require_welcome(wallet, amount, wish)
        try:
            request = ask_for_payment(
                till=first.request.till if first else _till_of(wallet),
                phone=phone or _own_phone(actor),
                amount=amount,
                account_reference=wallet_number(wallet),
                key=asked_by,
                description="Stake" if wish else "Wallet",
                actor=actor,
            )
        except InvalidState as error:
            raise _untold(error) if phone else error from None
        if first is not None:
            if (first.outcome_id, first.cents) != (wish and wish.outcome.pk, wish and wish.amount):
                raise Conflict(
                    "KEY_REUSED",
                    "key",
                    "This key stands for another deposit already.",
                    detail=Detail(other=("WalletDeposit", first.pk)),
                )
            return first
        row = Deposit.objects.create(
            business=wallet.business,
            request=request,
            wallet=wallet,
            outcome=wish.outcome if wish else None,
            cents=wish.amount if wish else None,
            state=DepositState.WAITING if wish else DepositState.NO_STAKE,
        )
        record_events(news_of_wallets([wallet]))
    return row


def _require_welcome(wallet: Wallet, amount: Cents, wish: Wish | None) -> None:
    business, player = wallet.business, wallet.player
    require_not_excluded(business, player)
    mine = Deposit.objects.filter(wallet=wallet)
    minute = days.now() - _MINUTE
    most = rules_of(business.pk).phone_minute
    recent = mine.filter(created_at__gt=minute).order_by("-pk")
    if len(found := recent.values_list("created_at", flat=True)[:most]) == most:
        raise InvalidState(
            "TOO_MANY_REQUESTS",
            "",
            f"At most {most:,} deposits in a minute.",
            detail=Detail(count=most, retry_at=found[most - 1] + _MINUTE),
        )
    tier = tier_of(business=business, player=player)
    coming = mine.filter(request__state__in=OPEN).aggregate(sum=Sum("request__amount", default=0))["sum"]
    if wallet_balance(wallet) + int(coming) + amount > tier.balance_limit:
        limit = display(tier.balance_limit)
        raise InvalidState(
            "TIER_LIMIT", "amount", f"Tier {tier.code} holds {limit} at most; a higher tier holds more."
        )
    if wish is not None:
        try:
            _require_stakable(wallet, wish)
        except DomainError as error:
            raise error.under("stake") from None


def _require_stakable(wallet: Wallet, wish: Wish) -> None:
    """What could not be staked even now is not asked for. It is looked at again when the money is here."""
    market = wish.outcome.market
    if market.business_id != wallet.business_id:
        raise NotFound("outcome", "outcome")
    if wish.outcome.scratched_at is not None:
        raise InvalidState("OUTCOME_SCRATCHED", "outcome", "This outcome does not run.")
    if state_at(market, database_now()) != MarketState.OPEN:
        raise InvalidState("MARKET_CLOSED", "outcome", "This market takes no stakes now.")
    require_bounds(market, wish.amount)


def _untold(error: InvalidState) -> InvalidState:
    """A refusal about a phone that the player names: what its owner has paid is for its owner."""
    if error.code != "OVER_CUSTOMER_DAY":
        return error
    text = "This phone takes no such payment today: ask for less, or name another."
    retry_at = error.detail.retry_at if error.detail else None
    return InvalidState(error.code, "phone", text, detail=Detail(retry_at=retry_at))


def _own_phone(player: User) -> str:
    try:
        return phone_of(player)
    except Unreadable:
        raise InvalidState("PHONE_MISSING", "phone", "No phone of yours is known: name one.") from None


def tills_that_take(businesses: Collection[int]) -> dict[int, Till]:
    """Key of a business -> the till to which its players pay: the first PayBill in use. One query."""
    rows = Till.objects.filter(business_id__in=businesses, kind=TillKind.PAYBILL, deactivated_at=None)
    found: dict[int, Till] = {}
    for till in rows.select_related("business").order_by("pk"):
        found.setdefault(till.business_id, till)
    return found


def _till_of(wallet: Wallet) -> Till:
    till = tills_that_take([wallet.business_id]).get(wallet.business_id)
    if till is None:
        raise InvalidState("NO_PAYBILL", "wallet", "No PayBill of the business takes money now.")
    return till
