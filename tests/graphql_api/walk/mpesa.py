"""Tills, payment requests, receipts and what does not agree about them."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from mpesa.callbacks.inbox import store_callback
from mpesa.collections.claims import claim_receipt
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.collections.requests.requesting import request_payment
from mpesa.models import Callback, CallbackKind, Channel, Discrepancy, PaymentRequest, PullRun, RequestRules
from mpesa.tills.branches import create_branch, set_till_branch
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.graphql_api.walk.rows import AT, PHONE, SECRETS, Rows, Seeds
from users.models import Role

ROWS = Rows(
    lists={
        "tills": "collections.read",
        "branches": "collections.read",
        "paymentRequests": "collections.read",
        "receipts": "collections.read",
        "discrepancies": "collections.read",
        "receiptClaims": "collections.read",
        "callbacks": "collections.read",
    },
    lists_of_one_row={"tills"},
    phones={"receipts": "phone accountReference", "paymentRequests": "phone"},
    singles={"inbox": "collections.read"},
    nodes={
        "Till": "collections.read",
        "Branch": "collections.read",
        "PaymentRequest": "collections.read",
        "PullRun": "collections.read",
        "Receipt": "collections.read",
        "Discrepancy": "collections.read",
        "Callback": "collections.read",
        "ReceiptClaim": "collections.read",
    },
    mutations={
        "claimReceipt": (
            "payment.request",
            'claimReceipt(input: {{till: "{Till}", receiptNumber: "-", idempotencyKey: "12345678"}})',
        ),
        "checkPayment": ("payment.request", 'checkPayment(input: {{request: "{PaymentRequest}"}})'),
        "setTillInitiator": (
            "till.manage",
            'setTillInitiator(input: {{till: "{Till}", name: "", password: "x"}})',
        ),
        "refreshTillBalances": ("collections.read", 'refreshTillBalances(input: {{till: "{Till}"}})'),
        "setUnknownAccounts": (
            "till.manage",
            'setUnknownAccounts(input: {{till: "{Till}", refuse: false}})',
        ),
        "replayCallbacks": (
            "till.manage",
            'replayCallbacks(input: {{business: "{Business}"}})',
        ),
        "readCallback": ("collections.read", 'readCallback(input: {{callback: "{Callback}"}})'),
        "createTill": (
            "till.manage",
            'createTill(input: {{business: "{Business}", name: "n", kind: PAYBILL, shortcode: "1",'
            ' credentials: {{consumerKey: "a", consumerSecret: "b", passkey: "c"}}}})',
        ),
        "replaceTillCredentials": (
            "till.manage",
            'replaceTillCredentials(input: {{till: "{Till}", credentials:'
            ' {{consumerKey: "", consumerSecret: "b", passkey: "c"}}}})',
        ),
        "rotateHookToken": ("till.manage", 'rotateHookToken(input: {{till: "{Till}"}})'),
        "retireHookToken": ("till.manage", 'retireHookToken(input: {{till: "{Till}"}})'),
        "reopenHookToken": ("till.manage", 'reopenHookToken(input: {{till: "{Till}"}})'),
        "renameTill": ("till.manage", 'renameTill(input: {{till: "{Till}", name: ""}})'),
        "createBranch": (
            "till.manage",
            'createBranch(input: {{business: "{Business}", name: "", idempotencyKey: "1"}})',
        ),
        "renameBranch": ("till.manage", 'renameBranch(input: {{branch: "{Branch}", name: ""}})'),
        "archiveBranch": (
            "till.manage",
            'archiveBranch(input: {{branch: "{Branch}", archived: false}})',
        ),
        "setTillBranch": (
            "till.manage",
            'setTillBranch(input: {{till: "{Till}", branch: "{Branch}"}})',
        ),
        "setTillActive": ("till.manage", 'setTillActive(input: {{till: "{Till}", active: true}})'),
        "registerUrls": ("till.manage", 'registerUrls(input: {{till: "{Till}"}})'),
        "registerPull": (
            "till.manage",
            'registerPull(input: {{till: "{Till}", nominatedNumber: "0712345678"}})',
        ),
        "tillQr": (
            "payment.request",
            'tillQr(input: {{till: "{Till}", amount: "10", accountReference: "x"}})',
        ),
        "pullTransactions": ("ledger.write", 'pullTransactions(input: {{till: "{Till}"}})'),
        "setRequestLimits": (
            "business.manage",
            'setRequestLimits(input: {{business: "{Business}", phoneMinute: 0}})',
        ),
        "pauseRequests": (
            "till.manage",
            'pauseRequests(input: {{business: "{Business}", till: "{Till}", reason: ""}})',
        ),
        "resumeRequests": ("till.manage", 'resumeRequests(input: {{business: "{Business}"}})'),
        "closeDiscrepancy": (
            "ledger.write",
            'closeDiscrepancy(input: {{discrepancy: "{Discrepancy}", comment: "x"}})',
        ),
        "requestPayment": (
            "payment.request",
            'requestPayment(input: {{till: "{Till}", phone: "0712345678", amount: "10.00",'
            ' accountReference: "x", idempotencyKey: "12345678"}})',
        ),
    },
)


def fill(seeds: Seeds) -> None:
    house = seeds.house
    business, owner = house.business, house.people[Role.OWNER]
    till = create_till(
        business=business,
        name=f"till of {house.code}",
        kind="PAYBILL",
        shortcode=seeds.shortcode,
        credentials=TillCredentials(*SECRETS),
        actor=owner,
    )
    RequestRules.objects.create(business=business, phone_minute=1_000)
    for count in range(seeds.times):
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
        branch = create_branch(
            business=business,
            name=f"branch {count} of {house.code}",
            key=f"{house.code}-branch-{count:04}",
            actor=owner,
        )
        request = request_payment(
            till=till,
            phone=PHONE,
            amount=10_000 + 100 * count,  # another question each: one that is open is not asked twice
            account_reference=house.code,
            key=f"{house.code}-key-{count:04}",
            actor=owner,
        )
        claim = claim_receipt(
            till=till,
            receipt_number=f"S{house.code.upper()}{count:05}",
            key=f"{house.code}-claim-{count:04}",
            actor=owner,
        )
        seeds.nodes["ReceiptClaim"] = claim
        store_callback(
            till=till,
            kind=CallbackKind.C2B_CONFIRMATION,
            ref="",
            body=f"{house.code} {count}".encode(),
            headers={},
            address=None,
        )
        seeds.nodes |= {"Receipt": receipt, "PaymentRequest": PaymentRequest.objects.get(pk=request.pk)}
    set_till_branch(till=till, branch=branch, actor=owner)
    run = PullRun.objects.create(
        business=business, till=till, from_at=AT, to_at=AT + timedelta(hours=1), scheduled=True, due_at=AT
    )
    seeds.nodes |= {
        "Till": till,
        "Branch": branch,
        "PullRun": run,
        "Discrepancy": Discrepancy.objects.filter(business=business).order_by("pk")[0],
        "Callback": Callback.objects.filter(till=till).order_by("pk")[0],
    }
