"""The corpus before it judges: its truth hangs together, its files say it, its faults are faults."""

from __future__ import annotations

import ast
import csv
import io
import re
import sys
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.reconciliation import corpus
from tests.reconciliation.corpus.building import build
from tests.reconciliation.corpus.claims import Claim, claim_of, days_of
from tests.reconciliation.corpus.history import ACCOUNTS, UTILITY, Leg
from tests.reconciliation.corpus.kinds import KINDS
from tests.reconciliation.corpus.sequences import Move, What, files_of
from tests.reconciliation.corpus.stories import Fate, Level
from tests.reconciliation.corpus.writing import STYLES, File, Style, write

FOLDER = Path(corpus.__file__).parent
#: What tells the product of the corpus, and is no part of the generator.
HARNESS = {"__main__.py"}
SEEDS = range(6)


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_it_shares_no_code_with_the_product():
    for path in FOLDER.glob("*.py"):
        if path.name not in HARNESS:
            strange = {
                name
                for name in imports_of(path)
                if name.split(".")[0] not in sys.stdlib_module_names | {"openpyxl"}
                and not name.startswith("tests.reconciliation.corpus")
            }
            assert not strange, path.name


@pytest.mark.parametrize("seed", SEEDS)
def test_the_truth_hangs_together(seed):
    history = build(seed)
    assert history == build(seed) != build(seed + 1)
    for account in ACCOUNTS:
        rows = history.rows[account]
        edges = [(row.balance - row.net, row.balance) for row in rows if row.moves]
        assert edges[0][0] == history.openings[account]
        assert all(one[1] == other[0] for one, other in pairwise(edges))
        assert [row.completed for row in rows] == sorted(row.completed for row in rows)
        for row in rows:
            assert re.fullmatch(r"[A-Z0-9]{10}", row.receipt) and row.cents and row.balance >= 0
    legs = Counter(row.leg for row in history.rows[UTILITY])
    assert {leg: legs[leg] for leg in (Leg.REVERSAL, Leg.SWEEP, Leg.PAYOUT)} == {
        Leg.REVERSAL: 3,
        Leg.SWEEP: 3,
        Leg.PAYOUT: 3,
    }
    assert any(not row.moves for row in history.rows[UTILITY])
    shared = Counter(row.receipt for account in ACCOUNTS for row in history.rows[account])
    assert max(shared.values()) == 2
    for day in (1, 2, 3):
        assert len(history.payments(day)) >= 4


@pytest.mark.parametrize("seed", SEEDS)
def test_stretches_touch_and_add_up(seed):
    history = build(seed)
    for account in ACCOUNTS:
        whole = days_of(history, 1, 3, account)
        days = [days_of(history, day, account=account) for day in (1, 2, 3)]
        assert whole.rows == history.rows[account] == tuple(row for day in days for row in day.rows)
        assert [day.opening for day in days] == [whole.opening, days[0].closing, days[1].closing]
        assert whole.closing == days[-1].closing == whole.rows[-1].balance
        assert sum(day.paid_in for day in days) == whole.paid_in
        assert whole.opening + whole.paid_in + whole.withdrawn == whole.closing
    for cut in (1, 2, 3):
        start, end = history.start_of(2), history.of_day(2)[-1].completed
        part = claim_of(history, start, end, cut=cut)
        assert part.rows == days_of(history, 2).rows[: len(part.rows)]
        assert part.closing == [row for row in part.rows if row.moves][-1].balance


def table_of(file: File, style: Style) -> list[list[str]]:
    """Read by csv or openpyxl and nothing else, every cell as text."""
    if style.form == "xlsx":
        sheet = load_workbook(io.BytesIO(file.data))["transaction"]
        return [
            ["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)
        ]
    return list(
        csv.reader(io.StringIO(file.data.decode(style.encoding), newline=""), delimiter=style.separator)
    )


def amount(text: str) -> int:
    return round(float(text.replace(",", "") or 0) * 100)


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_each_style_says_the_same_rows(style):
    history = build(7)
    claim = days_of(history, 2)
    file = write(claim, style)
    assert file == write(days_of(build(7), 2), style)
    table = table_of(file, style)
    header = next(at for at, cells in enumerate(table) if cells and cells[0].startswith("Receipt No"))
    titles, body = [title.split(" (")[0].rstrip(".") for title in table[header]], table[header + 1 :]
    rows = [dict(zip(titles, cells, strict=False)) for cells in body]
    rows = rows[::-1] if style.newest_first else rows
    said = [
        (row["Receipt No"], amount(row["Paid In"]) + amount(row["Withdrawn"]), amount(row["Balance"]))
        for row in rows
    ]
    true = [(row.receipt, row.cents, row.balance) for row in claim.rows]
    assert said == true or (style.jumbled and said != true and Counter(said) == Counter(true))
    preamble = " ".join(cell for cells in table[:header] for cell in cells)
    assert ("Total Paid In" in preamble) == (style.template == "A" and style.totals)
    if style.template == "B":
        assert file.name.startswith("Statements for 600984 from 2025-06-04 to 2025-06-04.")
    phones = set(re.findall(r"2547\d{8}", str(rows)))
    assert bool(phones) == (style.mask == "full")


def holds(claim: Claim) -> bool:
    """Whether the steps of a claim are one walk from its opening to its closing, by a count of balances."""
    ends = Counter({claim.opening: -1})
    ends[claim.closing] += 1
    for row in claim.rows:
        ends[row.balance - row.net] += row.moves
        ends[row.balance] -= row.moves
    nets = [row.net for row in claim.rows]
    totals = sum(net for net in nets if net > 0), sum(net for net in nets if net < 0)
    return not any(ends.values()) and totals == (claim.paid_in, claim.withdrawn)


@pytest.mark.parametrize("masked", [False, True], ids=["plain", "masked"])
@pytest.mark.parametrize("name", KINDS)
def test_a_kind_tells_its_story(name, masked):
    kind = KINDS[name]
    for seed in SEEDS[:2]:
        story = kind.story(seed, masked=masked)
        assert story == kind.story(seed, masked=masked)
        assert kind.done and kind.detected and story.uploads
        whole = {account: Counter(map(bare, story.history.rows[account])) for account in ACCOUNTS}
        for upload in story.uploads:
            said = Counter(map(bare, upload.claim.rows))
            is_part = said <= whole.get(upload.claim.account, Counter()) and holds(upload.claim)
            if upload.is_true:
                assert is_part
            if kind.level is Level.FILE and not upload.is_true and name not in ("torn_file", "other_till"):
                assert not is_part or not touches(upload.claim, story.history.openings)
            assert upload.is_true or upload.fates != {Fate.ADMITTED} or kind.level is not Level.FILE
            if masked:
                assert not re.search(rb"2547\d{8}", upload.file.data)
        demands = [named for step in story.steps for named in step.names]
        fates = [upload for upload in story.uploads if Fate.ADMITTED not in upload.fates]
        silent = [run for run in story.runs if run.silent]
        assert bool(demands or fates or silent) == (kind.level is not Level.HARMLESS)
        if masked:
            assert all("*" in told.phone for told in story.told)


def bare(row):
    return replace(row, balance=0)


def touches(claim: Claim, openings: dict[str, int]) -> bool:
    return claim.opening != openings["Organization Settlement Account"]


@pytest.mark.parametrize("what", [what for what in What if what not in (What.RUN, What.REPEATED)])
def test_what_a_sequence_sends_is_true_or_breaks(what):
    history = build(3)
    for first, last, style, chance in ((1, 1, 0, 0), (2, 3, 1, 1), (3, 1, 2, 2), (2, 2, 6, 3), (3, 3, 7, 4)):
        move = Move(what, first, last, style, chance)
        (sent,) = files_of(history, [move])
        assert sent == files_of(history, [move])[0] and sent is not None
        whole = Counter(map(bare, history.rows[sent.claim.account]))
        is_part = Counter(map(bare, sent.claim.rows)) <= whole and holds(sent.claim)
        assert sent.is_true == (is_part and sent.claim.shortcode == history.shortcode)
        assert files_of(history, [move, Move(What.RUN), Move(What.REPEATED)]) == [sent, None, sent]


def test_every_level_has_its_kinds():
    assert {kind.level for kind in KINDS.values()} == set(Level)
    assert len(KINDS) >= 30
