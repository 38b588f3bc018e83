"""Numbers of customers and bills. What people type ends in a Damm check digit; what is printed has no gaps.

The check digit catches every single wrong digit and every swap of two neighbours, so a typing slip lands in
Suspense instead of on somebody else's account. Source: H. M. Damm, "Total anti-symmetrische Quasigruppen".
The printed number runs 1, 2, 3 ... in each business and year, as an accountant and KRA expect of a series.
"""

from __future__ import annotations

import re

from django.db import connection
from stdnum import damm

from core.errors import InvalidInput
from users.models import Business

INVOICE_PREFIX = "INV-"
CUSTOMER_SERIES = "customer"
INVOICE_SERIES = "invoice"

_ACCOUNT = re.compile(r"[1-9][0-9]{5,11}")
_INVOICE = re.compile(r"INV([0-9]{5,8})")
_SERIAL = re.compile(r"(?:INV[\s\-./_]*)?(20[0-9]{2})[\s\-./_]?([0-9]{5,7})", re.IGNORECASE)

# One statement: the row lock is held until the transaction ends, so a number is given once and, where the
# transaction fails, not at all.
_DRAW = """
INSERT INTO billing_counter AS counter (business_id, series, last) VALUES (%s, %s, %s)
ON CONFLICT (business_id, series) DO UPDATE SET last = counter.last + excluded.last
RETURNING last
"""


def next_numbers(business_id: int, series: str, count: int) -> range:
    """The next `count` numbers of a series of a business; locks the series until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_DRAW, [business_id, series, count])
        ((last,),) = cursor.fetchall()
    return range(last - count + 1, last + 1)


def next_number(business: Business, series: str) -> int:
    """The next number of a series of a business; locks the series until the transaction ends."""
    return next_numbers(business.pk, series, 1)[0]


def serial_series(what: str, year: int) -> str:
    """The series of what is printed in a year: `serial:2026` of invoices, `credit_note:2026`."""
    return f"{what}:{year}"


def account_number(count: int) -> str:
    """`100017`-like: the customer's running number with its check digit, 6 digits or more."""
    digits = f"{10000 + count}"
    return digits + damm.calc_check_digit(digits)


def invoice_number(count: int) -> str:
    """`INV-000018`-like: at most 12 characters, so that it fits Daraja's AccountReference."""
    digits = f"{count:05d}"
    number = f"{INVOICE_PREFIX}{digits}{damm.calc_check_digit(digits)}"
    if len(number) > 12:
        raise InvalidInput("NUMBERS_USED_UP", "number", "This series has no numbers left.")
    return number


def is_account_number(text: str) -> bool:
    """Whether it could be somebody's: digits with their check digit."""
    return _ACCOUNT.fullmatch(text) is not None and damm.is_valid(text)


def is_invoice_number(digits: str) -> bool:
    """Whether an invoice could have this number behind its INV-."""
    return _INVOICE.fullmatch(f"INV{digits}") is not None and damm.is_valid(digits)


def read_serial(typed: str) -> tuple[int, int] | None:
    """The year and count of a printed number, as the whole of a text: `2026-00001`, `INV 2026/00001`.

    It has no check digit: without its noughts, or with anything beside it, nothing is read. Digits in one
    run need the word before them; they could be an account.
    """
    text = typed.strip()
    match = _SERIAL.fullmatch(text)
    if match is None or text.isdigit() or int(match[2]) == 0:
        return None
    return int(match[1]), int(match[2])


def read_reference(typed: str) -> tuple[str, str] | None:
    """What a payer's text names: ("invoice", number), ("serial", "2026-00001") or ("account", number), or
    None.

    Case, blanks and dashes do not matter; the check digit does.
    """
    text = re.sub(r"[\s\-./_]", "", typed).upper()
    invoice = _INVOICE.fullmatch(text)
    if invoice and is_invoice_number(invoice[1]):
        return "invoice", f"{INVOICE_PREFIX}{invoice[1]}"
    if serial := read_serial(typed):
        return "serial", f"{serial[0]}-{serial[1]:05d}"
    if is_account_number(text):
        return "account", text
    return None


_RUN = re.compile(r"(?<![0-9A-Z])(INV(?:OICE)?(?:[^0-9A-Z]*NO)?[^0-9A-Z]*)?([0-9OIL]{1,12})(?![0-9A-Z])")
_LOOKALIKES = str.maketrans("OIL", "011")
#: So long a text names no more than so many numbers.
_MOST = 8


def read_references(typed: str) -> list[tuple[str, str]]:
    """All that a payer's text could name, each once, as read_reference says it.

    What is right as a whole names nothing else. Otherwise each number in it is looked at: with words before
    and behind (`A/C 100014`, `100014/Nov`), without the leading noughts of an invoice (`#INV-37`), with
    letters that look like digits (`1OOO14`). Noughts may be left out only behind the word: a bare `037` is a
    door, a day or the end of `KES 1,037`. The check digit must hold in every case; whether there is such an
    invoice or account is for the caller to find out.
    """
    whole = read_reference(typed)
    if whole is not None:
        return [whole]
    found: dict[tuple[str, str], None] = {}
    for match in list(_RUN.finditer(typed.upper()))[:_MOST]:
        digits = match[2].translate(_LOOKALIKES)
        if not any(letter.isdigit() for letter in match[2]):
            continue  # a word
        if is_account_number(digits) and not match[1]:
            found["account", digits] = None
        short = digits.lstrip("0").rjust(6, "0")
        if (match[1] or (digits.startswith("0") and len(digits) >= 6)) and is_invoice_number(short):
            found["invoice", f"{INVOICE_PREFIX}{short}"] = None
    return list(found)
