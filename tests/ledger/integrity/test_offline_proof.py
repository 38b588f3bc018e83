"""The offline proof: whoever changes or forges a journal or its heads never hears that it holds."""

from __future__ import annotations

import ast
import copy
import json
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ledger.integrity import offline_verifier
from ledger.integrity.exporting import journal_lines
from ledger.integrity.heads import current_heads
from ledger.integrity.offline_verifier import Head, digest
from tests.environment import ROOT
from tests.ledger.integrity.test_anchoring import offline

pytestmark = pytest.mark.tampers

Rows = list[dict[str, Any]]
Judge = Callable[..., tuple[int, str]]


@pytest.fixture
def rows(sealed) -> Rows:
    return [json.loads(line) for line in journal_lines(sealed)]


@pytest.fixture
def heads(sealed) -> list[Head]:
    """Of duka and of maji; the journal is maji's."""
    return current_heads()


@pytest.fixture
def judge(tmp_path: Path, capsys) -> Judge:
    """Exit code and output for texts of journal and heads; heads None: none are given."""
    written: dict[str, str] = {}

    def file(name: str, text: str) -> str:
        path = tmp_path / name
        if written.get(name) != text:
            path.write_text(text, "utf-8")
            written[name] = text
        return str(path)

    def run(journal: str, heads: str | None, *options: str) -> tuple[int, str]:
        if heads is not None:
            options = ("--heads", file("heads.jsonl", heads), *options)
        code = offline_verifier.main([file("journal.jsonl", journal), *options])
        return code, capsys.readouterr().out

    return run


def text_of(rows: Rows | list[Head]) -> str:
    lines = (row.as_line() if isinstance(row, Head) else json.dumps(row) for row in rows)
    return "".join(f"{line}\n" for line in lines)


def forged(rows: Rows, **changed: Any) -> Rows:
    """The journal with another amount and perhaps another owner, every digest and chain computed for it."""
    rows = copy.deepcopy(rows)
    for line in rows[1]["lines"]:
        line[3:5] = ["999.00" if side != "0.00" else side for side in line[3:5]]
    for row in rows[1:-1]:
        row["business_id"] = changed.get("business_id", row["business_id"])
    rows = chained(rows[:-1])
    rows[0] |= changed
    return rows


def chained(rows: Rows) -> Rows:
    """A journal of these rows, its end added, with every digest and chain computed anew."""
    header, *entries = copy.deepcopy(rows)
    chain = bytes(32)
    for row in entries:
        row["digest"] = digest(row).hex()
        chain = sha256(chain + bytes.fromhex(row["digest"])).digest()
        row["chain"] = chain.hex()
    header |= {"number": entries[-1]["number"], "chain": chain.hex()}
    return [header, *entries, {"type": "end", "entries": len(entries)}]


def test_a_forged_journal_may_not_choose_its_witness(rows, heads, judge):
    duka, maji = heads
    for changed, given, code, says in (
        ({}, heads, 1, "CHAIN_RECOMPUTED"),
        ({"business": "maji "}, heads, 1, "BUSINESS_DIFFERS"),
        ({"business": "Maji"}, heads, 1, "BUSINESS_DIFFERS"),
        ({"business_id": maji.business_id + 100}, heads, 1, "BUSINESS_DIFFERS"),
        ({"business": "duka"}, heads, 1, "BUSINESS_DIFFERS"),
        ({"business": "duka", "business_id": duka.business_id}, heads, 1, "CHAIN_RECOMPUTED"),
        ({"business": "x", "business_id": maji.business_id + 100}, heads, 3, "NO_HEAD_MET"),
        ({}, [duka], 3, "NO_HEAD_MET"),
        ({}, [maji._replace(number=0, chain="")], 3, "NO_HEAD_MET"),
        ({}, [], 2, "BAD_FILE"),
    ):
        for options in ((), ("--allow-unanchored-tail",)):
            told, output = judge(text_of(forged(rows, **changed)), text_of(given), *options)
            assert (told, output.split()[0]) == (code, says), (changed, output)
            assert "holds" not in output
    assert judge(text_of(forged(rows)), None) == (
        0,
        "the journal agrees with itself; unanchored: give --heads\n",
    )
    assert judge(text_of(rows), text_of(heads))[0] == 0


def test_an_entry_is_reversed_once_by_a_reversal_and_a_reversal_by_none(rows, judge):
    """Digests, chain and head of all of them are right: who owns the database sealed them so."""
    original, reversal = rows[3], rows[4]
    assert (reversal["kind"], reversal["reverses"]) == ("REVERSAL", original["id"])

    def more(row: dict[str, Any], **changed: Any) -> dict[str, Any]:
        return {**copy.deepcopy(row), "id": reversal["id"] + 1, "number": 5, **changed}

    assert "REVERSAL_DIFFERS" not in judge(text_of(chained([*rows[:5], more(original)])), None)[1]
    for wrong in (
        [*rows[:5], more(reversal)],
        [*rows[:5], more(original, kind="REVERSAL", reverses=reversal["id"])],
        [*rows[:5], more(original, kind="REVERSAL")],
        [*rows[:4], {**reversal, "kind": "MANUAL"}],
    ):
        code, output = judge(text_of(chained(wrong)), None)
        assert code == 1 and output.startswith("REVERSAL_DIFFERS") and output.endswith("\n1 broken\n"), output


def test_it_says_how_far_it_is_anchored_and_by_which_head(rows, heads, judge):
    maji = heads[1]
    third = Head("maji", maji.business_id, 3, rows[3]["chain"], "2026-11-20T09:00:00+00:00")
    told = "anchored up to seal 3 of 4 by the head exported at 2026-11-20T09:00:00+00:00\n"
    tail = "UNANCHORED_TAIL  seals 4 to 4 are newer than every head\n"
    assert judge(text_of(rows), text_of([third])) == (3, f"{tail}not proved; {told}")
    allowed = judge(text_of(rows), text_of([third]), "--allow-unanchored-tail")
    assert allowed == (0, f"the journal holds; {told}")
    whole = f"the journal holds; anchored up to seal 4 of 4 by the head exported at {maji.at}\n"
    for given in ([third, *heads], [*reversed(heads), third, third]):
        assert judge(text_of(rows), text_of(given)) == (0, whole)
    later = maji._replace(number=5)
    assert judge(text_of(rows), text_of([later]))[1].startswith("SEALS_CUT_OFF  seal 5 ")
    edited = copy.deepcopy(rows)
    edited[4]["description"] = "in the tail"
    assert judge(text_of(edited), text_of([third]), "--allow-unanchored-tail")[0] == 1


def hostile(value: Any) -> Iterator[Any]:
    """Other values than this one, of its type and of others."""
    yield from (None, True, False, 0, 1, -1, 2.5, 10**30, "", " ", "0", "None", [], {}, [value], {"x": value})
    if type(value) is int:
        yield from (value + 1, value - 1, -value, value + 2**64, float(value), value + 0.75, str(value))
    if type(value) is str:
        yield from (f"{value} ", f" {value}", f"0{value}", f"-{value}", f"+{value}", f"{value}\n", value[:-1])
        yield from (value.upper(), value.swapcase(), value[::-1], value + "\ud83d", value + "\x00")
        yield value.translate({ord(digit): ord(digit) + 1584 for digit in "0123456789"})  # Arabic digits
        if value.lstrip("-").isdecimal():
            yield from (int(value), str(int(value) + 1), f"{value}.0")
    if type(value) is list:
        yield from (value[1:], value[:-1], [*value, *value], value[::-1], [*value, None])


def spots(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value inside of a row."""
    for name, part in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*way, name)
        if isinstance(part, dict | list):
            yield from spots(part, (*way, name))


def mutants(row: dict[str, Any]) -> Iterator[str]:
    """One row as text, with each value changed, taken out, renamed and told twice."""
    for way in spots(row):
        original = row
        for name in way:
            original = original[name]
        for value in hostile(original):
            if repr(value) == repr(original):
                continue
            other = copy.deepcopy(row)
            inside: Any = other
            for name in way[:-1]:
                inside = inside[name]
            inside[way[-1]] = value
            yield json.dumps(other)
        if len(way) == 1:
            (name,) = way
            rest = {key: value for key, value in row.items() if key != name}
            yield from (json.dumps(rest), json.dumps(rest | {f"{name} ": original}))
            for first, second in ((original, original), (None, original), (original, None)):
                yield json.dumps({"": 0, **rest, name: second}).replace(
                    '"": 0', f'"{name}": {json.dumps(first)}'
                )
    yield from (json.dumps(row | {"more": 1}), json.dumps([row]), json.dumps(json.dumps(row)), "", "null")


def assert_never_holds(judge: Judge, journal: str, heads: str, what: object) -> None:
    code, output = judge(journal, heads, "--allow-unanchored-tail")
    assert code in (1, 2, 3) and "holds" not in output, what
    assert output.count("\n") < 12 and "Traceback" not in output and output.isascii(), what


@pytest.mark.parametrize(
    "places",
    [(0, 4, 5), pytest.param((1, 2, 3), marks=pytest.mark.slow)],
    ids=["the first line, a reversal and the last line", "the other entries"],
)
def test_no_changed_value_of_a_journal_holds(rows, heads, judge, places):
    lines, anchors, tried = text_of(rows).splitlines(), text_of(heads), 0
    assert judge(text_of(rows), anchors)[0] == 0
    for place in places:
        for mutant in mutants(rows[place]):
            changed = "".join(f"{each}\n" for each in [*lines[:place], mutant, *lines[place + 1 :]])
            assert_never_holds(judge, changed, anchors, mutant)
            tried += 1
    assert tried > 1000


def test_no_changed_value_of_a_head_holds(rows, heads, judge):
    journal, lines, tried = text_of(rows), text_of(heads).splitlines(), 0
    for place, line in enumerate(lines):
        for mutant in mutants(json.loads(line)):
            changed = "".join(f"{each}\n" for each in [*lines[:place], mutant, *lines[place + 1 :]])
            assert_never_holds(judge, journal, changed, mutant)
            tried += 1
    assert tried > 500


def test_no_line_of_a_journal_is_left_out_doubled_moved_or_cut(rows, heads, judge):
    lines, anchors = text_of(rows).splitlines(keepends=True), text_of(heads)
    for place, line in enumerate(lines):
        rest = lines[:place] + lines[place + 1 :]
        for other in range(len(lines)):
            moved = [*rest[:other], line, *rest[other:]]
            if moved != lines:
                assert_never_holds(judge, "".join(moved), anchors, (place, other))
            assert_never_holds(judge, "".join([*lines[:other], line, *lines[other:]]), anchors, place)
        assert_never_holds(judge, "".join(rest), anchors, place)
        for more in ("\n", " \n", "{}\n", "x"):
            assert_never_holds(judge, "".join([*lines[:place], more, *lines[place:]]), anchors, more)
    text = "".join(lines)
    for length in range(0, len(text), 7):
        assert_never_holds(judge, text[:length], anchors, length)
    assert_never_holds(judge, text[:-1], anchors, "the last line has no end")


def test_heads_that_are_cut_off_or_told_by_another_keeper_hold_nothing(rows, heads, judge):
    journal, text = text_of(rows), text_of(heads)
    for length in range(0, len(text), 7):
        assert_never_holds(judge, journal, text[:length], length)
    assert_never_holds(judge, journal, text[:-1], "the last line has no end")
    maji = heads[1]
    for changed in (  # each with a check that fits
        {"business": "maji "}, {"business": "duka"}, {"business": "nobody"}, {"business_id": 1_000_000},
        {"number": 0, "chain": ""}, {"number": 3}, {"number": 5}, {"number": 2**63 - 1},
        {"chain": "00" * 32}, {"chain": rows[2]["chain"]},
        {"at": "2026-11-20T09:00:00"}, {"at": "2026-11-31T09:00:00+00:00"},
    ):  # fmt: skip
        assert_never_holds(judge, journal, text_of([heads[0], maji._replace(**changed)]), changed)
    assert_never_holds(judge, journal, text_of([maji, maji._replace(chain="00" * 32)]), "two stories")


@pytest.mark.parametrize(
    "line",
    ["[" * 100_000, '{"a":' * 100_000, "9" * 5_000, "1e999999", "NaN", "-Infinity", "\ufeff{}", '"\\ud83d"',
     "{", '{"type": "journal", "version": 5}', '{"type": []}', '{"type": "entry"}', "\x00", "[]", "nul"],
)  # fmt: skip
def test_a_broken_file_is_one_clear_line(rows, heads, judge, line):
    for journal, kept in ((f"{line}\n", text_of(heads)), (text_of(rows), f"{line}\n")):
        code, output = judge(journal, kept)
        assert code == 2 and output.startswith("BAD_FILE  line 1 of the ") and output.count("\n") == 1, output
    code, output = judge(text_of(rows[:3]) + f"{line}\n", text_of(heads))
    assert code == 2 and output.startswith("BAD_FILE  line 4 of the journal: "), output


def test_what_is_not_there_and_what_is_no_text_is_one_clear_line(rows, heads, tmp_path):
    journal = tmp_path / "journal"
    assert offline(journal) == (2, [f"BAD_FILE  '{journal}': No such file or directory"])
    assert offline(tmp_path)[0] == 2
    journal.write_bytes(b"\xff\xfe\n")
    assert offline(journal) == (2, ["BAD_FILE  line 1 of the journal: not UTF-8"])
    journal.write_text(text_of(rows), "utf-8")
    assert offline(journal, "--heads", tmp_path / "absent")[0] == 2
    empty = tmp_path / "empty"
    empty.touch()
    assert offline(journal, "--heads", "")[0] == 2  # $HEADS, which is not set
    assert offline(journal, "--heads", empty) == (2, ["BAD_FILE  the file of heads is empty"])


def test_what_a_file_says_is_never_printed_as_ours(rows, heads, judge):
    """A business called like our last line, in characters that steer a terminal."""
    name = "maji\nthe journal holds\x1b[2J"
    code, output = judge(text_of(forged(rows, business=name)), text_of(heads))
    assert code == 1 and output.count("\n") == 2
    assert output.startswith(r"BUSINESS_DIFFERS  a journal of 'maji\nthe journal holds\x1b[2J', id ")


def test_the_verifier_is_one_file_for_python_3_9_with_nothing_installed():
    source = (ROOT / "ledger/integrity/offline_verifier.py").read_text("utf-8")
    tree = ast.parse(source, feature_version=(3, 9))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(str(node.module).split(".")[0])
    assert imported and imported <= sys.stdlib_module_names | {"__future__"}
    assert "match " not in source.replace("fullmatch", "") and "strict=" not in source
