"""What a statement row is, told from its Details and Reason Type; and what Details say beside that.

The words are an open set (reference/daraja: statement reason types): a row that nothing here recognises is
UNKNOWN, kept and shown, never dropped. Only words that Safaricom wrote decide. What a payer can choose (a
name, an account number) follows ` from `, ` by `, ` to <number>` or ` Acc.` and is cut off first, so that a
customer who types "Reversal" as an account number reverses nothing.

A payment's charge row can repeat the payment's own Reason Type, so Details go first. A kind whose money goes
the wrong way (a customer payment that is Withdrawn) is UNKNOWN.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]
import pyarrow.compute as pc  # type: ignore[import-untyped,unused-ignore]


class Kind(StrEnum):
    CUSTOMER_PAYMENT = "CUSTOMER_PAYMENT"
    BUSINESS_RECEIPT = "BUSINESS_RECEIPT"  # another business, a till or a bank paid us
    CHARGE = "CHARGE"
    B2C = "B2C"
    B2B = "B2B"
    SWEEP = "SWEEP"  # between our own M-Pesa accounts
    BANK_WITHDRAWAL = "BANK_WITHDRAWAL"
    REVERSAL = "REVERSAL"
    BANK = "BANK"  # of a bank's own statement: nobody's words there are known
    UNKNOWN = "UNKNOWN"


#: Kinds of rows that somebody paid us with.
PAYMENTS = (Kind.CUSTOMER_PAYMENT, Kind.BUSINESS_RECEIPT)

#: The leg of `mpesa:<till>:<receipt>:<leg>` under which the ledger books a row of a kind.
LEG_OF_KIND: dict[Kind, str] = {
    Kind.CUSTOMER_PAYMENT: "pay",
    Kind.BUSINESS_RECEIPT: "pay",
    Kind.CHARGE: "charge",
    Kind.B2C: "payout",
    Kind.B2B: "payout",
    Kind.SWEEP: "sweep",
    Kind.BANK_WITHDRAWAL: "sweep",
    Kind.REVERSAL: "reversal",
    Kind.BANK: "bank",
    Kind.UNKNOWN: "",
}

_IN, _OUT, _BOTH = 1, -1, 0
#: First match wins; the last column is the only way money may go in such a row.
_RULES: tuple[tuple[re.Pattern[str], Kind, int], ...] = tuple(
    (re.compile(pattern), kind, way)
    for pattern, kind, way in (
        (r"\brevers(al|ed)\b", Kind.REVERSAL, _BOTH),
        (r"\baccount to\b.*\baccount\b|\bmmf\b|\butility to\b|\bto utility\b", Kind.SWEEP, _BOTH),
        (r"\bcharges?\b|\bfees?\b|\btariff\b", Kind.CHARGE, _BOTH),
        (r"\bwithdraw(al)?\b.*\bbank\b|\bfunds to bank\b|\bsettlement to bank\b", Kind.BANK_WITHDRAWAL, _OUT),
        (r"\b(business|salary|promotion) payment\b|\bb2c\b|\bpayment to customer\b", Kind.B2C, _OUT),
        (r"^merchant pay utility received\b|^fsi to\b|^bank to\b", Kind.BUSINESS_RECEIPT, _IN),
        (r"\bbusiness (pay bill|buy goods|to business|pay to bulk)\b|\bb2b\b", Kind.BUSINESS_RECEIPT, _IN),
        (r"\bbusiness (pay bill|buy goods|to business|pay to bulk)\b|\bb2b\b", Kind.B2B, _OUT),
        (r"^pay tax to kra\b", Kind.B2B, _OUT),
        (r"\bpay ?bill\b|\bpay utility\b|\bbuy goods\b|\bpay merchant\b", Kind.CUSTOMER_PAYMENT, _IN),
        (r"\bmerchant payment( online)?$|\bcustomer payment\b", Kind.CUSTOMER_PAYMENT, _IN),
        (r"\bcustomer merchant payment\b|\bstanding order\b", Kind.CUSTOMER_PAYMENT, _IN),
        (r"^pay bill( online)?$|^buy goods( online)?$", Kind.B2B, _OUT),
    )
)
_SMALL_BUSINESS = re.compile(r"^small business pay bill\b")

#: What follows these was chosen by somebody else than Safaricom.
_TAIL = r"(?i)\s+(?:(?:from|by)\s.*|to\s+[\d*+].*|(?:of|for)\s+[A-Z0-9]{8,12}\b.*|Acc\.(?:\s.*)?|-\s.*)$"
_PARTY = re.compile(r"\s(?:by|to)\s+(?=[\d*+])(.*?)(?:\s+via\s+\w+\s+by\s.*)?$", re.IGNORECASE)
_BANK_CHANNEL = re.compile(r"\s+via\s+\w+\s+by\s.*$", re.IGNORECASE)
_HAS_DIGIT = re.compile(r"\d")
#: A receipt begins with its year, month and day; one in ten has no digit behind them, and must not be taken
#: for a word of ten letters.
_DATED = re.compile(r"[A-Z][A-L][1-9A-V][A-Z]{7}")
_ORIGINAL = re.compile(r"\b(?:of|for|transaction|receipt|id)\b[\s:.#]*([A-Z0-9]{10})\b", re.IGNORECASE)


def kind_of(details: str, reason: str, cents: int) -> Kind:
    """The kind of one row; `cents` is Paid In less Withdrawn."""
    return _kind_of_words(re.sub(_TAIL, "", details), reason, (cents > 0) - (cents < 0))


def _kind_of_words(head: str, reason: str, way: int) -> Kind:
    for words in (head.lower(), reason.lower()):
        understood = False
        for pattern, kind, right_way in _RULES:
            if not pattern.search(words):
                continue
            if kind is Kind.BUSINESS_RECEIPT and _SMALL_BUSINESS.search(words):
                kind = Kind.CUSTOMER_PAYMENT
            if right_way == _BOTH or way in (0, right_way):
                return kind
            understood = True
        if understood:
            return Kind.UNKNOWN
    return Kind.UNKNOWN


def classify(
    details: Any, reasons: Any, cents: npt.NDArray[np.int64]
) -> tuple[list[str], npt.NDArray[np.bool_]]:
    """Kinds of all rows from Arrow strings and signed cents, and which rows their Details alone call charges:
    distinct word triples are judged once each."""
    heads = pc.replace_substring_regex(details, _TAIL, "").dictionary_encode()
    reason = reasons.dictionary_encode()
    head_codes = heads.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    reason_codes = reason.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    triples = (head_codes * max(1, len(reason.dictionary)) + reason_codes) * 3 + np.sign(cents) + 1
    distinct, places = np.unique(triples, return_inverse=True)
    names_of_heads, names_of_reasons = heads.dictionary.to_pylist(), reason.dictionary.to_pylist()
    kinds, charges = [], []
    for triple in distinct.tolist():
        pair, way = divmod(triple, 3)
        at_head, at_reason = divmod(pair, len(names_of_reasons))
        head = names_of_heads[at_head]
        kinds.append(str(_kind_of_words(head, names_of_reasons[at_reason], way - 1)))
        charges.append(_kind_of_words(head, "", way - 1) is Kind.CHARGE)
    found: list[str] = np.array(kinds, dtype=object)[places].tolist() if kinds else []
    return found, np.array(charges, dtype=np.bool_)[places]


def split_details(details: str) -> tuple[str, str]:
    """(other party, account number) as Details carry them; empty where they carry none.

    The account number is all after the first ` Acc.`, blanks inside kept: payers type spaces. The party
    follows the first ` from `, or a ` by ` or ` to ` before a number.
    """
    rest, mark, account = details.partition(" Acc.")
    if mark:
        account = account.strip()
        if details.startswith("FSI "):
            account = _BANK_CHANNEL.sub("", account)
    _, mark, party = rest.partition(" from ")
    if not mark:
        match = _PARTY.search(rest)
        party = match[1] if match else ""
    return party.strip(), account


def parties_and_accounts(details: Any, wanted: npt.NDArray[np.bool_]) -> tuple[list[str], list[str]]:
    """`split_details` for the wanted rows of an Arrow column, empty for the others: (parties, accounts)."""
    parties, accounts = [""] * len(details), [""] * len(details)
    places = np.flatnonzero(wanted)
    for place, text in zip(places.tolist(), details.take(pa.array(places)).to_pylist(), strict=True):
        if " " in text:
            parties[place], accounts[place] = split_details(text)
    return parties, accounts


def original_of(details: str, own_receipt: str) -> str:
    """The receipt that a reversal's Details name, when it is not the reversal's own; else empty."""
    for match in _ORIGINAL.finditer(details):
        receipt = match[1].upper()
        if receipt != own_receipt and (_HAS_DIGIT.search(receipt) or _DATED.fullmatch(match[1])):
            return receipt
    return ""


assert set(LEG_OF_KIND) == set(Kind)
