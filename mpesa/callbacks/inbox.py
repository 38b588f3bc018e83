"""The callback inbox: the raw body is committed before Safaricom hears 200; everything else comes after."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from core import days
from core.machine.alerts import raise_alert
from core.machine.crypto import keyed_digests, seal_with_fresh_key, unseal_bytes
from core.machine.jobs import waiting_arguments, wake
from core.machine.killpoints import reach
from core.machine.turns import work_together
from core.models import DataKey, Severity
from core.rows.saving import save_rows
from mpesa.collections.applying import apply_callbacks
from mpesa.collections.dead_letters import after_failure, worked_off
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.collections.refused import INBOX_QUEUE, case_of
from mpesa.daraja.errors import MalformedCallback
from mpesa.daraja.results import redact_credential
from mpesa.models import Callback, CallbackKind, CallbackWork, FormerHookToken, Till, WorkState
from mpesa.payouts.results import apply_results, is_about_payouts

BATCH = 500
PURPOSE = "callback.body"
#: So many callbacks that wait are more than a bad hour.
BEHIND = 10_000
INBOX_BEHIND = "INBOX_BEHIND"

#: What may repeat our request with its SecurityCredential, which is kept nowhere.
_ECHOES = (CallbackKind.TIMEOUT, CallbackKind.RESULT)

_STORE = """
WITH callback AS (
    INSERT INTO mpesa_callback
        (till_id, former_token_id, kind, ref, data_key_id, body_sealed, headers, address, received_at, digest,
        could_be_money)
    VALUES (%(till)s, %(former)s, %(kind)s, %(ref)s, %(key)s, %(body)s, %(headers)s, %(address)s,
        clock_timestamp(), %(digest)s, %(could_be_money)s)
    ON CONFLICT (digest) DO NOTHING
    RETURNING id, received_at
), data_key AS (
    INSERT INTO core_datakey (id, wrapped, created_at) SELECT %(key)s, %(wrapped)s, now() FROM callback
), work AS (
    INSERT INTO mpesa_callbackwork (callback_id, state, claims, note, due_at)
    SELECT id, 'DUE', 0, '', received_at FROM callback WHERE %(kind)s <> 'c2b/validation'
)
SELECT id, %(kind)s = 'c2b/validation' OR core_wake_up_waits(%(queue)s, %(wake_at)s, %(not_before)s)
FROM callback
"""


def store_callback(
    *,
    till: Till,
    kind: str,
    ref: str,
    body: bytes,
    headers: dict[str, str],
    address: str | None,
    could_be_money: bool = True,
    former: FormerHookToken | None = None,
) -> int | None:
    """Commit one body as it came, malformed or not, and ask that the inbox be drained; returns its id.

    None when the same bytes at the same address are committed already: a replay fills no disk. A delivery
    of other bytes is a row of its own: whether it says anything new is decided later, by receipt. One
    statement for the three rows, because callbacks come by the hundred a second.
    """
    if kind in _ECHOES:
        body = redact_credential(body)
    key, sealed = seal_with_fresh_key(body, purpose=PURPOSE)
    values: dict[str, Any] = {
        "key": key.id,
        "wrapped": bytes(key.wrapped),
        "till": till.pk,
        "former": former and former.pk,
        "kind": kind,
        "ref": ref[:80],
        "body": sealed,
        "headers": json.dumps(headers),
        "address": address or None,
        "digest": _digest(till, kind, ref, body, former),
        "could_be_money": could_be_money,
    }
    values["queue"], values["wake_at"], values["not_before"] = waiting_arguments(INBOX_QUEUE)
    reach("hook.before_commit")
    with connection.cursor() as cursor:
        cursor.execute(_STORE, values)  # a transaction of its own: three round trips less than in a block
        row = cursor.fetchone()
    reach("hook.after_commit")
    if row is None:
        return None
    pk, is_awake = row
    if not is_awake:  # whoever dies before this costs the callback a minute: the sweep wakes all
        with transaction.atomic():
            wake(INBOX_QUEUE)
    return int(pk)


def is_stored(*, till: Till, kind: str, ref: str, body: bytes, former: FormerHookToken | None = None) -> bool:
    """Whether the same bytes at the same address are committed."""
    if kind in _ECHOES:
        body = redact_credential(body)
    return Callback.objects.filter(digest=_digest(till, kind, ref, body, former)).exists()


def _digest(till: Till, kind: str, ref: str, body: bytes, former: FormerHookToken | None) -> bytes:
    said = ["callback", till.pk, kind, ref[:80], hashlib.sha256(body).hexdigest()]
    return keyed_digests(said if former is None else [*said, former.pk])[0]


def body_of(callback: Callback) -> bytes:
    """The raw body. Raises Unreadable when its key was erased."""
    try:
        key = callback.data_key
    except DataKey.DoesNotExist:
        key = None
    return unseal_bytes(key, callback.body_sealed, purpose=PURPOSE)


def drain_inbox() -> int:
    """Drain of mpesa.inbox: book one batch of stored callbacks, together; those that cannot be, alone.

    After a whole batch another worker is called to help: one wake-up calls only one.
    """
    due = CallbackWork.objects.filter(state=WorkState.DUE, due_at__lte=days.now())
    done = work_together(
        # A key may be erased: a join would leave such a callback out for ever, and nobody would hear of it.
        due.select_related("callback")
        .prefetch_related("callback__till__business", "callback__data_key", "callback__former_token")
        .order_by("due_at", "pk"),
        work_off,
        what=INBOX_QUEUE,
        business=lambda work: work.callback.till.business_id,
        limit=BATCH,
        after_failure=_try_later,
        before_commit=lambda: reach("inbox.before_commit"),
    )
    reach("inbox.after_commit")
    if len(done) == BATCH:
        _tell_when_behind()
        with transaction.atomic():
            wake(INBOX_QUEUE)
    return len(done)


def what_is_behind() -> str:
    """In words, when callbacks come faster than they are worked through; they are kept all the same."""
    if CallbackWork.objects.filter(state=WorkState.DUE)[BEHIND : BEHIND + 1].exists():
        return f"More than {BEHIND} callbacks are kept and wait to be worked through."
    return ""


def _tell_when_behind() -> None:
    """At once; the clock closes the alert (mpesa/watching/waiting.py)."""
    if detail := what_is_behind():
        raise_alert(code=INBOX_BEHIND, severity=Severity.CRITICAL, detail=detail)


def _try_later(work: CallbackWork, error: Exception) -> None:
    """What raised waits longer each time, and no more when it has done so too often."""
    retry = after_failure(work.callback, work.callback.till, error, tries=work.claims + 1)
    work.claims += 1
    work.note = type(error).__name__[:200]
    work.state = WorkState.DUE if retry else WorkState.DEAD
    work.due_at = retry or work.due_at
    work.save(update_fields=["claims", "note", "due_at", "state"])


def _applied(bodies: Sequence[tuple[Callback, bytes]]) -> list[str | MalformedCallback]:
    """What came of each body: those about payouts are read by another file than those about collections."""
    of_payouts = [is_about_payouts(callback) for callback, _ in bodies]
    paid = iter(apply_results([each for each, is_one in zip(bodies, of_payouts, strict=True) if is_one]))
    collected = [each for each, is_one in zip(bodies, of_payouts, strict=True) if not is_one]
    others = iter(apply_callbacks(collected))
    return [next(paid) if is_one else next(others) for is_one in of_payouts]


def work_off(works: Sequence[CallbackWork]) -> None:
    """Interpret stored bodies and book what they say, all in the running transaction; safe to repeat."""
    outcomes = _applied([(work.callback, body_of(work.callback)) for work in works])
    done_at = days.now()
    for work, outcome in zip(works, outcomes, strict=True):
        if isinstance(outcome, MalformedCallback):
            note_discrepancy(
                till=work.callback.till,
                code="CALLBACK_MALFORMED",
                subject=case_of(work),
                detail=f"The body is kept; it holds no usable fact: {outcome.code}.",
            )
    save_rows(
        [
            CallbackWork(
                pk=work.pk,
                claims=work.claims + 1,
                state=WorkState.MALFORMED if isinstance(outcome, MalformedCallback) else WorkState.DONE,
                note=str(outcome)[:200],
                done_at=done_at,
            )
            for work, outcome in zip(works, outcomes, strict=True)
        ],
        ("claims", "state", "note", "done_at"),
    )
    worked_off((work.callback, work.callback.till) for work in works if work.claims)
