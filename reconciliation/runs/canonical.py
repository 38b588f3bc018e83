"""The rows of a run as one text: the same for the same rows, in whatever order they were read. Pure.

A line a row, its cells quoted and quotes in them doubled, so that no cell's text is taken for the end of one.
Numbers are written out, moments are microseconds since 1970 UTC, truths are 1 and 0, what is absent is empty.
The offline checker (reconciliation/proofs/offline_checker.py) writes the same text from an exported proof.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

BATCH = 100_000
_AS_CSV = arrow_csv.WriteOptions(include_header=False, quoting_style="all_valid")


def canonical_batches(
    frame: pd.DataFrame, names: Sequence[str], *, order: Sequence[str]
) -> Iterator[pa.Table]:
    """These columns as texts, the rows sorted by `order`, so many at a time."""
    table = pa.table({name: _texts(frame[name]) for name in names})
    places = pc.sort_indices(table, sort_keys=[(name, "ascending") for name in order])
    for start in range(0, table.num_rows, BATCH):
        yield table.take(places.slice(start, BATCH))


def canonical_digest(frame: pd.DataFrame, names: Sequence[str], *, order: Sequence[str]) -> str:
    """SHA-256 of the text, in hex."""
    found = hashlib.sha256()
    for batch in canonical_batches(frame, names, order=order):
        target = io.BytesIO()
        arrow_csv.write_csv(batch, target, _AS_CSV)
        found.update(target.getbuffer())
    return found.hexdigest()


def _texts(values: pd.Series[object]) -> pa.Array:
    if len(values) == 0:
        return pa.array([], pa.large_string())
    if pd.api.types.is_bool_dtype(values):
        return pa.array(values.astype("int64")).cast(pa.large_string())
    if pd.api.types.is_integer_dtype(values):
        return pa.array(values).cast(pa.large_string())
    if pd.api.types.is_datetime64_any_dtype(values):
        moments = values.dt.tz_convert("UTC").dt.as_unit("us")
        return pa.array(moments.astype("int64")).cast(pa.large_string())
    return pc.fill_null(pa.array(values, type=pa.large_string(), from_pandas=True), "")
