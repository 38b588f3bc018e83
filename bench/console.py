"""Today's page, opened cold with 10,000 receipts in the day, until a row is there and a button answers.

A web process as it is run, and a Chromium that has kept nothing but the session's cookie. The same page of a
business without a receipt is opened in turn. The clock is the page's own: it begins with the navigation.
"""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import requests
from django.db import transaction

from bench.measuring import Row, row
from billing.customers.customers import create_customer
from billing.models import Customer
from core import days
from core.machine.jobs import drain_queue
from demo.http import Site
from embedded.env import PROJECT_ROOT
from embedded.programs import BACKLOG, HOST, Addresses, common_environment
from graphql_api.ids import write_id
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.models import Channel, Receipt, Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.console.browser import Browser
from users.models import Business, User
from users.people import create_business, create_staff

RECEIPTS, BATCH, CUSTOMERS, LOADS = 10_000, 250, 100, 5
NAME, PASSWORD = "bench-today", "bench-password-of-nobody"
#: Milliseconds.
TARGET = 1000.0
WAIT_SECONDS = 120.0
FIRST_ROW, NO_ROW = ".feed tbody tr", ".feed .empty"
#: Runs before the page: notes when a row is on the screen and the form has answered a press of its button.
WATCH = """(() => {
  let pressed = false;
  const look = () => {
    const button = document.querySelector(".form button[type=submit]");
    if (button && !pressed && document.querySelector(".feed tbody tr, .feed .empty")) {
      pressed = true;
      button.click();
    }
    if (pressed && document.querySelector(".field-problem")) window.answeredAt = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();"""


def rows() -> list[Row]:
    owner = User.objects.filter(username=NAME).first() or create_staff(username=NAME, password=PASSWORD)
    busy, quiet = (_business(owner, code) for code in (NAME, f"{NAME}-empty"))
    _fill(_till(busy, "890000", owner), owner)
    _till(quiet, "890001", owner)
    with _web_process() as url, tempfile.TemporaryDirectory() as folder, Browser(Path(folder)) as browser:
        browser.go(url)
        browser.fill("Sign in to Hesabu", identifier=NAME, secret=PASSWORD)
        browser.press("Sign in")
        browser.wait_for("document.querySelector('.top-bar')")
        browser.call("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
        loads = [
            (_load(browser, url, busy, FIRST_ROW), _load(browser, url, quiet, NO_ROW)) for _ in range(LOADS)
        ]
    measured = row(
        "console.today_cold",
        [full for full, _ in loads],
        "ms",
        "a day without a receipt",
        [empty for _, empty in loads],
        target=TARGET,
        absolute=True,
    )
    return [measured]


def _business(owner: User, code: str) -> Business:
    return Business.objects.filter(code=code).first() or create_business(code=code, name=code, owner=owner)


def _till(business: Business, shortcode: str, owner: User) -> Till:
    return Till.objects.filter(business=business).first() or create_till(
        business=business,
        name="Bench",
        kind="PAYBILL",
        shortcode=shortcode,
        credentials=TillCredentials("consumer-key", "consumer-secret", "passkey"),
        actor=owner,
    )


def _fill(till: Till, owner: User) -> None:
    """As many receipts in the running day, spread over it: most of customers, one of ten of nobody."""
    business = till.business
    for count in range(Customer.objects.filter(business=business).count(), CUSTOMERS):
        create_customer(business=business, name=f"Customer {count}", key=f"bench-{count}", actor=owner)
    accounts = list(Customer.objects.filter(business=business).values_list("account_number", flat=True))
    now, (midnight, _) = days.now(), days.day_bounds(days.today())
    there = Receipt.objects.filter(business=business, occurred_at__gte=midnight).count()
    for first in range(there, RECEIPTS, BATCH):
        with transaction.atomic():
            for count in range(first, min(first + BATCH, RECEIPTS)):
                facts = ReceiptFacts(
                    number=f"B{days.today():%y%m%d}{count:05d}",
                    amount=(50 + count * 7 % 5_000) * 100,
                    occurred_at=midnight + (now - midnight) * count / RECEIPTS,
                    account_reference="water" if count % 10 == 4 else accounts[count % len(accounts)],
                    payer=f"2547{count % 1_000_000:08d}",
                )
                record_receipt(till=till, facts=facts, channel=Channel.C2B)
        drain_queue("mpesa.route")


@contextlib.contextmanager
def _web_process() -> Iterator[str]:
    """Its address; the process as the supervisor runs it."""
    with socket.create_server((HOST, 0), backlog=BACKLOG) as listener:
        addresses = Addresses(web_port=int(listener.getsockname()[1]), sandbox_port=9)
        process = subprocess.Popen(
            [sys.executable, "-m", "config.web", "--fd", str(listener.fileno())],
            cwd=PROJECT_ROOT,
            env=common_environment(addresses) | {"HESABU_WEB": "1"},
            pass_fds=(listener.fileno(),),
        )
        try:
            _await(addresses.web_url, process)
            yield addresses.web_url
        finally:
            process.terminate()
            process.wait(WAIT_SECONDS)


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    with Site(url) as site:
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(requests.RequestException):
                if site.get("/healthz").ok:
                    return
    raise RuntimeError("the web process does not answer")


def _load(browser: Browser, url: str, business: Business, shown: str) -> float:
    """Milliseconds from navigation until the page is there and answers."""
    browser.run(f"localStorage.setItem('hesabu.business', {json.dumps(write_id('Business', business.pk))})")
    browser.call("Page.navigate", url="about:blank")
    browser.call("Network.clearBrowserCache")
    browser.call("Page.navigate", url=url)
    browser.wait_for("window.answeredAt", seconds=WAIT_SECONDS)
    assert browser.run(f"document.querySelector({json.dumps(shown)}) !== null"), browser.text("main")
    assert browser.complaints == [], browser.complaints
    return float(browser.run("window.answeredAt"))
