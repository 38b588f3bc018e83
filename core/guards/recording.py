"""The record of traces: as which rows of the catalogue the guards stood when they were last seen to.

`migrate` renews it for what it changed itself, `record_guards` for everything, with a reason. Records are
chained like seals: digest(n) covers digest(n-1) and all that record n says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections

from core import days
from core.digests import digest
from core.guards.manifest import wanted
from core.guards.traces import OF_POSTGRESQL, Traces, read_traces
from core.models import GuardRecord

#: From this share of them on it is said once: this is another database, a restored dump, which has all anew.
_ONE_IN = 2


def newest_record(*, using: str = DEFAULT_DB_ALIAS) -> GuardRecord | None:
    """Its traces are read when they are asked for: they are long, and seldom needed."""
    return GuardRecord.objects.using(using).defer("traces").order_by("-number").first()


def record_guards(*, reason: str, traces: Traces | None = None, using: str = "owner") -> GuardRecord:
    """Append a record of the traces given, or of those of now. Only the owner of the tables may."""
    before = newest_record(using=using)
    record = record_after(before, reason=reason, traces=traces or read_traces(using=using))
    record.save(using=using, force_insert=True)
    return record


def record_after(before: GuardRecord | None, *, reason: str, traces: Traces) -> GuardRecord:
    """The next record, not yet saved."""
    number = before.number + 1 if before else 1
    record = GuardRecord(number=number, reason=reason, made_at=days.now(), traces=dict(traces))
    record.digest = _digest(record, before)
    return record


@contextmanager
def recorded_migrating(*, using: str, reason: Callable[[], str]) -> Iterator[None]:
    """Record what changes meanwhile, and nothing else: what had another trace before keeps the one that was
    recorded, and goes on being named."""
    known = _is_there(using)
    record = newest_record(using=using) if known else None
    before = read_traces(using=using)
    yield
    if not _is_there(using) or (known and record is None):
        return
    recorded = dict(record.traces) if record else before
    after = {
        item: trace if before.get(item) == recorded.get(item) else recorded.get(item)
        for item, trace in {**dict.fromkeys(recorded), **read_traces(using=using)}.items()
    }
    traces = {item: trace for item, trace in after.items() if trace}
    if record is None or traces != recorded:
        record_guards(reason=reason(), traces=traces, using=using)


def _is_there(using: str) -> bool:
    return GuardRecord._meta.db_table in connections[using].introspection.table_names()


def touched_guards(record: GuardRecord | None) -> Iterator[tuple[str, str, str]]:
    """(code, object, what is said of it): GUARD_TOUCHED for each guard of which the catalogue has another
    trace than this record, the newest; GUARD_RECORD_BROKEN when that is not what was recorded."""
    if record is None:
        yield "GUARD_RECORD_BROKEN", "", "there is no record of the guards"
        return
    before = GuardRecord.objects.filter(number=record.number - 1).first()
    if bytes(record.digest) != _digest(record, before) or (before is None) != (record.number == 1):
        yield "GUARD_RECORD_BROKEN", "", f"record {record.number} of the guards is not what was recorded"
    found = read_traces()
    known = {*wanted(), OF_POSTGRESQL}
    others = sorted(item for item in known if found.get(item) != record.traces.get(item))
    since = f"since record {record.number} of {record.made_at:%Y-%m-%d %H:%M} UTC"
    if len(others) * _ONE_IN >= len(known):
        said = f"{len(others)} of {len(found)} guards were made anew {since}: is this a restored dump?"
        yield "GUARD_TOUCHED", "", said
        return
    for item in others:
        yield "GUARD_TOUCHED", item, f"{item} was changed {since}, even if it is as it was"


def forged_since(told: str) -> list[tuple[str, str]]:
    """GUARD_RECORD_BROKEN when the record that was kept outside (GuardRecord.told) is not there as it was."""
    number = told.partition(":")[0]
    known = number.isdecimal() and len(number) < 19
    record = GuardRecord.objects.filter(number=int(number)).first() if known else None
    if record is not None and record.told == told:
        return []
    return [("GUARD_RECORD_BROKEN", f"record {number[:20]} of the guards is not the one that was kept")]


def _digest(record: GuardRecord, before: GuardRecord | None) -> bytes:
    former = bytes(before.digest).hex() if before else ""
    return digest([former, record.number, record.made_at, record.reason, record.traces])
