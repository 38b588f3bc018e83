"""What a bank statement says of itself: above its rows, below them, and in rows that move nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from core.money import Cents
from reconciliation.statement_files.bank_cells import cents_of, day_of

_LABELS = {
    "number": r"(?:account|a/c|acc)\.?\s*(?:number|no)\b\.?",
    "opening": r"(?:opening|start(?:ing)?)\s+balance|balance\s+b/?[fd]\b|(?:balance\s+)?brought\s+forward",
    "closing": r"(?:closing|end(?:ing)?)\s+balance|balance\s+c/?[fd]\b|(?:balance\s+)?carried\s+forward",
    "paid_in": r"total\s+(?:credits?|money\s+in|paid\s+in|deposits?|amount\s+credited)",
    "withdrawn": r"total\s+(?:debits?|money\s+out|paid\s+out|withdrawals?|amount\s+debited)",
    "currency": r"(?:account\s+)?currency",
    "period": r"(?:statement\s+|transaction\s+)?period|date\s+range",
    "from": r"(?:period\s+)?from(?:\s+date)?|start\s+date",
    "to": r"(?:period\s+)?to(?:\s+date)?|end\s+date",
    "reported": r"(?:statement|print(?:ed)?|report)\s+date|date\s+(?:of\s+(?:report|statement)|printed)",
}
#: A label begins its cell, and stands before a colon, a value or nothing.
_LABEL = re.compile(
    "|".join(rf"(?P<{name}>^(?:{words})(?=\s*[:=-]|\s+\S|\s*$))" for name, words in _LABELS.items()),
    re.IGNORECASE,
)
_DAYS = re.compile(
    r"\d{1,2}(?:st|nd|rd|th)?[-/.\s](?:\d{1,2}|[A-Za-z]{3,9})[-/.,\s]\s?\d{2,4}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
)
#: Of a row with a balance and no money: it says where the rows begin or end.
_OPENS, _CLOSES = (re.compile(_LABELS[name], re.IGNORECASE) for name in ("opening", "closing"))
_TOTAL = re.compile(r"\b(?:sub)?-?totals?\b", re.IGNORECASE)
#: Between a label and its value; a minus is the value's own.
_SEPARATED = re.compile(r"^\s*[:=]?\s*(?:-\s+)?")
_DIGITS = re.compile(r"[\d*xX]{4,}")
_FOOTER = re.compile(
    r"\s*(?:page\b|\*|-{3,}|end of|note\b|this (?:is|statement)|generated|printed|please|for any|disclaimer)",
    re.IGNORECASE,
)


@dataclass
class BankHead:
    """Figures are None where the file does not declare them; totals are magnitudes. `number_end`: the last
    four digits of the account's number."""

    number_end: str = ""
    currency: str = ""
    first_day: date | None = None
    last_day: date | None = None
    reported_on: date | None = None
    opening: Cents | None = None
    closing: Cents | None = None
    paid_in: Cents | None = None
    withdrawn: Cents | None = None
    unreadable: list[str] = field(default_factory=list)


def read_head(rows: list[list[str]]) -> BankHead:
    """What rows outside of the table say: a label and its value share a cell, or stand side by side."""
    head = BankHead()
    for row in rows:
        label = ""
        for cell in filter(None, row):
            found = _LABEL.match(cell)
            if found is not None:
                label = str(found.lastgroup)
                rest = _SEPARATED.sub("", cell[found.end() :])
                if rest:
                    _note(head, label, rest)
                    label = ""
            elif label:
                _note(head, label, cell)
                label = ""
    return head


def _note(head: BankHead, label: str, text: str) -> None:
    """The first that is said counts. What is no amount or day is left to the rows, but for amounts."""
    if label == "number":
        digits = re.sub(r"[^\dxX*]", "", (_DIGITS.search(text.replace(" ", "").replace("-", "")) or [""])[0])
        head.number_end = head.number_end or (digits[-4:] if digits[-4:].isdigit() else "")
    elif label == "currency":
        head.currency = head.currency or text.split()[0].upper()
    elif label in ("from", "to", "period", "reported"):
        _note_days(head, label, [day for each in _DAYS.findall(text) if (day := day_of(each.strip()))])
    elif getattr(head, label) is None:
        cents = cents_of(text)
        if cents is None:
            head.unreadable.append(f"{label.replace('_', ' ')}: {text}")
        else:
            setattr(head, label, abs(cents) if label in ("paid_in", "withdrawn") else cents)


def _note_days(head: BankHead, label: str, days: list[date]) -> None:
    if label == "reported":
        head.reported_on = head.reported_on or (days[0] if days else None)
        return
    if label in ("from", "period") and days:
        head.first_day = head.first_day or days[0]
    if (label == "to" and days) or len(days) > 1:
        head.last_day = head.last_day or days[-1]


def opens(words: str) -> bool:
    """Whether a row that moves nothing says what the balance was before all others."""
    return bool(_OPENS.search(words))


def closes(words: str) -> bool:
    return bool(_CLOSES.search(words))


def is_total(words: str) -> bool:
    """Whether a row is one of sums, by its words."""
    return bool(_TOTAL.search(words))


def is_footer(words: str) -> bool:
    """Whether words are those of a page, and no more of the row above them."""
    return opens(words) or closes(words) or is_total(words) or bool(_FOOTER.match(words))
