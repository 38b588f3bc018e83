"""Files of customers: all that is wrong is told with its row, the good rows make customers once."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from billing.customers.customers import name_of
from billing.customers.phones import phones_of
from billing.customers.sealing import known_of
from billing.importing.customers import import_customers
from billing.models import Customer, CustomerPhone, Invoice
from core.models import DataKey
from ledger.reads.selectors import balance_by_code
from tests.core.threads import run_together
from tests.graphql_api.conftest import House
from tests.graphql_api.users.test_kyc import post_file
from users.actors import SYSTEM
from users.models import AuditEntry, Role

UPLOAD = (
    "mutation ($input: UploadCustomersInput!) { uploadCustomers(input: $input) { path problems { code } } }"
)
GOOD = (
    "Name,Phone,Phone 2,E-mail,KRA PIN,Credit limit,Tags,Account\n"
    'Amina Otieno,0712 345 678,"0722000111; 0733000222",Amina@example.com,a012345678z,"5,000.00",'
    "vip; Kilimani,OLD/17\n"
    "Baraka Mutua,,,,,,,\n"
)
BAD = "Chebet,12,,no-mail,A1,-5,,OLD/18\n,,,,,,,OLD/19\n"


def send(house: House, data: str | bytes, role: str = Role.CASHIER, **given: Any) -> dict[str, Any]:
    """The answer of the upload."""
    browser = house.browser(role)
    path = browser.data(UPLOAD, input={"business": house.id} | given)["uploadCustomers"]["path"]
    return post_file(browser, path, data if isinstance(data, bytes) else data.encode()).json()


def told(answer: dict[str, Any], what: str = "problems") -> list[tuple[int, str, str]]:
    return [(each["line"], each["column"], each["code"]) for each in answer[what]]


def sheet(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def numbers(house: House) -> dict[str, list[str]]:
    rows = Customer.objects.filter(business=house.business).select_related("data_key")
    return {name_of(row): phones_of(row) for row in rows}


def test_a_file_is_looked_at_and_then_brought_in(house: House):
    seen = send(house, GOOD, dryRun=True)
    assert (seen["dryRun"], seen["rows"], seen["fresh"], seen["created"], seen["bad"]) == (True, 2, 2, 0, 0)
    assert seen["shown"][0] == {
        "line": 2, "account": None, "name": "Amina Otieno",
        "phones": ["254712345678", "254722000111", "254733000222"], "email": "amina@example.com",
        "kraPin": "A012345678Z", "externalRef": "OLD/17", "tags": ["kilimani", "vip"],
        "creditLimit": "5000.00", "opening": None,
    }  # fmt: skip
    assert not Customer.objects.exists() and not DataKey.objects.exists()
    done = send(house, GOOD)
    assert (done["created"], done["known"], done["problems"]) == (2, 0, [])
    amina, baraka = Customer.objects.order_by("pk")
    assert [amina.account_number[:5], baraka.account_number[:5]] == ["10001", "10002"]
    assert known_of(amina)["credit_limit"] == 5_000_00 and known_of(amina)["other_phones"] == [
        "254722000111",
        "254733000222",
    ]
    assert (baraka.credit_limit, baraka.tags, baraka.external_ref, phones_of(baraka)) == (None, [], None, [])
    entry = AuditEntry.objects.get(action="customer.import")
    assert (entry.actor, entry.details) == (house.people[Role.CASHIER], {"customers": 2})


def test_the_same_rows_make_nobody_twice(house: House):
    send(house, GOOD)
    before = list(Customer.objects.values())
    again = send(house, GOOD)
    assert (again["created"], again["known"], again["fresh"], again["problems"]) == (0, 2, 0, [])
    assert [each["account"] for each in again["shown"]] == [each["account_number"] for each in before]
    more = send(house, GOOD + "Chebet,0700000001,,,,,,\n")
    assert (more["created"], more["known"]) == (1, 2)
    assert list(Customer.objects.order_by("pk").values())[:2] == before
    assert AuditEntry.objects.filter(action="customer.import").count() == 2


def test_one_bad_row_keeps_all_out_unless_the_good_ones_are_asked_for(house: House):
    refused = send(house, GOOD + BAD)
    expected = [
        (4, "phone", "BAD_PHONE"),
        (4, "kra_pin", "BAD_KRA_PIN"),
        (4, "email", "BAD_EMAIL"),
        (4, "credit_limit", "BAD_AMOUNT"),
        (5, "name", "NAME_MISSING"),
    ]
    assert sorted(told(refused)) == sorted(expected)
    assert (refused["created"], refused["fresh"], refused["bad"], refused["problemsCount"]) == (0, 2, 2, 5)
    assert not Customer.objects.exists() and not CustomerPhone.objects.exists()
    kept = send(house, GOOD + BAD, goodOnly=True)
    assert (kept["created"], sorted(told(kept))) == (2, sorted(expected))
    assert sorted(numbers(house)) == ["Amina Otieno", "Baraka Mutua"]
    mended = send(house, GOOD + "Chebet,0712000000,,,,,,OLD/18\n")
    assert (mended["created"], mended["known"]) == (1, 2)


def test_one_customer_is_one_row_and_one_account(house: House):
    send(house, GOOD)
    file = (
        "Name,Phone,Account\n"
        "Amina Otieno,0700000009,OLD/17\n"  # known with other facts
        "Chebet,,OLD/20\nChebet,,OLD/20\nChebet,0711000000,\nChebet,0711000000,\n"
    )
    assert told(send(house, file)) == [
        (2, "external_ref", "EXTERNAL_REF_TAKEN"),
        (4, "external_ref", "ROW_TWICE"),
        (6, "name", "ROW_TWICE"),
    ]
    assert Customer.objects.count() == 2


def test_a_number_that_somebody_has_is_told_and_keeps_nobody_out(house: House):
    send(house, GOOD)
    file = "Name,Phone\nChebet,0722000111\nDaudi,0700000001\nEsther,0700000001\n"
    found = send(house, file)
    assert told(found, "warnings") == [(2, "phone", "PHONE_KNOWN"), (4, "phone", "PHONE_KNOWN")]
    account = Customer.objects.earliest("pk").account_number
    assert f"account {account}" in found["warnings"][0]["message"]
    assert "row 3" in found["warnings"][1]["message"]
    assert found["created"] == 3 and send(house, file)["warnings"] == []


def test_numbers_survive_what_spreadsheets_do_to_them(house: House):
    book = sheet(
        ["Name", "Phone", "Account"],
        ["Text", "0712345678", "A"],
        ["Whole", 254712345679, 1001],
        ["Float", 712345680.0, 1002.0],
        ["Several", "0712345681 / 0712345682", None],
    )
    assert send(house, book)["problems"] == []
    text = (
        'Name,Phone\nScientific,2.54712345683E+11\nComma,"2,54712345684E+11"\nPoint,254712345685.0\n'
        "Rounded,2.54712E+11\n"
    )
    assert told(send(house, text, goodOnly=True)) == [(5, "phone", "BAD_PHONE")]
    assert numbers(house) == {
        "Text": ["254712345678"],
        "Whole": ["254712345679"],
        "Float": ["254712345680"],
        "Several": ["254712345681", "254712345682"],
        "Scientific": ["254712345683"],
        "Comma": ["254712345684"],
        "Point": ["254712345685"],
    }
    assert set(Customer.objects.values_list("external_ref", flat=True)) == {"A", "1001", "1002", None}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_semicolons_marks_and_old_letters_are_read(house: House, encoding: str):
    text = "Jina;Simu;Kikomo\r\nJosé Otieno;0712345678;1250,50\r\n"
    answer = send(house, text.replace("1250,50", '"1,250.50"').encode(encoding))
    assert answer["problems"] == [] and answer["created"] == 1
    assert known_of(Customer.objects.get())["name"] == "José Otieno"
    assert Customer.objects.get().credit_limit == 1_250_50


def test_cells_that_are_not_what_they_say_are_told(house: House):
    book = sheet(
        ["Name", "Phone", "Account"],
        ["=1+1", "0712345678", "A"],
        ["Amina", "0712345679", date(2026, 11, 2)],
        ["@SUM(A1)", None, None],
    )
    assert sorted(told(send(house, book))) == [
        (2, "name", "FORMULA"),
        (3, "external_ref", "BAD_CELL"),
        (4, "name", "FORMULA"),
    ]
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", "FILE_EMPTY"),
        ("Name,Phone\n", "FILE_EMPTY"),
        ("Phone\n0712345678\n", "COLUMN_MISSING"),
        ("Name,Name\nA,B\n", "COLUMN_TWICE"),
        ("Name,Amount owed\nA,5\n", "COLUMN_UNKNOWN"),
        ("Name\n" + "A\n" * 5_001, "FILE_TOO_LARGE"),
        ("Name\n" + "A" * 4 * 1024 * 1024, "FILE_TOO_LARGE"),
        (b"PK\x03\x04nothing", "FILE_UNREADABLE"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(house: House, data: str | bytes, code: str):
    answer = send(house, data)
    assert [each["extensions"]["code"] for each in answer["errors"]] == [code]
    assert not Customer.objects.exists()


def test_who_may_not_bill_brings_nothing_in(house: House, other_house: House):
    for role, code in ((Role.AUDITOR, "NOT_ALLOWED"), (Role.PLAYER, "NOT_ALLOWED")):
        payload = house.browser(role).data(UPLOAD, input={"business": house.id})["uploadCustomers"]
        assert [each["code"] for each in payload["problems"]] == [code]
    payload = other_house.browser().data(UPLOAD, input={"business": house.id})["uploadCustomers"]
    assert [each["code"] for each in payload["problems"]] == ["NOT_FOUND"]


def test_four_who_bring_one_file_at_once_add_its_customers_once(house: House):
    found = run_together(
        [lambda: import_customers(business=house.business, data=GOOD.encode(), actor=SYSTEM)] * 4
    )
    assert sorted(each.created for each in found) == [0, 0, 0, 2]
    assert Customer.objects.count() == 2 and CustomerPhone.objects.count() == 3


def test_a_long_file_costs_as_many_statements_as_a_short_one(house: House):
    def costs(rows: range) -> int:
        lines = "".join(f"Customer {row},07{row:08},R{row}\n" for row in rows)
        with CaptureQueriesContext(connection) as asked:
            done = import_customers(
                business=house.business, data=f"Name,Phone,Account\n{lines}".encode(), actor=SYSTEM
            )
        assert done.created == len(rows) and done.warnings == []
        return len(asked)

    costs(range(3))  # the first one makes the counter
    assert costs(range(100, 110)) == costs(range(1_000, 1_400))


OWED = 'Name,Account,Opening balance\nAmina,A,"1,250.50"\nBaraka,B,\nChebet,C,300\n'


def balances(house: House) -> tuple[int, int]:
    return balance_by_code(house.business.pk, "1200"), balance_by_code(house.business.pk, "3900")


def test_what_was_owed_when_the_books_were_opened_is_booked_once(house: House):
    seen = send(house, OWED, Role.ACCOUNTANT, dryRun=True, openedOn="2026-11-01")
    assert (seen["openings"], seen["openingBalance"], seen["fresh"]) == (2, "1550.50", 3)
    assert [row["opening"] for row in seen["shown"]] == ["1250.50", None, "300.00"]
    assert not Invoice.objects.exists()
    done = send(house, OWED, Role.ACCOUNTANT, openedOn="2026-11-01")
    assert (done["created"], done["openings"], done["problems"]) == (3, 2, [])
    assert abs(balances(house)[0]) == abs(balances(house)[1]) == 1_550_50
    rows = Invoice.objects.order_by("pk").values_list("customer__external_ref", "kind", "total", "state")
    assert list(rows) == [("A", "OPENING", 1_250_50, "UNPAID"), ("C", "OPENING", 300_00, "UNPAID")]
    again = send(house, OWED, Role.ACCOUNTANT, openedOn="2026-11-01")
    assert (again["created"], again["known"], again["openings"], again["problems"]) == (0, 3, 0, [])
    later = send(house, OWED.replace("B,", "B,70"), Role.ACCOUNTANT, openedOn="2026-11-01")
    assert (later["created"], later["openings"]) == (0, 1) and Invoice.objects.count() == 3
    other = send(house, OWED.replace("300", "301"), Role.ACCOUNTANT, openedOn="2026-11-01")
    assert told(other) == [(4, "opening", "OPENING_EXISTS")]
    assert abs(balances(house)[0]) == 1_620_50 and Invoice.objects.count() == 3


def test_opening_balances_want_a_day_and_the_right_to_post(house: House):
    for given, role, code in (
        ({}, Role.ACCOUNTANT, "BAD_DAY"),
        ({"openedOn": "2026-11-01"}, Role.CASHIER, "NOT_ALLOWED"),
    ):
        answer = send(house, OWED, role, **given)
        assert [each["extensions"]["code"] for each in answer["errors"]] == [code]
    bad = send(house, OWED.replace("300", "-300"), Role.ACCOUNTANT, openedOn="2026-11-01")
    assert told(bad) == [(4, "opening", "BAD_AMOUNT")]
    assert not Customer.objects.exists() and not Invoice.objects.exists()
