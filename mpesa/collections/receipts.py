"""Recording receipts: one row and one entry per M-Pesa receipt, however many channels report it (P2)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import TypeAlias

from django.db import connection, transaction

from core.digests import digest
from core.errors import InvalidInput
from core.machine.jobs import wake
from core.money import Cents
from core.phone import mask_phone
from core.rows.arrays import array_of
from core.rows.events import record_events
from core.rows.saving import insert_rows
from ledger.chart.standard import RECEIPTS_TO_ROUTE
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, credit, debit
from ledger.models import Entry, EntryKind
from mpesa.collections.agreeing import differences
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.collections.holding import (
    ask_about_held,
    held_among,
    is_of_a_file,
    note_recorded,
    release_agreed,
    routes_of,
)
from mpesa.collections.payers import payers_of_phones
from mpesa.collections.requests.deciding import DECISIVE, decide_cases
from mpesa.models import Callback, Channel, Evidence, Receipt, Till
from mpesa.tills.accounts import account_code

ROUTE_QUEUE = "mpesa.route"


def _nine(leg: str) -> tuple[str, ...]:
    return (leg, *(f"{leg}_{number}" for number in range(2, 10)))


#: The entries that take a receipt back, in their order: nearly always the first alone.
REVERSAL_LEGS = _nine("reversal")
#: What is booked anew when what was booked of it before was undone, and by which legs.
AGAIN = {leg: _nine(leg) for leg in ("charge", "sweep")}
#: What one receipt can do in the books, each at most once (receipt_reference).
LEGS = ("pay", "route", "place", "payout", *AGAIN["charge"], *AGAIN["sweep"], *REVERSAL_LEGS)
_REFERENCE = re.compile(r"mpesa:[0-9]+:([A-Z0-9]+):[a-z_]+[0-9]?")
_NUMBER = re.compile(r"[A-Z0-9]{1,20}")


@dataclass(frozen=True)
class ReceiptFacts:
    """What a channel says about a receipt. `payer` is the phone as sent: full, masked, hashed or empty.

    Without `is_timed` the channel named no usable time: `occurred_at` stands in its place.
    """

    number: str
    amount: Cents
    occurred_at: datetime
    account_reference: str = ""
    payer: str = field(default="", repr=False)
    is_timed: bool = True

    def digest(self) -> bytes:
        """What channels must agree on: number and amount. Their times differ by a second."""
        return digest([self.number, self.amount])


def receipt_reference(till: Till, number: str, leg: str) -> str:
    """The deterministic reference of a posting: leg is one of LEGS, or opening."""
    return f"mpesa:{till.shortcode}:{number}:{leg}"


def again(reference: str) -> list[str]:
    """The references under which the posting of a reference stands, should it have been undone: in order."""
    base, _, leg = reference.rpartition(":")
    return [f"{base}:{other}" for other in AGAIN.get(leg, (leg,))]


def free_references(business_id: int, references: Collection[str]) -> dict[str, str]:
    """For each of references, which must be of one business: itself, or the next one that is free or stands,
    where what it stood for was undone by a reversal. One query where nothing was, else two."""
    undone = Entry.objects.filter(business=business_id, reversed_by__isnull=False)
    first = set(undone.filter(reference__in=references).values_list("reference", flat=True))
    wanted = [other for reference in first for other in again(reference)]
    gone = set(undone.filter(reference__in=wanted).values_list("reference", flat=True)) if wanted else set()
    return {
        reference: next((other for other in again(reference) if other not in gone), reference)
        for reference in references
    }


def receipt_in(reference: str) -> str:
    """The receipt number in a reference that receipt_reference made; empty for any other."""
    found = _REFERENCE.fullmatch(reference)
    return found[1] if found else ""


def references_of(number: str) -> str:
    """A regular expression for the references of all entries of a receipt. Raises InvalidInput BAD_FILTER."""
    number = number.upper() if number.isascii() else ""
    if not _NUMBER.fullmatch(number):
        raise InvalidInput(
            "BAD_FILTER", "filter.receipt_number", "A receipt number has letters and digits only."
        )
    return rf"^mpesa:[0-9]+:{number}:"


@dataclass(frozen=True)
class Report:
    """A channel tells of a receipt at a till: what it says, and where that is kept."""

    till: Till
    facts: ReceiptFacts
    channel: str
    callback: Callback | None = None
    source: str = ""
    balance: Cents | None = None

    @property
    def key(self) -> tuple[int, str]:
        return self.till.pk, self.facts.number


def record_receipt(
    *, till: Till, facts: ReceiptFacts, channel: str, callback: Callback | None = None, source: str = ""
) -> tuple[Receipt, bool]:
    """Book one receipt; see record_receipts."""
    return record_receipts([Report(till, facts, channel, callback, source)])[0]


def record_receipts(reports: Sequence[Report]) -> list[tuple[Receipt, bool]]:
    """Book receipts once, and keep the evidence; for each report its receipt, and whether that is new.

    New: writes Receipt, posts Dr M-Pesa / Cr 2890 Receipts to route, asks for routing. Known: adds evidence
    of the channel; facts that differ from the first open a Discrepancy and book nothing. What a statement
    tells first is held in 2890 (mpesa/collections/holding.py) until another channel says the same: then it is
    routed, and new to who reported that. Of two reports of one receipt the first counts as if it had come
    earlier. A handful of statements, however many reports. Idempotent by (till, number). Runs inside the
    caller's transaction; waits for a parallel recorder; locks the routes of what it lets go.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("record_receipts() belongs in the caller's transaction")
    firsts: dict[tuple[int, str], Report] = {}
    for report in reports:
        firsts.setdefault(report.key, report)
    known = _known(firsts)
    created = _create([report for key, report in firsts.items() if key not in known])
    if len(known) + len(created) < len(firsts):  # somebody else was faster, and has committed
        known = _known(firsts)
    _book(created.values())
    receipts = known | created
    _note_evidence(reports, receipts)
    released = _release(reports, receipts)
    ask_about_held([receipt for key, receipt in created.items() if key not in released])
    _decide(reports, receipts, released)
    answers = []
    for report in reports:
        key = report.key
        is_new = report is firsts[key] if key in created else report is released.get(key)
        answers.append((receipts[key], is_new))
    return answers


_Receipts: TypeAlias = Mapping[tuple[int, str], Receipt]

# Rows go in by the order of the reports, which their ids then tell: who came first pays first. Two who record
# the same receipts in different orders may meet in a deadlock; one of them is put back and tries again.
_INSERT = """
INSERT INTO mpesa_receipt (business_id, till_id, number, amount, occurred_at, account_reference, payer_id,
                           payer_masked, first_channel, recorded_at)
SELECT receipt.*, clock_timestamp()
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::timestamptz[], %s::text[],
            %s::bigint[], %s::text[], %s::text[]) AS receipt
ON CONFLICT (till_id, number) DO NOTHING
RETURNING till_id, number, id, recorded_at
"""
_COLUMNS = (
    "business_id", "till_id", "number", "amount", "occurred_at", "account_reference", "payer_id",
    "payer_masked", "first_channel",
)  # fmt: skip


def _known(keys: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Receipt]:
    wanted = set(keys)
    rows = Receipt.objects.filter(
        till__in={till for till, _ in wanted}, number__in=[number for _, number in wanted]
    ).select_related("payer")
    return {key: row for row in rows if (key := (row.till_id, row.number)) in wanted}


def _create(reports: Sequence[Report]) -> dict[tuple[int, str], Receipt]:
    """The receipts that were not there, in the order of the reports."""
    if not reports:
        return {}
    payers = payers_of_phones((report.till.business_id, report.facts.payer) for report in reports)
    receipts = {}
    for report in reports:
        till, facts = report.till, report.facts
        receipts[report.key] = Receipt(
            business_id=till.business_id,
            till=till,
            number=facts.number,
            amount=facts.amount,
            occurred_at=facts.occurred_at,
            account_reference=facts.account_reference.strip()[:64],
            payer=payers.get((till.business_id, facts.payer)),
            payer_masked=mask_phone(facts.payer) if facts.payer else "",
            first_channel=report.channel,
        )
    rows = list(receipts.values())
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [array_of(map(attrgetter(column), rows)) for column in _COLUMNS])
        written = {(till, number): (pk, at) for till, number, pk, at in cursor.fetchall()}
    for key in list(receipts):
        if key in written:
            receipts[key].pk, receipts[key].recorded_at = written[key]
            receipts[key]._state.adding = False
        else:
            del receipts[key]
    return receipts


def _book(receipts: Collection[Receipt]) -> None:
    if not receipts:
        return
    post_entries(
        EntryDraft(
            business_id=receipt.business_id,
            kind=EntryKind.RECEIPT,
            reference=receipt_reference(receipt.till, receipt.number, "pay"),
            legs=[
                debit(account_code(receipt.till), receipt.amount),
                credit(RECEIPTS_TO_ROUTE, receipt.amount),
            ],
            occurred_at=receipt.occurred_at,
            description=f"M-Pesa receipt {receipt.number}",
        )
        for receipt in receipts
    )
    insert_rows(routes_of(receipts))
    wake(ROUTE_QUEUE)
    note_recorded(receipts)
    record_events(("receipt.recorded", receipt.business_id, {"receipt": receipt.pk}) for receipt in receipts)


def _note_evidence(reports: Sequence[Report], receipts: _Receipts) -> None:
    differ = [
        list(
            differences(
                receipts[report.key],
                channel=report.channel,
                amount=report.facts.amount,
                occurred_at=report.facts.occurred_at if report.facts.is_timed else None,
                payer=report.facts.payer,
            )
        )
        for report in reports
    ]
    evidence = [
        Evidence(
            receipt=receipts[report.key],
            channel=report.channel,
            facts_hash=report.facts.digest(),
            amount=report.facts.amount,
            agrees=not found,
            callback=report.callback,
            source=report.source,
            balance=report.balance,
        )
        for report, found in zip(reports, differ, strict=True)
    ]
    insert_rows(evidence, skip_known=True)
    for report, found in zip(reports, differ, strict=True):
        receipt = receipts[report.key]
        for what, words in found:
            note_discrepancy(
                till=report.till,
                code="CHANNELS_DIFFER",
                subject=f"receipt {receipt.number} {report.channel} {what}",
                detail=f"{report.channel} reports {words} than {receipt.first_channel};"
                " the first stays booked.",
                receipt=receipt,
            )


def _release(reports: Sequence[Report], receipts: _Receipts) -> dict[tuple[int, str], Report]:
    """Let go what was held and another channel says the same of; of each the report that did it."""
    firsts: dict[tuple[int, str], Report] = {}
    seconds: dict[tuple[int, str], Report] = {}
    for report in reports:
        receipt = receipts[report.key]
        if is_of_a_file(receipt):
            firsts.setdefault(report.key, report)
            if report.channel != Channel.STATEMENT and report.facts.amount == receipt.amount:
                seconds.setdefault(report.key, report)
    found = release_agreed(
        [
            (receipts[key], seconds[key].facts.account_reference.strip() if key in seconds else "")
            for key in firsts
        ]
    )
    if found:
        wake(ROUTE_QUEUE)
    return {key: seconds.get(key, first) for key, first in firsts.items() if receipts[key].pk in found}


def _decide(
    reports: Sequence[Report], receipts: _Receipts, released: Mapping[tuple[int, str], Report]
) -> None:
    """Have the cases decided that doubtful callbacks have opened; by nothing that is held itself."""
    told = {
        report.key: (receipts[report.key], report.channel)
        for report in reports
        if report.channel in DECISIVE and report.facts.amount == receipts[report.key].amount
    }
    told = {key: (receipts[key], Channel.STATEMENT) for key in released} | told
    held = held_among(receipt for receipt, _ in told.values())
    decide_cases({key: each for key, each in told.items() if each[0].pk not in held})
