"""What stands above the table of a statement, and in its file name.

Template A opens with rows of labels and values ("Short Code:,600984"); a label and its value can share one
cell, and several pairs one row. Template B has no preamble: shortcode and period are in the file name only
("Statements for 600984 from 2026-11-20 to 2026-11-20.csv").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from core.days import EAT, is_kept
from core.errors import InvalidInput
from core.money import Cents, from_spreadsheet
from reconciliation.statement_files.cells import moment_of

_LABELS = (
    "account holder",
    "organi[sz]ation name(?: ?/ ?paybill)?",
    "short ?code",
    "account(?: name| type)?",
    "time period",
    "operator",
    "organi[sz]ation",
    "date of report",
    "opening balance",
    "closing balance",
    "available balance",
    "total paid in",
    "total withdrawn",
)
#: A label counts with a colon, or alone in its cell, or (From, To) before a date: names may hold such words.
_TOKEN = re.compile(
    rf"\b(?P<label>{'|'.join(_LABELS)}|from|to)\s*:"
    rf"|^(?P<alone>{'|'.join(_LABELS)}|from|to)$"
    r"|\b(?P<edge>from|to)\s+(?=\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(
    r"statements?[\W_]+for[\W_]+(\d{4,9})[\W_]+from[\W_]+(\d{4}-\d{2}-\d{2})[\W_]+to[\W_]+(\d{4}-\d{2}-\d{2})",
    re.IGNORECASE,
)
_CODE = re.compile(r"\b\d{4,9}\b")


@dataclass(frozen=True)
class Preamble:
    """Figures are None where the file does not declare them; `withdrawn` is a magnitude."""

    shortcode: str = ""
    account: str = ""
    holder: str = ""
    period_from: datetime | None = None
    period_to: datetime | None = None
    opening: Cents | None = None
    closing: Cents | None = None
    paid_in: Cents | None = None
    withdrawn: Cents | None = None
    reported_at: datetime | None = None
    unreadable: tuple[str, ...] = field(default=())


def labelled_values(rows: list[list[str]]) -> dict[str, str]:
    """Lower-case label -> first value that follows it."""
    values: dict[str, str] = {}
    label = ""
    for row in rows:
        for cell in row:
            at = 0
            for token in _TOKEN.finditer(cell):
                _keep(values, label, cell[at : token.start()])
                label = (token["label"] or token["alone"] or token["edge"]).lower()
                label = label.replace("organis", "organiz").replace(" /", "/").replace("/ ", "/")
                at = token.end()
            _keep(values, label, cell[at:])
    return values


def _keep(values: dict[str, str], label: str, text: str) -> None:
    text = text.strip(" :,;\t")
    if label and text:
        values.setdefault(label, text)


def read_preamble(
    rows: list[list[str]], filename: str, told_period: tuple[datetime, datetime] | None = None
) -> Preamble:
    """Preamble of a file; what it lacks is taken from what its sender told, then from the file name."""
    values = labelled_values(rows)
    unreadable: list[str] = []

    def cents(label: str) -> Cents | None:
        text = values.get(label)
        if text is None:
            return None
        try:
            return from_spreadsheet(text)
        except InvalidInput:
            unreadable.append(f"{label}: {text}")
            return None

    def moment(label: str) -> datetime | None:
        text = values.get(label)
        found = moment_of(text) if text else None
        if text and found is None:
            unreadable.append(f"{label}: {text}")
        return found

    named = values.get("organization name/paybill", "") or values.get("organization name", "")
    holder = values.get("account holder", "") or named or values.get("organization", "")
    shortcode = values.get("short code", values.get("shortcode", "")) or named
    code = _CODE.search(shortcode)
    account = values.get("account", values.get("account name", values.get("account type", "")))
    period_from, period_to = moment("from"), moment("to")
    if period_to is not None and values["to"].count(":") == 0:
        period_to += timedelta(days=1, seconds=-1)
    from_name = period_of_name(filename)
    told = told_period or (from_name[1:] if from_name else (None, None))
    withdrawn = cents("total withdrawn")
    return Preamble(
        shortcode=code[0] if code else (from_name[0] if from_name else ""),
        account=account,
        holder=holder,
        period_from=period_from or told[0],
        period_to=period_to or told[1],
        opening=cents("opening balance"),
        closing=cents("closing balance"),
        paid_in=cents("total paid in"),
        withdrawn=None if withdrawn is None else abs(withdrawn),
        reported_at=moment("date of report"),
        unreadable=tuple(unreadable),
    )


def period_of_name(filename: str) -> tuple[str, datetime, datetime] | None:
    """(shortcode, first second, last second in UTC) of a template B file name, else None."""
    match = _FILE_NAME.search(filename)
    if match is None:
        return None
    try:
        first, last = (datetime.fromisoformat(text).date() for text in (match[2], match[3]))
    except ValueError:
        return None
    if not is_kept(first) or not is_kept(last):
        return None
    start = datetime.combine(first, time.min, tzinfo=EAT).astimezone(UTC)
    end = datetime.combine(last, time(23, 59, 59), tzinfo=EAT).astimezone(UTC)
    return match[1], start, end
