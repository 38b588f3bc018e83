"""Paying out: how soon an order is on the wire, and how many a second leave while each takes 200 ms there.

All programs as they are run, on this machine, the local Daraja among them. HESABU_BENCH_PAYOUTS (1,000) says
how many go out together.
"""

from __future__ import annotations

import json
import math
import os
import re
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack

from django.db import transaction

from bench.collections.running import cluster, web_process
from bench.measuring import Row, row
from bench.safaricom import BareSafaricom
from bench.sandbox import local_daraja
from core import days
from embedded.env import PROJECT_ROOT
from ledger.chart.standard import OPENING_BALANCES
from ledger.journal.posting import credit, debit, post_entry
from mpesa.asking.initiators import set_initiator
from mpesa.models import Payout, PayoutAttempt, PayoutWay, Till
from mpesa.payouts.lines import lock_line
from mpesa.payouts.pausing import pause_payouts, resume_payouts
from mpesa.payouts.requesting import create_payout
from mpesa.tills.accounts import account_code
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from users.actors import SYSTEM
from users.models import Business, User
from users.people import create_business, create_staff

TOGETHER = int(os.environ.get("HESABU_BENCH_PAYOUTS", "1000"))
SINGLE, PAUSE, WAIT_SECONDS = 100, 0.1, 180.0
ANSWER_SECONDS = "0.2"
#: On the wire within so many milliseconds; orders a second.
SOON_MS, A_SECOND = 1_000, 100
CENTS = 50_00
APP = TillCredentials("bench-pays-key", "bench-pays-secret", "bench-pays-passkey")
_ORDER = re.compile(rb'"OriginatorConversationID": "([0-9a-f-]{36})"')


class _Payer:
    """A business with a till that pays, and money in the books; its line has paid before."""

    def __init__(self) -> None:
        count = Business.objects.count()
        self.owner: User = create_staff(username=f"bench-p{count}", password="bench-password-of-nobody")
        business = create_business(code=f"bench-p{count}", name="Bench", owner=self.owner)
        Business.objects.filter(pk=business.pk).update(solo_limit=1_000_000_00)
        till = create_till(
            business=Business.objects.get(pk=business.pk),
            name="Bench",
            kind="PAYBILL",
            shortcode=f"7{count:05d}",
            credentials=APP,
            actor=SYSTEM,
        )
        self.till: Till = set_initiator(till=till, name="testapi", password="Safaricom999!*!", actor=SYSTEM)
        post_entry(
            business_id=business.pk,
            kind="OPENING",
            reference="bench:float",
            legs=[debit(account_code(till), 5_000_000_00), credit(OPENING_BALANCES, 5_000_000_00)],
            occurred_at=days.now(),
        )
        with transaction.atomic():
            line = lock_line(till, PayoutWay.B2C)
            line.proved_at = days.now()
            line.save(update_fields=["proved_at"])

    def ask(self, number: int) -> Payout:
        return create_payout(
            till=self.till,
            phone=f"2547{number:08d}",
            amount=CENTS,
            account_code="5500",
            description="Bench",
            key=f"bench-{number}",
            actor=self.owner,
        )


def rows() -> Iterator[Row]:
    yield _on_the_wire()
    yield from _together()


def _on_the_wire() -> Row:
    payer = _Payer()
    safaricom = BareSafaricom(_ORDER, _accepted)
    with ExitStack() as stack:
        stack.callback(safaricom.stop)
        url = safaricom.start()
        extra = {"DARAJA_SANDBOX_URL": url, "DARAJA_CERTIFICATES": _certificates(stack)}
        stack.enter_context(cluster("payouts", extra))
        payer.ask(0)
        _until(lambda: bool(safaricom.reached), "the first order is out")
        for number in range(1, SINGLE + 1):
            payer.ask(number)
            time.sleep(PAUSE)
        _until(lambda: len(safaricom.reached) > SINGLE, "all orders are out")
    attempts = PayoutAttempt.objects.filter(till=payer.till).select_related("payout").order_by("pk")[1:]
    # From before the commit of the reserve: the figure is not flattered.
    taken = [
        (safaricom.reached[each.originator_id] - each.payout.reserved_at.timestamp()) * 1000
        for each in attempts
        if each.payout.reserved_at
    ]
    high = sorted(taken)[math.ceil(len(taken) * 0.95) - 1]
    return row(
        "payouts.first_request_p95_ms",
        [high],
        "ms",
        "the median of the same",
        [statistics.median(taken)],
        target=SOON_MS,
        absolute=True,
    )


def _accepted(originator_id: str) -> dict[str, str]:
    return {
        "ConversationID": f"AG_20261120_{originator_id[:8]}",
        "OriginatorConversationID": originator_id,
        "ResponseCode": "0",
        "ResponseDescription": "Accept the service request successfully.",
    }


def _together() -> Iterator[Row]:
    payer = _Payer()
    with ExitStack() as stack:
        sandbox = f"http://127.0.0.1:{stack.enter_context(local_daraja())}"
        _control(sandbox, "organisations", _organisation(payer.till))
        _control(
            sandbox,
            "faults",
            {"fault": "drip", "call": "b2c", "times": None, "rate": "1", "seconds": ANSWER_SECONDS},
        )
        extra = {"DARAJA_SANDBOX_URL": sandbox}
        port, _ = stack.enter_context(web_process(extra=extra))
        extra["BASE_URL"] = f"http://127.0.0.1:{port}"
        for name in ("core", "payouts"):
            stack.enter_context(cluster(name, extra))
        payer.ask(0)
        paid = Payout.objects.filter(till=payer.till, state="PAID")
        _until(paid.exists, "the first one is paid")
        pause_payouts(business=payer.till.business, reason="until all are ready", actor=payer.owner)
        for number in range(1, TOGETHER + 1):
            payer.ask(number)
        began = time.monotonic()
        resume_payouts(business=payer.till.business, actor=payer.owner)
        answered = PayoutAttempt.objects.filter(till=payer.till).exclude(state="SENDING")
        _until(lambda: answered.count() > TOGETHER, "all are ordered")
        ordered = time.monotonic() - began
        _until(lambda: paid.count() > TOGETHER, "all are paid")
        ended = time.monotonic() - began
        attempts = PayoutAttempt.objects.filter(till=payer.till).count()
        assert attempts == TOGETHER + 1, f"{attempts} orders of {TOGETHER + 1} payouts"
    for name, took in (("per_s", ordered), ("paid_per_s", ended)):
        yield row(
            f"payouts.{name}",
            [TOGETHER / took],
            "1/s",
            f"{A_SECOND} a second, with Safaricom answering in 200 ms",
            [float(A_SECOND)],
            target=A_SECOND,
            absolute=True,
        )


def _organisation(till: Till) -> dict[str, str]:
    return {
        "shortcode": till.shortcode,
        "name": "BENCH",
        "kind": "paybill",
        "passkey": APP.passkey,
        "consumer_key": APP.consumer_key,
        "consumer_secret": APP.consumer_secret,
        "opening_balance": "5000000",
    }


def _certificates(stack: ExitStack) -> str:
    """A folder with a certificate for the local environment: the bare Safaricom gives none."""
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    shipped = PROJECT_ROOT / "mpesa" / "daraja" / "certificates" / "sandbox.cer"
    with open(f"{folder}/local.cer", "wb") as file:
        file.write(shipped.read_bytes())
    return folder


def _control(base: str, path: str, body: object) -> None:
    request = urllib.request.Request(f"{base}/_sandbox/{path}", json.dumps(body).encode())
    urllib.request.urlopen(request).read()


def _until(happened: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not happened():
        if time.monotonic() > deadline:
            raise RuntimeError(f"within {WAIT_SECONDS:g} s it did not happen: {what}")
        time.sleep(0.05)
