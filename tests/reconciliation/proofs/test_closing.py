"""A period closes only with its proof: what is missing, and when nothing is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from core.days import EAT
from core.errors import InvalidState
from ledger.closing.checks import Closing
from ledger.closing.periods import close_period
from ledger.journal.posting import credit, debit, post_entry, reverse_entry
from ledger.journal.sealing import seal_business
from ledger.models import Entry, Period
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.models import Channel
from reconciliation.proofs.closing import check_proved
from reconciliation.restating.changing import withdraw_statement
from tests.reconciliation.exceptions.books import CHARGE, PAYMENT, Books
from tests.reconciliation.verified.files import MONDAY, TUESDAY, bring, file_of, moves, prove
from users.actors import SYSTEM
from users.models import Role

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
MIDDLE = date(2026, 10, 15)


@pytest.fixture
def books(house) -> Books:
    """One payment on the first day, one on the last."""
    books = Books(house)
    for day, receipt in ((FIRST, "UKA1AA00A1"), (LAST, "UKA1AA00A2")):
        books.call_back(receipt, 100, day)
        books.show(day, 9, receipt, PAYMENT, 100)
        books.show(day, 10, receipt, CHARGE, -1)
    return books


def said(books: Books, first: date = FIRST, last: date = LAST) -> str:
    return check_proved(Closing(books.house.business, first, last))


def test_a_month_is_closed_with_its_proof(books):
    assert said(books) == (
        "600984 Utility Account: no proof of 31 days from 2026-10-01 to 2026-10-31."
        " Bring the statements in and prove these days, under Reconciliation."
    )
    close = lambda: close_period(  # noqa: E731
        business=books.house.business, last_day=LAST, actor=books.house.people[Role.OWNER], comment="x"
    )
    with pytest.raises(InvalidState, match="proved: 600984 Utility Account: no proof of 31 days"):
        close()
    assert not Period.objects.exists()
    books.close(FIRST, LAST)
    assert said(books) == ""


def test_one_proof_after_the_other_makes_the_month(books):
    books.close(FIRST, MIDDLE)
    assert "no proof of 16 days from 2026-10-16 to 2026-10-31." in said(books)
    books.close(MIDDLE + timedelta(days=1), LAST)
    assert said(books) == ""
    assert said(books, last=MIDDLE) == ""


def test_days_that_no_file_covers_are_named(books):
    books.close(FIRST, MIDDLE)
    run = books.close(MIDDLE, LAST, fresh=False)
    assert run.cut_off < datetime(2026, 10, 16, tzinfo=UTC)
    assert f"from 2026-10-16 to 2026-10-31 (the statement of proof {run.pk} does not cover them)" in said(
        books
    )


def test_what_is_booked_after_a_proof_wants_another(books):
    run = books.close(FIRST, LAST)
    charge = Entry.objects.filter(kind="CHARGE").order_by("pk").first()
    post_entry(
        business_id=books.house.business.pk,
        kind="CORRECTION",
        reference="late",
        legs=[debit("5100", 1_00), credit("1010-600984-utility", 1_00)],
        occurred_at=datetime(2026, 10, 1, 12, tzinfo=UTC),
    )
    seal_business(books.house.business.pk)
    assert f"no proof of 2026-10-01 (books or statement have changed since proof {run.pk})." in said(books)
    books.close(FIRST, FIRST, fresh=False)
    assert said(books) == ""  # listed as booked and not on the statement: explained
    reverse_entry(entry=charge, reason="as a test", occurred_at=charge.occurred_at)
    seal_business(books.house.business.pk)
    assert "no proof of 2026-10-01 (" in said(books)


def test_where_nothing_moved_nothing_is_asked(books, house):
    assert said(books, date(2026, 9, 1), date(2026, 9, 30)) == ""
    books.close(MIDDLE, LAST)  # an opening balance of 100.00 less 1.00 stands for what was before
    assert "from 2026-10-01" in said(books)
    assert said(books, date(2026, 9, 1), date(2026, 9, 30)) == ""
    post_entry(
        business_id=house.business.pk,
        kind="RECEIPT",
        reference="cash",
        legs=[debit("1020", 5), credit("4000", 5)],
        occurred_at=datetime(2026, 9, 1, 12, tzinfo=UTC),
    )
    assert said(books, date(2026, 9, 1), date(2026, 9, 30)) == ""


def test_a_till_that_begins_within_the_month_needs_its_proof_from_then(house):
    books = Books(house)
    books.call_back("UKA1AA00A1", 100, MIDDLE)
    books.show(MIDDLE, 9, "UKA1AA00A1", PAYMENT, 100)
    books.close(MIDDLE, LAST)
    assert said(books) == ""


def test_a_quiet_day_that_lost_its_file_is_proved_no_more(shop, drain):
    """Nothing moved on it, so no row is struck: only that it was quiet is not known any more."""
    bring(shop, file_of(moves(MONDAY, 1000, 300), MONDAY))
    quiet = bring(shop, file_of([], TUESDAY, opening=1300))
    assert prove(shop, drain, MONDAY, TUESDAY).unexplained == 0
    closing = Closing(shop.business, MONDAY, TUESDAY)
    assert check_proved(closing) == ""
    withdraw_statement(statement=quiet, key="withdraw-01", comment="of another till", actor=SYSTEM)
    assert "no proof of 2026-11-17 (books or statement have changed since proof" in check_proved(closing)


def test_the_last_proof_of_a_day_counts_also_where_it_is_worse(shop, drain):
    """The day before has lost its file: what the books have of it, no statement shows any more."""
    monday = moves(MONDAY, 1000, 300)
    at = monday[0].at.replace(tzinfo=EAT)
    with transaction.atomic():
        record_receipt(
            till=shop,
            facts=ReceiptFacts(monday[0].receipt, 300_00, at, "x"),
            channel=Channel.C2B,
            source="c2b",
        )
    bring(shop, file_of(moves(MONDAY - timedelta(days=1), 900, 100), MONDAY - timedelta(days=1)))
    lost = bring(shop, file_of(monday, MONDAY))
    bring(shop, file_of(moves(TUESDAY, 1300, 40), TUESDAY))
    closing = Closing(shop.business, TUESDAY, TUESDAY)
    assert prove(shop, drain, TUESDAY).unexplained == 0
    assert check_proved(closing) == ""
    withdraw_statement(statement=lost, key="withdraw-01", comment="of another till", actor=SYSTEM)
    worse = prove(shop, drain, TUESDAY)
    assert worse.unexplained == -300_00
    assert f"no proof of 2026-11-17 (proof {worse.pk} leaves -KES 300.00 unexplained)" in check_proved(
        closing
    )
