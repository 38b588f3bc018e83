"""Keeping what a run matched: by COPY, in batches, since a month may have a million pairs."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
from django.db import connection

from reconciliation.models import ReconciliationRun, RunMatch
from reconciliation.runs.matching import Matches

BATCH = 100_000
_COLUMNS = ("row_key", "reference", "matched_by", "evidence")
_FIELDS = ("run_id", "row_key", "reference", "rule", "evidence")


def keep_matches(run: ReconciliationRun, matches: Matches) -> int:
    """Write the pairs of a run, sums pair by pair; returns how many. The caller's transaction ends the run:
    a run that is begun again has none yet."""
    table, columns = RunMatch._meta.db_table, ", ".join(_FIELDS)
    kept = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)") as copy,
    ):
        for batch in _batches(matches):
            copy.write(_as_csv(run.pk, batch))
            kept += len(batch)
    return kept


def _batches(matches: Matches) -> Iterator[pd.DataFrame]:
    for frame in (matches.exact, matches.grouped):
        for start in range(0, len(frame), BATCH):
            yield frame.iloc[start : start + BATCH]


def _as_csv(run: int, frame: pd.DataFrame) -> bytes:
    """Quoted throughout: an empty text is a text to PostgreSQL, and no character of it ends the cell."""
    texts = [pa.array(frame[name], type=pa.large_string(), from_pandas=True) for name in _COLUMNS]
    table = pa.table([pa.array([run] * len(frame), pa.int64()), *texts], names=list(_FIELDS))
    target = io.BytesIO()
    options = arrow_csv.WriteOptions(include_header=False, quoting_style="all_valid")
    arrow_csv.write_csv(table, target, options)
    return target.getvalue()
