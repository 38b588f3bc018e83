"""Reports of M-Pesa: each figure is what other reads and the books say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import days
from ledger.journal.posting import credit, debit, post_entry
from ledger.journal.sealing import ledger_head, seal_business
from ledger.reads.selectors import balance_by_code, trial_balance
from mpesa.collections.requests.requesting import request_payment
from mpesa.models import ChargeKind, PaymentRequest, Payout
from mpesa.tariffs.setting import set_tariff
from mpesa.tills.accounts import account_code
from reports.formats import Format
from tests.billing.placing import Desk
from tests.graphql_api.conftest import House
from tests.mpesa.payouts.conftest import Office
from tests.mpesa.payouts.offices import hold, send, tell
from tests.mpesa.shops import Shop
from tests.reports.made import cents, cover_of, csv_rows, json_tables, lines_of, made, rows_of, workbook
from users.actors import SYSTEM

EVIL = "=cmd|' /C calc'!A0"
TODAY = days.today()
PERIOD = {"first_day": TODAY - timedelta(days=30), "last_day": TODAY}


@pytest.fixture
def desk(house: House, drain: Callable[[], None], clock: Any) -> Desk:
    clock.at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    return Desk(house, drain)


@pytest.fixture
def office(house: House, settings: Any) -> Office:
    settings.BASE_URL = "http://127.0.0.1:9"
    return Office(house)


def red_of(book: Any, *checks: str) -> list[str]:
    """The checks of the cover that are not zero."""
    cover = cover_of(book)
    return [check for check in checks if cents(cover[check])]


def queries_of(business: Any, key: str, **asked: Any) -> int:
    with CaptureQueriesContext(connection) as queries:
        made(business, key, SYSTEM, **asked)
    return len(queries)


def test_suspense_is_what_2890_and_2900_hold(desk: Desk) -> None:
    business = desk.house.business
    at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    old = desk.pay(70_00, EVIL, at=at - timedelta(days=40))
    new = desk.pay(5_00, "0712345678", at=at)
    desk.pay(9_00, desk.customer().account_number, at=at)
    book = workbook(business, "suspense", SYSTEM)
    lines = [row for row in rows_of(book["Suspense"]) if row[1]]
    assert [(row[1], row[4], row[6], cents(row[8])) for row in lines] == [
        (old.number, 40, EVIL, 70_00),
        (new.number, 0, lines[1][6], 5_00),
    ]
    assert "712345678" not in lines[1][6] and lines[0][5] == old.payer.phone_masked
    ages = {row[0]: (row[1], cents(row[2])) for row in rows_of(book["By age"])}
    assert ages["Up to a day"] == (1, 5_00) and ages["31-90 days"] == (1, 70_00)
    assert ages["Total"] == (2, 75_00)
    stated = lines_of(book["In the books"])
    assert cents(stated["2900 Suspense in the books"][0]) == balance_by_code(business.pk, "2900") == 75_00
    checks = ("2900: the books less receipts", "2890: the books less receipts")
    assert red_of(book, *checks) == []
    (row, *_) = csv_rows(business, "suspense", SYSTEM)
    assert row["typed"] == f"'{EVIL}"
    post_entry(
        business_id=business.pk,
        kind="MANUAL",
        reference="stray",
        legs=[debit("5500", 3_00), credit("2900", 3_00)],
        occurred_at=days.now(),
    )
    book = workbook(business, "suspense", SYSTEM)
    assert red_of(book, *checks) == [checks[0]]
    assert cents(lines_of(book["In the books"])["2900: booked there without a receipt"][0]) == 3_00


def test_suspense_of_many_receipts_takes_as_many_queries(desk: Desk) -> None:
    counts = []
    for _ in range(2):
        for number in range(3):
            desk.pay(1_00 + number, f"nobody {number}")
        counts.append(queries_of(desk.house.business, "suspense"))
    assert counts[0] == counts[1]


def test_failed_payments_are_the_requests_by_their_reason(house: House, drain: Callable[[], None]) -> None:
    shop = Shop(house, "600984")
    shop.call_back(0, "0", "UKS0000001", 50_00)
    for place, code in ((1, "1032"), (2, "1037"), (3, "1037"), (4, "2001")):
        shop.call_back(place, code, "", 0)
    drain()
    period = {"first_day": TODAY, "last_day": TODAY}
    book = workbook(house.business, "failed_payments", SYSTEM, **period)
    reasons = {row[0]: row[1:] for row in rows_of(book["Reasons"])}
    assert [(reasons[code][2], cents(reasons[code][3])) for code in ("1037", "1032", "2001")] == [
        (2, 120_00),
        (1, 70_00),
        (1, 50_00),
    ]
    assert reasons["2001"][0] == "The M-Pesa PIN was wrong. You have not paid anything."
    failed = PaymentRequest.objects.filter(business=house.business, state__in=("FAILED", "CANCELLED"))
    assert cents(reasons["Total"][3]) == sum(row.amount for row in failed) == 240_00
    (till, total) = rows_of(book["Paid and failed"])
    assert till[:6] == ["600984", "Water", 6, 1, 1, 4] and till[6] == pytest.approx(0.2)
    assert (cents(till[7]), cents(total[8])) == (50_00, 240_00)
    assert red_of(book, "Reasons less tills", "Tills less failed") == []
    before = queries_of(house.business, "failed_payments", **period)
    request_payment(
        till=shop.till, phone=shop.phones[0], amount=3_00, account_reference="x", key="more", actor=SYSTEM
    )
    assert queries_of(house.business, "failed_payments", **period) == before
    only = json_tables(house.business, "failed_payments", SYSTEM, till=shop.till, **period)["tills"]
    assert [row["requests"] for row in only] == [7]


def paid(office: Office, charge: int | None = 9_00, **more: Any) -> Payout:
    payout = office.reserved(**more)
    tell(send(payout), "PAID", charge=charge)
    return payout


def test_payouts_are_what_left_the_till_and_what_is_set_aside(office: Office) -> None:
    business = office.house.business
    paid(office, 9_00)
    paid(office, None, amount=70_00)
    failed = office.reserved()
    tell(send(failed), "FAILED", code="2040", text="not registered")
    held = office.reserved(amount=1_000_00, description="-2 Firewood")
    hold(held)
    office.ask(20_00)
    book = workbook(business, "payouts", SYSTEM, **PERIOD)
    rows = rows_of(book["Payouts"])
    assert [(row[4], cents(row[5]), cents(row[6]), cents(row[7])) for row in rows[:-1]] == [
        ("Paid", 500_00, 500_00, 9_00),
        ("Paid", 70_00, 70_00, 0),
        ("Failed", 500_00, 0, 0),
        ("Held", 1_000_00, 0, 0),
        ("Waits for approval", 20_00, 0, 0),
    ]
    assert rows[2][10] == "not registered" and rows[3][3] == "-2 Firewood"
    assert {row[2] for row in rows[:-1]} == {"25470****301"}
    states = {row[0]: row[1] for row in rows_of(book["By state"])}
    assert states == {"Paid": 2, "Failed": 1, "Held": 1, "Waits for approval": 1, "Total": 5}
    cover = cover_of(book)
    assert (cents(cover["Paid"]), cents(cover["Charges"])) == (
        -office.mpesa(),
        balance_by_code(business.pk, "5100"),
    )
    stated = lines_of(book["In the books"])
    assert cents(stated["2400 Payouts in flight, now"][0]) == office.balance("2400") == 1_000_00
    checks = ("Payouts less states", "Paid less the books", "2400 less what is set aside, now")
    assert red_of(book, *checks) == []
    before = queries_of(business, "payouts", **PERIOD)
    paid(office, None)
    assert queries_of(business, "payouts", **PERIOD) == before


def test_charges_are_5100_beside_the_tariff(office: Office, drain: Callable[[], None]) -> None:
    business = office.house.business
    set_tariff(
        business=business,
        kind=ChargeKind.B2C,
        from_day=TODAY - timedelta(days=60),
        bands=[(100_00, 2_00), (1_000_00, 9_00)],
        actor=SYSTEM,
    )
    paid(office, 9_00)
    paid(office, 5_00, amount=100_00)
    post_entry(
        business_id=business.pk,
        kind="MANUAL",
        reference="fee",
        description=EVIL,
        legs=[debit("5100", 1_00), credit("1020", 1_00)],
        occurred_at=days.now(),
    )
    seal_business(business.pk)
    book = workbook(business, "mpesa_charges", SYSTEM, **PERIOD)
    rows = [row for row in rows_of(book["Charges"]) if row[2] is not None]
    assert [tuple(None if each is None else cents(each) for each in row[5:9]) for row in rows] == [
        (500_00, 9_00, 9_00, 0),
        (100_00, 5_00, 2_00, 3_00),
        (None, 1_00, None, None),
    ]
    assert [row[4] for row in rows] == ["Payout to a phone", "Payout to a phone", EVIL]
    cover = cover_of(book)
    assert cents(cover["Charged, 5100"]) == office.balance("5100") == 15_00
    assert cents(cover["Beyond the tariff"]) == 3_00
    assert red_of(book, "Charges less 5100 by day") == []
    before = queries_of(business, "mpesa_charges", **PERIOD)
    paid(office, 9_00)
    seal_business(business.pk)
    assert queries_of(business, "mpesa_charges", **PERIOD) == before


def test_the_cash_flow_comes_from_the_opening_to_the_closing_balance(
    office: Office, desk: Desk, clock: Any
) -> None:
    business = office.house.business
    clock.at = datetime.now(UTC)
    desk.pay(70_00, at=days.now() - timedelta(days=1))
    paid(office, 9_00)
    post_entry(
        business_id=business.pk,
        kind="SWEEP",
        reference="to the bank",
        legs=[debit("1100", 40_00), credit(account_code(office.till), 40_00)],
        occurred_at=days.now(),
    )
    seal_business(business.pk)
    period = {"first_day": TODAY, "last_day": TODAY}
    book = workbook(business, "mpesa_cash_flow", SYSTEM, **period)
    rows = {row[0]: [cents(each) for each in row[2:]] for row in rows_of(book["Accounts"])}
    known = trial_balance(business.pk, from_day=TODAY, day=TODAY, seal=ledger_head(business.pk))
    for row in known:
        if row.account.code in rows:
            assert (rows[row.account.code][0], rows[row.account.code][5]) == (row.before, row.net)
    paying = account_code(office.till)
    opening, came_in, went_out, charges, own, closing = rows[paying]
    assert (went_out, charges, own) == (500_00, 0, -40_00)
    assert opening + came_in - went_out - charges + own == closing == office.balance(paying)
    assert rows["1010-600555-charges"] == [0, 0, 0, 9_00, 0, -9_00]
    assert rows["Total"][5] == balance_by_code(business.pk, "1010")
    lines = [row for row in rows_of(book["By kind"]) if row[0] == paying]
    assert ("Payout", 1, 500) in [(row[1], row[2], row[4]) for row in lines]
    checks = ("Opening and what moved, less closing", "Closing less opening, and less all lines")
    assert red_of(book, *checks) == []
    only = json_tables(business, "mpesa_cash_flow", SYSTEM, till=desk.till, **period)["accounts"]
    assert all(row["account"].startswith("1010-600984-") for row in only) and only


def test_cover_is_what_the_books_hold_beside_what_they_owe(office: Office) -> None:
    business = office.house.business
    wallet = office.wallet(100_00)
    office.spend(wallet, 30_00)
    office.reserved(amount=200_00)
    book = workbook(business, "player_cover", SYSTEM)
    lines = lines_of(book["Held and owed"])
    assert [cents(lines[code][1]) for code in ("2200", "2300", "2310", "2400")] == [70_00, 30_00, 0, 200_00]
    assert cents(lines["Held"][1]) == balance_by_code(business.pk, "1010")
    beyond = cents(cover_of(book)["Held beyond what is owed"])
    assert beyond == balance_by_code(business.pk, "1010") - 300_00 > 0
    post_entry(
        business_id=business.pk,
        kind="MANUAL",
        reference="spent",
        legs=[debit("5500", beyond + 1), credit(account_code(office.till), beyond + 1)],
        occurred_at=days.now(),
    )
    assert cents(cover_of(workbook(business, "player_cover", SYSTEM))["Held beyond what is owed"]) == -1


def test_reports_of_nothing_are_reports(house: House) -> None:
    period = {"first_day": date(2026, 1, 1), "last_day": date(2026, 1, 1)}
    for key in ("suspense", "failed_payments", "payouts", "mpesa_charges", "mpesa_cash_flow", "player_cover"):
        for format in Format:
            assert made(house.business, key, SYSTEM, format=format, **period)[1]
