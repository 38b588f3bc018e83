"""What happens in a year: acts by name, each with what Hypothesis has drawn for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from billing.customers.customers import create_customer
from billing.invoicing.crediting import credit_invoice
from billing.invoicing.voiding import void_invoice
from billing.models import Customer, Invoice
from billing.paying.by_hand import Said, record_payment
from billing.paying.writing_off import write_off_invoice
from billing.pos.cash import take_cash
from billing.pos.refunding import BackLine, Ways, refund_sale
from billing.pos.selling import Item, ring_up_sale
from billing.pos.shifts import close_shift
from core import days
from core.errors import InvalidInput
from ledger.vouchers.vat import withheld_from
from ledger.vouchers.writing import post_journal_entry
from mpesa.collections.placing import place_receipt
from mpesa.collections.requests.pushing import record_answer
from mpesa.collections.requests.requesting import request_payment
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.daraja.answers import StkAccepted
from mpesa.models import Channel, Payout, Receipt
from mpesa.payouts.batches.approving import ask_for_batch
from mpesa.payouts.batches.importing import import_batch
from mpesa.payouts.refunding import refund_receipt
from tests.billing.bills import bill, line
from tests.ledger.vouching import cr, dr
from tests.mpesa.payouts.offices import send, tell
from tests.reports.year.business import Business
from users.actors import SYSTEM

FAILURES = ("1", "1032", "1037", "2001")


@dataclass(frozen=True)
class Act:
    """`size` from 1 to 1,000 is the money, `which` chooses among what there is."""

    name: str
    after: int  # days after the first
    size: int = 100
    which: int = 0


class Trading(Business):
    """A year is lived by `live`; what an act finds nothing to act on, it leaves out."""

    def live(self, acts: list[Act]) -> None:
        for act in sorted(acts, key=lambda each: each.after):
            self.go_to(min(self.first + timedelta(days=act.after), self.today))
            getattr(self, f"do_{act.name}")(act)
        self.settle()

    def do_bill(self, act: Act) -> None:
        lines = [
            line("=Water, cubic metres", act.size * 1_37, quantity="2.5", discount=act.size),
            line("Maize flour", 50_00 + act.which, "ZERO_RATED"),
            line("Rent of a meter", 30_00, "EXEMPT"),
        ][: 1 + act.which % 3]
        due = days.today() + timedelta(days=act.which % 45) if act.which % 5 else None
        self.bills.append(bill(self._customer(act), *lines, due_on=due))

    def do_pay(self, act: Act) -> None:
        """Part of a bill, all of it, or more than it: the rest is credit. Whole shillings."""
        if found := self._bill(act):
            due = found.due // 100
            shillings = (max(1, due // 3), due, due + act.size)[act.which % 3]
            self.paid(self.water, max(1, shillings) * 100, found.number)

    def do_pay_nothing_known(self, act: Act) -> None:
        self.paid(self.water, act.size * 100, "=WATER+1")

    def do_pay_ahead(self, act: Act) -> None:
        """To the customer's account: the next bill is paid of it."""
        self.paid(self.water, act.size * 100, self._customer(act).account_number)

    def do_place(self, act: Act) -> None:
        waiting = [row for row in self._fresh_receipts() if row.route.state == "SUSPENSE"]
        if not waiting:
            return
        receipt, found = waiting[act.which % len(waiting)], self._bill(act)
        asked = place_receipt(
            receipt=receipt,
            reference=found.number if found and act.which % 2 else "",
            account_code="" if found and act.which % 2 else "4000",
            comment="Seen in the SMS",
            key=self.key(),
            actor=self.clerk,
        )
        self.say_yes(asked)
        self.settle()

    def do_take_back(self, act: Act) -> None:
        if left := [row for row in self._fresh_receipts() if row.till_id == self.water.pk]:
            receipt = left[act.which % len(left)]
            self.receipts = [row for row in self.receipts if row.pk != receipt.pk]
            self.count += 1
            facts = ReversalFacts(receipt.number, receipt.amount, days.now(), f"UR{self.count:08}")
            with transaction.atomic():
                record_reversals([ReversalReport(self.water, facts, channel=Channel.STK, source="row")])
            self.settle()

    def do_credit(self, act: Act) -> None:
        if found := self._bill(act):
            back = max(1, (found.total - found.credited) // (2 + act.which % 4))
            credit_invoice(invoice=found, reason="-Less", amount=back, key=self.key(), actor=SYSTEM)

    def do_void(self, act: Act) -> None:
        if (found := self._bill(act)) and not found.paid and not found.credited:
            void_invoice(invoice=found, reason="@Twice", actor=SYSTEM)

    def do_write_off(self, act: Act) -> None:
        if found := self._bill(act):
            asked = write_off_invoice(invoice=found, key=self.key(), comment="Gone", actor=self.clerk)
            self.say_yes(asked)

    def do_pay_by_hand(self, act: Act) -> None:
        kind = ("CASH", "CHEQUE", "BANK")[act.which % 3]
        said = Said(kind, act.size * 100 + 7, days.today(), reference="=CHQ 17")
        record_payment(customer=self._customer(act), said=said, key=self.key(), actor=SYSTEM)

    def do_withhold(self, act: Act) -> None:
        """VAT withheld by a customer of a bill."""
        found = self._bill(act)
        if found and (cents := withheld_from(found.net, day=days.today()) // 2) and cents <= found.due:
            said = Said("VAT_WITHHELD", cents, days.today(), reference=f"KRAWH{self.count:06}")
            try:
                record_payment(
                    customer=found.customer, said=said, invoice=found, key=self.key(), actor=SYSTEM
                )
            except InvalidInput as refused:  # what of it is at the standard rate was withheld already
                assert refused.code == "OVER_WITHHOLDING"

    def do_ask_in_vain(self, act: Act) -> None:
        """A prompt on the phone that is cancelled, not answered, without money, or with a wrong PIN."""
        self.count += 1
        request = request_payment(
            till=self.water,
            phone=f"2547999{self.count:05}",
            amount=act.size * 100,
            account_reference="-X 1",
            key=self.key(),
            actor=SYSTEM,
        )
        record_answer(request.pk, StkAccepted(f"m-{request.pk}", f"{self.water.shortcode}-{request.pk}"))
        request.refresh_from_db()
        self.answered(request, FAILURES[act.which % 4])

    def do_pay_out(self, act: Act) -> None:
        payout = self.office.reserved(9_00 + act.size * 100, description="-Firewood")
        if act.which % 4:
            tell(send(payout), "PAID", charge=(9_00, 13_00, 0)[act.which % 3])
        else:
            tell(send(payout), "FAILED", code="14")

    def do_pay_batch(self, act: Act) -> None:
        """A file of three, of whom the last one's money does not arrive."""
        self.count += 1
        rows = "".join(f"07{20_000_000 + self.count * 10 + row},{10 + act.size + row}\n" for row in range(3))
        terms = {"file_name": f"={self.count}.csv", "name": "", "account_code": "5500"}
        brought = import_batch(
            till=self.office.till, data=f"phone,amount\n{rows}".encode(), description="Pay",
            actor=self.clerk, **terms,
        )  # fmt: skip
        assert brought.batch is not None, brought.problems
        self.say_yes(ask_for_batch(batch=brought.batch, key=self.key(), actor=self.clerk))
        first, second, third = Payout.objects.filter(batch=brought.batch).order_by("pk")
        for payout in (first, second):
            tell(send(payout), "PAID", charge=9_00)
        tell(send(third), "FAILED", code="14")

    def do_give_back(self, act: Act) -> None:
        """Somebody pays to an account on which nothing is due, and gets it back."""
        self.count += 1
        phone = f"2547011{self.count:05}"
        customer = create_customer(
            business=self.house.business, name="=Moved away", phone=phone, actor=SYSTEM
        )
        receipt = self.paid(self.office.till, 9_00 + act.size * 100, customer.account_number, phone)
        asked = refund_receipt(
            receipt=receipt,
            amount=receipt.amount,
            account_code="2100",
            key=self.key(),
            comment="Nothing is due",
            actor=self.clerk,
        )
        tell(send(self.office.approve(asked)), "PAID", charge=13_00)

    def do_subscribe(self, act: Act) -> None:
        """A tenant's rent, billed on its days by the clock."""
        plan = self.landlord.plan(
            line("=Rent", act.size * 10_00), line("Water", 3_00, "STANDARD"), frequency="MONTHLY"
        )
        self.landlord.subscribe(plan, self._customer(act))
        self.landlord.run()

    def do_bill_tenants(self, act: Act) -> None:
        """What is due by then, in as many periods as went by."""
        self.landlord.run()

    def do_sell(self, act: Act) -> None:
        """A shift with two sales, one of them partly given back, and a drawer that is a little out."""
        shift = self.shop.shift(act.size * 100)
        for turn, product in enumerate(self.goods):
            items = [Item(quantity=Decimal(1 + act.which % 4), product=product)]
            sale = ring_up_sale(shift=shift, items=items, key=self.key(), actor=self.shop.cashier)
            sale.refresh_from_db()
            take_cash(sale=sale, shift=shift, tendered=10_000_00, key=self.key(), actor=self.shop.cashier)
            if turn == 0 and act.which % 2:
                unit = sale.invoice.total // (1 + act.which % 4)
                refund_sale(
                    sale=sale,
                    shift=shift,
                    lines=[BackLine(0, Decimal(1))],
                    ways=Ways(cash=unit),
                    reason="=Broken",
                    key=self.key(),
                    actor=self.shop.cashier,
                )
        expected = self.office.balance(shift.register.account.code)
        close_shift(shift=shift, counted=max(0, expected + act.which % 7 * 50 - 100), actor=self.shop.cashier)
        shift.refresh_from_db()
        self.shifts.append(shift)

    def do_buy(self, act: Act) -> None:
        cents = act.size * 116
        lines = [dr("5500-x", cents, ("STANDARD", "EXEMPT")[act.which % 2]), cr("1100", cents)]
        self._write("=Fuel", *lines)

    def do_adjust(self, act: Act) -> None:
        """A voucher on 1200 or 2100, for no customer."""
        code = ("1200", "2100")[act.which % 2]
        pair = [dr(code, act.size * 10), cr("3000", act.size * 10)]
        self._write("+Adjusted", *(pair if act.which % 3 else [dr("3000", act.size), cr(code, act.size)]))

    def do_deposit(self, act: Act) -> None:
        self.depositors.pay(self.wallets[act.which % len(self.wallets)], act.size * 100)

    def _write(self, description: str, *lines: object) -> None:
        voucher = post_journal_entry(
            business=self.house.business,
            day=days.today(),
            description=description,
            lines=lines,  # type: ignore[arg-type]
            key=self.key(),
            actor=self.clerk,
        )
        if voucher.approval is not None:
            self.say_yes(voucher.approval)

    def _customer(self, act: Act) -> Customer:
        return self.customers[act.which % len(self.customers)]

    def _bill(self, act: Act) -> Invoice | None:
        """One of which something is due."""
        found = Invoice.objects.filter(
            business=self.house.business, kind="INVOICE", state__in=("UNPAID", "PARTIALLY_PAID")
        ).order_by("pk")
        rows = list(found.select_related("business", "customer__business"))
        return rows[act.which % len(rows)] if rows else None

    def _fresh_receipts(self) -> list[Receipt]:
        known = [row.pk for row in self.receipts]
        return list(
            Receipt.objects.filter(pk__in=known).select_related("route", "business", "till").order_by("pk")
        )
