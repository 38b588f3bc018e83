"""The way of every voucher: its key, its approval (users/approvals/approving.py), its entry.

The lines that are approved are the lines that are posted: VAT is split and accounts are found before anybody
is asked, and the rows of a voucher never change.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import date

from django.db.models import Q

from core import days
from core.digests import Facts, digest
from core.errors import Conflict, InvalidInput, InvalidState
from core.rows.events import record_event
from core.rows.idempotency import first_or_conflict
from core.rows.locks import AdvisoryLock, lock_row
from core.text import checked_key, one_line
from ledger.chart.standard import OPENING_BALANCES
from ledger.chart.system_accounts import require_open_to_people
from ledger.journal.posting import DESCRIPTION_LENGTH, first_open_day, post_entry, reverse_entry
from ledger.models import Account, EntryKind, Voucher, VoucherLine
from ledger.vouchers.lines import ReadyLine
from users.approvals.approving import request_approval
from users.approvals.kinds import Content, Payload
from users.audit import record_audit
from users.models import Approval, ApprovalState, Business

KIND = "ledger.voucher"
_openings = AdvisoryLock("ledger.opening")


def voucher_of_key(business: Business, key: str, asked: Facts, write: Callable[[bytes], Voucher]) -> Voucher:
    """The voucher that this key stands for; `write`, given the digest of what is asked, makes a new one.

    Raises InvalidInput BAD_KEY, Conflict KEY_REUSED, and what `write` raises.
    """
    known = Voucher.objects.filter(business=business, key=checked_key(key, "voucher"))
    key_hash = digest(asked)
    return first_or_conflict(known, digests=[key_hash], write=lambda: write(key_hash), what="voucher")[0]


def checked_day(day: date, business: Business) -> date:
    """Raises InvalidInput BAD_DAY, InvalidState PERIOD_CLOSED; the posting itself looks at periods again."""
    require_past(day)
    first = first_open_day(business.pk)
    if first is not None and day < first:
        raise InvalidState("PERIOD_CLOSED", "day", f"The books are closed: the first open day is {first}.")
    return day


def require_past(day: date) -> None:
    """Raises InvalidInput BAD_DAY for a day that no voucher counts for."""
    if not days.FIRST_DAY <= day <= days.today():
        raise InvalidInput(
            "BAD_DAY", "day", "A voucher counts for a day since 2000, and not for a future one."
        )


def checked_description(text: str) -> str:
    """Raises InvalidInput DESCRIPTION_MISSING."""
    text = one_line(text)
    if not 1 <= len(text) <= DESCRIPTION_LENGTH:
        raise InvalidInput(
            "DESCRIPTION_MISSING",
            "description",
            f"Say what it is for, in 1 to {DESCRIPTION_LENGTH} characters.",
        )
    return text


def ask_to_post(voucher: Voucher, lines: Sequence[ReadyLine], *, comment: str = "") -> Voucher:
    """Keep a voucher with its lines and ask for its approval, in the running transaction."""
    keep_voucher(voucher, lines)
    approval = request_approval(
        kind=KIND,
        business=voucher.business,
        payload={"voucher": voucher.pk},
        maker=voucher.maker,
        key=uuid.uuid4().hex,
        comment=comment,
    )
    Voucher.objects.filter(pk=voucher.pk).update(approval=approval)
    return Voucher.objects.get(pk=voucher.pk)


def keep_voucher(voucher: Voucher, lines: Sequence[ReadyLine]) -> None:
    """Write a voucher and its lines, in the running transaction."""
    voucher.amount = sum(line.debit for line in lines)
    voucher.save(force_insert=True)
    VoucherLine.objects.bulk_create(
        VoucherLine(
            voucher=voucher,
            account=line.account,
            debit=line.debit,
            credit=line.credit,
            vat_code=line.vat_code,
            vat=line.vat,
        )
        for line in lines
    )
    record_audit(
        actor=voucher.maker,
        business=voucher.business,
        action="voucher.create",
        subject=voucher,
        details={"kind": str(voucher.kind)},
    )


def describe_voucher(business: Business, payload: Payload) -> Content:
    """Exactly what will be posted. Locks the voucher."""
    voucher, lines = locked_voucher(business, payload["voucher"])
    facts = {
        "voucher": str(voucher.pk),
        "kind": voucher.kind,
        "day": voucher.effective_on.isoformat(),
        "description": voucher.description,
        "lines": [line.as_facts() for line in lines],
        "reverses": str(voucher.reverses_id) if voucher.reverses_id else None,
    }
    return Content(
        facts=facts,
        amount=voucher.amount,
        subject=f"reversal:{voucher.reverses_id}" if voucher.reverses_id else f"voucher:{voucher.pk}",
    )


def execute_voucher(approval: Approval) -> None:
    """Post the voucher that was approved. Raises what post_entry and require_unopened raise."""
    voucher, lines = locked_voucher(approval.business, approval.payload["voucher"])
    if voucher.kind == EntryKind.OPENING:
        require_unopened(voucher.business, [line.account for line in lines], but=voucher)
    voucher.approval = approval
    post_voucher(voucher, lines)


def locked_voucher(business: Business, voucher_id: int) -> tuple[Voucher, list[ReadyLine]]:
    """A voucher, locked, with its lines in order."""
    voucher = lock_row(
        Voucher.objects.filter(pk=voucher_id, business=business).select_related("business", "reverses")
    )
    assert voucher is not None
    lines = voucher.lines.select_related("account__parent__parent").order_by("pk")
    return voucher, [
        ReadyLine(line.account, line.debit, line.credit, line.vat_code, line.vat) for line in lines
    ]


def post_voucher(voucher: Voucher, lines: Sequence[ReadyLine]) -> None:
    """Post a locked voucher, in the running transaction. Idempotent by voucher.

    Raises what post_entry raises.
    """
    if voucher.reverses is not None:
        entry = reverse_entry(
            entry=voucher.reverses,
            reason=voucher.description,
            occurred_at=days.now(),
            effective_on=voucher.effective_on,
            actor_id=voucher.maker_id,
        )
    else:
        require_open_to_people([line.account for line in lines])
        entry = post_entry(
            business_id=voucher.business_id,
            kind=voucher.kind,
            reference=f"voucher:{voucher.pk}",
            legs=[line.leg for line in lines],
            occurred_at=days.now(),
            effective_on=voucher.effective_on,
            description=voucher.description,
            actor_id=voucher.maker_id,
        )
    voucher.entry = entry
    voucher.save(update_fields=["approval", "entry"])
    record_event(topic="voucher.posted", business_id=voucher.business_id, voucher=voucher.pk, entry=entry.pk)


def require_unopened(business: Business, accounts: Sequence[Account], *, but: Voucher | None = None) -> None:
    """Raises Conflict OPENING_EXISTS for an account that has an opening balance, or one that waits."""
    taken = sorted(opened_codes(business, but=but) & {account.code for account in accounts})
    if taken:
        raise Conflict("OPENING_EXISTS", "lines", f"There is an opening balance already: {', '.join(taken)}.")


def opened_codes(business: Business, *, but: Voucher | None = None) -> set[str]:
    """The accounts that have an opening balance, or one that waits; never 3900, the other side of all.

    Holds the openings of the business (advisory lock) until the transaction ends. A reversed one does not
    count; `but` is left out of account.
    """
    _openings.take(business.pk)
    others = Voucher.objects.filter(business=business, kind=EntryKind.OPENING).filter(
        Q(entry__isnull=False, entry__reversed_by__isnull=True)
        | Q(entry__isnull=True, approval__state=ApprovalState.PENDING)
    )
    if but is not None:
        others = others.exclude(pk=but.pk)
    lines = VoucherLine.objects.filter(voucher__in=others).exclude(account__code=OPENING_BALANCES)
    return set(lines.values_list("account__code", flat=True))
