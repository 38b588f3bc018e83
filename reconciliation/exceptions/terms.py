"""What the term in which an item stands says of it: which side lacks it, and what would make them agree."""

from __future__ import annotations

from core.money import Cents
from reconciliation.models import ReconciliationException
from reconciliation.runs.proof import TermKind, Why

#: What each term would have to be on the books' side for the statement and the books to agree.
_SIGNS = {
    TermKind.CREDITS_NOT_BOOKED: 1,
    TermKind.DEBITS_NOT_BOOKED: -1,
    TermKind.RECEIPTS_NOT_ON_STATEMENT: -1,
    TermKind.PAYOUTS_NOT_ON_STATEMENT: 1,
    TermKind.SWEEPS_IN_FLIGHT: -1,
}


def to_book(exception: ReconciliationException) -> Cents:
    """What a posting moves on the M-Pesa account so that the item is gone: + into it."""
    return _SIGNS[TermKind(exception.term)] * int(exception.cents)


def is_only_on_statement(exception: ReconciliationException) -> bool:
    """Whether the books have nothing of the item."""
    return exception.why in (Why.NOT_BOOKED, Why.ON_STATEMENT_TWICE)
