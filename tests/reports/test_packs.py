"""Packs: figures beside their targets, sheets of other reports as they are, and unusual postings."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import days
from ledger.journal.posting import credit, debit, post_entry, reverse_entry
from ledger.journal.sealing import seal_business
from ledger.models import EntryKind
from ledger.reads.selectors import balance_by_code
from ledger.reads.unusual import Posting, Why, postings_by_people, reasons_of
from mpesa.callbacks.inbox import store_callback
from mpesa.collections.discrepancies import close_discrepancy, note_discrepancy
from mpesa.models import BalanceSnapshot, Discrepancy, Enquiry
from reports.catalogue.audit_trail import AUDIT_TRAIL
from reports.catalogue.contents import REPORTS
from reports.catalogue.failed_payments import FAILED_PAYMENTS
from reports.presets import period_of
from tests.graphql_api.conftest import House
from tests.reports.made import cents, cover_of, json_tables, lines_of, made, rows_of, workbook
from tests.reports.trading import FIRST, SECOND, Trading
from users.access import RIGHTS, Right
from users.actors import SYSTEM
from users.models import Business, Role

PERIOD = {"first_day": FIRST, "last_day": SECOND}
TODAY = days.accounting_day(datetime.now(UTC))


@pytest.fixture
def trading(house: House, drain, clock) -> Trading:
    return Trading(house, drain, clock)


def posted(business: Business, name: str, legs: list[Any], **more: Any) -> Any:
    given = {"kind": "MANUAL", "occurred_at": datetime.now(UTC)} | more
    return post_entry(business_id=business.pk, reference=name, legs=legs, **given)


def queries_of(business: Business, key: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        made(business, key, SYSTEM, **PERIOD)
    return len(queries)


def test_the_daily_pack_shows_figures_beside_their_targets(trading: Trading) -> None:
    business = trading.house.business
    seal_business(business.pk)
    book = workbook(business, "daily_pack", SYSTEM, first_day=FIRST, last_day=FIRST)
    success, loss = rows_of(book["Targets"])
    assert success[1:] == [0.5, "at least", 0.95, "Missed"]
    assert loss[1:] == [0.5, "under", 0.02, "Missed"]
    cover = cover_of(book)
    assert cover["Mean seconds to confirm"] == 14 and cover["Payments that succeeded"] == 0.5
    tills = lines_of(book["Tills"])
    assert tills["600984"][1:] == [2, 150, 6, 2, 2, 0.5, 4, 2, 0.5, 14, 20]
    assert tills["600555"][1:7] == [0, 0, 0, 0, 0, None]
    assert tills["Total"][1:6] == [2, 150, 6, 2, 2]
    reasons = {row[0]: row[3] for row in rows_of(book["Why payments failed"])}
    assert reasons == {"1": 1, "1032": 1, "Total": 2}
    held = balance_by_code(business.pk, "1010", day=FIRST)
    assert cents(lines_of(book["Balances of tills"])["Total"][1]) == held
    assert cents(cover["On the tills, by the books"]) == held


def test_a_day_without_payments_has_nothing_to_measure(house: House) -> None:
    targets = json_tables(house.business, "daily_pack", SYSTEM, **PERIOD)["targets"]
    assert [(row["value"], row["verdict"]) for row in targets] == [(None, "Nothing to measure")] * 2
    book = workbook(house.business, "daily_pack", SYSTEM, **PERIOD)
    heads = [cell.value for cell in book["Targets"][1]]
    assert len(set(heads)) == len(heads) == 5, "no two columns are called the same"
    cover = cover_of(book)
    for line in ("Payments that succeeded", "Callbacks that were lost", "Mean seconds to confirm"):
        assert cover[line] == "Nothing to measure"


def test_balances_stand_beside_what_safaricom_said_by_the_end_of_the_day(trading: Trading) -> None:
    business, till = trading.house.business, trading.office.till
    first_end = days.day_bounds(FIRST)[1]
    for hours, name, account, current in (
        (-5, "Utility Account", "utility", 1_00),
        (-1, "Utility Account", "utility", 2_00),
        (1, "Utility Account", "utility", 3_00),
        (-1, "Loyalty", "", 4_00),
    ):
        said(business, till, first_end + timedelta(hours=hours), name, account, current)
    rows = json_tables(business, "daily_pack", SYSTEM, first_day=FIRST, last_day=FIRST)["balances"]
    (utility,) = (row for row in rows if row["account"] == "1010-600555-utility")
    assert utility["said"] == "2.00" and utility["said_at"] is not None
    (unknown,) = (row for row in rows if row["name"] == "Loyalty")
    assert (unknown["account"], unknown["books"], unknown["said"]) == ("600555", "0.00", "4.00")


def said(business: Business, till: Any, at: datetime, name: str, account: str, current: int) -> None:
    kept = store_callback(
        till=till, kind="result", ref=secrets.token_hex(16), body=b"{}", headers={}, address=None
    )
    enquiry = Enquiry.objects.create(
        business=business, till=till, kind="BALANCE", ref=f"{name}{at:%d%H}", why="SCHEDULE",
        state="ANSWERED", begun_at=at,
    )  # fmt: skip
    BalanceSnapshot.objects.create(
        business=business, till=till, enquiry=enquiry, callback_id=kept, account=account, name=name,
        currency="KES", current=current, stamp=1, taken_at=at,
    )  # fmt: skip


def test_the_weekly_pack_has_totals_failures_and_discrepancies(trading: Trading) -> None:
    business, till = trading.house.business, trading.shop.till
    owner = trading.house.people[Role.OWNER]
    for subject, detail in (("one", "=Money of 254712345678"), ("two", "Twice")):
        with transaction.atomic():
            note_discrepancy(till=till, code="AMOUNT_DIFFERS", subject=subject, detail=detail)
    _, second = Discrepancy.objects.filter(business=business).order_by("pk")
    close_discrepancy(discrepancy=second, comment="Was right", actor=owner)
    book = workbook(business, "weekly_pack", SYSTEM, **PERIOD)
    tills = lines_of(book["Tills"])
    assert tills["600984"][1:] == [2, 150, 100, 50, 2, 0, 0, 0, 0]
    assert tills["600555"][1:] == [1, 7, 0, 7, 0, 1, 500, 1, 200]
    assert tills["Total"][1:] == [3, 157, 100, 57, 2, 1, 500, 1, 200]
    (failed, _) = rows_of(book["Failed payouts"])
    assert failed[1:3] == ["600555", "25470****301"] and cents(failed[4]) == 200_00
    cases = rows_of(book["Discrepancies"])
    assert [(row[2], row[5], row[8]) for row in cases] == [
        ("Amount differs", "Open", None),
        ("Amount differs", "Closed", "Was right"),
    ]
    assert "254712345678" not in str(cases)
    cover = cover_of(book)
    assert (cover["Discrepancies"], cover["Discrepancies that are open"]) == (2, 1)
    assert cover["Tills less failed payouts"] == 0 == cover["Failed payments by reason: Reasons less tills"]
    later = {"first_day": SECOND + timedelta(days=1), "last_day": SECOND + timedelta(days=2)}
    rows = json_tables(business, "weekly_pack", SYSTEM, **later)
    assert [row["state"] for row in rows["discrepancies"]] == ["Open"] and not rows["failed_payouts"]
    earlier = {"first_day": FIRST - timedelta(days=9), "last_day": FIRST - timedelta(days=8)}
    assert not json_tables(business, "weekly_pack", SYSTEM, **earlier)["discrepancies"]


def test_the_monthly_pack_shows_what_people_posted(house: House) -> None:
    business = house.business
    yesterday = datetime.now(UTC) - timedelta(days=1)
    fuel = posted(
        business,
        "fuel",
        [debit("5500", 120_000_00), credit("1100", 120_000_00)],
        description="=Fuel",
        effective_on=TODAY - timedelta(days=3),
        actor_id=house.people[Role.ACCOUNTANT].pk,
    )
    posted(business, "again", [debit("5500", 3_50), credit("1100", 3_50)])
    posted(business, "sale", [debit("1100", 9_00), credit("4000", 9_00)], kind="PAYMENT")
    with transaction.atomic():
        reverse_entry(entry=fuel, reason="Wrong", occurred_at=yesterday)
    period = {"first_day": TODAY, "last_day": TODAY + timedelta(days=1)}
    book = workbook(business, "monthly_pack", SYSTEM, **period)
    first, second, undone, total = rows_of(book["Unusual postings"])
    assert (first[3], first[5], first[6], first[7]) == ("Journal voucher", "=Fuel", "5500", "1100")
    assert first[4] == str(house.people[Role.ACCOUNTANT].display_name or first[4])
    why = [set(row[9].split("; ")) - {"Out of hours"} for row in (first, second, undone)]
    assert why[0] == {"By hand", "Back-dated", "Round and large", "New pair of accounts"}
    assert why[1] == {"By hand"}
    assert {"Reversal", "Round and large", "New pair of accounts"} <= why[2]
    assert cents(total[8]) == 240_003_50
    reasons = {row[0]: row[1:] for row in rows_of(book["Why"])}
    assert reasons["By hand"][1] == 2 and cents(reasons["By hand"][2]) == 120_003_50
    assert reasons["Reversal"][1] == 1 and reasons["Correction"][1] == 0
    assert cover_of(book)["Postings less their kinds"] == 0
    assert "Audit trail" in book.sheetnames


def test_reasons_by_their_rules() -> None:
    monday = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # noon in Nairobi
    plain = Posting(
        number=1, kind=EntryKind.MANUAL, posted_at=monday, day=date(2026, 11, 23), description="",
        amount=5_00, actor=None, debited=("5500",), credited=("1100",),
    )  # fmt: skip
    assert reasons_of(plain) == (Why.BY_HAND,)

    def also(**changed: Any) -> tuple[Why, ...]:
        return reasons_of(replace(plain, **changed))[1:]

    assert also(day=date(2026, 11, 22)) == (Why.BACK_DATED,)
    assert also(day=date(2026, 11, 24)) == ()
    late = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)  # half past midnight of the 23rd in Nairobi
    assert also(posted_at=late) == (Why.OUT_OF_HOURS,)
    for hour, unusual in ((2, True), (3, False), (16, False), (17, True)):  # 5, 6, 19 and 20 in Nairobi
        assert (Why.OUT_OF_HOURS in also(posted_at=monday.replace(hour=hour))) == unusual
    sunday = {"posted_at": monday - timedelta(days=1), "day": date(2026, 11, 22)}
    assert also(**sunday) == (Why.OUT_OF_HOURS,) and also(**sunday, by_clock=True) == ()
    for amount, unusual in ((100_000_00, True), (90_000_00, False), (105_000_00, False), (110_000_00, True)):
        assert (also(amount=amount) == (Why.ROUND_AND_LARGE,)) == unusual
    assert also(is_new_pair=True) == (Why.NEW_PAIR,)
    kinds = {kind: reasons_of(replace(plain, kind=kind)) for kind in ("OPENING", "REVERSAL", "CORRECTION")}
    assert kinds == {"OPENING": (Why.BY_HAND,), "REVERSAL": (Why.REVERSAL,), "CORRECTION": (Why.CORRECTION,)}


def test_a_pair_of_accounts_is_new_once(house: House, other_house: House) -> None:
    there = [debit("5500", 1_00), credit("1100", 1_00)]
    posted(other_house.business, "theirs", there)
    posted(house.business, "turned", [debit("1100", 1_00), credit("5500", 1_00)], kind="PAYMENT")
    posted(house.business, "first", there)
    posted(house.business, "second", there)
    many = [debit("5500", 1_00) for _ in range(20)] + [credit("1020", 20_00)]
    posted(house.business, "many", many)
    posted(house.business, "opening", [debit("1020", 1_00), credit("3000", 1_00)], kind="OPENING")
    found = postings_by_people(house.business.pk, first_day=TODAY, last_day=TODAY + timedelta(days=1))
    assert [each.is_new_pair for each in found] == [True, False, False, False]


def test_packs_of_more_rows_take_as_many_queries(trading: Trading) -> None:
    business = trading.house.business
    counts = []
    for turn in range(2):
        for number in range(3):
            posted(business, f"x{turn}{number}", [debit("5500", 1_00), credit("1100", 1_00)])
            with transaction.atomic():
                note_discrepancy(
                    till=trading.shop.till, code="TWICE", subject=f"{turn}{number}", detail="Twice"
                )
        counts.append([queries_of(business, key) for key in ("daily_pack", "weekly_pack", "monthly_pack")])
    assert counts[0] == counts[1]


def test_who_may_have_a_pack_may_have_all_that_is_in_it() -> None:
    inside = {
        "daily_pack": {FAILED_PAYMENTS.right, Right.COLLECTIONS_READ},
        "weekly_pack": {FAILED_PAYMENTS.right, Right.COLLECTIONS_READ, Right.PAYOUT_READ},
        "monthly_pack": {AUDIT_TRAIL.right, Right.LEDGER_READ},
    }
    for key, rights in inside.items():
        for right in rights:
            assert RIGHTS[REPORTS[key].right] <= RIGHTS[right]
        last = REPORTS[key].presets[0]
        first_day, last_day = period_of(last, today=date(2026, 11, 30))
        assert last_day < date(2026, 11, 30) and first_day <= last_day
