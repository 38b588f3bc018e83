"""What Safaricom charges is data of the business: set by its owner, judged by the day, kept as it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from core import days
from core.money import MAX_CENTS
from mpesa.collections.discrepancies import open_cases
from mpesa.models import ChargeKind, Tariff, TariffBand
from mpesa.payouts.tariff import fees_today
from mpesa.tariffs.prices import PUBLISHED
from mpesa.tariffs.setting import set_tariff, tariffs_of
from reconciliation.models import ReconciliationRun
from tests.core.threads import run_together
from tests.graphql_api.conftest import House
from tests.reconciliation.exceptions.books import CHARGE, PAYMENT, Books, a_week_ago
from tests.reconciliation.staying import assert_runs_stay
from users.actors import SYSTEM
from users.models import AuditEntry, Role

DAY = a_week_ago()
NEXT = DAY + timedelta(days=1)
SET = """mutation ($input: SetTariffInput!) { setTariff(input: $input) { chargeTariffs {
    tariffs { kind fromDay isInForce bands { upTo fee } setBy { name } } } problems { code field } } }"""
BANDS = [{"upTo": "1000.00", "fee": "3.00"}, {"upTo": "250000.00", "fee": "7.50"}]


def asked(house: House, **more: Any) -> dict[str, Any]:
    return {"business": house.id, "kind": "PAY_BILL", "fromDay": DAY.isoformat(), "bands": BANDS} | more


def put(house: House, by: str = Role.OWNER, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = house.browser(by).data(SET, input=asked(house, **more))["setTariff"]
    return found


def test_the_owner_says_what_the_contract_says(house: House):
    shown = put(house)["chargeTariffs"]["tariffs"]
    mine, published, phones = shown
    assert mine == {
        "kind": "PAY_BILL",
        "fromDay": DAY.isoformat(),
        "isInForce": True,
        "bands": BANDS,
        "setBy": {"name": "OWNER of maji"},
    }
    assert (published["kind"], published["fromDay"], published["isInForce"]) == ("PAY_BILL", None, False)
    assert (phones["kind"], phones["isInForce"], phones["bands"][1]) == (
        "B2C",
        True,
        {"upTo": "1500.00", "fee": "5.00"},
    )
    again = put(house)["chargeTariffs"]["tariffs"]
    assert (again, Tariff.objects.count()) == (shown, 1)
    to_come = (days.today() + timedelta(days=30)).isoformat()
    later = put(house, fromDay=to_come, bands=[])["chargeTariffs"]["tariffs"]
    assert [(each["fromDay"], each["isInForce"]) for each in later[:2]] == [
        (to_come, False),
        (DAY.isoformat(), True),
    ]
    other = put(house, bands=BANDS[:1])["chargeTariffs"]["tariffs"]
    assert (other[1]["bands"], Tariff.objects.count()) == (BANDS[:1], 3)
    acts = AuditEntry.objects.filter(action="tariff.set").order_by("pk")
    assert [act.details["from"] for act in acts] == [DAY.isoformat(), to_come, DAY.isoformat()]
    assert acts[2].details["bands"] == "up to KES 1,000.00: KES 3.00"


def test_all_that_is_wrong_is_told_at_once(house: House):
    wrong = [
        {"upTo": "0.00", "fee": "1.00"},
        {"upTo": "500.00", "fee": "-1.00"},
        {"upTo": "400.00", "fee": "1.00"},
        {"upTo": "500.00", "fee": "1.00"},
    ]
    problems = put(house, bands=wrong, fromDay="1999-12-31")["problems"]
    assert {(each["code"], ".".join(each["field"])) for each in problems} == {
        ("BAD_DAY", "fromDay"),
        ("BAD_BANDS", "bands.0.upTo"),
        ("BAD_AMOUNT", "bands.1.fee"),
        ("BAD_BANDS", "bands.2.upTo"),
        ("BAD_BANDS", "bands.3.upTo"),
    }
    many = [{"upTo": f"{number}.00", "fee": "1.00"} for number in range(1, 52)]
    assert put(house, bands=many)["problems"] == [{"code": "BAD_BANDS", "field": ["bands"]}]
    assert not Tariff.objects.exists()


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.CASHIER, Role.AUDITOR])
def test_nobody_but_the_owner_sets_it(house: House, other_house: House, role: str):
    assert put(house, by=role)["problems"][0]["code"] == "NOT_ALLOWED"
    refused = other_house.browser(Role.OWNER).data(SET, input=asked(house))["setTariff"]["problems"]
    assert refused[0]["code"] == "NOT_FOUND"
    assert not Tariff.objects.exists()


def test_who_may_not_read_proofs_does_not_see_it(house: House, other_house: House):
    put(house)
    ask = "query ($b: ID!) { chargeTariffs(business: $b) { tariffs { kind bands { fee } setBy { name } } } }"
    assert house.browser(Role.CASHIER).refusal(ask, b=house.id) == "NOT_ALLOWED"
    assert other_house.browser(Role.OWNER).refusal(ask, b=house.id) == "NOT_FOUND"
    assert len(house.browser(Role.AUDITOR).data(ask, b=house.id)["chargeTariffs"]["tariffs"]) == 3
    counts = []
    for number in range(2):
        for day in range(1 + 8 * number):
            put(house, fromDay=(DAY - timedelta(days=day)).isoformat(), bands=BANDS[:number])
        browser = house.browser(Role.AUDITOR)
        browser.data("{ __typename }")
        with CaptureQueriesContext(connection) as queries:
            browser.data(ask, b=house.id)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_it_stays_as_it_was_set(house: House):
    put(house)
    for model in (Tariff, TariffBand):
        for change in (lambda rows: rows.update(id=9), lambda rows: rows.delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                change(model.objects.all())
    with pytest.raises(DatabaseError), transaction.atomic():
        TariffBand.objects.create(tariff=Tariff.objects.get(), up_to=0, fee=1)


def test_two_at_once_leave_one_that_counts(house: House):
    def say(fee: int) -> None:
        set_tariff(
            business=house.business,
            kind=ChargeKind.B2C,
            from_day=DAY,
            bands=[(MAX_CENTS, fee)],
            actor=SYSTEM,
        )

    run_together([lambda fee=fee: say(fee) for fee in (1, 2, 1, 2)])  # type: ignore[misc]
    last = Tariff.objects.order_by("-pk").first()
    held = tariffs_of([house.business.pk])[house.business.pk].on(ChargeKind.B2C, DAY)
    assert held is not None and last is not None
    assert [int(band.fee) for band in last.bands.all()] == [held.bands[0].fee]
    assert Tariff.objects.count() in (2, 3, 4)


def test_payouts_are_forecast_by_it(house: House):
    pk = house.business.pk
    assert [fees_today(pk).of(cents) for cents in (100_00, 100_01, 900_000_00)] == [0, 5_00, 13_00]
    put(house, kind="B2C", bands=BANDS)
    assert [fees_today(pk).of(cents) for cents in (100_00, 1_000_01, 900_000_00)] == [3_00, 7_50, 7_50]
    put(house, kind="B2C", bands=[])
    assert fees_today(pk).prices == PUBLISHED[ChargeKind.B2C]


@pytest.fixture
def books(house: House) -> Books:
    """A charge of 5.00 on each of two days: as published for such payments."""
    books = Books(house)
    for number, day in enumerate((DAY, NEXT)):
        books.call_back(f"UKK{number}AA0001", 500, day)
        books.show(day, 9, f"UKK{number}AA0001", PAYMENT, 500)
        books.show(day, 10, f"UKK{number}AA0001", CHARGE, -5)
    books.bring(DAY, NEXT)
    return books


def cases() -> list[tuple[str, str]]:
    return list(
        open_cases().filter(code="CHARGE_ABOVE_TARIFF").order_by("subject").values_list("subject", "detail")
    )


def test_proofs_judge_each_charge_by_the_tariff_of_its_day_and_say_by_which(house: House, books: Books):
    def proved() -> ReconciliationRun:
        return books.close(DAY, NEXT, fresh=False)

    proved()  # books what only the statement knows
    first, again = proved(), proved()
    assert (first.digest, cases()) == (again.digest, [])
    put(house, fromDay=NEXT.isoformat())
    mine = proved()
    assert mine.digest not in ("", first.digest)
    assert cases() == [
        (
            "receipt UKK1AA0001 charge KES 5.00",
            f"That is KES 2.00 more than the tariff says (yours of {NEXT}).",
        )
    ]
    assert (mine.unexplained, mine.items.count()) == (0, 0)  # booked as it was charged
    put(house, fromDay=(days.today() + timedelta(days=9)).isoformat(), bands=[])
    put(house, kind="BUY_GOODS")
    assert proved().digest == mine.digest  # neither is of these days or of this till
    put(house, fromDay=DAY.isoformat(), bands=[{"upTo": "250000.00", "fee": "4.00"}])
    proved()
    assert [subject for subject, _ in cases()] == [
        "receipt UKK0AA0001 charge KES 5.00",
        "receipt UKK1AA0001 charge KES 5.00",
    ]
    assert assert_runs_stay() == 6
