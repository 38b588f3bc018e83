"""What follows from the facts of a day: pure.

For each M-Pesa account the surest source that there is says what moved: its statement where that covers the
whole day, else a part of it, else Safaricom's balances at either midnight, else the payments that Pull
showed, else nobody. What is expected is what the books have and what the domains know beside that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.digests import digest
from core.money import Cents
from reconciliation.days.balances import AtMidnight, judge_by_balances


class Basis(StrEnum):
    """By what an account's day is judged (DayBasis)."""

    STATEMENT = "STATEMENT"
    PART = "PART"
    BALANCES = "BALANCES"
    PULL = "PULL"
    NOTHING = "NOTHING"


class Covered(StrEnum):
    """How much of a day the verified statement of an account has."""

    WHOLE = "WHOLE"
    PART = "PART"
    NONE = "NONE"


#: What Safaricom's balances show and no callback tells of.
CHARGES = "charges"


@dataclass(frozen=True)
class ProofFacts:
    """The newest proof that has the day. `whole`: without a gap there; `current`: neither the books nor the
    statement of the day have changed since."""

    run: int
    unexplained: Cents
    whole: bool
    current: bool

    @property
    def proves(self) -> bool:
        return self.whole and self.current and not self.unexplained


@dataclass(frozen=True)
class AccountFacts:
    """What is known of a day of one account, in cents, signed: above zero came in.

    `booked`: the books; `shown`: the statement; `uncovered`: what moved in the part of the day that the
    statement lacks, by the jump of its balance or by the books. `expects`: what else should have moved.
    `open`: exceptions that are not closed, each as a text that changes with it. `pulled`: what Pull showed
    more (or less) than the books have; None where it was not asked about the whole day. `charges`: what the
    day's payments may have cost at most.
    """

    booked: Cents = 0
    moves: int = 0
    shown: Cents = 0
    covered: Covered = Covered.NONE
    uncovered: Cents = 0
    expects: Mapping[str, Cents] = field(default_factory=dict)
    open: tuple[str, ...] = ()
    proof: ProofFacts | None = None
    begin: AtMidnight | None = None
    end: AtMidnight | None = None
    charges: Cents = 0
    pulled: Cents | None = None

    @property
    def matters(self) -> bool:
        """Whether there is anything to say of this account on this day."""
        return bool(self.moves or self.open or self.covered != Covered.NONE or self.expects)


@dataclass(frozen=True)
class AccountDay:
    """What a day of an account comes to. `actual` is None where nobody but the books tells of it."""

    basis: Basis
    expected: Cents
    actual: Cents | None
    sources: Mapping[str, Cents]
    open: tuple[str, ...]
    unexplained: Cents
    run: int | None
    is_proved: bool

    @property
    def discrepancy(self) -> Cents | None:
        return None if self.actual is None else self.actual - self.expected

    @property
    def is_final(self) -> bool:
        return self.basis is Basis.STATEMENT and self.is_proved


@dataclass(frozen=True)
class Day:
    """What a day of a till comes to, over its accounts."""

    day: date
    accounts: Mapping[str, AccountDay]

    @property
    def expected(self) -> Cents:
        return sum(each.expected for each in self.accounts.values())

    @property
    def actual(self) -> Cents | None:
        """An account of which nobody else tells counts as the books have it; None where that is so of all."""
        told = [each for each in self.accounts.values() if each.actual is not None]
        if not told:
            return None
        return sum(each.expected if each.actual is None else each.actual for each in self.accounts.values())

    @property
    def discrepancy(self) -> Cents | None:
        return None if self.actual is None else self.actual - self.expected

    @property
    def provisional(self) -> bool:
        return not all(each.is_final for each in self.accounts.values())

    @property
    def open_items(self) -> int:
        return sum(len(each.open) for each in self.accounts.values())

    @property
    def sources(self) -> dict[str, Cents]:
        found: dict[str, Cents] = {}
        for each in self.accounts.values():
            for name, cents in each.sources.items():
                found[name] = found.get(name, 0) + cents
        return found

    @property
    def is_clean(self) -> bool:
        """Nothing is open, and no account differs: not even two that cancel each other."""
        differ = any(each.discrepancy for each in self.accounts.values())
        return self.actual is not None and not differ and not self.open_items

    @property
    def is_unknown(self) -> bool:
        return self.actual is None and not self.open_items

    @property
    def findings(self) -> str:
        """A digest of what is open: the same for the same, and another for anything else."""
        by_account = {
            name: [each.discrepancy, sorted(each.open)]
            for name, each in self.accounts.items()
            if each.discrepancy or each.open
        }
        return digest(by_account).hex()


def judge_account(facts: AccountFacts) -> AccountDay:
    """What a day of one account comes to."""
    expected, sources = facts.booked + sum(facts.expects.values()), dict(facts.expects)
    basis, actual = Basis.NOTHING, None
    if facts.covered is Covered.WHOLE:
        basis, actual = Basis.STATEMENT, facts.shown
    elif facts.covered is Covered.PART:
        basis, actual = Basis.PART, facts.shown + facts.uncovered + sum(facts.expects.values())
    elif facts.begin is not None and facts.end is not None:
        judged = judge_by_balances(facts.begin, facts.end, expected, facts.charges)
        if judged.charges:
            sources[CHARGES] = judged.charges
            expected += judged.charges
        basis, actual = Basis.BALANCES, expected + judged.discrepancy
    elif facts.pulled is not None:
        basis, actual = Basis.PULL, facts.booked + facts.pulled
    proof = facts.proof
    return AccountDay(
        basis=basis,
        expected=expected,
        actual=actual,
        sources=sources,
        open=facts.open,
        unexplained=proof.unexplained if proof and proof.current else 0,
        run=proof.run if proof else None,
        is_proved=basis is Basis.STATEMENT and proof is not None and proof.proves,
    )


def judge_day(day: date, facts: Mapping[str, AccountFacts], *, collecting: str) -> Day:
    """What a day of a till comes to. The account that collects counts always, others where anything is known
    of them on that day."""
    return Day(
        day,
        {
            account: judge_account(known)
            for account, known in sorted(facts.items())
            if account == collecting or known.matters
        },
    )


def to_be_proved(facts: Mapping[str, AccountFacts]) -> Sequence[str]:
    """Accounts of which the statement has something of the day, and no proof that still holds has seen it."""
    return [
        account
        for account, known in facts.items()
        if known.covered is not Covered.NONE and (known.proof is None or not known.proof.current)
    ]
