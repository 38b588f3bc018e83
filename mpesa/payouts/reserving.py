"""Setting money aside: what a payout is paid from -> 2400 Payouts in flight, and back when nothing was paid.
A tax on a withdrawal goes to 2510 with it, and comes back with it.

A wallet gives its money up through its own verb, which looks at the player's tier and at its floor. What went
back has a reversal of its reserve, so a payout that failed counts towards no limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core import days
from core.errors import InsufficientFunds
from core.money import display
from ledger.chart.standard import PAYOUTS_IN_FLIGHT, WITHHOLDING_TAX
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, credit, debit
from ledger.journal.wallet_numbers import wallet_number
from ledger.journal.wallets import debit_wallet, hold_wallet
from ledger.models import EntryKind, Wallet
from mpesa.models import Payout, PayoutState
from mpesa.payouts.moves import Moves


def reserve_payouts(payouts: Sequence[Payout], moves: Moves) -> None:
    """Set the money of locked payouts aside, each a step to RESERVED; `moves` is the caller's to save.

    Dr what each is paid from / Cr 2400, reference `payout:<ref>:<count>`. All or nothing. Raises
    InsufficientFunds FLOOR, InvalidState TIER_LIMIT / ILLEGAL_STEP. Locks wallets and floors.
    """
    now = days.now()
    found = Wallet.objects.filter(account__in=[payout.source_id for payout in payouts])
    wallets = {wallet.account_id: wallet for wallet in found.select_related("account", "business", "player")}
    of_wallets = [payout for payout in payouts if payout.source_id in wallets]
    others = [payout for payout in payouts if payout.source_id not in wallets]
    ids = post_entries([_reserve(payout, now) for payout in others])
    entries = dict(zip([payout.pk for payout in others], ids, strict=True))
    for payout in of_wallets:
        _require_held(payout, wallets[payout.source_id])
        entry = debit_wallet(
            wallet=wallets[payout.source_id],
            amount=payout.amount + payout.tax,
            target=PAYOUTS_IN_FLIGHT,
            withheld=(WITHHOLDING_TAX, payout.tax),
            key=_name_of_next(payout),
            occurred_at=now,
            description=f"Set aside for a payout: {payout.description}",
        )
        entries[payout.pk] = entry.pk
    for payout in payouts:
        payout.reserves += 1
        payout.reserve_id = entries[payout.pk]
        payout.reserved_at, payout.due_at = now, payout.not_before
        moves.move(payout, PayoutState.RESERVED, entry=payout.reserve_id)


def _require_held(payout: Payout, wallet: Wallet) -> None:
    """Says of which wallet there is too little, and what can be done: who approves is no player."""
    gross, held = payout.amount + payout.tax, hold_wallet(wallet)
    if gross > held:
        raise InsufficientFunds(
            "FLOOR",
            "payout",
            f"Wallet {wallet_number(wallet)} holds {display(held)} now, less than the {display(gross)} that"
            " are to leave it: approve it when there is more, or refuse it; the player can ask for what there"
            " is.",
        )


def _name_of_next(payout: Payout) -> str:
    return f"payout:{payout.ref}:{payout.reserves + 1}"


def _reserve(payout: Payout, now: datetime) -> EntryDraft:
    return EntryDraft(
        business_id=payout.business_id,
        kind=EntryKind.PAYOUT,
        reference=_name_of_next(payout),
        legs=[debit(payout.source.code, payout.amount), credit(PAYOUTS_IN_FLIGHT, payout.amount)],
        occurred_at=now,
        description=f"Set aside for a payout: {payout.description}",
    )


def give_back(payout: Payout, why: str) -> EntryDraft:
    """The entry that returns a locked payout's reserve: its reversal. The payout has none any more."""
    reserve = payout.reserve
    assert reserve is not None, "nothing is set aside"
    payout.reserve = None
    return EntryDraft(
        business_id=payout.business_id,
        kind=EntryKind.REVERSAL,
        reference=f"reversal:{reserve.pk}",
        legs=[
            debit(PAYOUTS_IN_FLIGHT, payout.amount),
            *([debit(WITHHOLDING_TAX, payout.tax)] if payout.tax else []),
            credit(payout.source.code, payout.amount + payout.tax),
        ],
        occurred_at=days.now(),
        description=why,
        reverses=reserve.pk,
        not_before=reserve.effective_on,
    )
