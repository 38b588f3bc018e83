"""Checks an exported proof with nothing but this file and Python 3.9 or newer.

    python offline_checker.py PROOF [--digest HEX]

PROOF comes from `manage.py export_proof`. Everything is computed anew: that the rows lead from the opening
to the closing balance; that each row and each booking is matched or listed, once, with its amount; that each
term is the sum of its items, and what is unexplained the difference; and the digest of all that went in. Who
forges a proof can compute a digest for it, but not the one that was written down when the proof was made
(the page of the proof and the workbook show it): --digest takes it.

Exit 0: the proof holds, nothing is unexplained, and its digest is the one that was given; 1: a break, one
line each; 2: the file is no proof; 3: it holds, but only agrees with itself: no digest was given; 4: it
holds, and something is unexplained.

Amounts are whole cents, moments microseconds since 1970 UTC. Digest: SHA-256 of the canonical JSON (names
sorted, no blanks) of the first line's "facts", its cut-off as {"@moment": ...}, with "rows", "bookings",
"known" and "others": SHA-256 of the cells of these lines in their order, each cell quoted, quotes in it
doubled, commas between, a line feed after each row.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

VERSION = 2
LONGEST = 16 * 1024 * 1024  # bytes of a line
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)  # noqa: UP017  (Python 3.9)
SIGNS = {
    "RECEIPTS_NOT_ON_STATEMENT": 1, "PAYOUTS_NOT_ON_STATEMENT": -1, "CREDITS_NOT_BOOKED": -1,
    "DEBITS_NOT_BOOKED": 1, "SWEEPS_IN_FLIGHT": 1,
}  # fmt: skip
ROW = (
    "row_key", "receipt", "completed_at", "kind", "moves", "paid_in", "withdrawn", "linked", "account_no",
    "payer_masked", "details",
)  # fmt: skip
BOOKING = ("seal", "reference", "receipt", "leg", "cents", "occurred_at")
FACT = ("reference", "alias", "account_reference", "payer")
OTHER = ("account", "row_key", "receipt", "kind", "moves", "paid_in", "withdrawn")
TABLES = {
    "row": ("rows", ROW), "booking": ("bookings", BOOKING), "fact": ("known", FACT),
    "other": ("others", OTHER),
}  # fmt: skip
NUMBERS = ("completed_at", "occurred_at", "moves", "paid_in", "withdrawn", "seal", "cents")
ORDER = ("proof", "row", "booking", "fact", "other", "match", "item", "gap", "end")
FACTS = {
    "version": int, "business": int, "till": int, "account": str, "from_day": str, "to_day": str,
    "cut_off": str, "ruleset": str, "whole_days": str, "tariffs": str, "seal": int, "chain": str,
    "statement_closing": int, "ledger": int,
}  # fmt: skip
OWED, HAD = ("wallets", "pools", "carry_over", "payouts_in_flight"), ("mpesa", "bank")
SHAPES: dict[str, dict[str, Any]] = {
    "proof": {
        "version": int, "run": int, "digest": str, "business": str, "shortcode": str, "opening_at": int,
        "opening": int, "facts": FACTS, "terms": dict.fromkeys(SIGNS, int), "unexplained": int,
        "matched": int, "cover": dict.fromkeys((*OWED, *HAD, "surplus"), int),
    },
    **{kind: {"cells": list} for kind in TABLES},
    "match": dict.fromkeys(("row_key", "reference", "rule", "evidence"), str),
    "item": {**dict.fromkeys(("term", "receipt", "leg", "why", "reference", "row_key"), str), "cents": int},
    "gap": {"from_at": int, "until_at": int, "jump": (int, type(None))},
    "end": {"counts": dict, "sha256": str},
}  # fmt: skip
SUMS = ("SUM_OF_ROWS", "SUM_OF_BOOKINGS")
NUMBER = re.compile(r"0|-?[1-9][0-9]{0,18}")

Breaks = Iterator[tuple[str, str]]


class BadFile(ValueError):
    """What was read is not a proof: the message says where."""


def known_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) != len(pairs):
        raise BadFile("a key stands twice")
    return row


def no_number(digits: str) -> int:
    raise BadFile(f"{digits[:20]} is not a whole number")


def fits(value: Any, shape: Any) -> bool:
    """Whether a value is of its shape, exactly: a type, some types, or an object with these keys."""
    if isinstance(shape, dict):
        return (
            type(value) is dict
            and value.keys() == shape.keys()
            and all(fits(value[name], part) for name, part in shape.items())
        )
    return type(value) in (shape if isinstance(shape, tuple) else (shape,))


def cells_of(names: tuple[str, ...], cells: list[Any]) -> dict[str, Any]:
    if len(cells) != len(names) or any(type(cell) is not str for cell in cells):
        raise BadFile("it has not the cells that it must have")
    row: dict[str, Any] = dict(zip(names, cells))  # noqa: B905  (Python 3.9)
    for name in NUMBERS:
        if name in row:
            if not NUMBER.fullmatch(row[name]):
                raise BadFile(f'"{name}" is not a whole number')
            row[name] = int(row[name])
    return row


def net_of(row: dict[str, Any]) -> int:
    net: int = row["paid_in"] - row["withdrawn"]
    return net


class Proof(NamedTuple):
    """What a file says."""

    head: dict[str, Any]
    digests: dict[str, str]
    rows: list[dict[str, Any]]
    bookings: list[dict[str, Any]]
    matches: list[dict[str, Any]]
    items: list[dict[str, Any]]
    gaps: list[dict[str, Any]]
    end: dict[str, Any]
    counts: dict[str, int]
    sha256: str


def read(path: str) -> Proof:
    """The proof in a file. Raises BadFile, OSError."""
    tables = {kind: hashlib.sha256() for kind in TABLES}
    kept: dict[str, list[dict[str, Any]]] = {kind: [] for kind in ORDER}
    counts: Counter[str] = Counter()
    whole, at = hashlib.sha256(), 0
    decoder = json.JSONDecoder(object_pairs_hook=known_once, parse_float=no_number, parse_constant=no_number)
    with open(path, "rb") as file:
        for place, line in enumerate(iter(lambda: file.readline(LONGEST + 1), b""), 1):
            try:
                kind, row = parsed(decoder, line)
                if ORDER.index(kind) < at or (kind == "proof") != (place == 1) or kept["end"]:
                    raise BadFile(f'"{kind}" stands at the wrong place')
                at = ORDER.index(kind)
                if kind in TABLES:
                    quoted = ",".join('"' + str(cell).replace('"', '""') + '"' for cell in row["cells"])
                    tables[kind].update(f"{quoted}\n".encode("utf-8", "surrogatepass"))
                    row = cells_of(TABLES[kind][1], row["cells"])
            except BadFile as error:
                raise BadFile(f"line {place}: {error}") from None
            if kind != "end":
                whole.update(line)
                counts[kind] += kind != "proof"
            kept[kind].append(row)
    if not kept["end"]:
        raise BadFile("it is cut off: it has no last line")
    return Proof(
        head=kept["proof"][0],
        digests={name: tables[kind].hexdigest() for kind, (name, _) in TABLES.items()},
        rows=kept["row"],
        bookings=kept["booking"],
        matches=kept["match"],
        items=kept["item"],
        gaps=kept["gap"],
        end=kept["end"][0],
        counts={kind: count for kind, count in counts.items() if count},
        sha256=whole.hexdigest(),
    )


def parsed(decoder: json.JSONDecoder, line: bytes) -> tuple[str, dict[str, Any]]:
    if not line.endswith(b"\n"):
        raise BadFile("the line is too long" if len(line) > LONGEST else "the line is cut off")
    try:
        row = decoder.decode(line.decode("utf-8", "surrogatepass"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise BadFile("not a line of JSON") from None
    kind = row.pop("type", None) if type(row) is dict else None
    if type(kind) is not str or kind not in SHAPES:
        raise BadFile("not a line of a proof")
    if not fits(row, SHAPES[kind]) or (kind == "proof" and row["version"] != VERSION):
        raise BadFile(f"it is not as a {kind!r} must be")
    return kind, row


def digest(proof: Proof) -> str:
    facts = {**proof.head["facts"], **proof.digests}
    facts["cut_off"] = {"@moment": facts["cut_off"]}
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def breaks_of(proof: Proof, given: str) -> Breaks:
    """(code, detail) of everything that is wrong."""
    if proof.sha256 != proof.end["sha256"] or proof.counts != proof.end["counts"]:
        yield "FILE_EDITED", "the lines are not those that were written"
    found = digest(proof)
    if found != proof.head["digest"]:
        yield "DIGEST_DIFFERS", f"what went in gives {found}, the proof says {proof.head['digest']}"
    if given and given != found:
        yield "ANOTHER_PROOF", f"it is the proof {found}, not {given}"
    yield from balances(proof)
    yield from pairs(proof)
    yield from items(proof)
    yield from figures(proof)


def balances(proof: Proof) -> Breaks:
    """The rows lead from the opening to the closing balance, over the gaps."""
    head = proof.head
    try:
        cut_off = (datetime.fromisoformat(head["facts"]["cut_off"]) - EPOCH) // timedelta(microseconds=1)
    except (ValueError, TypeError):
        yield "CUT_OFF_UNREADABLE", head["facts"]["cut_off"][:40]
        return
    moved = sum(
        net_of(row)
        for row in proof.rows
        if row["moves"] and head["opening_at"] <= row["completed_at"] < cut_off
    )
    jumps = 0
    for gap in proof.gaps:
        if gap["from_at"] >= gap["until_at"]:
            yield "GAP_BACKWARDS", f"a gap from {gap['from_at']} to {gap['until_at']}"
        if gap["jump"] is not None and gap["from_at"] >= head["opening_at"] and gap["until_at"] <= cut_off:
            jumps += gap["jump"]
        for row in proof.rows:
            if gap["from_at"] <= row["completed_at"] < gap["until_at"]:
                yield "ROW_IN_GAP", f"row {row['row_key'][:16]} lies where nothing is known"
                break
    closing = head["facts"]["statement_closing"]
    if head["opening"] + moved + jumps != closing:
        yield "CHAIN_BROKEN", f"{head['opening']} + {moved} + {jumps} is not the closing balance {closing}"
    for key, count in Counter(row["row_key"] for row in proof.rows).items():
        if count > 1:
            yield "ROW_TWICE", f"row {key[:16]}"


def pairs(proof: Proof) -> Breaks:
    """Each pair is of a row and a booking that are there, of one amount; each stands in one pair, but in
    sums; and each row and booking that moves something is in a pair or an item."""
    rows = {row["row_key"]: row for row in proof.rows}
    booked: defaultdict[str, list[int]] = defaultdict(list)
    for booking in proof.bookings:
        booked[booking["reference"]].append(booking["cents"])
    sums: dict[str, defaultdict[str, list[str]]] = {rule: defaultdict(list) for rule in SUMS}
    taken: Counter[tuple[str, str]] = Counter()
    for pair in proof.matches:
        key, reference = pair["row_key"], pair["reference"]
        if key not in rows or reference not in booked or not rows[key]["moves"]:
            yield "PAIR_OF_NOTHING", f"row {key[:16]} with {reference}"
        elif pair["rule"] == SUMS[0]:
            sums[SUMS[0]][reference].append(key)
            taken["row", key] += 1
        elif pair["rule"] == SUMS[1]:
            sums[SUMS[1]][key].append(reference)
            taken["booking", reference] += 1
        else:
            taken["row", key] += 1
            taken["booking", reference] += 1
            if net_of(rows[key]) not in booked[reference]:
                yield "PAIR_OF_TWO_AMOUNTS", f"row {key[:16]} with {reference}"
    for reference, keys in sums[SUMS[0]].items():
        taken["booking", reference] += 1
        if sum(net_of(rows[key]) for key in keys) not in booked[reference]:
            yield "PAIR_OF_TWO_AMOUNTS", f"{len(keys)} rows with {reference}"
    for key, references in sums[SUMS[1]].items():
        taken["row", key] += 1
        if sum(sum(booked[reference]) for reference in references) != net_of(rows[key]):
            yield "PAIR_OF_TWO_AMOUNTS", f"row {key[:16]} with {len(references)} bookings"
    for item in proof.items:
        taken["row", item["row_key"]] += 1
        taken["booking", item["reference"]] += 1
    wanted = Counter({("row", row["row_key"]): 1 for row in proof.rows if row["moves"] and net_of(row)})
    wanted.update(("booking", booking["reference"]) for booking in proof.bookings)
    for thing, name in sorted(wanted.keys() | taken.keys()):
        if name and taken[thing, name] != wanted[thing, name]:
            yield "NOT_ONCE", f"{thing} {name[:60]}: {taken[thing, name]} times, not {wanted[thing, name]}"


def items(proof: Proof) -> Breaks:
    """Each item has the amount and the term that its row and its booking give."""
    rows = {row["row_key"]: net_of(row) for row in proof.rows}
    booked: defaultdict[str, list[int]] = defaultdict(list)
    for booking in proof.bookings:
        booked[booking["reference"]].append(booking["cents"])
    for item in proof.items:
        known = (item["term"], item["cents"])
        if not any(known == each for each in expected(item, rows, booked)):
            yield "ITEM_DIFFERS", f"{item['term'][:40]} {item['receipt'][:20]} {item['cents']}"


def expected(
    item: dict[str, Any], rows: dict[str, int], booked: dict[str, list[int]]
) -> Iterator[tuple[str, int]]:
    """(term, cents) as the item may have them."""
    row = rows.get(item["row_key"]) if item["row_key"] else None
    for cents in booked.get(item["reference"], []) if item["reference"] else [None]:
        if cents is not None and (row is None or abs(cents) > abs(row)):
            more = cents - (row or 0)
            if item["leg"] == "sweep":
                yield "SWEEPS_IN_FLIGHT", more
            else:
                yield ("RECEIPTS_NOT_ON_STATEMENT" if more >= 0 else "PAYOUTS_NOT_ON_STATEMENT"), abs(more)
        elif row is not None:
            more = row - (cents or 0)
            yield ("CREDITS_NOT_BOOKED" if more >= 0 else "DEBITS_NOT_BOOKED"), abs(more)


def figures(proof: Proof) -> Breaks:
    """Each term is the sum of its items, what is unexplained the difference, and the cover too."""
    head = proof.head
    listed: Counter[str] = Counter()
    for item in proof.items:
        listed[item["term"]] += item["cents"]
    for term in sorted({*head["terms"], *listed}):
        if head["terms"].get(term) != listed[term]:
            yield "TERM_DIFFERS", f"{term[:40]}: {head['terms'].get(term)}, its items are {listed[term]}"
    computed = head["facts"]["statement_closing"]
    computed += sum(sign * head["terms"][term] for term, sign in SIGNS.items())
    if head["unexplained"] != head["facts"]["ledger"] - computed:
        yield "UNEXPLAINED_DIFFERS", f"{head['unexplained']}, not {head['facts']['ledger'] - computed}"
    matched = len({pair["row_key"] for pair in proof.matches})
    if head["matched"] != matched:
        yield "MATCHED_DIFFERS", f"{head['matched']} rows, the pairs are of {matched}"
    cover = head["cover"]
    surplus = sum(cover[name] for name in HAD) - sum(cover[name] for name in OWED)
    if cover["surplus"] != surplus:
        yield "COVER_DIFFERS", f"{cover['surplus']}, not {surplus}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Check an exported proof.")
    parser.add_argument("proof")
    parser.add_argument("--digest", default="", help="the proof's digest, as it was written down")
    options = parser.parse_args(arguments)
    given = options.digest.strip().lower()
    if given and not re.fullmatch("[0-9a-f]{64}", given):
        parser.error("a digest has 64 hex digits")
    try:
        proof = read(options.proof)
    except BadFile as error:
        print(f"BAD_FILE  {error}")
        return 2
    except OSError as error:
        print(f"BAD_FILE  {error.filename!a}: {error.strerror}")
        return 2
    found = list(breaks_of(proof, given))
    for code, detail in found[:100]:
        print(f"{code}  {detail!a}"[:300])
    if found:
        print(f"{len(found)} broken")
        return 1
    facts = proof.head["facts"]
    print(f"proof {proof.head['digest']}")
    print(f"{proof.head['shortcode']!a}, {facts['from_day']!a} to {facts['to_day']!a}")
    print(f"{len(proof.rows)} rows, {len(proof.bookings)} bookings, {len(proof.items)} items")
    if proof.head["unexplained"]:
        print(f"UNEXPLAINED  {proof.head['unexplained']} cents")
        return 4
    print("the proof holds" if given else "the proof agrees with itself; give --digest")
    return 0 if given else 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
