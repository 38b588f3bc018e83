"""What a hostile network makes of honest payments: told several times, in other bytes, cut, in any order."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from billing.customers.customers import create_customer
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.terms import LineInput
from billing.models import Allocation
from ledger.models import Entry
from ledger.reads.selectors import balance_by_code
from mpesa.callbacks.inbox import store_callback
from mpesa.models import CallbackKind, CallbackWork, Receipt, ReceiptRoute, Till, WorkState
from mpesa.tills.accounts import account_code
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.mpesa.shops import STAMP
from users.actors import SYSTEM
from users.models import Business

SHORTCODE = "600400"
C2B = CallbackKind.C2B_CONFIRMATION.value


def open_till(business: Business) -> Till:
    return create_till(
        business=business,
        name="Water",
        kind="PAYBILL",
        shortcode=SHORTCODE,
        credentials=TillCredentials("consumer-key", "consumer-secret", "passkey"),
        actor=SYSTEM,
    )


@dataclass
class Assault:
    """Honest payments by seed (`truth`: cents by receipt), and `bodies`, what the network makes of them."""

    till: Till
    seed: int
    payments: int
    truth: dict[str, int] = field(default_factory=dict)
    bodies: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        dice = random.Random(self.seed)
        customer = create_customer(business=self.till.business, name="Client", actor=SYSTEM)
        lines = [LineInput("Water", Decimal(1), 300_00)]
        drafts = [
            create_invoice(customer=customer, lines=lines, key=f"assault-{number}", actor=SYSTEM)
            for number in range(5)
        ]
        bills = [issue_invoice(invoice=draft, actor=SYSTEM).number for draft in drafts]
        for number in range(self.payments):
            receipt = f"UKS{number:07d}"
            self.truth[receipt] = dice.randint(1, 400) * 100
            facts = {
                "TransactionType": "Pay Bill",
                "TransID": receipt,
                "TransTime": STAMP,
                "TransAmount": f"{self.truth[receipt] // 100}.00",
                "BusinessShortCode": SHORTCODE,
                "BillRefNumber": dice.choice([*bills, "nobody"]),
                "MSISDN": f"25470000{dice.randrange(30):04d}",
            }
            plain = json.dumps(facts).encode()
            retold = json.dumps(dict(reversed(facts.items())), indent=1).encode()
            told = [plain, *dice.choices([plain, retold], k=dice.randrange(4))]
            if dice.random() < 0.3:
                told.append(plain[: dice.randrange(1, len(plain))])
            self.bodies.extend(told)
        dice.shuffle(self.bodies)

    def store(self, bodies: list[bytes] | None = None) -> None:
        for body in self.bodies if bodies is None else bodies:
            store_callback(till=self.till, kind=C2B, ref="", body=body, headers={}, address=None)

    def works_done(self) -> bool:
        return (
            not CallbackWork.objects.filter(state=WorkState.DUE).exists()
            and not ReceiptRoute.objects.filter(state="DUE").exists()
        )

    def check(self) -> None:
        """Each honest shilling once, to the receipt, and at its owner's; what was cut is nothing."""
        business = self.till.business_id
        assert dict(Receipt.objects.values_list("number", "amount")) == self.truth
        assert Receipt.objects.count() == len(self.truth)
        kinds = Counter(Entry.objects.filter(business=business).values_list("kind", flat=True))
        assert kinds["RECEIPT"] == len(self.truth)
        total = sum(self.truth.values())
        assert balance_by_code(business, account_code(self.till)) == total
        assert balance_by_code(business, "2890") == 0
        suspended = Receipt.objects.filter(route__state="SUSPENSE").values_list("amount", flat=True)
        assert balance_by_code(business, "2900") == sum(suspended)
        allocated = sum(Allocation.objects.values_list("cents", flat=True))
        assert allocated + balance_by_code(business, "2100") == total - sum(suspended)
        cut = sum(1 for body in set(self.bodies) if not body.endswith(b"}"))
        assert CallbackWork.objects.filter(state=WorkState.MALFORMED).count() == cut
