"""Everything around /graphql: health, static files, schedules, the exported schema, uploads."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
import redis
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_q.models import OrmQ, Schedule

from config import health, schedules
from core import tasks
from core.models import Heartbeat, WakeUp
from embedded.clusters import CLUSTERS
from graphql_api.ids import write_id
from graphql_api.management.commands import export_schema
from reconciliation.models import Statement
from tests.graphql_api.conftest import Browser, House, signed_in
from tests.graphql_api.seeds import fill
from tests.graphql_api.walk.rows import PHONE
from users.models import Membership, Role


def readyz() -> tuple[int, dict[str, Any]]:
    answer = Client().get("/readyz")
    return answer.status_code, answer.json()


def test_healthz_asks_nothing(db):
    with CaptureQueriesContext(connection) as queries:
        assert Client().get("/healthz").json() == {"ok": True}
    assert len(queries) == 0


def test_readyz_is_green_when_every_cluster_beats(db):
    for cluster in CLUSTERS:
        tasks.beat(cluster)
    status, body = readyz()
    assert status == 200, body
    assert body == {
        "ready": True,
        "database": "ok",
        "migrations": "ok",
        "clusters": "ok",
        "redis": "ok",
        "hung": [],
    }


def test_readyz_names_the_cluster_that_is_late(db):
    for cluster in CLUSTERS:
        tasks.beat(cluster)
    late = CLUSTERS[-1]
    Heartbeat.objects.filter(name=late).update(beat_at=timezone.now() - timedelta(seconds=61))
    status, body = readyz()
    assert (status, body["ready"], body["hung"]) == (503, False, [f"cluster-{late}"])


def test_readyz_is_red_without_redis(db, monkeypatch):
    def refuse(self: object) -> None:
        raise redis.ConnectionError("password=hunter2")

    monkeypatch.setattr(health.redis.Redis, "ping", refuse)
    status, body = readyz()
    assert (status, body["redis"]) == (503, "failed: ConnectionError")


def test_readyz_is_red_when_a_migration_is_missing(db, monkeypatch):
    health._all_applied.cache_clear()
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *_: ["one"])
    assert readyz()[1]["migrations"] == "migrations are missing"


def test_a_cluster_beats_in_one_chain(db):
    cluster = CLUSTERS[0]
    tasks.beat(cluster)
    tasks.beat(cluster)  # the minute's schedule, while the chain runs
    assert WakeUp.objects.filter(queue=f"heartbeat.{cluster}").count() == 1
    assert OrmQ.objects.count() == 1
    assert OrmQ.objects.get().lock > timezone.now() + timedelta(seconds=5)
    WakeUp.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    tasks.beat(cluster)  # the chain's own job
    assert WakeUp.objects.filter(queue=f"heartbeat.{cluster}", due_at__gt=timezone.now()).count() == 1


def test_schedules_are_what_the_code_says(db):
    Schedule.objects.create(name="of last year", func="core.tasks.sweep")
    Schedule.objects.create(name="sweep", func="core.tasks.nothing", minutes=5)
    Schedule.objects.create(name="sweep", func="core.tasks.nothing", minutes=5)
    call_command("sync_schedules", verbosity=0)
    rows = {row.name: (row.func, row.minutes, row.cluster, row.args) for row in Schedule.objects.all()}
    assert rows == {
        "sweep": ("core.tasks.sweep", 1, "core", None),
        "verify the books": ("ledger.tasks.verify_books", 60, "reconciliation", None),
        "mail the heads of the ledger": ("ledger.tasks.mail_heads", 60, "core", None),
        "ask for the balances of tills": ("mpesa.asking.tasks.ask_balances", 60, "core", None),
        "pull payments": ("mpesa.tasks.begin_pulls", 10, "core", None),
        "judge the nights": ("reconciliation.tasks.begin_nights", 60, "reconciliation", None),
        "begin billing runs": ("billing.tasks.begin_billing_runs", 10, "core", None),
        "check balances": ("mpesa.tasks.check_balances", 5, "core", None),
        "send packs of reports": ("reports.tasks.send_packs", 10, "reports", None),
        **{f"heartbeat {name}": ("core.tasks.beat", 1, name, f"('{name}',)") for name in CLUSTERS},
    }
    assert Schedule.objects.count() == len(schedules.SCHEDULES)
    assert schedules.sync_schedules() == (0, 0)
    assert OrmQ.objects.count() == len(CLUSTERS)  # one heartbeat each, asked for once


def test_the_exported_schema_is_what_the_code_serves(tmp_path, monkeypatch):
    call_command("export_schema", "--check")
    monkeypatch.setattr(export_schema, "PATH", tmp_path / "schema.graphql")
    with pytest.raises(CommandError):
        call_command("export_schema", "--check")
    call_command("export_schema", stdout=io.StringIO())
    call_command("export_schema", "--check")


UPLOAD = """mutation ($till: ID!) { uploadStatement(input: {till: $till, fileName: "day.csv"}) {
    path problems { code } } }"""


def test_a_statement_is_uploaded_and_seen(house: House):
    seeds = fill(house, shortcode="600100")
    browser = house.browser(Role.ACCOUNTANT)
    till = write_id("Till", seeds.till.pk)
    path = browser.data(UPLOAD, till=till)["uploadStatement"]["path"]
    token = browser.client.cookies["csrftoken"].value
    content = b"Receipt No.,Completion Time\n"
    answer = browser.client.post(path, content, content_type="text/csv", headers={"X-CSRFToken": token})
    assert answer.status_code == 201, answer.content
    assert Statement.objects.filter(business=house.business, file_name="day.csv").count() == 1
    names = browser.data("{ statements(allMine: true) { edges { node { fileName state } } } }")
    assert names["statements"]["edges"][0]["node"] == {"fileName": "day.csv", "state": "UPLOADED"}
    for role in (Role.CASHIER, Role.AUDITOR, Role.APPROVER):
        refused = {"path": None, "problems": [{"code": "NOT_ALLOWED"}]}
        assert house.browser(role).data(UPLOAD, till=till) == {"uploadStatement": refused}


def test_the_story_of_an_invoice(house: House, drain):
    """Customer, draft, issue, journal: each by GraphQL, each figure exact."""
    browser = house.browser(Role.CASHIER)
    customer = browser.data(
        """mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) {
            customer { id name phone accountNumber } } }""",
        input={
            "business": write_id("Business", house.business.pk),
            "name": "Achieng",
            "phone": "0712345678",
            "idempotencyKey": "a-customer-key",
        },
    )["createCustomer"]["customer"]
    assert (customer["name"], customer["phone"]) == ("Achieng", PHONE)
    invoice = browser.data(
        """mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) {
            invoice { id state total due lines { nodes { description quantity unitPrice amount } } } } }""",
        input={
            "customer": customer["id"],
            "idempotencyKey": "an-invoice-key",
            "dueOn": "2026-12-01",
            "lines": [{"description": "Water", "quantity": "2.5", "unitPrice": "1,000.10"}],
        },
    )["createInvoice"]["invoice"]
    id = invoice.pop("id")
    assert invoice == {
        "state": "DRAFT",
        "total": "2500.25",
        "due": "2500.25",
        "lines": {
            "nodes": [
                {"description": "Water", "quantity": "2.500", "unitPrice": "1000.10", "amount": "2500.25"}
            ]
        },
    }
    issue = "mutation ($id: ID!) { issueInvoice(input: {invoice: $id}) { invoice { state } } }"
    assert browser.data(issue, id=id)["issueInvoice"] == {"invoice": {"state": "UNPAID"}}
    assert browser.data(issue, id=id)["issueInvoice"] == {"invoice": {"state": "UNPAID"}}
    drain()
    books = signed_in(house.people[Role.AUDITOR]).data(
        """query ($b: ID!) { journalEntries(business: $b) { totalCount edges { node { number kind
              lines { nodes { account { code balance } debit credit } } } } }
            trialBalance(business: $b) { totalDebit totalCredit rows { totalCount } } }""",
        b=house.id,
    )
    assert books["journalEntries"]["totalCount"] == 1
    assert books["journalEntries"]["edges"][0]["node"] == {
        "number": "1",
        "kind": "INVOICE",
        "lines": {
            "nodes": [
                {"account": {"code": "1200", "balance": "2500.25"}, "debit": "2500.25", "credit": "0.00"},
                {"account": {"code": "4000", "balance": "2500.25"}, "debit": "0.00", "credit": "2500.25"},
            ]
        },
    }
    totals = books["trialBalance"]
    assert (totals["totalDebit"], totals["totalCredit"], totals["rows"]) == (
        "2500.25",
        "2500.25",
        {"totalCount": 34},
    )


def test_a_feed_pages_by_cursor(house: House):
    fill(house, shortcode="600100", times=5)
    browser = house.browser()
    query = """query ($after: String) { receipts(allMine: true, first: 2, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } edges { node { number } } } }"""
    numbers, cursor = [], None
    for _ in range(3):
        page = browser.data(query, after=cursor)["receipts"]
        numbers += [edge["node"]["number"] for edge in page["edges"]]
        cursor = page["pageInfo"]["endCursor"]
    assert numbers == [f"TMAJI{count}" for count in (4, 3, 2, 1, 0)]
    assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (5, False)


def test_members_are_managed_by_the_owner(house: House):
    remove = """mutation ($id: ID!) { removeMember(input: {membership: $id}) {
        business { code } problems { code field } } }"""

    def removed(browser: Browser, role: str) -> dict[str, Any]:
        return browser.data(remove, id=ids[role])["removeMember"]

    held = Membership.objects.filter(business=house.business)
    ids = {each.role: write_id("Membership", each.pk) for each in held}
    owner = house.browser()
    refused = removed(house.browser(Role.AUDITOR), Role.CASHIER)
    assert refused == {"business": None, "problems": [{"code": "NOT_ALLOWED", "field": []}]}
    assert held.filter(role=Role.CASHIER).exists()
    assert removed(owner, Role.CASHIER) == {"business": {"code": "maji"}, "problems": []}
    assert not held.filter(role=Role.CASHIER).exists()
    for role, code in (
        (Role.CASHIER, "NOT_FOUND"),  # gone: as one that never was
        (Role.OWNER, "LAST_OWNER"),
        (Role.PLAYER, "PLAYER_STAYS"),
    ):
        assert removed(owner, role)["problems"] == [{"code": code, "field": ["membership"]}]
    assert {each.role for each in held.all()} == set(Role.values) - {Role.CASHIER}


def test_a_new_business_is_its_owners(house: House):
    query = """mutation { createBusiness(input: {code: "new-one", name: "New"}) {
        business { code rounding language } problems { code field } } }"""
    browser = house.browser(Role.CASHIER)
    assert browser.data(query)["createBusiness"] == {
        "business": {"code": "new-one", "rounding": "NEAREST", "language": "ENGLISH"},
        "problems": [],
    }
    assert browser.data(query)["createBusiness"] == {
        "business": None,
        "problems": [{"code": "BUSINESS_CODE_TAKEN", "field": ["code"]}],
    }
    found = browser.data("{ me { memberships { nodes { role business { code } } } } }")
    roles = found["me"]["memberships"]["nodes"]
    assert {"role": "OWNER", "business": {"code": "new-one"}} in roles
    assert json.dumps(roles).count("OWNER") == 1
