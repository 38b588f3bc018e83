"""The wire to a virtual sales control unit (VSCU), KRA's program that a taxpayer runs and that signs bills.

ETIMS_URL is its address. It keeps the device's credentials itself, so nothing secret is sent. Sources: KRA,
eTIMS VSCU specification 2.0 (`/trnsSales/saveSales`, `/trnsSales/selectInvoice`), and what public programs
report of its answers. docs/billing.md says what of it was never tried against KRA.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, Final

import requests
from django.conf import settings

TIMEOUT: Final = (3, 15)
#: All of these were seen for "it is succeeded".
_DONE: Final = frozenset({"0", "00", "000", "0000"})
_NO_RESULT: Final = "001"
#: The unit could not reach KRA, or failed inside, or names no cause: it may have taken it.
_UNDECIDED: Final = frozenset({"894", "896", "899", "994", "999"})
_TOO_OFTEN: Final = frozenset({"990", "991", "992", "993"})
#: Nothing was taken in: a wrong address, a proxy that wants something, too many calls.
_NOT_TAKEN: Final = frozenset({401, 403, 404, 405, 429})


class Verdict(Enum):
    """SIGNED; REFUSED: not taken as it is; AGAIN: it did not come in; UNKNOWN: perhaps it did; ABSENT: the
    unit knows none of this number."""

    SIGNED = "SIGNED"
    REFUSED = "REFUSED"
    AGAIN = "AGAIN"
    UNKNOWN = "UNKNOWN"
    ABSENT = "ABSENT"


@dataclass(frozen=True)
class Signed:
    """What the control unit gives for a document."""

    control_unit: str
    receipt_number: str
    internal_data: str
    signature: str
    signed_at: str
    trader_number: str
    qr_text: str
    #: Of the bill, where the answer says them; -1 is what cannot be read.
    number: int | None = None
    total: Decimal | None = None


@dataclass(frozen=True)
class Outcome:
    """The verdict, with a code and the unit's own words for people."""

    verdict: Verdict
    code: str = ""
    told: str = ""
    signed: Signed | None = None


def save_sale(body: Mapping[str, Any]) -> Outcome:
    """Have a sale or a credit note signed. One call; whatever goes wrong is an outcome."""
    return _call("/trnsSales/saveSales", body)


def select_sale(*, tin: str, branch: str, number: int) -> Outcome:
    """Ask for what was sent under a number: SIGNED or ABSENT, else UNKNOWN."""
    asked = {"tin": tin, "bhfId": branch, "invcNo": number}
    found = _call("/trnsSales/selectInvoice", asked)
    if found.verdict in (Verdict.SIGNED, Verdict.ABSENT):
        return found
    return Outcome(Verdict.UNKNOWN, found.code, found.told)


def _call(path: str, body: Mapping[str, Any]) -> Outcome:
    try:
        answer = requests.post(
            f"{settings.ETIMS_URL}{path}",
            data=as_json(body).encode(),
            headers={"Content-Type": "application/json", "Accept": "application/json"},
            timeout=TIMEOUT,
            allow_redirects=False,
        )
    except requests.ConnectTimeout:
        return Outcome(Verdict.AGAIN, "UNREACHABLE")
    except requests.ConnectionError as error:
        # Nobody listens, or the name is not known: nothing was sent. Any other break may have come after.
        never = "NewConnectionError" in repr(error) or "NameResolutionError" in repr(error)
        return Outcome(Verdict.AGAIN, "UNREACHABLE") if never else Outcome(Verdict.UNKNOWN, "NO_ANSWER")
    except requests.RequestException:
        return Outcome(Verdict.UNKNOWN, "NO_ANSWER")
    if answer.status_code in _NOT_TAKEN:
        return Outcome(Verdict.AGAIN, f"HTTP_{answer.status_code}")
    if answer.status_code in (400, 422):
        return Outcome(Verdict.REFUSED, f"HTTP_{answer.status_code}", _words(answer.text))
    if answer.status_code != 200:
        return Outcome(Verdict.UNKNOWN, f"HTTP_{answer.status_code}")
    try:
        said = json.loads(answer.content, parse_float=Decimal)
        code, told, data = str(said["resultCd"]), _words(said.get("resultMsg")), said.get("data") or {}
        return _outcome(code, told, data)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Outcome(Verdict.UNKNOWN, "UNREADABLE_ANSWER")


def _outcome(code: str, told: str, data: Mapping[str, Any]) -> Outcome:
    if code in _DONE:
        signed = _signed(data)
        return Outcome(Verdict.SIGNED, signed=signed) if signed else Outcome(Verdict.UNKNOWN, "NO_SIGNATURE")
    if code == _NO_RESULT:
        return Outcome(Verdict.ABSENT)
    word = f"KRA_{code[:8]}" if code.isalnum() else "KRA"
    if code in _TOO_OFTEN:
        return Outcome(Verdict.AGAIN, word, told)
    return Outcome(Verdict.UNKNOWN if code in _UNDECIDED else Verdict.REFUSED, word, told)


def _signed(data: Mapping[str, Any]) -> Signed | None:
    def text(longest: int, *names: str) -> str:
        return next((_words(data[name], longest) for name in names if data.get(name) not in (None, "")), "")

    signature, unit = text(60, "rcptSign"), text(40, "sdcId")
    if not signature or not unit:
        return None
    return Signed(
        control_unit=unit,
        receipt_number=text(20, "rcptNo", "curRcptNo"),
        internal_data=text(60, "intrlData"),
        signature=signature,
        signed_at=text(14, "vsdcRcptPbctDate", "sdcDateTime"),
        trader_number=text(50, "trdInvcNo"),
        qr_text=text(300, "qrCodeUrl"),
        number=int(_figure(data.get("invcNo"))) if data.get("invcNo") not in (None, "") else None,
        total=_figure(data.get("totAmt")) if data.get("totAmt") not in (None, "") else None,
    )


def _figure(said: object) -> Decimal:
    try:
        return Decimal(str(said))
    except ArithmeticError:
        return Decimal(-1)


def _words(text: object, longest: int = 200) -> str:
    """What the unit says, on one line and without what cannot be kept."""
    return " ".join("".join(each if each.isprintable() else " " for each in str(text or "")).split())[
        :longest
    ]


def as_json(value: Any) -> str:
    """JSON whose amounts are the decimals that they are: no float is ever made of one."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)}: {as_json(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(as_json, value)) + "]"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(value, ensure_ascii=False)
