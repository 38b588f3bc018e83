"""Why something could not be worked off the last time, for who runs the machine.

One trace for each thing that fails, by its subject (`callback:12`), until it is worked off. It says which
lines of code were on the way, and what kind of error that was: never the text of an error, in which a name or
a phone number may stand.
"""

from __future__ import annotations

import traceback
from collections.abc import Collection, Iterator
from pathlib import Path

from django.db.models import Model

from core import days
from core.machine.scrub import scrub
from core.machine.turns import kind_of
from core.models import FailureTrace

#: Characters of a trace that are kept: its end, where the error is.
LONGEST = 8_000
_MOST_CAUSES = 5
_HOME = f"{Path(__file__).parents[2]}/"


def subject_of(row: Model) -> str:
    """`callback:12`."""
    return f"{row._meta.model_name}:{row.pk}"


def keep_trace(subject: str, error: BaseException) -> None:
    """Keep where an error came from, in the place of what was kept of the same subject before."""
    now, text = days.now(), "\n".join(_parts(error))[-LONGEST:]
    FailureTrace.objects.update_or_create(
        subject=subject, defaults={"kind": kind_of(error)[:200], "trace": scrub(text), "failed_at": now}
    )


def forget_traces(subjects: Collection[str]) -> list[str]:
    """Drop what is kept of things that are worked off; returns those of which something was."""
    known = FailureTrace.objects.filter(subject__in=subjects)
    found = list(known.values_list("subject", flat=True)) if subjects else []
    if found:
        known.delete()
    return found


def traces_of(subjects: Collection[str]) -> dict[str, FailureTrace]:
    return {row.subject: row for row in FailureTrace.objects.filter(subject__in=subjects)}


def _parts(error: BaseException) -> Iterator[str]:
    """The first cause first."""
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and len(chain) < _MOST_CAUSES:
        chain.append(current)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    for each in reversed(chain):
        yield "".join(traceback.format_tb(each.__traceback__)).replace(_HOME, "")
        yield kind_of(each)
