"""Completed rows of 0.00: they move nothing, so there is nothing to book, to match or to list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command

from mpesa.models import Receipt
from reconciliation.models import StatementRow
from reconciliation.proofs import offline_checker
from tests.reconciliation.exceptions.books import CHARGE, ODD, PAYMENT, PAYOUT, Books, a_week_ago

DAY = a_week_ago()


@pytest.mark.parametrize("words", [PAYMENT, CHARGE, PAYOUT, ODD], ids=lambda words: words[0].split()[0])
def test_a_row_of_nothing_stops_no_proof(house, tmp_path, words):
    books = Books(house)
    books.call_back("UKKA000001", 100, DAY)
    books.show(DAY, 9, "UKKA000001", PAYMENT, 100)
    books.show(DAY, 10, "UKKA000002", words, 0)
    run = books.close(DAY, DAY)
    assert StatementRow.objects.filter(receipt="UKKA000002", moves=True).count() == 1
    assert (run.matched, run.items.count(), books.open()) == (1, 0, [])
    assert Receipt.objects.count() == 1
    path = tmp_path / "proof.jsonl"
    call_command("export_proof", "--run", str(run.pk), "--out", str(path))
    assert offline_checker.main([str(path), "--digest", run.digest]) == 0
    next_day = DAY + timedelta(days=1)
    books.call_back("UKKB000001", 5, next_day)
    books.show(next_day, 9, "UKKB000001", PAYMENT, 5)
    assert (books.close(next_day, next_day).items.count(), books.open()) == (0, [])
