"""A seal is of what stands in the books, however the session that seals writes its letters."""

from __future__ import annotations

import psycopg
import pytest

from ledger.integrity.verifying import verify_ledger
from ledger.journal.posting import credit, debit, post_entry
from tests.databases import address
from tests.ledger.books import AT


@pytest.mark.parametrize("encoding", ["LATIN1", "WIN1252", "EUC_JP", "SQL_ASCII"])
def test_a_session_of_another_encoding_seals_the_same(database, db, business, encoding):
    post_entry(
        business_id=business.pk, kind="MANUAL", reference="café", description="Café é", occurred_at=AT,
        legs=[debit("1020", 100), credit("4000", 100)],
    )  # fmt: skip
    with psycopg.connect(address(database, user="hesabu_app"), autocommit=True) as own:
        own.execute("SELECT set_config('client_encoding', %s, false)", [encoding])
        own.execute("SELECT ledger_seal_entries(%s, 10)", [business.pk])
    assert verify_ledger() == []
