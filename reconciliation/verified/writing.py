"""Writing an admitted file's rows, as columns: a file may have a million of them."""

from __future__ import annotations

import re

import pandas as pd  # type: ignore[import-untyped,unused-ignore]
import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]
import pyarrow.compute as pc  # type: ignore[import-untyped,unused-ignore]

from core.machine.scrub import SUSPECT, scrub
from core.phone import mask_phone
from core.rows.copying import copy_in
from reconciliation.models import Statement, StatementRow

#: Arrow knows the digits and cases of ASCII alone.
_SUSPECT = rf"{SUSPECT}|[^\x00-\x7F]"
_PARTY = re.compile(r"^\s*([\d*\s]{9,16}?)\s*(?:-|$)")
_MASKED = r"^\s*(?P<phone>254\d{1,2}\*{3,8}\d{2,3})\s*(?:-|$)"
#: As long as the database lets them be.
_LENGTHS = {"receipt": 20, "status": 40, "account_no": 64}
_TEXTS = ("row_key", "kind", "details", "other_party", "linked", *_LENGTHS)


def write_rows(statement: Statement, account: str, frame: pd.DataFrame) -> int:
    """Write rows of a frame of `read_statement` as rows of the statement; returns how many.

    Phones, tokens and credentials in texts are masked. The caller's transaction admits the file.
    """
    count = len(frame)
    texts = {name: _text(frame[name]) for name in _TEXTS}
    columns = {
        "statement_id": pa.repeat(pa.scalar(statement.pk, pa.int64()), count),
        "till_id": pa.repeat(pa.scalar(statement.till_id, pa.int64()), count),
        "account": pa.repeat(pa.scalar(str(account), pa.large_string()), count),
        "row_key": texts["row_key"],
        "ordinal": pa.array(frame["ordinal"], pa.int64()),
        "completed_at": pa.array(frame["completed_at"].dt.as_unit("us"), pa.timestamp("us", tz="UTC")),
        "details": _cut(_scrubbed(texts["details"]), 300),
        "paid_in": pa.array(frame["paid_in"], pa.int64()),
        "withdrawn": pa.array(frame["withdrawn"], pa.int64()),
        "balance": pa.array(frame["balance"], pa.int64(), from_pandas=True),
        "other_party": _cut(_scrubbed(texts["other_party"]), 120),
        "payer_masked": _payers(texts["other_party"]),
        "linked": _cut(_scrubbed(texts["linked"]), 20),
        "moves": pa.array(frame["moves"], pa.bool_()),
        "kind": texts["kind"],
        **{name: _cut(texts[name], length) for name, length in _LENGTHS.items()},
    }
    return copy_in(StatementRow, pa.table(columns))


def _text(values: pd.Series[str]) -> pa.Array:
    return pa.array(values, pa.large_string(), from_pandas=True)


def _cut(texts: pa.Array, length: int) -> pa.Array:
    return pc.utf8_slice_codeunits(texts, 0, length)


def _scrubbed(texts: pa.Array) -> pa.Array:
    """Only what may hold something to mask is looked at one by one: nearly nothing, as a rule."""
    suspect = pc.match_substring_regex(texts, _SUSPECT, ignore_case=True)
    return pc.replace_with_mask(
        texts, suspect, pa.array([scrub(text) for text in texts.filter(suspect).to_pylist()], texts.type)
    )


def _payers(parties: pa.Array) -> pa.Array:
    """Whose phone a party shows, masked. Nearly all are masked already, as the portal writes them."""
    usual = pc.struct_field(pc.extract_regex(parties, _MASKED), "phone")
    other = pc.is_null(usual)
    masked = pa.array([_payer(party) for party in parties.filter(other).to_pylist()], parties.type)
    usual = pc.cast(pc.replace_substring_regex(usual, r"\*+", "****"), parties.type)
    return pc.replace_with_mask(usual, other, masked)


def _payer(other_party: str) -> str:
    found = _PARTY.match(other_party)
    return mask_phone(found[1]) if found else ""
