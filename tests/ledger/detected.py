"""Prints what was done to the books and their guards, and by which code `verify_ledger` finds it.

    python -m tests.ledger.detected

The tests do each of these and compare the codes; docs/accounting.md has what this prints.
"""

from __future__ import annotations

import os
from collections import defaultdict

import django

from tests.ledger.breaks import BREAKS
from tests.ledger.guard_tampering import GUARD_CORPUS, PUT_BACK, RECORD, SUPERUSER, UNSEALED_EDITS

STAR = "*"


def detected() -> dict[str, set[str]]:
    """Every tampering, with a star where it takes a superuser, and the codes of what is found."""
    from tests.ledger.tampering import CORPUS  # needs Django

    found = {name: codes for name, (_, codes, _) in CORPUS.items()}
    found |= {name: codes for name, (_, codes) in BREAKS.items()}
    found |= {name + STAR * (role == SUPERUSER): codes for name, (role, _, codes) in GUARD_CORPUS.items()}
    found |= {
        f"{name}, taken away and put back" + STAR * (role == SUPERUSER): {"GUARD_TOUCHED"}
        for name, (role, _, _) in PUT_BACK.items()
    }
    found |= {name: {"GUARD_TOUCHED"} for name in UNSEALED_EDITS}
    return found | {name: {"GUARD_RECORD_BROKEN"} for name in RECORD}


def table() -> str:
    groups = defaultdict(list)
    for name, codes in detected().items():
        groups[", ".join(f"`{code}`" for code in sorted(codes))].append(name)
    rows = [f"| {codes} | {len(names)} | {'; '.join(names)} |" for codes, names in sorted(groups.items())]
    return "\n".join(["| Found by | | What was done |", "|---|---|---|", *rows])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    print(table())
