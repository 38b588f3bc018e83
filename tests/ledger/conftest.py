from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from types import SimpleNamespace

import psycopg
import pytest
from django.db import connection

from ledger.chart.standard import open_sub_account
from ledger.integrity.verifying import verify_ledger
from ledger.journal.posting import reverse_entry
from ledger.journal.sealing import seal_entries
from ledger.models import Account, Line
from tests.databases import Snapshot
from tests.ledger.books import AT, post
from tests.ledger.tampering import tamper_with
from tests.ledger.vouching import alone_up_to, member
from users.models import Business, Role, User
from users.people import create_business, create_staff

#: Everything that an attack on the books could move.
TABLES = ("ledger_entry", "ledger_line", "ledger_floor", "ledger_unsealed", "ledger_seal", "ledger_account")

Connect = Callable[[str], psycopg.Connection[tuple[object, ...]]]


def _other_business() -> Business:
    owner = create_staff(username="other", password="correct horse battery")
    return create_business(code="duka", name="Duka", owner=owner)


@pytest.fixture(scope="session")
def other_business_snapshot(business_snapshot: Snapshot) -> Snapshot:
    return business_snapshot.take(_other_business)


@pytest.fixture(scope="session")
def sealed_snapshot(business_snapshot: Snapshot, other_business_snapshot: Snapshot) -> Snapshot:
    business, other = business_snapshot.made, other_business_snapshot.made
    return other_business_snapshot.take(lambda: _sealed(business, other))


@pytest.fixture(scope="session")
def posted_snapshot(business_snapshot: Snapshot, other_business_snapshot: Snapshot) -> Snapshot:
    business, other = business_snapshot.made, other_business_snapshot.made
    return other_business_snapshot.take(lambda: _posted(business, other))


@pytest.fixture
def other_business(other_business_snapshot: Snapshot, db: None) -> Business:
    return other_business_snapshot.made


@pytest.fixture
def wallet(business: Business) -> Account:
    return open_player_wallet(business)


@pytest.fixture
def sealed(sealed_snapshot: Snapshot, business: Business) -> Business:
    """r1 (seal 1), topup (2), undone (3), its reversal (4); one of the other business; one unsealed."""
    return business


@pytest.fixture
def posted(posted_snapshot: Snapshot, db: None) -> SimpleNamespace:
    """Posted, sealed books of two businesses; a wallet holds 100 of the 500 that were put in.

    The ids of entries have come to 20000, so that an attack may choose one that was given.
    """
    return posted_snapshot.made


def open_player_wallet(business: Business) -> Account:
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
    for each in opened:
        each.close()


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


def _sealed(business: Business, other_business: Business) -> None:
    wallet = open_player_wallet(business)
    post(business)
    post(business, "topup", 500, to=wallet.code)
    undone = post(business, "undone", 300)
    reverse_entry(entry=undone, reason="typo", occurred_at=AT)
    post(other_business, "theirs")
    while seal_entries():
        pass
    post(business, "unsealed", 70)
    assert verify_ledger() == []


def _posted(business: Business, other_business: Business) -> SimpleNamespace:
    wallet = open_player_wallet(business)
    entry = post(business)
    second = post(business, "second", 200)
    undone = post(business, "undone", 300)
    reversal = reverse_entry(entry=undone, reason="typo", occurred_at=AT)
    topup = post(business, "topup", 500, to=wallet.code)
    post(business, "spent", 400, by=wallet.code)
    foreign = post(other_business)
    while seal_entries():
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(nextval('ledger_entry_id_seq')) FROM generate_series(1, 20000)")
    accounts = {account.code: account.pk for account in Account.objects.filter(business=business)}
    return SimpleNamespace(
        entry=entry.pk,
        second=second.pk,
        reversed=undone.pk,
        reversal=reversal.pk,
        topup=topup.pk,
        foreign=foreign.pk,
        line=Line.objects.filter(entry=entry).first().pk,
        cash=accounts["1020"],
        sales=accounts["4000"],
        wallet=wallet.pk,
        theirs=Account.objects.get(business=other_business, code="4000").pk,
        mine=business.pk,
        others=other_business.pk,
        reverses="NULL",
    )


@pytest.fixture
def tamper(owner_database):
    """Runs statements as the owner with every trigger off, and on again as if nothing had been."""
    return partial(tamper_with, owner_database)


@pytest.fixture
def accountant(business: Business) -> User:
    return member(business, Role.ACCOUNTANT)


@pytest.fixture
def approver(business: Business) -> User:
    return member(business, Role.APPROVER)


@pytest.fixture
def clerk(business: Business, accountant: User) -> User:
    """An accountant whose business lets one person move a million shillings alone."""
    alone_up_to(business, 100_000_000)
    return accountant
