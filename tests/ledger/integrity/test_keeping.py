"""The file of heads: what is lost or changed there is a break, and nothing is anchored over it."""

from __future__ import annotations

import json
import os
from io import StringIO
from pathlib import Path
from time import perf_counter
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import InvalidInput, InvalidState
from core.models import Alert
from ledger.integrity.answering import check_integrity, require_books_that_hold, verify_books
from ledger.integrity.heads import broken_heads, current_heads, unanchored_since
from ledger.integrity.keeping import append_heads, heads_in, kept_heads
from ledger.integrity.offline_verifier import Head
from ledger.models import Seal
from ledger.tasks import mail_heads
from messaging.models import Message
from tests.ledger.books import verified
from tests.ledger.breaks import R1
from tests.ledger.tampering import REDO
from tests.messaging.reading import contents
from users.models import AuditEntry, Business

pytestmark = pytest.mark.tampers

MINE = {
    "business": "maji",
    "business_id": 1,
    "number": 1,
    "chain": "00" * 32,
    "at": "2026-11-20T09:00:00+00:00",
}


@pytest.fixture
def path(settings, tmp_path: Path) -> Path:
    settings.LEDGER_HEADS_PATH = str(tmp_path / "heads.jsonl")
    settings.LEDGER_HEADS_EMAILS = ["keeper@example.com"]
    return tmp_path / "heads.jsonl"


@pytest.fixture
def kept(sealed, other_business, path) -> Path:
    assert verify_books() == 0 and path.stat().st_size > 0
    return path


LOSSES = {
    "emptied": lambda path: path.write_bytes(b""),
    "gone": lambda path: path.unlink(),
    "half-written": lambda path: path.write_bytes(path.read_bytes()[:-40]),
    "without the end of its last line": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "a blank line": lambda path: path.write_bytes(path.read_bytes() + b"\n"),
    "another number": lambda path: path.write_text(path.read_text().replace('"number": 4', '"number": 3')),
    "no JSON": lambda path: path.write_text(path.read_text() + "nonsense\n"),
    "nested": lambda path: path.write_text(path.read_text() + "[" * 100_000 + "\n"),
    "no text": lambda path: path.write_bytes(path.read_bytes() + b"\xff\n"),
    "a number beyond all": lambda path: path.write_text(
        path.read_text() + json.dumps(MINE | {"number": 10**40}) + "\n"
    ),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_a_file_that_lost_something_is_a_break_and_is_never_written_over(kept, sealed, loss):
    LOSSES[loss](kept)
    left = kept.read_bytes() if kept.is_file() else None
    (told,) = check_integrity(sealed).errors
    assert told.code == "HEADS_UNREADABLE" and str(kept.parent) not in told.detail
    with pytest.raises(InvalidState, match="HEADS_UNREADABLE"):
        require_books_that_hold(sealed.pk)
    assert mail_heads() == 0  # before the hourly verification has seen it
    assert verify_books() == 1
    alert = Alert.objects.get()
    assert (alert.code, alert.business_id, alert.detail) == ("LEDGER_BROKEN", None, "HEADS_UNREADABLE: 1")
    code, shown = verified()
    assert code == 1 and f"HEADS_UNREADABLE  database: {kept.name}: " in shown
    code, shown = verified("--heads", str(kept), "--json")
    assert code == 1 and [each["code"] for each in json.loads(shown)["breaks"]] == ["HEADS_UNREADABLE"]
    with pytest.raises(CommandError):
        call_command("export_head", out=str(kept), stdout=StringIO())
    assert (kept.read_bytes() if kept.is_file() else None) == left
    assert not Message.objects.filter(key__startswith="ledger_heads:").exists()


def test_a_wrong_line_does_not_hide_what_the_others_find(kept, sealed, tamper):
    tamper(f"UPDATE ledger_entry SET description = 'x' WHERE id = {R1}", REDO)
    kept.write_text("nonsense\n" + kept.read_text() + '{"type": "head"}\n')
    assert [each.code for each in check_integrity(sealed).errors] == [
        "CHAIN_RECOMPUTED", "HEADS_UNREADABLE", "HEADS_UNREADABLE",
    ]  # fmt: skip
    assert [each.detail.removeprefix(f"{kept.name}: line ") for each in heads_in(kept).breaks] == [
        "1 of the heads: not a head as it is exported", "4 of the heads: not a head as it is exported",
    ]  # fmt: skip


def test_a_file_is_begun_once_and_anew_only_when_somebody_says_so(kept):
    assert AuditEntry.objects.get(action="ledger.heads_begin").details == {"file": str(kept)}
    kept.rename(kept.with_suffix(".old"))
    with pytest.raises(CommandError, match="BAD_HEADS"):
        call_command("export_head", out=str(kept), stdout=StringIO())
    call_command("export_head", out=str(kept), begin=True, stdout=StringIO())
    assert verify_books() == 0 and len(heads_in(kept).heads) == 4
    assert AuditEntry.objects.filter(action="ledger.heads_begin").count() == 1


@pytest.mark.parametrize("become", [os.mkfifo, lambda path: path.symlink_to(os.devnull)])
def test_a_file_that_became_a_pipe_swallows_no_heads_and_stops_no_verification(kept, become):
    kept.unlink()
    become(kept)
    assert [each.code for each in kept_heads().breaks] == ["HEADS_UNREADABLE"] and verify_books() == 1
    with pytest.raises(CommandError, match="BAD_HEADS"):
        call_command("export_head", out=str(kept), stdout=StringIO())


def test_a_file_that_came_from_elsewhere_is_missed_too(kept, tmp_path, settings):
    moved = tmp_path / "moved"
    moved.write_bytes(kept.read_bytes())
    settings.LEDGER_HEADS_PATH = str(moved)
    assert verify_books() == 0
    moved.unlink()
    assert verify_books() == 1


def test_heads_of_other_books_are_not_added_to(kept, sealed, tamper):
    tamper(f"UPDATE ledger_entry SET description = 'x' WHERE id = {R1}", REDO)
    before = kept.read_bytes()
    with pytest.raises(InvalidState) as refusal:
        append_heads(kept)
    assert refusal.value.code == "BOOKS_BROKEN" and kept.read_bytes() == before
    assert mail_heads() == 1
    (mail,) = (each["body"] for each in contents() if each["to"] == "keeper@example.com")
    assert '"business": "duka"' in mail and '"business": "maji"' not in mail


def test_when_no_head_can_be_kept_an_alert_says_so(sealed, settings, tmp_path):
    settings.LEDGER_HEADS_PATH = str(tmp_path / "absent" / "heads.jsonl")
    assert verify_books() == 0
    assert [(each.code, each.business_id) for each in Alert.objects.all()] == [("HEADS_NOT_KEPT", None)]
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        call_command("export_head", out=settings.LEDGER_HEADS_PATH, stdout=StringIO())


def test_the_command_compares_with_the_kept_heads_by_itself(kept, tamper):
    tamper(f"UPDATE ledger_entry SET description = 'x' WHERE id = {R1}", REDO)
    code, shown = verified()
    assert code == 1 and "CHAIN_RECOMPUTED  maji: " in shown


def test_a_business_that_vanished_or_changed_its_name_is_missed(sealed, other_business, superuser_database):
    duka, maji = current_heads()
    for heads, found in (
        ([duka, maji], []),
        ([duka._replace(business="gone", business_id=777)], [("SEALS_CUT_OFF", 0)]),
        ([duka._replace(business="gone", business_id=777, number=0, chain="")], []),
        ([duka._replace(business="duka ")], [("BUSINESS_DIFFERS", other_business.pk)]),
        ([duka._replace(business_id=777)], [("BUSINESS_DIFFERS", other_business.pk)]),
        ([maji._replace(business_id=other_business.pk)], [("BUSINESS_DIFFERS", other_business.pk)]),
        ([maji._replace(number=5)], [("SEALS_CUT_OFF", sealed.pk)]),
        ([maji._replace(chain="00" * 32)], [("CHAIN_RECOMPUTED", sealed.pk)]),
        ([maji._replace(number=2**63 - 1)], [("SEALS_CUT_OFF", sealed.pk)]),
    ):
        assert [(each.code, each.business_id) for each in broken_heads(heads)] == found, heads
    superuser_database.execute("UPDATE users_business SET code = 'maji2' WHERE code = 'maji'")
    assert [(each.code, each.business_id) for each in broken_heads([maji], sealed.pk)] == [
        ("BUSINESS_DIFFERS", sealed.pk)
    ]
    assert broken_heads([maji], other_business.pk) == []


@pytest.fixture
def year(db, superuser_database, tmp_path) -> SimpleNamespace:
    """Ten businesses with 8,760 seals each, and a head of each of them every hour: 87,600 heads."""
    Business.objects.bulk_create([Business(code=f"b{count}", name="B") for count in range(10)])
    superuser_database.execute("ALTER TABLE ledger_seal DISABLE TRIGGER ALL")
    superuser_database.execute(
        "INSERT INTO ledger_seal (business_id, number, entry_id, digest, chain, sealed_at)"
        " SELECT id, number, id * 10000 + number, sha256(''), sha256((id || '.' || number)::bytea), now()"
        " FROM users_business, generate_series(1, 8760) AS number"
    )
    heads = [
        Head(code, pk, number, bytes(chain).hex(), f"2026-11-20T{number % 24:02}:00:00+00:00")
        for code, pk, number, chain in Seal.objects.order_by("number").values_list(
            "business__code", "business_id", "number", "chain"
        )
    ]
    path = tmp_path / "year.jsonl"
    path.write_text("".join(f"{head.as_line()}\n" for head in heads))
    return SimpleNamespace(path=path, heads=heads)


def test_a_year_of_hourly_heads_of_ten_businesses_is_one_query(year, superuser_database):
    began = perf_counter()
    kept = heads_in(year.path)
    read = perf_counter()
    with CaptureQueriesContext(connection) as asked:
        assert broken_heads(kept.heads) == []
    done = perf_counter()
    assert (len(kept.heads), kept.breaks, len(asked)) == (87_600, [], 1)
    assert done - began < 20, (read - began, done - read)
    superuser_database.execute("UPDATE ledger_seal SET chain = digest WHERE number = 4000")
    superuser_database.execute("DELETE FROM ledger_seal WHERE number > 8000")
    found = broken_heads(kept.heads)
    assert [sum(each.code == code for each in found) for code in ("CHAIN_RECOMPUTED", "SEALS_CUT_OFF")] == [
        10,
        100,
    ]
    with CaptureQueriesContext(connection) as asked:
        assert unanchored_since(kept.heads) == {}
        assert len(unanchored_since(kept.heads[:10])) == 10
    assert len(asked) == 2


def test_a_refusal_says_what_is_wrong(kept):
    kept.write_bytes(b"")
    with pytest.raises(InvalidInput, match="empty") as refusal:
        append_heads(kept)
    assert refusal.value.code == "BAD_HEADS"


def test_a_mount_that_knows_no_locks_and_no_links_keeps_heads_too(sealed, path, monkeypatch):
    """As SMB and FUSE often are: what writes aside or locks would stop anchoring there, or the payments."""

    def unknown(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", unknown)
    monkeypatch.setattr("os.link", unknown)
    assert verify_books() == verify_books() == 0
    assert (len(heads_in(path).heads), Alert.objects.count()) == (4, 0)
