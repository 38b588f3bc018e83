"""Wallets: what a business keeps for a player, each an account under 2200 that cannot go below zero."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from core.days import accounting_day
from core.errors import InvalidInput, InvalidState, NotFound
from core.money import Cents, display
from core.rows.locks import AdvisoryLock
from core.text import checked_key
from ledger.chart.standard import WALLETS, open_sub_account
from ledger.journal.posting import Leg, credit, debit, post_entry
from ledger.journal.turnovers import running_nets
from ledger.models import Entry, EntryKind, Floor, Line, Wallet
from users.access import Right, businesses_of, has_right
from users.kyc.submissions import tier_of
from users.models import Business, Membership, Role, User

_movements = AdvisoryLock("ledger.wallet")


@transaction.atomic
def open_wallet(*, business: Business, player: User) -> Wallet:
    """The wallet of a player in a business. Idempotent. Raises NotFound for who is no player there."""
    if not Membership.objects.filter(business=business, user=player, role=Role.PLAYER).exists():
        raise NotFound("player", "player")
    account = open_sub_account(
        business_id=business.pk,
        parent_code=WALLETS,
        suffix=str(player.pk),
        name=f"Wallet {player.pk}",
        has_floor=True,
    )
    wallet, _ = Wallet.objects.get_or_create(business=business, player=player, defaults={"account": account})
    return wallet


def credit_wallet(
    *, wallet: Wallet, amount: Cents, source: str, key: str, occurred_at: datetime, description: str = ""
) -> Entry:
    """Dr the account `source` / Cr the wallet. Idempotent by (wallet, key); raises what post_entry raises.

    No tier limits what arrives: money that came in, or was won, is the player's.
    """
    return _move(wallet, source, wallet.account.code, amount, key, occurred_at, description)


def debit_wallet(
    *,
    wallet: Wallet,
    amount: Cents,
    target: str,
    key: str,
    occurred_at: datetime,
    description: str = "",
    withheld: tuple[str, Cents] | None = None,
    kind: str = EntryKind.WALLET,
) -> Entry:
    """Dr the wallet / Cr `target`; what is `withheld` of it goes to that account instead. Idempotent by
    (wallet, key).

    Raises InvalidState TIER_LIMIT beyond what the player's tier lets out at once or in a day,
    InsufficientFunds FLOOR. Locks the wallet's movements out (advisory lock).
    """
    mine = wallet.account.code
    return _move(
        wallet, mine, target, amount, key, occurred_at, description, out=True, withheld=withheld, kind=kind
    )


@transaction.atomic
def transfer(
    *, wallet: Wallet, to: Wallet, amount: Cents, key: str, occurred_at: datetime, description: str = ""
) -> Entry:
    """From one wallet to another of the business. Idempotent by (wallet, key).

    Raises InvalidInput SAME_WALLET, NotFound for a wallet of another business, InvalidState TIER_LIMIT also
    beyond what the receiver's tier may hold, and what debit_wallet raises. Locks both wallets by id.
    """
    if to.business_id != wallet.business_id:
        raise NotFound("wallet", "to")
    if to.pk == wallet.pk:
        raise InvalidInput("SAME_WALLET", "to", "A transfer goes to another wallet.")
    for each in sorted((wallet, to), key=lambda either: either.pk):
        _movements.take(each.pk)
    known = Entry.objects.filter(business_id=wallet.business_id, reference=_reference(wallet, key))
    holds = Floor.objects.get(account_id=to.account_id).balance + amount
    if holds > (tier := tier_of(business=to.business, player=to.player)).balance_limit and not known.exists():
        limit = display(tier.balance_limit)
        raise InvalidState("TIER_LIMIT", "to", f"The receiver's tier {tier.code} holds {limit} at most.")
    mine, theirs = wallet.account.code, to.account.code
    return _move(wallet, mine, theirs, amount, key, occurred_at, description, out=True)


def _reference(wallet: Wallet, key: str) -> str:
    return f"wallet:{wallet.pk}:{key}"


@transaction.atomic
def _move(
    wallet: Wallet,
    by: str,
    to: str,
    amount: Cents,
    key: str,
    occurred_at: datetime,
    description: str,
    out: bool = False,
    withheld: tuple[str, Cents] | None = None,
    kind: str = EntryKind.WALLET,
) -> Entry:
    reference = _reference(wallet, checked_key(key, "movement"))
    if out:
        _movements.take(wallet.pk)
        if not Entry.objects.filter(business_id=wallet.business_id, reference=reference).exists():
            require_tier(wallet, amount, accounting_day(occurred_at))
    return post_entry(
        business_id=wallet.business_id,
        kind=kind,
        reference=reference,
        legs=[debit(by, amount), *_split(to, amount, withheld)],
        occurred_at=occurred_at,
        description=description,
    )


def _split(to: str, amount: Cents, withheld: tuple[str, Cents] | None) -> list[Leg]:
    if withheld is None or not withheld[1]:
        return [credit(to, amount)]
    return [credit(to, amount - withheld[1]), credit(*withheld)]


def require_tier(wallet: Wallet, amount: Cents, day: date) -> None:
    """Raises InvalidState TIER_LIMIT when `amount` more is too much at once, or for the accounting day."""
    tier = tier_of(business=wallet.business, player=wallet.player)
    today = Line.objects.filter(account_id=wallet.account_id, entry__effective_on=day)
    undone = Q(entry__reverses__isnull=False) | Q(entry__reversed_by__isnull=False)
    spent = today.exclude(undone).aggregate(sum=Coalesce(Sum("debit"), 0))["sum"]
    if amount > tier.transaction_limit or spent + amount > tier.daily_limit:
        raise InvalidState(
            "TIER_LIMIT",
            "amount",
            f"Tier {tier.code} allows {display(tier.transaction_limit)} at once and"
            f" {display(tier.daily_limit)} a day; a higher tier allows more.",
        )


def wallet_balance(wallet: Wallet) -> Cents:
    """What is in it: the balance that the floor of the account keeps."""
    return wallet.account.floor.balance


def hold_wallet(wallet: Wallet) -> Cents:
    """Keep whatever else goes out of a wallet waiting until the transaction ends (advisory lock), and give
    what is in it now."""
    _movements.take(wallet.pk)
    return int(Floor.objects.values_list("balance", flat=True).get(account=wallet.account_id))


def news_of_wallets(wallets: Iterable[Wallet]) -> list[tuple[str, int, dict[str, int | str]]]:
    """What record_events is told of wallets that have changed, of each once."""
    changed = {wallet.pk: wallet.business_id for wallet in wallets}
    return [("wallet.changed", business_id, {"wallet": pk}) for pk, business_id in changed.items()]


def wallets_of(user: User, businesses: Collection[int]) -> QuerySet[Wallet]:
    """The wallets that a person may read where they hold wallet.read: with ledger.read all, else theirs."""
    whole = businesses_of(user, Right.LEDGER_READ).values("pk")
    return Wallet.objects.filter(Q(player=user) | Q(business__in=whole), business_id__in=businesses)


def wallet_for(user: User, wallet_id: int) -> Wallet:
    """One wallet. Raises NotFound when it is absent or not the person's to read."""
    wallet = Wallet.objects.filter(pk=wallet_id).select_related("business", "account__floor").first()
    if wallet is None:
        raise NotFound("wallet")
    right = Right.WALLET_READ if wallet.player_id == user.pk else Right.LEDGER_READ
    if not has_right(user, wallet.business, right):
        raise NotFound("wallet")
    return wallet


def balances_after(wallets: Collection[int], lines: Collection[int]) -> dict[int, Cents]:
    """What each of these lines left in its wallet, by the key of the line: one query for all of them."""
    whole = Line.objects.filter(account__wallet__in=wallets)
    return {pk: -net for pk, net in running_nets(whole, [F("pk")], lines).items()}


@dataclass(frozen=True)
class BalancePart:
    """Cents of a balance that one entry brought and nothing has spent since.

    `sources` are the accounts on the other side of that entry.
    """

    entry: Entry
    amount: Cents
    sources: tuple[str, ...]


def explain_balances(wallets: Collection[int]) -> dict[int, list[BalancePart]]:
    """Where every cent of the balances came from, by the key of the wallet; the parts of each sum to its
    balance. Reads the wallets whole, in few queries.

    What goes out takes the oldest cents first; a reversal takes the cents of its own original first.
    """
    lines = Line.objects.filter(account__wallet__in=wallets).select_related("entry", "account__wallet")
    moved: dict[int, list[Line]] = {wallet: [] for wallet in wallets}
    for line in lines.order_by("pk"):
        moved[line.account.wallet.pk].append(line)
    left = {wallet: _left_of(each) for wallet, each in moved.items()}
    others = Line.objects.filter(entry__in={entry.pk for each in left.values() for entry, _ in each})
    sources: dict[int, list[tuple[int | None, str]]] = {}
    for entry_id, wallet, code in others.order_by("pk").values_list(
        "entry_id", "account__wallet", "account__code"
    ):
        sources.setdefault(entry_id, []).append((wallet, code))
    return {
        wallet: [
            BalancePart(entry, cents, tuple(code for of, code in sources[entry.pk] if of != wallet))
            for entry, cents in each
        ]
        for wallet, each in left.items()
    }


def _left_of(lines: Sequence[Line]) -> list[tuple[Entry, Cents]]:
    """Of the entries that brought something, what of it is left; the oldest first."""
    nets: dict[int, Cents] = {}
    entries: dict[int, Entry] = {}
    for line in lines:
        entries[line.entry_id] = line.entry
        nets[line.entry_id] = nets.get(line.entry_id, 0) + line.credit - line.debit
    left: dict[int, Cents] = {}
    queue: deque[int] = deque()
    owed = 0  # a batch may book what goes out before what comes in
    for pk, net in nets.items():
        if net > 0:
            left[pk] = net
            queue.append(pk)
        else:
            owed -= net
            owed -= _take(owed, left, entries[pk].reverses_id)
        while owed and queue:
            owed -= _take(owed, left, queue[0])
            if not left[queue[0]]:
                queue.popleft()
    return [(entries[pk], cents) for pk, cents in left.items() if cents]


def _take(cents: Cents, left: dict[int, Cents], entry_id: int | None) -> Cents:
    """Take up to so many cents from what an entry has left; how many were taken."""
    if entry_id is None or entry_id not in left:
        return 0
    taken = min(cents, left[entry_id])
    left[entry_id] -= taken
    return taken
