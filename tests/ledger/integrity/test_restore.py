"""Books that were dumped and restored into a cluster that has never seen them: everything holds there too."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from io import StringIO
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.core.management import call_command

from core.errors import InsufficientFunds
from core.models import GuardRecord
from embedded.engines import Postgres, postgres_programs
from ledger.integrity.heads import broken_heads
from ledger.integrity.keeping import append_heads, heads_in
from ledger.integrity.verifying import verify_ledger
from ledger.journal.sealing import ledger_head, seal_business
from ledger.journal.turnovers import fold_turnovers
from ledger.journal.wallets import (
    credit_wallet,
    debit_wallet,
    open_wallet,
    wallet_balance,
)
from ledger.models import Entry, Floor, Seal, TurnoverHead, Wallet
from ledger.reads.selectors import trial_balance
from tests.databases import connected_to
from tests.ledger.attacks import ATTACKS, assert_refused, attack
from tests.ledger.books import AT, movements_of, next_link, origins_of, post, verified
from tests.ledger.integrity.test_anchoring import export, offline
from tests.ledger.tampering import REDO, tamper_with
from users.people import create_player

QUIET: dict[str, Any] = {"check": True, "capture_output": True, "env": {**os.environ, "LC_ALL": "C"}}
DAYS = (None, date(2026, 11, 1), date(2026, 11, 20))
SEALS = (None, 0, 3, 7)

TAMPERINGS = {
    "an edited description": (
        ["UPDATE ledger_entry SET description = 'x' WHERE id = {entry}"], {"ENTRY_EDITED"},
    ),
    "edited amounts and the whole chain redone": (
        ["UPDATE ledger_line SET debit = debit * 2, credit = credit * 2 WHERE entry_id = {entry}", REDO],
        {"CHAIN_RECOMPUTED", "TURNOVER_DIFFERS"},
    ),
    "the newest entry gone with its seal": (
        ["DELETE FROM ledger_line WHERE entry_id = {newest}",
         "DELETE FROM ledger_seal WHERE entry_id = {newest}",
         "DELETE FROM ledger_entry WHERE id = {newest}"],
        {"SEALS_CUT_OFF"},
    ),
    "a seal gone": (
        ["DELETE FROM ledger_seal WHERE entry_id = {second}"],
        {"SEAL_NUMBER_MISSING", "SEAL_BROKEN", "ENTRY_LOST_BY_SEALER", "TURNOVER_DIFFERS"},
    ),
    "a raised floor": (
        ["UPDATE ledger_floor SET balance = balance + 1 WHERE account_id = {wallet}"], {"FLOOR_DIFFERS"},
    ),
}  # fmt: skip


@pytest.fixture
def cluster() -> Iterator[Postgres]:
    """A PostgreSQL of its own, with the two roles and nothing else."""
    server = Postgres(Path(os.environ["HESABU_LOCAL_DIR"]) / f"fresh-{os.getpid()}")
    try:
        server.ensure_running(fast=True)
        with psycopg.connect(server.url(), autocommit=True) as admin:
            admin.execute("CREATE ROLE hesabu_owner LOGIN CREATEDB")
            admin.execute("CREATE ROLE hesabu_app LOGIN")
            admin.execute("CREATE DATABASE books OWNER hesabu_owner")
        yield server
    finally:
        server.stop()
        shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture
def books_of_a_year(posted: SimpleNamespace, business) -> SimpleNamespace:
    """`posted`, then: a player's wallet, folded turnovers, a sealed and an unsealed entry on top."""
    player = create_player(phone="0712345678", pin="279341", business=business)
    wallet = open_wallet(business=business, player=player)
    credit_wallet(wallet=wallet, amount=900, source="1020", key="topup-01", occurred_at=AT)
    debit_wallet(wallet=wallet, amount=250, target="1020", key="cash-001", occurred_at=AT)
    seal_business(business.pk)
    while fold_turnovers():
        pass
    posted.newest = post(business, "backdated", 70, effective_on=date(2026, 11, 1)).pk
    seal_business(business.pk)
    post(business, "unsealed", 30)
    return posted


def dump_and_restore(source: psycopg.Connection[tuple[object, ...]], target: Postgres, folder: Path) -> None:
    dump = folder / "books.sql"
    pg_dump, psql = (postgres_programs() / name for name in ("pg_dump", "psql"))
    subprocess.run([pg_dump, "--dbname", source.info.dsn, "--file", dump], **QUIET)
    into = [psql, "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--dbname", target.url(database="books")]
    subprocess.run([*into, "--file", dump], **QUIET)


def figures(business_id: int) -> list[Any]:
    """Every figure that the books show."""
    balances = [
        [(row.account.code, row.debit, row.credit) for row in trial_balance(business_id, day=day, seal=seal)]
        for day, seal in product(DAYS, SEALS)
    ]
    wallet = Wallet.objects.get(business_id=business_id)
    rows = movements_of(wallet)
    parts = [(part.entry.pk, part.amount, part.sources) for part in origins_of(wallet)]
    floors = list(Floor.objects.order_by("pk").values_list("pk", "balance"))
    return [balances, rows, parts, floors, TurnoverHead.objects.get(business_id=business_id).number]


def test_everything_holds_in_a_fresh_cluster(
    books_of_a_year, business, superuser_database, cluster, tmp_path
):
    heads = tmp_path / "heads.jsonl"
    append_heads(heads)
    before = figures(business.pk)
    newest_id = Entry.objects.order_by("-pk")[0].pk
    dump_and_restore(superuser_database, cluster, tmp_path)
    with connected_to("books", host=str(cluster.folder)):
        code, shown = verified("--heads", str(heads))
        assert code == 1 and shown.endswith("were made anew since record 1 of "
                                            f"{GuardRecord.objects.get().made_at:%Y-%m-%d %H:%M} UTC:"
                                            " is this a restored dump?\n1 broken\n")  # fmt: skip
        call_command("record_guards", reason="the dump of a test was restored", stdout=StringIO())
        assert verified("--heads", str(heads))[0] == 0
        assert proved(tmp_path, heads) == "the journal holds; anchored up to seal 9 of 9"
        assert figures(business.pk) == before
        assert_guarded(cluster, books_of_a_year)
        assert_posting_goes_on(business, newest_id)
        assert verified("--heads", str(heads))[0] == 0
        append_heads(heads)
        assert proved(tmp_path, heads) == "the journal holds; anchored up to seal 11 of 11"
        call_command("migrate", check_unapplied=True, verbosity=0)


def proved(folder: Path, heads: Path) -> str:
    code, lines = offline(export(folder), "--heads", heads)
    assert code == 0
    return lines[-1].split(" by ")[0]


def assert_guarded(cluster: Postgres, names: SimpleNamespace) -> None:
    for role in ("hesabu_app", "hesabu_owner"):
        with psycopg.connect(cluster.url(user=role, database="books")) as connection:
            for name, (statements, expected) in ATTACKS.items():
                error = attack(connection, statements, names)
                assert error is not None, f"{role}: {name} passed after the restore"
                if not name.startswith("a period"):  # with an entry unsealed, another guard answers first
                    assert_refused(error, expected)


def assert_posting_goes_on(business, newest_id: int) -> None:
    """The chain, the ids, the references, the wallets and the fold go on where they were."""
    head = Seal.objects.get(business=business, number=ledger_head(business.pk))
    wallet = Wallet.objects.get(business=business)
    held = wallet_balance(wallet)
    assert post(business).pk < newest_id  # a repeat of what stands there
    with pytest.raises(InsufficientFunds):
        debit_wallet(wallet=wallet, amount=held + 1, target="1020", key="too-much", occurred_at=AT)
    spent = debit_wallet(wallet=wallet, amount=held, target="1020", key="all-of-it", occurred_at=AT)
    assert spent.pk > newest_id
    assert seal_business(business.pk) == 2
    unsealed, last = Seal.objects.filter(business=business, number__gt=head.number).order_by("number")
    assert (unsealed.number, last.number, last.entry_id) == (head.number + 1, head.number + 2, spent.pk)
    chain = next_link(next_link(bytes(head.chain), bytes(unsealed.digest)), bytes(last.digest))
    assert bytes(last.chain) == chain
    while fold_turnovers():
        pass
    assert TurnoverHead.objects.get(business=business).number == last.number
    assert wallet_balance(Wallet.objects.get(business=business)) == 0


def test_tampering_is_found_in_a_fresh_cluster(
    books_of_a_year, business, superuser_database, cluster, tmp_path
):
    heads = tmp_path / "heads.jsonl"
    append_heads(heads)
    dump_and_restore(superuser_database, cluster, tmp_path)
    with connected_to("books", host=str(cluster.folder)):
        call_command("record_guards", reason="the dump of a test was restored", stdout=StringIO())
    for number, (name, (statements, codes)) in enumerate(TAMPERINGS.items()):
        copy = f"copy{number}"
        with psycopg.connect(cluster.url(), autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {copy} TEMPLATE books")
        with psycopg.connect(cluster.url(database=copy), autocommit=True) as connection:
            tamper_with(connection, *[each.format(**vars(books_of_a_year)) for each in statements])
        with connected_to(copy, host=str(cluster.folder)):
            found = {each.code for each in verify_ledger() + broken_heads(heads_in(heads).heads)}
            assert found == codes, name
