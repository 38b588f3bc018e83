"""Owners of account references: who says where a receipt's money belongs, and gives it up again.

They (invoices, wallets) register here through config/wiring. Each is asked in order whether it knows the
receipt's reference; the first that does says which accounts to credit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from core.money import Cents
from core.registry import Registry
from ledger.journal.posting import Leg, debit
from mpesa.daraja.callbacks import Rejection
from mpesa.models import Receipt


@dataclass(frozen=True)
class Part:
    """What becomes of some of a receipt's cents.

    For people: `invoice INV-000018`, `credit of customer 100014`.
    """

    to: str
    cents: Cents


@dataclass(frozen=True)
class Placement:
    """Where a receipt belongs: a name for people (`invoice INV-000018`) and the credits, summing to it.

    `is_open` is False where the thing is known and wants no money any more (a paid invoice). `claim` is what
    its owner wants to be told again when the money is his.
    """

    owner: str
    credits: Sequence[Leg]
    parts: Sequence[Part] = ()
    is_open: bool = True
    claim: object = None
    by: ReferenceOwner | None = None


@dataclass(frozen=True)
class Held:
    """A receipt whose money somebody has: for people who (`invoice INV-000018`), and what was credited."""

    receipt: Receipt
    owner: str
    credits: Sequence[Leg]


MAX_PARTS = 20


def parts_shown(placement: Placement) -> dict[str, Cents]:
    """What became of a receipt's cents, by whom each part is for; of very many the last few are summed up."""
    parts = list(placement.parts)
    if len(parts) > MAX_PARTS:
        kept, rest = parts[: MAX_PARTS - 2], parts[MAX_PARTS - 2 : -1]
        others = Part(f"{len(rest)} other invoices", sum(part.cents for part in rest))
        parts = [*kept, others, parts[-1]]
    return {part.to[:80]: part.cents for part in parts}


#: A receipt, and the text that says whose it is.
Asked: TypeAlias = tuple[Receipt, str]
Settled: TypeAlias = tuple[Receipt, Placement]


def _nothing(business_id: int, reference: str, amount: Cents) -> None:
    return None


@dataclass(frozen=True)
class ReferenceOwner:
    """Who knows some account references.

    `place` says where each of many receipts belongs, in their order as if one came after the other, or None
    where the reference is not his; it locks what would be paid, in the running transaction, and writes
    nothing. `settle` writes the owner's own rows (allocations) for what was placed with him and is being
    posted in the same transaction. `take_back` gives up receipts that M-Pesa has reversed: for each that is
    his it undoes his rows and says which legs to debit, summing to what was credited; None for the others.
    `knows` says whether a reference at a business is his, and `refuses` why M-Pesa should take nothing for it
    now, though it is his; neither locks anything. What is paid all the same is placed like any other.
    """

    place: Callable[[Sequence[Asked]], Sequence[Placement | None]]
    settle: Callable[[Sequence[Settled]], None]
    take_back: Callable[[Sequence[Held]], Sequence[Sequence[Leg] | None]]
    knows: Callable[[int, str], bool]
    refuses: Callable[[int, str, Cents], Rejection | None] = _nothing


_owners: Registry[ReferenceOwner] = Registry("owner of account references")


def register_reference_owner(name: str, owner: ReferenceOwner) -> None:
    """Have it asked, after those before it, whose receipts are. Called from config/wiring only."""
    _owners.register(name, owner)


def owner_of(receipt: Receipt, reference: str) -> Placement | None:
    """Where the first owner who knows the reference would put a receipt; see owners_of."""
    return owners_of([(receipt, reference)])[0]


def owners_of(asked: Sequence[Asked]) -> list[Placement | None]:
    """Where the first owner who knows each reference would put its receipt; None when it is nobody's.

    Locks what would be paid, in the running transaction, and writes nothing.
    """
    found: list[Placement | None] = [None] * len(asked)
    for owner in _owners.values():
        open_places = [place for place, known in enumerate(found) if known is None]
        answers = owner.place([asked[place] for place in open_places]) if open_places else []
        for place, answer in zip(open_places, answers, strict=True):
            found[place] = answer and replace(answer, by=owner)
    return found


def is_known(business_id: int, reference: str) -> bool:
    """Whether anybody at a business would take what is paid for a reference. Locks nothing."""
    return any(owner.knows(business_id, reference) for owner in _owners.values())


def why_unwanted(business_id: int, reference: str, amount: Cents) -> Rejection | None:
    """Why the owner of a reference wants M-Pesa to take nothing for it now; None when nobody minds. Locks
    nothing."""
    answers = (owner.refuses(business_id, reference, amount) for owner in _owners.values())
    return next(filter(None, answers), None)


def settle_placed(placed: Sequence[Settled]) -> None:
    """Have the owners write their own rows for receipts that are being posted to them."""
    for owner in _owners.values():
        if own := [(receipt, placement) for receipt, placement in placed if placement.by is owner]:
            owner.settle(own)


def taken_back(held: Sequence[Held]) -> list[Sequence[Leg]]:
    """The legs to debit for receipts that M-Pesa has reversed; their owners undo their own rows.

    What is no owner's (money placed on an account of the books) is debited where it was credited. Locks what
    was paid, in the running transaction.
    """
    found: list[Sequence[Leg] | None] = [None] * len(held)
    for owner in _owners.values():
        open_places = [place for place, legs in enumerate(found) if legs is None]
        answers = owner.take_back([held[place] for place in open_places]) if open_places else []
        for place, answer in zip(open_places, answers, strict=True):
            found[place] = answer
    return [mirrored(each.credits) if legs is None else legs for each, legs in zip(held, found, strict=True)]


def mirrored(credits: Sequence[Leg]) -> list[Leg]:
    """The debits that undo credits."""
    return [debit(leg.account, leg.credit) for leg in credits]
