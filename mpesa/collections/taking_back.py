"""Taking a receipt back: one entry from where its money is, and its owner gives it up.

2890 when it is held or nobody has it yet, 2900 when it is in Suspense, else its owner
(mpesa/collections/owners.py). What a floor cannot give any more is owed: 1210.

M-Pesa takes back a whole receipt. Where only less of it is told, that much has left the account and is owed
on 1210, nobody's bill is touched, and a case asks a person; once the rest is told, all of it is taken from
where it is, and 1210 is even again. Of a report of more than the receipt nothing is booked.

A file alone takes nothing away. What only an uploaded statement tells of has left the M-Pesa account by the
books, so that the proof closes, and is held on 2890, whatever it is of: until another channel tells of it
too, or people release the file. When its row stands no longer, what is held comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core import days
from core.days import accounting_day
from core.money import Cents, display
from core.rows.events import record_events
from core.rows.locks import lock_rows
from core.rows.saving import save_rows
from core.rows.states import take_step
from ledger.chart.standard import PLAYERS_OWE, RECEIPTS_TO_ROUTE, SUSPENSE
from ledger.journal.posting import EntryDraft, Leg, credit, debit, reverse_entry
from ledger.journal.shortfalls import post_facts
from ledger.models import EntryKind, Line
from mpesa.asking.enquiries import HELD, ask_about_booked
from mpesa.collections.discrepancies import close_by_evidence, note_discrepancy, open_cases
from mpesa.collections.owners import Held, taken_back
from mpesa.collections.receipts import REVERSAL_LEGS, receipt_reference
from mpesa.collections.requests.steps import news_of
from mpesa.collections.reversal_evidence import FoundReversal, find_reversals
from mpesa.models import (
    Discrepancy,
    DiscrepancyClosing,
    PaymentRequest,
    Receipt,
    ReceiptRoute,
    Reversal,
    RouteState,
)
from mpesa.tills.accounts import account_code

#: The case of a reversal that a channel tells of without saying which receipt it took back.
REVERSAL_UNNAMED: Final = "PULL_REVERSAL_UNNAMED"


def take_back(reversals: Sequence[Reversal]) -> None:
    """Book of locked reversals what their evidence says and the books lack, as far as the receipts are there.

    Locks the routes, then what owners lock. Posts one entry for each that has something new; see the module.
    """
    found = find_reversals({(row.till_id, row.number): row for row in reversals})
    if not found:
        return
    news = {each.receipt.pk: each for each in found if each.has_news}
    routes = (
        lock_rows(ReceiptRoute.objects.filter(pk__in=news).select_related("receipt__till")) if news else []
    )
    back = [news[route.pk] for route in routes if _give_back(news[route.pk])]
    news = {pk: each for pk, each in news.items() if each.has_room or each in back}
    routes = [route for route in routes if route.pk in news]
    whole = [route for route in routes if news[route.pk].is_whole]
    legs = _where_it_is(whole)
    drafts = [
        draft
        for route in routes
        if news[route.pk] not in back and (draft := _draft(news[route.pk], legs.get(route.pk, ())))
    ]
    post_facts(drafts)
    _note_cases(found)
    for each in found:
        each.reversal.receipt = each.receipt
        if each.receipt.pk in news:
            taken, held = each.due + each.held, each.held
            each.reversal.taken_back, each.reversal.held = taken, held
    save_rows([each.reversal for each in found], ["receipt", "taken_back", "held"])
    _close(whole)
    _publish([route.receipt for route in routes])
    ask_about_booked([each.receipt for each in news.values() if each.reversal.held], why=HELD)
    twice = open_cases().filter(code="SECOND_RECEIPT", receipt__in=[route.pk for route in whole])
    close_by_evidence(twice, "M-Pesa took back this second receipt.")
    _close_unnamed([each for each in found if each.due])


def _give_back(found: FoundReversal) -> bool:
    """Whether all that is new is that something held comes back, and entries of just that are undone."""
    if found.rise >= 0 or found.due > found.booked:
        return False
    wanted, undone = -found.rise, []
    for entry in reversed(found.entries):
        lines = {line.account.code: line for line in entry.lines.select_related("account")}
        held = lines.get(RECEIPTS_TO_ROUTE)
        alone = held is not None and len(lines) == 2 and not hasattr(entry, "reversed_by")
        if alone and held and 0 < held.debit <= wanted:
            wanted -= held.debit
            undone.append(entry)
    if wanted:
        return False
    for entry in undone:
        reverse_entry(
            entry=entry,
            reason=f"No statement tells of this reversal of {found.receipt.number} any more",
            occurred_at=entry.occurred_at,
        )
    return True


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
            held[route.pk] = Held(route.receipt, route.owner, credited[route.pk])
    return found | dict(zip(held, taken_back(list(held.values())), strict=True))


def _posted(route: ReceiptRoute) -> list[tuple[int, str]]:
    """The entries that may have given the money to its owner, by business and reference: the one out of
    Suspense, where there is one, is it."""
    receipt = route.receipt
    return [
        (receipt.business_id, receipt_reference(receipt.till, receipt.number, leg))
        for leg in ("place", "route")
    ]


def _credited(routes: Sequence[ReceiptRoute]) -> dict[int, list[Leg]]:
    """By route, what its owner was credited."""
    if not routes:
        return {}
    wanted = {posted for route in routes for posted in _posted(route)}
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
    return {route.pk: next(found[name] for name in _posted(route) if name in found) for route in routes}


def _draft(found: FoundReversal, legs: Sequence[Leg]) -> EntryDraft | None:
    """The entry of what is new of a reversal; `legs` say where a whole receipt is. Parts are owed, what is
    held is on 2890. None where nothing moves: all of it was held, and of what waits there itself."""
    receipt = found.receipt
    at = found.weighed.at or found.reversal.occurred_at
    taken = [*legs, *_signed(PLAYERS_OWE, -found.booked)]
    if not found.is_whole:
        taken = _signed(PLAYERS_OWE, found.due - found.booked)
    moves = [
        *taken,
        *_signed(RECEIPTS_TO_ROUTE, found.held - found.reversal.held),
        *_signed(account_code(receipt.till), -found.rise),
    ]
    return (
        EntryDraft(
            business_id=receipt.business_id,
            kind=EntryKind.TAKEN_BACK,
            reference=receipt_reference(receipt.till, receipt.number, REVERSAL_LEGS[len(found.entries)]),
            legs=netted,
            occurred_at=at,
            description=f"M-Pesa took back receipt {receipt.number}" + _how(found),
            not_before=accounting_day(receipt.occurred_at),
        )
        if (netted := _netted(moves))
        else None
    )


def _how(found: FoundReversal) -> str:
    if found.is_whole:
        return ""
    return ", as a statement says" if found.held > found.reversal.held else " in part"


def _signed(account: str, cents: Cents) -> list[Leg]:
    """A debit of so many cents, or a credit where they are below zero."""
    return [debit(account, cents)] if cents > 0 else [credit(account, -cents)] if cents else []


def _netted(legs: Sequence[Leg]) -> list[Leg]:
    """The legs with one for 2890, where it is debited and credited; the others as they are."""
    waiting = [leg for leg in legs if leg.account == RECEIPTS_TO_ROUTE]
    net = _signed(RECEIPTS_TO_ROUTE, sum(leg.debit - leg.credit for leg in waiting))
    return [each for leg in legs if leg not in waiting[1:] for each in (net if leg in waiting else [leg])]


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


def _note_cases(found: Sequence[FoundReversal]) -> None:
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
        for row in each.reports:
            if row.amount is not None and row.amount > each.receipt.amount:
                _note_too_much(each.receipt, row.channel, row.amount)
        receipt, subject = each.receipt, f"receipt {each.receipt.number}"
        cases = known.get(receipt.pk, ())
        if each.is_whole and 0 < each.booked < each.due:
            parts = [case for case in cases if case.code == "REVERSAL_IN_PART" and _closing(case) is None]
            if not close_by_evidence(parts, "The rest was taken back as well."):
                _note(
                    receipt,
                    "REVERSALS_DIFFER",
                    f"{subject} rest",
                    "All of this receipt was taken back after somebody had decided about"
                    f" {display(each.booked)} of it. What was posted for that on 1210 is to be undone.",
                )
        elif each.due and not each.is_whole:
            _note(
                receipt,
                "REVERSAL_IN_PART",
                subject,
                f"{display(each.due)} of this receipt of {display(receipt.amount)} were taken back."
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
            detail += f" {display(each.due + each.held)} are booked."
            _note(receipt, "REVERSALS_DIFFER", subject + again, detail)


def _closing(case: Discrepancy) -> DiscrepancyClosing | None:
    return getattr(case, "closing", None)


def _is_explained(case: Discrepancy) -> bool:
    """Whether a report has closed it, and no person."""
    closing = _closing(case)
    return closing is not None and closing.person_id is None


def _close_unnamed(found: Sequence[FoundReversal]) -> None:
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
