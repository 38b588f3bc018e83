"""After any seeded sequence of operations and faults, no cent is made or lost and every statement adds up."""

import sqlite3
from collections import Counter, defaultdict
from contextlib import suppress
from decimal import Decimal
from json import JSONDecodeError
from random import Random
from typing import Any

import pytest
import requests

from tests.daraja_sandbox.bank.test_statement import assert_chain_holds, csv_rows, download
from tests.daraja_sandbox.conftest import new_organisation
from tests.daraja_sandbox.daraja import (
    B2B,
    B2C,
    BALANCE,
    REVERSAL,
    STATUS,
    TAX,
    Daraja,
    Operator,
    credential,
    new_phone,
    password,
)
from tests.daraja_sandbox.sink import Sink

NOWHERE = "http://127.0.0.1:9/hooks/nobody"
ACCOUNTS = ("Working Account", "Charges Paid Account", "Organization Settlement Account")
FAULTS: tuple[dict[str, Any], ...] = (
    {"fault": "bad_day"},
    *({"fault": name} for name in ("error_500", "html_503", "token_revoked", "empty_body", "reset")),
    *({"fault": "lose_ack", "how": how} for how in ("close", "html", "error")),
    *({"fault": "queue_timeout", "how": how, "seconds": 60} for how in ("then_result", "dropped")),
    *({"fault": "result_code", "how": code} for code in ("1", "17", "2001")),
    *({"fault": name} for name in ("lose_callback", "repeat_callback", "reorder_callbacks")),
    *({"fault": name} for name in ("result_first", "both_channels", "early_failure")),
)
SWITCHES: tuple[dict[str, Any], ...] = (
    *({"c2b_charges": value} for value in ("collecting", "charges_paid")),
    *({"b2c_charges": value} for value in ("charges_paid", "utility")),
    *({"failed_rows": value} for value in (True, False)),
    *({"stk_confirms_c2b": value} for value in (True, False)),
)


class Patient(Daraja):
    """Asks for a token until it gets one."""

    def token(self) -> str:
        while True:
            with suppress(requests.RequestException, JSONDecodeError, AssertionError):
                return super().token()


class Sealed(Operator):
    """An operator whose results go nowhere, with the password encrypted once for all of them."""

    def __init__(self, daraja: Daraja, shortcode: str, seal: str) -> None:
        self.daraja, self.shortcode, self.seal = daraja, shortcode, seal
        self.urls = {"ResultURL": NOWHERE, "QueueTimeOutURL": NOWHERE}

    def who(self, field: str = "Initiator", word: str = "") -> dict[str, Any]:
        return {field: "testapi", "SecurityCredential": self.seal}


class Play:
    """A seeded player of everything the sandbox offers. Refusals and cut connections are part of it."""

    def __init__(self, daraja: Daraja, sink: Sink, seed: int) -> None:
        self.random = Random(seed)
        self.daraja = Patient(daraja.sandbox)
        self.sandbox = daraja.sandbox
        money = {"opening_balance": "5000.00", "working_balance": "3000.00"}
        self.organisations = [
            new_organisation(self.sandbox, **money, tariff=tariff, kind=kind)
            for tariff in ("customer", "business")
            for kind in ("paybill", "till")
        ]
        self.codes = [organisation["shortcode"] for organisation in self.organisations]
        self.phones = [new_phone() for _ in range(5)]
        self.receipts: list[tuple[str, str, int]] = []
        self.sent: list[dict[str, Any]] = []
        self.seal = credential(self.sandbox)
        self.verbs = [
            *([self.pay] * 6 + [self.push] * 6 + [self.send] * 5 + [self.pay_organisation] * 3),
            *[self.send_again, self.tax, self.reverse, self.reverse, self.ask, self.move, self.move],
            *[self.fault, self.fault, self.calm, self.switch, self.wait],
        ]

    def turn(self) -> None:
        with suppress(requests.RequestException):  # a fault cut the connection
            self.random.choice(self.verbs)()

    def amount(self) -> int:
        return self.random.choice([1, 7, 10, 99, 120, 1000, 1499, 2600])

    def operator(self, code: str | None = None) -> Operator:
        return Sealed(self.daraja, code or self.random.choice(self.codes), self.seal)

    def pay(self) -> None:
        code, amount = self.random.choice(self.codes), self.amount()
        given = {"msisdn": self.random.choice(self.phones), "shortcode": code, "account": "A1"}
        cents = self.random.choice(["", ".50"])
        answer = self.sandbox.post("/_sandbox/pay", given | {"amount": f"{amount}{cents}"}).json()
        if "receipt" in answer and not cents:
            self.receipts.append((answer["receipt"], code, amount))

    def push(self) -> None:
        organisation, phone = self.random.choice(self.organisations), self.random.choice(self.phones)
        code, amount = organisation["shortcode"], self.amount()
        till = organisation["kind"] == "till"
        self.daraja.push(
            phone,
            NOWHERE,
            BusinessShortCode=code,
            PartyB=code,
            Password=password(code),
            Amount=amount,
            TransactionType="CustomerBuyGoodsOnline" if till else "CustomerPayBillOnline",
        )
        verb = self.random.choice(["approve", "approve", "approve", "cancel", "expire"])
        given = {"msisdn": phone} | ({"pin": "0000"} if self.random.random() < 0.05 else {})
        answer = self.sandbox.post(f"/_sandbox/{verb}", given if verb == "approve" else {"msisdn": phone})
        if receipt := answer.json().get("receipt"):
            self.receipts.append((receipt, code, amount))

    def send(self) -> None:
        body = self.operator().b2c_body(self.random.choice(self.phones), Amount=self.amount())
        self.sent.append(body)
        self.daraja.post(B2C, body)

    def send_again(self) -> None:
        if self.sent:
            self.daraja.post(B2C, self.random.choice(self.sent))

    def pay_organisation(self) -> None:
        command = self.random.choice(
            ["BusinessPayBill", "BusinessBuyGoods", "BusinessPayToBulk", "BusinessTransferFromMMFToUtility"]
        )
        operator, receiver = self.operator(), self.random.choice(self.codes)
        receiver = operator.shortcode if command.endswith("Utility") else receiver
        self.daraja.post(B2B, operator.b2b_body(receiver, CommandID=command, Amount=self.amount()))

    def tax(self) -> None:
        body = self.operator().b2b_body("572572", CommandID="PayTaxToKRA", Amount=self.amount())
        self.daraja.post(TAX, body)

    def reverse(self) -> None:
        if self.receipts:
            receipt, code, amount = self.random.choice(self.receipts)
            self.daraja.post(REVERSAL, self.operator(code).reversal_body(receipt, amount))

    def ask(self) -> None:
        operator = self.operator()
        self.daraja.post(STATUS, operator.status_body(TransactionID="UKK1AA00A1"))
        self.daraja.post(BALANCE, operator.balance_body())

    def move(self) -> None:
        given: dict[str, Any] = {"shortcode": self.random.choice(self.codes)}
        verb = self.random.choice(["sweep", "settle", "fund", "withdraw"])
        if verb != "settle":
            given["amount"] = str(self.amount())
        self.sandbox.post(f"/_sandbox/{verb}", given)

    def fault(self) -> None:
        order = self.random.choice(FAULTS) | {"seed": self.random.randrange(1000)}
        self.sandbox.post("/_sandbox/faults", order)

    def calm(self) -> None:
        self.sandbox.delete("/_sandbox/faults")

    def switch(self) -> None:
        self.sandbox.post("/_sandbox/switches", self.random.choice(SWITCHES))

    def wait(self) -> None:
        self.sandbox.post("/_sandbox/clock", {"advance_seconds": self.random.choice([1, 30, 90])})

    def end(self) -> None:
        self.calm()
        self.sandbox.post("/_sandbox/clock", {"advance_seconds": 7200})
        self.sandbox.drain()


def assert_conserved(play: Play) -> None:
    """Against the file itself, with sums of the test's own."""
    assert play.sandbox.get("/_sandbox/check").json() == {"adds_up": True, "breaks": []}
    file = sqlite3.connect(f"file:{play.sandbox.data_dir}/sandbox.sqlite3?mode=ro", uri=True)
    held: dict[tuple[str, str], int] = defaultdict(int)
    of_receipt: dict[str, int] = defaultdict(int)
    for receipt, holder, account, cents in file.execute(
        "SELECT receipt, holder, account, amount_cents FROM journal"
    ):
        held[holder, account] += cents
        of_receipt[receipt] += cents
    assert sum(held.values()) == 0
    assert {receipt: cents for receipt, cents in of_receipt.items() if cents} == {}
    for holder, account, cents in file.execute("SELECT shortcode, account, balance_cents FROM accounts"):
        assert held[holder, account] == cents
        assert cents >= 0 or account == "Charges Paid Account"
    for msisdn, cents in file.execute("SELECT msisdn, balance_cents FROM customers"):
        assert held[msisdn, "M-PESA Account"] == cents >= 0
    receipts = [
        row[0] for row in file.execute("SELECT receipt FROM payments UNION ALL SELECT receipt FROM transfers")
    ]
    assert [receipt for receipt, count in Counter(receipts).items() if count > 1] == []
    kinds = {row[0] for row in file.execute("SELECT kind FROM payments UNION SELECT kind FROM transfers")}
    assert kinds == {"c2b", "stk", "b2c", "b2b", "tax", "reversal"}
    # A caller's id pays at most once.
    paid = file.execute(
        "SELECT operation, count(*) FROM transfers WHERE operation IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
    )
    assert paid.fetchall() == []
    file.close()


def assert_statements_hold(play: Play) -> int:
    lines = 0
    for organisation in play.organisations:
        collecting = "Merchant Account" if organisation["kind"] == "till" else "Utility Account"
        for account in (collecting, *ACCOUNTS):
            asked = {"account": account, "from_": "2026-01-01", "to": "2099-12-31"}
            rows = csv_rows(download(play.daraja, organisation["shortcode"], **asked).content)
            completed = [row for row in rows if len(row) < 5 or row[4] != "Failed"]
            lines += len(assert_chain_holds(completed))
            other = csv_rows(download(play.daraja, organisation["shortcode"], template="b", **asked).content)
            assert [row[0] for row in other[1:]] == [row[0] for row in rows[8:]]
            sums = [Decimal(row[4]) + Decimal(row[5]) for row in other[1:] if row[3] == "Completed"]
            held = play.sandbox.get("/_sandbox/state").json()["organisations"]
            balance = next(
                o["accounts"][account] for o in held if o["shortcode"] == organisation["shortcode"]
            )
            opening = {collecting: Decimal(5000), "Working Account": Decimal(3000)}.get(account, Decimal(0))
            assert opening + sum(sums) == Decimal(balance)
    return lines


def play_out(daraja: Daraja, sink: Sink, *, seed: int, turns: int) -> None:
    play = Play(daraja, sink, seed)
    for _ in range(turns):
        play.turn()
    play.end()
    assert_conserved(play)
    assert assert_statements_hold(play) > turns / 4


def test_money_is_conserved(daraja: Daraja, sink: Sink) -> None:
    play_out(daraja, sink, seed=20261120, turns=250)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_money_is_conserved_in_a_thousand_turns(daraja: Daraja, sink: Sink, seed: int) -> None:
    play_out(daraja, sink, seed=seed, turns=1000)
