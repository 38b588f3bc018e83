"""What leads to a till: the numbers by which Safaricom names it, and its callback addresses.

The shortcode and the store number of a Buy Goods till are two names of one till. Whatever comes in with a
number (a callback, a statement, a Pull row, a command, a search) is resolved here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import NamedTuple

from django.conf import settings
from django.db.models import QuerySet

from core.errors import InvalidInput, InvalidState, NotFound
from mpesa.models import Environment, FormerHookToken, Till

#: Written out: callbacks come by the hundred a second, and the ORM takes longer to say this than the database
#: to answer it.
_BY = """
SELECT till.id, till.business_id, till.kind, till.shortcode, till.store_number,
    till.refuses_unknown_accounts,
    EXISTS (SELECT FROM mpesa_paymentrequest WHERE till_id = till.id AND ref = %(request)s)
    OR EXISTS (SELECT FROM mpesa_enquiry WHERE till_id = till.id AND ref = %(question)s)
    OR EXISTS (SELECT FROM mpesa_payoutattempt WHERE till_id = till.id AND ref = %(question)s)
    AS is_our_request
FROM mpesa_till AS till WHERE till.{} = %(value)s
"""


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


class Reached(NamedTuple):
    """What an address led to: a till, by which former token if it is not the present one, and whether the ref
    behind it is of something that this till asked for."""

    till: Till
    former: FormerHookToken | None
    is_our_request: bool


def till_of_token(token: str, *, request: str = "", question: str = "") -> Reached | None:
    """The till to whose address something came, perhaps about the payment request or the question with a ref.

    One statement as long as the token is the present one. What a callback does not need of the till is read
    when it is used.
    """
    ours = {"request": request, "question": question}
    former = None
    found = list(Till.objects.raw(_BY.format("hook_token"), {**ours, "value": token}))
    if not found:
        former = FormerHookToken.objects.filter(token=token).first()
        if former is None:
            return None
        found = list(Till.objects.raw(_BY.format("id"), {**ours, "value": former.till_id}))
    return Reached(found[0], former, vars(found[0])["is_our_request"])


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
