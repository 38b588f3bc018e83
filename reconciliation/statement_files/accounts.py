"""Which M-Pesa account a name means: by its words, since spelling, case and order differ between exports."""

from __future__ import annotations

import re

UTILITY = "Utility Account"
_LABELS = (
    (re.compile(r"\butility\b"), UTILITY),
    (re.compile(r"\b(working|mmf)\b"), "Working Account"),
    (re.compile(r"\bcharges?\b"), "Charges Paid Account"),
    (re.compile(r"\bsettlement\b"), "Organization Settlement Account"),
    (re.compile(r"\bmerchant\b"), "Merchant Account"),
)


def account_named(text: str) -> str:
    """The account's usual name; empty where the words mean none, or more than one."""
    words = re.sub(r"[\W_]+", " ", text.lower())
    found = [label for pattern, label in _LABELS if pattern.search(words)]
    return found[0] if len(found) == 1 else ""


def accounts_of_sweep(details: str) -> tuple[str, str]:
    """The usual names of the accounts that money left and reached, by the Details of a sweep."""
    source, _, target = details.partition(" to ")
    return account_named(source), account_named(target)
