"""A small strict reader of hledger's journal format: what it does not know is an error.

hledger itself is no Python package, so this reader stands in for it: account and commodity declarations,
transactions with a status, a code and comments, postings with an amount in KES and perhaps an assertion.
Source: the manual of hledger, "journal format".
"""

from __future__ import annotations

import re
from collections import defaultdict

from core.money import to_cents

_NAME = r"[A-Za-z]+(?::[A-Za-z0-9-]+)+"
_ACCOUNT = re.compile(rf"account ({_NAME})  ; type: [ALERX]")
_HEADER = re.compile(r"(\d{4}-\d{2}-\d{2}) \*(?: \(([^()]*)\))? (\S.*)")
_POSTING = re.compile(rf"    ({_NAME})  (-?\d+\.\d\d) KES(?: = (-?\d+\.\d\d) KES)?")


class Unreadable(Exception):
    pass


def read_hledger(text: str) -> tuple[list[tuple[str, str, str]], dict[str, int]]:
    """(day, code, description) of each transaction, and the balance of each declared account in cents.

    Raises Unreadable for anything unknown: an account that was not declared, a transaction that does not sum
    to zero, an assertion that does not hold, days that go back.
    """
    balances: dict[str, int] = {}
    found: list[tuple[str, str, str]] = []
    open_sum: dict[str, int] = defaultdict(int)
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if match := _POSTING.fullmatch(line):
            name, amount, asserted = match[1], to_cents(match[2]), match[3]
            if name not in balances or not found:
                raise Unreadable(f"line {number}: {name} is not declared")
            balances[name] += amount
            open_sum["sum"] += amount
            if asserted is not None and to_cents(asserted) != balances[name]:
                raise Unreadable(f"line {number}: {name} is {balances[name]}, not {asserted}")
            continue
        if line.startswith("    ; reference: ") and not re.search(r"[;\[\],|]", line[6:]):
            continue
        if open_sum.pop("sum", 0):
            raise Unreadable(f"line {number}: the transaction before does not balance")
        if match := _ACCOUNT.fullmatch(line):
            if match[1] in balances:
                raise Unreadable(f"line {number}: declared twice")
            balances[match[1]] = 0
        elif match := _HEADER.fullmatch(line):
            if found and match[1] < found[-1][0]:
                raise Unreadable(f"line {number}: days go back")
            if re.search(r"[;|]", match[3]):
                raise Unreadable(f"line {number}: a comment or a payee begins in the description")
            found.append((match[1], match[2] or "", match[3]))
        elif line and line != "commodity 1000.00 KES" and not line.startswith("; "):
            raise Unreadable(f"line {number}: {line!r}")
    return found, balances
