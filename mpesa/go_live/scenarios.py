"""The ten scenarios. Each does what its first line says, gives what it saw, and raises Failed or NotRun."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, TypeVar

import requests
from django.db import connections

from core.errors import Conflict
from core.money import display
from ledger.integrity.verifying import verify_ledger
from ledger.models import Entry, Line
from mpesa.callbacks.inbox import body_of
from mpesa.collections.receipts import receipt_reference
from mpesa.collections.requests.checking import check_payment
from mpesa.go_live.ground import Failed, Ground, NotRun, described, shown
from mpesa.models import Callback, CallbackKind, CallbackWork, PaymentRequest, Receipt, RequestState, Till
from mpesa.pulling.windows import pull_now
from mpesa.tills.accounts import account_code
from mpesa.tills.addresses import hook_url
from mpesa.tills.connections import client_for
from users.actors import SYSTEM

TOGETHER: Final = 10

Done = TypeVar("Done")
_NO_ORDER = "Safaricom's sandbox does this to no order"
_NEEDS_A_PERSON = "give --phone, and enter the PIN on it when it rings"


def success(ground: Ground) -> str:
    """A customer is asked, approves, and the receipt is booked and placed once."""
    receipt = _one_success(ground)
    channels = set(receipt.evidence.values_list("channel", flat=True))
    if "STK" not in channels:
        raise Failed(f"it was paid, but no STK callback came; it is known from {', '.join(sorted(channels))}")
    return f"PAID by {shown(receipt)}, {display(receipt.amount)}, told by the callback"


def _one_success(ground: Ground) -> Receipt:
    if not ground.is_local and not ground.phone:
        raise NotRun(_NEEDS_A_PERSON)
    request = ground.sent(ground.ask(ground.customer()))
    if ground.is_local:
        ground.answer("approve", request)
    return ground.paid(request)


def insufficient_funds(ground: Ground) -> str:
    """A customer without money approves; the request fails, and nothing is booked."""
    ground.only_local(f"{_NO_ORDER}: its customers have money")
    request = ground.sent(ground.ask(ground.customer(balance="0")))
    ground.answer("approve", request)
    return _refused(ground, request, code="1")


def time_out(ground: Ground) -> str:
    """Nobody answers the prompt; the request comes to an end, and nothing is booked."""
    if ground.phone:
        raise NotRun("a phone in somebody's hand may be answered: run it again without --phone")
    request = ground.sent(ground.ask(ground.customer()))
    if ground.is_local:
        ground.answer("expire", request)
    return _refused(ground, request, code="1037" if ground.is_local else "")


def _refused(ground: Ground, request: PaymentRequest, *, code: str) -> str:
    """What a request says that was not paid; its result code, where it is known before."""
    seen = ground.ended(request)
    if seen.state == RequestState.PAID or seen.receipt is not None or code not in ("", seen.result_code):
        raise Failed(f"it ended as {described(seen)}")
    return described(seen)


def duplicate_request(ground: Ground) -> str:
    """The same question twice under one key, then under another: one prompt, and the other is refused."""
    phone, amount, reference = ground.customer(), ground.amount(), ground.reference()
    key = f"go-live-{ground.run}-same"
    first, second = (ground.ask(phone, amount=amount, reference=reference, key=key) for _ in range(2))
    if first.pk != second.pk:
        raise Failed("one key gave two requests")
    ground.sent(first)
    try:
        ground.ask(phone, amount=amount, reference=reference)
    except Conflict as refusal:
        if refusal.code != "DUPLICATE_REQUEST":
            raise Failed(f"it was refused as {refusal.code}") from None
    else:
        raise Failed("another key gave a second request while the first is open")
    prompts = ground.now(first).claims
    if ground.is_local:
        ground.answer("cancel", ground.now(first))
    ended = ground.ended(first)
    if prompts != 1:
        raise Failed(f"{prompts} pushes were sent")
    return f"one request, one push, the other key refused as DUPLICATE_REQUEST; in the end {ended.state}"


def lost_callback(ground: Ground) -> str:
    """The customer pays and the callback is lost; the status query finds out, and Pull brings the receipt."""
    ground.only_local(f"{_NO_ORDER}: its callbacks are lost by chance")
    request = ground.sent(ground.ask(ground.customer()))
    ground.control("faults", {"fault": "lose_callback", "call": "stk", "times": 1})
    ground.answer("approve", request)
    check_payment(request=ground.now(request), actor=SYSTEM)
    known = (RequestState.CONFIRMED, RequestState.PAID)
    ground.until(lambda: ground.now(request).state in known, "the query told that it is paid")
    seen = ground.now(request)
    if Callback.objects.filter(ref=request.ref).exists():
        raise Failed("the callback came all the same")
    if seen.state == RequestState.CONFIRMED and ground.till.pull_registered_at is None:
        return "CONFIRMED by the status query; the till does not pull: the receipt comes with the statement"
    if seen.state == RequestState.CONFIRMED:
        pull_now(till=ground.till, actor=SYSTEM)
    receipt = ground.paid(request)
    channels = ", ".join(sorted(set(receipt.evidence.values_list("channel", flat=True))))
    return f"known by the status query, PAID by {shown(receipt)}, told by {channels}"


def several_tills(ground: Ground) -> str:
    """A customer pays each till of the business from the phone's menu; each books its own."""
    found = Till.objects.filter(business=ground.till.business_id, environment=ground.till.environment)
    tills = list(found.exclude(urls_registered_at=None).select_related("business").order_by("pk")[:5])
    if len(tills) < 2:
        raise NotRun("the business has one till with registered addresses here: create_till, register_urls")
    looks = {till: ground.pay_by_menu(till, amount=ground.amount()) for till in tills}
    said = []
    for till, look in looks.items():
        receipt = ground.booked(ground.until(look, f"the payment to {till.shortcode} was booked"))
        _check_booked(receipt)
        said.append(f"{till.shortcode}: {shown(receipt)}, {display(receipt.amount)}")
    return "; ".join(said)


def ledger(ground: Ground) -> str:
    """Every receipt of this run stands in the ledger once, on its till's account, and the books hold."""
    if not ground.receipts:
        _one_success(ground)
    for receipt in ground.receipts:
        _check_booked(receipt)
    broken = verify_ledger(ground.till.business_id)
    if broken:
        raise Failed(f"the books do not hold: {', '.join(sorted({each.code for each in broken}))}")
    total = sum(receipt.amount for receipt in ground.receipts)
    return f"{len(ground.receipts)} receipts, {display(total)}, each booked once; verify_ledger passes"


def _check_booked(receipt: Receipt) -> None:
    """Raises Failed unless one entry holds the receipt's money, on the account of its till."""
    reference = receipt_reference(receipt.till, receipt.number, "pay")
    lines = Line.objects.filter(entry__business=receipt.business_id, entry__reference=reference)
    found = list(lines.filter(account__code=account_code(receipt.till)).values_list("debit", flat=True))
    if found != [receipt.amount]:
        raise Failed(f"{shown(receipt)} stands {len(found)} times on the account of its till")


def ten_concurrent(ground: Ground) -> str:
    """Ten customers pay at the same moment; ten receipts are booked."""
    amount = ground.amount()
    if ground.is_local:
        phones = [ground.customer(answer="approve") for _ in range(TOGETHER)]
        asked = _at_once([partial(ground.ask, phone, amount=amount) for phone in phones])
        receipts = [ground.paid(request) for request in asked]
    else:
        if ground.till.kind != "PAYBILL" or ground.till.urls_registered_at is None:
            raise NotRun("this needs a PayBill whose addresses are registered: register_urls")
        looks = _at_once([partial(ground.pay_by_menu, ground.till, amount=amount)] * TOGETHER)
        receipts = [ground.booked(ground.until(look, "each was booked")) for look in looks]
    for receipt in receipts:
        _check_booked(receipt)
    if len({receipt.pk for receipt in receipts}) != TOGETHER:
        raise Failed("two of them have one receipt")
    return f"{TOGETHER} receipts, {display(amount)} each"


def _at_once(works: list[Callable[[], Done]]) -> list[Done]:
    def one(work: Callable[[], Done]) -> Done:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def replay_attack(ground: Ground) -> str:
    """A paid callback is sent again, in other bytes, and forged for another payment: nothing changes."""
    paid = Callback.objects.filter(
        till=ground.till, kind=CallbackKind.STK, evidence__receipt__in=ground.receipts
    ).first()
    if paid is None:
        _one_success(ground)
        paid = Callback.objects.filter(evidence__receipt=ground.receipts[-1]).first()
    assert paid is not None
    body, before = body_of(paid), _books(ground)
    told = json.loads(body)
    forged = json.loads(body)
    result = forged["Body"]["stkCallback"]
    result["CheckoutRequestID"] = f"ws_CO_{secrets.token_hex(12)}"
    for item in result["CallbackMetadata"]["Item"]:
        if item["Name"] == "MpesaReceiptNumber":
            item["Value"] = f"ZZ9{secrets.token_hex(4)[:7].upper()}"
    address = hook_url(ground.till, CallbackKind.STK, paid.ref)
    stranger = address.replace(ground.till.hook_token, secrets.token_hex(16))
    sent = [body, body, json.dumps(told, indent=1).encode(), json.dumps(forged).encode()]
    answers = [_post(address, each) for each in sent]
    if 403 in answers:
        return "refused at the door: this machine is not on CALLBACK_IP_ALLOWLIST"
    if set(answers) != {200} or _post(stranger, body) != 404:
        raise Failed(f"the addresses answered {answers}")
    works = CallbackWork.objects.filter(callback__till=ground.till, callback__ref=paid.ref)
    ground.until(lambda: not works.filter(state="DUE").exists(), "they were worked through")
    if _books(ground) != before:
        raise Failed("receipts or entries changed")
    return "answered and kept; no receipt, no entry and no request changed; an unknown token: 404"


def _books(ground: Ground) -> tuple[object, ...]:
    """What a replay must not change: what belongs to the receipts of this run; and receipts of forgers."""
    numbers = [receipt.number for receipt in ground.receipts]
    references = [receipt_reference(each.till, each.number, "pay") for each in ground.receipts]
    requests_paid = PaymentRequest.objects.filter(receipt__in=ground.receipts)
    return (
        sorted(Receipt.objects.filter(till=ground.till, number__in=numbers).values_list("number", "amount")),
        Receipt.objects.filter(till=ground.till, number__startswith="ZZ9").count(),
        Entry.objects.filter(business=ground.till.business_id, reference__in=references).count(),
        sorted(requests_paid.values_list("pk", "state", "receipt", "flagged")),
    )


def _post(url: str, body: bytes) -> int:
    try:
        with requests.Session() as session:
            session.trust_env = False
            headers = {"Content-Type": "application/json"}
            return session.post(url, data=body, headers=headers, timeout=15).status_code
    except requests.RequestException as error:
        raise Failed(f"our own callback address does not answer: {type(error).__name__}") from None


def token_expiry(ground: Ground) -> str:
    """The access token that all processes share is bad; the push is taken with a fresh one, and once."""
    client = client_for(ground.till)
    client.spoil_token()
    request = ground.sent(ground.ask(ground.customer()))
    if client.token_is_spoilt:
        raise NotRun("processes do not share their access tokens just now: Redis does not answer")
    if request.claims != 1:
        raise Failed(f"{request.claims} pushes were sent")
    if ground.is_local:
        ground.answer("approve", request)
        return f"taken with a fresh token, {shown(ground.paid(request))}"
    return f"taken with a fresh token; in the end {ground.ended(request).state}"


SCENARIOS: Final[Mapping[str, Callable[[Ground], str]]] = {
    "success": success,
    "insufficient funds": insufficient_funds,
    "time-out": time_out,
    "duplicate request": duplicate_request,
    "lost callback": lost_callback,
    "several tills": several_tills,
    "ledger": ledger,
    "10 concurrent": ten_concurrent,
    "replay attack": replay_attack,
    "token expiry": token_expiry,
}
