"""Subscriptions over GraphQL: a plan, a subscription, what the next run does, the run, a change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.customers.archiving import archive_customer
from billing.models import Customer, Invoice
from billing.subscriptions.running import bill_runs
from graphql_api.ids import write_id
from tests.billing.subscriptions.landlords import Landlord
from tests.clock import Clock
from tests.graphql_api.conftest import Browser, House
from users.actors import SYSTEM
from users.models import Role

PAGE = """query ($business: ID!, $filter: BillingSubscriptionFilter) {
  billingSubscriptions(business: $business, filter: $filter, orderBy: {field: NEXT_ON, direction: ASC}) {
    nodes { id state nextOn quantity amount customer { name } plan { name price { total } }
      next { refusal bill { startsOn endsOn days wholeDays net vat total dueOn } } } } }"""
FORECAST = """query ($business: ID!, $until: Date) { billingForecast(business: $business, untilOn: $until) {
    untilOn subscriptions invoices total skipped { code count } } }"""
CHANGE = """query ($id: ID!) { node(id: $id) { ... on BillingSubscription {
    change(amount: "20000", when: NOW) { fromOn givenBack bill { days total } } } } }"""
RUN = """query ($business: ID!) { billingRuns(business: $business, first: 1) { nodes {
    state invoices total skipped startedBy { name }
    skips { nodes { code periodOn subscription { id } } }
    periods { nodes { number invoice { total state serialNumber } } } } } }"""


@pytest.fixture
def landlord(house: House, clock: Clock) -> Landlord:
    return Landlord(house.business)


@pytest.fixture
def cashier(house: House) -> Browser:
    return house.browser(Role.CASHIER)


def plan(by: Browser, house: House, **more: Any) -> Any:
    given = {
        "business": house.id,
        "name": "Two rooms",
        "frequency": "MONTHLY",
        "lines": [{"description": "Rent", "unitPrice": "15000", "vatCode": "EXEMPT"}],
        "daysUntilDue": 4,
        "idempotencyKey": "plan-1",
    }
    return by.act("createPlan", "plan { id price { total lines { nodes { unitPrice } } } }", **(given | more))


def start(by: Browser, plan_id: str, customer: Customer, **more: Any) -> Any:
    given = {
        "plan": plan_id,
        "customer": write_id("Customer", customer.pk),
        "idempotencyKey": f"subscription-{customer.pk}",
    }
    return by.act("createBillingSubscription", "billingSubscription { id state }", **(given | more))


def test_a_month_as_the_console_asks_for_it(house: House, landlord: Landlord, cashier: Browser, clock: Clock):
    made = plan(house.browser(Role.ACCOUNTANT), house)["plan"]
    assert made["price"] == {"total": "15000.00", "lines": {"nodes": [{"unitPrice": "15000.00"}]}}
    tenant, gone = landlord.tenant("Amina Otieno"), landlord.tenant("Baraka")
    row = start(cashier, made["id"], tenant, amount="12000", startsOn="2026-11-16", anchorDay=1)
    other = start(cashier, made["id"], gone)["billingSubscription"]
    assert start(cashier, made["id"], tenant, amount="12000", startsOn="2026-11-16", anchorDay=1) == row
    archive_customer(customer=gone, actor=SYSTEM)
    clock.is_day(date(2026, 11, 16))
    cashier = house.browser(Role.CASHIER)
    shown = cashier.data(PAGE, business=house.id, filter={"dueBy": "2026-11-16"})["billingSubscriptions"]
    assert [each["next"] for each in shown["nodes"]] == [
        {
            "refusal": "CUSTOMER_ARCHIVED",
            "bill": {
                "startsOn": "2026-11-01",
                "endsOn": "2026-11-30",
                "days": 30,
                "wholeDays": 30,
                "net": "15000.00",
                "vat": "0.00",
                "total": "15000.00",
                "dueOn": "2026-11-05",
            },
        },
        {
            "refusal": "",
            "bill": {
                "startsOn": "2026-11-16",
                "endsOn": "2026-11-30",
                "days": 15,
                "wholeDays": 30,
                "net": "6000.00",
                "vat": "0.00",
                "total": "6000.00",
                "dueOn": "2026-11-20",
            },
        },
    ]
    assert cashier.data(FORECAST, business=house.id)["billingForecast"] == {
        "untilOn": "2026-11-16",
        "subscriptions": 2,
        "invoices": 1,
        "total": "6000.00",
        "skipped": [{"code": "CUSTOMER_ARCHIVED", "count": 1}],
    }
    assert Invoice.objects.count() == 0, "asking bills nobody"
    assert cashier.act("runBilling", "billingRun { state }", business=house.id)["billingRun"] == {
        "state": "RUNNING"
    }
    while bill_runs():
        pass
    (run,) = cashier.data(RUN, business=house.id)["billingRuns"]["nodes"]
    assert run == {
        "state": "DONE",
        "invoices": 1,
        "total": "6000.00",
        "skipped": 1,
        "startedBy": {"name": "CASHIER of maji"},
        "skips": {
            "nodes": [
                {
                    "code": "CUSTOMER_ARCHIVED",
                    "periodOn": "2026-11-01",
                    "subscription": {"id": other["id"]},
                }
            ]
        },
        "periods": {
            "nodes": [
                {
                    "number": 1,
                    "invoice": {"total": "6000.00", "state": "UNPAID", "serialNumber": "2026-00001"},
                }
            ]
        },
    }
    clock.is_day(date(2026, 11, 21))
    cashier = house.browser(Role.CASHIER)
    id = row["billingSubscription"]["id"]
    # 10 of 15 days of 6,000 go back; 10 of 30 days of 20,000 are billed
    assert cashier.data(CHANGE, id=id)["node"]["change"] == {
        "fromOn": "2026-11-21",
        "givenBack": "4000.00",
        "bill": {"days": 10, "total": "6666.67"},
    }
    changed = cashier.act(
        "changeBillingSubscription",
        "billingSubscription { amount }",
        subscription=id,
        amount="20000",
        when="NOW",
    )
    assert changed["billingSubscription"] == {"amount": "20000.00"}
    ended = cashier.act(
        "cancelBillingSubscription",
        "billingSubscription { state endsOn next { refusal } }",
        subscription=id,
        reason="Moves out",
    )
    assert ended["billingSubscription"] == {"state": "ACTIVE", "endsOn": "2026-11-30", "next": None}


def test_who_only_reads_starts_nothing(house: House, landlord: Landlord, cashier: Browser):
    auditor = house.browser(Role.AUDITOR)
    made = plan(house.browser(Role.ACCOUNTANT), house)["plan"]
    assert plan(auditor, house)["code"] == "NOT_ALLOWED"
    assert start(auditor, made["id"], landlord.tenant())["code"] == "NOT_ALLOWED"
    assert auditor.act("runBilling", business=house.id)["code"] == "NOT_ALLOWED"
    assert auditor.data(PAGE, business=house.id)["billingSubscriptions"]["nodes"] == []


def test_a_plan_of_another_business_bills_nobody_here(
    house: House, other_house: House, landlord: Landlord, cashier: Browser
):
    theirs = plan(other_house.browser(), other_house)["plan"]
    refused = start(cashier, theirs["id"], landlord.tenant())
    assert (refused["code"], refused["field"]) == ("NOT_FOUND", ["plan"])


def test_a_page_costs_the_same_whatever_stands_on_it(house: House, landlord: Landlord, cashier: Browser):
    counts = []
    rooms = landlord.plan()
    for more in (1, 20):
        for _ in range(more):
            landlord.subscribe(rooms)
        with CaptureQueriesContext(connection) as queries:
            cashier.data(PAGE, business=house.id)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_reminders_over_graphql(house: House):
    accountant = house.browser(Role.ACCOUNTANT)
    shown = "reminderSettings { reminds tellsPaid quietFrom quietUntil }"
    given = {"business": house.id, "reminds": True, "quietFrom": "21:30"}
    assert accountant.act("setReminders", shown, **given)["reminderSettings"] == {
        "reminds": True,
        "tellsPaid": False,
        "quietFrom": "21:30",
        "quietUntil": "08:00",
    }
    refused = accountant.act("setReminders", shown, business=house.id, quietFrom="25:00")
    assert (refused["code"], refused["field"]) == ("BAD_TIME", ["quietFrom"])
    rule = accountant.act(
        "addDunningRule", "dunningRule { id days }", business=house.id, days=5, action="STK"
    )
    accountant.act("removeDunningRule", "dunningRule { removedAt }", rule=rule["dunningRule"]["id"])
    rules = accountant.data(
        "query ($business: ID!) {"
        " dunningRules(business: $business, orderBy: {field: DAYS}) { nodes { days } } }",
        business=house.id,
    )["dunningRules"]["nodes"]
    assert [each["days"] for each in rules] == [-7, -3, 0, 3, 7]
