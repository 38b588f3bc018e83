"""What must hold before a period is closed. Apps above add their own through config/wiring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from core.money import Cents, display
from core.registry import Registry
from ledger.chart.standard import RECEIPTS_TO_ROUTE, SUSPENSE
from ledger.journal.turnovers import turnovers
from ledger.models import Unsealed
from ledger.reads.selectors import balance_by_code
from users.models import Business


@dataclass(frozen=True)
class Closing:
    """A period that is to be closed; `comment` is what the person who closes it says about it."""

    business: Business
    first_day: date
    last_day: date
    comment: str = ""


@dataclass(frozen=True)
class Found:
    """What is wrong with the books of a period, and what to do: empty when nothing is. `note` says what does
    not stand in the way and is to be known."""

    problem: str = ""
    note: str = ""


@dataclass(frozen=True)
class CheckResult:
    """A closing check and what it says is wrong: empty when it holds; beside it what else is to be known."""

    name: str
    problem: str
    note: str = ""

    @property
    def holds(self) -> bool:
        return not self.problem


#: What is wrong, as text, or with what else is to be known.
Check = Callable[[Closing], str | Found]
#: How many receipts with entries up to a day wait in 2890 for a second source, and their cents together.
HeldReceipts = Callable[[int, date], tuple[int, Cents]]

_checks: Registry[Check] = Registry("closing check")
_held: Registry[HeldReceipts] = Registry("receipts that are held")


def register_closing_check(name: str, check: Check) -> None:
    """Make a check known, after those before it. Called from config/wiring only."""
    _checks.register(name, check)


def register_held_receipts(name: str, held: HeldReceipts) -> None:
    """Make known who lets receipts wait in 2890, by business and day. Called from config/wiring only."""
    _held.register(name, held)


def run_closing_checks(closing: Closing) -> list[CheckResult]:
    """Every check, in the order of registration."""
    results = []
    for name, check in _checks.items():
        found = check(closing)
        found = Found(found) if isinstance(found, str) else found
        results.append(CheckResult(name, found.problem, found.note))
    return results


def check_sides(closing: Closing) -> str:
    """Debits and credits up to the last day are equal."""
    sums = turnovers(closing.business.pk, day=closing.last_day).values()
    difference = sum(debits - credits for debits, credits in sums)
    return f"Debits and credits differ by {display(difference)}: verify the ledger." if difference else ""


def check_sealed(closing: Closing) -> str:
    """No entry up to the last day waits for its seal."""
    waiting = Unsealed.objects.filter(business=closing.business, entry__effective_on__lte=closing.last_day)
    count = waiting.count()
    return f"{count} entries wait for their seal, which takes a second or so." if count else ""


def check_routed(closing: Closing) -> Found:
    """Every receipt was routed: 2890 Receipts to route is empty on the last day, but for what is held.

    Money that only a statement knows waits there for its second source, which may take as long as people
    take: the day's proof must close meanwhile, so it is named and subtracted.
    """
    business, day = closing.business.pk, closing.last_day
    left = balance_by_code(business, RECEIPTS_TO_ROUTE, day=day)
    count, held = 0, 0
    for read in _held.values():
        more, cents = read(business, day)
        count, held = count + more, held + cents
    note = ""
    if count:
        note = (
            f"{count} receipts and reversals, {display(held)} in all, are held: only a statement knows them."
        )
        note += " They may stay."
    left -= held
    return Found(f"Receipts of {display(left)} are not routed yet." if left else "", note)


def check_suspense(closing: Closing) -> str:
    """2900 Suspense is empty on the last day, or the comment says what it holds."""
    held = balance_by_code(closing.business.pk, SUSPENSE, day=closing.last_day)
    if held and not closing.comment:
        return f"Suspense holds {display(held)}: place it, or say in a comment what it is."
    return ""
