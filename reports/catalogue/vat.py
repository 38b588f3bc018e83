"""VAT of a period: the figures of a return, by document, and how they stand on the accounts of VAT."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from heapq import merge

from billing.invoicing.taxed import billed_documents
from core.money import Cents
from ledger.chart.standard import VAT_PAYABLE
from ledger.models import VatCode
from ledger.reads.selectors import trial_balance
from ledger.vouchers.vat import VatReturn, coded_lines, vat_between
from reports.catalogue.accounts_moved import ACCOUNTS, rows_under
from reports.catalogue.covers import book_of
from reports.catalogue.people import shown_name
from reports.kinds import Asked, Parameter, Report, Words
from reports.presets import Preset
from reports.sheets.description import (
    Book,
    Check,
    Column,
    Group,
    Kind,
    NamedRow,
    Result,
    Row,
    Rows,
    Table,
    Total,
    TotalOf,
)
from users.access import Right

CODES = {VatCode.STANDARD: "Standard rate", VatCode.ZERO_RATED: "Zero-rated", VatCode.EXEMPT: "Exempt"}
_LINE = Column("line", "Line", width=44)
_AMOUNTS = (
    Column("taxable_value", "Taxable value", Kind.MONEY, total=Total.SUM),
    Column("vat", "VAT", Kind.MONEY, total=Total.SUM),
)
_DOCUMENT = (Column("day", "Day", Kind.DATE), Column("document", "Document", width=20))
_CODE = Column("code", "VAT code", width=15)
_SALES = (
    *_DOCUMENT,
    Column("account_number", "Account", width=14),
    Column("customer", "Customer", width=30),
    Column("kra_pin", "KRA PIN", width=16),
    Column("control_unit_number", "Control unit number", width=24),
    _CODE,
    *_AMOUNTS,
)
_PURCHASES = (*_DOCUMENT, Column("description", "Description", width=44), _CODE, *_AMOUNTS)
_OWED = (_LINE, Column("amount", "Amount", Kind.MONEY, total=Total.SUM))


def _describe(asked: Asked) -> Book:
    found = vat_between(asked.business, asked.first_day, asked.last_day)
    books = trial_balance(asked.business.pk, from_day=asked.first_day, day=asked.last_day)
    sold = {"taxable_value": sum(found.sales.values()), "vat": found.output_vat - found.other_output}
    bought = {"taxable_value": sum(found.purchases.values()), "vat": found.input_vat - found.other_input}
    owed = Table("owed", "Owed to KRA", _OWED, (Rows(_owed(found)),), "Owed at the end", is_wide=False)
    payable = TotalOf("vat_return", "vat", "payable")
    return book_of(
        VAT,
        asked,
        Table("vat_return", "VAT return", (_LINE, *_AMOUNTS), _lines(found), is_wide=False, is_grouped=True),
        Table("sales", "Sales", _SALES, (Rows(_sales(asked)),), "Total", equals=sold),
        Table("purchases", "Purchases", _PURCHASES, (Rows(_purchases(asked)),), "Total", equals=bought),
        owed,
        Table("accounts", "Accounts of VAT", ACCOUNTS, (Rows(rows_under(VAT_PAYABLE, books)),), "Total"),
        shown=(
            ("Output VAT", TotalOf("vat_return", "vat", "output")),
            ("Input VAT", TotalOf("vat_return", "vat", "input")),
            ("VAT payable", payable),
            ("Owed at the end", TotalOf("owed", "amount")),
        ),
        checks=(
            _check("Output VAT with a code less sales", ("vat_return", "sales"), ("sales", "")),
            _check("Input VAT with a code less purchases", ("vat_return", "purchases"), ("purchases", "")),
            Check(
                "Owed at the end less the accounts of VAT",
                (TotalOf("owed", "amount"),),
                (TotalOf("accounts", "closing"),),
            ),
        ),
    )


def _check(title: str, one: tuple[str, str], other: tuple[str, str]) -> Check:
    return Check(title, (TotalOf(one[0], "vat", one[1]),), (TotalOf(other[0], "vat", other[1]),))


def _lines(found: VatReturn) -> tuple[Group | NamedRow | Result, ...]:
    """All VAT with a code is at the standard rate. What moved on the accounts without one stands beside it:
    of what value it is, nobody has said."""

    def group(title: str, name: str, values: dict[str, Cents], vat: Cents) -> Group:
        rows = [(CODES[code], values[code], vat if code == VatCode.STANDARD else 0) for code in CODES]
        return Group(title, rows, f"Total {title.lower()}", name=name, equals={"vat": vat})

    def single(title: str, name: str, vat: Cents) -> NamedRow:
        return NamedRow(name, (title, 0, vat))

    return (
        group("Sales", "sales", found.sales, found.output_vat - found.other_output),
        single("Output VAT without a code", "other_output", found.other_output),
        Result("Output VAT", ("sales", "other_output"), name="output", equals={"vat": found.output_vat}),
        group("Purchases", "purchases", found.purchases, found.input_vat - found.other_input),
        single("Input VAT without a code", "other_input", found.other_input),
        Result("Input VAT", ("purchases", "other_input"), name="input", equals={"vat": found.input_vat}),
        single("Withheld by customers", "withheld", found.withheld_vat),
        Result(
            "VAT payable", ("output",), ("input", "withheld"), name="payable", equals={"vat": found.payable}
        ),
    )


def _owed(found: VatReturn) -> list[Row]:
    return [
        ("Brought forward", found.brought_forward),
        ("VAT payable", found.payable),
        ("Paid to KRA, or opened", -found.settled),
    ]


def _sales(asked: Asked) -> Iterator[Row]:
    after = asked.last_day + timedelta(days=1)
    billed = (
        (
            each.day,
            each.document,
            each.customer.account_number,
            shown_name(each.customer),
            each.customer.kra_pin_masked,
            each.unit,
            CODES[VatCode(each.code)],
            each.net,
            each.vat,
        )
        for each in billed_documents(asked.business, asked.first_day, after)
    )
    vouchers = (
        (
            line.day,
            line.reference,
            "",
            line.description,
            "",
            "",
            CODES[VatCode(line.code)],
            line.net,
            line.vat,
        )
        for line in coded_lines(asked.business, asked.first_day, after, sales=True)
    )
    return merge(billed, vouchers, key=lambda row: row[0])


def _purchases(asked: Asked) -> Iterator[Row]:
    after = asked.last_day + timedelta(days=1)
    for line in coded_lines(asked.business, asked.first_day, after, sales=False):
        yield line.day, line.reference, line.description, CODES[VatCode(line.code)], line.net, line.vat


VAT = Report(
    key="vat",
    title=Words("VAT", "VAT ya kipindi"),
    answers=Words(
        "What VAT is payable for the days, by code and document by document, and how it stands on 2600.",
        "VAT gani inalipwa kwa siku hizo, kwa aina na kwa kila hati, na ilivyo kwenye 2600.",
    ),
    right=Right.LEDGER_READ,
    describe=_describe,
    needs=frozenset({Parameter.PERIOD}),
    presets=tuple(Preset),
)
