"""Verifies an exported journal with nothing but this file and Python 3.9 or newer.

    python offline_verifier.py JOURNAL [--heads HEADS]

JOURNAL comes from `manage.py export_journal`, HEADS from `manage.py export_head`, kept apart from the
database. Every digest and the whole chain are computed anew; nothing in the file is believed but what they
confirm. Exit 0: the journal holds; 1: a break, one line each; 2: the file is not a journal.

digest(entry) = SHA-256(record(header) || record(line) for each line in order of their ids). A record is what
PostgreSQL's binary protocol sends for a row, all numbers big-endian: 4 bytes the count of fields; for each
field 4 bytes the number of its type, 4 bytes the length, and the value; length ffffffff for what is absent.
The file has money in shillings, "1160.00"; its digest is of cents, 116000.
Values: 20 an integer of 8 bytes; 25 UTF-8 text; 17 bytes; 1082 days since 2000-01-01 in 4 bytes; 1184
microseconds since 2000-01-01 00:00 UTC in 8 bytes.
chain(n) = SHA-256(chain(n-1) || digest(n)), chain(0) = 32 zero bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

GENESIS = bytes(32)

INTEGER, TEXT, BYTES, DAY, MOMENT = 20, 25, 17, 1082, 1184
HEADER = {
    "business_id": INTEGER, "id": INTEGER, "effective_on": DAY, "occurred_at": MOMENT, "posted_at": MOMENT,
    "kind": TEXT, "description": TEXT, "reference": TEXT, "content_hash": BYTES, "reverses": INTEGER,
    "actor": INTEGER,
}  # fmt: skip
#: id, account code, account kind, debit, credit
LINE = (INTEGER, TEXT, TEXT, INTEGER, INTEGER)
SHILLINGS = re.compile(r"-?[0-9]{1,17}\.[0-9]{2}")
EPOCH = date(2000, 1, 1)
EPOCH_MICROS = 946_684_800_000_000  # from 1970, where the journal counts from

Found = Iterator[tuple[str, str]]


def field(kind: int, value: Any) -> bytes:
    if value is None:
        return kind.to_bytes(4, "big") + b"\xff\xff\xff\xff"
    if kind == INTEGER:
        sent = int(value).to_bytes(8, "big", signed=True)
    elif kind == DAY:
        sent = (date.fromisoformat(value) - EPOCH).days.to_bytes(4, "big", signed=True)
    elif kind == MOMENT:
        sent = (int(value) - EPOCH_MICROS).to_bytes(8, "big", signed=True)
    else:
        sent = bytes.fromhex(value) if kind == BYTES else str(value).encode()
    return kind.to_bytes(4, "big") + len(sent).to_bytes(4, "big") + sent


def record(kinds: Sequence[int], values: Sequence[Any]) -> bytes:
    return len(kinds).to_bytes(4, "big") + b"".join(map(field, kinds, values))


def digest(entry: dict[str, Any]) -> bytes:
    header = record(tuple(HEADER.values()), [entry[name] for name in HEADER])
    lines = ([*line[:3], *map(cents, line[3:])] for line in entry["lines"])
    return hashlib.sha256(header + b"".join(record(LINE, line) for line in lines)).digest()


def cents(shillings: str) -> int:
    """Raises ValueError."""
    if not SHILLINGS.fullmatch(shillings):
        raise ValueError(f"{shillings!r} is not an amount of shillings with two decimals")
    return int(shillings.replace(".", ""))


def breaks_in(rows: Iterable[dict[str, Any]], heads: list[dict[str, Any]]) -> Found:
    """(code, detail) of everything that is wrong. Raises ValueError, KeyError or TypeError for no journal."""
    rows = iter(rows)
    header = next(rows, {})
    if header.get("type") != "journal" or header.get("version") != 3:
        raise ValueError("the first line is not the header of a journal")
    anchors: dict[int, set[str]] = {}
    for head in heads:
        if head["business"] == header["business"] and head["number"]:
            anchors.setdefault(head["number"], set()).add(head["chain"])
    legs: dict[int, Counter[tuple[str, int, int]]] = {}
    number, count, chain, chain_holds, end = 0, 0, GENESIS, True, None
    for row in rows:
        if end is not None:
            raise ValueError("something follows the last line")
        if row["type"] == "end":
            end = row
            continue
        count += 1
        where = f"seal {row['number']}, entry {row['id']}"
        if row["number"] != number + 1:
            yield "SEAL_NUMBER_MISSING", f"after seal {number} comes {row['number']}"
        number = row["number"]
        if row["id"] is None:
            yield "SEAL_WITHOUT_ENTRY", f"seal {number}"
        else:
            if digest(row).hex() != row["digest"] or row["business_id"] != header["business_id"]:
                yield "ENTRY_EDITED", where
            yield from breaks_of_entry(row, legs, where)
        link = hashlib.sha256(chain + bytes.fromhex(row["digest"])).digest()
        if link.hex() != row["chain"] and chain_holds:
            chain_holds = False
            yield "SEAL_BROKEN", f"the chain breaks at seal {number}"
        chain = bytes.fromhex(row["chain"])
        if anchors.pop(number, {row["chain"]}) != {row["chain"]}:
            yield "CHAIN_RECOMPUTED", f"the chain at seal {number} is not the one that was exported"
    if end is None or end["entries"] != count or number != header["number"]:
        yield "JOURNAL_CUT_OFF", f"the file ends at seal {number}; it says {header['number']}"
    for expected in sorted(each for each in anchors if each > number):
        yield "SEALS_CUT_OFF", f"seal {expected} was exported; the journal ends at {number}"


def breaks_of_entry(row: dict[str, Any], legs: dict[int, Counter[tuple[str, int, int]]], where: str) -> Found:
    lines = [(code, cents(debit), cents(credit)) for _, code, _, debit, credit in row["lines"]]
    if len(lines) < 2 or sum(line[1] for line in lines) != sum(line[2] for line in lines):
        yield "ENTRY_UNBALANCED", where
    if any(min(line[1:]) != 0 or max(line[1:]) <= 0 for line in lines):
        yield "LINE_WITHOUT_ONE_SIDE", where
    legs[row["id"]] = Counter(lines)
    if row["reverses"] is not None:
        mirror = Counter((code, credit, debit) for code, debit, credit in lines)
        if legs.get(row["reverses"]) != mirror:
            yield "REVERSAL_DIFFERS", where


def rows_of(path: str) -> Iterator[dict[str, Any]]:
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Verify an exported journal.")
    parser.add_argument("journal")
    parser.add_argument("--heads", help="exported heads, kept apart from the database")
    options = parser.parse_args(arguments)
    found = 0
    try:
        heads = list(rows_of(options.heads)) if options.heads else []
        for code, detail in breaks_in(rows_of(options.journal), heads):
            found += 1
            print(f"{code}  {detail}")
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError) as error:
        print(f"BAD_FILE  {type(error).__name__}: {error}")
        return 2
    if found:
        print(f"{found} broken")
        return 1
    print("the journal holds" + ("" if options.heads else "; unanchored: give --heads"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
