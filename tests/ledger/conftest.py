from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest

from ledger.chart import open_sub_account
from ledger.models import Account
from users.models import Business
from users.people import create_business, create_staff

#: Everything that an attack on the books could move.
TABLES = ("ledger_entry", "ledger_line", "ledger_floor", "ledger_unsealed", "ledger_seal", "ledger_account")

Connect = Callable[[str], psycopg.Connection[tuple[object, ...]]]


@pytest.fixture
def business(db: None) -> Business:
    owner = create_staff(username="owner", password="correct horse battery")
    return create_business(code="maji", name="Maji Safi", owner=owner)


@pytest.fixture
def other_business(db: None) -> Business:
    owner = create_staff(username="other", password="correct horse battery")
    return create_business(code="duka", name="Duka", owner=owner)


@pytest.fixture
def wallet(business: Business) -> Account:
    return open_sub_account(
        business_id=business.pk, parent_code="2200", suffix="1", name="A player", has_floor=True
    )


@pytest.fixture
def connect(superuser_database: psycopg.Connection[tuple[object, ...]]) -> Iterator[Connect]:
    """Connects to the test's database as a role of choice, in no transaction yet."""
    opened = []

    def connect_as(role: str) -> psycopg.Connection[tuple[object, ...]]:
        opened.append(psycopg.connect(superuser_database.info.dsn.replace("user=postgres", f"user={role}")))
        return opened[-1]

    yield connect_as
    for connection in opened:
        connection.close()


@pytest.fixture
def books(superuser_database: psycopg.Connection[tuple[object, ...]]) -> Callable[[], dict[str, str]]:
    """A fingerprint of every table of the books, to say that nothing moved."""

    def fingerprint() -> dict[str, str]:
        found = {}
        for table in TABLES:
            row = superuser_database.execute(
                f"SELECT count(*) || md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} AS t"
            ).fetchone()
            found[table] = str(row and row[0])
        return found

    return fingerprint
