"""A report made for somebody: the right, what was asked for, and the file, of one moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import IO, Any, NamedTuple

from core import days
from core.errors import Findings, InvalidInput, NotFound
from ledger.journal.sealing import ledger_head
from ledger.reads.selectors import one_picture, require_days, require_seal
from mpesa.models import Branch, Till
from reports.basis import basis_of
from reports.catalogue.beside import months_of
from reports.catalogue.contents import report_named
from reports.formats import ENDINGS, Format
from reports.kinds import THINGS, Asked, Compare, Parameter, Report
from reports.limiting import Walk
from reports.naming import file_stem
from reports.saying import Said
from reports.sheets.description import Book
from reports.sheets.plain_files import csv_chunks, json_chunks
from reports.sheets.workbook import write_workbook
from users.access import require_right
from users.actors import Actor, person
from users.models import Business


def check_report(*, said: Said, actor: Actor, business: Business) -> tuple[Report, Asked]:
    """The report that is meant, and what it is to be made of, as of now.

    Needs the rights of the report. Raises, all of it at once, NotFound of a thing that is another business's
    or was not given and InvalidInput BAD_PERIOD / BAD_DAY / BAD_SEAL / BRANCH_DIFFERS; before, NotFound of
    the report and NotAllowed.
    """
    report = report_named(said.key)
    for right in report.rights:
        require_right(actor, business, right)
    who, found = person(actor), Findings()
    first_day, last_day = look_at_days(said, found) or (days.today(), days.today())
    with found.noting():
        seal = _seal(report, business, said.seal)
    things = _things(report, said, business, found)
    with found.noting():
        tills = _tills(things.get("till"), things.get("branch"))
    found.settle()
    return report, Asked(
        business=business,
        first_day=first_day,
        last_day=last_day,
        seal=seal,
        made_at=days.now(),
        author="" if who is None else who.display_name or who.username or "",
        **things,
        tills=tills,
        compare=said.compare if Parameter.COMPARE in report.takes else Compare.NONE,
    )


class Written(NamedTuple):
    """What a file is called, its days, and what it was made from (reports/basis.py)."""

    name: str
    first_day: date
    last_day: date
    basis: str


def write_report(
    target: IO[bytes],
    *,
    said: Said,
    actor: Actor,
    business: Business,
    format: Format = Format.XLSX,
    walk: Walk | None = None,
) -> Written:
    """Write a report to an open binary file. All is read in one transaction, as of one moment; nothing is
    locked. `walk` counts its rows.

    Raises as check_report does, InvalidInput REPORT_TOO_LARGE beyond what may be walked, and TotalsDiffer
    where its rows are not what the books say: then what was written is no file.
    """
    with one_picture():
        # Before all that is of today: over midnight it is of the day that has passed.
        basis = basis_of(report_named(said.key), business)
        report, asked = check_report(said=said, actor=actor, business=business)
        book = (walk or Walk()).of(report.describe(asked))
        if format is Format.XLSX:
            write_workbook(target, book=book)
        else:
            for chunk in _chunks(book, format):
                target.write(chunk.encode())
    stem = file_stem(report.key, business.code, asked, asked.first_day, asked.last_day)
    return Written(f"{stem}.{ENDINGS[format]}", asked.first_day, asked.last_day, basis)


def _chunks(book: Book, format: Format) -> Iterator[str]:
    if format is Format.JSON:
        return json_chunks(book)
    return csv_chunks(book.tables[0], with_bom=format is Format.CSV_FOR_EXCEL)


def look_at_days(said: Said, found: Findings) -> tuple[date, date] | None:
    """Both days, today for a report that is of today; None where something about them was noted: BAD_PERIOD
    or BAD_DAY, also of more months than stand beside each other. Reads no row. Raises NotFound of the report.
    """
    report = report_named(said.key)
    if Parameter.PERIOD not in report.needs:
        return days.today(), days.today()
    known, given = len(found.errors), {"from_day": said.first_day, "to_day": said.last_day}
    for field, day in given.items():
        with found.noting():
            if day is None:
                raise InvalidInput("BAD_PERIOD", field, "Give the first and the last day.")
            days.checked_day(day, field=field)
    if len(found.errors) > known or said.first_day is None or said.last_day is None:
        return None
    with found.noting():
        require_days(said.first_day, said.last_day)
        if said.compare is Compare.MONTHS and Parameter.COMPARE in report.takes:
            months_of(said.first_day, said.last_day)
    return None if len(found.errors) > known else (said.first_day, said.last_day)


def _seal(report: Report, business: Business, seal: int | None) -> int:
    if Parameter.SEAL not in report.takes:
        return 0
    require_seal(business.pk, seal)
    return ledger_head(business.pk) if seal is None else seal


def _things(report: Report, said: Said, business: Business, found: Findings) -> dict[str, Any]:
    """The rows that the report takes. One of another business is as absent as none."""
    things = {}
    for parameter in THINGS:
        if parameter not in report.needs | report.takes:
            continue
        name = parameter.value.lower()
        thing = getattr(said, name)
        theirs = thing is not None and thing.business_id != business.pk
        if theirs or (thing is None and parameter in report.needs):
            found.errors.append(NotFound(name, name))
        things[name] = thing
    return things


def _tills(till: Till | None, branch: Branch | None) -> tuple[Till, ...] | None:
    """Those that the report is only of. A branch is the tills that are in it now, whatever the days are."""
    if till is None:
        return None if branch is None else tuple(branch.tills.order_by("shortcode", "pk"))
    if branch is not None and till.branch_id != branch.pk and till.business_id == branch.business_id:
        raise InvalidInput("BRANCH_DIFFERS", "branch", f"The till {till.shortcode} is not in this branch.")
    return (till,)
