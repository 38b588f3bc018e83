"""What the application's role sets for itself reaches no session of ours."""

from __future__ import annotations

import pytest
from django.db import connection

from ledger.integrity.verifying import verify_ledger
from users.models import Business
from users.people import create_staff

OWN = {
    "search_path": "pg_catalog",
    "default_transaction_read_only": "on",
    "statement_timeout": "1ms",
    "lock_timeout": "1ms",
    "idle_in_transaction_session_timeout": "1ms",
    "idle_session_timeout": "1ms",
}


@pytest.mark.parametrize("setting", OWN)
def test_a_role_that_alters_itself_stops_nobody(business: Business, setting: str):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        database = cursor.fetchone()[0]
        cursor.execute(f"ALTER ROLE hesabu_app IN DATABASE \"{database}\" SET {setting} = '{OWN[setting]}'")
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.01)")
        cursor.execute(f"SHOW {setting}")
        assert cursor.fetchone()[0] != OWN[setting]
    create_staff(username="second", password="correct horse battery")
    told = {"GUARD_ADDED"} if setting == "search_path" else set()
    assert {each.code for each in verify_ledger()} == told
