"""What we add to a payment request: from the mutation's commit to the first byte at Safaricom, and our CPU.

Safaricom is a socket that takes the time of the first byte and says yes.
"""

from __future__ import annotations

import math
import re
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

from bench.collections.running import Running, cluster, web_process
from bench.collections.shop import PASSWORD, Shop
from bench.http import post_at_a_pace
from bench.ledger.postings import posted_per_second
from bench.measuring import REFERENCE_POSTINGS, Row, row, scaled
from bench.safaricom import BareSafaricom
from demo.http import Site
from demo.system import Api
from mpesa.models import PaymentRequest

ASKED, PAUSE, CALLBACKS_PER_SECOND = 100, 0.2, 100
IDLE_MS, LOADED_MS, CPU_MS = 250, 1_000, 50
_REFERENCE = re.compile(rb'"AccountReference": "(Q[0-9]+)"')
_ASK = """mutation($input: RequestPaymentInput!) {
  requestPayment(input: $input) { paymentRequest { id } problems { code message } } }"""


def _accepted(reference: str) -> dict[str, str]:
    return {
        "MerchantRequestID": f"1-{reference}",
        "CheckoutRequestID": f"ws_CO_{reference}",
        "ResponseCode": "0",
        "ResponseDescription": "Success. Request accepted for processing",
        "CustomerMessage": "Success. Request accepted for processing",
    }


def rows() -> Iterator[Row]:
    shop, safaricom = Shop(), BareSafaricom(_REFERENCE, _accepted)
    url = {"DARAJA_SANDBOX_URL": safaricom.start()}
    with ExitStack() as stack:
        stack.callback(safaricom.stop)
        port, web = stack.enter_context(web_process(extra=url))
        working = stack.enter_context(cluster(extra=url))
        api = Api(stack.enter_context(Site(f"http://127.0.0.1:{port}")))
        api.sign_in(shop.code, PASSWORD)
        _ask(api, shop, safaricom, 5)  # tokens, connections, a cluster that is awake
        posted = posted_per_second()
        before = _cpu(web, working)
        idle = _ask(api, shop, safaricom, ASKED)
        cpu = (_cpu(web, working) - before) * 1000 / ASKED
        pace = scaled(CALLBACKS_PER_SECOND, posted)
        loaded = _while_callbacks_come(api, shop, safaricom, port, pace=pace)
    beside = f" beside {pace} callbacks a second, on a machine of {posted:,.0f} postings a second"
    yield _p95("collections.stk_overhead_p95_ms", idle, IDLE_MS)
    yield _p95("collections.stk_overhead_loaded_p95_ms", loaded, LOADED_MS, beside)
    yield row(
        "collections.stk_cpu_ms",
        [cpu],
        "ms",
        f"{CPU_MS} ms on a machine of {REFERENCE_POSTINGS:,} postings a second, scaled to this one",
        [CPU_MS * REFERENCE_POSTINGS / posted],
        target=1,
    )


def _p95(name: str, milliseconds: list[float], limit: float, beside: str = "") -> Row:
    high = sorted(milliseconds)[math.ceil(len(milliseconds) * 0.95) - 1]
    return row(
        name,
        [high],
        "ms",
        f"the median of the same{beside}",
        [statistics.median(milliseconds)],
        target=limit,
        absolute=True,
    )


def _cpu(*programs: Running) -> float:
    return sum(program.cpu_seconds() for program in programs)


def _ask(api: Api, shop: Shop, safaricom: BareSafaricom, count: int) -> list[float]:
    """Milliseconds from the row of each request until its push reaches Safaricom."""
    first = PaymentRequest.objects.count()
    asked = [f"Q{number}" for number in range(first, first + count)]
    for number, reference in enumerate(asked, first):
        began = time.monotonic()
        api.call(
            _ASK,
            input={
                "till": api.tills[shop.till.shortcode],
                "phone": f"2547{number:08d}",
                "amount": "1.00",
                "accountReference": reference,
                "idempotencyKey": f"{shop.code}-{reference}",
            },
        )
        time.sleep(max(0.0, PAUSE - (time.monotonic() - began)))
    deadline = time.monotonic() + 60
    while not safaricom.reached.keys() >= set(asked) and time.monotonic() < deadline:
        time.sleep(0.05)
    # Before the commit, by what the transaction takes after it: the figure is not flattered.
    made = dict(
        PaymentRequest.objects.filter(account_reference__in=asked, till=shop.till).values_list(
            "account_reference", "created_at"
        )
    )
    return [(safaricom.reached[each] - made[each].timestamp()) * 1000 for each in asked]


def _while_callbacks_come(
    api: Api, shop: Shop, safaricom: BareSafaricom, port: int, *, pace: int
) -> list[float]:
    seconds = math.ceil(ASKED * PAUSE) + 10
    known = [shop.confirmation("x")[1] for _ in range(pace * seconds)]
    load = threading.Thread(
        target=post_at_a_pace, args=(port, shop.hook_path, known), kwargs={"per_second": pace}
    )
    load.start()
    time.sleep(3)
    try:
        return _ask(api, shop, safaricom, ASKED)
    finally:
        load.join()
