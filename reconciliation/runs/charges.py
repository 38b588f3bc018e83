"""What Safaricom charged, against what its tariffs say; and charges of which nobody knows what they are for.

Contracts differ, so a tariff counts only where it explains nearly all charges of a run; what exceeds it then
is told as a case, and booked all the same: the money has gone. Pure but for the `note_` verbs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd  # type: ignore[import-untyped,unused-ignore]

from core.money import Cents, display
from ledger.models import Entry
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.collections.receipts import receipt_reference
from mpesa.models import Receipt, Till
from reconciliation.models import StatementRow
from reconciliation.statement_files.kinds import Kind

#: A tariff is in force where it explains so many of the charges that can be judged, and at least so many.
IN_FORCE, FEWEST = 0.8, 5
#: So many cases a run may open: a tariff that is new to us is one thing to look at, not ten thousand.
MOST = 200


@dataclass(frozen=True)
class Tariff:
    """Shillings up to which the charge is so many shillings; `kind` is the row that is charged."""

    name: str
    kind: Kind
    bands: tuple[tuple[int, int], ...]

    def charges(self, cents: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The charge of each amount; -1 beyond the last band."""
        limits = np.array([limit * 100 for limit, _ in self.bands], dtype=np.int64)
        fees = np.array([*(fee * 100 for _, fee in self.bands), -1], dtype=np.int64)
        found: npt.NDArray[np.int64] = fees[np.searchsorted(limits, cents)]
        return found


#: As Safaricom publishes them; a contract may say otherwise.
TARIFFS = (
    Tariff(
        "pay bill, paid by the business",
        Kind.CUSTOMER_PAYMENT,
        (
            (100, 0), (500, 5), (1_000, 10), (1_500, 15), (2_500, 20), (3_500, 25), (5_000, 34), (7_500, 42),
            (10_000, 48), (15_000, 57), (20_000, 62), (25_000, 67), (30_000, 72), (35_000, 83), (40_000, 99),
            (45_000, 103), (250_000, 108),
        ),
    ),
    Tariff("business to customer", Kind.B2C, ((100, 0), (1_500, 5), (5_000, 9), (20_000, 11), (250_000, 13))),
)  # fmt: skip


@dataclass(frozen=True)
class Overcharge:
    """`cents` is what was charged, `over` how much of it is more than the tariff says."""

    receipt: str
    cents: Cents
    over: Cents
    tariff: str


def overcharges(rows: pd.DataFrame) -> list[Overcharge]:
    """Charges above the tariff that explains nearly all others of their kind. `rows` as `match` wants them.

    Judged is a receipt with one row that moves money and one charge; where there are more of them nobody can
    say which is for what.
    """
    moving = rows[rows["moves"].to_numpy(dtype=bool) & (rows["receipt"] != "").to_numpy(dtype=bool)]
    is_charge = (moving["kind"].astype("str") == str(Kind.CHARGE)).to_numpy(dtype=bool)
    charges, others = (
        moving[mask].drop_duplicates("receipt", keep=False) for mask in (is_charge, ~is_charge)
    )
    found: list[Overcharge] = []
    for tariff in TARIFFS:
        charged = others[(others["kind"].astype("str") == str(tariff.kind)).to_numpy(dtype=bool)]
        place = pd.Index(charged["receipt"]).get_indexer(charges["receipt"])
        amounts = (charged["paid_in"] + charged["withdrawn"]).to_numpy(dtype=np.int64)[place[place >= 0]]
        fees = charges["withdrawn"].to_numpy(dtype=np.int64)[place >= 0]
        due = tariff.charges(amounts)
        known = due >= 0
        if known.sum() < FEWEST or (fees[known] == due[known]).mean() < IN_FORCE:
            continue
        numbers = charges["receipt"].to_numpy()[place >= 0]
        found += [
            Overcharge(str(numbers[at]), int(fees[at]), int(fees[at] - due[at]), tariff.name)
            for at in np.flatnonzero(known & (fees > due)).tolist()
        ]
    return found


def note_overcharges(till: Till, rows: pd.DataFrame) -> None:
    """Open a case for each overcharge among rows. Idempotent by receipt and charge."""
    for each in overcharges(rows)[:MOST]:
        note_discrepancy(
            till=till,
            code="CHARGE_ABOVE_TARIFF",
            subject=f"receipt {each.receipt} charge {display(each.cents)}",
            detail=f"That is {display(each.over)} more than the tariff says ({each.tariff}).",
        )


def note_charges_of_nothing(till: Till, rows: pd.DataFrame) -> None:
    """Open a case for each charge of which nobody knows what it is for: neither a row of any account of the
    till nor the books have its receipt, or the one that it names.

    Only where nearly all charges say it; else Safaricom writes them otherwise here. Idempotent by receipt
    and charge.
    """
    moving = rows[rows["moves"].to_numpy(dtype=bool)]
    is_charge = (moving["kind"].astype("str") == str(Kind.CHARGE)).to_numpy(dtype=bool)
    charges = moving[is_charge]
    if charges.empty:
        return
    there = moving["receipt"][~is_charge]
    there = there[there.isin({*charges["receipt"], *charges["linked"]})]
    lost = charges[~(charges["receipt"].isin(there) | charges["linked"].isin(there)).to_numpy(dtype=bool)]
    if not 0 < len(lost) <= (1 - IN_FORCE) * len(charges):
        return
    known = _known(till, {*lost["receipt"], *lost["linked"]} - {""})
    unknown = lost[~(lost["receipt"].isin(known) | lost["linked"].isin(known)).to_numpy(dtype=bool)]
    for receipt, cents in zip(unknown["receipt"][:MOST], unknown["withdrawn"][:MOST], strict=True):
        note_discrepancy(
            till=till,
            code="CHARGE_OF_NOTHING",
            subject=f"receipt {receipt} charge {display(int(cents))}",
            detail="No row and no booking has the payment that this charge is for.",
        )


def _known(till: Till, numbers: set[str]) -> set[str]:
    """Which receipts anything but a charge has, on any statement of the till or in the books."""
    shown = StatementRow.objects.filter(till=till, receipt__in=numbers, moves=True, struck_at=None)
    known = set(shown.exclude(kind=Kind.CHARGE).values_list("receipt", flat=True))
    known |= set(Receipt.objects.filter(till=till, number__in=numbers).values_list("number", flat=True))
    paid = {receipt_reference(till, number, "payout"): number for number in numbers}
    entries = Entry.objects.filter(business=till.business_id, reference__in=list(paid))
    return known | {paid[reference] for reference in entries.values_list("reference", flat=True)}
