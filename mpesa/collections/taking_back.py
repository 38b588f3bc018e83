"""Taking a receipt back: one entry from where its money is, and its owner gives it up.

2890 when nobody has it yet, 2900 when it is in Suspense, else its owner (mpesa/collections/owners.py). What a
floor cannot give any more is owed: 1210.

M-Pesa takes back a whole receipt. Where a channel states less, that much has left the account and is owed on
1210, nobody's bill is touched, and a case asks a person; where it states more, nothing is booked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeAlias

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
from ledger.models import EntryKind, Line
from mpesa.collections.discrepancies import close_by_evidence, note_discrepancy, open_cases
from mpesa.collections.owners import Held, taken_back
from mpesa.collections.receipts import receipt_reference
from mpesa.collections.requests.steps import news_of
from mpesa.models import PaymentRequest, Receipt, ReceiptRoute, Reversal, RouteState, Till
from mpesa.tills.accounts import account_code

#: A till and the number of a receipt.
Key: TypeAlias = tuple[int, str]


def receipts_of(keys: Collection[Key]) -> dict[Key, Receipt]:
    rows = Receipt.objects.filter(
        till__in={till for till, _ in keys}, number__in=[number for _, number in keys]
    )
    return {key: row for row in rows if (key := (row.till_id, row.number)) in keys}


def take_back(reversals: Sequence[Reversal]) -> None:
    """Take back the receipts of locked reversals that have none yet, as far as they are there.

    Locks the routes, then what owners lock. Posts one entry for each; see the module.
    """
    waiting = {(row.till_id, row.number): row for row in reversals}
    known = [receipt.pk for receipt in receipts_of(waiting.keys()).values()] if waiting else []
    if not known:
        return
    routes = lock_rows(ReceiptRoute.objects.filter(pk__in=known).select_related("receipt__till"))
    pairs = [(waiting[route.receipt.till_id, route.receipt.number], route) for route in routes]
    whole, applied = [], []
    drafts = []
    for reversal, route in pairs:
        receipt = route.receipt
        cents = receipt.amount if reversal.amount is None else reversal.amount
        if cents > receipt.amount:
            note_too_much(receipt.till, receipt, reversal.channel, cents)
        elif cents < receipt.amount:
            _note_part(receipt, reversal, cents)
            drafts.append(_draft(reversal, receipt, [debit(PLAYERS_OWE, cents)]))
        else:
            whole.append((reversal, route))
        reversal.receipt, reversal.taken_back = receipt, cents if cents <= receipt.amount else 0
        applied.append(reversal)
    legs = _where_it_is([route for _, route in whole])
    drafts += [_draft(reversal, route.receipt, legs[route.pk]) for reversal, route in whole]
    post_facts(drafts)
    save_rows(applied, ["receipt", "taken_back"])
    _close([route for _, route in whole])
    _publish([route.receipt for _, route in pairs])
    twice = open_cases().filter(code="SECOND_RECEIPT", receipt__in=[route.pk for _, route in whole])
    close_by_evidence(twice, "M-Pesa took back this second receipt.")


def _note_part(receipt: Receipt, reversal: Reversal, cents: Cents) -> None:
    note_discrepancy(
        till=receipt.till,
        code="REVERSAL_IN_PART",
        subject=f"receipt {receipt.number}",
        detail=f"{reversal.channel} says that {display(cents)} of this receipt of {display(receipt.amount)}"
        " were taken back. They are owed on 1210 now; what the receipt paid stays paid.",
        receipt=receipt,
    )


def _where_it_is(routes: Sequence[ReceiptRoute]) -> dict[int, Sequence[Leg]]:
    """What to debit for each receipt that is taken back whole; owners undo what it paid."""
    found: dict[int, Sequence[Leg]] = {}
    held: dict[int, Held] = {}
    credited = _credited([route for route in routes if route.state in (RouteState.ROUTED, RouteState.PLACED)])
    for route in routes:
        if route.state == RouteState.DUE:
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


def _draft(reversal: Reversal, receipt: Receipt, legs: Sequence[Leg]) -> EntryDraft:
    return EntryDraft(
        business_id=receipt.business_id,
        kind=EntryKind.TAKEN_BACK,
        reference=receipt_reference(receipt.till, receipt.number, "reversal"),
        legs=[*legs, credit(account_code(receipt.till), sum(leg.debit for leg in legs))],
        occurred_at=reversal.occurred_at,
        description=f"M-Pesa took back receipt {receipt.number}",
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


def note_too_much(till: Till, receipt: Receipt, channel: str, stated: Cents) -> None:
    note_discrepancy(
        till=till,
        code="REVERSAL_TOO_LARGE",
        subject=f"receipt {receipt.number} {channel} {display(stated)}",
        detail=f"{channel} says that {display(stated)} of this receipt of {display(receipt.amount)} were"
        " taken back. Nothing is booked of it.",
        receipt=receipt,
    )
