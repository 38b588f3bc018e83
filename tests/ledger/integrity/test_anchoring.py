"""Heads kept outside the database, the exported journal, and the tamper corpus told to both verifiers."""

from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ledger.integrity.heads import broken_heads, current_heads, unanchored_since
from ledger.integrity.keeping import append_heads, heads_in
from ledger.integrity.verifying import verify_ledger
from ledger.journal.sealing import seal_business
from ledger.models import Seal
from tests.environment import ROOT
from tests.ledger.books import post, verified
from tests.ledger.breaks import R1
from tests.ledger.tampering import CORPUS, REDO

pytestmark = pytest.mark.tampers


@pytest.fixture
def heads(sealed, tmp_path) -> Path:
    path = tmp_path / "heads.jsonl"
    append_heads(path)
    return path


def offline(journal: Path, *arguments: object) -> tuple[int, list[str]]:
    """The verifier as an auditor runs it: no project, no packages."""
    run = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            ROOT / "ledger/integrity/offline_verifier.py",
            journal,
            *map(str, arguments),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={"LC_ALL": "C", "PYTHONUTF8": "1"},
    )
    assert run.stderr == ""
    return run.returncode, run.stdout.splitlines()


def export(tmp_path: Path) -> Path:
    journal = tmp_path / "journal.jsonl"
    call_command("export_journal", business="maji", out=str(journal), stdout=StringIO())
    return journal


@pytest.mark.parametrize("name", CORPUS)
def test_each_kind_of_tampering_is_found_by_its_name(sealed, heads, tamper, tmp_path, name):
    statements, online, in_the_file = CORPUS[name]
    tamper(*statements)
    found = {each.code for each in verify_ledger(sealed.pk) + broken_heads(heads_in(heads).heads, sealed.pk)}
    assert found == online
    code, lines = offline(export(tmp_path), "--heads", heads)
    assert {line.split()[0] for line in lines[:-1]} == in_the_file, lines
    assert code == (1 if in_the_file else 0)


def test_the_corpus_is_large_enough():
    assert len(CORPUS) >= 14


def test_an_honest_journal_holds_on_and_offline(sealed, heads, tmp_path):
    post(sealed, "later", 10, description="Maji ya mto, Ünïcode \n\x01")
    seal_business(sealed.pk)
    journal = export(tmp_path)
    at = heads_in(heads).heads[-1].at
    upto = f"anchored up to seal 4 of 6 by the head exported at {at}"
    tail = "UNANCHORED_TAIL  seals 5 to 6 are newer than every head"
    assert offline(journal, "--heads", heads) == (3, [tail, f"not proved; {upto}"])
    allowed = offline(journal, "--heads", heads, "--allow-unanchored-tail")
    assert allowed == (0, [f"the journal holds; {upto}"])
    assert offline(journal) == (0, ["the journal agrees with itself; unanchored: give --heads"])
    assert broken_heads(heads_in(heads).heads) == []
    code, shown = verified("--heads", str(heads), "--json")
    told = {head["business"]: head["unanchored_since"] for head in json.loads(shown)["heads"]}
    newest = Seal.objects.get(business=sealed, number=6).sealed_at
    assert (code, told["duka"]) == (0, None)
    assert told["maji"] <= newest.isoformat() and told["maji"] is not None


def test_without_a_head_a_recomputed_chain_looks_whole_and_is_unanchored(sealed, tamper):
    tamper(f"UPDATE ledger_entry SET description = 'x' WHERE id = {R1}", REDO)
    code, shown = verified()
    first = Seal.objects.get(business=sealed, number=1).sealed_at
    assert code == 0
    assert shown.splitlines()[1].endswith(f", unanchored since {first.isoformat(timespec='seconds')}")


def test_the_command_finds_it_by_the_exported_head(sealed, heads, tamper):
    tamper(f"UPDATE ledger_entry SET description = 'x' WHERE id = {R1}", REDO)
    code, shown = verified("--heads", str(heads), "--business", "maji")
    assert code == 1 and "CHAIN_RECOMPUTED  maji: " in shown
    assert verified("--heads", str(heads), "--business", "duka")[0] == 0


def test_each_day_adds_its_anchors_to_the_file(sealed, heads):
    post(sealed, "later", 10)
    seal_business(sealed.pk)
    shown = StringIO()
    call_command("export_head", out=str(heads), stdout=shown)
    assert [(head.business, head.number) for head in heads_in(heads).heads] == [
        ("duka", 1), ("maji", 4), ("duka", 1), ("maji", 6),
    ]  # fmt: skip
    assert broken_heads(heads_in(heads).heads) == []
    assert unanchored_since(heads_in(heads).heads) == {}
    shown = StringIO()
    call_command("export_head", stdout=shown)
    told = [json.loads(line) for line in shown.getvalue().splitlines()]
    assert [(head["business"], head["number"], len(head["chain"])) for head in told] == [
        ("duka", 1, 64), ("maji", 6, 64),
    ]  # fmt: skip


def test_a_business_without_seals_has_an_empty_head_and_journal(business, tmp_path):
    assert [(head.number, head.chain) for head in current_heads()] == [(0, "")]
    heads = tmp_path / "heads"
    append_heads(heads)
    assert broken_heads(heads_in(heads).heads) == []
    (head,) = heads_in(heads).heads
    upto = f"the journal holds; anchored up to seal 0 of 0 by the head exported at {head.at}"
    assert offline(export(tmp_path), "--heads", heads) == (0, [upto])
    assert unanchored_since() == {}
    with pytest.raises(CommandError, match="NOT_FOUND"):
        call_command("export_journal", business="nobody", out=str(tmp_path / "x"))


def change(rows: list[dict], name: str) -> list[dict]:
    """Edits of the exported file itself."""
    if name == "a line of the file is gone":
        return rows[:2] + rows[3:]
    if name == "the end is gone":
        return rows[:-1]
    if name == "the tail and the count are redone":
        rows[0]["number"], rows[-1]["entries"] = 3, 3
        rows[0]["chain"] = rows[3]["chain"]
        return rows[:4] + rows[-1:]
    if name == "an amount":
        rows[1]["lines"][0][3] = "50.01"
    if name == "a kind of account":
        rows[1]["lines"][0][2] = "EXPENSE"
    if name == "two entries change places":
        rows[1], rows[2] = rows[2], rows[1]
    return rows


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("a line of the file is gone", {"SEAL_NUMBER_MISSING", "SEAL_BROKEN", "JOURNAL_CUT_OFF"}),
        ("the end is gone", {"JOURNAL_CUT_OFF"}),
        ("the tail and the count are redone", {"SEALS_CUT_OFF"}),
        ("an amount", {"ENTRY_EDITED", "ENTRY_UNBALANCED"}),
        ("a kind of account", {"ENTRY_EDITED"}),
        ("two entries change places", {"SEAL_NUMBER_MISSING", "SEAL_BROKEN"}),
    ],
)
def test_a_file_that_was_edited_on_its_way(sealed, heads, tmp_path, name, codes):
    journal = export(tmp_path)
    rows = [json.loads(line) for line in journal.read_text("utf-8").splitlines()]
    journal.write_text("".join(json.dumps(row) + "\n" for row in change(rows, name)), "utf-8")
    code, lines = offline(journal, "--heads", heads)
    assert code == 1 and {line.split()[0] for line in lines[:-1]} == codes, lines


@pytest.mark.parametrize("text", ["", "{}", "not json", '{"type": "journal", "version": 5}', "[]"])
def test_what_is_no_journal_is_said_to_be_none(tmp_path, text):
    path = tmp_path / "journal"
    path.write_text(text)
    code, lines = offline(path)
    assert code == 2 and lines[0].startswith("BAD_FILE")
