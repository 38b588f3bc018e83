"""Checks the certificate of a market's settlement with nothing but this file and Python 3.9 or newer.

    python verify_certificate.py FILE [--digest HEX] [--stake PROOF]

FILE is a certificate: then everything is computed anew from what went in, who gets what and every sum, the
root over the stakes and the digest. Or it is the proof of one stake: then only that the stake is part of the
certificate of that digest. Who forges a certificate can compute a digest for it, but not the one that was
published when the market was settled: --digest takes it. --stake takes a proof, and finds it in FILE.

Exit 0: it holds; the last line says whether a digest was given. 1: it does not, or a file is none of these.

Amounts are whole cents, moments microseconds since 1970 UTC. The cells of a stake: sequence, player (from 0,
by first stake), outcome (from 0, as the rules list them), cents, accepted at, fate (0 lost, 1 won, 2
refunded), what is paid for it. A field is a byte for its type (n nothing, i number, t text, l list, m
names with values by the names' bytes), 4 bytes length (of lists and m the count of items) and the value:
numbers in 8 bytes, big-endian. The digest is SHA-256 of the list of DOMAIN and the first line without "type"
and "digest". Leaf: SHA-256(00 || list of cells). Node: SHA-256(01 || left || right); a node without a right
neighbour goes up as it is.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

DOMAIN, VERSION = "hesabu market certificate", 1
LONGEST = 16 * 1024 * 1024  # bytes of a line
FATES = LOST, WON, REFUNDED = 0, 1, 2
WORDS = ("lost", "won", "refunded")
SUMS = (
    "staked", "refunded", "pool", "winning", "losing", "fee", "carry_in", "carry_in_left", "paid", "breakage",
    "carry_out",
)  # fmt: skip
HASH = re.compile("[0-9a-f]{64}")
HEAD = {
    "version": VERSION, "about": {str: str},
    "rules": {"outcomes": [str], "fee_bps": int, "no_winner": str, "mode": str, "tote_tick_cents": int},
    "resolution": {
        "weights_bps": {str: int}, "scratched": [str], "effective_close": (int, type(None)), "carry_in": int,
    },
    "result": {"ending": str, "dividends": {str: int}, **dict.fromkeys(SUMS, int)},
    "stakes": int, "players": int, "root": HASH, "digest": HASH,
}  # fmt: skip
SHAPES = {
    "certificate": HEAD, "stake": {"cells": [int] * 7}, "end": {"stakes": int, "sha256": HASH},
    "proof": {"certificate": HEAD, "place": int, "cells": [int] * 7, "path": [HASH]},
}  # fmt: skip
Breaks = Iterator[tuple[str, str]]
Named = dict[str, int]


class BadFile(ValueError):
    """What was read is neither a certificate nor a proof: the message says where."""


class Stake(NamedTuple):
    sequence: int
    player: int
    outcome: int
    cents: int
    accepted_at: int
    fate: int
    pay: int


class Proof(NamedTuple):
    head: dict[str, Any]
    place: int
    stake: Stake
    path: list[bytes]


class File(NamedTuple):
    head: dict[str, Any]
    stakes: list[Stake]
    sound: bool = True  # the last line is that of the lines before
    proof: Proof | None = None  # instead of stakes


# Reading: each value of its one type, each name once.
def known_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) != len(pairs):
        raise BadFile("a name stands twice")
    return row


def whole_number(digits: str) -> int:
    if len(digits) > 20 or digits == "-0" or not -(2**63) <= int(digits) < 2**63:
        raise BadFile("a number is too long")
    return int(digits)


def no_number(digits: str) -> int:
    raise BadFile(f"{digits[:20]} is not a whole number")


DECODER = json.JSONDecoder(
    object_pairs_hook=known_once, parse_int=whole_number, parse_float=no_number, parse_constant=no_number
)


def fits(value: Any, shape: Any) -> bool:
    """Whether a value is of its shape: a type, one of some, a text, a number, a list, names with values."""
    if isinstance(shape, list):
        fitting = type(value) is list and len(shape) in (1, len(value))
        return fitting and all(fits(item, shape[0]) for item in value)
    if isinstance(shape, dict):
        names = dict.fromkeys(value, shape[str]) if type(value) is dict and str in shape else shape
        fitting = type(value) is dict and value.keys() == names.keys()
        return fitting and all(fits(value[name], names[name]) for name in names)
    if isinstance(shape, re.Pattern):
        return type(value) is str and shape.fullmatch(value) is not None
    if isinstance(shape, int):
        return type(value) is int and value == shape
    return type(value) in (shape if isinstance(shape, tuple) else (shape,))


def row_of(line: bytes) -> tuple[str, dict[str, Any]]:
    if not line.endswith(b"\n"):
        raise BadFile("the line is too long" if len(line) > LONGEST else "the line is cut off")
    try:
        row = DECODER.decode(line.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise BadFile("not a line of JSON") from None
    kind = row.pop("type", None) if type(row) is dict else None
    if type(kind) is not str or kind not in SHAPES or not fits(row, SHAPES[kind]):
        raise BadFile("not a line of a certificate, or of a version that is not known here")
    return kind, row


def read(path: str) -> File:
    """What is in a file. Raises BadFile, OSError."""
    head: dict[str, Any] = {}
    stakes, whole, end = list[Stake](), hashlib.sha256(), None
    with open(path, "rb") as file:
        for place, line in enumerate(iter(lambda: file.readline(LONGEST + 1), b""), 1):
            try:
                kind, row = row_of(line)
                if (kind in ("certificate", "proof")) != (place == 1) or end is not None:
                    raise BadFile("it stands at the wrong place")
            except BadFile as error:
                raise BadFile(f"line {place}: {error}") from None
            if kind == "end":
                end = row
            elif kind == "stake":
                stakes.append(Stake(*row["cells"]))
            elif kind == "certificate":
                head = row
            elif not file.read(1):
                nodes = [bytes.fromhex(each) for each in row["path"]]
                head = row["certificate"]
                return File(head, [], proof=Proof(head, row["place"], Stake(*row["cells"]), nodes))
            else:
                raise BadFile("a proof is one line")
            whole.update(line if end is None else b"")
    if end is None:
        raise BadFile("it is cut off: it has no last line")
    return File(head, stakes, end == {"stakes": len(stakes), "sha256": whole.hexdigest()})


# Hashes.
def field(value: Any) -> bytes:
    if value is None:
        return b"n" + bytes(4)
    if type(value) is int:
        return b"i\x00\x00\x00\x08" + value.to_bytes(8, "big", signed=True)
    if type(value) is str:
        text = value.encode("utf-8", "surrogatepass")
        return b"t" + len(text).to_bytes(4, "big") + text
    count = len(value).to_bytes(4, "big")
    if type(value) is dict:
        pairs = sorted((field(name), field(item)) for name, item in value.items())
        return b"m" + count + b"".join(name + item for name, item in pairs)
    return b"l" + count + b"".join(map(field, value))


def digest(head: dict[str, Any]) -> str:
    told = {name: value for name, value in head.items() if name != "digest"}
    return hashlib.sha256(field([DOMAIN, told])).hexdigest()


def leaf(stake: Stake) -> bytes:
    return hashlib.sha256(b"\x00" + field(list(stake))).digest()


def root(nodes: list[bytes]) -> str:
    while len(nodes) > 1:
        pairs = (nodes[place : place + 2] for place in range(0, len(nodes), 2))
        nodes = [hashlib.sha256(b"\x01" + b"".join(pair)).digest() if pair[1:] else pair[0] for pair in pairs]
    return (nodes[0] if nodes else hashlib.sha256().digest()).hex()


def root_by(proof: Proof) -> str:
    """Where the path leads; nothing if it is not one from that place."""
    place, count, found, path = proof.place, proof.head["stakes"], leaf(proof.stake), list(proof.path)
    if not 0 <= place < count:
        return ""
    while count > 1:
        if place % 2 or place + 1 < count:
            if not path:
                return ""
            beside = path.pop(0)
            pair = beside + found if place % 2 else found + beside
            found = hashlib.sha256(b"\x01" + pair).digest()
        place, count = place // 2, (count + 1) // 2
    return "" if path else found.hex()


# The settlement, once more.
def shared(total: int, parts: list[int]) -> list[int]:
    """Largest remainders, the first of equal ones first."""
    whole = sum(parts)
    shares = [total * part // whole for part in parts]
    order = sorted(range(len(parts)), key=lambda place: (-(total * parts[place] % whole), place))
    for place in order[: total - sum(shares)]:
        shares[place] += 1
    return shares


def settled(head: dict[str, Any], stakes: list[Stake]) -> tuple[str, list[int], list[int], Named, Named]:
    """By the rules, from what went in alone: the ending, fates, pays, sums and dividends."""
    rules, decided = head["rules"], head["resolution"]
    names, weights, close = rules["outcomes"], decided["weights_bps"], decided["effective_close"]

    def live(stake: Stake) -> bool:
        in_time = close is None or stake.accepted_at <= close
        return in_time and names[stake.outcome] not in decided["scratched"]

    sums = dict.fromkeys(SUMS, 0)
    on: dict[int, int] = {}  # by first stake
    for stake in stakes:
        sums["staked"] += stake.cents
        if live(stake):
            on[stake.outcome] = on.get(stake.outcome, 0) + stake.cents
    won = [outcome for outcome in on if weights.get(names[outcome], 0) > 0]
    pool, winning = sum(on.values()), sum(on[outcome] for outcome in won)
    fee = min(pool * rules["fee_bps"] // 10_000, pool - winning)
    carried = not won and rules["no_winner"] == "CARRY"
    if not weights or len(on) < 2 or not (won or carried):
        sums.update(refunded=sums["staked"], carry_in_left=decided["carry_in"])
        ending = "VOID" if not weights else "ONE_SIDED" if len(on) < 2 else "NOBODY_WON"
        return (ending, [REFUNDED] * len(stakes), [stake.cents for stake in stakes], sums, {})
    sums.update(pool=pool, winning=winning, losing=pool - winning, fee=fee, refunded=sums["staked"] - pool)
    by_outcome = [WON if outcome in won else LOST for outcome in range(len(names))]
    fates = [by_outcome[stake.outcome] if live(stake) else REFUNDED for stake in stakes]
    pays = [stake.cents if fate else 0 for stake, fate in zip(stakes, fates)]  # noqa: B905  (Python 3.9)
    if carried:
        sums.update(carry_out=pool - fee, carry_in_left=decided["carry_in"])
        return ("CARRIED", fates, pays, sums, {})
    profit = pool - winning - fee + decided["carry_in"]
    dividends, parts = Named(), shared(profit, [weights[names[outcome]] for outcome in won])
    for outcome, part in zip(won, parts):  # noqa: B905  (Python 3.9)
        players: dict[int, list[int]] = {}
        for place, stake in enumerate(stakes):
            if stake.outcome == outcome and fates[place] == WON:
                players.setdefault(stake.player, []).append(place)
        staked = [sum(stakes[place].cents for place in places) for places in players.values()]
        if rules["mode"] == "TOTE":
            step = rules["tote_tick_cents"]
            dividend = 100 * (on[outcome] + part) // on[outcome] // step * step
            dividends[names[outcome]] = dividend
            gains = [cents * dividend // 100 - cents for cents in staked]
        else:
            gains = shared(part, staked)
        for places, gain in zip(players.values(), gains):  # noqa: B905  (Python 3.9)
            each = shared(gain, [stakes[place].cents for place in places]) if len(places) > 1 else [gain]
            for place, cents in zip(places, each):  # noqa: B905  (Python 3.9)
                pays[place] += cents
    paid = sum(pays) - sums["refunded"]
    sums.update(carry_in=decided["carry_in"], paid=paid, breakage=winning + profit - paid)
    return ("PAID", fates, pays, sums, dividends)


# What is wrong.
def impossible(head: dict[str, Any], stakes: list[Stake]) -> Breaks:
    """Inputs that no market has."""
    rules, decided = head["rules"], head["resolution"]
    names, weights = rules["outcomes"], decided["weights_bps"]
    if (
        len(names) < 2 or len(set(names)) < len(names) or "" in names
        or not 0 <= rules["fee_bps"] <= 10_000
        or rules["no_winner"] not in ("REFUND", "CARRY") or rules["mode"] not in ("POOL", "TOTE")
        or rules["tote_tick_cents"] < 1 or 100 % rules["tote_tick_cents"]
    ):  # fmt: skip
        yield "RULES_IMPOSSIBLE", "no market has such rules"
    if (
        not set(weights) | set(decided["scratched"]) <= set(names)
        or (weights and (min(weights.values()) < 0 or sum(weights.values()) != 10_000))
        or any(weights.get(name) for name in decided["scratched"])
        or decided["scratched"] != sorted(set(decided["scratched"])) or decided["carry_in"] < 0
    ):  # fmt: skip
        yield "RESULT_IMPOSSIBLE", "no market is decided so"
    known, last = 0, -(2**63) - 1
    for stake in stakes:
        if stake.sequence <= last:
            yield "OUT_OF_ORDER", f"stake {stake.sequence} stands after stake {last}"
        if not 0 <= stake.player <= known:
            yield "PLAYER_MISNUMBERED", f"stake {stake.sequence} is of player {stake.player}"
        if not 0 <= stake.outcome < len(names) or stake.cents <= 0 or stake.fate not in FATES:
            yield "STAKE_IMPOSSIBLE", f"stake {stake.sequence}"
        known, last = max(known, stake.player + 1), stake.sequence
    if (head["stakes"], head["players"]) != (len(stakes), known):
        yield "COUNT_DIFFERS", f"{len(stakes)} stakes of {known} players, the first line says otherwise"


def breaks_of(file: File) -> Breaks:
    """(code, detail) of everything that is wrong with a certificate."""
    head, stakes = file.head, file.stakes
    if not file.sound:
        yield "FILE_EDITED", "the lines are not those that were written"
    if root([leaf(stake) for stake in stakes]) != head["root"]:
        yield "ROOT_DIFFERS", "the stakes are not those of the root in the first line"
    wrong = list(impossible(head, stakes))
    yield from wrong
    if wrong:
        return
    result, (ending, fates, pays, sums, dividends) = head["result"], settled(head, stakes)
    for stake, fate, pay in zip(stakes, fates, pays):  # noqa: B905  (Python 3.9)
        if stake.fate != fate:
            yield "FATE_DIFFERS", f"stake {stake.sequence}: {WORDS[stake.fate]}, by the rules {WORDS[fate]}"
        if stake.pay != pay:
            yield "PAY_DIFFERS", f"stake {stake.sequence} gets {money(stake.pay)}, by the rules {money(pay)}"
    if result["ending"] != ending or result["dividends"] != dividends:
        yield "ENDING_DIFFERS", f"by the rules {ending}, dividends {dividends}"
    for name in SUMS:
        if result[name] != sums[name]:
            yield "SUM_DIFFERS", f"{name}: {money(result[name])}, by the rules {money(sums[name])}"


def breaks_of_digest(head: dict[str, Any], given: str) -> Breaks:
    found = digest(head)
    if found != head["digest"]:
        yield "DIGEST_DIFFERS", f"the first line gives {found}, it says {head['digest']}"
    if given and given != found:
        yield "ANOTHER_CERTIFICATE", f"its digest is {found}, not {given}"


def breaks_of_proof(proof: Proof, file: File) -> Breaks:
    if root_by(proof) != proof.head["root"] or proof.stake.fate not in FATES:
        yield "PROOF_BROKEN", f"the path of stake {proof.stake.sequence} does not lead to the root"
    if file.head != proof.head:
        yield "PROOF_OF_ANOTHER", "the proof is of another certificate"
    elif not file.proof and (proof.place, proof.stake) not in enumerate(file.stakes):
        yield "STAKE_DIFFERS", f"stake {proof.stake.sequence} is not so in the certificate"


def money(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def told(head: dict[str, Any]) -> Iterator[str]:
    yield f"certificate {digest(head)}"
    yield from (f"{name!a}: {text!a}"[:300] for name, text in head["about"].items())
    yield f"{head['result']['ending']!a}; {head['stakes']} stakes of {head['players']} players"
    yield ", ".join(f"{name} {money(head['result'][name])}" for name in SUMS)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Check the certificate of a market.")
    parser.add_argument("file", help="a certificate, or the proof of one stake")
    parser.add_argument("--digest", default="", help="the digest, as it was published")
    parser.add_argument("--stake", help="the proof of a stake, to be found in the certificate")
    options = parser.parse_args(arguments)
    given = options.digest.strip().lower()
    if given and not HASH.fullmatch(given):
        parser.error("a digest has 64 hex digits")
    try:
        file = read(options.file)
        proof = read(options.stake).proof if options.stake is not None else file.proof
        if options.stake is not None and (file.proof or not proof):
            raise BadFile("with --stake FILE is a certificate, and PROOF a proof")
    except (BadFile, OSError) as error:
        print(f"BAD_FILE  {error}" if isinstance(error, BadFile) else f"BAD_FILE  {error!a}")
        return 1
    found = list(breaks_of_digest(file.head, given))
    found += [] if file.proof else breaks_of(file)
    found += breaks_of_proof(proof, file) if proof else []
    for code, detail in found[:100]:
        print(f"{code}  {detail!a}"[:300])
    if found:
        print(f"{len(found)} broken")
        return 1
    for line in told(file.head):
        print(line)
    if proof:
        mine = proof.stake
        print(f"stake {mine.sequence} {WORDS[mine.fate]}: {money(mine.cents)} staked, gets {money(mine.pay)}")
    what = "the stake is part of the certificate" if file.proof else "the certificate holds"
    print(what if given else f"{what}, and only agrees with itself: give --digest")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
