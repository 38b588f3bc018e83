"""Whoever adds rows gets no content that was not made for the same wish at the same business."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from ledger.journal.sealing import seal_business
from reports.filing import make_files
from reports.models import ReportFile
from tests.graphql_api.conftest import House
from tests.ledger.books import post
from tests.reports.asking import files
from tests.reports.wishes import queue, wish
from users.models import Role


@pytest.fixture
def theirs(other_house: House) -> ReportFile:
    post(other_house.business, "theirs", 700)
    return wish(other_house)


def refused(file: ReportFile) -> None:
    file.pk = None
    with pytest.raises(IntegrityError, match="REPORT_BEGINS"), transaction.atomic():
        file.save(force_insert=True)


def shared(file: ReportFile, house: House, role: str = Role.OWNER) -> ReportFile:
    """A row of this person whose content is that of the file."""
    mine = ReportFile.objects.get(pk=file.pk)
    mine.source, mine.data_key, mine.claims = file, None, 0
    mine.business, mine.requester = house.business, house.people[role]
    return mine


def test_nobody_shares_what_was_made_for_another_business(house: House, theirs: ReportFile) -> None:
    refused(shared(theirs, house))
    assert files(house, house.browser()) == []


def test_nobody_shares_another_report_of_the_business(house: House) -> None:
    post(house.business, "mine", 700)
    made = wish(house, role=Role.AUDITOR)
    for name, value in {
        "report": "collections", "row_count": 9, "digest": "0" * 64, "said": {"key": "collections"},
        "format": "JSON", "sha256": "0" * 64, "state": "QUEUED",
    }.items():  # fmt: skip
        mine = shared(made, house)
        setattr(mine, name, value)
        refused(mine)
    mine = shared(made, house)
    mine.pk = None
    mine.save(force_insert=True)
    refused(shared(mine, house, Role.APPROVER))  # shared once more: the content is the first one's


def test_nothing_is_ready_before_it_is_made(house: House) -> None:
    made = wish(house)
    for change in ({"source": None}, {"data_key": made.data_key}, {"claims": 1}):
        mine = shared(made, house)
        for name, value in change.items():
            setattr(mine, name, value)
        refused(mine)


def test_a_file_is_read_by_the_right_of_what_is_in_it(house: House) -> None:
    """Else the audit log would be made for its reader, and shared with a cashier as collections."""
    facts = {"key": "audit_trail", "first_day": "2026-11-01", "last_day": "2026-11-30"}
    mine = queue(house, "audit_trail")
    mine.pk, mine.report, mine.said, mine.digest = None, "collections", facts, "0" * 64
    refused(mine)


def test_what_another_wish_made_is_not_given_out(house: House) -> None:
    """Whatever digest somebody wrote beside it."""
    post(house.business, "mine", 700)
    seal_business(house.business.pk)
    wanted = queue(house)
    planted = ReportFile.objects.get(pk=wanted.pk)
    planted.pk, planted.requester = None, house.people[Role.AUDITOR]
    planted.said = planted.said | {"first_day": "2026-10-01"}
    planted.save(force_insert=True)
    assert make_files() == make_files() == 1
    planted.refresh_from_db()
    assert (planted.state, planted.first_day.month) == ("READY", 10)
    assert wish(house).pk == wanted.pk
    assert wish(house, role=Role.APPROVER).source_id == wanted.pk
