"""Reports of the books: each figure is the ledger's, and they agree with each other."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.days import end_of_month
from core.errors import InvalidInput, NotFound
from ledger.chart.standard import open_sub_account
from ledger.journal.posting import credit, debit, post_entry
from ledger.journal.sealing import ledger_head, seal_business
from ledger.models import Account, Line, Seal
from ledger.reads.general_ledger import general_ledger
from ledger.reads.selectors import trial_balance
from ledger.reads.statements import balance_sheet, income_statement
from reports.formats import Format
from reports.kinds import Compare
from reports.sheets.description import TotalsDiffer
from tests.clock import Clock
from tests.reports.made import (
    FIRST,
    LAST,
    cents,
    cover_of,
    csv_rows,
    json_tables,
    lines_of,
    made,
    rows_of,
    workbook,
)
from users.actors import SYSTEM
from users.models import Business

NAME = "=HYPERLINK(0)"
CODES = ("1010", "1020", "1100", "1200", "2100", "2600", "3000", "4000", "4010", "5000", "5100", "1020-x")


@pytest.fixture
def books(business: Business, clock: Clock) -> Business:
    """A year and a half of entries, the last of which is not sealed; the second year is over."""
    clock.is_day(date(2027, 1, 5))
    open_sub_account(business_id=business.pk, parent_code="1020", suffix="x", name=NAME)
    chance = random.Random(18)
    for number in range(120):
        day = date(2025, 7, 1) + timedelta(days=chance.randrange(540))
        one, other = chance.sample(CODES, 2)
        amount = chance.randrange(1, 10**8)
        post(business, f"e{number}", day, one, other, amount)
    seal_business(business.pk)
    post(business, "late", date(2026, 5, 5), "1020", "4000", 77)
    return business


def post(business: Business, reference: str, day: date, one: str, other: str, amount: int) -> None:
    post_entry(
        business_id=business.pk,
        kind="MANUAL",
        reference=reference,
        description=f"-{reference}",
        legs=[debit(one, amount), credit(other, amount)],
        occurred_at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC),
        effective_on=day,
    )


def read(business: Business, **more: Any) -> Any:
    return trial_balance(business.pk, from_day=FIRST, day=LAST, seal=ledger_head(business.pk), **more)


def test_the_trial_balance_is_the_ledgers(books: Business) -> None:
    book = workbook(books, "trial_balance", SYSTEM)
    rows = {line[0]: line for line in rows_of(book["Trial balance"])}
    total = rows.pop("Total")
    known = {row.account.code: row for row in read(books) if row.is_used}
    assert rows.keys() == known.keys()
    for code, row in known.items():
        opening, moved, closing = (cents(rows[code][at]) - cents(rows[code][at + 1]) for at in (3, 5, 7))
        assert (opening, moved, closing) == (row.before, row.debit - row.credit, row.net), code
    assert [cents(total[at]) - cents(total[at + 1]) for at in (3, 5, 7)] == [0, 0, 0]
    assert cents(total[5]) == sum(row.debit for row in known.values())
    cover = cover_of(book)
    assert cover["Business"] == "Maji Safi" and cover["Period"] == "1 Jan 2026 to 31 Dec 2026"
    assert cover["Ledger up to seal"] == 120 == ledger_head(books.pk)
    seal = Seal.objects.get(business=books, number=120)
    assert cover["Chain of that seal"].replace(" ", "") == bytes(seal.chain).hex()
    assert cover["Closing: debits less credits"] == 0
    assert rows["1020-x"][1] == NAME


def test_the_general_ledger_has_every_line_with_its_balance(books: Business) -> None:
    book = workbook(books, "general_ledger", SYSTEM)
    ledger = general_ledger(books.pk, from_day=FIRST, to_day=LAST, seal=120)
    shown = [row for row in rows_of(book["General ledger"]) if row[2] is not None]
    lines = list(
        ledger.lines()
        .filter(account__business=books)
        .order_by("account__code", "entry__effective_on", "pk")
        .select_related("entry__seal", "account")
    )
    balances = ledger.balances({line.account_id for line in lines}, [line.pk for line in lines])
    assert [
        (row[0], row[1].date(), row[2], row[3], row[4], cents(row[5]), cents(row[6]), cents(row[7]))
        for row in shown
    ] == [
        (
            line.account.code,
            line.entry.effective_on,
            line.entry.seal.number,
            line.entry.description,
            line.entry.reference,
            line.debit,
            line.credit,
            balances[line.pk],
        )
        for line in lines
    ]
    known = lines_of(book["General ledger"])
    for row in ledger.rows:
        total = known[f"Closing {row.account.code}"]
        assert (cents(total[4]), cents(total[5]), cents(total[6])) == (row.debit, row.credit, row.balance)
    assert (
        cents(known["Total moved"][4]) == cents(known["Total moved"][5]) == sum(line.debit for line in lines)
    )


def test_an_account_is_stated_with_those_below_it(books: Business) -> None:
    account = Account.objects.get(business=books, code="1020")
    book = workbook(books, "account_statement", SYSTEM, account=account)
    page = book["Statement of account"]
    known = {row.account.code: row for row in read(books)}
    assert {row[0] for row in rows_of(page) if row[1] is not None} == {"1020", "1020-x"}
    for code in ("1020", "1020-x"):
        assert cents(lines_of(page)[f"Closing {code}"][6]) == known[code].balance
    opening = next(row for row in rows_of(page) if row[3] == "Opening balance")
    assert (opening[0], opening[1].date(), cents(opening[7])) == ("1020", FIRST, known["1020"].opening)
    quiet = Account.objects.get(business=books, code="3900")
    rows = csv_rows(books, "account_statement", SYSTEM, account=quiet)
    assert [(row["description"], row["balance"]) for row in rows] == [("Opening balance", "0.00")]


def test_income_statement_and_balance_sheet_are_the_ledgers(books: Business) -> None:
    income = income_statement(books.pk, from_day=FIRST, to_day=LAST, compare=True, seal=120)
    sheet = balance_sheet(books.pk, day=LAST, compare_day=date(2025, 12, 31), seal=120)
    page = workbook(books, "income_statement", SYSTEM, compare=Compare.PREVIOUS)["Income statement"]
    lines = lines_of(page)
    assert page["C1"].value == "1 Jan 2026 to 31 Dec 2026 (KES)"
    assert page["D1"].value == "1 Jan 2025 to 31 Dec 2025 (KES)"
    assert [cents(each) for each in lines["Profit or (loss)"][1:]] == [
        income.result,
        income.previous_result,
        income.result - (income.previous_result or 0),
    ]
    for figure in (*income.income.figures, *income.expenses.figures):
        assert [cents(each) for each in lines[figure.account.code][1:3]] == [figure.amount, figure.previous]
    lines = lines_of(workbook(books, "balance_sheet", SYSTEM, compare=Compare.PREVIOUS)["Balance sheet"])
    assert cents(lines["Total assets"][1]) == sheet.assets.total
    assert cents(lines["Total liabilities"][1]) == sheet.liabilities.total
    assert cents(lines["Total equity"][1]) == sheet.equity.total + sheet.current_result
    assert cents(lines["Liabilities and equity"][1]) == sheet.assets.total
    assert cents(lines["Total equity"][2]) == sheet.equity.previous_total + (sheet.previous_result or 0)
    assert cover_of(workbook(books, "balance_sheet", SYSTEM))["Assets less liabilities and equity"] == 0


def test_statements_stand_beside_a_year_before_and_month_by_month(books: Business) -> None:
    def statements(compare: Compare) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        return tuple(  # type: ignore[return-value]
            json_tables(books, key, SYSTEM, compare=compare)[key]
            for key in ("income_statement", "balance_sheet")
        )

    income, sheet = statements(Compare.MONTHS)
    months = [key for key in income[0] if key.startswith("month_")]
    assert months == [f"month_2026_{number:02}" for number in range(1, 13)]
    assert [key for key in sheet[0] if key.startswith("month_")] == months[:-1]  # the last one is the whole
    for row in income:
        assert sum(cents(row[key]) for key in months) == cents(row["amount"])
    for number, key in enumerate(months[:-1], start=1):
        ends = end_of_month(date(2026, number, 1))
        known = balance_sheet(books.pk, day=ends, seal=120)
        earned = income_statement(books.pk, from_day=ends.replace(day=1), to_day=ends, seal=120)
        figures = {each.account.code: each.amount for each in (*known.assets.figures, *known.equity.figures)}
        assert {row["code"]: cents(row[key]) for row in sheet if row["code"] in figures} == figures
        shown = {row["code"]: cents(row[key]) for row in income}
        for figure in (*earned.income.figures, *earned.expenses.figures):
            assert shown[figure.account.code] == figure.amount
    page = workbook(books, "income_statement", SYSTEM, compare=Compare.MONTHS)
    assert [page["Income statement"][f"{letter}1"].value for letter in "CNO"] == [
        "Jan 2026 (KES)", "Dec 2026 (KES)", "1 Jan 2026 to 31 Dec 2026 (KES)",
    ]  # fmt: skip
    assert cover_of(page)["Months less the whole"] == 0
    income, sheet = statements(Compare.LAST_YEAR)
    before = {"first_day": date(2025, 1, 1), "last_day": date(2025, 12, 31)}
    alone = {
        row["code"]: row["amount"]
        for row in json_tables(books, "income_statement", SYSTEM, **before)["income_statement"]
    }
    assert {row["code"]: row["previous"] for row in income if row["code"] in alone} == alone
    with pytest.raises(InvalidInput, match="13 months"):
        json_tables(books, "income_statement", SYSTEM, first_day=date(2024, 1, 1), compare=Compare.MONTHS)


def test_days_that_are_not_over_are_not_taken_for_a_year(books: Business, clock: Clock) -> None:
    clock.is_day(date(2026, 11, 15))
    until = "1 Jan 2026 to 31 Dec 2026, not over on 15 Nov 2026"
    for key in ("trial_balance", "income_statement"):
        assert cover_of(workbook(books, key, SYSTEM))["Period"] == until
    assert (
        cover_of(workbook(books, "balance_sheet", SYSTEM))["Period"] == "31 Dec 2026, not over on 15 Nov 2026"
    )
    months = {"compare": Compare.MONTHS}
    page = workbook(books, "income_statement", SYSTEM, **months)["Income statement"]
    assert [cell.value for cell in page[1]][2:] == [
        *(f"{date(2026, month, 1):%b %Y} (KES)" for month in range(1, 11)),
        "1 Nov 2026 to 15 Nov 2026 (KES)",
        f"{until} (KES)",
    ]
    page = workbook(books, "balance_sheet", SYSTEM, **months)["Balance sheet"]
    assert [cell.value for cell in page[1]][-2:] == [
        "15 Nov 2026 (KES)",
        "31 Dec 2026, not over on 15 Nov 2026 (KES)",
    ]
    clock.is_day(date(2026, 12, 31))
    assert cover_of(workbook(books, "trial_balance", SYSTEM))["Period"] == "1 Jan 2026 to 31 Dec 2026"


def test_the_reports_agree_with_each_other(books: Business) -> None:
    trial = {row["code"]: row for row in csv_rows(books, "trial_balance", SYSTEM)}
    nets = {code: cents(row["closing_debit"]) - cents(row["closing_credit"]) for code, row in trial.items()}
    ledger: dict[str, int] = {}
    for row in csv_rows(books, "general_ledger", SYSTEM):
        ledger[row["account"]] = cents(row["balance"])  # the last one stands
    assert {code: abs(net) for code, net in nets.items()} == {code: abs(net) for code, net in ledger.items()}
    statement = json_tables(books, "balance_sheet", SYSTEM)["balance_sheet"]
    figures = {row["code"]: cents(row["amount"]) for row in statement}
    assert figures["1020"] == nets["1020"] + nets["1020-x"]
    income = json_tables(books, "income_statement", SYSTEM)["income_statement"]
    earned = sum(cents(row["amount"]) * (1 if row["code"] < "5" else -1) for row in income)
    moved = {code: cents(row["moved_credit"]) - cents(row["moved_debit"]) for code, row in trial.items()}
    assert earned == sum(net for code, net in moved.items() if code[0] in "45")


def test_an_earlier_seal_gives_the_report_of_then(books: Business) -> None:
    seals = {
        row[0]: row for row in rows_of(workbook(books, "trial_balance", SYSTEM, seal=40)["Trial balance"])
    }
    known = {row.account.code: row for row in trial_balance(books.pk, from_day=FIRST, day=LAST, seal=40)}
    assert cents(seals["1010"][7]) - cents(seals["1010"][8]) == known["1010"].net
    with pytest.raises(InvalidInput) as refused:
        made(books, "trial_balance", SYSTEM, seal=121)
    assert refused.value.code == "BAD_SEAL"


def test_texts_of_the_books_are_text(books: Business) -> None:
    for page in workbook(books, "general_ledger", SYSTEM, values=False).worksheets:
        for row in page.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or cell.value.startswith(
                    ("=SUBTOTAL(9,", "='", "=ROUND('", "=H")
                )
    first = next(row for row in csv_rows(books, "general_ledger", SYSTEM) if row["number"])
    assert first["description"].startswith("'-e")


def test_lines_that_are_not_what_the_turnovers_say_make_no_file(books: Business, monkeypatch) -> None:
    from ledger.reads import general_ledger as reads

    lines = reads.Ledger.lines
    odd = Line.objects.filter(account__business=books, entry__effective_on__gte=FIRST).first()
    assert odd is not None
    monkeypatch.setattr(reads.Ledger, "lines", lambda ledger: lines(ledger).exclude(pk=odd.pk))
    for format in (Format.XLSX, Format.CSV, Format.JSON):
        with pytest.raises(TotalsDiffer):
            made(books, "general_ledger", SYSTEM, format=format)


def test_empty_books_are_reports_too(business: Business) -> None:
    for key in ("trial_balance", "general_ledger", "income_statement", "balance_sheet"):
        book = workbook(business, key, SYSTEM)
        assert cover_of(book)["Chain of that seal"] == "no entry is sealed yet"


def test_an_account_or_a_period_must_be_given(business: Business) -> None:
    with pytest.raises(NotFound):
        made(business, "account_statement", SYSTEM)
    with pytest.raises(NotFound):
        made(business, "cash_in_hand", SYSTEM)
    for days in ({"first_day": None}, {"first_day": date(2027, 1, 1)}, {"last_day": None}):
        with pytest.raises(InvalidInput) as refused:
            made(business, "trial_balance", SYSTEM, **days)
        assert refused.value.code == "BAD_PERIOD"


def test_names_of_files_say_what_they_are(business: Business) -> None:
    name, data = made(business, "trial_balance", SYSTEM, format=Format.CSV_FOR_EXCEL)
    assert name == "trial_balance-maji-2026-01-01-2026-12-31.csv" and data.startswith(b"\xef\xbb\xbfcode,")
    assert made(business, "balance_sheet", SYSTEM)[0] == "balance_sheet-maji-2026-01-01-2026-12-31.xlsx"
