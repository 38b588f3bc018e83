"""Files made in the background: claimed, told of meanwhile, taken up again after a death, failed."""

from __future__ import annotations

from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from core.errors import Conflict, InvalidInput
from core.machine.claiming import LEASE, MAX_CLAIMS
from core.models import Alert
from core.models import Event as Fact
from ledger.journal.sealing import seal_business
from reports import filing, progress
from reports.keeping import content_of
from reports.models import ReportFile, ReportPart
from tests.chaos.points import REPORT
from tests.conftest import drain_queues
from tests.core.killed import dies_of
from tests.graphql_api.conftest import House
from tests.ledger.books import post
from tests.reports.made import made
from tests.reports.wishes import FIRST, LAST, queue, wish
from users.models import Membership, Role


@pytest.fixture
def books(house: House) -> House:
    for number in range(3):
        post(house.business, f"r{number}", 500 + number)
    seal_business(house.business.pk)
    return house


def anew(file: ReportFile) -> ReportFile:
    return ReportFile.objects.select_related("data_key", "business").get(pk=file.pk)


def told(file: ReportFile) -> list[str]:
    facts = Fact.objects.filter(topic="report.changed", ids__file=file.pk).order_by("pk")
    return [fact.ids["state"] for fact in facts]


def test_the_cluster_makes_what_is_too_large_to_wait_for(books: House) -> None:
    file = queue(books)
    assert (file.claims, file.claimed_at, file.expected_rows) == (0, None, None)
    drain_queues("reports.make")
    file = anew(file)
    assert (file.state, file.claims, file.row_count) == ("READY", 1, 8)
    owner, days = books.people[Role.OWNER], {"first_day": FIRST, "last_day": LAST}
    expected = made(books.business, "general_ledger", owner, **days, format=file.format)[1]
    assert b"".join(content_of(file)) == expected and file.size == len(expected)
    assert told(file) == ["QUEUED", "MAKING", "READY"]
    post(books.business, "more", 1)
    assert queue(books).expected_rows == 8


def test_how_far_it_has_come_is_told_while_it_is_made(books: House, monkeypatch) -> None:
    """The rows stop at the fifth until somebody else has seen that they did."""
    file, write, seen = queue(books), filing.write_report, []
    monkeypatch.setattr(progress, "EVERY_SECONDS", 0.01)
    renewed = Event()

    def renew(work: ReportFile, **how: int) -> None:
        progress_of(work, **how)
        if how["row_count"] == 5:
            seen.append(anew(file))
            renewed.set()

    def slow(target: Any, *, walk: Any, **how: Any) -> Any:
        rows = walk._rows

        def stopping(part: Any) -> Any:
            for row in rows(part):
                yield row
                if walk.rows == 5:
                    assert renewed.wait(30)

        walk._rows = stopping
        return write(target, walk=walk, **how)

    progress_of = progress.renew
    monkeypatch.setattr(progress, "renew", renew)
    monkeypatch.setattr(filing, "write_report", slow)
    drain_queues("reports.make")
    between = seen[0]
    assert (between.state, between.row_count, between.size) == ("MAKING", 5, None)
    assert anew(file).row_count == 8
    states = told(file)
    assert states[:2] == ["QUEUED", "MAKING"] and states[-1] == "READY" and set(states[2:-1]) <= {"MAKING"}


@pytest.mark.parametrize("point", REPORT)
def test_a_maker_that_is_killed_loses_nothing(books: House, tmp_path, clock, point: str) -> None:
    file = queue(books)
    assert dies_of(filing.make_files, point, tmp_path)
    after = anew(file)
    assert after.state == ("READY" if point == "report.after_commit" else "MAKING")
    assert ReportPart.objects.count() == (1 if after.state == "READY" else 0)
    assert filing.make_files() == 0  # the lease of the dead one
    clock.pass_seconds((LEASE + timedelta(seconds=1)).total_seconds())
    assert filing.make_files() == (0 if after.state == "READY" else 1)
    after = anew(file)
    assert (after.state, after.row_count) == ("READY", 8)
    content = b"".join(content_of(after))
    assert len(content) == after.size and ReportPart.objects.count() == 1


def test_who_asks_and_dies_leaves_it_to_the_cluster(books: House, clock, monkeypatch) -> None:
    monkeypatch.setattr("reports.requesting.make_file", lambda file, **_: file)  # as far as it came
    file = wish(books)
    assert file.state == "QUEUED" and filing.make_files() == 0
    clock.pass_seconds((LEASE + timedelta(seconds=1)).total_seconds())
    assert filing.make_files() == 1 and anew(file).state == "READY"


def test_two_makers_end_it_once(books: House, clock) -> None:
    file = queue(books)
    first = filing.claim_next(
        ReportFile.objects.select_related("business", "requester"), began="MAKING", queue="reports.make"
    )
    assert first is not None
    clock.pass_seconds((LEASE + timedelta(seconds=1)).total_seconds())
    assert filing.make_files() == 1
    ended = anew(file)
    assert filing.make_file(first).state == "READY"
    assert anew(file).data_key_id == ended.data_key_id and ReportPart.objects.count() == 1
    assert told(file).count("READY") == 1


def test_what_never_ends_is_given_up(books: House, clock, monkeypatch) -> None:
    def breaks(*_: Any, **__: Any) -> Any:
        raise RuntimeError("KES 1,234.56")

    file = queue(books)
    monkeypatch.setattr(filing, "write_report", breaks)
    for _ in range(MAX_CLAIMS + 1):
        assert filing.make_files() == 1
        clock.pass_seconds((LEASE + timedelta(seconds=1)).total_seconds())
    assert filing.make_files() == 0
    file = anew(file)
    assert (file.state, file.problem_code) == ("FAILED", "REPORT_NOT_MADE")
    alert = Alert.objects.get(code="WORK_FAILS")
    assert alert.business_id == books.business.pk and "1,234" not in alert.detail


def test_what_a_person_can_mend_is_told(books: House, monkeypatch) -> None:
    def refuses(*_: Any, **__: Any) -> Any:
        raise InvalidInput("BAD_SEAL", "seal", "The books are sealed up to 3.")

    monkeypatch.setattr(filing, "write_report", refuses)
    file = wish(books)
    assert (file.state, file.problem_code) == ("FAILED", "BAD_SEAL")
    assert file.problem == "The books are sealed up to 3." and told(file) == ["QUEUED", "FAILED"]
    assert not Alert.objects.exists()


def test_who_loses_the_right_meanwhile_gets_no_file(books: House) -> None:
    file = queue(books, role=Role.ACCOUNTANT)
    Membership.objects.filter(user=file.requester).update(role=Role.CASHIER)
    drain_queues("reports.make")
    assert (anew(file).state, anew(file).problem_code) == ("FAILED", "NOT_ALLOWED")
    assert not ReportPart.objects.exists()


def test_somebody_waits_for_ten_at_most(books: House) -> None:
    for seal in range(4):
        for key in ("general_ledger", "journal_quickbooks", "journal_xero"):
            if ReportFile.objects.count() < 10:
                queue(books, key, seal=seal or None)
    with pytest.raises(Conflict) as refused:
        wish(books, "trial_balance")
    assert refused.value.code == "TOO_MANY_REPORTS" and ReportFile.objects.count() == 10
    assert wish(books, "trial_balance", role=Role.AUDITOR).state == "READY"
    assert queue(books).pk == ReportFile.objects.earliest("pk").pk  # one that is waited for already
    drain_queues("reports.make")
    assert wish(books, "trial_balance").state == "READY"
