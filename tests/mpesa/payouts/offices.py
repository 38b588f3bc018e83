"""An office that pays: a till with an initiator, money in its account, people who ask and approve."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from core import days
from ledger.chart.standard import OPENING_BALANCES, PAYOUTS_IN_FLIGHT, WALLETS
from ledger.journal.posting import credit, debit, post_entry
from ledger.journal.wallets import open_wallet
from ledger.models import Entry, Wallet
from ledger.reads.selectors import balance_by_code
from mpesa.asking.initiators import set_initiator
from mpesa.models import AttemptState, FactSource, Payout, PayoutAttempt, PayoutState, Till
from mpesa.models.payouts import WITH_RESERVE
from mpesa.payouts.attempts import begin_attempts
from mpesa.payouts.moves import Moves, lock_payouts
from mpesa.payouts.outcomes import Told, record_told
from mpesa.payouts.paying_businesses import pay_business
from mpesa.payouts.requesting import create_payout
from mpesa.tills.accounts import account_code
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.graphql_api.conftest import House
from users.actors import SYSTEM
from users.approvals.approving import Proof, approve
from users.models import Approval, Role, User

PAYEE = "254700000301"
FLOAT = 1_000_000_00
_keys = itertools.count(1)
_receipts = itertools.count(1)


def receipt() -> str:
    return f"UKP{next(_receipts):07}"


@dataclass
class Office:
    house: House
    shortcode: str = "600555"
    till: Till | None = None
    owner: User = field(init=False)
    clerk: User = field(init=False)
    approver: User = field(init=False)

    def __post_init__(self) -> None:
        people = self.house.people
        self.owner, self.clerk = people[Role.OWNER], people[Role.ACCOUNTANT]
        self.approver = people[Role.APPROVER]
        if self.till is None:
            self.till = create_till(
                business=self.house.business,
                name="Pay",
                kind="PAYBILL",
                shortcode=self.shortcode,
                credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
                actor=SYSTEM,
            )
        self.till = set_initiator(till=self.till, name="testapi", password="Safaricom999!*!", actor=SYSTEM)
        self.fund(FLOAT)

    def fund(self, cents: int, account: str = "") -> None:
        """Money comes in, from outside of this story."""
        post_entry(
            business_id=self.house.business.pk,
            kind="OPENING",
            reference=f"fund:{next(_keys)}",
            legs=[debit(account or account_code(self.till), cents), credit(OPENING_BALANCES, cents)],
            occurred_at=days.now(),
        )

    def spend_float(self, *, leaving: int) -> None:
        """All but so much leaves the paying account for elsewhere; `mpesa` counts on from there."""
        gone = self.balance(account_code(self.till)) - leaving
        post_entry(
            business_id=self.house.business.pk,
            kind="OPENING",
            reference=f"fund:{next(_keys)}",
            legs=[debit(OPENING_BALANCES, gone), credit(account_code(self.till), gone)],
            occurred_at=days.now(),
        )

    def wallet(self, cents: int) -> Wallet:
        wallet = open_wallet(business=self.house.business, player=self.house.people[Role.PLAYER])
        post_entry(
            business_id=self.house.business.pk,
            kind="WALLET",
            reference=f"top-up:{next(_keys)}",
            legs=[debit(account_code(self.till), cents), credit(wallet.account.code, cents)],
            occurred_at=days.now(),
        )
        return wallet

    def spend(self, wallet: Wallet, cents: int) -> None:
        post_entry(
            business_id=self.house.business.pk,
            kind="WALLET",
            reference=f"stake:{next(_keys)}",
            legs=[debit(wallet.account.code, cents), credit("2300", cents)],
            occurred_at=days.now(),
        )

    def ask(self, amount: int = 500_00, phone: str = PAYEE, **more: Any) -> Payout:
        given = {"account_code": "5500"} if "wallet" not in more else {}
        given |= {"description": "Firewood", "key": f"pay-{next(_keys)}", "actor": self.clerk} | more
        return create_payout(till=self.till, phone=phone, amount=amount, **given)

    def approve(self, payout: Payout) -> Payout:
        asked = Approval.objects.get(kind="payout.pay", subject=f"payout:{payout.pk}")
        approve(approval=asked, checker=self.approver, digest=asked.digest, proof=Proof())
        return Payout.objects.get(pk=payout.pk)

    def ask_business(self, amount: int = 500_00, **more: Any) -> Payout:
        given = {
            "kind": "PAYBILL",
            "shortcode": "600000",
            "account_number": "4102 77",
            "account_code": "5500",
        }
        given |= {"description": "Power", "key": f"pay-{next(_keys)}", "actor": self.clerk} | more
        return pay_business(till=self.till, amount=amount, **given)

    def reserved(self, amount: int = 500_00, **more: Any) -> Payout:
        payout = self.ask(amount, **more)
        return payout if payout.state == PayoutState.RESERVED else self.approve(payout)

    def balance(self, code: str) -> int:
        return balance_by_code(self.house.business.pk, code)

    def mpesa(self) -> int:
        """What left the paying account since it was funded; it is below zero."""
        return self.balance(account_code(self.till)) - FLOAT

    def check(self) -> None:
        """What stands on 2400 is what the payouts with a reserve say; their entries are there."""
        held = Payout.objects.filter(business=self.house.business, state__in=WITH_RESERVE)
        assert self.balance(PAYOUTS_IN_FLIGHT) == sum(payout.amount for payout in held)
        paid = PayoutAttempt.objects.filter(business=self.house.business, state="PAID")
        paid = paid.exclude(payout__kind="FLOAT")
        references = {f"mpesa:{self.till.shortcode}:{each.receipt}:payout" for each in paid}
        assert references == set(
            Entry.objects.filter(reference__endswith=":payout").values_list("reference", flat=True)
        )

    def wallets(self) -> int:
        return self.balance(WALLETS)


def send(payout: Payout) -> PayoutAttempt:
    """As the queue begins it: claimed, and on its way."""
    with transaction.atomic():
        (attempt,) = begin_attempts(list(lock_payouts([payout.pk]).values()))
    return attempt


def hold(payout: Payout, code: str = "NAME_DIFFERS") -> None:
    with transaction.atomic():
        row, moves = lock_payouts([payout.pk])[payout.pk], Moves()
        moves.move(row, PayoutState.HELD, code=code)
        moves.save()


def tell(attempt: PayoutAttempt, verdict: str, **more: Any) -> str:
    """Somebody tells of an attempt, in a transaction."""
    if verdict == "PAID":
        more = {"receipt": receipt(), "amount": attempt.amount} | more
    more = {"source": FactSource.SYSTEM} | more
    with transaction.atomic():
        (note,) = record_told([Told(attempt=attempt.pk, verdict=AttemptState(verdict), **more)])
    attempt.refresh_from_db()
    return note
