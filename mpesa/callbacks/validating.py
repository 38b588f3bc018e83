"""C2B validation: M-Pesa asks whether it should take a payment that a customer is about to make.

Nothing is posted, and nothing is promised: whatever is paid is booked. Safaricom waits for about 8 s and then
does what the till told it when its addresses were registered: it takes the payment. So does whoever cannot
judge in time here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection, transaction

from mpesa.collections.owners import is_known, why_unwanted
from mpesa.collections.requests.limits import why_refused
from mpesa.collections.validated import mark_of
from mpesa.daraja.callbacks import C2BFacts, Rejection, parse_c2b, validation_accept, validation_reject
from mpesa.daraja.errors import MalformedCallback
from mpesa.models import Till, TillKind
from mpesa.tills.addresses import is_named

logger = logging.getLogger(__name__)

#: Seconds, of the 8 that Safaricom waits.
ANSWER_WITHIN: Final = 5.0
#: The database is given up before that, so that its threads come free.
DATABASE_WITHIN: Final = "3s"


async def in_time(judged: Awaitable[tuple[int, bytes]]) -> tuple[int, bytes]:
    """What was judged, or that the payment is welcome when that takes too long or fails."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            return await judged
    except Exception as error:
        trace = None if isinstance(error, TimeoutError) else error
        logger.warning("a validation could not be judged in time, and is accepted", exc_info=trace)
        return 200, validation_accept()


@contextmanager
def briefly() -> Iterator[None]:
    """A transaction whose statements are given up before Safaricom gives us up."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = '{DATABASE_WITHIN}'")
        yield


def judge(till: Till, body: bytes) -> bytes:
    """The answer to a validation at a till: yes, with a mark that comes back in the confirmation, unless the
    payment is for another shortcode, above the limits or cannot be read, is for an account whose owner wants
    none now, or names an account that nobody has at a till that refuses those. By default such money is
    taken, and waits in Suspense for a person.

    Masked and hashed numbers are numbers. Locks nothing, writes nothing.
    """
    try:
        facts = parse_c2b(body)
    except MalformedCallback as error:
        return validation_reject(Rejection.BAD_AMOUNT if error.field == "TransAmount" else Rejection.OTHER)
    refused = _why_not(till, facts)
    return validation_reject(refused) if refused else validation_accept(mark_of(till, facts))


def _why_not(till: Till, facts: C2BFacts) -> Rejection | None:
    if facts.shortcode and not is_named(till, facts.shortcode):
        return Rejection.BAD_SHORTCODE
    if "MSISDN" in facts.doubts:
        return Rejection.BAD_PHONE
    if why_refused(till, facts.payer, facts.amount_cents, facts.account_reference):
        return Rejection.BAD_AMOUNT
    asked_for = till.refuses_unknown_accounts and till.kind == TillKind.PAYBILL
    if asked_for and not is_known(till.business_id, facts.account_reference):
        return Rejection.BAD_ACCOUNT
    return why_unwanted(till.business_id, facts.account_reference, facts.amount_cents)
