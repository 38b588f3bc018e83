"""The account number of a wallet, for who pays to it by PayBill: `W` and digits, the last a check digit.

The check digit is Damm's, as of customers and bills (billing/numbers.py), and begins from another place: the
digits of a wallet are never those of a customer or an invoice, so a forgotten letter pays nobody else.
"""

from __future__ import annotations

import re

from stdnum import damm

from ledger.models import Wallet

_BEGINS = "4"  # no part of the number; it only moves the check digit
_FIRST = 10_000
_TYPED = re.compile(r"W([1-9][0-9]{5,10})")
_GAPS = re.compile(r"[\s\-./_]")


def wallet_number(wallet: Wallet) -> str:
    """`W100013`-like, at most 12 characters: so it fits Daraja's AccountReference."""
    return number_of(wallet.pk)


def number_of(wallet_id: int) -> str:
    """The number of the wallet with a key."""
    digits = str(_FIRST + wallet_id)
    return f"W{digits}{damm.calc_check_digit(_BEGINS + digits)}"


def read_number(typed: str) -> int | None:
    """The key of the wallet that a payer's text names, as a whole; None when it names none, or its check
    digit is wrong. Case, blanks and dashes do not matter. Whether there is such a wallet is not known here.
    """
    found = _TYPED.fullmatch(_GAPS.sub("", typed).upper())
    if found is None or not damm.is_valid(_BEGINS + found[1]):
        return None
    pk = int(found[1][:-1]) - _FIRST
    return pk if pk > 0 else None
