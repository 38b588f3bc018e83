"""The line by which a till pays: stopped at the first refusal of whoever asks, so that nothing burns attempts
and no operator is locked (code 8006); short while its float does not suffice for what waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, TypeAlias

from django.db.models import QuerySet

from core import days
from core.errors import CODES
from core.machine.alerts import clear_alert, raise_alert
from core.models import Alert, Severity
from core.money import Cents
from core.rows.locks import lock_rows
from mpesa.asking.balances import refresh_balances
from mpesa.daraja.codes import classify_async
from mpesa.models import PayoutLine, PayoutWay, Till
from users.actors import SYSTEM

LINE_STOPPED: Final = "PAYOUT_LINE_STOPPED"
#: What the alerts of a line are about.
SUBJECTS: Final = {PayoutWay.B2C: "till", PayoutWay.B2B: "working_account"}
_PAYS: Final = {PayoutWay.B2C: "payouts", PayoutWay.B2B: "payments to businesses"}
FLOAT_SHORT: Final = "PAYOUT_FLOAT_SHORT"


#: A till, and in which way it pays.
LineKey: TypeAlias = tuple[int, str]


def lock_lines(lines: Iterable[LineKey]) -> dict[LineKey, PayoutLine]:
    """The lines of tills, made where there are none, locked in their order."""
    wanted = sorted({(till, str(way)) for till, way in lines})
    known = PayoutLine.objects.filter(till__in={till for till, _ in wanted})
    there = set(known.values_list("till", "way"))
    new = [PayoutLine(till_id=till, way=way) for till, way in wanted if (till, way) not in there]
    PayoutLine.objects.bulk_create(new, ignore_conflicts=True)
    ids = [pk for pk, *line in known.values_list("pk", "till", "way") if tuple(line) in set(wanted)]
    return {(row.till_id, row.way): row for row in lock_rows(PayoutLine.objects.filter(pk__in=ids))}


def lock_line(till: Till, way: PayoutWay) -> PayoutLine:
    """One line, as lock_lines locks it."""
    return lock_lines([(till.pk, way)])[till.pk, way]


def subject_of(till: Till, way: PayoutWay) -> str:
    """Of the alerts of a line: the till, or its Working account."""
    return f"{SUBJECTS[way]}:{till.pk}"


def stop_line(till: Till, way: PayoutWay, code: str, *, asked_at: datetime) -> None:
    """Send nothing of a till in this way any more: Safaricom refuses whoever asks. In the caller's
    transaction.

    An operator who was set after `asked_at`, or a line that a person let go on since, is not blamed for it.
    """
    if till.initiator_set_at is not None and till.initiator_set_at > asked_at:
        return
    line = lock_line(till, way)
    if line.stopped_at is not None or (line.doubted_at is not None and line.doubted_at > asked_at):
        return
    line.stopped_at, line.stopped_code = days.now(), code[:40]
    line.save(update_fields=["stopped_at", "stopped_code"])
    raise_alert(
        code=LINE_STOPPED,
        severity=Severity.CRITICAL,
        business_id=till.business_id,
        subject=subject_of(till, way),
        detail=f"Till {till.shortcode}: Safaricom refuses its {_PAYS[way]} ({code}: {_meaning(code)})."
        " None is sent until that is mended; they wait with their money set aside.",
    )


def _meaning(code: str) -> str:
    return CODES.get(code) or classify_async(code).meaning


def doubt_line(till: Till, way: PayoutWay) -> None:
    """Safaricom was not to be reached: one payout goes first, until one has been looked at. In the caller's
    transaction."""
    line = lock_line(till, way)
    line.doubted_at = days.now()
    line.save(update_fields=["doubted_at"])


def note_looked_at(lines: Mapping[LineKey, tuple[Cents | None, datetime]], tills: Mapping[int, Till]) -> bool:
    """Safaricom looked at payouts of these lines, whatever came of them, and said what was left (None: not
    told) at a moment. Whether one of them had to prove itself until now: what waited for that may go.

    `tills` are theirs by key. In the caller's transaction; locks the lines.
    """
    now, had_to_prove = days.now(), False
    for key, line in lock_lines(lines).items():
        funds, at = lines[key]
        had_to_prove = had_to_prove or not is_proved(tills[line.till_id], line)
        line.proved_at = now
        if funds is not None and line.funds_at == at and line.funds is not None:
            line.funds = min(funds, line.funds)  # a second holds many payouts; the last one left the least
        elif funds is not None and (line.funds_at is None or line.funds_at < at):
            line.funds, line.funds_at = funds, at
        line.save(update_fields=["proved_at", "funds", "funds_at"])
    return had_to_prove


def is_proved(till: Till, line: PayoutLine) -> bool:
    """Whether a payout of a till was looked at since its operator was set, or since there was a doubt."""
    since = max(filter(None, (till.initiator_set_at, line.doubted_at)), default=None)
    return line.proved_at is not None and (since is None or line.proved_at > since)


def let_line_go(till: Till, way: PayoutWay) -> bool:
    """Send again, one payout first; False when it was not stopped. In the caller's transaction."""
    line = lock_line(till, way)
    was_stopped = line.stopped_at is not None
    if was_stopped:
        line.stopped_at, line.stopped_code, line.doubted_at = None, "", days.now()
        line.save(update_fields=["stopped_at", "stopped_code", "doubted_at"])
    clear_alert(code=LINE_STOPPED, business_id=till.business_id, subject=subject_of(till, way))
    return was_stopped


def note_empty(till: Till, way: PayoutWay) -> None:
    """Safaricom found too little in the paying account: it counts as empty until customers pay, or a newer
    balance is told, which is asked for. In the caller's transaction."""
    line = lock_line(till, way)
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
        subject=subject_of(till, PayoutWay(line.way)),
        detail=f"Till {till.shortcode}: its account does not hold what waits to be paid out as"
        f" {_PAYS[PayoutWay(line.way)]}, with the charges. They wait until there is more in it.",
    )
    if till.can_ask:
        refresh_balances(till=till, actor=SYSTEM)


def note_enough(till: Till, line: PayoutLine) -> None:
    """All that waits was taken from the float of a till. The line is locked."""
    if line.short_since is not None:
        line.short_since = None
        line.save(update_fields=["short_since"])
        clear_alert(
            code=FLOAT_SHORT, business_id=till.business_id, subject=subject_of(till, PayoutWay(line.way))
        )


def is_short(alert: Alert) -> bool:
    """Whether a PAYOUT_FLOAT_SHORT is still true."""
    return _line_of(alert).exclude(short_since=None).exists()


def is_stopped(alert: Alert) -> bool:
    """Whether a PAYOUT_LINE_STOPPED is still true."""
    return _line_of(alert).exclude(stopped_at=None).exists()


def _line_of(alert: Alert) -> QuerySet[PayoutLine]:
    subject, _, till = alert.subject.partition(":")
    way = next(way for way, name in SUBJECTS.items() if name == subject)
    return PayoutLine.objects.filter(till=int(till), way=way)
