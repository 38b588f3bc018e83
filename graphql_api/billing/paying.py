"""Payments by hand, moving what they paid, and giving credit back."""

from __future__ import annotations

from datetime import date
from typing import cast

import strawberry
from strawberry import relay

from billing.invoicing.applying import apply_credit_of
from billing.paying import by_hand, reallocating, refunding
from core.errors import Findings
from graphql_api.billing.credit_notes import CustomerRefund
from graphql_api.billing.customer_types import Customer
from graphql_api.billing.types import CustomerPayment, CustomerPaymentKind
from graphql_api.context import Info
from graphql_api.nodes import find
from graphql_api.payloads import KEY_SAYS, good, mutation
from graphql_api.scalars import Money


@strawberry.input(description="A payment that came another way than by M-Pesa.")
class RecordPaymentInput:
    customer: relay.GlobalID = strawberry.field(description="Who paid.")
    invoice: relay.GlobalID | None = strawberry.field(
        default=None,
        description="What it is for; null: their open invoices, oldest first. What is left is their credit.",
    )
    kind: CustomerPaymentKind = strawberry.field(
        description="CASH, CHEQUE, BANK, or VAT_WITHHELD and INCOME_TAX_WITHHELD of the invoice."
    )
    amount: Money = strawberry.field(description="How much; above zero.")
    received_on: date = strawberry.field(description="The day on which it was paid; not after today.")
    reference: str = strawberry.field(
        default="", description="The number of the cheque, the transfer or the certificate; not of cash."
    )
    account_code: str = strawberry.field(
        default="", description="A cash or bank account below the usual one; empty: 1020 or 1100."
    )
    note: str = strawberry.field(default="", description="Anything else, in at most 200 characters.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A payment by hand to undo.")
class TakeBackPaymentInput:
    payment: relay.GlobalID = strawberry.field(description="The payment.")
    reason: str = strawberry.field(description="Why, for the trail.")


@strawberry.input(description="What a payment paid, to be moved.")
class ReallocatePaymentInput:
    allocation: relay.GlobalID = strawberry.field(description="The part of a payment (InvoicePayment).")
    invoice: relay.GlobalID | None = strawberry.field(
        default=None, description="What it pays instead; null: it becomes the customer's credit."
    )
    reason: str = strawberry.field(description="Why, for the trail.")


@strawberry.input(description="A customer whose credit is to pay their open invoices.")
class ApplyCreditInput:
    customer: relay.GlobalID = strawberry.field(description="Whose credit.")


@strawberry.input(description="Credit to give back in cash.")
class RefundInCashInput:
    customer: relay.GlobalID = strawberry.field(description="Whose credit.")
    amount: Money = strawberry.field(description="How much; above zero.")
    account_code: str = strawberry.field(default="1020", description="The cash account that it comes from.")
    payment: relay.GlobalID | None = strawberry.field(
        default=None, description="Which payment's credit; null: the oldest first."
    )
    reason: str = strawberry.field(description="Why, for the trail.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


def _look_at_payment(input: RecordPaymentInput, found: Findings) -> None:
    said = by_hand.Said(
        kind=input.kind.value,
        amount=good(input.amount) or 1,
        received_on=good(input.received_on) or date(2000, 1, 1),
        reference=input.reference,
        note=input.note,
    )
    by_hand.note_payment(found, said, key=input.idempotency_key, has_invoice=input.invoice is not None)


@strawberry.type
class PayingMutations:
    @mutation(
        description="Books cash, a cheque, a transfer or withheld tax: it pays the invoice, then the"
        " customer's others, oldest first; the rest is their credit. Safe to repeat.",
        look=_look_at_payment,
    )
    def record_payment(self, info: Info, input: RecordPaymentInput) -> CustomerPayment:
        user = info.context.user
        made = by_hand.record_payment(
            customer=find(user, input.customer, "Customer", field="customer"),
            invoice=find(user, input.invoice, "Invoice", field="invoice") if input.invoice else None,
            said=by_hand.Said(
                kind=input.kind.value,
                amount=input.amount,
                received_on=input.received_on,
                reference=input.reference,
                account_code=input.account_code,
                note=input.note,
            ),
            key=input.idempotency_key,
            actor=user,
        )
        return cast(CustomerPayment, made)

    @mutation(
        description="Undoes a payment by hand, like a cheque that bounced: what it paid is owed again. Posted"
        " today, audited. Safe to repeat."
    )
    def take_back_payment(self, info: Info, input: TakeBackPaymentInput) -> CustomerPayment:
        payment = find(info.context.user, input.payment, "CustomerPayment", field="payment")
        return cast(
            CustomerPayment,
            by_hand.take_back_payment(payment=payment, reason=input.reason, actor=info.context.user),
        )

    @mutation(
        description="Moves what a payment paid of one invoice to another of the customer, or to their credit."
        " Nothing is edited: the old has its mirror. Safe to repeat."
    )
    def reallocate_payment(self, info: Info, input: ReallocatePaymentInput) -> CustomerPayment:
        user = info.context.user
        allocation = find(user, input.allocation, "InvoicePayment", field="allocation")
        reallocating.reallocate(
            allocation=allocation,
            to=find(user, input.invoice, "Invoice", field="invoice") if input.invoice else None,
            reason=input.reason,
            actor=user,
        )
        allocation.payment.refresh_from_db()
        return cast(CustomerPayment, allocation.payment)

    @mutation(description="Lets a customer's credit pay their open invoices, oldest first. Safe to repeat.")
    def apply_credit(self, info: Info, input: ApplyCreditInput) -> Customer:
        customer = find(info.context.user, input.customer, "Customer", field="customer")
        apply_credit_of(customer=customer, actor=info.context.user)
        return cast(Customer, customer)

    @mutation(description="Gives a customer credit back in cash. Safe to repeat.")
    def refund_in_cash(self, info: Info, input: RefundInCashInput) -> CustomerRefund:
        user = info.context.user
        made = refunding.refund_in_cash(
            customer=find(user, input.customer, "Customer", field="customer"),
            amount=input.amount,
            account_code=input.account_code,
            payment=find(user, input.payment, "CustomerPayment", field="payment") if input.payment else None,
            reason=input.reason,
            key=input.idempotency_key,
            actor=user,
        )
        return cast(CustomerRefund, made)
