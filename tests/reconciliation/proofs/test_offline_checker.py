"""An exported proof is checked without the database, and whatever is changed in it is found."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from ledger.journal.posting import credit, debit, post_entry
from mpesa.tills.accounts import account_code
from reconciliation.models import ReconciliationRun
from reconciliation.proofs import offline_checker
from tests.environment import ROOT
from tests.reconciliation.exceptions.books import CHARGE, ODD, PAYMENT, PAYOUT, Books, a_week_ago

Line = dict[str, Any]
Tampering = Callable[[list[Line]], None]
FIRST = a_week_ago()


@pytest.fixture
def exported(house, tmp_path: Path) -> tuple[ReconciliationRun, Path]:
    """Two days: matched, booked by the run, listed on either side, of another amount, and carried."""
    books = Books(house)
    books.call_back("UKKA000001", 100, FIRST)
    books.show(FIRST, 9, "UKKA000001", PAYMENT, 100)
    books.show(FIRST, 10, "UKKA000001", CHARGE, -1)
    books.call_back("UKKA000002", 40, FIRST, 11)
    books.show(FIRST, 12, "UKKA000003", PAYMENT, 30)
    books.show(FIRST, 13, "UKKA000004", ODD, 7)
    books.close(FIRST, FIRST)
    day = FIRST + timedelta(days=1)
    books.show(day, 8, "UKKB000001", PAYOUT, -20)
    books.call_back("UKKB000002", 51, day)
    books.show(day, 9, "UKKB000002", PAYMENT, 50)
    books.call_back("UKKB000003", 60, day, 14)
    books.show(day, 14, "UKKB000003", PAYMENT, 60)
    post_entry(
        business_id=house.business.pk,
        kind="MANUAL",
        reference="voucher:1",
        legs=[debit(account_code(books.till), 9_00), credit("4000", 9_00)],
        occurred_at=datetime.combine(day, time(9), UTC),
        description="25470****111 for X1",
    )
    books.show(day, 15, "UKKB000004", PAYMENT, 9)
    run = books.close(FIRST, day)
    path = tmp_path / "proof.jsonl"
    call_command("export_proof", "--run", str(run.pk), "--out", str(path))
    return run, path


def checked(path: Path, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", str(ROOT / "reconciliation/proofs/offline_checker.py"), str(path), *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def test_a_proof_holds_without_the_database(exported):
    run, path = exported
    status, text = checked(path, "--digest", run.digest)
    assert (status, text.splitlines()[-1]) == (0, "the proof holds"), text
    assert run.digest in text and "4 items" in text
    assert checked(path)[0] == 3
    assert checked(path, "--digest", "0" * 64)[0] == 1
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    again = path.with_name("again.jsonl")
    call_command("export_proof", "--run", str(run.pk), "--out", str(again))
    assert again.read_bytes() == path.read_bytes()


def of(lines: list[Line], kind: str, place: int = 0) -> Line:
    return [line for line in lines if line["type"] == kind][place]


def cell(kind: str, name: str, value: str, place: int = 0) -> Tampering:
    names = offline_checker.TABLES[kind][1]

    def change(lines: list[Line]) -> None:
        of(lines, kind, place)["cells"][names.index(name)] = value

    return change


def drop(kind: str, place: int = 0) -> Tampering:
    return lambda lines: lines.remove(of(lines, kind, place))


def twice(kind: str) -> Tampering:
    return lambda lines: lines.insert(lines.index(of(lines, kind)), dict(of(lines, kind)))


def put(kind: str, value: object, *names: str) -> Tampering:
    def change(lines: list[Line]) -> None:
        place: Any = of(lines, kind)
        for name in names[:-1]:
            place = place[name]
        assert place[names[-1]] != value
        place[names[-1]] = value

    return change


def moved(lines: list[Line]) -> None:
    """An amount goes from one item to another, so that the sums stay."""
    of(lines, "item")["cents"] += 100
    of(lines, "item", 1)["cents"] -= 100


def swapped(lines: list[Line]) -> None:
    one, other = of(lines, "match"), of(lines, "match", 1)
    one["reference"], other["reference"] = other["reference"], one["reference"]


#: Each with what is said of it though the last line was computed anew.
TAMPERINGS: dict[str, tuple[Tampering, str]] = {
    "an amount of a row": (cell("row", "paid_in", "12300"), "CHAIN_BROKEN"),
    "the time of a row": (cell("row", "completed_at", "1"), "DIGEST_DIFFERS"),
    "the words of a row": (cell("row", "details", "Gift"), "DIGEST_DIFFERS"),
    "a row dropped": (drop("row"), "CHAIN_BROKEN"),
    "a row twice": (twice("row"), "ROW_TWICE"),
    "the amount of a booking": (cell("booking", "cents", "777"), "PAIR_OF_TWO_AMOUNTS"),
    "what is known of a booking": (cell("fact", "account_reference", "X9"), "DIGEST_DIFFERS"),
    "the days that are covered": (put("proof", "", "facts", "whole_days"), "DIGEST_DIFFERS"),
    "the seal of a booking": (cell("booking", "seal", "1", 1), "DIGEST_DIFFERS"),
    "a booking dropped": (drop("booking"), "PAIR_OF_NOTHING"),
    "a pair dropped": (drop("match"), "NOT_ONCE"),
    "a pair twice": (twice("match"), "NOT_ONCE"),
    "pairs swapped": (swapped, "PAIR_OF_TWO_AMOUNTS"),
    "an item dropped": (drop("item"), "TERM_DIFFERS"),
    "an amount moved between items": (moved, "ITEM_DIFFERS"),
    "an item in another term": (put("item", "DEBITS_NOT_BOOKED", "term"), "ITEM_DIFFERS"),
    "an item of nothing": (put("item", "nothing", "row_key"), "NOT_ONCE"),
    "a term": (put("proof", 1, "terms", "CREDITS_NOT_BOOKED"), "TERM_DIFFERS"),
    "what is unexplained": (put("proof", 500, "unexplained"), "UNEXPLAINED_DIFFERS"),
    "the opening": (put("proof", 500, "opening"), "CHAIN_BROKEN"),
    "the closing": (put("proof", 500, "facts", "statement_closing"), "CHAIN_BROKEN"),
    "the balance of the books": (put("proof", 500, "facts", "ledger"), "UNEXPLAINED_DIFFERS"),
    "the seal": (put("proof", 1, "facts", "seal"), "DIGEST_DIFFERS"),
    "the head of the books": (put("proof", "0" * 64, "facts", "chain"), "DIGEST_DIFFERS"),
    "the ruleset": (put("proof", "2026-12-ids", "facts", "ruleset"), "DIGEST_DIFFERS"),
    "the till": (put("proof", 77, "facts", "till"), "DIGEST_DIFFERS"),
    "the digest": (put("proof", "0" * 64, "digest"), "DIGEST_DIFFERS"),
    "how many matched": (put("proof", 0, "matched"), "MATCHED_DIFFERS"),
    "the cover": (put("proof", 1, "cover", "wallets"), "COVER_DIFFERS"),
}


def write(path: Path, lines: list[Line], *, anew: bool) -> None:
    """The lines again; with `anew` the last one is computed as a forger would."""
    texts = [
        json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n" for line in lines
    ]
    if anew:
        kinds = [line["type"] for line in lines[1:-1]]
        end = {
            "type": "end",
            "counts": {kind: kinds.count(kind) for kind in kinds},
            "sha256": hashlib.sha256("".join(texts[:-1]).encode()).hexdigest(),
        }
        texts[-1] = json.dumps(end) + "\n"
    path.write_text("".join(texts), "utf-8")


def test_each_tampering_is_found(exported):
    run, path = exported
    original = path.read_text("utf-8").splitlines()
    spoiled = path.with_name("spoiled.jsonl")
    write(spoiled, [json.loads(line) for line in original], anew=True)
    assert offline_checker.main([str(spoiled), "--digest", run.digest]) == 0
    for name, (tamper, code) in TAMPERINGS.items():
        for anew in (False, True):
            lines = [json.loads(line) for line in original]
            tamper(lines)
            write(spoiled, lines, anew=anew)
            codes = {found for found, _ in offline_checker.breaks_of(offline_checker.read(str(spoiled)), "")}
            assert code in codes and ("FILE_EDITED" in codes) is not anew, (name, codes)
    assert len(TAMPERINGS) >= 10


def test_what_is_no_proof_is_refused(exported, tmp_path: Path):
    _, path = exported
    lines = path.read_bytes().splitlines(keepends=True)
    for name, data in {
        "nothing": b"",
        "no JSON": b"proof\n",
        "cut off": b"".join(lines[:-1]),
        "half a line": b"".join(lines)[:-20],
        "something after": b"".join([*lines, lines[1]]),
        "out of order": b"".join([lines[0], *lines[2:-1], lines[1], lines[-1]]),
        "a key twice": lines[0].replace(b'"run":', b'"run":1,"run":') + b"".join(lines[1:]),
        "half cents": b"".join(lines).replace(b'"opening":0', b'"opening":0.5'),
        "another version": b"".join(lines).replace(b'"type":"proof",', b'"type":"proof","x":1,'),
    }.items():
        file = tmp_path / "bad.jsonl"
        file.write_bytes(data)
        assert data != path.read_bytes(), name
        assert offline_checker.main([str(file)]) == 2, name
    assert offline_checker.main([str(tmp_path / "absent")]) == 2


def test_what_is_unexplained_is_told(exported, capsys):
    """A whole proof that leaves something open is no proof of the books: exit 4."""
    run, path = exported
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    lines[0]["facts"]["ledger"] += 5
    lines[0]["unexplained"] += 5
    write(path, lines, anew=True)
    lines[0]["digest"] = offline_checker.digest(offline_checker.read(str(path)))
    write(path, lines, anew=True)
    assert offline_checker.main([str(path)]) == 4
    assert "UNEXPLAINED  5 cents" in capsys.readouterr().out
    assert offline_checker.main([str(path), "--digest", run.digest]) == 1


def test_only_a_proof_that_is_done_is_exported(house, tmp_path: Path):
    with pytest.raises(CommandError):
        call_command("export_proof", "--run", "999999", "--out", str(tmp_path / "x"))
    assert not (tmp_path / "x").exists()
