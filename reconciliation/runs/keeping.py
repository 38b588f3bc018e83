"""Keeping what a run matched: by COPY, since a month may have a million pairs."""

from __future__ import annotations

import pyarrow as pa

from core.rows.copying import copy_in
from reconciliation.models import ReconciliationRun, RunMatch
from reconciliation.runs.matching import Matches

_COLUMNS = {"row_key": "row_key", "reference": "reference", "matched_by": "rule", "evidence": "evidence"}


def keep_matches(run: ReconciliationRun, matches: Matches) -> int:
    """Write the pairs of a run, sums pair by pair; returns how many. The caller's transaction ends the run:
    a run that is begun again has none yet."""
    kept = 0
    for frame in (matches.exact, matches.grouped):
        columns = {
            field: pa.array(frame[name], pa.large_string(), from_pandas=True)
            for name, field in _COLUMNS.items()
        }
        runs = pa.repeat(pa.scalar(run.pk, pa.int64()), len(frame))
        kept += copy_in(RunMatch, pa.table({"run_id": runs, **columns}))
    return kept
