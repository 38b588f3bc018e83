"""Verifies an exported journal with nothing but this file and Python 3.9 or newer.

    python offline_verifier.py JOURNAL [--heads HEADS]

JOURNAL comes from `manage.py export_journal`, HEADS from `manage.py export_head`, kept apart from the
database. Every digest and the whole chain are computed anew; nothing in the file is believed but what they
confirm. Exit 0: the journal holds; 1: a break, one line each; 2: the file is not a journal.

digest(entry) = SHA-256 over the fields of the header and of its lines in order of their ids, each as 4 bytes
of length (big-endian) and UTF-8 text; ffffffff for what is absent.
chain(n) = SHA-256(chain(n-1) || digest(n)).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

GENESIS = bytes(32)
HEADER = (
    "business_id", "id", "effective_on", "occurred_at", "posted_at", "kind", "description", "reference",
    "content_hash", "reverses", "actor",
)  # fmt: skip

Found = Iterator[tuple[str, str]]


def field(value: Any) -> bytes:
    if value is None:
        return b"\xff\xff\xff\xff"
    text = str(value).encode()
    return len(text).to_bytes(4, "big") + text


def digest(entry: dict[str, Any]) -> bytes:
    parts = [field(entry[name]) for name in HEADER]
    parts += [field(value) for line in entry["lines"] for value in line]
    return hashlib.sha256(b"".join(parts)).digest()


def breaks_in(rows: Iterable[dict[str, Any]], heads: list[dict[str, Any]]) -> Found:
    """(code, detail) of everything that is wrong. Raises ValueError, KeyError or TypeError for no journal."""
    rows = iter(rows)
    header = next(rows, {})
    if header.get("type") != "journal" or header.get("version") != 1:
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
    lines = row["lines"]
    if len(lines) < 2 or sum(line[3] for line in lines) != sum(line[4] for line in lines):
        yield "ENTRY_UNBALANCED", where
    if any(min(line[3:]) != 0 or max(line[3:]) <= 0 for line in lines):
        yield "LINE_WITHOUT_ONE_SIDE", where
    legs[row["id"]] = Counter((line[1], line[3], line[4]) for line in lines)
    if row["reverses"] is not None:
        mirror = Counter((line[1], line[4], line[3]) for line in lines)
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
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        print(f"BAD_FILE  {type(error).__name__}: {error}")
        return 2
    if found:
        print(f"{found} broken")
        return 1
    print("the journal holds" + ("" if options.heads else "; unanchored: give --heads"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
