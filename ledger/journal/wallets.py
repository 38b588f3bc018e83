"""Wallets: what a business keeps for a player, each an account under 2200 that cannot go below zero."""

from __future__ import annotations

from collections import deque
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
from ledger.journal.posting import credit, debit, post_entry
from ledger.models import Entry, EntryKind, Floor, Line, Wallet
from users.access import Right, businesses_of, has_right, readable_businesses
from users.kyc.submissions import tier_of
from users.models import Business, Membership, Role, User

PAGE = 100
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
    *, wallet: Wallet, amount: Cents, target: str, key: str, occurred_at: datetime, description: str = ""
) -> Entry:
    """Dr the wallet / Cr `target`. Idempotent by (wallet, key).

    Raises InvalidState TIER_LIMIT beyond what the player's tier lets out at once or in a day,
    InsufficientFunds FLOOR. Locks the wallet's movements out (advisory lock).
    """
    return _move(wallet, wallet.account.code, target, amount, key, occurred_at, description, out=True)


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
) -> Entry:
    reference = _reference(wallet, checked_key(key, "movement"))
    if out:
        _movements.take(wallet.pk)
        if not Entry.objects.filter(business_id=wallet.business_id, reference=reference).exists():
            _require_tier(wallet, amount, accounting_day(occurred_at))
    return post_entry(
        business_id=wallet.business_id,
        kind=EntryKind.WALLET,
        reference=reference,
        legs=[debit(by, amount), credit(to, amount)],
        occurred_at=occurred_at,
        description=description,
    )


def _require_tier(wallet: Wallet, amount: Cents, day: date) -> None:
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
    """What may be spent now: the balance that the floor of the account keeps."""
    return wallet.account.floor.balance


def wallets_for(user: User, business: str | None) -> QuerySet[Wallet]:
    """The wallets that a person may read, by id: those of the business with ledger.read, else their own."""
    ids = readable_businesses(user, business, Right.WALLET_READ)
    whole = businesses_of(user, Right.LEDGER_READ).values("pk")
    return Wallet.objects.filter(Q(player=user) | Q(business__in=whole), business_id__in=ids).order_by("pk")


def wallet_for(user: User, wallet_id: int) -> Wallet:
    """One wallet. Raises NotFound when it is absent or not the person's to read."""
    wallet = Wallet.objects.filter(pk=wallet_id).select_related("business", "account__floor").first()
    if wallet is None:
        raise NotFound("wallet")
    right = Right.WALLET_READ if wallet.player_id == user.pk else Right.LEDGER_READ
    if not has_right(user, wallet.business, right):
        raise NotFound("wallet")
    return wallet


@dataclass(frozen=True)
class StatementRow:
    """One movement of a wallet: `amount` is negative when it went out; `balance` is what it left."""

    line: Line
    amount: Cents
    balance: Cents


def wallet_statement(wallet: Wallet, *, limit: int = PAGE, before: int | None = None) -> list[StatementRow]:
    """The movements, newest first, each with the balance after it; `before` is a line id to page on from."""
    lines = Line.objects.filter(account_id=wallet.account_id)
    if before is not None:
        lines = lines.filter(pk__lt=before)
    rows = []
    with transaction.atomic():
        page = list(lines.select_related("entry", "entry__seal").order_by("-pk")[: max(0, min(limit, PAGE))])
        newest = page[0].pk if page else 0
        balance = int(
            lines.filter(pk__lte=newest).aggregate(sum=Coalesce(Sum(F("credit") - F("debit")), 0))["sum"]
        )
    for line in page:
        amount = line.credit - line.debit
        rows.append(StatementRow(line, amount, balance))
        balance -= amount
    return rows


@dataclass(frozen=True)
class BalancePart:
    """Cents of a balance that one entry brought and nothing has spent since.

    `sources` are the accounts on the other side of that entry.
    """

    entry: Entry
    amount: Cents
    sources: tuple[str, ...]


def explain_balance(wallet: Wallet) -> list[BalancePart]:
    """Where every cent of the balance came from; the parts sum to the balance. Reads the whole wallet.

    What goes out takes the oldest cents first; a reversal takes the cents of its own original first.
    """
    lines = Line.objects.filter(account_id=wallet.account_id).select_related("entry").order_by("pk")
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
    return _parts(wallet, {pk: cents for pk, cents in left.items() if cents}, entries)


def _take(cents: Cents, left: dict[int, Cents], entry_id: int | None) -> Cents:
    """Take up to so many cents from what an entry has left; how many were taken."""
    if entry_id is None or entry_id not in left:
        return 0
    taken = min(cents, left[entry_id])
    left[entry_id] -= taken
    return taken


def _parts(wallet: Wallet, left: dict[int, Cents], entries: dict[int, Entry]) -> list[BalancePart]:
    others = Line.objects.filter(entry_id__in=list(left)).exclude(account_id=wallet.account_id)
    sources: dict[int, list[str]] = {}
    for entry_id, code in others.order_by("pk").values_list("entry_id", "account__code"):
        sources.setdefault(entry_id, []).append(code)
    return [BalancePart(entries[pk], cents, tuple(sources.get(pk, ()))) for pk, cents in left.items()]
