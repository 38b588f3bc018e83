"""The fields that Daraja takes, checked before they leave, where a refusal costs nothing."""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias
from urllib.parse import urlsplit

from core.errors import InvalidInput
from core.money import Cents, whole_shillings
from core.phone import canonical_phone

ShortcodeKind: TypeAlias = Literal["paybill", "till"]

COMMANDS: Final[dict[ShortcodeKind, str]] = {
    "paybill": "CustomerPayBillOnline",
    "till": "CustomerBuyGoodsOnline",
}
#: IdentifierType of a shortcode that asks.
IDENTIFIERS: Final[dict[ShortcodeKind, str]] = {"paybill": "4", "till": "2"}
#: TrxCode of a QR code.
QR_CODES: Final[dict[ShortcodeKind, str]] = {"paybill": "PB", "till": "BG"}
MAX_STK_CENTS: Final[Cents] = 250_000 * 100
MIN_B2C_CENTS: Final[Cents] = 10 * 100
#: Refused in any case and anywhere in a callback address (Daraja documentation).
FORBIDDEN_IN_URLS: Final = ("m-pesa", "mpesa", "safaricom", "exec", "exe", "cmd", "sql", "query")

_SHORTCODE = re.compile(r"[0-9]{3,12}")
_RECEIPT = re.compile(r"[A-Z0-9]{6,20}")
_URL = re.compile(r"[!-~]+")
_PLAIN = re.compile(r"[A-Za-z0-9 .-]*")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 .-]+")


def shortcode_field(value: str, *, field: str = "shortcode") -> str:
    """Raises InvalidInput BAD_SHORTCODE."""
    if not _SHORTCODE.fullmatch(value):
        raise InvalidInput("BAD_SHORTCODE", field, "A shortcode is digits only.")
    return value


def stk_amount(cents: Cents, *, field: str = "amount") -> int:
    """Whole shillings from 1 to 250,000. Raises InvalidInput NOT_WHOLE or BAD_AMOUNT."""
    shillings = whole_shillings(cents, field=field)
    if not 0 < cents <= MAX_STK_CENTS:
        raise InvalidInput("BAD_AMOUNT", field, "M-Pesa takes between KES 1 and KES 250,000 at a time.")
    return shillings


def msisdn_field(phone: str) -> int:
    """The number as a JSON number: Safaricom's samples do so, and an operator saw 1037 with text.

    Raises InvalidInput BAD_PHONE.
    """
    return int(canonical_phone(phone))


def reference_field(value: str, *, field: str = "account_reference") -> str:
    """1-12 of letters, digits, blank, dot, dash. Longer ones were accepted and never prompted.

    Not cut or cleaned here: it joins the payment to its invoice. Raises InvalidInput BAD_REFERENCE.
    """
    if not 1 <= len(value.strip()) <= len(value) <= 12 or not _PLAIN.fullmatch(value):
        raise InvalidInput("BAD_REFERENCE", field, "Use 1 to 12 letters, digits, blanks, dots or dashes.")
    return value


def description_field(value: str) -> str:
    """At most 13 harmless characters, never empty: it only decorates."""
    return " ".join(_NOT_PLAIN.sub(" ", value).split())[:13].strip() or "Payment"


def remarks_field(value: str, *, field: str = "description") -> str:
    """2-100 of letters, digits, blank, dot, dash; the receiver reads it. Raises InvalidInput BAD_REMARKS."""
    text = " ".join(value.split())
    if not 2 <= len(text) <= 100 or not _PLAIN.fullmatch(text):
        raise InvalidInput("BAD_REMARKS", field, "Use 2 to 100 letters, digits, blanks, dots or dashes.")
    return text


def b2c_amount(cents: Cents, *, field: str = "amount") -> int:
    """Whole shillings from 10 to 250,000. Raises InvalidInput NOT_WHOLE or BAD_AMOUNT."""
    shillings = whole_shillings(cents, field=field)
    if not MIN_B2C_CENTS <= cents <= MAX_STK_CENTS:
        raise InvalidInput("BAD_AMOUNT", field, "M-Pesa pays between KES 10 and KES 250,000 at a time.")
    return shillings


def b2b_amount(cents: Cents, *, field: str = "amount") -> int:
    """Whole shillings from 1 to 250,000. Raises InvalidInput NOT_WHOLE or BAD_AMOUNT."""
    return stk_amount(cents, field=field)


def bill_number_field(value: str, *, field: str = "account_number") -> str:
    """1-13 of letters, digits, blank, dot, dash: the account at the PayBill that is paid. Not cut or cleaned:
    it says whose bill is paid. Raises InvalidInput BAD_ACCOUNT_NUMBER."""
    if not 1 <= len(value.strip()) <= len(value) <= 13 or not _PLAIN.fullmatch(value):
        raise InvalidInput(
            "BAD_ACCOUNT_NUMBER", field, "Use 1 to 13 letters, digits, blanks, dots or dashes."
        )
    return value


def merchant_field(value: str) -> str:
    """A name in harmless characters, never empty: it only decorates."""
    return " ".join(_NOT_PLAIN.sub(" ", value).split())[:80].strip() or "Merchant"


def receipt_field(value: str, *, field: str = "receipt_number") -> str:
    """A receipt number as Safaricom writes it, in upper case. Raises InvalidInput BAD_RECEIPT_NUMBER."""
    text = value.strip().upper() if value.isascii() else ""
    if not _RECEIPT.fullmatch(text):
        raise InvalidInput(
            "BAD_RECEIPT_NUMBER", field, "A receipt number has 10 letters and digits, as in the SMS."
        )
    return text


def callback_field(url: str, *, field: str = "callback_url") -> str:
    """A callback address that Safaricom would take. Raises InvalidInput BAD_CALLBACK_URL.

    HTTPS is not demanded here: the sandbox takes HTTP.
    """
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("https", "http") and parts.hostname and _URL.fullmatch(url)
    except ValueError:
        fine = None
    if not fine:
        raise InvalidInput("BAD_CALLBACK_URL", field, "Give a full http(s) address.")
    if any(word in url.lower() for word in FORBIDDEN_IN_URLS):
        raise InvalidInput("BAD_CALLBACK_URL", field, "Safaricom refuses words like mpesa or query.")
    return url
