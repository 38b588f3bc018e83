"""The same wish is the same file while nothing that it reads has changed, and a new one as soon as it has."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from billing.customers.customers import create_customer
from core.models import DataKey
from core.rows.events import record_event
from ledger.journal.sealing import seal_business
from reports import filing
from reports.formats import Format
from reports.keeping import KEPT, content_of, expire_files
from reports.models import ReportFile, ReportPart
from tests.core.threads import run_together
from tests.graphql_api.conftest import House
from tests.ledger.books import post
from tests.reports.asking import files
from tests.reports.wishes import queue, wish
from users.audit import record_audit
from users.languages import choose_language
from users.models import AuditEntry, Role


@pytest.fixture
def books(house: House) -> House:
    post(house.business, "r", 500)
    seal_business(house.business.pk)
    return house


def requests() -> int:
    return AuditEntry.objects.filter(action="report.request").count()


def test_the_same_person_gets_the_same_row(books: House) -> None:
    first = wish(books)
    assert wish(books).pk == first.pk and requests() == 1
    waiting = queue(books, "journal_xero")
    assert wish(books, "journal_xero").pk == waiting.pk and requests() == 2
    for other in (wish(books, format=Format.JSON), wish(books, "trial_balance"), wish(books, seal=1)):
        assert other.pk not in (first.pk, waiting.pk)


def test_somebody_else_with_the_right_shares_the_content(books: House) -> None:
    first, second = wish(books), wish(books, role=Role.AUDITOR)
    assert (second.source_id, second.state, requests()) == (first.pk, "READY", 2)
    third = wish(books, role=Role.APPROVER)
    assert third.source_id == first.pk
    for shared in (second, third):
        assert shared.data_key_id is None and shared.parts.count() == 0
        for name in ("sha256", "size", "file_name", "row_count", "made_at", "expires_at", "basis"):
            assert getattr(shared, name) == getattr(first, name), name
        assert b"".join(content_of(shared)) == b"".join(content_of(first))
        (listed,) = files(books, books.browser(Role(shared.requester.memberships.get().role)))
        given = books.browser(shared.requester.memberships.get().role).client.get(listed["download"]["path"])
        assert b"".join(given) == b"".join(content_of(first))
    assert ReportPart.objects.count() == 1


def changes() -> dict[str, Any]:
    def event(house: House) -> None:
        customer = create_customer(business=house.business, name="A", actor=house.people[Role.OWNER])
        with transaction.atomic():
            record_event(topic="customer.created", business_id=house.business.pk, customer=customer.pk)

    def setting(house: House) -> None:
        choose_language(language="sw", business=house.business, actor=house.people[Role.OWNER])

    return {
        "an entry": lambda house: post(house.business, "more", 100),
        "a seal": lambda house: seal_business(house.business.pk),
        "an event": event,
        "a setting": setting,
    }


@pytest.mark.parametrize("what", changes())
def test_what_changes_makes_a_new_file(books: House, what: str) -> None:
    if what == "a seal":
        post(books.business, "unsealed", 100)
    first = wish(books)
    assert wish(books).pk == first.pk
    changes()[what](books)
    second = wish(books)
    assert second.pk != first.pk and second.source_id is None
    assert second.expected_rows == first.row_count
    assert wish(books).pk == second.pk


def test_another_business_changes_nothing(books: House, other_house: House) -> None:
    first = wish(books)
    post(other_house.business, "theirs", 100)
    seal_business(other_house.business.pk)
    assert wish(books).pk == first.pk


def test_a_day_that_has_passed_makes_a_new_file(books: House, clock) -> None:
    first = wish(books, "receivables_ageing")
    assert wish(books, "receivables_ageing").pk == first.pk
    clock.pass_seconds(timedelta(days=1).total_seconds())
    assert wish(books, "receivables_ageing").pk != first.pk


def test_the_audit_trail_tells_of_every_request(books: House) -> None:
    """What is written for one report is read by this one alone."""
    ledger, trail = wish(books), wish(books, "audit_trail")
    assert wish(books, "audit_trail").pk == trail.pk
    wish(books, "trial_balance")
    assert wish(books, "audit_trail").pk != trail.pk and wish(books).pk == ledger.pk
    record_audit(actor=books.people[Role.OWNER], business=books.business, action="ledger.export")
    assert wish(books).pk != ledger.pk


def test_what_soon_runs_out_is_not_shared(books: House, clock) -> None:
    first = wish(books, seal=1)
    clock.pass_seconds((KEPT - timedelta(minutes=59)).total_seconds())
    assert wish(books, seal=1).pk != first.pk


def test_many_wishes_at_once_are_one_file(books: House, monkeypatch) -> None:
    monkeypatch.setattr(filing, "AT_ONCE", 0)
    found = run_together([lambda: wish(books).pk] * 4)
    assert len(set(found)) == 1 and ReportFile.objects.count() == 1


def test_content_runs_out_with_its_key_and_the_row_stays(books: House, clock) -> None:
    first, second = wish(books), wish(books, role=Role.AUDITOR)
    key = first.data_key_id
    clock.pass_seconds(KEPT.total_seconds() - 1)
    assert expire_files() == 0
    clock.pass_seconds(1)
    assert expire_files() == 2 and expire_files() == 0
    assert not ReportPart.objects.exists() and not DataKey.objects.filter(pk=key).exists()
    for file in (first, second):
        sha256 = file.sha256
        file.refresh_from_db()
        assert (file.state, file.sha256, file.data_key_id) == ("EXPIRED", sha256, None)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE reports_reportfile SET row_count = 9",
        "UPDATE reports_reportfile SET expires_at = expires_at + interval '1 day'",
        "UPDATE reports_reportfile SET state = 'QUEUED'",
        "UPDATE reports_reportfile SET state = 'EXPIRED', sha256 = repeat('0', 64)",
        "UPDATE reports_reportfile SET said = '{}'",
        "UPDATE reports_reportfile SET requester_id = requester_id + 1",
        "DELETE FROM reports_reportfile",
        "TRUNCATE reports_reportfile CASCADE",
        "UPDATE reports_reportpart SET position = 7",
        "DELETE FROM reports_reportpart",
        "INSERT INTO reports_reportpart (file_id, position, sealed) SELECT id, 7, '' FROM reports_reportfile",
        "TRUNCATE reports_reportpart",
    ],
)
def test_a_file_stays_as_it_is_whoever_writes(books: House, owner_database, change: str) -> None:
    """As the role that owns the tables: the application's has not even the right to most of it."""
    import psycopg

    file = wish(books)
    with pytest.raises(psycopg.errors.IntegrityError):
        owner_database.execute(change)
    assert b"".join(content_of(ReportFile.objects.get(pk=file.pk)))


def test_somebody_waits_for_a_wish_once(books: House) -> None:
    file = queue(books)
    file.pk = None
    with pytest.raises(IntegrityError, match="report_file_wanted_once"):
        file.save(force_insert=True)


def test_queries_do_not_grow_with_the_files(books: House) -> None:
    browser, counts = books.browser(), []
    wish(books)
    files(books, browser)
    for key in ("trial_balance", "collections", "balance_sheet"):
        wish(books, key)
        with CaptureQueriesContext(connection) as queries:
            found = files(books, browser)
        counts.append(len(queries))
    assert [each["report"] for each in found] == [
        "BALANCE_SHEET",
        "COLLECTIONS",
        "TRIAL_BALANCE",
        "GENERAL_LEDGER",
    ]
    assert len(set(counts)) == 1, counts
    assert files(books, browser, filter={"states": ["FAILED"]}) == []
    assert len(files(books, browser, filter={"states": ["READY"]})) == 4
