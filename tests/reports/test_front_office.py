"""Reports of customers, collections and of who did what: the rows that other reads know."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from billing.models import Customer
from billing.paying.by_hand import Said, record_payment
from core import days
from ledger.journal.posting import credit, debit, post_entry
from ledger.reads.selectors import balance_by_code
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.models import Channel, Till
from reports.formats import Format
from tests.billing.placing import Desk
from tests.graphql_api.conftest import House
from tests.mpesa.shops import Shop
from tests.reports.made import cents, cover_of, csv_rows, json_tables, lines_of, made, rows_of, workbook
from users.actors import SYSTEM
from users.audit import record_audit
from users.models import Role

EVIL = "=cmd|' /C calc'!A0"


@pytest.fixture
def desk(house: House, drain) -> Desk:
    return Desk(house, drain)


def told(till: Till, number: str, amount: int, at: datetime) -> None:
    with transaction.atomic():
        record_receipt(till=till, facts=ReceiptFacts(number, amount, at, "x"), channel=Channel.C2B)


def paid_by_hand(customer: Customer, amount: int) -> None:
    said = Said("CASH", amount, days.today(), reference="")
    record_payment(customer=customer, said=said, key=f"pay-{amount}", actor=SYSTEM)


def test_ageing_is_the_receivables_account(desk: Desk) -> None:
    business = desk.house.business
    owing, ahead = desk.customer(name=EVIL), desk.customer("254700000009", "Wanjiku")
    desk.invoice(owing, 120_01)
    desk.invoice(owing, 5_00)
    paid_by_hand(ahead, 77_00)
    post_entry(
        business_id=business.pk,
        kind="MANUAL",
        reference="by hand",
        legs=[debit("1200", 9_00), credit("4000", 9_00)],
        occurred_at=days.now(),
    )
    book = workbook(business, "receivables_ageing", SYSTEM)
    first, second, total = rows_of(book["Ageing"])
    assert (first[0], first[1]) == (owing.account_number, EVIL)
    assert (second[1], cents(second[8]), cents(second[9])) == ("Wanjiku", 77_00, -77_00)
    assert (cents(total[7]), cents(total[8]), cents(total[9])) == (125_01, 77_00, 48_01)
    assert sum(cents(each) for each in total[2:7]) == 125_01
    stated = {row[0]: cents(row[1]) for row in rows_of(book["In the books"])}
    assert stated["1200 Receivables"] == balance_by_code(business.pk, "1200") == 134_01
    assert stated["1200: booked there without a bill"] == 9_00
    assert stated["2100 Customer credit"] == balance_by_code(business.pk, "2100") == 77_00
    assert cents(cover_of(book)["Due"]) == 125_01
    (row, _) = csv_rows(business, "receivables_ageing", SYSTEM)
    assert row["customer"] == f"'{EVIL}"


def test_ageing_of_many_customers_takes_as_many_queries(desk: Desk) -> None:
    counts = []
    for batch in range(2):
        for number in range(3):
            desk.invoice(desk.customer(f"25470000{batch}{number:03}", f"Customer {number}"), 100_00)
        with CaptureQueriesContext(connection) as queries:
            made(desk.house.business, "receivables_ageing", SYSTEM)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_collections_are_the_receipts_by_till_and_day(house: House, drain, monkeypatch) -> None:
    one, other = Desk(house, drain).till, Desk(house, drain, shortcode="600985").till
    told(one, "UKK0000001", 100_00, datetime(2026, 11, 19, 20, 59, tzinfo=UTC))  # 23:59 in Nairobi
    told(one, "UKK0000002", 50_00, datetime(2026, 11, 19, 21, 0, tzinfo=UTC))  # the next day
    told(other, "UKK0000003", 7_00, datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    told(other, "UKK0000004", 9_00, datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    with transaction.atomic():
        facts = ReversalFacts("UKK0000002", 50_00, datetime(2026, 11, 21, 9, 0, tzinfo=UTC), "UKL0000001")
        record_reversals([ReversalReport(one, facts, channel=Channel.STK, source="row")])
    november = {"first_day": date(2026, 11, 1), "last_day": date(2026, 11, 30)}
    book = workbook(house.business, "collections", SYSTEM, **november)
    assert [
        (row[0] if isinstance(row[0], str) else row[0].day, *row[1:]) for row in rows_of(book["By day"])
    ] == [
        (19, 1, 100, 0, 0, 100),
        (20, 2, 57, 0, 0, 57),
        (21, 0, 0, 1, 50, -50),
        ("Total", 3, 157, 1, 50, 107),
    ]
    lines = lines_of(book["By till and day"])
    assert lines["Total 600984"][1:] == [2, 150, 1, 50, 100] and lines["Total 600985"][1:] == [1, 7, 0, 0, 7]
    cover = cover_of(book)
    assert (cover["Received"], cover["Days less tills"], cover["Till"]) == (157, 0, "all")
    whole = json_tables(house.business, "collections", SYSTEM, first_day=date(2026, 11, 1))["by_till"]
    assert sum(cents(row["kept"]) for row in whole) == balance_by_code(house.business.pk, "1010")
    only = json_tables(house.business, "collections", SYSTEM, till=other, **november)
    assert [(row["till"], row["received"]) for row in only["by_till"]] == [("600985", "7.00")]
    beside = book["Tills side by side"]
    assert [cell.value for cell in beside[1]] == ["Day", "600984 (KES)", "600985 (KES)", "Kept (KES)"]
    assert lines_of(beside)["Total"] == [100, 7, 107]
    monkeypatch.setattr("reports.catalogue.collections.SIDES", 1)
    few = json_tables(house.business, "collections", SYSTEM, **november)["side_by_side"]
    assert [(row["till_600984_1"], row["other_tills"], row["kept"]) for row in few] == [
        ("100.00", "0.00", "100.00"), ("50.00", "7.00", "57.00"), ("-50.00", "0.00", "-50.00"),
    ]  # fmt: skip


def test_collections_of_nothing_are_a_report(house: House) -> None:
    book = workbook(house.business, "collections", SYSTEM)
    assert cover_of(book)["Received"] == 0 and book.sheetnames == [
        "Cover", "By day", "Tills side by side", "By till and day"
    ]  # fmt: skip


def test_the_audit_trail_says_who_did_what(house: House, clock) -> None:
    owner = house.people[Role.OWNER]
    clock.at = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    record_audit(
        actor=owner,
        business=house.business,
        action="till.renamed",
        subject=house.business,
        details={"name": EVIL, "is_new": True, "limit": "KES 5.00"},
    )
    clock.at += timedelta(days=1)
    record_audit(actor=SYSTEM, business=house.business, action="till.checked")
    day = {"first_day": date(2026, 11, 25), "last_day": date(2026, 11, 25)}
    (row,) = rows_of(
        workbook(house.business, "audit_trail", house.people[Role.AUDITOR], **day)["Audit trail"]
    )
    assert row[:4] == [datetime(2026, 11, 25, 12, 0), "OWNER of maji", "till.renamed", "business"]
    assert row[4] == f"name: {EVIL}; limit: KES 5.00; is_new: yes"
    day["last_day"] = date(2026, 11, 26)
    rows = csv_rows(house.business, "audit_trail", SYSTEM, **day)
    assert [(row["who"], row["action"]) for row in rows][-1] == ("the system", "till.checked")


def test_a_shop_with_bills_and_requests_has_its_reports(house: House, drain) -> None:
    shop = Shop(house, "600984")
    for key in ("receivables_ageing", "collections", "audit_trail"):
        for format in Format:
            assert made(shop.house.business, key, SYSTEM, format=format)[1]
