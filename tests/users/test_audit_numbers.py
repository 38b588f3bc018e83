"""A number in the facts of a row is one that Python reads back: not of more than 4,300 digits."""

from __future__ import annotations

import psycopg
import pytest

from tests.databases import address
from users.models import AuditEntry


@pytest.mark.parametrize("number", ["9" * 5000, "-" + "9" * 5000, "1e4999"])
def test_a_number_without_end_is_not_kept(database, db, business, number):
    with psycopg.connect(address(database, user="hesabu_app"), autocommit=True) as own:
        insert = (
            "INSERT INTO users_auditentry (business_id, at, action, subject, details)"
            " VALUES (%s, now(), 'x', 'x', %s)"
        )
        with pytest.raises(psycopg.errors.CheckViolation):
            own.execute(insert, [business.pk, f'{{"cents": {number}}}'])
        own.execute(insert, [business.pk, '{"cents": 1000000000000000}'])
    assert AuditEntry.objects.get(action="x").details == {"cents": 10**15}
