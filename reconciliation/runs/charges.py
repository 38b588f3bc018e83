"""What Safaricom charged, against the tariff of the day; and charges of which nobody knows what they are for.

A business sets the tariffs of its contract (mpesa/tariffs). Contracts differ, so where it has set none, what
is published counts only where it explains nearly all charges of a run. What exceeds a tariff is told as a
case, and booked all the same: the money has gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd  # type: ignore[import-untyped,unused-ignore]

from core.money import Cents, display
from mpesa.collections.charge_cases import Charge, charge_in, number_in, subject_of_charge
from mpesa.collections.discrepancies import close_by_evidence, note_discrepancy, open_cases
from mpesa.models import ChargeKind, Discrepancy, Till, TillKind
from mpesa.tariffs.prices import PriceList, Prices
from mpesa.tariffs.setting import tariffs_of
from reconciliation.models import ReconciliationRun
from reconciliation.runs.matching.sides import days_of
from reconciliation.statement_files.kinds import Kind
from reconciliation.verified.lost_charges import charges_among, lost_charges

#: A published tariff is in force where it explains so many of the charges that can be judged, and so many at
#: least.
IN_FORCE, FEWEST = 0.8, 5
#: So many cases a run may open: a tariff that is new to us is one thing to look at, not ten thousand.
MOST = 200
#: The code of the cases of charges that are for nothing.
OF_NOTHING = "CHARGE_OF_NOTHING"
_EPOCH = date(1970, 1, 1)
_PAID_OUT = ((ChargeKind.B2C, Kind.B2C), (ChargeKind.B2B, Kind.B2B))


@dataclass(frozen=True)
class Overcharge:
    """`cents` is what was charged, `over` how much of it is more than the tariff says; `tariff` which."""

    receipt: str
    cents: Cents
    over: Cents
    tariff: str


def overcharges(
    rows: pd.DataFrame, prices: PriceList, *, collects: ChargeKind = ChargeKind.PAY_BILL
) -> list[Overcharge]:
    """Charges above the tariff that was in force on the day of their row. `rows` as `match` wants them;
    `collects` is what customers' payments to the till are.

    What the business has set of its contract is taken at its word; what is only published accuses nobody
    where it does not explain nearly all charges of the kind. Judged is a receipt with one row that moves
    money and one charge; where there are more of them nobody can say which is for what.
    """
    moving = rows[rows["moves"].to_numpy(dtype=bool) & (rows["receipt"] != "").to_numpy(dtype=bool)]
    is_charge = (moving["kind"].astype("str") == str(Kind.CHARGE)).to_numpy(dtype=bool)
    if not is_charge.any():
        return []
    charges, others = (
        moving[mask].drop_duplicates("receipt", keep=False) for mask in (is_charge, ~is_charge)
    )
    found: list[Overcharge] = []
    for kind, row_kind in ((collects, Kind.CUSTOMER_PAYMENT), *_PAID_OUT):
        charged = others[(others["kind"].astype("str") == str(row_kind)).to_numpy(dtype=bool)]
        place = pd.Index(charged["receipt"]).get_indexer(charges["receipt"])
        pairs = _Charged(
            receipts=charges["receipt"].to_numpy(dtype=object)[place >= 0],
            fees=charges["withdrawn"].to_numpy(dtype=np.int64)[place >= 0],
            amounts=(charged["paid_in"] + charged["withdrawn"]).to_numpy(dtype=np.int64)[place[place >= 0]],
            days=days_of(charged["completed_at"])[place[place >= 0]],
        )
        found += _above(pairs, kind, prices)
    return found


@dataclass(frozen=True)
class _Charged:
    """Charges with the amounts that they are for, and the accounting days of those."""

    receipts: npt.NDArray[np.object_]
    fees: npt.NDArray[np.int64]
    amounts: npt.NDArray[np.int64]
    days: npt.NDArray[np.int64]


def _above(pairs: _Charged, kind: ChargeKind, prices: PriceList) -> list[Overcharge]:
    due = np.full(len(pairs.fees), -1, np.int64)
    published = np.zeros(len(pairs.fees), np.bool_)
    names = np.full(len(pairs.fees), "", dtype=object)
    if not len(due):
        return []
    first, last = (_EPOCH + timedelta(days=int(day)) for day in (pairs.days.min(), pairs.days.max()))
    for from_day, one in prices.between(kind, first, last):
        of_time = pairs.days >= (from_day - _EPOCH).days
        due[of_time] = _due(one, pairs.amounts[of_time])
        published[of_time] = one.is_published
        names[of_time] = "as published" if one.from_day is None else f"yours of {one.from_day}"
    known = published & (due >= 0)
    if known.sum() < FEWEST or (pairs.fees[known] == due[known]).mean() < IN_FORCE:
        due[published] = -1
    return [
        Overcharge(
            str(pairs.receipts[at]), int(pairs.fees[at]), int(pairs.fees[at] - due[at]), str(names[at])
        )
        for at in np.flatnonzero((due >= 0) & (pairs.fees > due)).tolist()
    ]


def _due(prices: Prices, cents: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The charge of each amount; -1 beyond the last band."""
    limits = np.array([band.up_to for band in prices.bands], dtype=np.int64)
    fees = np.array([*(band.fee for band in prices.bands), -1], dtype=np.int64)
    found: npt.NDArray[np.int64] = fees[np.searchsorted(limits, cents)]
    return found


def prices_of(run: ReconciliationRun) -> PriceList:
    """What Safaricom charged the business by its tariffs, as a run knew them."""
    return tariffs_of([run.business_id], up_to=run.last_tariff)[run.business_id]


def collects(till: Till) -> ChargeKind:
    """What a customer's payment to the till is charged as."""
    return ChargeKind.BUY_GOODS if till.kind == TillKind.TILL else ChargeKind.PAY_BILL


def note_overcharges(till: Till, rows: pd.DataFrame, prices: PriceList) -> None:
    """Open a case for each overcharge among rows. Idempotent by receipt and charge."""
    for each in overcharges(rows, prices, collects=collects(till))[:MOST]:
        note_discrepancy(
            till=till,
            code="CHARGE_ABOVE_TARIFF",
            subject=subject_of_charge(each.receipt, each.cents),
            detail=f"That is {display(each.over)} more than the tariff says ({each.tariff}).",
        )


def note_charges_of_nothing(till: Till, rows: pd.DataFrame) -> None:
    """Open a case for each charge of which nobody knows what it is for (verified/lost_charges), and close the
    cases of those of which it is known now. Idempotent by receipt and charge, as long as the case is open or
    a person has closed it."""
    lost = lost_charges(till, rows)
    if lost is None:
        return
    known = {*charges_among(rows)["receipt"]} - {*lost["receipt"]}
    close_charges_of_nothing(till, known, "What the charge is for is known now.")
    told = [
        (receipt, int(cents))
        for receipt, cents in zip(lost["receipt"][:MOST], lost["withdrawn"][:MOST], strict=True)
    ]
    if not told:
        return
    decided = Discrepancy.objects.filter(till=till, code=OF_NOTHING, closing__person=None)
    ended = Counter(
        charge
        for subject in decided.exclude(closing=None).values_list("subject", flat=True)
        if (charge := charge_in(subject))
    )
    for receipt, cents in told:
        before = ended[Charge(receipt, cents)]
        again = f" again {before + 1}" if before else ""
        note_discrepancy(
            till=till,
            code=OF_NOTHING,
            subject=subject_of_charge(receipt, cents) + again,
            detail=f"{display(cents)} was charged under {receipt}, and no row and no booking has the payment"
            " that this is for.",
        )


def close_charges_of_nothing(till: Till, receipts: Collection[str], because: str) -> None:
    """Close the open cases of charges under these receipts, which something else has decided. In the caller's
    transaction."""
    cases = open_cases().filter(till=till, code=OF_NOTHING)
    wanted = set(receipts)
    close_by_evidence([case for case in cases if number_in(case.subject) in wanted], because)
