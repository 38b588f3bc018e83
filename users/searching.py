"""One search for whatever a person holds in hand: a receipt, a phone, a bill, an account number, a name.

Each domain registers how its things are found (config/wiring). Only businesses in which the person holds the
right of the domain are searched, and each searcher is asked for few rows, by an index.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from core.errors import InvalidInput
from core.money import display
from core.registry import Registry
from core.text import is_text, one_line
from users.access import RIGHTS, Right
from users.models import Membership, User
from users.selectors import approvals_read_by

MAX_TEXT = 80
#: So many of one kind are found at most.
EACH = 10
_DIGEST = re.compile(r"[0-9a-f]{8,64}")


@dataclass(frozen=True)
class Hit:
    """A thing that was found: its node type and primary key, and a line for people.

    `label` names it, `detail` says what tells it from others; phones in them are masked. `rank` is 0 where
    the text names exactly this thing, 1 where it belongs to it, 2 where the text only begins like it.
    """

    type_name: str
    pk: int
    business_id: int
    label: str
    detail: str
    rank: int = 0


#: Finds for a person, by a text of one line, in these businesses; the best first, at most EACH of a kind.
Searcher: TypeAlias = Callable[[User, str, Collection[int]], Iterable[Hit]]
_searchers: Registry[tuple[Right, Searcher]] = Registry("searcher")


def register_search(name: str, search: Searcher, *, right: Right) -> None:
    """Have it asked, after those before it, by people with the right. Called from config/wiring only."""
    _searchers.register(name, (right, search))


def search(user: User, text: str, businesses: Collection[int], *, limit: int) -> list[Hit]:
    """What a text names in the person's businesses among these: exact before near, at most `limit`.

    Raises InvalidInput BAD_FILTER for a text that is empty or too long.
    """
    text = one_line(text) if is_text(text) else ""
    if not 0 < len(text) <= MAX_TEXT:
        raise InvalidInput("BAD_FILTER", "text", f"Search for 1 to {MAX_TEXT} characters.")
    mine = _held(user, businesses)
    found: dict[tuple[str, int], Hit] = {}
    for right, searcher in _searchers.values():
        where = [business for business, roles in mine.items() if roles & RIGHTS[right]]
        for hit in searcher(user, text, where) if where else ():
            found.setdefault((hit.type_name, hit.pk), hit)
    return sorted(found.values(), key=lambda hit: hit.rank)[:limit]


def _held(user: User, businesses: Collection[int]) -> dict[int, set[str]]:
    """Business -> the person's roles there."""
    held: dict[int, set[str]] = {}
    theirs = Membership.objects.filter(user=user, user__is_active=True, business__in=businesses)
    for business, role in theirs.values_list("business", "role"):
        held.setdefault(business, set()).add(role)
    return held


def search_approvals(user: User, text: str, businesses: Collection[int]) -> Iterator[Hit]:
    """Requests for approval by how their digest begins. A searcher."""
    digest = text.lower()
    if not _DIGEST.fullmatch(digest) or digest.isdigit():
        return
    asked = approvals_read_by(user).filter(business__in=businesses, digest__startswith=digest).order_by("-pk")
    for approval in asked[:EACH]:
        amount = [display(approval.amount)] if approval.amount is not None else []
        detail = ", ".join(filter(None, [approval.state.lower(), *amount, approval.comment]))
        yield Hit("Approval", approval.pk, approval.business_id, approval.kind, detail)
