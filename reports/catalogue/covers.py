"""What is the same on all reports: who, when, from what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from core.days import accounting_day, display_day, display_moment
from ledger.models import Seal
from mpesa.models import Till
from reports.kinds import Asked, Parameter, Report
from reports.sheets.description import Book, Fact, Group, Kind, Row, Table

#: The books know tills: a branch is who is in it today, in a report of any days.
AS_OF_NOW = Fact("Branches", "A till is in the branch where it is now, on all days.")


def book_of(report: Report, asked: Asked, *tables: Table, **more: Any) -> Book:
    """A report of the books up to a seal, or, where it takes none, of what is known now."""
    is_sealed = Parameter.SEAL in report.takes
    basis = f"Ledger up to seal {asked.seal}" if is_sealed else f"As of {display_moment(asked.made_at)}"
    facts = [*more.pop("facts", ())]
    if is_sealed:
        facts += [Fact("Ledger up to seal", asked.seal, Kind.INT), Fact("Chain of that seal", _chain(asked))]
    facts += [Fact("Made (EAT)", asked.made_at, Kind.MOMENT), Fact("Made by", asked.author or "the system")]
    return Book(
        title=report.title.en,
        business=asked.business.name,
        period=more.pop("period", period(asked.first_day, asked.last_day, asked.made_at)),
        tables=tables,
        answers=report.answers.en,
        basis=basis,
        facts=tuple(facts),
        author=asked.author,
        made_at=asked.made_at,
        **more,
    )


def period(first: date, last: date, made_at: datetime | None = None) -> str:
    """Days, both included. With `made_at` it says so where they were not over when the report was made: who
    reads a year of eleven months is to know."""
    said = display_day(first) if first == last else f"{display_day(first)} to {display_day(last)}"
    return said if made_at is None else f"{said}{not_over(last, made_at)}"


def not_over(last: date, made_at: datetime) -> str:
    """Empty for days that end on the day on which the report was made, or before."""
    today = accounting_day(made_at)
    return f", not over on {display_day(today)}" if last > today else ""


def till_fact(till: Till | None) -> Fact:
    """Which till a report is of."""
    return Fact("Till", f"{till.shortcode} {till.name}" if till else "all")


def place_facts(asked: Asked) -> tuple[Fact, ...]:
    """Of which branch and till a report is, that takes both. Of a branch also which tills are in it."""
    if asked.branch is None:
        return (till_fact(asked.till),)
    shown = ", ".join(till.shortcode for till in asked.tills or ()) or "none"
    return (Fact("Branch", asked.branch.name), Fact("Tills in it", shown), AS_OF_NOW)


def till_group(till: Till, rows: list[Row]) -> Group:
    """The rows of a till, with a total of their own."""
    return Group(f"{till.shortcode} {till.name}", rows, f"Total {till.shortcode}", name=till.shortcode)


def _chain(asked: Asked) -> str:
    """The SHA-256 that closes the chain at the seal, in groups that people can compare."""
    seal = Seal.objects.filter(business=asked.business, number=asked.seal).first()
    digest = bytes(seal.chain).hex() if seal is not None else ""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8)) or "no entry is sealed yet"
