"""Players withdraw from their wallets to their own numbers, and to no others."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum

from core import days
from core.digests import digest_of_plain
from core.errors import Detail, InsufficientFunds, InvalidInput, InvalidState, NotFound
from core.machine.crypto import Unreadable, keyed_digests
from core.money import Cents, display
from core.rows.idempotency import first_or_conflict
from core.rows.locks import lock_row
from core.text import checked_key
from ledger.journal.wallets import hold_wallet
from ledger.models import Wallet
from mpesa.models import Payout, PayoutCommand, PayoutState, Till
from mpesa.payouts.moves import lock_payouts
from mpesa.payouts.requesting import MOST, WITHDRAW, keep_approved, write_payout
from mpesa.payouts.rules import rules_of
from mpesa.payouts.withholding import parts_of, rate_on
from users.access import Right, require_right
from users.approvals.approving import cancel
from users.audit import record_audit
from users.models import Approval, ApprovalState, Business, User
from users.people import phone_of


def withdraw(*, wallet: Wallet, amount: Cents, key: str, actor: User) -> Payout:
    """Pay so much of a player's wallet to the player's own phone.

    For the player alone. Whole shillings are paid; what the law withholds goes to 2510, the rest of a
    shilling stays. Up to the day's limit for withdrawals it goes at once, else somebody approves it
    first; nobody is asked about more than the wallet has beside what waits already. Idempotent by (wallet,
    key). Locks what goes out of the wallet. Raises NotFound for somebody else's wallet, InvalidInput BAD_KEY
    / BELOW_MINIMUM / OVER_TRANSACTION_LIMIT, InvalidState PHONE_MISSING / NO_PAYING_TILL /
    WITHDRAWAL_WAITS, InsufficientFunds FLOOR, Conflict KEY_REUSED, and what reserve_payouts raises (FLOOR,
    TIER_LIMIT).
    """
    business = wallet.business
    require_right(actor, business, Right.WALLET_WITHDRAW)
    if wallet.player_id != actor.pk:
        raise NotFound("wallet", "wallet")
    own = _own_key(wallet, checked_key(key, "withdrawal"))
    parts = _parts(amount, business)
    asked = keyed_digests(["withdrawal", wallet.pk, amount])

    def write() -> Payout:
        _require_held(wallet, parts[0] + parts[1])
        payout = _from_wallet(
            wallet, parts, key=own, key_hash=asked[0], description="Withdrawal", requested_by=actor
        )
        return write_payout(payout, phone=_phone_of(actor), kind=WITHDRAW)

    # Before keys were of their wallets, a withdrawal was kept under what the player gave.
    known = Payout.objects.filter(business=business, source=wallet.account_id, key__in=[own, key])
    payout, _ = first_or_conflict(known, digests=asked, write=write, what="withdrawal")
    return payout


def _own_key(wallet: Wallet, key: str) -> str:
    """Of the wallet alone: no key that a player gives takes the place of a payout that others ask for."""
    return f"withdrawal:{wallet.pk}:{digest_of_plain([key]).hex()[:32]}"


def waiting_in(wallets: Collection[int]) -> dict[int, Cents]:
    """Key of a wallet -> what is to be paid out of it, with its tax, and waits for a yes; nothing where
    nothing does."""
    waits = Payout.objects.filter(source__wallet__in=wallets, state=PayoutState.PENDING_APPROVAL)
    sums = waits.order_by().values_list("source__wallet").annotate(sum=Sum(F("amount") + F("tax")))
    return {wallet: int(cents) for wallet, cents in sums}


def take_withdrawal_back(*, payout: Payout, actor: User) -> Payout:
    """Give up a withdrawal of one's own that still waits for somebody's yes: nothing has moved for it.

    For the player alone; audited; idempotent. Locks the request, then the payout: it is answered or taken
    back, never both. Raises NotFound for somebody else's, InvalidState PAYOUT_MOVED_ON once somebody has
    said yes.
    """
    require_right(actor, payout.business, Right.WALLET_WITHDRAW)
    if payout.requested_by_id != actor.pk or payout.source.wallet.player_id != actor.pk:
        raise NotFound("withdrawal", "withdrawal")
    with transaction.atomic():
        asked = lock_row(
            Approval.objects.filter(
                kind=WITHDRAW,
                business=payout.business,
                subject=f"payout:{payout.pk}",
                state=ApprovalState.PENDING,
            )
        )
        if asked is not None:
            cancel(approval=asked, maker=actor)
            record_audit(actor=actor, business=payout.business, action="payout.cancel", subject=payout)
        row = lock_payouts([payout.pk])[payout.pk]
        if row.state != PayoutState.CANCELLED:
            raise InvalidState(
                "PAYOUT_MOVED_ON", "withdrawal", "It is on its way: it cannot be taken back any more."
            )
    return row


def withdrawal_for(user: User, payout_id: int) -> Payout:
    """One withdrawal of the person's own. Raises NotFound."""
    mine = Payout.objects.filter(pk=payout_id, source__wallet__player=user, requested_by=user)
    payout = mine.select_related("business", "source__wallet").first()
    if payout is None:
        raise NotFound("thing", "withdrawal")
    return payout


def pay_out_won(*, wallet: Wallet, amount: Cents, key: str, approval: Approval) -> Payout:
    """Pay what a player has won on to the player's own phone. The approval of the settlement covers it, so
    nobody is asked again; all else is as of withdraw.

    In the caller's transaction. Raises InvalidInput BELOW_MINIMUM / OVER_TRANSACTION_LIMIT, InvalidState
    PHONE_MISSING / NO_PAYING_TILL / WITHDRAWAL_WAITS (it is spent meanwhile: what is left is asked for
    already), InsufficientFunds FLOOR, and what require_payable and reserve_payouts raise (FLOOR, TIER_LIMIT).
    """
    player, parts = wallet.player, _parts(amount, wallet.business)
    _require_held(wallet, parts[0] + parts[1])
    payout = _from_wallet(
        wallet,
        parts,
        key=key,
        key_hash=keyed_digests(["won", wallet.pk, amount])[0],
        description="Winnings",
        requested_by=player,
    )
    return keep_approved(payout, phone=_phone_of(player), approval=approval)


def _parts(amount: Cents, business: Business) -> tuple[Cents, Cents, Cents]:
    """What is sent, what the law withholds, and what stays. Raises what _require_bounds raises."""
    parts = parts_of(amount, rate_on(business.pk, days.today()))
    _require_bounds(parts[0], business)
    return parts


def _from_wallet(
    wallet: Wallet,
    parts: tuple[Cents, Cents, Cents],
    *,
    key: str,
    key_hash: bytes,
    description: str,
    requested_by: User,
) -> Payout:
    """A payout out of a player's wallet, not kept yet."""
    net, tax, rest = parts
    return Payout(
        business=wallet.business,
        till=_paying_till(wallet.business),
        key=key,
        key_hash=key_hash,
        amount=net,
        tax=tax,
        residue=rest,
        source=wallet.account,
        command=PayoutCommand.BUSINESS,
        description=description,
        requested_by=requested_by,
    )


def withdrawal_limit_of(business_id: int) -> Cents:
    """Up to so much in a day a player's withdrawals need nobody's yes."""
    return rules_of(business_id).withdrawal_limit


def _require_bounds(net: Cents, business: Business) -> None:
    least: Cents = settings.PAYOUT_MIN_AMOUNT
    if net < least:
        text = f"M-Pesa pays {display(least)} or more: so little stays in the wallet."
        raise InvalidInput("BELOW_MINIMUM", "amount", text, detail=Detail(limit=least))
    most = min(MOST, rules_of(business.pk).transaction_limit)
    if net > most:
        text = f"At most {display(most)} at a time."
        raise InvalidInput("OVER_TRANSACTION_LIMIT", "amount", text, detail=Detail(limit=most))


def _require_held(wallet: Wallet, gross: Cents) -> None:
    """What cannot be paid as things are is refused to the player at once, instead of after somebody's yes.
    Keeps stakes and other withdrawals out of the wallet waiting until the transaction ends."""
    if gross > (held := hold_wallet(wallet)):
        raise InsufficientFunds("FLOOR", "amount", f"The wallet has {display(held)}.")
    require_not_asked_out(wallet, gross, held)


def require_not_asked_out(wallet: Wallet, cents: Cents, held: Cents) -> None:
    """Raises InvalidState WITHDRAWAL_WAITS where a wallet that holds `held` does not have so many cents
    beside what waits to be paid out of it."""
    waiting = waiting_in([wallet.pk]).get(wallet.pk, 0)
    left = max(0, held - waiting)
    if cents > left:
        raise InvalidState(
            "WITHDRAWAL_WAITS",
            "amount",
            f"The wallet has {display(held)}, of which {display(waiting)} wait to be paid out:"
            f" {display(left)} can be spent. Take the withdrawal back to spend more.",
            detail=Detail(limit=left),
        )


def _phone_of(player: User) -> str:
    try:
        return phone_of(player)
    except Unreadable:
        raise InvalidState(
            "PHONE_MISSING", "wallet", "No phone is known to which it could be paid."
        ) from None


def _paying_till(business: Business) -> Till:
    """The till that pays withdrawals: the first one that may pay. Raises InvalidState NO_PAYING_TILL."""
    tills = Till.objects.filter(business=business, deactivated_at=None, initiator_problem="")
    till = tills.exclude(initiator_password_sealed=None).select_related("business").order_by("pk").first()
    if till is None:
        raise InvalidState("NO_PAYING_TILL", "wallet", "No till of the business can pay out now.")
    return till
