"""Recurring vouchers, templates and attachments."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from core.files.sealed_files import MOST
from core.recurrence import Plan
from ledger.models import Entry, RecurringVoucher, VatRate, Voucher, VoucherAttachment, VoucherTemplate
from ledger.reads.selectors import balance_by_code
from ledger.vouchers.attachments import attach, give_attachment, take_attachment
from ledger.vouchers.recurring import create_recurring, pause_recurring, post_due, resume_recurring
from ledger.vouchers.templates import save_template
from tests.clock import Clock
from tests.core.threads import run_together
from tests.ledger.vouching import code, cr, dr, fresh_key, member, say_yes, write
from users.models import AuditEntry, Role

JPEG, PNG, PDF = b"\xff\xd8\xff\xe0 a picture", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR...", b"%PDF-1.7 paper"
RENT = [dr("5900", 40_000_00), cr("1100", 40_000_00)]


@pytest.fixture
def clock(clock: Clock) -> Clock:
    clock.is_day(date(2024, 1, 31))
    return clock


def rent(business, actor, **more) -> RecurringVoucher:
    fields = {
        "name": "Rent",
        "description": "Rent of the office",
        "lines": RENT,
        "frequency": "MONTHLY",
        "first_on": date(2024, 1, 31),
        "key": fresh_key(),
    }
    return create_recurring(business=business, actor=actor, **(fields | more))


def drain() -> None:
    while post_due():
        pass


def days(business) -> list[str]:
    entries = Entry.objects.filter(business=business).order_by("effective_on")
    return [str(day) for day in entries.values_list("effective_on", flat=True)]


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (date(2023, 2, 28), ["2023-03-31", "2023-04-30", "2024-02-29", "2025-02-28"]),
        (date(2024, 2, 29), ["2024-03-31", "2024-04-30", "2025-02-28", "2026-02-28"]),
        (date(2024, 2, 28), ["2024-03-28", "2024-04-28", "2025-02-28", "2026-02-28"]),  # not its end
        (date(2024, 4, 30), ["2024-05-31", "2024-06-30", "2025-04-30", "2026-04-30"]),
        (date(2024, 1, 30), ["2024-02-29", "2024-03-30", "2025-01-30", "2026-01-30"]),
    ],
)
def test_the_end_of_a_month_stays_the_end_of_a_month(first, expected):
    assert [str(Plan(first, "MONTHLY").nth_day(index)) for index in (1, 2, 12, 24)] == expected


def test_months_end_at_their_ends_and_weeks_are_seven_days():
    first = date(2024, 1, 31)
    found = [str(Plan(first, "MONTHLY").nth_day(index)) for index in (0, 1, 2, 3, 11, 12, 13, 25)]
    assert found == [
        *("2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"),
        *("2024-12-31", "2025-01-31", "2025-02-28", "2026-02-28"),
    ]
    assert Plan(first, "WEEKLY").nth_day(5) == first + timedelta(days=35)


def test_it_is_approved_once_and_posted_on_each_day_also_on_missed_ones(
    business, accountant, approver, clock
):
    standing = rent(business, accountant, key="rent-for-ever")
    assert rent(business, accountant, key="rent-for-ever") == standing
    assert code(rent, business, accountant, key="rent-for-ever", name="Other") == "KEY_REUSED"
    drain()
    assert days(business) == []
    act = json.loads(standing.approval.content)
    assert (act["amount"], act["facts"]["frequency"], act["facts"]["first"]) == (
        "KES 480,000.00",  # of a year
        "MONTHLY",
        "2024-01-31",
    )
    say_yes(standing, approver)
    drain()
    assert days(business) == ["2024-01-31"]
    clock.is_day(date(2024, 2, 28))
    drain()
    assert days(business) == ["2024-01-31"]
    clock.is_day(date(2024, 4, 30))  # nothing ran for two months
    drain()
    drain()
    assert days(business) == ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]
    vouchers = Voucher.objects.filter(recurring=standing)
    assert {(each.approval_id, each.amount) for each in vouchers} == {(standing.approval_id, 40_000_00)}
    assert balance_by_code(business.pk, "5900") == 4 * 40_000_00


def test_within_the_solo_limit_it_begins_at_once_and_ends_on_its_last_day(business, clerk, clock):
    standing = rent(business, clerk, frequency="WEEKLY", last_on=date(2024, 2, 14))
    clock.is_day(date(2024, 6, 1))
    drain()
    standing.refresh_from_db()
    assert (days(business), standing.active) == (["2024-01-31", "2024-02-07", "2024-02-14"], False)


def test_two_clusters_post_each_day_once(business, clerk, clock):
    rent(business, clerk)
    clock.is_day(date(2024, 12, 31))
    run_together([drain] * 4)
    drain()
    assert len(days(business)) == len(set(days(business))) == 12
    standing = RecurringVoucher.objects.get()
    with pytest.raises(DatabaseError):
        RecurringVoucher.objects.update(next_index=0)
    with pytest.raises(DatabaseError), transaction.atomic():
        Voucher.objects.create(
            business=business, kind="MANUAL", effective_on=date(2024, 1, 31), description="again", amount=1,
            recurring=standing, key_hash=b"", maker=clerk,
        )  # fmt: skip


def test_paused_nothing_is_posted_and_resumed_it_catches_up_or_skips(business, clerk, clock):
    standing = rent(business, clerk)
    pause_recurring(recurring=standing, actor=clerk)
    clock.is_day(date(2024, 4, 1))
    drain()
    assert days(business) == []
    resume_recurring(recurring=standing, actor=clerk, skip_until=date(2024, 3, 1))
    drain()
    assert days(business) == ["2024-03-31"]
    assert list(AuditEntry.objects.filter(action="recurring.resume").values_list("details", flat=True)) == [
        {"skipped": 2}
    ]


def test_another_rate_of_vat_stops_it_and_the_others_go_on(business, clerk, clock):
    taxed = rent(business, clerk, name="Taxed", lines=[dr("5900", 116_00, "STANDARD"), cr("1100", 116_00)])
    rent(business, clerk)
    drain()
    VatRate.objects.create(of="STANDARD", valid_from=date(2024, 2, 15), basis_points=1800)
    clock.is_day(date(2024, 2, 29))
    drain()
    taxed.refresh_from_db()
    assert (taxed.paused, taxed.problem_code, str(taxed.next_on)) == (
        True,
        "VAT_RATE_CHANGED",
        "2024-02-29",
    )
    assert days(business) == ["2024-01-31", "2024-01-31", "2024-02-29"]


def test_standing_vouchers_that_are_refused(business, other_business, clerk, clock):
    for more, expected in (
        ({"lines": [dr("2900", 5), cr("4000", 5)]}, "SUSPENSE_IS_PLACED"),
        ({"lines": [dr("1020", 5), cr("4000", 6)]}, "UNBALANCED"),
        ({"first_on": date(2023, 1, 30)}, "BAD_DAY"),
        ({"first_on": date(2000, 1, 3), "frequency": "WEEKLY"}, "BAD_DAY"),
        ({"first_on": date(9999, 12, 31)}, "BAD_DAY"),
        ({"last_on": date(2024, 1, 1)}, "BAD_DAY"),
        ({"name": ""}, "NAME_MISSING"),
        ({"key": ""}, "BAD_KEY"),
    ):
        assert code(rent, business, clerk, **more) == expected, more
    assert code(rent, other_business, clerk) == "NOT_FOUND"
    auditor = member(business, Role.AUDITOR)
    standing = rent(business, clerk)
    assert code(pause_recurring, recurring=standing, actor=auditor) == "NOT_ALLOWED"
    assert code(resume_recurring, recurring=standing, actor=auditor) == "NOT_ALLOWED"
    assert RecurringVoucher.objects.count() == 1


def test_a_template_is_kept_by_name_with_or_without_amounts(business, clerk):
    more = {"business": business, "name": "Rent", "actor": clerk}
    first = save_template(**more, lines=[dr("5900", 0), cr("1100", 0)])
    second = save_template(**more, lines=[dr("5900", 5), cr("1100", 5)], description="of the month")
    assert (first.pk, VoucherTemplate.objects.get().lines[0]["debit"]) == (second.pk, 5)
    for lines, expected in (
        ([], "LINES_MISSING"),
        ([dr("4711", 0)], "UNKNOWN_ACCOUNT"),
        ([dr("2890", 0)], "SYSTEM_ACCOUNT"),
        ([dr("5900", -1)], "BAD_AMOUNT"),
        ([dr("5900", 0, "HIGH")], "VAT_NOT_HERE"),
    ):
        assert code(save_template, **more, lines=lines) == expected
    assert (
        code(save_template, **(more | {"actor": member(business, Role.AUDITOR)}), lines=RENT) == "NOT_ALLOWED"
    )


def test_papers_are_looked_at_sealed_and_given_to_who_reads_the_books(
    business, other_business, clerk, settings
):
    voucher = write(business, clerk, *RENT)
    kinds = [attach(voucher=voucher, data=data, actor=clerk).media_type for data in (JPEG, PNG, PDF, PDF)]
    assert kinds == ["image/jpeg", "image/png", "application/pdf", "application/pdf"]
    assert VoucherAttachment.objects.count() == 3
    paper = VoucherAttachment.objects.get(media_type="application/pdf")
    assert PDF not in bytes(paper.file_sealed)
    auditor = member(business, Role.AUDITOR)
    given = give_attachment(auditor, paper.pk)
    assert (given.name, given.content) == (f"voucher-{voucher.pk}-{paper.pk}.pdf", PDF)
    assert AuditEntry.objects.get(action="voucher.attachment_read").actor == auditor
    assert code(give_attachment, member(business, Role.CASHIER), paper.pk) == "NOT_ALLOWED"
    assert code(give_attachment, member(other_business, Role.OWNER), paper.pk) == "NOT_FOUND"
    assert code(take_attachment, auditor, voucher.pk, "x.pdf", PDF) == "NOT_ALLOWED"
    settings.VOUCHER_ATTACHMENT_MAX_BYTES = 100
    for data, expected in (
        (b"", "DOCUMENT_EMPTY"),
        (b"<svg onload=alert(1)>", "DOCUMENT_TYPE"),
        (b"PK\x03\x04 a workbook", "DOCUMENT_TYPE"),
        (JPEG + b"x" * 100, "DOCUMENT_TOO_LARGE"),
    ):
        assert code(take_attachment, clerk, voucher.pk, "paper.pdf", data) == expected
    for number in range(MOST - 3):
        attach(voucher=voucher, data=JPEG + str(number).encode(), actor=clerk)
    assert code(attach, voucher=voucher, data=JPEG + b"more", actor=clerk) == "TOO_MANY_DOCUMENTS"
