"""A Safaricom in memory that never contradicts itself: it takes an order or not, ends it once, and tells of
it as often, as late and in whatever order a test wants."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from core.days import EAT
from mpesa.callbacks.inbox import store_callback
from mpesa.daraja.answers import AsyncAck
from mpesa.daraja.errors import DarajaRefused, DarajaUnknown, DarajaUnreachable
from mpesa.models import Till

#: What it does with an order; in the first three it has it then.
TAKEN = ("ack", "lost", "error")
REFUSED = ("refused", "slow", "unreachable")
MANNERS = (*TAKEN, *REFUSED, "never")
_numbers = itertools.count(1)


def number() -> str:
    return f"UKM{next(_numbers):07}"


@dataclass
class Order:
    """`code`: None until it is ended; "0" it was paid."""

    id: str
    phone: str
    cents: int
    path: str
    conversation: str
    code: str | None = None
    came_back: bool = False
    receipt: str = field(default_factory=number)

    @property
    def is_paid(self) -> bool:
        return self.code == "0"

    @property
    def is_alive(self) -> bool:
        """It may be paid yet, or was."""
        return self.code in (None, "0")


class Safaricom:
    def __init__(self) -> None:
        self.orders: dict[str, Order] = {}
        self.past: list[Order] = []
        self.questions: list[dict[str, Any]] = []
        self.manner = "ack"

    def begin(self) -> None:
        """Another story: what was ordered before has ended and been told."""
        self.past += self.orders.values()
        self.orders, self.questions = {}, []

    def paid(self) -> dict[str, int]:
        """Cents by receipt, of all stories."""
        return {order.receipt: order.cents for order in (*self.past, *self.orders.values()) if order.is_paid}

    def b2c_payment(self, **asked: Any) -> AsyncAck:
        assert asked["originator_id"] not in self.orders, "one order is sent twice"
        if self.manner == "refused":
            raise DarajaRefused(
                "DARAJA_REFUSED", "Bad Request - Invalid PartyB", 400, error_code="400.002.02"
            )
        if self.manner == "slow":
            raise DarajaRefused("DARAJA_RATE_LIMITED", "Spike arrest violation", 500, error_code="500.003.02")
        if self.manner == "unreachable":
            raise DarajaUnreachable
        if self.manner == "never":
            raise DarajaUnknown("DARAJA_CONNECTION_LOST")
        order = Order(
            id=asked["originator_id"],
            phone=asked["phone"],
            cents=asked["amount_cents"],
            path=urlsplit(asked["result_url"]).path.partition("/result/")[2],
            conversation=f"AG_20261120_{next(_numbers):x}",
        )
        self.orders[order.id] = order
        if self.manner == "lost":
            raise DarajaUnknown("DARAJA_TIMEOUT")
        if self.manner == "error":
            raise DarajaUnknown("DARAJA_UNDECIDED", "Internal Server Error", 500, error_code="500.003.1001")
        return AsyncAck(order.conversation, order.id)

    def transaction_status(self, **asked: Any) -> AsyncAck:
        self.questions.append(
            {
                "path": urlsplit(asked["result_url"]).path.partition("/result/")[2],
                "id": asked["originator_id"],
                "conversation": f"AG_20261120_{next(_numbers):x}",
            }
        )
        return AsyncAck(self.questions[-1]["conversation"], "")

    # What it tells

    def tell(self, till: Till, order: Order, at: datetime) -> None:
        """Its result, of an order that has ended."""
        assert order.code is not None
        result = {
            "ResultType": 0,
            "ResultCode": int(order.code),
            "ResultDesc": "as it ended",
            "OriginatorConversationID": order.id,
            "ConversationID": order.conversation,
            "TransactionID": order.receipt,
        }
        if order.is_paid:
            result |= parameters(
                TransactionAmount=order.cents // 100,
                TransactionReceipt=order.receipt,
                ReceiverPartyPublicName=f"{order.phone} - Jane Doe",
                TransactionCompletedDateTime=f"{at.astimezone(EAT):%d.%m.%Y %H:%M:%S}",
            )
        post(till, "result", order.path, {"Result": result})

    def tell_timeout(self, till: Till, order: Order) -> None:
        post(
            till,
            "timeout",
            order.path,
            {"OriginatorConversationID": order.id, "CommandID": "BusinessPayment"},
        )

    def answer(self, till: Till, question: dict[str, Any], at: datetime, *, blind: bool = False) -> None:
        """What became of an order; where it does not have it, or is `blind`, that it is not found."""
        order = None if blind else self.orders.get(question["id"])
        result = {"ResultType": 0, "ResultCode": 0 if order else 2033, "ResultDesc": "as it stands"}
        result |= {"OriginatorConversationID": "", "ConversationID": question["conversation"]}
        if order is not None:
            status = "Initiated" if order.code is None else "Completed" if order.is_paid else "Declined"
            status = "Reversed" if order.came_back else status
            result |= parameters(
                DebitPartyName=f"{till.shortcode} - Shop",
                CreditPartyName=f"{order.phone} - Jane Doe",
                OriginatorConversationID=order.id,
                FinalisedTime=int(f"{at.astimezone(EAT):%Y%m%d%H%M%S}"),
                TransactionStatus=status,
                Amount=order.cents // 100,
                **({"ReceiptNo": order.receipt} if order.is_paid else {}),
            )
        post(till, "result", question["path"], {"Result": result})


def parameters(**values: object) -> dict[str, Any]:
    return {"ResultParameters": {"ResultParameter": [{"Key": k, "Value": v} for k, v in values.items()]}}


def post(till: Till, kind: str, path: str, body: dict[str, Any]) -> None:
    data = json.dumps(body | {"told": next(_numbers)}).encode()
    store_callback(till=till, kind=kind, ref=path, body=data, headers={}, address=None)
