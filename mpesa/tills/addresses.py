"""What leads to a till: the numbers by which Safaricom names it, and its callback addresses.

The shortcode and the store number of a Buy Goods till are two names of one till. Whatever comes in with a
number (a callback, a statement, a Pull row, a command, a search) is resolved here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from core.errors import InvalidInput, InvalidState, NotFound
from mpesa.models import Environment, FormerHookToken, Till


def is_named(till: Till, number: str) -> bool:
    """Whether a number that came with something is the till's own: its shortcode or its store number."""
    return number in (till.shortcode, till.store_number) and number != ""


def tills_by_number(numbers: Collection[str]) -> QuerySet[Till]:
    """The tills of shortcodes and store numbers, in all environments."""
    return Till.objects.filter(numbers__number__in=numbers).distinct()


def till_by_shortcode(shortcode: str) -> Till:
    """The till of a shortcode or store number, for the command line.

    Raises NotFound, InvalidInput AMBIGUOUS_TILL.
    """
    tills = list(tills_by_number([shortcode]).select_related("business").order_by("pk")[:2])
    if not tills:
        raise NotFound("till", "till")
    if len(tills) > 1:
        raise InvalidInput("AMBIGUOUS_TILL", "till", "This shortcode stands in two environments.")
    return tills[0]


def asking_shortcode(till: Till) -> str:
    """The number that Safaricom wants as BusinessShortCode: of a Buy Goods till its store number."""
    return till.store_number or till.shortcode


def hook_url(till: Till, kind: str, ref: str = "") -> str:
    """The public address of a callback; the token in it is the till's secret."""
    tail = f"/{ref}" if ref else ""
    return f"{settings.BASE_URL}/hooks/{till.hook_token}/{kind}{tail}"


def till_of_token(token: str, tills: QuerySet[Any]) -> tuple[Any, FormerHookToken | None] | None:
    """The till to whose address something came, out of `tills`, and the token when it is a former one.

    One query as long as it is the present one.
    """
    till = tills.filter(hook_token=token).first()
    if till is not None:
        return till, None
    former = FormerHookToken.objects.filter(token=token).first()
    if former is None:
        return None
    return tills.get(pk=former.till_id), former


def token_mark(token: str) -> str:
    """By which a token is known again without being told."""
    return hashlib.sha256(token.encode()).hexdigest()[:16]


def is_out_of_reach(till: Till) -> bool:
    """Whether Safaricom would call none of its addresses: production calls https alone."""
    return till.environment == Environment.PRODUCTION and not settings.BASE_URL.startswith("https://")


def require_public_address(till: Till) -> None:
    """Raises InvalidState BASE_URL_NOT_HTTPS."""
    if is_out_of_reach(till):
        raise InvalidState(
            "BASE_URL_NOT_HTTPS", "till", "BASE_URL must be https:// for a till of Safaricom's production."
        )
