"""Uploads of true, faulty, repeated and partial files in any order: what each is, and what it may become."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from random import Random

from tests.reconciliation.corpus.building import payment
from tests.reconciliation.corpus.claims import Claim, claim_of, days_of, early_of
from tests.reconciliation.corpus.history import SETTLEMENT, History, Row, balanced
from tests.reconciliation.corpus.writing import STYLES, File, Style, write


class What(StrEnum):
    """What is done next. The first five are true; RUN is a run over the three days."""

    DAYS = "days"
    HOURS = "hours"
    EARLY = "early"
    REPEATED = "repeated"
    SETTLEMENT = "settlement"
    DROPPED = "dropped"
    EDITED_CENT = "edited cent"
    EDITED_BALANCE = "edited balance"
    DUPLICATED = "duplicated"
    SWAPPED = "swapped"
    FORGED = "forged"
    OTHER_TILL = "other till"
    RUN = "run"


TRUE = (What.DAYS, What.HOURS, What.EARLY, What.REPEATED, What.SETTLEMENT)


@dataclass(frozen=True)
class Move:
    """One thing done: over the days `first` to `last` where it is about days, in a style, by some chance."""

    what: What
    first: int = 1
    last: int = 1
    style: int = 0
    chance: int = 0


@dataclass(frozen=True)
class Sent:
    """A file of a sequence. What is not true must never be admitted, whatever comes before or after."""

    what: What
    file: File
    claim: Claim
    is_true: bool


def files_of(history: History, moves: Iterable[Move]) -> list[Sent | None]:
    """The files of the moves in their order; None stands for a run."""
    found: list[Sent | None] = []
    for move in moves:
        sent = [each for each in found if each is not None]
        if move.what is What.RUN:
            found.append(None)
        elif move.what is What.REPEATED:
            found.append(
                sent[move.chance % len(sent)] if sent else _sent(history, replace(move, what=What.DAYS))
            )
        else:
            found.append(_sent(history, move))
    return found


def _sent(history: History, move: Move) -> Sent:
    random = Random(f"{move.what} {move.first} {move.last} {move.chance}")
    style = STYLES[move.style % len(STYLES)]
    first, last = min(move.first, move.last), max(move.first, move.last)
    claim = days_of(history, first, last)
    if move.what is What.EARLY:
        early = early_of(history, last, random.randrange(9, 22))
        claim = early if any(row.moves for row in early.rows) else claim
    elif move.what is What.SETTLEMENT:
        claim, style = days_of(history, first, last, SETTLEMENT), _declaring(style)
    elif move.what is What.HOURS:
        claim, style = _some_hours(history, random, first, last), _declaring(style)
    elif move.what is What.OTHER_TILL:
        claim = replace(claim, shortcode="600999")
    elif move.what not in TRUE:
        claim = _FAULTS[move.what](claim, random)
        if move.what is What.FORGED:
            style = _declaring(style)
    return Sent(move.what, write(claim, style), claim, move.what in TRUE)


def _declaring(style: Style) -> Style:
    """Template A with its totals: the file says its account, its hours and its sums."""
    return replace(style, template="A", totals=True)


def _some_hours(history: History, random: Random, first: int, last: int) -> Claim:
    """From some hour to some hour, with rows in it."""
    start = history.start_of(first) + timedelta(hours=random.randrange(0, 12))
    end = history.start_of(last) + timedelta(hours=random.randrange(14, 24), seconds=-1)
    claim = claim_of(history, start, end)
    return claim if any(row.moves for row in claim.rows) else days_of(history, first, last)


def _inner(claim: Claim) -> list[Row]:
    """Rows of the middle that move money: without them no walk leads from the first balance to the last."""
    moving = [row for row in claim.rows if row.moves]
    return moving[2:-2]


def _dropped(claim: Claim, random: Random) -> Claim:
    gone = random.choice(_inner(claim))
    return claim.with_rows([row for row in claim.rows if row is not gone])


def _edited_cent(claim: Claim, random: Random) -> Claim:
    edited = random.choice(_inner(claim))
    return claim.with_rows([_more(row, cents=1) if row is edited else row for row in claim.rows])


def _edited_balance(claim: Claim, random: Random) -> Claim:
    edited = random.choice(_inner(claim))
    return claim.with_rows([_more(row, balance=100_00) if row is edited else row for row in claim.rows])


def _more(row: Row, *, cents: int = 0, balance: int = 0) -> Row:
    return replace(row, cents=row.cents + cents, balance=row.balance + balance)


def _duplicated(claim: Claim, random: Random) -> Claim:
    twice = random.choice(_inner(claim))
    return claim.with_rows([each for row in claim.rows for each in ([row, row] if row is twice else [row])])


def _swapped(claim: Claim, random: Random) -> Claim:
    """Two rows of different amounts exchange them."""
    one = random.choice(_inner(claim))
    others = [row for row in _inner(claim) if row.cents != one.cents]
    other = random.choice(others)
    cents = {id(one): other.cents, id(other): one.cents}
    return claim.with_rows([replace(row, cents=cents.get(id(row), row.cents)) for row in claim.rows])


def _forged(claim: Claim, random: Random) -> Claim:
    after = random.choice(_inner(claim))
    receipt = after.receipt[:4] + "".join(random.choice("BCDFHJLMNP23456789") for _ in range(6))
    row = payment(
        random, receipt, after.completed + timedelta(seconds=1), cents=random.randrange(1, 900) * 100
    )
    return claim.with_rows(balanced(claim.opening, [*claim.rows, row]))


_FAULTS = {
    What.DROPPED: _dropped,
    What.EDITED_CENT: _edited_cent,
    What.EDITED_BALANCE: _edited_balance,
    What.DUPLICATED: _duplicated,
    What.SWAPPED: _swapped,
    What.FORGED: _forged,
}

assert {*TRUE, *_FAULTS, What.OTHER_TILL, What.RUN} == {*What}
