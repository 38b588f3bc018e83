"""One order as the call of Daraja that carries it: to phones B2C, under an id of ours; to businesses, and of
the till's own float, B2B, which takes no id."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.conf import settings

from core.errors import DomainError, InvalidInput
from core.machine.crypto import Unreadable
from mpesa.collections.payers import phone_of_payer
from mpesa.daraja.answers import AsyncAck
from mpesa.daraja.client import DarajaClient
from mpesa.daraja.security import Initiator
from mpesa.models import CallbackKind, PayoutAttempt, PayoutKind, PayoutWay
from mpesa.tills.addresses import hook_url

#: What stands behind result/ and timeout/ in an attempt's addresses, before its ref.
PLACES: Final = {PayoutWay.B2C: "b2c", PayoutWay.B2B: "b2b"}
#: CommandID of B2B, by who receives it.
COMMANDS: Final = {
    PayoutKind.PAYBILL: "BusinessPayBill",
    PayoutKind.TILL: "BusinessBuyGoods",
    PayoutKind.FLOAT: "BusinessTransferFromMMFToUtility",
    PayoutKind.BULK: "BusinessPayToBulk",
}


@dataclass(frozen=True)
class Order:
    """All that a call needs: the threads do not touch the database."""

    call: partial[AsyncAck]


def order_of(attempt: PayoutAttempt, client: DarajaClient, initiator: Initiator) -> Order | DomainError:
    """The call of an attempt, or why it cannot be made. Needs the payout, its payee with the key, the
    till."""
    till = attempt.till
    ref = f"{PLACES[PayoutWay(attempt.way)]}/{attempt.ref}"
    common: dict[str, Any] = {
        "initiator": initiator,
        "shortcode": till.shortcode,
        "amount_cents": attempt.amount,
        "remarks": attempt.payout.description,
        "result_url": hook_url(till, CallbackKind.RESULT, ref),
        "timeout_url": hook_url(till, CallbackKind.TIMEOUT, ref),
    }
    if attempt.way == PayoutWay.B2B:
        return Order(partial(client.b2b_payment, **common, **_to_business(attempt)))
    try:
        phone = phone_of_payer(attempt.payout.payee)
    except Unreadable:
        return InvalidInput("BAD_PHONE", "phone", "The payee's number was erased.")
    command = str(attempt.payout.command)
    ours: dict[str, Any] = {"originator_id": attempt.originator_id, "command": command, "phone": phone}
    return Order(partial(client.b2c_payment, **common, **ours))


def _to_business(attempt: PayoutAttempt) -> dict[str, Any]:
    payout = attempt.payout
    kind = PayoutKind(payout.kind)
    return {
        "command": COMMANDS[kind],
        "receiver": payout.payee.shortcode,
        "receiver_type": settings.B2B_TILL_IDENTIFIER if kind == PayoutKind.TILL else "4",
        "account_reference": payout.account_number,
    }
