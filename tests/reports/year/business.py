"""A business that lives through a year: bills, payments, a counter, payouts, players, at their own days.

Everything goes through the verbs of the product; the clock of the product (not the database's) goes from day
to day. The last day is today, where the markets are played: the database's own clock closes them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from billing.customers.customers import create_customer
from billing.models import Customer, Invoice, Product, Shift
from core import days
from core.machine.jobs import drain_queue
from ledger.chart.standard import open_sub_account
from ledger.journal.wallets import open_wallet
from ledger.models import Wallet
from mpesa.callbacks.inbox import store_callback
from mpesa.collections.receipts import ReceiptFacts, Report, record_receipts
from mpesa.models import CallbackWork, Channel, PaymentRequest, Receipt, Till
from mpesa.tills.branches import create_branch, set_till_branch
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.billing.bills import head
from tests.billing.pos.shops import Shop
from tests.billing.subscriptions.landlords import Landlord
from tests.clock import Clock
from tests.graphql_api.conftest import House, build_house
from tests.markets.bookmakers import Bookmaker
from tests.markets.depositors import Depositors
from tests.mpesa.payouts.offices import Office
from users.actors import SYSTEM
from users.approvals.approving import Proof, approve
from users.models import Approval, Role, User
from users.people import create_player

#: What strangers are called: text that a spreadsheet would compute, or take for markup.
NAMES = (
    '=HYPERLINK("http://x.example","pay")',
    "+254 Traders & <b>Sons</b>",
    "-2+3 Hardware",
    "@SUM(A1:A9) Stores",
    "#REF! Kiosk",
    "Gĩthĩnji Ñuñez & Sons",
)
_shortcodes = iter(range(720_000, 760_000, 10))
_houses = iter(range(1, 10_000))


@dataclass
class Business:
    """`house` with tills, a register, payouts and players; `today` is the last day on which it acts."""

    clock: Clock
    names: tuple[str, ...] = NAMES
    house: House = field(init=False)
    first: date = field(init=False)
    today: date = field(init=False)
    customers: list[Customer] = field(default_factory=list)
    bills: list[Invoice] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    wallets: list[Wallet] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        self.clock.at = datetime.now(UTC)
        self.today = days.today()
        self.first = days.months_after(self.today.replace(day=1), -11)
        self.clock.at = days.day_bounds(self.first)[0].astimezone(UTC) + timedelta(hours=5)
        self.house = build_house(f"year{next(_houses)}")
        code = next(_shortcodes)
        head(self.house.business)
        self.water, self.shop_till = self._till(code, "Water"), self._till(code + 1, "=Shop")
        self.office = Office(self.house, till=self._till(code + 2, "Pay"))
        self.bookmaker = Bookmaker(self.house)
        self.depositors = Depositors(self.bookmaker, str(code + 3))
        self._branch("Kilimani shop", self.water)
        self._branch("=Kariakoo & <Sons>", self.shop_till, self.depositors.till)
        self.landlord = Landlord(self.house.business)
        self.shop = Shop(self.house)
        self.shop.register.till = self.shop_till
        self.shop.register.save(update_fields=["till"])
        self.goods: list[Product] = [
            self.shop.product("=Sugar 1 kg", 174_00, vat_code="STANDARD"),
            self.shop.product("Milk", 65_00, vat_code="ZERO_RATED"),
        ]
        for number, name in enumerate(self.names):
            phone, pin = f"2547{code}{number:02}", f"P05136594{number}M" if 0 < number < 4 else ""
            self.customers.append(
                create_customer(
                    business=self.house.business, name=name, phone=phone, kra_pin=pin, actor=SYSTEM
                )
            )
        open_sub_account(
            business_id=self.house.business.pk, parent_code="5500", suffix="x", name="@SUM(A1) Fuel"
        )
        self.wallets = [self._player(f"2547{code}9{number}") for number in range(3)]

    def _player(self, phone: str) -> Wallet:
        player = create_player(phone=phone, pin="274913", business=self.house.business)
        return open_wallet(business=self.house.business, player=player)

    def _till(self, code: int, name: str) -> Till:
        return create_till(
            business=self.house.business,
            name=name,
            kind="PAYBILL",
            shortcode=str(code),
            credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
            actor=SYSTEM,
        )

    def _branch(self, name: str, *tills: Till) -> None:
        branch = create_branch(business=self.house.business, name=name, key=self.key(), actor=SYSTEM)
        for till in tills:
            set_till_branch(till=till, branch=branch, actor=SYSTEM)

    @property
    def last(self) -> date:
        """Of what its reports are about: what happens towards midnight may be booked on the next day."""
        return self.today + timedelta(days=1)

    @property
    def clerk(self) -> User:
        return self.house.people[Role.ACCOUNTANT]

    @property
    def approver(self) -> User:
        return self.house.people[Role.APPROVER]

    def key(self) -> str:
        self.count += 1
        return f"year-{self.count:06}"

    def go_to(self, day: date) -> None:
        """To a moment of a day, later than the one before; on the last day to the database's own time."""
        if day >= self.today:
            self.clock.at = datetime.now(UTC)
            return
        start = days.day_bounds(day)[0].astimezone(UTC)
        self.clock.at = max(self.clock.at + timedelta(seconds=1), start + timedelta(hours=8))

    def say_yes(self, asked: Approval) -> None:
        asked.refresh_from_db()
        if asked.state == "PENDING":
            approve(approval=asked, checker=self.approver, digest=asked.digest, proof=Proof())

    def paid(self, till: Till, cents: int, reference: str, phone: str = "") -> Receipt:
        """A payment of a customer, told by a confirmation, booked and routed."""
        self.count += 1
        number = f"U{till.pk % 100:02}Y{self.count:06}"
        facts = ReceiptFacts(
            number, cents, days.now().replace(microsecond=0), reference, phone or "254712345678"
        )
        with transaction.atomic():
            ((receipt, _),) = record_receipts([Report(till, facts, Channel.C2B)])
        self.settle()
        self.receipts.append(receipt)
        return receipt

    def answered(self, request: PaymentRequest, code: str) -> None:
        """Safaricom tells what became of a prompt that nobody paid."""
        told = {
            "MerchantRequestID": request.merchant_request_id,
            "CheckoutRequestID": request.checkout_request_id,
            "ResultCode": int(code),
            "ResultDesc": "=words",
        }
        store_callback(
            till=request.till,
            kind="stk",
            ref=request.ref,
            body=json.dumps({"Body": {"stkCallback": told}}).encode(),
            headers={},
            address=None,
        )
        self.settle()

    def settle(self, *queues: str) -> None:
        """What waits is done: what the database stamped as due later is due now."""
        CallbackWork.objects.filter(due_at__gt=days.now()).update(due_at=days.now())
        for queue in queues or ("mpesa.inbox", "mpesa.route"):
            drain_queue(queue)
