"""Verifies an exported journal with nothing but this file and Python 3.9 or newer.

    python offline_verifier.py JOURNAL [--heads HEADS [--allow-unanchored-tail]]

JOURNAL comes from `manage.py export_journal`, HEADS from `manage.py export_head`, kept apart from the
database. Every digest and the whole chain are computed anew; nothing in the file is believed but what they
confirm. Who forges a journal can compute a chain for it, but no head of before: without one the file only
agrees with itself. Exit 0: the journal holds, as far as the last line says that it is anchored; 1: a break,
one line each; 2: a file is not a journal, or not heads; 3: no break, but no proof: no head of this journal
was given, or entries are newer than the newest head.

digest(entry) = SHA-256(record(header) || record(line) for each line in order of their ids). A record is what
PostgreSQL's binary protocol sends for a row, all numbers big-endian: 4 bytes the count of fields; for each
field 4 bytes the number of its type, 4 bytes the length, and the value; length ffffffff for what is absent.
The file has money in shillings, "1160.00"; its digest is of cents, 116000.
Values: 16 a byte, 1 for true; 20 an integer of 8 bytes; 25 UTF-8 text; 17 bytes; 1082 days since 2000-01-01
in 4 bytes; 1184 microseconds since 2000-01-01 00:00 UTC in 8 bytes.
chain(n) = SHA-256(chain(n-1) || digest(n)), chain(0) = 32 zero bytes.
The check of a head is SHA-256 of what stands before it on its line: it finds what was damaged on its way.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any, BinaryIO, NamedTuple

JOURNAL_VERSION, HEAD_VERSION = 5, 1
GENESIS = bytes(32)
LONGEST = 64 * 1024 * 1024  # bytes of a line

INTEGER, TEXT, BYTES, DAY, MOMENT, TRUTH = 20, 25, 17, 1082, 1184, 16
HEADER = {
    "business_id": INTEGER, "id": INTEGER, "effective_on": DAY, "occurred_at": MOMENT, "posted_at": MOMENT,
    "kind": TEXT, "description": TEXT, "reference": TEXT, "content_hash": BYTES, "reverses": INTEGER,
    "actor": INTEGER,
}  # fmt: skip
#: id, account code, account kind, debit, credit, id of the account's parent, whether the account has a floor
LINE = (INTEGER, TEXT, TEXT, INTEGER, INTEGER, INTEGER, TRUTH)
EPOCH = date(2000, 1, 1)
EPOCH_MICROS = 946_684_800_000_000  # from 1970, where the journal counts from
HEAD_LINE = re.compile(
    rb'(\{"type": "head", "version": %d, "business": ("(?:[^"\\\x00-\x1f]|\\.)*"), "business_id": (NUMBER),'
    rb' "number": (NUMBER), "chain": "([0-9a-f]{64}|)", "at": "([0-9-]{10}T[0-9:]{8}\+00:00)"),'
    rb' "check": "([0-9a-f]{64})"\}\r?\n'.replace(b"NUMBER", b"0|[1-9][0-9]{0,18}")
    % HEAD_VERSION
)
NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")  # NUL and halves of characters, which JSON can say

Found = Iterator[tuple[str, str]]
Check = Callable[[Any], bool]


class BadFile(ValueError):
    """What was read is not what it should be: the message says where."""


# Checks of what a value must be: of one type and in one spelling, so that nothing is converted.
def integer(least: int) -> Check:
    return lambda value: type(value) is int and least <= value < 2**63


def exactly(known: object) -> Check:
    return lambda value: type(value) is type(known) and value == known


def optional(check: Check) -> Check:
    return lambda value: value is None or check(value)


def text(pattern: str, further: Check = lambda value: True) -> Check:
    known = re.compile(pattern, re.DOTALL)

    def check(value: Any) -> bool:
        if type(value) is not str or not known.fullmatch(value) or NO_TEXT.search(value):
            return False
        try:
            return further(value)
        except ValueError:  # no day of the calendar
            return False

    return check


def cents(shillings: str) -> int:
    return int(shillings.replace(".", ""))


def is_lines(value: Any) -> bool:
    return type(value) is list and all(
        type(line) is list
        and len(line) == len(PARTS)
        and all(check(part) for check, part in zip(PARTS, line))  # noqa: B905  (Python 3.9)
        for line in value
    )


ANY, ID, COUNT = integer(-(2**63)), integer(1), integer(0)
CODE, HASH = text(".{1,120}"), text("[0-9a-f]{64}")
DATE = text("[0-9]{4}-[0-9]{2}-[0-9]{2}", lambda value: bool(date.fromisoformat(value)))
MICROS = text("0|-?[1-9][0-9]{0,18}", lambda value: ANY(int(value) - EPOCH_MICROS))
MONEY = text(r"-?(0|[1-9][0-9]{0,16})\.[0-9]{2}", lambda value: value != "-0.00" and ANY(cents(value)))
PARTS = (ID, CODE, CODE, MONEY, MONEY, optional(ID), lambda value: type(value) is bool)
SEAL = {"number": ID, "digest": HASH, "chain": HASH}
SHAPES: dict[str, dict[str, Check]] = {
    "journal": {
        "version": exactly(JOURNAL_VERSION), "business": text(".{0,120}"), "business_id": ID, "number": COUNT,
        "chain": text("([0-9a-f]{64})?"),
    },
    "entry": {
        **SEAL, "business_id": ID, "id": ID, "effective_on": DATE, "occurred_at": MICROS, "posted_at": MICROS,
        "kind": CODE, "description": text(".{0,200}"), "reference": CODE, "content_hash": HASH,
        "reverses": optional(ID), "actor": optional(ID), "lines": is_lines,
    },
    "gone": {**SEAL, **dict.fromkeys(HEADER, exactly(None)), "lines": exactly([])},  # a seal lost its entry
    "end": {"entries": COUNT},
}  # fmt: skip


def known_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) != len(pairs):
        raise BadFile("a key stands twice")
    return row


def whole_number(digits: str) -> int:
    if len(digits) > 20 or digits == "-0":
        raise BadFile("a number is too long")
    return int(digits)


def no_number(digits: str) -> int:
    raise BadFile(f"{digits[:20]} is not a whole number")


DECODER = json.JSONDecoder(
    object_pairs_hook=known_once, parse_int=whole_number, parse_float=no_number, parse_constant=no_number
)


def row_of(line: bytes, *kinds: str) -> dict[str, Any]:
    """One line as an object of one of these kinds, exactly in its shape. Raises BadFile."""
    if not line.endswith(b"\n"):
        raise BadFile("the line is too long" if len(line) > LONGEST else "the line is cut off: it has no end")
    try:
        row: dict[str, Any] = DECODER.decode(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise BadFile("not UTF-8") from None
    except RecursionError:
        raise BadFile("nested too deeply") from None
    except json.JSONDecodeError as error:
        raise BadFile(f"not JSON: {error.msg}") from None
    kind = row.get("type") if type(row) is dict else None
    if type(kind) is not str or kind not in kinds:
        raise BadFile(f"not of the type {' or '.join(kinds)}")
    shape = SHAPES["gone" if kind == "entry" and row.get("id") is None else kind]
    if row.keys() != shape.keys() | {"type"}:
        raise BadFile(f"its keys are not those of the type {kind}")
    for name, check in shape.items():
        if not check(row[name]):
            raise BadFile(f'"{name}" is not as it must be')
    if "number" in row and (row["number"] == 0) != (row["chain"] == ""):
        raise BadFile("a chain stands with a number, and a number with a chain")
    return row


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.readline(LONGEST + 1), b"")


def rows_of(file: BinaryIO) -> Iterator[dict[str, Any]]:
    """The lines of a journal. Raises BadFile with the number of the line."""
    for place, line in zip(count(1), lines_of(file)):
        try:
            yield row_of(line, *(("journal",) if place == 1 else ("entry", "end")))
        except BadFile as error:
            raise BadFile(f"line {place} of the journal: {error}") from None


class Head(NamedTuple):
    """The newest seal of a business at a time; number 0 and no chain when nothing was sealed."""

    business: str
    business_id: int
    number: int
    chain: str
    at: str

    def as_line(self) -> str:
        told = {"type": "head", "version": HEAD_VERSION, **self._asdict()}
        text = json.dumps(told, ensure_ascii=False)[:-1]
        return f'{text}, "check": "{hashlib.sha256(text.encode()).hexdigest()}"}}'


def head_of(line: bytes) -> Head:
    """A line of heads as `as_line` writes it, not a byte else. Raises BadFile."""
    found = HEAD_LINE.fullmatch(line)
    if found is None:
        raise BadFile("not a head as it is exported" if line.endswith(b"\n") else "the line is cut off")
    told, business, business_id, number, chain, at, check = found.groups()
    if hashlib.sha256(told).hexdigest() != check.decode():
        raise BadFile("it was changed after it was exported")
    try:
        head = Head(json.loads(business), int(business_id), int(number), chain.decode(), at.decode())
        good = datetime.fromisoformat(head.at) and not NO_TEXT.search(head.business)
    except ValueError:
        good = False
    if not good or not ID(head.business_id) or not COUNT(head.number) or bool(head.number) != bool(chain):
        raise BadFile("not a head as it is exported")
    return head


def read_heads(lines: Iterable[bytes]) -> tuple[list[Head], list[str]]:
    """The heads in a file of them, and what is wrong with it: one wrong line does not hide the others."""
    heads, problems, place = list[Head](), list[str](), 0
    for place, line in zip(count(1), lines):
        try:
            heads.append(head_of(line))
        except BadFile as error:
            problems.append(f"line {place} of the heads: {error}")
    return heads, problems if place else ["the file of heads is empty"]


def field(kind: int, value: Any) -> bytes:
    if value is None:
        return kind.to_bytes(4, "big") + b"\xff\xff\xff\xff"
    sent: bytes
    if kind == INTEGER:
        sent = value.to_bytes(8, "big", signed=True)
    elif kind == DAY:
        sent = (date.fromisoformat(value) - EPOCH).days.to_bytes(4, "big", signed=True)
    elif kind == MOMENT:
        sent = (int(value) - EPOCH_MICROS).to_bytes(8, "big", signed=True)
    elif kind == TRUTH:
        sent = bytes([value])
    else:
        sent = bytes.fromhex(value) if kind == BYTES else value.encode()
    return kind.to_bytes(4, "big") + len(sent).to_bytes(4, "big") + sent


def record(kinds: Sequence[int], values: Sequence[Any]) -> bytes:
    return len(kinds).to_bytes(4, "big") + b"".join(map(field, kinds, values))


def digest(entry: dict[str, Any]) -> bytes:
    header = record(tuple(HEADER.values()), [entry[name] for name in HEADER])
    lines = ([*line[:3], *map(cents, line[3:5]), *line[5:]] for line in entry["lines"])
    return hashlib.sha256(header + b"".join(record(LINE, line) for line in lines)).digest()


def sides(lines: Iterable[tuple[str, int, int]]) -> bytes:
    """The same for the same lines in any order."""
    return hashlib.sha256(repr(sorted(lines)).encode()).digest()


class Proof:
    """What a journal shows beside the heads: its breaks, and afterwards how far it is anchored."""

    def __init__(self, heads: Iterable[Head]) -> None:
        self.heads = list(heads)
        self.number = 0
        self.met: Head | None = None
        self.legs: dict[int, bytes] = {}

    def breaks(self, rows: Iterator[dict[str, Any]]) -> Found:
        """(code, detail) of everything that is wrong. Raises BadFile."""
        header = next(rows, None)
        anchors: dict[int, list[Head]] = {}
        if header is None:
            raise BadFile("the journal is empty")
        yield from self.strangers(header)
        for head in self.heads:
            if (head.business, head.business_id) == (header["business"], header["business_id"]):
                anchors.setdefault(head.number, []).append(head)
        entries, chain, chain_holds = 0, GENESIS, True
        end: dict[str, Any] | None = None
        for row in rows:
            if end is not None:
                raise BadFile("something follows the last line of the journal")
            if row["type"] == "end":
                end = row
                continue
            entries += 1
            if row["number"] != self.number + 1:
                yield "SEAL_NUMBER_MISSING", f"after seal {self.number} comes {row['number']}"
            self.number = row["number"]
            yield from self.breaks_of_entry(row, header["business_id"])
            link = hashlib.sha256(chain + bytes.fromhex(row["digest"])).digest()
            if link.hex() != row["chain"] and chain_holds:
                chain_holds = False
                yield "SEAL_BROKEN", f"the chain breaks at seal {self.number}"
            chain = bytes.fromhex(row["chain"])
            yield from self.meet(anchors.pop(self.number, []), row["chain"])
        if end is None or entries != end["entries"] or self.number != header["number"]:
            yield "JOURNAL_CUT_OFF", f"the file ends at seal {self.number}; it says {header['number']}"
        elif header["chain"] != (chain.hex() if entries else ""):
            yield "HEADER_DIFFERS", "the chain in the first line is not the one of the last entry"
        if not entries:
            yield from self.meet(anchors.pop(0, []), "")
        for expected in sorted(each for each in anchors if each > self.number):
            yield "SEALS_CUT_OFF", f"seal {expected} was exported; the journal ends at {self.number}"

    def strangers(self, header: dict[str, Any]) -> Found:
        """Heads of the same code or id, but not of both: whose journal is it?"""
        ours = (header["business"], header["business_id"])
        for theirs in sorted({(head.business, head.business_id) for head in self.heads} - {ours}):
            if theirs[0] == ours[0] or theirs[1] == ours[1]:
                told = "a journal of {!a}, id {}, a head of {!a}, id {}".format(*ours, *theirs)
                yield "BUSINESS_DIFFERS", told

    def meet(self, heads: list[Head], chain: str) -> Found:
        for head in heads:
            if head.chain == chain:
                self.met = max(head, self.met or head, key=lambda each: (each.number, each.at))
        if any(head.chain != chain for head in heads):
            yield "CHAIN_RECOMPUTED", f"the chain at seal {heads[0].number} is not the one that was exported"

    def breaks_of_entry(self, row: dict[str, Any], business_id: int) -> Found:
        if row["id"] is None:
            yield "SEAL_WITHOUT_ENTRY", f"seal {row['number']}"
            return
        where = f"seal {row['number']}, entry {row['id']}"
        if digest(row).hex() != row["digest"] or row["business_id"] != business_id:
            yield "ENTRY_EDITED", where
        if row["id"] in self.legs:
            yield "ENTRY_TWICE", where
        lines = [(code, cents(debit), cents(credit)) for _, code, _, debit, credit, _, _ in row["lines"]]
        if len(lines) < 2 or sum(line[1] for line in lines) != sum(line[2] for line in lines):
            yield "ENTRY_UNBALANCED", where
        if any(min(line[1:]) != 0 or max(line[1:]) <= 0 for line in lines):
            yield "LINE_WITHOUT_ONE_SIDE", where
        original, final = row["reverses"], row["kind"] == "REVERSAL"
        if final or original is not None:
            if not final or self.legs.get(original) != sides((code, in_, out) for code, out, in_ in lines):
                yield "REVERSAL_DIFFERS", where
            self.legs |= {original: b""} if original in self.legs else {}  # it is reversed once
        self.legs[row["id"]] = b"" if final else sides(lines)

    def gaps(self, *, allow_tail: bool) -> Found:
        """Why a journal without a break is not proved by these heads."""
        if self.met is None:
            yield "NO_HEAD_MET", f"none of {len(self.heads)} heads is of a seal here: nothing was compared"
        elif self.met.number < self.number and not allow_tail:
            yield "UNANCHORED_TAIL", f"seals {self.met.number + 1} to {self.number} are newer than every head"

    def anchored(self) -> str:
        if self.met is None:
            return "unanchored"
        return f"anchored up to seal {self.met.number} of {self.number} by the head exported at {self.met.at}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Verify an exported journal.")
    parser.add_argument("journal")
    parser.add_argument("--heads", help="exported heads, kept apart from the database")
    allowed = "take entries that are newer than the newest head: nothing but the file speaks for them"
    parser.add_argument("--allow-unanchored-tail", action="store_true", help=allowed)
    options = parser.parse_args(arguments)
    if options.allow_unanchored_tail and options.heads is None:
        parser.error("--allow-unanchored-tail goes with --heads")
    heads, problems, found = list[Head](), list[str](), 0
    try:
        if options.heads is not None:
            with open(options.heads, "rb") as file:
                heads, problems = read_heads(lines_of(file))
        proof = Proof(heads)
        with open(options.journal, "rb") as file:
            for code, detail in [] if problems else proof.breaks(rows_of(file)):
                found += 1
                print(f"{code}  {detail}")
    except BadFile as error:
        problems = [str(error)]
    except OSError as error:
        problems = [f"{error.filename!a}: {error.strerror}"]
    for problem in problems[:100]:
        print(f"BAD_FILE  {problem}")
    if problems:
        return 2
    if found:
        print(f"{found} broken")
        return 1
    if options.heads is None:
        print("the journal agrees with itself; unanchored: give --heads")
        return 0
    gaps = list(proof.gaps(allow_tail=options.allow_unanchored_tail))
    for code, detail in gaps:
        print(f"{code}  {detail}")
    print(f"{'not proved' if gaps else 'the journal holds'}; {proof.anchored()}")
    return 3 if gaps else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
