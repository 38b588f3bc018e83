"""Timing a job against its reference, in turn, and keeping the result."""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).with_name("results.json")


@dataclass(frozen=True)
class Row:
    """One figure. `ratio` is value by reference; `spread` is (largest - smallest) / median of the runs."""

    name: str
    value: float
    unit: str
    reference: str
    reference_value: float
    ratio: float
    target: float
    better: str
    holds: bool
    runs: int
    spread: float


def per_second(job: Callable[[], int]) -> float:
    """How many a second; the job returns how many it did."""
    started = time.perf_counter()
    done = job()
    return done / (time.perf_counter() - started)


def compare(
    name: str,
    *,
    value: Callable[[], int],
    reference: Callable[[], int],
    against: str,
    target: float,
    runs: int = 5,
) -> Row:
    """Both jobs in turn, `runs` times, medians; the target is a least ratio."""
    values, references = [], []
    for _ in range(runs):
        values.append(per_second(value))
        references.append(per_second(reference))
    median, base = statistics.median(values), statistics.median(references)
    ratio = median / base
    spread = (max(values) - min(values)) / median
    return Row(
        name,
        round(median, 1),
        "1/s",
        against,
        round(base, 1),
        round(ratio, 3),
        target,
        "higher",
        ratio >= target,
        runs,
        round(spread, 3),
    )


def keep(rows: list[Row]) -> None:
    """Merge rows into results.json and print them as a table."""
    before = json.loads(RESULTS.read_text("utf-8"))["rows"] if RESULTS.exists() else []
    fresh = {row.name: asdict(row) for row in rows}
    merged = [row for row in before if row["name"] not in fresh] + list(fresh.values())
    machine = {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}
    content = {"machine": machine, "at": datetime.now(UTC).isoformat(timespec="seconds"), "rows": merged}
    RESULTS.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", "utf-8")
    for row in rows:
        mark = "holds" if row.holds else "MISSED"
        print(
            f"{row.name:<36} {row.value:>9.1f}/s  {row.ratio:>6.2f}x of {row.reference}"
            f" ({row.reference_value:.1f}/s), target {row.target}: {mark}, spread {row.spread:.0%}"
        )
