"""Taking a receipt back: one entry from where its money is, and its owner gives it up.

2890 when it is held or nobody has it yet, 2900 when it is in Suspense, else its owner
(mpesa/collections/owners.py). What a floor cannot give any more is owed: 1210.

M-Pesa takes back a whole receipt. Where only less of it is told, that much has left the account and is owed
on 1210, nobody's bill is touched, and a case asks a person; once the rest is told, all of it is taken from
where it is, and 1210 is even again. Of a report of more than the receipt nothing is booked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from core import days
from core.days import accounting_day
from core.money import Cents, display
from core.rows.events import record_events
from core.rows.locks import lock_rows
from core.rows.saving import save_rows
from core.rows.states import take_step
from ledger.chart.standard import PLAYERS_OWE, RECEIPTS_TO_ROUTE, SUSPENSE
from ledger.journal.posting import EntryDraft, Leg, credit, debit
from ledger.journal.shortfalls import post_facts
from ledger.models import Entry, EntryKind, Line
from mpesa.collections.discrepancies import close_by_evidence, note_discrepancy, open_cases
from mpesa.collections.owners import Held, taken_back
from mpesa.collections.receipts import REVERSAL_LEGS, receipt_reference
from mpesa.collections.requests.steps import news_of
from mpesa.collections.weighing import Told, Weighed, weigh
from mpesa.models import (
    Discrepancy,
    DiscrepancyClosing,
    PaymentRequest,
    Receipt,
    ReceiptRoute,
    Reversal,
    ReversalEvidence,
    RouteState,
)
from mpesa.tills.accounts import account_code

#: The case of a reversal that a channel tells of without saying which receipt it took back.
REVERSAL_UNNAMED: Final = "PULL_REVERSAL_UNNAMED"

#: A till and the number of a receipt.
Key: TypeAlias = tuple[int, str]


def receipts_of(keys: Collection[Key]) -> dict[Key, Receipt]:
    rows = Receipt.objects.filter(
        till__in={till for till, _ in keys}, number__in=[number for _, number in keys]
    ).select_related("till")
    return {key: row for row in rows if (key := (row.till_id, row.number)) in keys}


@dataclass
class _Found:
    """A reversal whose receipt is there: what of it is booked, and what all evidence of it comes to."""

    reversal: Reversal
    receipt: Receipt
    weighed: Weighed
    #: How many entries have taken back parts of it, where there is more.
    parts: int
    #: M-Pesa's numbers of the reversal, as far as they were told.
    own_numbers: set[str]

    @property
    def booked(self) -> Cents:
        return self.reversal.taken_back

    @property
    def is_whole(self) -> bool:
        return self.weighed.cents == self.receipt.amount

    @property
    def rise(self) -> Cents:
        """What is to be booked now. The last entry is kept for the whole, whatever parts came before."""
        is_full = self.parts >= len(REVERSAL_LEGS) - 1 and not self.is_whole
        return 0 if is_full else max(0, self.weighed.cents - self.booked)


def take_back(reversals: Sequence[Reversal]) -> None:
    """Book of locked reversals what their evidence says and the books lack, as far as the receipts are there.

    Locks the routes, then what owners lock. Posts one entry for each that has something new; see the module.
    """
    found = _found({(row.till_id, row.number): row for row in reversals})
    if not found:
        return
    due = {each.receipt.pk: each for each in found if each.rise}
    routes = lock_rows(ReceiptRoute.objects.filter(pk__in=due).select_related("receipt__till")) if due else []
    whole = [route for route in routes if due[route.pk].is_whole]
    legs = _where_it_is(whole)
    post_facts([_draft(due[route.pk], legs.get(route.pk, ())) for route in routes])
    _note_cases(found)
    for each in found:
        each.reversal.receipt = each.receipt
        each.reversal.taken_back += each.rise
    save_rows([each.reversal for each in found], ["receipt", "taken_back"])
    _close(whole)
    _publish([route.receipt for route in routes])
    twice = open_cases().filter(code="SECOND_RECEIPT", receipt__in=[route.pk for route in whole])
    close_by_evidence(twice, "M-Pesa took back this second receipt.")
    _close_unnamed(found)


def _found(reversals: Mapping[Key, Reversal]) -> list[_Found]:
    receipts = receipts_of(reversals.keys()) if reversals else {}
    told: dict[int, list[ReversalEvidence]] = {}
    for row in ReversalEvidence.objects.filter(reversal__in=[reversals[key].pk for key in receipts]):
        told.setdefault(row.reversal_id, []).append(row)
    found = []
    for key, receipt in receipts.items():
        reversal = reversals[key]
        reports = told.get(reversal.pk, [])
        weighed = weigh(
            receipt.amount, [Told(row.amount, row.own_number, row.occurred_at) for row in reports]
        )
        owns = {row.own_number for row in reports if row.own_number}
        is_more = 0 < reversal.taken_back < weighed.cents
        found.append(_Found(reversal, receipt, weighed, _parts(receipt) if is_more else 0, owns))
        for row in reports:
            if row.amount is not None and row.amount > receipt.amount:
                _note_too_much(receipt, row.channel, row.amount)
    return found


def _parts(receipt: Receipt) -> int:
    """How many entries have taken back parts of it."""
    references = [receipt_reference(receipt.till, receipt.number, leg) for leg in REVERSAL_LEGS]
    return Entry.objects.filter(business=receipt.business_id, reference__in=references).count()


def _where_it_is(routes: Sequence[ReceiptRoute]) -> dict[int, Sequence[Leg]]:
    """What to debit for each receipt that is taken back whole; owners undo what it paid."""
    found: dict[int, Sequence[Leg]] = {}
    held: dict[int, Held] = {}
    credited = _credited([route for route in routes if route.state in (RouteState.ROUTED, RouteState.PLACED)])
    for route in routes:
        if route.state in (RouteState.HELD, RouteState.DUE):
            found[route.pk] = [debit(RECEIPTS_TO_ROUTE, route.receipt.amount)]
        elif route.state == RouteState.SUSPENSE:
            found[route.pk] = [debit(SUSPENSE, route.receipt.amount)]
        else:
            held[route.pk] = Held(route.receipt, route.owner, credited[_posted(route)])
    return found | dict(zip(held, taken_back(list(held.values())), strict=True))


def _posted(route: ReceiptRoute) -> tuple[int, str]:
    """The entry that gave the money to its owner, by business and reference."""
    leg = "place" if route.state == RouteState.PLACED else "route"
    receipt = route.receipt
    return receipt.business_id, receipt_reference(receipt.till, receipt.number, leg)


def _credited(routes: Sequence[ReceiptRoute]) -> dict[tuple[int, str], list[Leg]]:
    if not routes:
        return {}
    wanted = {_posted(route) for route in routes}
    lines = Line.objects.filter(
        entry__business__in={business for business, _ in wanted},
        entry__reference__in=[reference for _, reference in wanted],
        credit__gt=0,
    ).order_by("pk")
    found: dict[tuple[int, str], list[Leg]] = {}
    for business, reference, code, cents in lines.values_list(
        "entry__business", "entry__reference", "account__code", "credit"
    ):
        found.setdefault((business, reference), []).append(credit(code, cents))
    return found


def _draft(found: _Found, legs: Sequence[Leg]) -> EntryDraft:
    """The entry of what is new of a reversal; `legs` say where a whole receipt is. Parts are owed."""
    receipt, at = found.receipt, found.weighed.at
    assert at is not None
    if not found.is_whole:
        legs = [debit(PLAYERS_OWE, found.rise)]
    elif found.booked:
        legs = [*legs, credit(PLAYERS_OWE, found.booked)]
    return EntryDraft(
        business_id=receipt.business_id,
        kind=EntryKind.TAKEN_BACK,
        reference=receipt_reference(receipt.till, receipt.number, REVERSAL_LEGS[found.parts]),
        legs=[*legs, credit(account_code(receipt.till), found.rise)],
        occurred_at=at,
        description=f"M-Pesa took back receipt {receipt.number}" + ("" if found.is_whole else " in part"),
        not_before=accounting_day(receipt.occurred_at),
    )


def _close(routes: Sequence[ReceiptRoute]) -> None:
    now = days.now()
    for route in routes:
        take_step(route, RouteState.REVERSED)
        route.routed_at = route.routed_at or now
    save_rows(routes, ["state", "routed_at"])


def _publish(receipts: Sequence[Receipt]) -> None:
    """Tell of the receipts, and of the payment requests that they had paid."""
    requests = PaymentRequest.objects.filter(receipt__in=[receipt.pk for receipt in receipts])
    record_events(
        [
            *(("receipt.reversed", receipt.business_id, {"receipt": receipt.pk}) for receipt in receipts),
            *map(news_of, requests.order_by("pk")),
        ]
    )


def _note_cases(found: Sequence[_Found]) -> None:
    """Open what a person must look at, and close what the rest of the evidence has explained.

    Before the new amounts are written: what is booked is what was booked before.
    """
    told = Discrepancy.objects.filter(
        receipt__in=[each.receipt.pk for each in found], code__in=("REVERSAL_IN_PART", "REVERSALS_DIFFER")
    )
    known: dict[int | None, list[Discrepancy]] = {}
    for case in told.select_related("closing").order_by("pk"):
        known.setdefault(case.receipt_id, []).append(case)
    for each in found:
        receipt, subject = each.receipt, f"receipt {each.receipt.number}"
        cases = known.get(receipt.pk, ())
        if each.is_whole and each.booked and each.rise:
            parts = [case for case in cases if case.code == "REVERSAL_IN_PART" and _closing(case) is None]
            if not close_by_evidence(parts, "The rest was taken back as well."):
                _note(
                    receipt,
                    "REVERSALS_DIFFER",
                    f"{subject} rest",
                    "All of this receipt was taken back after somebody had decided about"
                    f" {display(each.booked)} of it. What was posted for that on 1210 is to be undone.",
                )
        elif each.weighed.cents and not each.is_whole:
            _note(
                receipt,
                "REVERSAL_IN_PART",
                subject,
                f"{display(each.weighed.cents)} of this receipt of {display(receipt.amount)} were taken back."
                " They are owed on 1210 now; what the receipt paid stays paid.",
            )
        disputes = [
            case for case in cases if case.code == "REVERSALS_DIFFER" and case.subject != f"{subject} rest"
        ]
        if not each.weighed.is_disputed:
            open_ones = [case for case in disputes if _closing(case) is None]
            close_by_evidence(open_ones, "Another report has explained it.")
        elif all(_is_explained(case) for case in disputes):  # what a person closed stays closed
            again = f" again {len(disputes)}" if disputes else ""
            detail = "Reports of this reversal disagree about how much went back or by which reversal;"
            detail += f" {display(each.weighed.cents)} are booked."
            _note(receipt, "REVERSALS_DIFFER", subject + again, detail)


def _closing(case: Discrepancy) -> DiscrepancyClosing | None:
    return getattr(case, "closing", None)


def _is_explained(case: Discrepancy) -> bool:
    """Whether a report has closed it, and no person."""
    closing = _closing(case)
    return closing is not None and closing.person_id is None


def _close_unnamed(found: Sequence[_Found]) -> None:
    """Close the cases of reversals that a channel had told without saying whose: by now it is known."""
    cases = open_cases().filter(till__in={each.receipt.till_id for each in found}, code=REVERSAL_UNNAMED)
    whose = {
        (each.receipt.till_id, number): each.receipt.number
        for each in found
        for number in (each.receipt.number, *each.own_numbers)
    }
    for case in cases:
        if number := whose.get((case.till_id, case.subject.split()[1])):
            close_by_evidence([case], f"It took back receipt {number}.")


def _note_too_much(receipt: Receipt, channel: str, stated: Cents) -> None:
    _note(
        receipt,
        "REVERSAL_TOO_LARGE",
        f"receipt {receipt.number} {channel} {display(stated)}",
        f"{channel} says that {display(stated)} of this receipt of {display(receipt.amount)} were"
        " taken back. Nothing is booked of that report.",
    )


def _note(receipt: Receipt, code: str, subject: str, detail: str) -> None:
    note_discrepancy(till=receipt.till, code=code, subject=subject, detail=detail, receipt=receipt)
