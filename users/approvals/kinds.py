"""The kinds of act that are approved: how each is described, and how it is done.

Filled by config/wiring, since the apps that act lie above this one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from core import digests
from core.money import Cents, display
from core.registry import Registry
from users.access import Right
from users.models import Approval, Business

Payload: TypeAlias = Mapping[str, Any]
#: So many differences are named to a checker.
SHOWN = 3


@dataclass(frozen=True)
class Content:
    """Exactly what will happen, in words that people read: never personal data. `amount` in cents where money
    moves.

    `facts` hold no numbers: money is text in shillings (core.money.display), ids and counts are text too. So
    nobody can take cents for shillings, and what is shown is the very text that the digest is made of.
    `subject` names the thing that it happens to; only one request at a time waits for it. Empty: any number.
    """

    facts: Mapping[str, Any]
    amount: Cents | None = None
    subject: str = ""


#: Reads the subject's present state, locked until the transaction ends, and says what would happen.
Describe: TypeAlias = Callable[[Business, Payload], Content]
#: Does it, in the transaction of the approval; raises a DomainError when it cannot be done.
Execute: TypeAlias = Callable[[Approval], object]
#: Business's key -> cents up to which one person may do it alone, where it has a limit of its own.
AloneUpTo: TypeAlias = Callable[[int], Cents]
#: Tells its subject that a request is refused, taken back or too old, in the transaction that closes it.
PutBack: TypeAlias = Callable[[Approval], object]


@dataclass(frozen=True)
class ApprovalKind:
    """A kind of act. `right` is the checker's; with `two_people_always` nobody ever acts alone.

    `read_right` is needed, beside approval.read, to see its requests.
    """

    kind: str
    describe: Describe
    execute: Execute
    right: Right
    two_people_always: bool
    read_right: Right
    put_back: PutBack | None = None
    alone_up_to: AloneUpTo | None = None


_kinds: Registry[ApprovalKind] = Registry("kind of approval")


def register_approval_kind(
    kind: str,
    *,
    describe: Describe,
    execute: Execute,
    right: Right = Right.APPROVAL_DECIDE,
    two_people_always: bool = False,
    read_right: Right = Right.APPROVAL_READ,
    put_back: PutBack | None = None,
    alone_up_to: AloneUpTo | None = None,
) -> None:
    """Make a kind of act known. Called from config/wiring only."""
    _kinds.register(
        kind,
        ApprovalKind(kind, describe, execute, right, two_people_always, read_right, put_back, alone_up_to),
    )


def approval_kind(kind: str) -> ApprovalKind:
    """The kind of that name. Raises KeyError when it was never registered."""
    return _kinds[kind]


def known_kind(kind: str) -> ApprovalKind | None:
    """The kind of that name, where there is one."""
    return _kinds.get(kind)


def kinds_by_reader() -> dict[Right, list[str]]:
    """Right -> the kinds whose requests are seen with it."""
    found: dict[Right, list[str]] = {}
    for kind in _kinds.values():
        found.setdefault(kind.read_right, []).append(kind.kind)
    return found


def kinds_with_own_limit() -> list[str]:
    """The kinds that count towards a limit of their own, and not towards the solo limit of a business."""
    return [kind.kind for kind in _kinds.values() if kind.alone_up_to is not None]


def canonical_text(kind: str, business: Business, content: Content) -> str:
    """One text for one act, the amount in shillings.

    Raises TypeError for facts with a number in them, or without a canonical form (core/digests.py).
    """
    _refuse_numbers(content.facts)
    return digests.canonical_text(
        {
            "amount": None if content.amount is None else display(content.amount),
            "business": business.code,
            "facts": content.facts,
            "kind": kind,
            "subject": content.subject,
        }
    )


def _refuse_numbers(facts: Any) -> None:
    if isinstance(facts, Mapping | list | tuple):
        for each in facts.values() if isinstance(facts, Mapping) else facts:
            _refuse_numbers(each)
    elif isinstance(facts, int) and not isinstance(facts, bool):
        raise TypeError("facts are shown to people: write money in shillings, and other numbers as text")


def differences(asked: str, present: str) -> str:
    """What is otherwise in the second canonical text than in the first, in words; the first few of it."""
    before, now = _leaves(json.loads(asked)), _leaves(json.loads(present))
    changed = [
        f"{path} was {before.get(path, 'not there')} and is {now.get(path, 'not there')}"
        for path in dict.fromkeys([*before, *now])
        if before.get(path) != now.get(path)
    ]
    more = f", and {len(changed) - SHOWN} more" if len(changed) > SHOWN else ""
    return ", ".join(changed[:SHOWN]) + more


def _leaves(node: Any, path: str = "") -> dict[str, str]:
    """Every value by its path (`lines.2.name`), as JSON."""
    if not isinstance(node, dict | list):
        return {path.removeprefix("facts."): json.dumps(node, ensure_ascii=False)}
    found: dict[str, str] = {}
    for name, each in node.items() if isinstance(node, dict) else enumerate(node, 1):
        found |= _leaves(each, f"{path}.{name}" if path else str(name))
    return found


def digest_of(text: str) -> str:
    """SHA-256 in hex of a canonical text."""
    return digests.digest_of_text(text).hex()
