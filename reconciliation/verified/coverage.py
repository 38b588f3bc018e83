"""Coverage: which time of an M-Pesa account is known from admitted files, and the balance at any of it.

Within one piece of coverage the balance of any moment is the opening of the piece plus everything that moved
since: nothing depends on the order of rows of one receipt or one second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Sum

from core.money import Cents
from core.rows.locks import AdvisoryLock
from mpesa.models import Till
from mpesa.tills.accounts import collecting_account
from reconciliation.models import ReconciliationRun, StatementRow, Stretch
from reconciliation.statement_files.kinds import PAYMENTS

#: Held by whoever changes a till's verified statement, or takes a picture of it.
book_lock = AdvisoryLock("reconciliation.verified.book")


@dataclass(frozen=True)
class Piece:
    """Time without a hole, [from_at, until_at), and the balance with which it begins, in cents."""

    from_at: datetime
    until_at: datetime
    opening: Cents


@dataclass(frozen=True)
class Hole:
    """Time that nobody knows. `jump` is by how much the balance changes over it; None at the outer ends."""

    from_at: datetime
    until_at: datetime
    jump: Cents | None


@dataclass(frozen=True)
class AccountBook:
    """The verified statement of one M-Pesa account, as it stood at a moment; now, where none is given.

    With `read_at` and `last_row` (a run's picture) it stays the same whatever is admitted or struck later.
    """

    till_id: int
    account: str
    read_at: datetime | None = None
    last_row: int | None = None

    def stretches(self) -> QuerySet[Stretch]:
        known = Stretch.objects.filter(till=self.till_id, account=self.account)
        if self.read_at is None:
            known = known.filter(ended_at=None)
        else:
            known = known.filter(_still(self.read_at, "ended_at"), admitted_at__lte=self.read_at)
        return known.order_by("from_at", "until_at", "pk")

    def rows(self) -> QuerySet[StatementRow]:
        known = StatementRow.objects.filter(till=self.till_id, account=self.account)
        if self.read_at is None or self.last_row is None:
            return known.filter(struck_at=None)
        return known.filter(_still(self.read_at, "struck_at"), pk__lte=self.last_row)

    def anchor(self) -> Stretch | None:
        """The stretch with which the verified statement begins."""
        return self.stretches().first()

    def pieces(self) -> list[Piece]:
        """Coverage in order of time; stretches that touch or overlap are one piece."""
        return joined(list(self.stretches()))

    def balance_at(self, piece: Piece, moment: datetime) -> Cents:
        """The balance before anything that happened at `moment` or later, which lies in the piece or at its
        end."""
        moved = self.rows().filter(moves=True, completed_at__gte=piece.from_at, completed_at__lt=moment)
        sums = moved.aggregate(paid_in=Sum("paid_in"), withdrawn=Sum("withdrawn"))
        return piece.opening + int(sums["paid_in"] or 0) - int(sums["withdrawn"] or 0)

    def holes(self, start: datetime, end: datetime) -> list[Hole]:
        """What of [start, end) is not covered, in order of time."""
        pieces = [piece for piece in self.pieces() if piece.until_at > start and piece.from_at < end]
        found: list[Hole] = []
        at, before = start, None
        for piece in pieces:
            if piece.from_at > at:
                jump = piece.opening - self.balance_at(before, before.until_at) if before else None
                found.append(Hole(at, piece.from_at, jump))
            at, before = max(at, piece.until_at), piece
        if at < end:
            found.append(Hole(at, end, None))
        return found


def book_of(run: ReconciliationRun) -> AccountBook:
    """The verified statement as a run saw it."""
    return AccountBook(run.till_id, run.account, run.read_at, run.last_row)


def joined(stretches: Sequence[Stretch]) -> list[Piece]:
    """Pieces of stretches that stand in order of their beginnings."""
    pieces: list[Piece] = []
    for stretch in stretches:
        if pieces and stretch.from_at <= pieces[-1].until_at:
            last = pieces[-1]
            pieces[-1] = Piece(last.from_at, max(last.until_at, stretch.until_at), last.opening)
        else:
            pieces.append(Piece(stretch.from_at, stretch.until_at, stretch.opening))
    return pieces


def _still(moment: datetime, field: str) -> Q:
    return Q(**{field: None}) | Q(**{f"{field}__gt": moment})


def standing_payments(till: Till) -> QuerySet[StatementRow]:
    """The verified row of a receipt, which is the outer query's."""
    return StatementRow.objects.filter(
        till=till,
        account=collecting_account(till),
        receipt=OuterRef("number"),
        paid_in=OuterRef("amount"),
        kind__in=PAYMENTS,
        moves=True,
        struck_at=None,
    )
