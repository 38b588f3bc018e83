"""The opening balance of an M-Pesa account, where its verified statement begins."""

from __future__ import annotations

from django.db.models import Sum

from ledger.chart.standard import OPENING_BALANCES
from ledger.journal.posting import credit, debit, post_entry, reverse_entry
from ledger.models import Entry, EntryKind
from mpesa.collections.receipts import receipt_reference
from mpesa.models import Till
from reconciliation.accounts import is_bank, ledger_code
from reconciliation.runs.bank import before_the_bank, lines_on, opening_base
from reconciliation.runs.inputs import before_the_book, lines_of
from reconciliation.verified.coverage import AccountBook


def book_opening(till: Till, account: str) -> bool:
    """Post an account's opening balance: Dr 1010 or 1100 / Cr 3900, when its verified statement begins.
    Whether it posted.

    It is the first verified balance, less what the books have from before. When an earlier file comes, or
    the books learn of something older, the opening is reversed and posted anew: what comes first gives the
    same books. Idempotent by its place and amount.
    """
    book = AccountBook(till.pk, account)
    anchor = book.anchor()
    if anchor is None:
        return False
    before = (
        before_the_bank(book, lines_on(till.business_id, account))
        if is_bank(account)
        else before_the_book(lines_of(book, till), anchor.from_at)
    )
    sums = before.aggregate(debits=Sum("debit"), credits=Sum("credit"))
    opening = anchor.opening - int(sums["debits"] or 0) + int(sums["credits"] or 0)
    code = ledger_code(till, account)
    base = opening_base(account) if is_bank(account) else receipt_reference(till, account, "opening")
    posted = Entry.objects.filter(
        business=till.business_id, kind=EntryKind.OPENING, reference__startswith=base
    ).order_by("pk")
    standing = posted.filter(reversed_by=None).last()
    if standing is not None:
        line = standing.lines.get(account__code=code)
        if (standing.occurred_at, line.debit - line.credit) == (anchor.from_at, opening):
            return False
        reverse_entry(
            entry=standing,
            reason="The statement begins elsewhere now",
            occurred_at=max(standing.occurred_at, anchor.from_at),
        )
    if opening:
        inward = [debit(code, opening), credit(OPENING_BALANCES, opening)]
        outward = [credit(code, -opening), debit(OPENING_BALANCES, -opening)]
        count = posted.count()
        post_entry(
            business_id=till.business_id,
            kind=EntryKind.OPENING,
            reference=f"{base}_{count + 1}" if count else base,
            legs=inward if opening > 0 else outward,
            occurred_at=anchor.from_at,
            description="Opening balance of the first statement",
        )
    return bool(opening) or standing is not None
