"""Reading request fields: JSON bodies, phones, shortcodes, amounts, URLs."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

Payload = Mapping[str, Any]

SMALLEST, LARGEST = 1, 250_000
MSISDN = re.compile(r"254[17]\d{8}", re.ASCII)
SHORTCODE = re.compile(r"\d{5,7}", re.ASCII)
WHOLE = re.compile(r"\d{1,9}", re.ASCII)
# Reference section 4: refused in any case, anywhere in the URL.
FORBIDDEN = re.compile(r"m-?pesa|safaricom|exe|cmd|sql|query", re.IGNORECASE)


def parse_json(body: bytes) -> Any:
    """JSON with Decimals for fractions. Raises ValueError for what is not JSON or cannot be kept."""
    try:
        value = json.loads(body, parse_float=Decimal, parse_constant=_refuse_constant)
        if b"\\ud" in body.lower():  # lone surrogates parse, but cannot be stored or sent on
            json.dumps(value, ensure_ascii=False, default=str).encode()
    except (RecursionError, UnicodeError) as error:
        raise ValueError("not JSON") from error
    return value


def parse_object(body: bytes) -> dict[str, Any]:
    """A JSON object. Raises ValueError for anything else."""
    value = parse_json(body)
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    return value


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def text_of(value: object) -> str | None:
    """A string as it came, an integer as its digits, else None."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def msisdn_of(value: object) -> str | None:
    text = text_of(value)
    return text if text and MSISDN.fullmatch(text) else None


def shortcode_of(value: object) -> str | None:
    text = text_of(value)
    return text if text and SHORTCODE.fullmatch(text) else None


def whole_shillings_of(value: object) -> int | None:
    """1 to 250,000 without decimals, as a number or in a string."""
    text = text_of(value)
    if text is None or not WHOLE.fullmatch(text):
        return None
    amount = int(text)
    return amount if SMALLEST <= amount <= LARGEST else None


def url_of(value: object, *, words_allowed: bool, https_only: bool = False) -> str | None:
    if not isinstance(value, str) or len(value) > 2000 or not value.isascii() or not value.isprintable():
        return None
    schemes = ("https",) if https_only else ("http", "https")
    try:
        parts = urlsplit(value)
        valid = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    if not valid or " " in value or (not words_allowed and FORBIDDEN.search(value)):
        return None
    return value
