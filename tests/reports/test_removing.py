"""Files that their person takes off the list: content and key go, the row stays, nobody else's is touched."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.models import DataKey
from core.models import Event as Fact
from graphql_api.ids import write_id
from ledger.journal.sealing import seal_business
from reports.filing import make_files
from reports.formats import Format
from reports.keeping import content_of
from reports.models import ReportFile, ReportPart
from reports.removing import remove_file
from tests.graphql_api.conftest import Browser, House
from tests.ledger.books import post
from tests.reports.asking import files, path_of
from tests.reports.wishes import queue, wish
from users.models import AuditEntry, Role


@pytest.fixture
def books(house: House) -> House:
    post(house.business, "one", 500)
    seal_business(house.business.pk)
    return house


def anew(file: ReportFile) -> ReportFile:
    return ReportFile.objects.get(pk=file.pk)


def remove(browser: Browser, file: ReportFile) -> dict[str, Any]:
    shown = "reportFile { id state download { path } }"
    return browser.act("removeReportFile", shown, reportFile=write_id("ReportFile", file.pk))


def test_a_file_is_taken_off_the_list_with_its_content(books: House) -> None:
    browser, keys = books.browser(Role.OWNER), DataKey.objects.count()
    path = path_of(books, browser, "GENERAL_LEDGER", format="CSV")
    (file,) = ReportFile.objects.all()
    assert ReportPart.objects.count() == 1 and DataKey.objects.count() == keys + 1
    answer = remove(browser, file)["reportFile"]
    assert (answer["state"], answer["download"]) == ("EXPIRED", None)
    assert files(books, browser) == [] and browser.client.get(path).status_code == 404
    assert not ReportPart.objects.exists() and DataKey.objects.count() == keys
    stays = anew(file)
    assert (stays.state, stays.sha256, stays.size) == ("EXPIRED", file.sha256, file.size)
    assert AuditEntry.objects.get(action="report.remove").subject == f"reportfile:{file.pk}"
    assert Fact.objects.filter(topic="report.changed").latest("pk").ids["state"] == "EXPIRED"
    assert remove(browser, file)["code"] == "NOT_FOUND"
    assert path_of(books, browser, "GENERAL_LEDGER", format="CSV") != path
    assert len(files(books, browser)) == 1 and ReportFile.objects.count() == 2


def test_what_others_have_too_goes_with_the_last_of_them(books: House) -> None:
    first = wish(books, role=Role.OWNER)
    content = b"".join(content_of(first))
    second, third = wish(books, role=Role.AUDITOR), wish(books, role=Role.APPROVER)
    assert second.source_id == third.source_id == first.pk
    remove(books.browser(Role.OWNER), first)
    remove(books.browser(Role.APPROVER), third)
    assert (anew(first).state, anew(third).state) == ("READY", "EXPIRED")
    browser = books.browser(Role.AUDITOR)
    assert files(books, books.browser(Role.OWNER)) == []
    assert browser.client.get(path_of(books, browser, "GENERAL_LEDGER", format="CSV")).content == content
    later = wish(books, role=Role.OWNER)
    assert later.pk != first.pk and later.source_id == first.pk, "the content is there, the row is another"
    for role, file in ((Role.AUDITOR, second), (Role.OWNER, later)):
        assert ReportPart.objects.count() == 1
        remove(books.browser(role), file)
    assert not ReportPart.objects.exists()
    assert {each.state for each in ReportFile.objects.all()} == {"EXPIRED"}


def test_one_that_waits_is_not_made_any_more(books: House) -> None:
    file = queue(books)
    answer = remove(books.browser(Role.OWNER), file)["reportFile"]
    assert answer["state"] == "FAILED" and make_files() == 0
    assert anew(file).problem_code == "REPORT_NOT_MADE"
    again = wish(books)
    assert again.pk != file.pk and again.state == "READY"
    assert [each["state"] for each in files(books, books.browser(Role.OWNER), "state")] == ["READY"]


def test_nobody_takes_off_what_is_anothers(books: House, other_house: House) -> None:
    file = wish(books)
    for browser in (books.browser(Role.AUDITOR), books.browser(Role.CASHIER), other_house.browser()):
        assert remove(browser, file)["code"] == "NOT_FOUND"
    assert anew(file).removed_at is None and ReportPart.objects.count() == 1
    assert not AuditEntry.objects.filter(action="report.remove").exists()


def test_rows_do_not_come_back_to_a_list(books: House) -> None:
    file, owner = wish(books), books.people[Role.OWNER]
    removed = remove_file(file=file, actor=owner)
    assert remove_file(file=file, actor=owner).removed_at == removed.removed_at
    assert AuditEntry.objects.filter(action="report.remove").count() == 1
    with pytest.raises(IntegrityError, match="REPORT_STAYS"), transaction.atomic():
        ReportFile.objects.filter(pk=file.pk).update(removed_at=None)
    waits = queue(books, format=Format.JSON)
    with pytest.raises(IntegrityError, match="report_file_removed_is_ended"), transaction.atomic():
        ReportFile.objects.filter(pk=waits.pk).update(removed_at=removed.removed_at)
