"""What leads to a till: the numbers by which Safaricom names it, and its callback addresses.

The shortcode and the store number of a Buy Goods till are two names of one till. Whatever comes in with a
number (a callback, a statement, a Pull row, a command, a search) is resolved here.
"""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db.models import QuerySet

from core.errors import InvalidInput, NotFound
from mpesa.models import Till


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
