"""The line by which a till pays: stopped at the first refusal of whoever asks, so that nothing burns attempts
and no operator is locked (code 8006); short while its float does not suffice for what waits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from core import days
from core.errors import CODES
from core.machine.alerts import clear_alert, raise_alert
from core.models import Alert, Severity
from core.money import Cents
from core.rows.locks import lock_rows
from mpesa.asking.balances import refresh_balances
from mpesa.daraja.codes import classify_async
from mpesa.models import PayoutLine, Till
from users.actors import SYSTEM

LINE_STOPPED: Final = "PAYOUT_LINE_STOPPED"
FLOAT_SHORT: Final = "PAYOUT_FLOAT_SHORT"


def lock_lines(tills: Collection[int]) -> dict[int, PayoutLine]:
    """The lines of tills, made where there are none, locked in their order."""
    PayoutLine.objects.bulk_create(
        [PayoutLine(till_id=till) for till in sorted(tills)], ignore_conflicts=True
    )
    return {line.till_id: line for line in lock_rows(PayoutLine.objects.filter(till__in=tills))}


def stop_line(till: Till, code: str, *, asked_at: datetime) -> None:
    """Send nothing of a till any more: Safaricom refuses whoever asks. In the caller's transaction.

    An operator who was set after `asked_at`, or a line that a person let go on since, is not blamed for it.
    """
    if till.initiator_set_at is not None and till.initiator_set_at > asked_at:
        return
    line = lock_lines([till.pk])[till.pk]
    if line.stopped_at is not None or (line.doubted_at is not None and line.doubted_at > asked_at):
        return
    line.stopped_at, line.stopped_code = days.now(), code[:40]
    line.save(update_fields=["stopped_at", "stopped_code"])
    raise_alert(
        code=LINE_STOPPED,
        severity=Severity.CRITICAL,
        business_id=till.business_id,
        subject=f"till:{till.pk}",
        detail=f"Till {till.shortcode}: Safaricom refuses its payouts ({code}: {_meaning(code)})."
        " None is sent until that is mended; they wait with their money set aside.",
    )


def _meaning(code: str) -> str:
    return CODES.get(code) or classify_async(code).meaning


def doubt_line(till: Till) -> None:
    """Safaricom was not to be reached: one payout goes first, until one has been looked at. In the caller's
    transaction."""
    line = lock_lines([till.pk])[till.pk]
    line.doubted_at = days.now()
    line.save(update_fields=["doubted_at"])


def note_looked_at(tills: Mapping[int, tuple[Cents | None, datetime]]) -> None:
    """Safaricom looked at payouts of these tills, whatever came of them, and said what was left (None: not
    told) at a moment. In the caller's transaction; locks the lines."""
    now = days.now()
    for key, line in lock_lines(tills).items():
        funds, at = tills[key]
        line.proved_at = now
        if funds is not None and line.funds_at == at and line.funds is not None:
            line.funds = min(funds, line.funds)  # a second holds many payouts; the last one left the least
        elif funds is not None and (line.funds_at is None or line.funds_at < at):
            line.funds, line.funds_at = funds, at
        line.save(update_fields=["proved_at", "funds", "funds_at"])


def is_proved(till: Till, line: PayoutLine) -> bool:
    """Whether a payout of a till was looked at since its operator was set, or since there was a doubt."""
    since = max(filter(None, (till.initiator_set_at, line.doubted_at)), default=None)
    return line.proved_at is not None and (since is None or line.proved_at > since)


def let_line_go(till: Till) -> bool:
    """Send again, one payout first; False when it was not stopped. In the caller's transaction."""
    line = lock_lines([till.pk])[till.pk]
    was_stopped = line.stopped_at is not None
    if was_stopped:
        line.stopped_at, line.stopped_code, line.doubted_at = None, "", days.now()
        line.save(update_fields=["stopped_at", "stopped_code", "doubted_at"])
    clear_alert(code=LINE_STOPPED, business_id=till.business_id, subject=f"till:{till.pk}")
    return was_stopped


def note_empty(till: Till) -> None:
    """Safaricom found too little in the paying account: it counts as empty until customers pay, or a newer
    balance is told, which is asked for. In the caller's transaction."""
    line = lock_lines([till.pk])[till.pk]
    line.funds, line.funds_at = 0, days.now().replace(microsecond=0)  # as Safaricom tells its times
    line.save(update_fields=["funds", "funds_at"])
    note_short(till, line)


def note_short(till: Till, line: PayoutLine) -> None:
    """What waits is more than the float of a till: have its balance asked for, and tell people. The line is
    locked."""
    line.short_since = line.short_since or days.now()
    line.save(update_fields=["short_since"])
    raise_alert(
        code=FLOAT_SHORT,
        severity=Severity.CRITICAL,
        business_id=till.business_id,
        subject=f"till:{till.pk}",
        detail=f"Till {till.shortcode}: its account does not hold what waits to be paid out, with the"
        " charges. Payouts wait until there is more in it.",
    )
    if till.can_ask:
        refresh_balances(till=till, actor=SYSTEM)


def note_enough(till: Till, line: PayoutLine) -> None:
    """All that waits was taken from the float of a till. The line is locked."""
    if line.short_since is not None:
        line.short_since = None
        line.save(update_fields=["short_since"])
        clear_alert(code=FLOAT_SHORT, business_id=till.business_id, subject=f"till:{till.pk}")


def is_short(alert: Alert) -> bool:
    """Whether a PAYOUT_FLOAT_SHORT is still true."""
    line = PayoutLine.objects.filter(till=int(alert.subject.partition(":")[2])).exclude(short_since=None)
    return line.exists()


def is_stopped(alert: Alert) -> bool:
    """Whether a PAYOUT_LINE_STOPPED is still true."""
    line = PayoutLine.objects.filter(till=int(alert.subject.partition(":")[2])).exclude(stopped_at=None)
    return line.exists()
