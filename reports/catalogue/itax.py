"""The sections of sales of KRA's return VAT3, each as the file that its workbook imports (Import CSV).

A section lists sales to customers with a KRA PIN one by one; all others are one total, typed into the sheet.
VAT stays empty: the sheet computes it. A control unit number has letters, so it needs no sign in front that
keeps it text (KRA's own files put a | before numbers).

Sources: no layout is published; programs of different people that make or read these files agree on it.
B, ten columns in this order, no VAT: navari_csf_ke (ERPNext), two modules for Odoo, a sheet of a third, the
columns of a filed return on the portal; no head: the first three; days as dd/mm/yyyy: all but one. Only
customers with a PIN are listed: two of these, and the two totals below a filed section. E, seven columns: one
of the modules, and the portal. D, ten columns, the PIN in the second: that module, and a reader of the files
that KRA fills in beforehand; what the eighth is: the module alone. Control unit numbers like
KRACU0300007538/169681: files that KRA filled in. What is open stands in docs/reports.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from billing.invoicing.taxed import Supplied, billed_by_pin, named_documents
from core.money import Cents, split
from ledger.models import VatCode
from ledger.vouchers.vat import VatReturn, coded_lines, rate_on, vat_between
from reports.catalogue.covers import book_of
from reports.catalogue.itax_exceptions import EXCEPTIONS, exceptions_of
from reports.catalogue.people import shown_name, whole_pin
from reports.kinds import Asked, Parameter, Report, Words
from reports.presets import Preset
from reports.sheets.description import (
    Book,
    Check,
    Column,
    Fact,
    Group,
    Kind,
    NamedRow,
    Part,
    Result,
    Row,
    Rows,
    Table,
    Total,
    TotalOf,
)
from users.access import Right

_WHOLE = 10_000  # basis points
_BUYER = (Column("pin", "PIN of purchaser", width=16), Column("name", "Name of purchaser", width=34))
_BILL = (
    Column("etr_serial", "ETR serial number", width=20),
    Column("invoice_date", "Invoice date", width=14),
    Column("invoice_number", "Invoice number", width=26),
    Column("description", "Description", width=20),
)
_VALUE = Column("taxable_value", "Taxable value", Kind.MONEY, total=Total.SUM)
_GENERAL = (
    *_BUYER,
    *_BILL,
    _VALUE,
    Column("amount_of_vat", "Amount of VAT", width=16),
    Column("relevant_invoice_number", "Relevant invoice number", width=26),
    Column("relevant_invoice_date", "Relevant invoice date", width=16),
)
_ZERO_RATED = (
    Column("type", "Type of sale", width=12),
    *_BUYER,
    *_BILL,
    Column("relevant_paragraph", "Relevant paragraph", width=18),
    Column("certificate", "Exemption certificate", width=18),
    _VALUE,
)
_EXEMPT = (*_BUYER, *_BILL, Column("sales_value", "Sales value", Kind.MONEY, total=Total.SUM))
_LINE = Column("line", "Line", width=52)
_VAT = Column("vat", "VAT in the books", Kind.MONEY, total=Total.SUM)
_THEIR_VAT = Column("itax_vat", "VAT as iTax computes it", Kind.MONEY, width=18, total=Total.SUM)


@dataclass(frozen=True)
class Section:
    """`value` is the key of its column of values, `todo` what remains to be done in KRA's sheet."""

    letter: str
    code: VatCode
    sheet: str
    columns: tuple[Column, ...]
    row_of: Callable[[Supplied], Row]
    value: str = "taxable_value"
    todo: str = ""

    @property
    def is_taxed(self) -> bool:
        return self.code == VatCode.STANDARD


def _buyer(each: Supplied) -> Row:
    return whole_pin(each.customer), shown_name(each.customer)


def _bill(each: Supplied) -> Row:
    return each.unit_serial, _as_written(each.day), each.unit, each.document


def _as_written(day: date | None) -> str:
    return "" if day is None else f"{day:%d/%m/%Y}"


GENERAL = Section(
    "B",
    VatCode.STANDARD,
    "B_General_Rated_Sales_Dtls",
    _GENERAL,
    lambda each: (*_buyer(each), *_bill(each), each.net, "", each.of_unit, _as_written(each.of_day)),
)
ZERO_RATED = Section(
    "D",
    VatCode.ZERO_RATED,
    "D_Zero_Rated_Sales_Dtls",
    _ZERO_RATED,
    lambda each: ("Local", *_buyer(each), *_bill(each), "", "", each.net),
    todo="Choose the relevant paragraph of each line; enter exports yourself.",
)
EXEMPT = Section(
    "E",
    VatCode.EXEMPT,
    "E_Exempted_Sales_Dtls",
    _EXEMPT,
    lambda each: (*_buyer(each), *_bill(each), each.net),
    value="sales_value",
)


def _general(asked: Asked) -> Book:
    return _describe(GENERAL, ITAX_GENERAL, asked)


def _zero_rated(asked: Asked) -> Book:
    return _describe(ZERO_RATED, ITAX_ZERO_RATED, asked)


def _exempt(asked: Asked) -> Book:
    return _describe(EXEMPT, ITAX_EXEMPT, asked)


def _describe(section: Section, report: Report, asked: Asked) -> Book:
    after = asked.last_day + timedelta(days=1)
    found = vat_between(asked.business, asked.first_day, asked.last_day)
    named, others = billed_by_pin(asked.business, asked.first_day, after, code=section.code)
    amounts = (_VALUE, _VAT, _THEIR_VAT) if section.is_taxed else (_VALUE,)
    rate = rate_on(asked.last_day) if section.is_taxed else 0

    def row(title: str, net: Cents, vat: Cents) -> Row:
        return (title, net, vat, split(net, [rate, _WHOLE - rate])[0])[: 1 + len(amounts)]

    totals: list[Part] = [
        NamedRow("named", row("To customers with a KRA PIN: the lines of the file", *named)),
        Group(
            "To all others: typed as one total",
            [
                row("Bills and credit notes", *others),
                row("Vouchers with this VAT code", *_by_vouchers(section, asked, after)),
            ],
            "Total to all others",
            name="others",
        ),
        Result("Sales of the section", ("named", "others"), name="all"),
    ]
    lines = named_documents(asked.business, asked.first_day, after, code=section.code)
    value, all_of_it = TotalOf("lines", section.value), TotalOf("totals", "taxable_value", "all")
    checks = [
        Check("Lines less their total", (value,), (TotalOf("totals", "taxable_value", "named"),)),
        Check("Sales less the VAT return", (all_of_it,), (TotalOf("vat_return", "taxable_value", "sales"),)),
    ]
    if section.is_taxed:
        said = TotalOf("totals", "vat", "all"), TotalOf("vat_return", "vat", "sales")
        checks.append(Check("Their VAT less the VAT return", said[:1], said[1:]))
    facts = [Fact("Import its CSV into", f"{section.sheet} of KRA's workbook VAT3 (Import CSV)")]
    if section.todo:
        facts.append(Fact("Then, in that sheet", section.todo))
    return book_of(
        report,
        asked,
        Table(
            "lines",
            section.sheet,
            section.columns,
            (Rows(section.row_of(each) for each in lines),),
            "Total",
            equals={section.value: named.net},
            is_headless=True,
        ),
        Table("totals", "Totals", (_LINE, *amounts), totals, is_wide=False, is_grouped=True),
        Table("exceptions", "Exceptions", EXCEPTIONS, (Rows(exceptions_of(asked, section.code)),)),
        Table("vat_return", "VAT return", (_LINE, *amounts[:2]), _returned(section, found), is_wide=False),
        facts=facts,
        shown=(("Lines of the file", value), ("To all others", TotalOf("totals", "taxable_value", "others"))),
        checks=tuple(checks),
    )


def _by_vouchers(section: Section, asked: Asked, after: date) -> tuple[Cents, Cents]:
    net = vat = 0
    for line in coded_lines(asked.business, asked.first_day, after, sales=True):
        if line.code == section.code:
            net, vat = net + line.net, vat + line.vat
    return net, vat


def _returned(section: Section, found: VatReturn) -> Iterator[Part]:
    """What the report `vat` says of the same days."""
    coded = found.output_vat - found.other_output
    sales: tuple[Any, ...] = (f"Sales, section {section.letter}", found.sales[section.code])
    if not section.is_taxed:
        yield NamedRow("sales", sales)
        return
    yield NamedRow("sales", (*sales, coded))
    yield NamedRow("other_output", ("Output VAT without a code: in no section", 0, found.other_output))
    yield Result(
        "Output VAT, as 2600-output has it",
        ("sales", "other_output"),
        name="output",
        equals={"vat": found.output_vat},
    )


def _report(section: Section, describe: Callable[[Asked], Book], key: str, en: str, sw: str) -> Report:
    return Report(
        key=key,
        title=Words(
            f"iTax VAT3, section {section.letter}: {en}", f"iTax VAT3, sehemu {section.letter}: {sw}"
        ),
        answers=Words(
            f"Which {en} are declared, line by line and as a total; its CSV is what KRA's workbook imports.",
            f"Ni {sw} yapi yanatangazwa, kwa kila hati na kwa jumla; CSV yake huingizwa kwenye faili la KRA.",
        ),
        right=Right.LEDGER_READ,
        describe=describe,
        needs=frozenset({Parameter.PERIOD}),
        presets=(Preset.LAST_MONTH, Preset.THIS_MONTH),
        also=(Right.PHONE_READ,),
    )


ITAX_GENERAL = _report(
    GENERAL, _general, "itax_general_sales", "sales at the general rate", "mauzo ya kiwango cha kawaida"
)
ITAX_ZERO_RATED = _report(
    ZERO_RATED, _zero_rated, "itax_zero_rated_sales", "zero-rated sales", "mauzo ya kiwango sifuri"
)
ITAX_EXEMPT = _report(EXEMPT, _exempt, "itax_exempt_sales", "exempt sales", "mauzo yasiyotozwa VAT")
