"""What the scenarios stand on: a till, somebody who pays, and waiting until the system has done its part.

On the local Daraja the customers are invented and told what to do. Safaricom's sandbox has one test customer,
who answers nothing, unless the person at the keyboard gives the number of a phone in their hand. A production
till is refused: there every prompt rings somewhere and every shilling is real.
"""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import requests

from core.errors import InvalidInput
from core.money import Cents
from core.phone import canonical_phone
from mpesa.collections.requests.failing import FAILED
from mpesa.collections.requests.requesting import request_payment
from mpesa.models import Environment, PaymentRequest, Receipt, RequestState, Till, TillKind
from mpesa.tills.connections import base_url, client_for
from users.actors import SYSTEM

REFERENCE: Final = "GOLIVE"
#: The customer of Safaricom's sandbox (its documentation of C2B simulate): nobody's phone.
TEST_CUSTOMER: Final = "254708374149"
#: Longer than a prompt lives; between two looks.
PATIENCE: Final = 100.0
PAUSE: Final = 0.3
ENDED: Final = (RequestState.PAID, *FAILED)

Found = TypeVar("Found")


class NotRun(Exception):
    """This scenario cannot be provoked here; the message says why."""


class Failed(Exception):
    """What was seen is not what must be; the message says what was seen."""


def _pause() -> None:
    time.sleep(PAUSE)


@dataclass
class Ground:
    """One run on one till. `receipts` are those that it brought; `between_looks` is what waiting does."""

    till: Till
    phone: str = field(default="", repr=False)
    between_looks: Callable[[], object] = _pause
    patience: float = PATIENCE
    run: str = field(default_factory=lambda: secrets.token_hex(4))
    receipts: list[Receipt] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count, repr=False)

    def __post_init__(self) -> None:
        """Raises InvalidInput for a production till, and for a phone that is none or not wanted here."""
        if self.till.environment == Environment.PRODUCTION:
            raise InvalidInput(
                "BAD_TILL_KIND",
                "till",
                "This is a production till: phones would ring and money would move. Use a sandbox till.",
            )
        if self.phone:
            self.phone = canonical_phone(self.phone)
            if self.is_local:
                raise InvalidInput("BAD_PHONE", "phone", "The local Daraja has its own customers.")
        if self.is_local:
            self.control("state")  # also proves that this is no real Safaricom

    @property
    def is_local(self) -> bool:
        return bool(self.till.environment == Environment.LOCAL)

    def only_local(self, why: str) -> None:
        """Raises NotRun on Safaricom's sandbox."""
        if not self.is_local:
            raise NotRun(why)

    def until(self, look: Callable[[], Found | None], what: str) -> Found:
        """The first true answer of `look`. Raises Failed when the time is over."""
        deadline = time.monotonic() + self.patience
        while not (found := look()):
            if time.monotonic() > deadline:
                raise Failed(f"within {self.patience:g} s it did not happen that {what}")
            self.between_looks()
        return found

    # Asking

    def customer(self, **ways: Any) -> str:
        """A phone to ask: on the local Daraja a new customer with these `ways`."""
        if not self.is_local:
            return self.phone or TEST_CUSTOMER
        phone = f"25470{secrets.randbelow(10**7):07d}"
        self.control("customers", {"msisdn": phone, "name": "GO LIVE", **ways})
        return phone

    def amount(self) -> Cents:
        """A few shillings on the local Daraja, one where it may be somebody's."""
        return (10 + secrets.randbelow(90)) * 100 if self.is_local else 100

    def reference(self) -> str:
        """Of this scenario alone, at most 12 characters, and found by its beginning."""
        return f"{REFERENCE}{secrets.token_hex(3).upper()}"

    def ask(self, phone: str, *, amount: Cents = 0, reference: str = "", key: str = "") -> PaymentRequest:
        return request_payment(
            till=self.till,
            phone=phone,
            amount=amount or self.amount(),
            account_reference=reference or self.reference(),
            key=key or f"go-live-{self.run}-{next(self._numbers)}",
            description="Go-live test",
            actor=SYSTEM,
        )

    def now(self, request: PaymentRequest) -> PaymentRequest:
        return PaymentRequest.objects.select_related("receipt", "till", "business").get(pk=request.pk)

    def sent(self, request: PaymentRequest) -> PaymentRequest:
        """The request, once Safaricom has taken it. Raises Failed when it does not."""
        self.until(lambda: self.now(request).state != RequestState.INITIATED, "the push left")
        seen = self.now(request)
        if seen.state != RequestState.PENDING or not seen.checkout_request_id:
            raise Failed(f"the push was not taken: {described(seen)}")
        return seen

    def ended(self, request: PaymentRequest) -> PaymentRequest:
        """The request at its end."""
        self.until(lambda: self.now(request).state in ENDED, "the request came to an end")
        return self.now(request)

    def paid(self, request: PaymentRequest) -> Receipt:
        """The receipt that paid a request, placed. Raises Failed for any other end."""
        seen = self.ended(request)
        if seen.receipt is None or seen.state != RequestState.PAID:
            raise Failed(f"it was not paid: {described(seen)}")
        return self.booked(seen.receipt)

    def booked(self, receipt: Receipt) -> Receipt:
        """The receipt, once it is decided whose money it is."""
        self.until(
            lambda: Receipt.objects.exclude(route__state="DUE").filter(pk=receipt.pk).exists(),
            "the money was placed",
        )
        self.receipts.append(receipt)
        return receipt

    def pay_by_menu(self, till: Till, *, amount: Cents) -> Callable[[], Receipt | None]:
        """A customer pays a till from the phone's menu (C2B); gives how to look for its receipt."""
        reference, phone = self.reference(), self.customer()
        before = Receipt.objects.filter(till=till).order_by("-pk").values_list("pk", flat=True).first() or 0
        kind = "till" if till.kind == TillKind.TILL else "paybill"
        client_for(till).simulate_c2b(
            shortcode=till.shortcode,
            kind="till" if kind == "till" else "paybill",
            amount_cents=amount,
            phone=phone,
            account_reference=reference,
        )
        typed = "" if kind == "till" else reference
        receipts = Receipt.objects.filter(
            till=till, pk__gt=before, amount=amount, account_reference__iexact=typed
        )
        return receipts.first

    # The local Daraja

    def control(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """One call to the local Daraja's control API. Raises Failed when it is not there or refuses."""
        url = f"{base_url(self.till)}/_sandbox/{path}"
        try:
            with requests.Session() as session:
                session.trust_env = False
                answer = session.request("GET" if body is None else "POST", url, json=body, timeout=15)
                answer.raise_for_status()
                return answer.json()
        except requests.RequestException as error:
            raise Failed(f"the local Daraja did not do it ({path}): {type(error).__name__}") from None

    def answer(self, verb: str, request: PaymentRequest) -> None:
        """The customer approves, cancels or lets a prompt end (the local Daraja only)."""
        self.control(verb, {"checkout_request_id": request.checkout_request_id})


def described(request: PaymentRequest) -> str:
    said = f", {request.result_code} {request.result_text}".rstrip(", ")
    return f"{request.state}{said}"


def shown(receipt: Receipt) -> str:
    """A receipt for a sheet that others may see."""
    return f"{receipt.number[:3]}****{receipt.number[-2:]}"
