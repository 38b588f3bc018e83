"""`make demo`: the main job end to end, on real processes, checked to the cent.

Everything starts on free ports with a database of its own. The story goes through the front doors only:
GraphQL as the owner, the subscription, Daraja's hooks, the sandbox's control API, the upload address. Each
step is printed as it happens; every figure is checked, and the exit code is 1 with the difference when one
is wrong.
"""

from __future__ import annotations

import io
import sys
import time
from contextlib import ExitStack

from openpyxl import load_workbook

from core import days
from demo.http import Site
from demo.market import Market
from demo.names import BUSINESSES, PASSWORD
from demo.system import Api, Feed, start_system
from demo.telling import Difference, Teller
from embedded.env import PROJECT_ROOT

WATER = BUSINESSES[0]
OUTPUT = PROJECT_ROOT / "demo-output"
PHONE_ONE, PHONE_TWO, PHONE_THREE, PHONE_FOUR = (f"25470000010{n}" for n in (1, 2, 3, 4))


class Story(Teller):
    """The demo, step by step."""

    def __init__(self, api: Api, feed: Feed, sandbox: Site) -> None:
        super().__init__(sandbox)
        self.api, self.feed = api, feed

    def ask(self, phone: str, amount: str, reference: str, key: str) -> str:
        return self.api.request_payment(
            till=WATER.shortcode, phone=phone, amount=amount, reference=reference, key=key
        )

    def pay(self, phone: str, amount: str, account: str) -> str:
        body = {"msisdn": phone, "shortcode": WATER.shortcode, "amount": amount, "account": account}
        return str(self.control("pay", body)["receipt"])

    def balance(self, code: str) -> str:
        return self.api.balances(WATER.code)[code]

    def tell(self, market: Market) -> None:
        """The whole story; the market's time to dispute runs while the rest of it happens."""
        market.play()
        self.collect()
        market.settle()

    def collect(self) -> None:
        """What comes in, the statement, the proof."""
        self.api.sign_in("owner", PASSWORD)
        self.check("businesses of the owner", self.api.businesses(), [one.code for one in BUSINESSES])
        invoice, number = self.api.new_invoice(WATER.code, amount="5000.00")
        self.say(f"Invoice {number} over KES 5,000.00 issued to a new customer of {WATER.name}.")

        self.control("faults", {"fault": "lose_callback", "call": "stk", "times": 1})
        lost = self.ask(PHONE_FOUR, "900.00", "PREPAID", "demo-lost-callback")
        self.control("approve", {"checkout_request_id": self.prompt(PHONE_FOUR)})
        self.say("KES 900 asked by STK and approved, but Safaricom's callback is lost on its way.")
        asked_at = time.monotonic()

        first = self.ask(PHONE_ONE, "2000.00", number, "demo-first-part")
        self.control("approve", {"checkout_request_id": self.prompt(PHONE_ONE)})
        self.until("state of the first request", lambda: self.api.request_state(first), "PAID")
        self.until("invoice", lambda: self.api.invoice(invoice), ("PARTIALLY_PAID", "2000.00"))
        self.say("KES 2,000 by STK: approved on the phone, booked, invoice partially paid.")

        self.pay(PHONE_ONE, "3000", number)
        self.until("invoice", lambda: self.api.invoice(invoice), ("PAID", "5000.00"))
        self.say("KES 3,000 by PayBill: invoice paid.")

        self.pay(PHONE_TWO, "350", "WATER FOR GRANDMA")
        self.until("suspense", lambda: self.balance("2900"), "350.00")
        self.say("KES 350 with an account number that nobody knows: waits in Suspense, is not lost.")

        cancelled = self.ask(PHONE_TWO, "700.00", number, "demo-cancelled")
        self.control("cancel", {"checkout_request_id": self.prompt(PHONE_TWO)})
        self.until("state of the cancelled request", lambda: self.api.request_state(cancelled), "CANCELLED")
        self.say("KES 700 by STK: cancelled on the phone, nothing booked.")

        self.control("faults", {"fault": "repeat_callback", "call": "c2b", "times": 1})
        twice = self.pay(PHONE_THREE, "450", "WATER FOR GRANDPA")
        self.control("drain", {"timeout": 10})
        self.until("deliveries of one receipt", lambda: self.api.evidence(WATER.code, twice), ["C2B"])
        self.until("suspense", lambda: self.balance("2900"), "800.00")
        self.say("KES 450 whose callback Safaricom sends twice: booked once.")

        self.say("Waiting for the status query, 30 s after the push whose callback was lost ...")
        left = max(0.0, 75 - (time.monotonic() - asked_at))
        self.until(
            "state of the lost request", lambda: self.api.request_state(lost), "CONFIRMED", seconds=left
        )
        self.check("M-Pesa in the books", self.balance("1010-600100-utility"), "5800.00")
        self.say("The query says paid: CONFIRMED is shown, nothing is booked without a receipt.")

        self.close_the_day(lost)
        self.look_at_the_feed()
        self.check("trial balance", *self.api.trial_balance_totals(WATER.code))

    def close_the_day(self, lost: str) -> None:
        """Statement, reconciliation, workbook."""
        day = days.today().isoformat()  # another one, when midnight falls into the story
        query = (
            f"shortcode={WATER.shortcode}&account=Utility Account&from={self.first_day}&to={day}&template=a"
        )
        statement = self.sandbox.get(f"/_sandbox/statement?{query}&format=xlsx").content
        self.say("The statement is exported from the local Daraja's portal and uploaded.")
        uploaded = self.api.upload_statement(WATER.shortcode, f"statement-{day}.xlsx", statement)
        self.until("statement", lambda: self.api.statement(uploaded), ("ADMITTED", True))
        self.until("proof by itself", self.api.state_of_newest_run, ("DONE", True), seconds=60)
        run = self.api.newest_run()["id"]
        self.say("The days of an admitted file are proved by themselves: nobody has to ask.")
        result = self.api.run(run)
        self.check("booked from the statement", result["bookedRows"], 6)
        wanted = {"statementClosing": "6635.00", "ledger": "6635.00", "unexplained": "0.00"}
        for name, figure in wanted.items():
            self.check(name, result[name], figure)
        self.check("M-Pesa charges", self.balance("5100"), "65.00")
        self.say("The statement brings the lost receipt and KES 65 of charges, each booked once.")
        self.say("Statement KES 6,635.00 = ledger KES 6,635.00: unexplained KES 0.00.")
        self.until("state of the lost request", lambda: self.api.request_state(lost), "PAID")
        self.until("receipts to route", lambda: self.balance("2890"), "0.00")
        self.check("suspense", self.balance("2900"), "1700.00")
        self.say("A file alone pays nothing: Safaricom, asked about the lost receipt, says the same. PAID.")
        self.check_workbook(self.api.download_workbook(run), day)
        again = self.api.reconcile(WATER.shortcode, self.first_day, day)
        self.until("second run", lambda: self.api.run(again)["state"], "DONE", seconds=60)
        self.check("booked by a second run", self.api.run(again)["bookedRows"], 0)
        self.check("unexplained of a second run", self.api.run(again)["unexplained"], "0.00")
        self.say("Reconciled a second time: nothing is booked twice.")

    def check_workbook(self, content: bytes, day: str) -> None:
        OUTPUT.mkdir(exist_ok=True)
        path = OUTPUT / f"reconciliation-{WATER.shortcode}-{day}.xlsx"
        path.write_bytes(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = ["Cover", "Summary", "Matched", "Exceptions", "Chain", "Charges"]
        self.check("sheets", book.sheetnames, sheets)
        summary = [value for row in book["Summary"].iter_rows(values_only=True) for value in row]
        self.check("6,635.00 in the workbook", 6635 in summary, True)
        self.say(f"Workbook written: {path.relative_to(PROJECT_ROOT)}")

    def look_at_the_feed(self) -> None:
        """What a front end saw live."""
        receipts = [event for event in self.feed.events if event["topic"] == "receipt.recorded"]
        self.check("receipts seen live", len(receipts), 5)
        numbers = [int(event["number"]) for event in self.feed.events]
        self.check("order of the events", numbers, sorted(set(numbers)))
        self.say(f"The subscription showed {len(numbers)} events live, in order, each once.")


def main() -> int:
    print(
        "Hesabu demo: starting database, Redis, web, clusters and the local Daraja on free ports ...",
        flush=True,
    )
    with ExitStack() as stack:
        system = start_system(stack)
        api = Api(stack.enter_context(Site(system.web_url)))
        sandbox = stack.enter_context(Site(system.sandbox_url))
        api.sign_in("owner", PASSWORD)
        feed = Feed(system.web_url, api.cookies(), api.ids[WATER.code])
        stack.callback(feed.close)
        story = Story(api, feed, sandbox)
        story.say(f"Running: {system.web_url}, local Daraja {system.sandbox_url}")
        try:
            story.tell(Market(story, system.web_url, OUTPUT, stack))
        except Difference as difference:
            print(f"WRONG  {difference}", file=sys.stderr, flush=True)
            return 1
    print(f"All {story.checks} figures are right, to the cent.", flush=True)
    return 0
