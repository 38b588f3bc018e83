"""A model auditor: keeps its own books in plain Python from what operations answered, and judges the answers.

Operations of one step run at once, so their order is unknown. The auditor looks for an order in which a
ledger that does one thing at a time would have given exactly these answers; where there is none, the ledger
is wrong. Nothing here reads the database or uses code of the ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

Legs = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Posting:
    """What is to be booked under a reference: legs are (account code, debit, credit) in cents."""

    reference: str
    legs: Legs
    day: date
    kind: str = "RECEIPT"
    reverses: int | None = None

    @property
    def content(self) -> tuple[Any, ...]:
        """What a repeat must have in common with the first time."""
        return self.kind, self.reverses, sorted(self.legs), self.day if self.kind == "MANUAL" else None

    @property
    def mirrored(self) -> Legs:
        return tuple((code, credit, debit) for code, debit, credit in self.legs)


class Booked(NamedTuple):
    """A posting that the ledger took: the id of its entry, and what was told of it at first."""

    pk: int
    posting: Posting


@dataclass(frozen=True)
class Operation:
    """Something asked of the ledger: `postings` are what it books, all or nothing.

    `flaws` are codes with which it is refused whatever the books say.
    """

    name: str
    run: Callable[[], Any]
    postings: tuple[Posting, ...] = ()
    flaws: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.name} {[(each.reference, each.legs, str(each.day)) for each in self.postings]}"


class Answer(NamedTuple):
    """What an operation was told: (entry id, accounting day) of each posting, or the code of the refusal."""

    entries: tuple[tuple[int, date], ...] = ()
    code: str | None = None


Told = tuple[Operation, Answer]


@dataclass(frozen=True)
class Auditor:
    """The books as they should be. Each change gives a new auditor, so that orders can be tried out."""

    accounts: frozenset[str]
    floors: frozenset[str]
    journal: dict[str, Booked]

    def hear(self, programs: Sequence[Sequence[Told]]) -> Auditor | None:
        """The books after programs that ran at once, each in its order; None if no order explains them."""
        if not any(programs):
            return self
        for place, program in enumerate(programs):
            if program:
                after = self.admit(*program[0])
                rest = [*programs[:place], program[1:], *programs[place + 1 :]]
                found = after.hear(rest) if after is not None else None
                if found is not None:
                    return found
        return None

    def admit(self, operation: Operation, answer: Answer) -> Auditor | None:
        """The books after one operation, or None when this answer is wrong at this moment."""
        flaws = self.flaws(operation)
        if answer.code is not None:
            return self if answer.code in flaws else None
        if flaws or len(answer.entries) != len(operation.postings):
            return None
        journal = dict(self.journal)
        taken = {booked.pk for booked in journal.values()}
        for posting, (pk, day) in zip(operation.postings, answer.entries, strict=True):
            stands = journal.get(posting.reference)
            if stands is None:
                if pk in taken or day != posting.day:
                    return None
                journal[posting.reference] = Booked(pk, posting)
                taken.add(pk)
            elif (stands.pk, stands.posting.day) != (pk, day):
                return None
        return replace(self, journal=journal)

    def flaws(self, operation: Operation) -> set[str]:
        """Every code with which the operation may be refused now; none when it must succeed."""
        codes = set(operation.flaws)
        fresh: dict[str, Posting] = {}
        for posting in operation.postings:
            stands = self.journal.get(posting.reference)
            first = stands.posting if stands else fresh.setdefault(posting.reference, posting)
            if first.content != posting.content:
                codes.add("REFERENCE_REUSED")
            if not {leg[0] for leg in posting.legs} <= self.accounts:
                codes.add("UNKNOWN_ACCOUNT")
        codes |= self._flaws_of_reversals(fresh.values())
        balances = self.balances()
        balances.update(_nets(fresh.values()))
        if any(balances[code] < 0 for code in self.floors):
            codes.add("FLOOR")
        return codes

    def _flaws_of_reversals(self, fresh: Iterable[Posting]) -> set[str]:
        codes = set()
        originals = {booked.pk: booked.posting for booked in self.journal.values()}
        reversed_already = {posting.reverses for posting in originals.values()}
        for posting in fresh:
            if posting.reverses is None:
                continue
            original = originals[posting.reverses]
            if original.reverses is not None or sorted(original.mirrored) != sorted(posting.legs):
                codes.add("NOT_A_MIRROR")
            if posting.reverses in reversed_already:
                codes.add("ALREADY_REVERSED")
            reversed_already.add(posting.reverses)
        return codes

    def balances(self) -> Counter[str]:
        """Credits minus debits by account code."""
        return _nets(booked.posting for booked in self.journal.values())

    def turnovers(
        self, *, day: date | None = None, entries: Iterable[int] | None = None
    ) -> dict[str, tuple[int, int]]:
        """Debits and credits by account code, up to a day, or of some entries only."""
        among = None if entries is None else set(entries)
        debits, credits = Counter[str](), Counter[str]()
        for pk, posting in self.journal.values():
            if (day is None or posting.day <= day) and (among is None or pk in among):
                for code, debit, credit in posting.legs:
                    debits[code] += debit
                    credits[code] += credit
        return {code: (debits[code], credits[code]) for code in {*debits, *credits}}

    def count_lines(self) -> int:
        return sum(len(booked.posting.legs) for booked in self.journal.values())


def _nets(postings: Iterable[Posting]) -> Counter[str]:
    total: Counter[str] = Counter()
    for posting in postings:
        for code, debit, credit in posting.legs:
            total[code] += credit - debit
    return total
