"""What is known of bookings beside their receipts, for the passes that go by ids, facts and sums.

Only what these passes can use, and what was so when the books were sealed: a run that is read anew later
must find the same. So an id counts where the statement names it, an account number where a row has it, and
a payer as masks show him. Nothing else of a person goes into a run.

A booking under a receipt needs no more than other ids of its movement. One without says in its description,
in the words of whoever wrote it, what it is of: a receipt, Daraja's id, an account number, a phone. An
account number alone says who has paid for it before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

import pandas as pd
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Left, Upper

from core.days import day_bounds
from core.phone import mask_phone, masks_agree
from core.rows.arrays import array_of
from ledger.models import Entry
from mpesa.models import Channel, Evidence, PaymentRequest, PayoutAttempt, Reversal
from reconciliation.models import ReconciliationRun
from reconciliation.runs.matching.identifiers import DARAJA_ID
from reconciliation.runs.settled import settled_before
from reconciliation.statement_files.kinds import Kind

FACTS = ("reference", "alias", "account_reference", "payer")
#: So long after a push nobody answers it any more: its ids stay as they are.
ANSWERED_WITHIN = timedelta(hours=1)
#: Payers of an account number are looked for so far back.
PAID_WITHIN = timedelta(days=366)
#: So much of a linked id is kept with a row, in capitals.
KEPT = 20
#: Words that together may be one account number: payers type blanks.
MAX_WORDS = 4

_RECEIPT = re.compile(r"\b(?=[A-Z0-9]*[0-9])(?=[A-Z0-9]*[A-Z])[A-Z0-9]{10}\b")
_PUSH = re.compile(r"WS_CO_[0-9]{14}|[0-9A-F]+(?:-[0-9A-F]+){2,}")
_PHONE = re.compile(r"(?<![\w*+])\+?(?:254|0)[17](?:[ -]?[\d*]){8}(?![\w*])")
_EDGES = "\"'()[]{}.,;:#!?"
_CORRECTION = "recon:"

#: What the statement names -> (receipt, leg, id) of bookings that know the id.
_Source: TypeAlias = Callable[[ReconciliationRun, "_Named"], Iterable[tuple[str, str, str]]]


def known_facts(run: ReconciliationRun, rows: pd.DataFrame, bookings: pd.DataFrame) -> pd.DataFrame:
    """The facts of the run's bookings, a line for each that has any, in the order of the references.

    A handful of queries, however many rows. Reads only.
    """
    named = _Named.by(rows)
    aliases = _aliases_by_receipt(run, named, bookings)
    for reference, row_key in settled_before(run).split.items():
        aliases[reference].append(row_key)
    manual = bookings.loc[(bookings["receipt"] == "").to_numpy(dtype=bool), "reference"]
    words = _descriptions(run, manual.unique().tolist())
    for reference, ids in named.among(words).items():
        aliases[reference] += ids
    accounts = _accounts(words, rows)
    payers = {reference: _phone_in(text) for reference, text in words.items()}
    unsaid = {account for reference, account in accounts.items() if not payers[reference]}
    before = _payers_before(run, unsaid)
    found = [
        (
            reference,
            " ".join(dict.fromkeys(aliases[reference])),
            (account := accounts.get(reference, "")),
            payers.get(reference) or before.get(account, ""),
        )
        for reference in sorted({*words, *aliases})
    ]
    frame = pd.DataFrame.from_records([each for each in found if any(each[1:])], columns=list(FACTS))
    return frame.astype("str")


def nothing_known() -> pd.DataFrame:
    """The facts of bookings of which nothing is known."""
    return pd.DataFrame({name: pd.array([], dtype="str") for name in FACTS})


def with_facts(bookings: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """The bookings with the columns of their facts, as `match` wants them."""
    if not len(facts):
        return bookings
    places = pd.Index(facts["reference"]).get_indexer(bookings["reference"])
    known = facts.reset_index(drop=True).reindex(places).fillna("").set_axis(bookings.index)
    return bookings.assign(**{name: known[name] for name in FACTS[1:]})


@dataclass(frozen=True)
class _Named:
    """The ids of the statement's rows: Daraja's as they are written in Details, those of pushes as linked."""

    receipts: pd.Series
    linked: pd.Series
    reversals: list[str]
    daraja: set[str]
    pushes: set[str]

    @classmethod
    def by(cls, rows: pd.DataFrame) -> _Named:
        details, linked = rows["details"].astype("str"), rows["linked"].astype("str")
        told = details[details.str.contains("_", regex=False)].str.findall(DARAJA_ID)
        return cls(
            receipts=rows["receipt"],
            linked=linked,
            reversals=rows.loc[(rows["kind"] == str(Kind.REVERSAL)).to_numpy(dtype=bool), "receipt"].tolist(),
            daraja={text for texts in told for text in texts},
            pushes={text for text in linked.unique() if _PUSH.fullmatch(text)},
        )

    def among(self, texts: Mapping[str, str]) -> dict[str, list[str]]:
        """Of each text the ids in it that the rows name."""
        said = {key: [*_RECEIPT.findall(text), *DARAJA_ID.findall(text)] for key, text in texts.items()}
        wanted = {word for words in said.values() for word in words}
        known = self.daraja | set(self.receipts[self.receipts.isin(wanted)])
        known |= set(self.linked[self.linked.isin(wanted)])
        return {key: [word for word in words if word in known] for key, words in said.items()}


def _aliases_by_receipt(
    run: ReconciliationRun, named: _Named, bookings: pd.DataFrame
) -> defaultdict[str, list[str]]:
    """Reference -> other ids of its movement, of bookings that have a receipt."""
    told: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for source in _SOURCES:
        for receipt, leg, word in source(run, named):
            told[receipt, leg].append(word)
    found: defaultdict[str, list[str]] = defaultdict(list)
    mine = bookings[bookings["receipt"].isin({receipt for receipt, _ in told})]
    for reference, receipt, leg in mine[["reference", "receipt", "leg"]].itertuples(index=False):
        found[reference] += sorted(told.get((receipt, leg), ()))
    return found


def _own_numbers(run: ReconciliationRun, named: _Named) -> Iterator[tuple[str, str, str]]:
    """A reversal is booked under the receipt that it takes back; the statement may show its own number."""
    if named.reversals:
        told = Reversal.objects.filter(till=run.till_id, own_number__in=named.reversals)
        for number, own in told.values_list("number", "own_number"):
            yield number, "reversal", own


def _pushes(run: ReconciliationRun, named: _Named) -> Iterator[tuple[str, str, str]]:
    """A payment that was booked by the result of a push goes by the ids of the push as well.

    Of a CheckoutRequestID a row keeps what comes before the phone: nothing where two pushes share that.
    """
    if not named.pushes:
        return
    assert run.read_at is not None
    start = day_bounds(run.from_day)[0] - timedelta(days=2)
    asked = PaymentRequest.objects.filter(
        business=run.business_id,
        till=run.till_id,
        created_at__range=(start, run.read_at),
        sent_at__lte=run.read_at - ANSWERED_WITHIN,
    ).annotate(checkout=Upper(Left("checkout_request_id", KEPT)), merchant=Upper("merchant_request_id"))
    asked = asked.filter(Q(checkout__in=named.pushes) | Q(merchant__in=named.pushes))
    pushes: defaultdict[str, set[tuple[int | None, str]]] = defaultdict(set)
    for receipt, ref, checkout, merchant in asked.values_list("receipt", "ref", "checkout", "merchant"):
        for word in named.pushes & {checkout, merchant}:
            pushes[word].add((receipt, ref))
    clear = {found.pop(): word for word, found in pushes.items() if len(found) == 1}
    told = Evidence.objects.filter(
        receipt__in={receipt for receipt, _ in clear if receipt},
        receipt__first_channel=Channel.STK,
        channel=Channel.STK,
        agrees=True,
    )
    for receipt, number, ref in told.values_list("receipt", "receipt__number", "callback__ref"):
        if (receipt, ref) in clear:
            yield number, "pay", clear[receipt, ref]


def _orders(run: ReconciliationRun, named: _Named) -> Iterator[tuple[str, str, str]]:
    """A payout goes by the ids of its order as well: Safaricom's as soon as it was acknowledged, and ours."""
    if not named.daraja and not named.pushes:
        return
    assert run.read_at is not None
    start = day_bounds(run.from_day)[0] - timedelta(days=2)
    paid = PayoutAttempt.objects.filter(
        business=run.business_id, till=run.till_id, created_at__range=(start, run.read_at), state="PAID"
    ).annotate(ours=Upper(Left("originator_id", KEPT)))
    told = Q(sent_at__lte=run.read_at, conversation_id__in=named.daraja)
    ids = paid.filter(told | Q(ours__in=named.pushes))
    for receipt, conversation, ours in ids.values_list("receipt", "conversation_id", "ours"):
        for word in (conversation, ours):
            if word in named.daraja or word in named.pushes:
                yield receipt, "payout", word


#: Whatever else is booked under a receipt and known by another id has its source here.
_SOURCES: tuple[_Source, ...] = (_own_numbers, _pushes, _orders)


def _descriptions(run: ReconciliationRun, references: list[str]) -> dict[str, str]:
    """Reference -> description, of bookings without a receipt. Not of corrections, which have their ties, nor
    of what was reversed by the run's seal, or reverses something."""
    entries = Entry.objects.filter(business=run.business_id, reference__in=references, reverses=None)
    entries = entries.exclude(reference__startswith=_CORRECTION).exclude(
        reversed_by__seal__number__lte=run.seal
    )
    return dict(entries.values_list("reference", "description")) if references else {}


def _phone_in(text: str) -> str:
    """The one phone in a text, masked; empty where there is none, or several."""
    found = {
        mask_phone("254" + digits[1:] if digits.startswith("0") else digits)
        for number in _PHONE.findall(text)
        if (digits := re.sub(r"[ +-]", "", number))
    }
    found = {mask for mask in found if not mask.startswith("*")}
    return found.pop() if len(found) == 1 else ""


def _accounts(texts: Mapping[str, str], rows: pd.DataFrame) -> dict[str, str]:
    """Reference -> the one account number of the statement that its text names."""
    if not texts:
        return {}
    numbers = {plain: number for number in rows["account_no"].unique() if (plain := _plain(number))}
    found = {}
    for reference, text in texts.items():
        words = [word for part in text.split() if (word := part.strip(_EDGES))]
        spans = (
            _plain("".join(words[start : start + length]))
            for start in range(len(words))
            for length in range(1, MAX_WORDS + 1)
        )
        named = {numbers[span] for span in spans if span in numbers}
        if len(named) == 1:
            found[reference] = _plain(named.pop())
    return found


def _plain(number: str) -> str:
    """As account numbers are compared."""
    return re.sub(r"\s+", "", number).upper()


# A hashed number shows no digits; another receipt of its payer may.
_PAYERS = r"""
WITH told AS (
    SELECT upper(regexp_replace(receipt.account_reference, '\s+', '', 'g')) AS account,
           receipt.payer_id, receipt.payer_masked
    FROM mpesa_receipt AS receipt
    JOIN ledger_entry AS entry ON entry.business_id = receipt.business_id
         AND entry.reference = 'mpesa:' || %(shortcode)s || ':' || receipt.number || ':pay'
    JOIN ledger_seal AS seal ON seal.entry_id = entry.id AND seal.number <= %(seal)s
    WHERE receipt.till_id = %(till)s AND receipt.business_id = %(business)s
      AND receipt.occurred_at >= %(since)s AND receipt.occurred_at < %(until)s
      AND upper(regexp_replace(receipt.account_reference, '\s+', '', 'g')) = ANY(%(accounts)s::text[])
)
SELECT account, payer_id, payer_masked FROM told WHERE payer_masked LIKE '254%%'
UNION
SELECT told.account, told.payer_id, shown.payer_masked
FROM told LEFT JOIN LATERAL (
    SELECT receipt.payer_masked
    FROM mpesa_receipt AS receipt
    JOIN ledger_entry AS entry ON entry.business_id = receipt.business_id
         AND entry.reference = 'mpesa:' || %(shortcode)s || ':' || receipt.number || ':pay'
    JOIN ledger_seal AS seal ON seal.entry_id = entry.id AND seal.number <= %(seal)s
    WHERE receipt.payer_id = told.payer_id AND receipt.till_id = %(till)s
      AND receipt.payer_masked LIKE '254%%'
    ORDER BY receipt.id LIMIT 1
) AS shown ON true
WHERE told.payer_masked NOT LIKE '254%%'
"""


def _payers_before(run: ReconciliationRun, accounts: set[str]) -> dict[str, str]:
    """Account number -> the one payer, masked, who has paid for it at this till; none where several have, or
    one who shows no number."""
    if not accounts:
        return {}
    assert run.cut_off is not None
    values = {
        "shortcode": run.till.shortcode,
        "seal": run.seal,
        "till": run.till_id,
        "business": run.business_id,
        "since": run.cut_off - PAID_WITHIN,
        "until": run.cut_off,
        "accounts": array_of(sorted(accounts)),
    }
    found: defaultdict[str, set[str]] = defaultdict(set)
    people: defaultdict[str, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_PAYERS, values)
        for account, payer, masked in cursor.fetchall():
            found[account].add(masked or "")
            people[account] |= {payer} - {None}
    return {
        account: max(masks, key=lambda mask: (len(mask.replace("*", "")), mask))
        for account, masks in found.items()
        if len(people[account]) <= 1 and all(masks_agree(one, other) for one in masks for other in masks)
    }
