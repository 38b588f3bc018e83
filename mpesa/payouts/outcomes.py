"""What somebody tells of attempts is judged and booked here, whoever tells it: money has moved, it has not,
or that is not known.

A success is a fact and beats every failure. What was said stays, word for word, whatever comes of it. Nothing
is credited that was not debited: a success uses the reserve of its payout; where that went back before, the
source pays again, a wallet as far as it reaches and 1210 for the rest; a second payment of one payout is owed
by its payee (1210).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core import days
from core.machine.alerts import raise_alert
from core.machine.jobs import wake
from core.models import Severity
from core.money import Cents, display
from core.rows.locks import lock_rows
from core.rows.saving import insert_rows, save_rows
from core.rows.states import take_step
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft
from ledger.journal.shortfalls import post_facts
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.models import (
    AttemptState,
    Callback,
    FactSource,
    Payout,
    PayoutAttempt,
    PayoutFact,
    PayoutKind,
    PayoutState,
)
from mpesa.models.payouts import LIVE
from mpesa.payouts import postings
from mpesa.payouts.after_failure import After, after_failure
from mpesa.payouts.attempts import LOOK_AFTER
from mpesa.payouts.lines import LineKey, note_empty, note_looked_at, stop_line
from mpesa.payouts.moves import Moves, lock_payouts
from mpesa.payouts.queues import LOOK_QUEUE, SEND_QUEUE
from mpesa.payouts.reserving import give_back
from mpesa.payouts.second_refunds import tell_second_refunds
from users.models import Approval

PAID_TWICE: Final = "PAYOUT_PAID_TWICE"
#: What a result says of its time is believed within this of when we heard it.
AHEAD, BEHIND = timedelta(hours=1), timedelta(days=3)
#: Until what Safaricom did not look at goes again.
AGAIN_AFTER: Final = timedelta(minutes=1)
_STATES: Final = {After.PAYEE: PayoutState.FAILED, After.TOMORROW: PayoutState.HELD}
_ENDED: Final = (
    "state", "late", "conversation_id", "originator_id", "receipt", "paid_at", "charge", "result_code",
    "result_text", "decided_by", "sent_at", "look_at", "settled_at",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Told:
    """What one source says of an attempt. `amount`, `charge` and `funds` in cents, None where not told."""

    attempt: int
    source: FactSource
    verdict: AttemptState
    code: str = ""
    text: str = ""
    said: str = ""
    receipt: str = ""
    amount: Cents | None = None
    charge: Cents | None = None
    funds: Cents | None = None
    occurred_at: datetime | None = None
    conversation_id: str = ""
    originator_id: str = ""
    callback: Callback | None = None
    approval: Approval | None = None
    evidence: str = ""


def record_told(told: Sequence[Told]) -> list[str]:
    """Keep what was told and do what follows from it, in the order given; of each a short note.

    Locks the payouts, then all their attempts, by id. In the caller's transaction; safe to repeat. Raises
    what posting raises, never for a floor.
    """
    return Judging(told).judge()


class Judging:
    """One batch of what was told: rows and entries are gathered, and written together at its end."""

    def __init__(self, told: Sequence[Told]) -> None:
        self._told = told
        keys = {each.attempt for each in told}
        owners = PayoutAttempt.objects.filter(pk__in=keys).values_list("payout", flat=True)
        self._payouts = lock_payouts(set(owners))
        rows = lock_rows(PayoutAttempt.objects.filter(payout__in=self._payouts))
        self._attempts = {row.pk: row for row in rows}
        self._claimed = dict(
            PayoutAttempt.objects.filter(
                till__in={row.till_id for row in self._attempts.values()},
                receipt__in={each.receipt for each in told if each.receipt},
            ).values_list("receipt", "pk")
        )
        self._known = postings.known_entries(
            [
                (self._payouts[row.payout_id].till, each.receipt)
                for each in told
                if each.receipt and (row := self._attempts.get(each.attempt))
            ]
        )
        self._moves = Moves()
        self._ended: dict[int, PayoutAttempt] = {}
        self._drafts: list[EntryDraft] = []
        self._facts: list[EntryDraft] = []
        self._refunds: list[Payout] = []
        self._is_due = False
        self._may_have_arrived = False
        self._looked_at: dict[LineKey, tuple[Cents | None, datetime]] = {}

    def judge(self) -> list[str]:
        notes = [self._look_at(each) for each in self._told]
        insert_rows([_fact(each) for each in self._told if each.attempt in self._attempts], skip_known=True)
        post_entries(self._drafts)
        post_facts(self._facts)
        self._moves.save()
        save_rows(list(self._ended.values()), _ENDED)
        tell_second_refunds(self._refunds)
        if self._looked_at:
            tills = {payout.till_id: payout.till for payout in self._payouts.values()}
            self._is_due = note_looked_at(self._looked_at, tills) or self._is_due
        if self._is_due:
            wake(SEND_QUEUE)
        if self._may_have_arrived:
            wake(LOOK_QUEUE)  # its receipt may be in Suspense
        return notes

    def _look_at(self, told: Told) -> str:
        attempt = self._attempts.get(told.attempt)
        if attempt is None:
            return "of no attempt"
        payout = self._payouts[attempt.payout_id]
        for name in ("conversation_id", "originator_id"):
            if getattr(told, name) and not getattr(attempt, name):
                setattr(attempt, name, getattr(told, name))
                self._ended[attempt.pk] = attempt
                if name == "originator_id" and attempt.look_at is None and attempt.state in LIVE:
                    attempt.look_at = days.now() + LOOK_AFTER  # now it can be asked about
                    wake(LOOK_QUEUE, at=attempt.look_at)
        if told.verdict == AttemptState.PAID:
            return self._paid(told, attempt, payout)
        if told.verdict == AttemptState.FAILED:
            return self._failed(told, attempt, payout)
        if told.verdict == AttemptState.SENT:
            return self._sent(attempt)
        return self._unknown(told, attempt)

    def _sent(self, attempt: PayoutAttempt) -> str:
        """Safaricom has it. Its result may have been here first."""
        if attempt.sent_at is None:
            attempt.sent_at = days.now()
        if attempt.state == AttemptState.SENDING:
            take_step(attempt, AttemptState.SENT)
        self._ended[attempt.pk] = attempt
        return "sent"

    def _unknown(self, told: Told, attempt: PayoutAttempt) -> str:
        if attempt.state in (AttemptState.SENDING, AttemptState.SENT):
            take_step(attempt, AttemptState.UNKNOWN)
        if attempt.state in LIVE:
            attempt.result_code, attempt.result_text = told.code[:40], told.text[:200]
            self._ended[attempt.pk] = attempt
        return f"unknown {told.code}".strip()

    def _paid(self, told: Told, attempt: PayoutAttempt, payout: Payout) -> str:
        doubt = self._doubt(told, attempt)
        if doubt:
            return doubt
        if attempt.state == AttemptState.PAID:
            self._charge(told, attempt, payout)
            return "known"
        self._claimed[told.receipt] = attempt.pk
        attempt.late = attempt.state == AttemptState.FAILED
        take_step(attempt, AttemptState.PAID)
        attempt.receipt, attempt.paid_at = told.receipt, _moment(told, attempt)
        self._end(told, attempt)
        self._book_payment(attempt, payout)
        self._charge(told, attempt, payout)
        self._may_have_arrived = self._may_have_arrived or payout.kind == PayoutKind.BULK
        if payout.state not in (PayoutState.PAID, PayoutState.REVERSED):
            self._moves.move(payout, PayoutState.PAID, attempt=attempt)
        if payout.refunds_id is not None:
            self._refunds.append(payout)
        return "paid"

    def _doubt(self, told: Told, attempt: PayoutAttempt) -> str:
        """What keeps a success from being believed: a person looks, and Safaricom is asked on."""
        if not told.receipt:
            return self._unknown(told, attempt)
        till = self._payouts[attempt.payout_id].till
        subject = f"attempt {attempt.ref} receipt {told.receipt}"
        if self._claimed.get(told.receipt, attempt.pk) != attempt.pk:
            note_discrepancy(
                till=till,
                code="PAYOUT_RECEIPT_TAKEN",
                subject=subject,
                detail="Another payout has this receipt; this one is not booked.",
            )
        elif attempt.state == AttemptState.PAID and attempt.receipt != told.receipt:
            note_discrepancy(
                till=till,
                code="PAYOUT_SECOND_RECEIPT",
                subject=subject,
                detail="It is paid under another receipt: it may be paid twice.",
            )
        elif told.amount is not None and told.amount != attempt.amount:
            note_discrepancy(
                till=till,
                code="PAYOUT_AMOUNT_DIFFERS",
                subject=subject,
                detail=f"It was to be {display(attempt.amount)}, and {display(told.amount)} are told of.",
            )
        else:
            return ""
        return self._unknown(told, attempt) if attempt.state in LIVE else "doubted"

    def _book_payment(self, attempt: PayoutAttempt, payout: Payout) -> None:
        known = self._known.get(postings.reference_of(payout, attempt.receipt))
        if payout.kind == PayoutKind.FLOAT:
            self._book_move(attempt, payout)
        elif payout.reserve is not None:
            self._drafts.append(postings.out_of_reserve(payout, attempt, known))
            payout.reserve = None
            self._moves.touch(payout)
        elif payout.state in (PayoutState.PAID, PayoutState.REVERSED):
            if known is None:
                self._drafts.append(postings.owed_by_payee(payout, attempt))
        elif known is None:
            self._facts.append(postings.out_of_source(payout, attempt))
        mine = [row for row in self._attempts.values() if row.payout_id == payout.pk]
        if any(row.state != AttemptState.FAILED for row in mine if row.pk != attempt.pk):
            payout.flagged = True
            self._moves.touch(payout)
            _tell_twice(payout)

    def _book_move(self, attempt: PayoutAttempt, payout: Payout) -> None:
        """From one account of the till to another; a row of a statement may have told of it first."""
        moved = postings.float_moved(payout, attempt)
        if moved.reference not in self._known:
            self._drafts.append(moved)
        if payout.reserve is not None:
            self._drafts.append(postings.float_arrived(payout, attempt))
            payout.reserve = None
            self._moves.touch(payout)

    def _charge(self, told: Told, attempt: PayoutAttempt, payout: Payout) -> None:
        """Book what Safaricom took for it, once, where it says so; else the statement does."""
        if told.charge is None or attempt.charge is not None:
            return
        attempt.charge = told.charge
        self._ended[attempt.pk] = attempt
        draft = postings.charge(payout, attempt)
        if draft is not None and draft.reference not in self._known:
            self._drafts.append(draft)

    def _failed(self, told: Told, attempt: PayoutAttempt, payout: Payout) -> str:
        if attempt.state == AttemptState.FAILED:
            return "known"
        if attempt.state == AttemptState.PAID:
            note_discrepancy(
                till=payout.till,
                code="PAYOUT_CONTRADICTED",
                subject=f"attempt {attempt.ref} receipt {attempt.receipt}",
                detail="A failure is told of a payout that is paid. It stays paid; the statement will tell.",
            )
            return "contradicts a success"
        take_step(attempt, AttemptState.FAILED)
        self._end(told, attempt)
        if payout.state == PayoutState.IN_FLIGHT:
            self._after_failure(told, attempt, payout)
        return f"failed {told.code}".strip()

    def _end(self, told: Told, attempt: PayoutAttempt) -> None:
        if told.source in (FactSource.RESULT, FactSource.QUERY) and after_failure(told.code) != After.LINE:
            self._note_looked_at(told, attempt)
        attempt.result_code, attempt.result_text = told.code[:40], told.text[:200]
        attempt.decided_by, attempt.settled_at = told.source, days.now()
        attempt.look_at = None
        self._ended[attempt.pk] = attempt

    def _note_looked_at(self, told: Told, attempt: PayoutAttempt) -> None:
        """Safaricom takes orders of this till, and perhaps said what is left in its account."""
        at = attempt.paid_at or days.now()
        line = (attempt.till_id, attempt.way)
        funds, before = self._looked_at.get(line, (None, at))
        if told.funds is not None and (funds is None or (at, -told.funds) >= (before, -funds)):
            funds, before = told.funds, at
        self._looked_at[line] = (funds, before)

    def _after_failure(self, told: Told, attempt: PayoutAttempt, payout: Payout) -> None:
        after = after_failure(told.code)
        state = _STATES.get(after, PayoutState.RESERVED)
        if state == PayoutState.FAILED:
            self._drafts.append(give_back(payout, f"Not paid: {told.code} {told.text}"))
        self._moves.move(payout, state, code=told.code, text=told.text, attempt=attempt)
        if after == After.TOMORROW:
            payout.due_at = days.day_bounds(days.today())[1]
        elif after == After.AGAIN:
            payout.due_at = days.now() + AGAIN_AFTER
        elif after == After.LINE:
            stop_line(payout.till, payout.way, told.code, asked_at=attempt.created_at)
        elif after == After.FLOAT:
            note_empty(payout.till, payout.way)
        self._is_due = self._is_due or state == PayoutState.RESERVED


def _moment(told: Told, attempt: PayoutAttempt) -> datetime:
    """When it was paid: as told, unless that is before it was ordered or yet to come."""
    heard = told.callback.received_at if told.callback else days.now()
    said = told.occurred_at
    if said is None or not attempt.created_at - AHEAD <= said <= heard + AHEAD:
        return heard.replace(microsecond=0)
    return said


def _fact(told: Told) -> PayoutFact:
    return PayoutFact(
        attempt_id=told.attempt,
        source=told.source,
        verdict=told.verdict,
        code=told.code[:40],
        said=told.said[:300],
        receipt=told.receipt,
        amount=told.amount,
        charge=told.charge,
        funds=told.funds,
        occurred_at=told.occurred_at,
        callback=told.callback,
        approval=told.approval,
        evidence=told.evidence[:80],
    )


def _tell_twice(payout: Payout) -> None:
    raise_alert(
        code=PAID_TWICE,
        severity=Severity.CRITICAL,
        business_id=payout.business_id,
        subject=f"payout:{payout.pk}",
        detail=f"A payout of {display(payout.amount)} was paid by an attempt that had been called failed,"
        " while another was paid or may be. What was paid too much is on 1210: ask the receiver for it.",
    )
