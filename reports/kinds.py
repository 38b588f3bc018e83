"""What a report is to those who ask for one: its title, what it answers, what it takes, who may have it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from ledger.models import Account
from mpesa.models import Till
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
    COMPARE = "COMPARE"  # beside the period before
    SEAL = "SEAL"  # as the books were up to a seal


@dataclass(frozen=True)
class Asked:
    """What a report is made of. Days are both included; `seal` is the newest, or one that was asked for."""

    business: Business
    first_day: date
    last_day: date
    seal: int
    made_at: datetime
    author: str = ""
    account: Account | None = None
    till: Till | None = None
    compare: bool = False


@dataclass(frozen=True)
class Report:
    """A report of the catalogue. `describe` reads what it shows, in the transaction of the caller: its rows
    are read while they are written."""

    key: str
    title: Words
    answers: Words
    right: Right
    describe: Callable[[Asked], Book]
    needs: frozenset[Parameter] = frozenset()
    takes: frozenset[Parameter] = frozenset()
    presets: tuple[Preset, ...] = ()
