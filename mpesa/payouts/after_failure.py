"""What becomes of a payout whose attempt has definitely failed, by the code that Safaricom gave.

The classes of the codes themselves stand in mpesa/daraja/codes.py (failed, refused, unknown); this says whose
problem a failure is: the payee's, the day's, the float's, or the operator's in whose name we ask.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class After(StrEnum):
    """PAYEE: its reserve goes back, and a person may try again. TOMORROW: it is held, and goes again on the
    next day. FLOAT: it waits, with all that its till would pay, for money. LINE: nothing of its till is sent
    until a person has mended what Safaricom refuses. AGAIN: it was not looked at, and goes again soon."""

    PAYEE = "PAYEE"
    TOMORROW = "TOMORROW"
    FLOAT = "FLOAT"
    LINE = "LINE"
    AGAIN = "AGAIN"


_OTHERS: Final = {
    "1": After.FLOAT,
    "4": After.TOMORROW,
    "8": After.TOMORROW,
    "11": After.LINE,
    "18": After.LINE,
    "20": After.LINE,
    "21": After.LINE,
    "22": After.LINE,
    "29": After.LINE,
    "2001": After.LINE,
    "2028": After.LINE,
    "8006": After.LINE,
    "TP40153": After.LINE,
    "100000001": After.AGAIN,
    "100000002": After.AGAIN,
    "100000007": After.LINE,
    "100000008": After.AGAIN,
    # What we call refusals of the order itself (mpesa/daraja/errors.py).
    "DARAJA_UNREACHABLE": After.AGAIN,
    "DARAJA_NO_TOKEN": After.AGAIN,
    "DARAJA_RATE_LIMITED": After.AGAIN,
    "DARAJA_BAD_CREDENTIALS": After.LINE,
    "DARAJA_TOKEN_REFUSED": After.LINE,
    "DARAJA_NOT_PERMITTED": After.LINE,
}


def after_failure(code: str) -> After:
    """What follows a failure with this code; one that no table has is the payee's own."""
    return _OTHERS.get(code, After.PAYEE)
