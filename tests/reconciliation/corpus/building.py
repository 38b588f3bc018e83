"""Makes a till's truth from a seed, and the single rows that it is made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from tests.reconciliation.corpus.history import (
    ACCOUNTS,
    SETTLEMENT,
    UTILITY,
    WORKING,
    History,
    Leg,
    Party,
    Row,
    balanced,
)

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FIRST = ("AMINA", "BRIAN", "CYNTHIA", "DAVID", "ESTHER", "FARAH", "GRACE", "HASSAN")
_LAST = ("WANJIRU", "OTIENO", "KIPTOO", "MUTUA", "ABDI", "NJERI", "OCHIENG", "BARASA")

#: Shillings up to which a business pays how many shillings for a payment that it receives.
PAY_BILL_TARIFF = (
    (100, 0), (500, 5), (1_000, 10), (1_500, 15), (2_500, 20), (3_500, 25), (5_000, 34), (7_500, 42),
    (10_000, 48), (15_000, 57), (20_000, 62), (25_000, 67), (30_000, 72), (35_000, 83), (40_000, 99),
    (45_000, 103), (250_000, 108),
)  # fmt: skip
B2C_TARIFF = ((100, 0), (1_500, 5), (5_000, 9), (20_000, 11), (250_000, 13))


def charge_for(cents: int, tariff: tuple[tuple[int, int], ...]) -> int:
    return next(fee for limit, fee in tariff if cents <= limit * 100) * 100


def build(
    seed: int,
    *,
    shortcode: str = "600984",
    first_day: date = date(2025, 6, 3),
    days: int = 3,
    payments: int = 5,
) -> History:
    """A till's truth, the same for the same arguments. At least four payments stay each day."""
    return _Making(seed, shortcode, first_day, days, max(4, payments)).history()


class _Making:
    def __init__(self, seed: int, shortcode: str, first_day: date, days: int, payments: int) -> None:
        self.random = Random(f"a till's truth {seed}")
        self.seed, self.shortcode, self.first_day = seed, shortcode, first_day
        self.days, self.payments = days, payments
        self.used: set[str] = set()
        self.openings = {UTILITY: self.random.randrange(500_000, 900_000), SETTLEMENT: 0, WORKING: 2_000_050}
        self.rows: dict[str, list[Row]] = {account: [] for account in ACCOUNTS}

    def history(self) -> History:
        for number in range(self.days):
            self._day(self.first_day + timedelta(days=number))
        rows = {account: balanced(self.openings[account], self.rows[account]) for account in ACCOUNTS}
        return History(self.seed, self.shortcode, self.first_day, self.days, self.openings, rows)

    def _day(self, day: date) -> None:
        start = datetime.combine(day, time(6))
        seconds = sorted(self.random.sample(range(15 * 3600), self.payments + 3))
        seconds[1] = seconds[0]  # two things in one second
        moments = [start + timedelta(seconds=second) for second in seconds]
        what = [self._pay] * (self.payments + 1) + [self._failed, self._payout]
        tail = what[2:]
        self.random.shuffle(tail)
        for verb, at in zip([*what[:2], *tail], moments, strict=True):
            verb(at)
        paid = [
            row for row in self.rows[UTILITY] if row.leg is Leg.PAY and row.moves and row.completed >= start
        ]
        self._take_back(self.random.choice(paid), datetime.combine(day, time(21, 30, 10)))
        self._sweep(datetime.combine(day, time(23, self.random.randrange(10, 50), 7)))

    def _add(self, row: Row) -> None:
        self.rows[row.account].append(row)

    def _pay(self, at: datetime) -> None:
        row = payment(self.random, self.receipt(at), at)
        self._add(row)
        if fee := charge_for(row.cents, PAY_BILL_TARIFF):
            self._add(charge_of(row, fee))

    def _failed(self, at: datetime) -> None:
        self._add(replace(payment(self.random, self.receipt(at), at), status="Failed"))

    def _payout(self, at: datetime) -> None:
        row = payout(self.random, self.receipt(at), at)
        self._add(row)
        if fee := charge_for(-row.cents, B2C_TARIFF):
            self._add(charge_of(row, fee))

    def _take_back(self, row: Row, at: datetime) -> None:
        self._add(reversal_of(row, self.receipt(at), at))

    def _sweep(self, at: datetime) -> None:
        """Utility to Settlement to Working, each under one receipt; then some money to the bank."""
        held = self.openings[UTILITY] + sum(row.net for row in self.rows[UTILITY])
        cents = (held - self.random.randrange(150_000, 300_000)) // 100 * 100
        if cents <= 0:
            return
        for row in sweep(self.receipt(at), at, UTILITY, SETTLEMENT, cents):
            self._add(row)
        later = at + timedelta(seconds=60)
        for row in sweep(self.receipt(later), later, SETTLEMENT, WORKING, cents):
            self._add(row)
        last = later + timedelta(seconds=60)
        words = "Agency Withdrawal of funds to Bank"
        self._add(Row(WORKING, self.receipt(last), last, Leg.BANK, -cents // 200 * 100, words, words))

    def receipt(self, at: datetime) -> str:
        """Ten characters; the first three are year, month and day."""
        while True:
            head = _ALPHABET[at.year - 1995 - 1] + _ALPHABET[at.month + 9] + _ALPHABET[at.day]
            found = (
                head + "".join(self.random.choice(_ALPHABET) for _ in range(5)) + self.random.choice("GKQW")
            )
            found += self.random.choice(_ALPHABET)
            if found not in self.used:
                self.used.add(found)
                return found


def payment(random: Random, receipt: str, at: datetime, *, cents: int = 0, online: bool | None = None) -> Row:
    """A customer's payment of whole shillings."""
    party = Party(f"25470000{random.randrange(10_000):04}", f"{random.choice(_FIRST)} {random.choice(_LAST)}")
    account = random.choice(("00123", "INV-2025-000077", "shop 7", "", "100017", "Reversal", "Kiosk, B"))
    way = "Pay Bill Online" if (random.random() < 0.5 if online is None else online) else "Pay Bill"
    return Row(
        account=UTILITY,
        receipt=receipt,
        completed=at,
        leg=Leg.PAY,
        cents=cents or random.choice((random.randrange(10, 900), random.randrange(900, 20_000))) * 100,
        words=f"{way} from {{party}} Acc. {account}",
        reason="Pay Bill Online" if way == "Pay Bill Online" else "Pay Utility",
        other="{party}",
        party=party,
        account_no=account,
    )


def payout(random: Random, receipt: str, at: datetime) -> Row:
    party = Party(f"25470000{random.randrange(10_000):04}", f"{random.choice(_FIRST)} {random.choice(_LAST)}")
    words = "Business Payment to Customer via API"
    cents = -random.randrange(101, 900) * 100
    return Row(
        UTILITY, receipt, at, Leg.PAYOUT, cents, words + " to {party}", words, other="{party}", party=party
    )


def charge_of(row: Row, fee: int, receipt: str = "") -> Row:
    """The charge of a payment or payout: under its receipt, unless it has one of its own."""
    words, reason, other = "Pay Bill Charge", row.reason, "SP"
    if row.leg is Leg.PAYOUT:
        words, reason, other = "Business Payment Charge", "Business Payment Charge", "{party}"
    receipt = receipt or row.receipt
    return Row(row.account, receipt, row.completed, Leg.CHARGE, -fee, words, reason, other, row.party)


def reversal_of(row: Row, receipt: str, at: datetime) -> Row:
    words = f"Reversal of {row.receipt}"
    reason = "Pay Bill Reversal"
    return Row(
        row.account, receipt, at, Leg.REVERSAL, -row.cents, words, reason, "{party}", row.party, row.receipt
    )


def sweep(receipt: str, at: datetime, source: str, target: str, cents: int) -> tuple[Row, Row]:
    """Both legs of a transfer between own accounts: one receipt."""
    names = {WORKING: "Organization MMF Account"}
    words = f"{names.get(source, source)} to {names.get(target, target)}"
    return (
        Row(source, receipt, at, Leg.SWEEP, -cents, words, words),
        Row(target, receipt, at, Leg.SWEEP, cents, words, words),
    )
