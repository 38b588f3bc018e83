"""Phone numbers as spreadsheets leave them: a number without its nought, or in scientific notation."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from core.errors import InvalidInput
from core.phone import canonical_phone

#: What stands between the numbers of one cell.
_BETWEEN = re.compile(r"[;,|/\n]+")
_SCIENTIFIC = re.compile(r"\+?([0-9])[.,]?([0-9]*)[eE]\+?([0-9]{1,2})")
ROUNDED: Final = "The spreadsheet has rounded this number: format the column as text and write it again."


def numbers_in(text: str, *, field: str) -> list[str]:
    """The canonical numbers of a cell, in its order. Raises InvalidInput BAD_PHONE."""
    typed = [text] if _SCIENTIFIC.fullmatch(text.strip()) else _BETWEEN.split(text)
    return [canonical_phone(_whole(each.strip(), field), field=field) for each in typed if each.strip()]


def _whole(text: str, field: str) -> str:
    """`2.54712345678E+11` as its digits; what has lost some of them is none."""
    found = _SCIENTIFIC.fullmatch(text)
    if found is None:
        return re.sub(r"\.0+$", "", text)
    first, rest, power = found[1], found[2], int(found[3])
    if len(rest) < power:
        raise InvalidInput("BAD_PHONE", field, ROUNDED)
    number = Decimal(f"{first}.{rest or 0}").scaleb(power)
    return str(int(number)) if number == int(number) else text
