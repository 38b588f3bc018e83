import csv
import io
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from daraja_sandbox.bank.statement import Line, Statement
from daraja_sandbox.bank.statement_files import rows_a, write_csv
from daraja_sandbox.world.money import cents_from
from tests.daraja_sandbox.conftest import new_organisation
from tests.daraja_sandbox.daraja import Daraja

VECTORS = Path(__file__).parent / "vectors"
FORMAT = "%d-%m-%Y %H:%M:%S"
Rows = list[list[str]]


def amount(text: str) -> Decimal:
    return Decimal(text.replace(",", "") or "0")


def download(daraja: Daraja, code: str, **asked: str) -> Any:
    asked = {"shortcode": code} | {name.rstrip("_"): value for name, value in asked.items()}
    return daraja.sandbox.get("/_sandbox/statement", params=asked)


def csv_rows(content: bytes) -> Rows:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def xlsx_rows(content: bytes) -> Rows:
    sheet = load_workbook(io.BytesIO(content))["transaction"]
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def split(rows: Rows) -> tuple[dict[str, Decimal], Rows]:
    """The sums of the preamble and the lines under the header."""
    header = next(number for number, row in enumerate(rows) if row and row[0] == "Receipt No.")
    sums = next(row for row in rows if row and row[0] == "Opening Balance:")
    named = {sums[n]: amount(sums[n + 1]) for n in range(0, 10, 2)}
    return named, rows[header + 1 :]


def assert_chain_holds(rows: Rows) -> Rows:
    """Opening balance plus each line, oldest first, gives every line's balance to the cent."""
    sums, lines = split(rows)
    running = sums["Opening Balance:"]
    for line in reversed(lines):
        running += amount(line[5]) + amount(line[6])
        assert amount(line[7]) == running, line
    assert running == sums["Closing Balance:"]
    assert sum(amount(line[5]) for line in lines) == sums["Total Paid In:"]
    assert sum(amount(line[6]) for line in lines) == sums["Total Withdrawn:"]
    return lines


@pytest.fixture
def code(daraja: Daraja) -> str:
    """A business-tariff paybill with three payments and a sweep behind it."""
    code = str(new_organisation(daraja.sandbox, tariff="business", opening_balance="1234.50")["shortcode"])
    daraja.sandbox.post("/_sandbox/customers", {"msisdn": "254110000111", "name": "PAYER ONE"})
    for shillings, account in (("5000", "INV-2026-000123"), ("99.75", "00123"), ("1000.25", "")):
        paid = daraja.sandbox.post(
            "/_sandbox/pay",
            {"msisdn": "254110000111", "shortcode": code, "amount": shillings, "account": account},
        )
        assert paid.status_code == 200, paid.text
    daraja.sandbox.post("/_sandbox/sweep", {"shortcode": code, "amount": "2000.00"})
    return code


@pytest.mark.parametrize(("extension", "parse"), [("csv", csv_rows), ("xlsx", xlsx_rows)])
def test_exported_chain_holds_to_the_cent(daraja: Daraja, code: str, extension: str, parse: Any) -> None:
    lines = assert_chain_holds(parse(download(daraja, code, format=extension).content))

    assert [line[5:8] for line in lines] == [
        ["", "-2,000.00", "5,285.50"],
        ["", "-15.00", "7,285.50"],
        ["1,000.25", "", "7,300.50"],
        ["99.75", "", "6,300.25"],
        ["", "-34.00", "6,200.50"],
        ["5,000.00", "", "6,234.50"],
    ]
    assert lines[0][3] == "Utility Account to Organization Settlement Account"
    assert lines[4][3] == "Pay Bill Charge"
    assert lines[4][0] == lines[5][0]
    assert lines[4][10] == "SP"
    assert lines[5][3] == "Pay Bill from 25411****111 - PAYER **** ONE Acc. INV-2026-000123"
    assert lines[3][12] == "00123"
    assert lines[2][3].endswith("Acc. ")


def test_settlement_account_has_the_other_side_of_the_sweep(daraja: Daraja, code: str) -> None:
    utility = assert_chain_holds(csv_rows(download(daraja, code).content))
    settlement = csv_rows(download(daraja, code, account="Organization Settlement Account").content)

    (line,) = assert_chain_holds(settlement)

    assert line[0] == utility[0][0]
    assert line[5] == "2,000.00"


def test_periods_join_without_gap_or_overlap(daraja: Daraja, code: str) -> None:
    now = datetime.fromisoformat(daraja.sandbox.get("/_sandbox/state").json()["now"]).replace(tzinfo=None)
    cut = now.strftime("%Y-%m-%dT%H:%M:%S")
    daraja.sandbox.post("/_sandbox/clock", {"advance_seconds": 2})
    daraja.sandbox.post("/_sandbox/sweep", {"shortcode": code, "amount": "1"})
    later = daraja.sandbox.get("/_sandbox/state").json()["now"][:19]
    before = csv_rows(download(daraja, code, from_="2026-01-01", to=cut).content)
    start = (now + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%S")
    after = csv_rows(download(daraja, code, from_=start, to=later).content)

    first, second = split(before)[0], split(after)[0]

    assert len(assert_chain_holds(before)) == 6
    assert len(assert_chain_holds(after)) == 1
    assert first["Closing Balance:"] == second["Opening Balance:"]


def test_layout_b(daraja: Daraja, code: str) -> None:
    answer = download(daraja, code, template="b", from_="2026-01-01", to="2099-12-31")

    name = f"Statements for {code} from 2026-01-01 to 2099-12-31.csv"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    rows = csv_rows(answer.content)
    assert rows[0][0] == "Receipt No"
    running = Decimal("1234.50")
    for row in reversed(rows[1:]):
        running += Decimal(row[4]) + Decimal(row[5])
        assert Decimal(row[6]) == running


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"shortcode": "999999"}, "shortcode"),
        ({"account": "Nowhere Account"}, "account"),
        ({"from_": "20-11-2026"}, "from"),
        ({"from_": "2026-11-21", "to": "2026-11-20"}, "to"),
        ({"template": "c"}, "template"),
        ({"format": "pdf"}, "format"),
    ],
)
def test_refusals(daraja: Daraja, asked: dict[str, str], field: str) -> None:
    shortcode = asked.pop("shortcode", "600984")
    answer = download(daraja, shortcode, **asked)

    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == field


def test_layouts_are_the_portals_byte_for_byte() -> None:
    wanted = (VECTORS / "statement_template_a.csv").read_bytes()
    rows = csv_rows(wanted)
    lines = [
        Line(
            receipt=row[0],
            completed_at=datetime.strptime(row[1], FORMAT),
            initiated_at=datetime.strptime(row[2], FORMAT),
            details=row[3],
            status=row[4],
            amount=cents_from(str(amount(row[5]) + amount(row[6]))),
            balance=cents_from(str(amount(row[7]))),
            reason_type=row[9],
            other_party=row[10],
            linked=row[11],
            account_no=row[12],
        )
        for row in rows[8:]
    ]
    statement = Statement(
        holder="EXAMPLE LTD",
        shortcode="600984",
        account="Utility Account",
        since=datetime.strptime("20-11-2026 00:00:00", FORMAT),
        until=datetime.strptime("20-11-2026 23:59:59", FORMAT),
        made_at=datetime.strptime("21-11-2026 06:10:11", FORMAT),
        operator="operator1",
        opening=123450,
        closing=3690050,
        paid_in=15625000,
        withdrawn=-12058400,
        lines=lines,
    )

    assert [list(row) for row in rows_a(statement)] == rows
    assert write_csv(statement, "a") == wanted
    assert write_csv(statement, "b") == (VECTORS / "statement_template_b.csv").read_bytes()
