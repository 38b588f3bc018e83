"""Short ways to post in tests, to verify, and to compute the chain by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from core.errors import DomainError
from ledger.journal.posting import credit, debit, post_entry
from ledger.journal.wallets import BalancePart, balances_after, explain_balances
from ledger.models import Entry, Line, Wallet
from users.models import Business

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
#: The chain before the first seal.
GENESIS = bytes(32)


def post(
    business: Business,
    reference: str = "r1",
    cents: int = 5000,
    *,
    to: str = "4000",
    by: str = "1020",
    **more: Any,
) -> Entry:
    """Dr `by` / Cr `to`: a cash sale, unless said otherwise."""
    fields = {"kind": "MANUAL", "occurred_at": AT} | more
    return post_entry(
        business_id=business.pk, reference=reference, legs=[debit(by, cents), credit(to, cents)], **fields
    )


def movements_of(wallet: Wallet) -> list[tuple[int, int, int]]:
    """(line, cents in, balance after it) of every movement of a wallet, newest first."""
    lines = list(Line.objects.filter(account=wallet.account_id).order_by("-pk"))
    left = balances_after([wallet.pk], [line.pk for line in lines])
    return [(line.pk, line.credit - line.debit, left[line.pk]) for line in lines]


def origins_of(wallet: Wallet) -> list[BalancePart]:
    return explain_balances([wallet.pk])[wallet.pk]


def next_link(previous: bytes, digest: bytes) -> bytes:
    return hashlib.sha256(previous + digest).digest()


def refusal(action: Callable[[], object]) -> str:
    """The code with which an action is refused."""
    with pytest.raises(DomainError) as raised:
        action()
    return raised.value.code


def verified(*arguments: str) -> tuple[int, str]:
    """What `verify_ledger` ends with, and what it prints."""
    shown = StringIO()
    try:
        call_command("verify_ledger", *arguments, stdout=shown)
    except SystemExit as end:
        return int(end.code or 0), shown.getvalue()
    return 0, shown.getvalue()
