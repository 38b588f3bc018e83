"""What Safaricom really holds after a bad day, and whether ours says the same."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from typing import Any

from core.phone import masks_agree
from ledger.integrity.verifying import verify_ledger
from ledger.models import Entry, Line
from ledger.reads.selectors import balance_by_code
from mpesa.models import CallbackWork, Discrepancy, PaymentRequest, Receipt, ReceiptRoute, StatusAnswer
from mpesa.tills.accounts import account_code
from tests.chaos.bad_day import (
    APP,
    BUY_GOODS,
    NOMINATED,
    OPERATORS_PASSWORD,
    PASSKEY,
    PASSWORD,
    PAYBILL,
    BadDay,
)
from tests.chaos.logs import Secrets
from tests.chaos.story import cents

ACCOUNTS = {PAYBILL: "Utility Account", BUY_GOODS: "Merchant Account"}
ENDS = ("PAID", "FAILED", "CANCELLED", "EXPIRED")


class Truth:
    """The sandbox's own books, read from its file, beside ours at this moment."""

    def __init__(self, day: BadDay) -> None:
        self.day = day
        path = day.system.folder / "sandbox" / "sandbox.sqlite3"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as books:
            self.payments: dict[tuple[str, str], int] = {
                (shortcode, receipt): amount
                for shortcode, receipt, amount in books.execute(
                    "SELECT shortcode, receipt, amount_cents FROM payments WHERE shortcode IN (?, ?)",
                    (PAYBILL, BUY_GOODS),
                )
            }
            self.prompts: list[tuple[str, str, str | None]] = books.execute(
                "SELECT callback_url, state, receipt FROM prompts"
            ).fetchall()
            self.tokens = {token for (token,) in books.execute("SELECT token FROM tokens")}
            self.attempts = {receipt for (receipt,) in books.execute("SELECT receipt FROM attempts")}
            self.callbacks = Counter(
                dict(books.execute("SELECT state, count(*) FROM callbacks GROUP BY state").fetchall())
            )
        self.receipts = {
            (shortcode, number): amount
            for shortcode, number, amount in Receipt.objects.values_list(
                "till__shortcode", "number", "amount"
            )
        }
        self.channels = Counter(Receipt.objects.values_list("first_channel", flat=True))

    def told(self, by_callback: int) -> str:
        """One line about the day; so many receipts were known before Safaricom was asked for more."""
        found = ", ".join(f"{channel} {count}" for channel, count in sorted(self.channels.items()))
        confirmed = StatusAnswer.objects.filter(state="SUCCESS").values("request").distinct().count()
        states = Counter(PaymentRequest.objects.values_list("state", flat=True))
        cases = Counter(Discrepancy.objects.values_list("code", flat=True))
        routes = Counter(ReceiptRoute.objects.values_list("state", flat=True))
        return (
            f"{len(self.day.plan)} payments begun, {len(self.payments)} made,"
            f" KES {sum(self.payments.values()) // 100:,}; callbacks {dict(self.callbacks)};"
            f" killed {dict(self.day.killed)}; receipts first known by {found}"
            f" ({len(self.payments) - by_callback} were missing after all callbacks);"
            f" {confirmed} successes known by query; requests {dict(states)};"
            f" refused {dict(self.day.refused)};"
            f" routes {dict(routes)}; cases {dict(cases)}"
        )

    def missing(self, shortcode: str) -> list[str]:
        """Receipts of a till that nobody has told us of."""
        return sorted(
            number for where, number in self.payments.keys() - self.receipts.keys() if where == shortcode
        )

    def check_books(self, runs: dict[str, dict[str, Any]]) -> None:
        """Every shilling once, to the receipt; and the accountant's proof has no rest."""
        day = self.day
        assert day.system.sandbox.get("/_sandbox/check").json() == {"adds_up": True, "breaks": []}
        assert self.receipts == self.payments
        shops = {shop["shortcode"]: shop for shop in day.state()["organisations"]}
        for shortcode, till in day.tills.items():
            code = account_code(till)
            held = cents(shops[shortcode]["accounts"][ACCOUNTS[shortcode]])
            assert balance_by_code(till.business_id, code) == held
            booked = Line.objects.filter(account__code=code, entry__kind="RECEIPT")
            assert Counter(booked.values_list("debit", flat=True)) == Counter(
                amount for (where, _), amount in self.payments.items() if where == shortcode
            )
            run = runs[shortcode]
            told = (run["state"], run["unexplained"], cents(run["statementClosing"]), cents(run["ledger"]))
            assert told == ("DONE", "0.00", held, held), run
        assert Entry.objects.filter(kind="RECEIPT").count() == len(self.payments)
        business = next(iter(day.tills.values())).business_id
        assert balance_by_code(business, "2890") == 0
        assert not ReceiptRoute.objects.filter(state="DUE").exists()
        assert CallbackWork.objects.exclude(state="DONE").count() == 0
        assert verify_ledger() == []

    def check_requests(self) -> None:
        """What was paid is PAID by its receipt, what was not is not; what has no end stands in a case."""
        asked = {request.ref: request for request in PaymentRequest.objects.select_related("receipt", "till")}
        in_case = set(
            Discrepancy.objects.filter(request__isnull=False).values_list("request__ref", flat=True)
        )
        paid_by = {url.rsplit("/", 1)[1]: receipt for url, state, receipt in self.prompts if state == "paid"}
        wrong = []
        for ref, request in asked.items():
            settled = (request.state == "PAID") == (ref in paid_by) and request.state in ENDS
            if settled and request.receipt is not None:
                settled = request.receipt.number == paid_by[ref] or self._is_twin(request)
            if not settled and ref not in in_case:
                paid = "paid" if ref in paid_by else "not paid"
                wrong.append((request.state, request.result_code, paid, request.till.kind))
                wrong += [self._facts(request, number) for number in (paid_by.get(ref),) if number]
        assert not wrong, wrong
        assert len(self.prompts) == len({url for url, _, _ in self.prompts}), "one was asked twice"

    def _is_twin(self, request: PaymentRequest) -> bool:
        """Paid at a Buy Goods till, where nobody types a reference, and told of by no callback of its own: of
        two receipts of one amount whose payers' numbers look alike, nobody can tell which the prompt brought.
        """
        receipt = request.receipt
        assert receipt is not None
        inferred = request.steps.filter(after="PAID", cause="RECEIPT").exists()
        is_alike = (
            receipt.payer_id == request.payer_id
            if receipt.payer_id
            else masks_agree(receipt.payer_masked, request.payer.phone_masked)
        )
        return request.till.kind == "TILL" and not receipt.account_reference.strip() and inferred and is_alike

    def _facts(self, request: PaymentRequest, prompted: str) -> tuple[object, ...]:
        """What is known of the receipt that the prompt brought and of the one that the request has."""
        steps = request.steps.order_by("pk").values_list("after", "cause", "at")
        rows = Receipt.objects.filter(till=request.till, number=prompted) | Receipt.objects.filter(
            pk=request.receipt_id
        )
        facts = [
            (
                row.number == prompted,
                row.first_channel,
                row.amount,
                row.payer_id == request.payer_id if row.payer_id else row.payer_masked,
                row.account_reference,
                row.occurred_at,
                row.recorded_at,
                sorted(row.evidence.values_list("channel", flat=True)),
            )
            for row in rows
        ]
        return request.created_at, request.payer.phone_masked, list(steps), facts

    def secrets(self) -> Secrets:
        tokens = {till.hook_token for till in self.day.tills.values()}
        refs = set(PaymentRequest.objects.values_list("ref", flat=True))
        names = {f"Nyambura{phone[-6:]}" for phone in self.day.phones}
        return Secrets(
            phones={NOMINATED, *self.day.phones},
            receipts={receipt for _, receipt in self.payments} | self.attempts,
            words=tokens | refs | names,
            texts=self.tokens | {PASSKEY, PASSWORD, OPERATORS_PASSWORD, *APP.values()},
        )

    def check_logs(self) -> None:
        """What programs and supervisor said, and what PostgreSQL and Redis wrote down meanwhile."""
        assert self.secrets().leaks([*self.day.system.keeper.lines, *self.day.system.server_lines()]) == []
