"""Conditions that nobody's work would notice: looked at by the clock, once a minute.

Each says all that it finds now. What it finds is raised, subject by subject; what it does not find any more
is closed by itself. So an alert of these codes is open exactly while its cause is there, whoever was killed
meanwhile, and nobody closes it before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeAlias

from core.machine.alerts import clear_alert, raise_alert, register_alert_cause
from core.machine.turns import alone
from core.models import Alert
from core.registry import Registry

#: Alerts of one code that are opened at most in one look: what is beyond says nothing new.
MOST: Final = 200


@dataclass(frozen=True)
class Finding:
    """What does not hold now: of which business (None: the database), about which thing, in counts."""

    business_id: int | None
    subject: str
    detail: str


#: Finds all that does not hold now; cheap, by indexes. Changes nothing.
Look: TypeAlias = Callable[[], Iterable[Finding]]


@dataclass(frozen=True)
class Condition:
    """An alert that is open while `look` finds its cause; `gone` is said when it closes by itself."""

    code: str
    severity: str
    look: Look
    gone: str


_conditions: Registry[Condition] = Registry("condition that is watched")


def register_condition(condition: Condition) -> None:
    """Have it looked at every minute. Called from config/wiring only."""
    _conditions.register(condition.code, condition)
    register_alert_cause(condition.code, partial(_is_there, condition))


def _is_there(condition: Condition, alert: Alert) -> bool:
    mine = (alert.business_id, alert.subject)
    return any((found.business_id, found.subject) == mine for found in condition.look())


def look_around() -> int:
    """Look at every condition; returns how many alerts opened or closed. Safe to run twice at once."""
    changed = 0
    for each in _conditions.values():
        changed += alone(partial(_look, each), what=f"watch {each.code}", business_id=None) or 0
    return changed


def _look(condition: Condition) -> int:
    """Raise what is found, clear what is not found any more. An alert that somebody else opened or closed
    meanwhile is put right by the next look."""
    opened = Alert.objects.filter(code=condition.code, resolved_at=None)
    before = set(opened.values_list("business_id", "subject"))
    found = {(each.business_id, each.subject): each for each in condition.look()}
    fresh = [key for key in found if key not in before][: max(MOST - len(before), 0)]
    for key in [*(before & found.keys()), *fresh]:
        raise_alert(
            code=condition.code,
            severity=condition.severity,
            detail=found[key].detail,
            business_id=key[0],
            subject=key[1],
        )
    cleared = [
        clear_alert(code=condition.code, business_id=business, subject=subject, comment=condition.gone)
        for business, subject in before - found.keys()
    ]
    return len(fresh) + sum(cleared)
