"""What accepting or withdrawing a file would do to the verified statement, before anything is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.errors import InvalidState
from core.money import Cents
from reconciliation.models import Statement, StatementRow, StatementState, Stretch
from reconciliation.verified.admitting import Claim, rows_of
from reconciliation.verified.comparing import Row, minute_of
from reconciliation.verified.coverage import AccountBook
from reconciliation.verified.reading import claims_of


@dataclass(frozen=True)
class Effect:
    """`struck` are the rows that are verified no longer; `gone` those of them that nothing replaces, `put_in`
    the keys that are new; `ended` the stretches of files that are replaced. `claim` is None for a withdrawal.
    """

    struck: Sequence[StatementRow]
    gone: Sequence[StatementRow]
    ended: Sequence[Stretch]
    claim: Claim | None = None
    written: frozenset[str] = frozenset()
    put_in: Sequence[tuple[str, str, Cents]] = field(default=())

    @property
    def rebalanced(self) -> int:
        """How many rows only get another balance."""
        return len(self.struck) - len(self.gone)


def of_acceptance(statement: Statement) -> Effect:
    """What accepting a RESTATED file would do. The caller holds the book's lock.

    Its rows take the place of all verified rows of its time. Raises InvalidState NOT_RESTATED,
    RESTATED_SEVERAL, RESTATED_TOO_SHORT (what is verified after it would hang in the air),
    RESTATED_TOO_LATE (before it).
    """
    if statement.state != StatementState.RESTATED:
        raise InvalidState("NOT_RESTATED", "statement", f"The file is {statement.state}: nothing to accept.")
    claims = claims_of(statement)
    if len(claims) > 1:
        raise InvalidState(
            "RESTATED_SEVERAL", "statement", "The file holds several accounts: bring one file for each."
        )
    (claim,) = claims
    book = AccountBook(statement.till_id, claim.account)
    file = {row.key: row for row in rows_of(claim.moving)}
    end = max((row.at for row in file.values()), default=claim.from_at)
    within = book.rows().filter(moves=True, completed_at__gte=claim.from_at, completed_at__lt=claim.until_at)
    known = {row.row_key: row for row in within}
    known |= {row.row_key: row for row in book.rows().filter(row_key__in=list(file), moves=True)}
    gone = [row for key, row in known.items() if key not in file and row.completed_at < minute_of(end)]
    moved = [row for key, row in known.items() if key in file and row.balance != file[key].balance]
    _require_seams(book, claim, known, file)
    stretches = book.stretches().filter(from_at__gte=claim.from_at, until_at__lte=claim.until_at)
    fresh = [row for key, row in file.items() if key not in known]
    return Effect(
        struck=[*gone, *moved],
        gone=gone,
        ended=list(stretches.select_related("statement")),
        claim=claim,
        written=frozenset([*(row.key for row in fresh), *(row.row_key for row in moved)]),
        put_in=[(row.key, row.receipt, row.cents) for row in fresh],
    )


def _require_seams(
    book: AccountBook, claim: Claim, known: dict[str, StatementRow], file: dict[str, Row]
) -> None:
    """The file must begin with a verified balance, and end with one where more is verified after it."""
    for piece in book.pieces():
        begins_within = piece.from_at < claim.from_at <= piece.until_at
        if begins_within and book.balance_at(piece, claim.from_at) != claim.opening:
            raise InvalidState(
                "RESTATED_TOO_LATE",
                "statement",
                "It differs before it begins: bring a file that begins earlier.",
            )
        if piece.from_at < claim.until_at < piece.until_at or piece.from_at == claim.until_at:
            before = book.balance_at(piece, claim.until_at)
            left = sum(
                row.paid_in - row.withdrawn
                for key, row in known.items()
                if key not in file and row.completed_at >= minute_of(claim.last_at or claim.from_at)
            )
            if before != claim.closing + left:
                raise InvalidState(
                    "RESTATED_TOO_SHORT",
                    "statement",
                    "The balances after its end change too: bring a file that reaches to the end of what is"
                    " verified.",
                )


def of_withdrawal(statement: Statement) -> Effect:
    """What withdrawing an ADMITTED file would do: rows that no other admitted file has go. The caller holds
    the book's lock. Raises InvalidState NOT_ADMITTED."""
    if statement.state != StatementState.ADMITTED:
        raise InvalidState(
            "NOT_ADMITTED", "statement", f"The file is {statement.state}: nothing of it counts."
        )
    ended = list(statement.stretches.filter(ended_at=None).order_by("account"))
    struck = [row for stretch in ended for row in _only_here(stretch)]
    return Effect(struck=struck, gone=[row for row in struck if row.moves], ended=ended)


def _only_here(stretch: Stretch) -> list[StatementRow]:
    """The verified rows of a stretch that no other admitted file has."""
    book = AccountBook(stretch.till_id, stretch.account)
    own = book.rows().filter(completed_at__gte=stretch.from_at, completed_at__lt=stretch.until_at)
    others = book.stretches().filter(from_at__lt=stretch.until_at, until_at__gt=stretch.from_at)
    kept: set[str] = set()
    for other in others.exclude(pk=stretch.pk).select_related("statement__till", "statement__data_key"):
        for claim in claims_of(other.statement):
            kept |= set(claim.frame["row_key"]) if claim.account == stretch.account else set()
    return [row for row in own.order_by("pk") if row.row_key not in kept]
