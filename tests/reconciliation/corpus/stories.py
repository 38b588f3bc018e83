"""What a kind of fault is: a story of files and runs, and what must be said of it.

A story is told in steps. A file has a fate, and its problems must name what is wrong; a run must name what
the books and the statement do not agree about, and must be silent about what is settled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from tests.reconciliation.corpus.building import build
from tests.reconciliation.corpus.claims import Claim, days_of
from tests.reconciliation.corpus.history import UTILITY, History, Row, Told
from tests.reconciliation.corpus.writing import File, Style, write


class Level(StrEnum):
    """Where a fault is found. LATER: not by the file that brings it, but by another one, later."""

    FILE = "file"
    PROOF = "proof"
    LATER = "later file"
    HARMLESS = "no fault"


class Fate(StrEnum):
    ADMITTED = "ADMITTED"
    QUARANTINED = "QUARANTINED"
    RESTATED = "RESTATED"
    REFUSED = "REFUSED"


@dataclass(frozen=True)
class Named:
    """One finding must say one of these receipts (none: any), this amount (None: any) and this text.

    `booked`: that the run books just this from the statement, once, says it too.
    """

    receipts: tuple[str, ...] = ()
    cents: int | None = None
    text: str = ""
    booked: bool = False


@dataclass(frozen=True)
class Upload:
    """A file comes. `claim` is what it says; `is_true` tells whether that is so."""

    file: File
    claim: Claim
    fates: frozenset[Fate]
    names: tuple[Named, ...] = ()
    is_true: bool = True


@dataclass(frozen=True)
class Run:
    """A run over days, counted from 1, both included. `silent`: receipts that no finding may name. `usual`:
    receipts that it may well name, which says nothing. `explained`: that nothing is left unexplained."""

    first: int
    last: int
    account: str = UTILITY
    names: tuple[Named, ...] = ()
    silent: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()
    explained: bool = True


@dataclass(frozen=True)
class Story:
    """`history` is the truth; `told` is what came before the files, in this order. `kept_back`: receipts
    that only files know and that must not leave Receipts to route."""

    history: History
    told: tuple[Told, ...]
    steps: tuple[Upload | Run, ...]
    kept_back: tuple[str, ...] = ()

    @property
    def uploads(self) -> tuple[Upload, ...]:
        return tuple(step for step in self.steps if isinstance(step, Upload))

    @property
    def runs(self) -> tuple[Run, ...]:
        return tuple(step for step in self.steps if isinstance(step, Run))


class Making:
    """What a kind makes its story of: a truth of three days, and one source of chance."""

    def __init__(self, name: str, seed: int, masked: bool) -> None:
        self.history = build(seed)
        self.random = Random(f"{name} {seed}")
        self.masked = masked
        self.style = Style().masked(masked)

    def told(self, history: History | None = None) -> tuple[Told, ...]:
        return (history or self.history).told(masked=self.masked)

    def story(self, *steps: Upload | Run, told: tuple[Told, ...] | None = None, **more: object) -> Story:
        return Story(self.history, self.told() if told is None else told, steps, **more)  # type: ignore[arg-type]

    def true(self, first: int, last: int = 0, account: str = UTILITY, style: Style | None = None) -> Upload:
        """The true file of whole days, which is admitted."""
        return self.upload(days_of(self.history, first, last, account), style=style)

    def upload(
        self,
        claim: Claim,
        *names: Named,
        fate: Fate = Fate.ADMITTED,
        style: Style | None = None,
        is_true: bool = True,
    ) -> Upload:
        return Upload(write(claim, style or self.style), claim, frozenset({fate}), names, is_true)

    def quarantined(self, claim: Claim, *names: Named, style: Style | None = None) -> Upload:
        return self.upload(claim, *names, fate=Fate.QUARANTINED, style=style, is_true=False)

    def payment_of(self, claim: Claim, *, but: tuple[Row, ...] = ()) -> Row:
        """Some payment that stays, with rows before and after it in the claim, alone in its second."""
        stays = {row.receipt for day in range(1, self.history.days + 1) for row in self.history.payments(day)}
        inner = claim.rows[2:-2]
        moments = [row.completed for row in claim.rows if row.receipt not in {one.receipt for one in but}]
        fits = [
            row
            for row in inner
            if row.receipt in stays
            and row.account_no != "Reversal"
            and row not in but
            and row.leg == "PAY"
            and len({each.receipt for each in claim.rows if each.completed == row.completed}) == 1
            and row.completed in moments
            and row.cents not in {one.cents for one in but}
        ]
        return self.random.choice(fits)


@dataclass(frozen=True)
class Kind:
    """`name` is for code and pages; `done` says what is wrong, `detected` by what it is found."""

    name: str
    level: Level
    done: str
    detected: str
    make: Callable[[Making], Story]

    def story(self, seed: int, *, masked: bool) -> Story:
        return self.make(Making(self.name, seed, masked))


#: Every kind, in the order of the page.
KINDS: dict[str, Kind] = {}


def kind(level: Level, done: str, detected: str) -> Callable[[Callable[[Making], Story]], Kind]:
    """Registers a kind under the name of the function that makes its story."""

    def register(make: Callable[[Making], Story]) -> Kind:
        name = make.__name__
        assert name not in KINDS
        KINDS[name] = Kind(name, level, done, detected, make)
        return KINDS[name]

    return register
