"""Receipts that are for wallets: those whose account reference is a wallet's number.

Money that came is the player's, whatever limits there are: it goes to the wallet also beyond what its tier
holds, and while the player is kept from staking. Then the receipt and the statement of the wallet say so; it
can be withdrawn, and not be staked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from core.days import accounting_day
from core.machine.jobs import wake
from core.money import Cents
from core.rows.events import record_events
from ledger.chart.standard import WALLETS
from ledger.journal.posting import Leg
from ledger.journal.wallet_numbers import number_of, read_number
from ledger.journal.wallets import news_of_wallets, wallet_balance
from ledger.models import Wallet
from markets.depositing.queues import QUEUE
from markets.legal.excise import deposit_credits, excise_rate
from markets.models import Deposit, DepositState
from markets.staking.excluding import excluded_among, exclusion_of
from mpesa.collections.owners import Asked, Held, Part, Placement, ReferenceOwner, Settled, mirrored
from mpesa.daraja.callbacks import Rejection
from users.kyc.submissions import tier_of

_EXCLUDED: Final = ", kept from staking: to be withdrawn"


def _place(asked: Sequence[Asked]) -> list[Placement | None]:
    """To the wallet that is named, less the excise of its day. Two queries where any is, and one for each
    day, else none. Locks nothing: a floor only rises."""
    named = [(receipt.business_id, read_number(reference)) for receipt, reference in asked]
    wallets = _wallets({pk for _, pk in named if pk})
    excluded = excluded_among(wallets.values()) if wallets else set()
    rates: dict[tuple[int, date], int] = {}
    placements: list[Placement | None] = []
    for (receipt, _), (business_id, pk) in zip(asked, named, strict=True):
        wallet = wallets.get(pk or 0)
        if wallet is None or wallet.business_id != business_id:
            placements.append(None)
            continue
        when = business_id, accounting_day(receipt.occurred_at)
        if when not in rates:
            rates[when] = excise_rate(*when)
        legs = deposit_credits(wallet, receipt.amount, rates[when])
        placements.append(_placement(wallet, legs, is_excluded=wallet.pk in excluded))
    return placements


def _placement(wallet: Wallet, legs: Sequence[Leg], *, is_excluded: bool) -> Placement:
    name, mine = f"wallet {number_of(wallet.pk)}", wallet.account.code
    return Placement(
        owner=name + (_EXCLUDED if is_excluded else ""),
        credits=legs,
        parts=[Part(name if leg.account == mine else "excise", leg.credit) for leg in legs],
        claim=wallet,
    )


def was_excluded(description: str) -> bool:
    """Whether an entry that credited a wallet says that its player was kept from staking."""
    return description.endswith(_EXCLUDED)


def _wallets(keys: set[int]) -> dict[int, Wallet]:
    if not keys:
        return {}
    return {row.pk: row for row in Wallet.objects.filter(pk__in=keys).select_related("account")}


def _settle(placed: Sequence[Settled]) -> None:
    """Tell of the wallets, and have the stakes placed that wait for this money."""
    wallets = [wallet for _, placement in placed if isinstance(wallet := placement.claim, Wallet)]
    record_events(news_of_wallets(wallets))
    if Deposit.objects.filter(state=DepositState.WAITING, wallet__in=wallets).exists():
        wake(QUEUE)


def _take_back(held: Sequence[Held]) -> list[Sequence[Leg] | None]:
    """Out of the wallet again; what is spent is owed (1210), as whoever posts it sees to."""
    ours = [any(leg.account.startswith(f"{WALLETS}-") for leg in each.credits) for each in held]
    codes = {leg.account for each, mine in zip(held, ours, strict=True) if mine for leg in each.credits}
    if codes:
        businesses = {each.receipt.business_id for each in held}
        record_events(
            news_of_wallets(Wallet.objects.filter(business__in=businesses, account__code__in=codes))
        )
    return [mirrored(each.credits) if mine else None for each, mine in zip(held, ours, strict=True)]


def _wallet_of(business_id: int, reference: str) -> Wallet | None:
    pk = read_number(reference)
    if pk is None:
        return None
    mine = Wallet.objects.filter(pk=pk, business=business_id)
    return mine.select_related("business", "player", "account__floor").first()


def _knows(business_id: int, reference: str) -> bool:
    return _wallet_of(business_id, reference) is not None


def _refuses(business_id: int, reference: str, amount: Cents) -> Rejection | None:
    """The account of a player who is kept from staking takes nothing, and none more than its tier holds."""
    wallet = _wallet_of(business_id, reference)
    if wallet is None:
        return None
    if exclusion_of(wallet.business, wallet.player) is not None:
        return Rejection.BAD_ACCOUNT
    tier = tier_of(business=wallet.business, player=wallet.player)
    return Rejection.BAD_AMOUNT if wallet_balance(wallet) + amount > tier.balance_limit else None


#: Registered in config/wiring.
WALLETS_OWNER: Final = ReferenceOwner(
    place=_place, settle=_settle, take_back=_take_back, knows=_knows, refuses=_refuses
)
