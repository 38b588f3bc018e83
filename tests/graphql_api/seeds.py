"""Rows of every kind in one business, made by the apps' own verbs and named so that a leak is seen.

Everything of the house `duka` carries the word duka somewhere: a test may look for it in what members of
`maji` are given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from billing.customers import create_customer
from billing.invoices import LineInput, create_invoice, issue_invoice
from core.alerts import raise_alert
from core.crypto import new_data_key, seal
from core.models import Severity
from ledger.attachments import attach
from ledger.models import Account, Entry, Line
from ledger.periods import close_period, end_of_month
from ledger.posting import credit, debit, post_entry
from ledger.recurring import create_recurring
from ledger.templates import save_template
from ledger.voucher_lines import LineInput as VoucherLineInput
from ledger.vouchers import post_journal_entry
from ledger.wallets import credit_wallet, open_wallet
from mpesa.models import Channel, Discrepancy, PaymentRequest, Receipt, Till
from mpesa.payment_requests import request_payment
from mpesa.receipts import ReceiptFacts, note_discrepancy, record_receipt
from mpesa.tills import TillCredentials, create_till
from reconciliation.models import ReconciliationRun, Statement
from reconciliation.running import start_run
from tests.graphql_api.conftest import House
from users.approval_models import Approval
from users.approval_rules import KIND as RULES
from users.approval_rules import change_rules
from users.approvals import cancel
from users.invites import invite_member
from users.kyc import refuse_kyc, start_kyc, submit_kyc
from users.kyc_documents import store_document
from users.kyc_models import KycSubmission
from users.models import AuditEntry, Business, Membership, Role, User

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PHONE = "254712345678"
JPEG = b"\xff\xd8\xff\xe0 a picture "
SECRETS = ("key-of-the-consumer", "secret-of-the-consumer", "passkey-of-the-till")


@dataclass
class Seeds:
    """One row of each kind; `nodes` maps the name of a node type to it."""

    till: Till
    receipt: Receipt
    nodes: dict[str, Any]


def fill(house: House, *, shortcode: str, times: int = 1) -> Seeds:
    """Books, collections, bills and proofs of a house; `times` rows of each kind that has a feed."""
    business, owner = house.business, house.people[Role.OWNER]
    till = create_till(
        business=business,
        name=f"till of {house.code}",
        kind="PAYBILL",
        shortcode=shortcode,
        credentials=TillCredentials(*SECRETS),
        actor=owner,
    )
    alert = customer = invoice = invite = request = receipt = None
    for count in range(times):
        with transaction.atomic():
            receipt, _ = record_receipt(
                till=till,
                facts=ReceiptFacts(
                    f"T{house.code.upper()}{count}", 150_050, AT, f"{house.code} {PHONE}", PHONE
                ),
                channel=Channel.C2B,
            )
            note_discrepancy(
                till=till, code="CHANNELS_DIFFER", subject=f"{house.code} {count}", detail=f"of {house.code}"
            )
        request = request_payment(
            till=till,
            phone=PHONE,
            amount=10_000,
            account_reference=house.code,
            key=f"{house.code}-key-{count:04}",
            actor=owner,
        )
        customer = create_customer(
            business=business, name=f"Customer of {house.code}", phone=PHONE, actor=owner
        )
        invite = invite_member(
            business=business,
            role=Role.AUDITOR,
            key=f"{house.code}-invite-{count:04}",
            email=f"somebody@{house.code}.example",
            actor=owner,
        )
        alert = raise_alert(
            code=f"SEEDED_{count}",
            severity=Severity.WARNING,
            business_id=business.pk,
            detail=f"of {house.code}",
        )
        invoice = create_invoice(
            customer=customer,
            lines=[
                LineInput(f"water of {house.code}", Decimal("2.5"), 20_000),
                LineInput("meter", Decimal(1), 100),
            ],
            key=f"{house.code}-invoice-{count:04}",
            actor=owner,
        )
        issue_invoice(invoice=invoice, actor=owner)
        post_entry(
            business_id=business.pk,
            kind="MANUAL",
            reference=f"{house.code}-{count}",
            legs=[debit("1020", 5000), credit("4000", 5000)],
            occurred_at=AT,
            description=f"cash of {house.code}",
            actor_id=owner.pk,
        )
    voucher = template = plan = None
    lines = [VoucherLineInput("1020", debit=11600), VoucherLineInput("4000", credit=11600, vat="STANDARD")]
    for count in range(times):
        key, words = f"{house.code}-voucher-{count:04}", f"voucher of {house.code}"
        made = {"business": business, "lines": lines, "description": words, "actor": owner}
        voucher = post_journal_entry(**made, day=date(2024, 11, 20), key=key)
        attach(voucher=voucher, data=JPEG + house.code.encode(), actor=owner)
        template = save_template(**made, name=f"{house.code} {count}")
        plan = create_recurring(
            **made, name=house.code, frequency="MONTHLY", first_on=date(2024, 11, 20), key=key
        )
    wallet = open_wallet(business=business, player=house.people[Role.PLAYER])
    credit_wallet(wallet=wallet, amount=7000, source="1020", key=f"{house.code}-topup", occurred_at=AT)
    for count in range(times):
        waiting = Approval.objects.filter(business=business, state="PENDING", kind=RULES).first()
        if waiting is not None:
            cancel(approval=waiting, maker=owner, comment=f"of {house.code}")
        key = f"{house.code}-rules-{count:04}"
        approval = change_rules(business=business, solo_limit=100 + count, actor=owner, key=key)
    submission = None
    for count in range(times):
        if submission is not None:
            refuse_kyc(submission=submission, reviewer=owner, reason=f"of {house.code}")
        submission = hand_in(business, house.people[Role.PLAYER], key=f"{house.code}-kyc-{count:04}")
    run = start_run(till=till, from_day=date(2026, 11, 20), to_day=date(2026, 11, 20), actor=owner)
    statement = _statement(house, till)
    for month in range(times):
        period = close_period(
            business=business,
            last_day=end_of_month(date(2024, 1 + month, 1)),
            comment=house.code,
            actor=owner,
        )
    nodes: dict[str, Any] = {
        "Voucher": voucher,
        "VoucherTemplate": template,
        "RecurringVoucher": plan,
        "Business": business,
        "Membership": Membership.objects.filter(business=business).order_by("pk")[0],
        "AuditEntry": AuditEntry.objects.filter(business=business).order_by("pk")[0],
        "Approval": approval,
        "KycSubmission": submission,
        "Invite": invite,
        "Alert": alert,
        "Account": Account.objects.get(business=business, code="1020"),
        "AccountLine": Line.objects.filter(account__business=business).order_by("pk")[0],
        "JournalEntry": Entry.objects.filter(business=business).order_by("pk")[0],
        "Wallet": wallet,
        "Till": till,
        "PaymentRequest": PaymentRequest.objects.get(pk=request.pk) if request else None,
        "Receipt": receipt,
        "Discrepancy": Discrepancy.objects.filter(business=business).order_by("pk")[0],
        "Customer": customer,
        "Invoice": invoice,
        "Statement": statement,
        "Period": period,
        "ReconciliationRun": ReconciliationRun.objects.get(pk=run.pk),
    }
    assert receipt is not None
    return Seeds(till=till, receipt=receipt, nodes=nodes)


def hand_in(business: Business, player: User, *, key: str, id_number: str = "12345678") -> KycSubmission:
    """A submission for the tier "standard", documents and all."""
    draft = start_kyc(
        business=business,
        player=player,
        tier="standard",
        name=f"Player of {business.code}",
        id_number=id_number,
        date_of_birth=date(1990, 1, 2),
        key=key,
    )
    for kind in ("ID_FRONT", "ID_BACK"):
        store_document(submission=draft, kind=kind, data=JPEG + kind.encode(), player=player)
    return submit_kyc(submission=draft, player=player)


def _statement(house: House, till: Till) -> Statement:
    key = new_data_key()
    return Statement.objects.create(
        business=house.business,
        till=till,
        file_name=f"statement of {house.code}.csv",
        sha256=house.code.ljust(64, "0"),
        data_key=key,
        file_sealed=seal(key, b"rows", purpose="statement.file"),
        state="REFUSED",
    )
