"""Keeping what a run matched, and what it only suggests: by COPY, since a month may have a million pairs."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
from django.db.models import Model

from core.rows.copying import copy_in
from reconciliation.models import ReconciliationRun, RunMatch, RunSuggestion
from reconciliation.runs.matching import Matches

_PAIRS = {"row_key": "row_key", "reference": "reference", "matched_by": "rule", "evidence": "evidence"}
_SUGGESTED = {name: name for name in ("row_key", "reference", "rule", "evidence")}


def keep_matches(run: ReconciliationRun, matches: Matches) -> int:
    """Write the pairs of a run, sums pair by pair; returns how many. The caller's transaction ends the run:
    a run that is begun again has none yet."""
    return sum(_keep(RunMatch, run, frame, _PAIRS) for frame in (matches.exact, matches.grouped))


def keep_suggestions(run: ReconciliationRun, matches: Matches) -> int:
    """Write what may be one thing and is no match; returns how many pairs. As keep_matches."""
    return _keep(RunSuggestion, run, matches.suggestions, _SUGGESTED)


def _keep(model: type[Model], run: ReconciliationRun, frame: pd.DataFrame, columns: dict[str, str]) -> int:
    """`columns`: name in the frame -> field."""
    texts = {
        field: pa.array(frame[name], pa.large_string(), from_pandas=True) for name, field in columns.items()
    }
    runs = pa.repeat(pa.scalar(run.pk, pa.int64()), len(frame))
    return copy_in(model, pa.table({"run_id": runs, **texts}))
