"""Payouts that wait for a yes."""

from __future__ import annotations

from datetime import timedelta

from core import days
from mpesa.asking.initiators import set_initiator
from mpesa.models import Payout, PayoutLine, PayoutRules, PayoutSchedule
from mpesa.payouts.batches.importing import import_batch
from mpesa.payouts.disputing import dispute_payout, note_dispute
from mpesa.payouts.requesting import create_payout
from mpesa.payouts.withholding import change_withholding
from tests.graphql_api.walk.rows import PHONE, Rows, Seeds
from users.actors import SYSTEM
from users.approvals.approving import Proof, approve
from users.models import Role

_ONE = 'payout: "{Payout}"'
_BATCH = 'batch: "{PayoutBatch}"'
_PLAN = 'schedule: "{PayoutSchedule}"'

ROWS = Rows(
    lists={"payouts": "payout.read", "payoutBatches": "payout.read", "payoutSchedules": "payout.read"},
    singles={"payoutBoard": "payout.read"},
    phones={"payouts": "phone name"},
    nodes={"Payout": "payout.read", "PayoutBatch": "payout.read", "PayoutSchedule": "payout.read"},
    own_mutations={"cancelWithdrawal"},  # of one's own: tests/mpesa/payouts/test_withdrawing.py
    mutations={
        "createPayout": (
            "payout.request",
            'createPayout(input: {{till: "{Till}", phone: "0712345678", amount: "10.00", accountCode: "",'
            ' description: "x", idempotencyKey: "12345678"}})',
        ),
        "moveFloat": (
            "payout.request",
            'moveFloat(input: {{till: "{Till}", amount: "10.50", idempotencyKey: "12345678"}})',
        ),
        "payBusiness": (
            "payout.request",
            'payBusiness(input: {{till: "{Till}", kind: PAYBILL, shortcode: "888880", accountNumber: "1",'
            ' amount: "10.00", accountCode: "", description: "x", idempotencyKey: "12345678"}})',
        ),
        "cancelPayout": ("payout.request", f'cancelPayout(input: {{{{{_ONE}, reason: ""}}}})'),
        "retryPayout": ("payout.request", f"retryPayout(input: {{{{{_ONE}}}}})"),
        "retryFailedPayouts": (
            "payout.request",
            'retryFailedPayouts(input: {{business: "{Business}", hours: 0}})',
        ),
        "decideUnknownPayout": (
            "payout.request",
            f'decideUnknownPayout(input: {{{{{_ONE}, receiptNumber: "-", comment: "x",'
            ' idempotencyKey: "12345678"}})',
        ),
        "releasePayout": (
            "payout.request",
            f'releasePayout(input: {{{{{_ONE}, comment: "", idempotencyKey: "12345678"}}}})',
        ),
        "uploadPayoutBatch": (
            "payout.request",
            'uploadPayoutBatch(input: {{till: "{Till}", fileName: "x", accountCode: "", description: "x"}})',
        ),
        "requestPayoutBatch": (
            "payout.request",
            f'requestPayoutBatch(input: {{{{{_BATCH}, idempotencyKey: ""}}}})',
        ),
        "cancelPayoutBatch": ("payout.request", f'cancelPayoutBatch(input: {{{{{_BATCH}, reason: ""}}}})'),
        "pausePayoutBatch": ("payout.request", f'pausePayoutBatch(input: {{{{{_BATCH}, reason: ""}}}})'),
        "resumePayoutBatch": ("payout.request", f"resumePayoutBatch(input: {{{{{_BATCH}}}}})"),
        "disputePayout": ("payout.request", f'disputePayout(input: {{{{{_ONE}, reason: ""}}}})'),
        "notePayoutDispute": ("payout.request", f'notePayoutDispute(input: {{{{{_ONE}, text: ""}}}})'),
        "refundReceipt": (
            "payout.request",
            'refundReceipt(input: {{receipt: "{Receipt}", amount: "10.00", accountCode: "", comment: "x",'
            ' idempotencyKey: "12345678"}})',
        ),
        "repeatPayoutBatch": ("payout.request", f'repeatPayoutBatch(input: {{{{{_BATCH}, name: ""}}}})'),
        "createPayoutSchedule": (
            "payout.request",
            f'createPayoutSchedule(input: {{{{{_BATCH}, name: "", frequency: MONTHLY, firstOn: "2099-01-01",'
            ' times: 0, idempotencyKey: ""}})',
        ),
        "pausePayoutSchedule": ("payout.request", f'pausePayoutSchedule(input: {{{{{_PLAN}, reason: ""}}}})'),
        "resumePayoutSchedule": ("payout.request", f"resumePayoutSchedule(input: {{{{{_PLAN}}}}})"),
        "endPayoutSchedule": ("payout.request", f'endPayoutSchedule(input: {{{{{_PLAN}, reason: ""}}}})'),
        "changeWithholding": (
            "payout.manage",
            'changeWithholding(input: {{business: "{Business}", name: "", basisPoints: -1,'
            ' fromDay: "2020-01-01", idempotencyKey: ""}})',
        ),
        "requestWithdrawal": (
            "wallet.withdraw",
            'requestWithdrawal(input: {{wallet: "{Wallet}", amount: "10.00", idempotencyKey: "12345678"}})',
        ),
        "setPayoutLimits": (
            "payout.manage",
            'setPayoutLimits(input: {{business: "{Business}", coolingOffHours: -1}})',
        ),
        "pausePayouts": ("payout.request", 'pausePayouts(input: {{business: "{Business}", reason: ""}})'),
        "resumePayouts": ("payout.manage", 'resumePayouts(input: {{business: "{Business}"}})'),
        "resumePayoutLine": ("payout.manage", 'resumePayoutLine(input: {{till: "{Till}"}})'),
    },
)


def fill(seeds: Seeds) -> None:
    house = seeds.house
    till = set_initiator(till=seeds.till, name="api", password="of-nobody", actor=SYSTEM)
    for count in range(seeds.times):
        asked = change_withholding(
            business=house.business,
            name=house.code,
            rate=count,
            from_day=days.today() + timedelta(days=1 + count),
            key=f"{house.code}-tax-{count:04}",
            actor=house.people[Role.OWNER],
        )
        checker = house.people[Role.APPROVER]
        approve(approval=asked, checker=checker, digest=asked.digest, proof=Proof())
        payout = create_payout(
            till=till,
            phone=PHONE,
            amount=150_050,
            account_code="5500",
            description=f"{house.code} {count}",
            name=f"Payee of {house.code}",
            key=f"{house.code}-payout-{count:04}",
            actor=house.people[Role.OWNER],
        )
        dispute_payout(payout=payout, reason=f"{house.code} says no", actor=SYSTEM)
        note_dispute(payout=payout, text=f"{house.code} looks", actor=SYSTEM)
        seeds.nodes["Payout"] = Payout.objects.get(pk=payout.pk)
        seeds.nodes["PayoutBatch"] = import_batch(
            till=till,
            data=f"phone,amount\n{PHONE},{50 + count}\n".encode(),
            file_name=f"{house.code}.csv",
            name=f"{house.code} {count}",
            account_code="5400",
            description=house.code,
            actor=house.people[Role.OWNER],
        ).batch
        seeds.nodes["PayoutSchedule"] = PayoutSchedule.objects.create(
            business=house.business,
            till=till,
            batch=seeds.nodes["PayoutBatch"],
            name=f"{house.code} {count}",
            frequency="MONTHLY",
            every=1,
            first_on=days.today(),
            times=1,
            last_on=days.today(),
            next_on=days.today(),
            rows=1,
            amount=50_00,
            rows_digest="0" * 64,
            key=f"{house.code}-schedule-{count}",
            key_hash=b"",
            requested_by=house.people[Role.OWNER],
        )
    PayoutRules.objects.create(business=house.business, cooling_off_hours=1)
    PayoutLine.objects.create(till=till)
    set_initiator(till=till, name="", password="", actor=SYSTEM)
