"""Players who pay into their wallets: a till beside a bookmaker, and what Safaricom says of it."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from core import days
from core.machine.jobs import drain_queue
from ledger.journal.wallet_numbers import wallet_number
from ledger.models import Wallet
from markets.depositing.asking import Wish, deposit
from markets.depositing.queues import QUEUE
from markets.models import Deposit
from mpesa.callbacks.inbox import store_callback
from mpesa.collections.requests.pushing import record_answer
from mpesa.daraja.answers import StkAccepted
from mpesa.models import CallbackWork, PaymentRequest, Receipt, Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.markets.bookmakers import Bookmaker, fresh_key
from users.actors import SYSTEM

PHONE = "254700000611"
_receipts = itertools.count(1)


def receipt_number() -> str:
    return f"UKD{next(_receipts):07}"


@dataclass
class Depositors:
    bookmaker: Bookmaker
    shortcode: str = "600611"
    till: Till = field(init=False)

    def __post_init__(self) -> None:
        self.till = create_till(
            business=self.bookmaker.house.business,
            name="Stakes",
            kind="PAYBILL",
            shortcode=self.shortcode,
            credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
            actor=SYSTEM,
        )

    def ask(self, wallet: Wallet, cents: int, *stake: Any, key: str = "", phone: str = PHONE) -> Deposit:
        """`stake` is an outcome and cents, or nothing. The phone rings."""
        row = deposit(
            wallet=wallet,
            amount=cents,
            phone=phone,
            wish=Wish(*stake) if stake else None,
            key=key or fresh_key(),
            actor=wallet.player,
        )
        return self.rung(row) if row.request.state == "INITIATED" else row

    def rung(self, row: Deposit) -> Deposit:
        """Safaricom took the prompt."""
        record_answer(row.request_id, StkAccepted(f"m-{row.pk}", f"{self.shortcode}-{row.request_id}"))
        return row

    def answer(
        self, row: Deposit, *, code: int = 0, receipt: str = "", phone: str = PHONE, settled: bool = True
    ) -> str:
        """The customer answers the prompt, and all that follows is done; the receipt's number."""
        request, number = PaymentRequest.objects.get(pk=row.request_id), receipt or receipt_number()
        result: dict[str, Any] = {
            "MerchantRequestID": request.merchant_request_id,
            "CheckoutRequestID": request.checkout_request_id,
            "ResultCode": code,
            "ResultDesc": "words",
        }
        if not code:
            items = {
                "Amount": request.amount // 100,
                "MpesaReceiptNumber": number,
                "TransactionDate": int(days.to_daraja_stamp(days.now())),
                "PhoneNumber": int(phone),
            }
            listed = [{"Name": name, "Value": value} for name, value in items.items()]
            result["CallbackMetadata"] = {"Item": listed}
        self._came("stk", {"Body": {"stkCallback": result}}, request.ref, settled=settled)
        return number

    def pay(self, reference: str | Wallet, cents: int, *, receipt: str = "", phone: str = PHONE) -> Receipt:
        """Somebody pays to the PayBill under an account number, or a wallet's own."""
        number = receipt or receipt_number()
        body = {
            "TransID": number,
            "TransTime": days.to_daraja_stamp(days.now()),
            "TransAmount": f"{cents // 100}.00",
            "BusinessShortCode": self.shortcode,
            "BillRefNumber": wallet_number(reference) if isinstance(reference, Wallet) else reference,
            "MSISDN": phone,
            "FirstName": "PAYER",
        }
        self._came("c2b/confirmation", body)
        return Receipt.objects.select_related("route").get(till=self.till, number=number)

    def _came(self, kind: str, body: dict[str, Any], ref: str = "", settled: bool = True) -> None:
        raw = json.dumps(body).encode()
        store_callback(till=self.till, kind=kind, ref=ref, body=raw, headers={}, address=None)
        CallbackWork.objects.update(due_at=days.now())  # the database's clock may be ahead of a test's
        if settled:
            settle_deposits()


def settle_deposits() -> None:
    for queue in ("mpesa.inbox", "mpesa.route", QUEUE):
        drain_queue(queue)
