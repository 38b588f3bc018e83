"""What a report is to those who ask for one: its title, what it answers, what it takes, who may have it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from billing.models import Customer, Shift
from ledger.models import Account
from markets.models import Market
from mpesa.models import Branch, Till
from reconciliation.models import ReconciliationRun
from reports.presets import Preset
from reports.sheets.description import Book
from users.access import Right
from users.models import Business


class Words(NamedTuple):
    """The same in English and in Swahili."""

    en: str
    sw: str


class Parameter(StrEnum):
    """What may be said about a report; those of `Report.needs` must be."""

    PERIOD = "PERIOD"  # a first and a last day
    ACCOUNT = "ACCOUNT"
    TILL = "TILL"
    BRANCH = "BRANCH"  # all tills that are in it now
    CUSTOMER = "CUSTOMER"
    MARKET = "MARKET"
    RUN = "RUN"  # a run of reconciliation
    SESSION = "SESSION"  # a shift at a register
    COMPARE = "COMPARE"  # beside other days
    SEAL = "SEAL"  # as the books were up to a seal


class Compare(StrEnum):
    """Beside what the figures stand."""

    NONE = "NONE"
    PREVIOUS = "PREVIOUS"  # the period before, as long as this one
    LAST_YEAR = "LAST_YEAR"  # the same days a year before
    MONTHS = "MONTHS"  # each of its months


Thing: TypeAlias = Account | Till | Branch | Customer | Market | ReconciliationRun | Shift
#: The parameters that name a row of the business. Each is a field of Things, in small letters.
THINGS: dict[Parameter, type[Thing]] = {
    Parameter.ACCOUNT: Account,
    Parameter.TILL: Till,
    Parameter.BRANCH: Branch,
    Parameter.CUSTOMER: Customer,
    Parameter.MARKET: Market,
    Parameter.RUN: ReconciliationRun,
    Parameter.SESSION: Shift,
}


@dataclass(frozen=True, kw_only=True)
class Things:
    """What a report is about or only of, one for each parameter of THINGS."""

    account: Account | None = None
    till: Till | None = None
    branch: Branch | None = None
    customer: Customer | None = None
    market: Market | None = None
    run: ReconciliationRun | None = None
    session: Shift | None = None


@dataclass(frozen=True, kw_only=True)
class Asked(Things):
    """What a report is made of. Days are both included; `seal` is the newest, or one that was asked for.

    `tills` are those that it is only of: the one, or all that are in the branch; None where it is of all.
    """

    business: Business
    first_day: date
    last_day: date
    seal: int
    made_at: datetime
    author: str = ""
    compare: Compare = Compare.NONE
    tills: tuple[Till, ...] | None = None

    @property
    def till_ids(self) -> tuple[int, ...] | None:
        return None if self.tills is None else tuple(till.pk for till in self.tills)


@dataclass(frozen=True)
class Report:
    """A report of the catalogue. `describe` reads what it shows, in the transaction of the caller: its rows
    are read while they are written. Who is to have it needs `right` and each of `also`."""

    key: str
    title: Words
    answers: Words
    right: Right
    describe: Callable[[Asked], Book]
    needs: frozenset[Parameter] = frozenset()
    takes: frozenset[Parameter] = frozenset()
    presets: tuple[Preset, ...] = ()
    also: tuple[Right, ...] = ()

    @property
    def rights(self) -> tuple[Right, ...]:
        return (self.right, *self.also)
