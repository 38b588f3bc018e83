"""The books are verified by the clock, and a break is heard of."""

from __future__ import annotations

import logging

import pytest

from core.models import Event
from ledger.integrity.answering import check_integrity, verify_books
from ledger.integrity.keeping import heads_in
from ledger.models import Seal
from tests.ledger.breaks import R1
from tests.ledger.tampering import REDO

pytestmark = pytest.mark.tampers


def test_books_that_hold_are_quiet(sealed, caplog):
    with caplog.at_level(logging.ERROR):
        assert verify_books() == 0
    assert not caplog.records and not Event.objects.filter(topic="ledger.broken").exists()
    found = check_integrity(sealed)
    assert (found.is_valid, found.errors, found.head_number) == (True, [], 4)
    assert found.unanchored_since == Seal.objects.get(business=sealed, number=1).sealed_at


def test_a_break_is_an_error_and_an_event(sealed, other_business, tamper, caplog):
    tamper(f"UPDATE ledger_entry SET description = 'x' WHERE id = {R1}")
    with caplog.at_level(logging.ERROR, logger="ledger.integrity.answering"):
        assert verify_books() == 1
    assert "ENTRY_EDITED" in caplog.text
    events = Event.objects.filter(topic="ledger.broken").values_list("business_id", "ids")
    assert list(events) == [(sealed.pk, {"code": "ENTRY_EDITED"})]
    assert [each.code for each in check_integrity(sealed).errors] == ["ENTRY_EDITED"]
    assert check_integrity(other_business).is_valid


def test_a_break_of_the_database_is_news_for_every_business(sealed, other_business, superuser_database):
    superuser_database.execute("ALTER TABLE ledger_line DISABLE TRIGGER check_lines")
    assert verify_books() == 1
    events = Event.objects.filter(topic="ledger.broken").values_list("business_id", flat=True)
    assert sorted(events) == sorted([sealed.pk, other_business.pk])


def test_the_clock_keeps_heads_and_compares_them(sealed, other_business, tamper, settings, tmp_path):
    settings.LEDGER_HEADS_PATH = str(tmp_path / "heads")
    assert verify_books() == verify_books() == 0
    assert len(heads_in(tmp_path / "heads").heads) == 4
    assert check_integrity(sealed).unanchored_since is None
    tamper(f"UPDATE ledger_entry SET description = 'x' WHERE id = {R1}", REDO)
    assert verify_books() > 0
    assert {each.code for each in check_integrity(sealed).errors} == {"CHAIN_RECOMPUTED"}
    assert check_integrity(other_business).is_valid
    later = heads_in(tmp_path / "heads").heads[4:]
    assert [head.business_id for head in later] == [other_business.pk]  # no anchor for broken books
    (tmp_path / "heads").write_text("nonsense")
    assert [each.code for each in check_integrity(other_business).errors] == ["HEADS_UNREADABLE"]
