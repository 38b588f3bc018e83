"""Payments that people write down: cash, cheques, transfers into the bank, tax that a customer withheld."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Sum

from billing.customers.news import balance_news
from billing.invoicing.allocating import Share, allocate, deallocate, open_invoices
from billing.invoicing.payment_entries import post_payment
from billing.invoicing.routing import age_of
from billing.models import (
    Allocation,
    Customer,
    CustomerEntry,
    Invoice,
    Payment,
    PaymentKind,
    RefundPart,
    Register,
)
from core import days
from core.digests import digest
from core.errors import Detail, Findings, InvalidInput, InvalidState, NotFound
from core.money import MAX_CENTS, Cents, display, split
from core.rows.events import record_events
from core.rows.idempotency import first_or_conflict
from core.rows.locks import lock_row, lock_rows
from core.text import checked_key, one_line, required_comment
from ledger.chart.standard import (
    BANK,
    CASH,
    CUSTOMER_CREDIT,
    INCOME_TAX_WITHHELD,
    RECEIVABLES,
    WITHHELD_VAT,
    open_books,
    open_vat_accounts,
)
from ledger.journal.posting import credit, debit, post_entry
from ledger.models import Account, EntryKind, VatCode
from ledger.vouchers.vat import withheld_from
from mpesa.payouts.refundable import GIVES_NOTHING
from users.access import Right, require_right
from users.actors import Actor, person
from users.audit import record_audit
from users.models import Business

REFERENCE_LENGTH = 60
HIGHEST_INCOME_TAX: Final = 20  # percent
#: What is debited, where nothing else is said.
ACCOUNTS: Final = {
    PaymentKind.CASH: CASH,
    PaymentKind.CHEQUE: BANK,
    PaymentKind.BANK: BANK,
    PaymentKind.VAT_WITHHELD: WITHHELD_VAT,
    PaymentKind.INCOME_TAX_WITHHELD: INCOME_TAX_WITHHELD,
}
#: Papers: they settle the bill that they are about.
WITHHELD: Final = (PaymentKind.VAT_WITHHELD, PaymentKind.INCOME_TAX_WITHHELD)
_NEEDS_REFERENCE: Final = (PaymentKind.CHEQUE, PaymentKind.BANK, *WITHHELD)


@dataclass(frozen=True)
class Said:
    """What a person says of a payment: `reference` is the number of the cheque, the transfer or the
    certificate, `account_code` what is debited (empty: the usual account of the kind)."""

    kind: str
    amount: Cents
    received_on: date
    reference: str = ""
    account_code: str = ""
    note: str = ""


def record_payment(
    *,
    customer: Customer,
    said: Said,
    key: str,
    invoice: Invoice | None = None,
    drawer: bool = False,
    actor: Actor,
) -> Payment:
    """Book a payment that came another way than by M-Pesa. Dr its account / Cr 1200 for what it pays of the
    invoice, then of the customer's others, oldest first, and Cr 2100 for the rest.

    Tax that was withheld settles the invoice alone, and is at most what the law has withheld of it. Cash of
    a drawer comes in its shift (`drawer`: the caller holds the actor's own one). Idempotent by
    (business, key). Locks the invoices. Audited. Needs the right billing.write. Raises InvalidInput what
    note_payment notes, OVER_DUE / OVER_WITHHOLDING; InvalidState NOTHING_OPEN / DRAWER_MONEY;
    PERIOD_CLOSED where its day is closed.
    """
    business = customer.business
    require_right(actor, business, Right.BILLING_WRITE)
    found = Findings()
    note_payment(found, said, key=key, has_invoice=invoice is not None)
    with found.noting():
        account = _account(business.pk, said)
        require_no_drawer(business.pk, account, but=drawer)
    with found.noting():
        if invoice is not None and (invoice.business_id, invoice.customer_id) != (business.pk, customer.pk):
            raise InvalidInput("NOT_ITS_BILL", "invoice", "This bill is another customer's.")
    found.settle()
    said_of = [
        said.kind,
        said.amount,
        said.received_on,
        one_line(said.reference),
        account,
        one_line(said.note),
    ]
    asked = digest([customer.pk, invoice.pk if invoice else None, *said_of])

    def write() -> Payment:
        shares = _shares(customer, said, invoice)
        payment = Payment.objects.create(
            business=business,
            customer=customer,
            kind=said.kind,
            amount=said.amount,
            allocated=sum(cents for _, cents in shares),
            reference=one_line(said.reference),
            account_code=account,
            received_on=said.received_on,
            note=one_line(said.note),
            key=key,
            key_hash=asked,
            created_by=person(actor),
        )
        allocate([Share(bill, cents, payment) for bill, cents in shares], are_counted=True)
        post_payment(payment, [debit(account, payment.amount)], EntryKind.PAYMENT, actor=actor)
        record_audit(actor=actor, business=business, action="payment.record", subject=payment)
        record_events(balance_news([(business.pk, customer.pk)]))
        return payment

    known = Payment.objects.filter(business=business, key=key)
    return first_or_conflict(known, digests=[asked], write=write, what="payment")[0]


def take_back_payment(*, payment: Payment, reason: str, actor: Actor) -> Payment:
    """Undo a payment that was written down: a cheque that bounced, a slip. What it paid is owed again.

    Posted today. Idempotent by payment. Locks the invoices, then the payment. Audited. Needs the right
    ledger.write: who takes money in does not undo it alone. Raises InvalidInput COMMENT_MISSING, InvalidState
    NOT_BY_HAND (M-Pesa takes receipts back, credit notes stay) / DRAWER_MONEY (a sale is refunded in a shift)
    / CREDIT_GIVEN_BACK.
    """
    require_right(actor, payment.business, Right.LEDGER_WRITE)
    said = required_comment(reason, field="reason")
    if payment.kind not in (*ACCOUNTS, PaymentKind.WRITE_OFF):
        raise InvalidState("NOT_BY_HAND", "payment", "Only what people wrote down is taken back here.")
    require_no_drawer(payment.business_id, payment.account_code)
    with transaction.atomic():
        taken = deallocate(Allocation.objects.filter(payment=payment))
        row = lock_row(Payment.objects.filter(pk=payment.pk).select_related("business"))
        if row is None:
            raise NotFound("payment", "payment")
        if row.taken_back:
            return row
        if _given_back(row):
            raise InvalidState("CREDIT_GIVEN_BACK", "payment", "Part of it was given back to the customer.")
        row.taken_back = row.amount
        row.save(update_fields=["taken_back"])
        _post_back(row, -sum(each.cents for each in taken), said, actor)
        record_audit(
            actor=actor,
            business=row.business,
            action="payment.take_back",
            subject=row,
            details={"reason": said},
        )
        record_events(balance_news([(row.business_id, row.customer_id)]))
    return row


def _post_back(payment: Payment, billed: Cents, reason: str, actor: Actor) -> None:
    """Dr 1200 what it paid in the end, Dr 2100 what was left of it / Cr what it came from."""
    reference = f"payment:{payment.pk}:back"
    CustomerEntry.objects.create(
        business_id=payment.business_id, customer_id=payment.customer_id, reference=reference, payment=payment
    )
    sides = ((RECEIVABLES, billed), (CUSTOMER_CREDIT, payment.amount - billed))
    post_entry(
        business_id=payment.business_id,
        kind=EntryKind.WRITE_OFF if payment.kind == PaymentKind.WRITE_OFF else EntryKind.PAYMENT,
        reference=reference,
        legs=[
            *(debit(code, cents) for code, cents in sides if cents),
            credit(payment.account_code, payment.amount),
        ],
        occurred_at=days.now(),
        description=f"Taken back: {reason}",
        actor_id=actor.pk,
    )


def _given_back(payment: Payment) -> bool:
    parts = RefundPart.objects.filter(payment=payment)
    return parts.exclude(refund__payout__state__in=GIVES_NOTHING).exists()


def _shares(customer: Customer, said: Said, invoice: Invoice | None) -> list[tuple[Invoice, Cents]]:
    """What each locked bill takes. Raises InvalidState NOTHING_OPEN, InvalidInput OVER_DUE."""
    mine = open_invoices().filter(customer=customer)
    if invoice is not None and (said.kind in WITHHELD or customer.is_walk_in):
        mine = mine.filter(pk=invoice.pk)
    elif customer.is_walk_in:
        mine = mine.none()
    bills = sorted(lock_rows(mine), key=age_of)
    named = [bill for bill in bills if invoice is not None and bill.pk == invoice.pk]
    if invoice is not None and not named:
        raise InvalidState("NOTHING_OPEN", "invoice", "Nothing is due of this bill.")
    if said.kind in WITHHELD and said.amount > named[0].due:
        text = f"Only {display(named[0].due)} are due."
        raise InvalidInput("OVER_DUE", "amount", text, detail=Detail(limit=named[0].due))
    if said.kind in WITHHELD:
        _require_lawful(said, named[0])
    rest, shares = said.amount, []
    for bill in [*named, *(each for each in bills if each not in named)]:
        if part := min(rest, bill.due):
            shares.append((bill, part))
            rest -= part
    return shares


def _require_lawful(said: Said, invoice: Invoice) -> None:
    """Of a bill VAT is withheld at the rate of its day (Tax Procedures Act 2015, s.42A: 2 % of the taxable
    value), income tax at no more than the highest rate (Income Tax Act, Third Schedule: 20 % of a payment to
    who is not resident). What is said to be more is a debt that somebody gives up.

    Raises InvalidInput OVER_WITHHOLDING.
    """
    if said.kind == PaymentKind.VAT_WITHHELD:
        taxed = invoice.lines.filter(vat_code=VatCode.STANDARD).aggregate(net=Sum("net"))["net"] or 0
        most = withheld_from(int(taxed), day=invoice.issued_on or said.received_on)
    else:
        most = split(invoice.net, [HIGHEST_INCOME_TAX, 100 - HIGHEST_INCOME_TAX])[0]
    before = Allocation.objects.filter(invoice=invoice, payment__kind=said.kind)
    left = most - int(before.aggregate(sum=Sum("cents"))["sum"] or 0)
    if said.amount > left:
        text = f"At most {display(max(left, 0))} are withheld of this bill by the law."
        raise InvalidInput("OVER_WITHHOLDING", "amount", text, detail=Detail(limit=max(left, 0)))


def require_no_drawer(business_id: int, account_code: str, *, but: bool = False) -> None:
    """Raises InvalidState DRAWER_MONEY for the account of a drawer: its cash moves in shifts, where it is
    counted."""
    if but or not account_code.startswith(f"{CASH}-"):
        return
    if Register.objects.filter(business=business_id, account__code=account_code).exists():
        text = "The cash of a drawer moves in its shift: at the till, where it is counted."
        raise InvalidState("DRAWER_MONEY", "account_code", text)


def note_payment(found: Findings, said: Said, *, key: str, has_invoice: bool) -> None:
    """Note what is wrong with it, all of it: BAD_KEY / BAD_AMOUNT / BAD_DAY / BAD_KIND / REFERENCE_MISSING /
    REFERENCE_TOO_LONG / INVOICE_MISSING."""
    with found.noting():
        checked_key(key, "payment")
    with found.noting():
        if not 0 < said.amount <= MAX_CENTS:
            raise InvalidInput("BAD_AMOUNT", "amount", "A payment is above zero.")
    with found.noting():
        if days.checked_day(said.received_on, field="received_on") > days.today():
            raise InvalidInput("BAD_DAY", "received_on", "It cannot have been paid tomorrow.")
    with found.noting():
        if said.kind not in ACCOUNTS:
            raise InvalidInput("BAD_KIND", "kind", "Say how it was paid: by cash, cheque, bank, or withheld.")
    with found.noting():
        if said.kind in _NEEDS_REFERENCE and not one_line(said.reference):
            text = "Give the number of the cheque, the transfer or the certificate."
            raise InvalidInput("REFERENCE_MISSING", "reference", text)
    with found.noting():
        if len(one_line(said.reference)) > REFERENCE_LENGTH or len(one_line(said.note)) > 200:
            text = f"A reference has at most {REFERENCE_LENGTH} characters, a note 200."
            raise InvalidInput("REFERENCE_TOO_LONG", "reference", text)
    with found.noting():
        if said.kind in WITHHELD and not has_invoice:
            raise InvalidInput("INVOICE_MISSING", "invoice", "Tax is withheld from one bill: name it.")


def _account(business_id: int, said: Said) -> str:
    """What is debited, opened where a business of before has not got it. Raises InvalidInput
    UNKNOWN_ACCOUNT for one that is no account of cash or bank."""
    usual = ACCOUNTS.get(PaymentKind(said.kind), "") if said.kind in PaymentKind.values else ""
    code = said.account_code or usual
    if not said.account_code:
        if usual == WITHHELD_VAT:
            open_vat_accounts(business_id)
        elif usual == INCOME_TAX_WITHHELD:
            open_books(Business(pk=business_id))
        return code
    known = Account.objects.filter(business_id=business_id, code=code)
    if not (code == usual or code.startswith(f"{usual}-")) or not usual or not known.exists():
        raise InvalidInput("UNKNOWN_ACCOUNT", "account_code", f"{code[:40]!r} is no account of such money.")
    return code
