"""What leads to a till: its shortcode on the command line, its callback addresses from outside."""

from __future__ import annotations

from django.conf import settings

from core.errors import InvalidInput, NotFound
from mpesa.models import Till


def hook_url(till: Till, kind: str, ref: str = "") -> str:
    """The public address of a callback; the token in it is the till's secret."""
    tail = f"/{ref}" if ref else ""
    return f"{settings.BASE_URL}/hooks/{till.hook_token}/{kind}{tail}"


def till_by_shortcode(shortcode: str) -> Till:
    """The till of a shortcode, for the command line. Raises NotFound, InvalidInput AMBIGUOUS_TILL."""
    tills = list(Till.objects.filter(shortcode=shortcode).select_related("business")[:2])
    if not tills:
        raise NotFound("till", "till")
    if len(tills) > 1:
        raise InvalidInput("AMBIGUOUS_TILL", "till", "This shortcode stands in two environments.")
    return tills[0]
