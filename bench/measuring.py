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

#: Limits that are rates or times are those of a machine that makes so many single postings a second.
REFERENCE_POSTINGS = 1_487
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


def scaled(rate: int, postings: float) -> int:
    """A rate that is stated for a machine of REFERENCE_POSTINGS, on one that makes so many single postings a
    second; never more than stated."""
    return max(1, min(rate, round(rate * postings / REFERENCE_POSTINGS)))


def per_second(job: Callable[[], int]) -> float:
    """How many a second; the job returns how many it did."""
    started = time.perf_counter()
    done = job()
    return done / (time.perf_counter() - started)


def milliseconds(job: Callable[[], object]) -> float:
    """How long a job takes."""
    started = time.perf_counter()
    job()
    return (time.perf_counter() - started) * 1000


def compare(
    name: str,
    *,
    value: Callable[[], int],
    reference: Callable[[], int],
    against: str,
    target: float,
    runs: int = 5,
) -> Row:
    """Both jobs in turn, `runs` times, medians of how many a second; the target is a least ratio."""
    values, references = [], []
    for _ in range(runs):
        values.append(per_second(value))
        references.append(per_second(reference))
    return row(name, values, "1/s", against, references, target=target)


def compare_times(
    name: str,
    *,
    value: Callable[[], object],
    reference: Callable[[], object],
    against: str,
    target: float,
    faster: bool = False,
    runs: int = 5,
) -> Row:
    """Both jobs in turn, `runs` times, medians in milliseconds.

    The ratio is value by reference, and the target the most it may be; with `faster` it is how many times
    faster than the reference, and the target the least.
    """
    values, references = [], []
    for _ in range(runs):
        values.append(milliseconds(value))
        references.append(milliseconds(reference))
    return row(name, values, "ms", against, references, target=target, faster=faster)


def row(
    name: str,
    values: list[float],
    unit: str,
    against: str,
    references: list[float],
    *,
    target: float,
    absolute: bool = False,
    faster: bool = False,
    lower: bool = False,
) -> Row:
    """A figure out of its runs. The target bounds the ratio, or, when `absolute`, the value itself; times are
    to be below it, and with `lower` anything else is."""
    median, base = statistics.median(values), statistics.median(references)
    ratio = base / median if faster else median / base
    lower_is_better = lower or (unit == "ms" and not faster)
    bounded = median if absolute else ratio
    return Row(
        name=name,
        value=round(median, 3),
        unit=unit,
        reference=against,
        reference_value=round(base, 3),
        ratio=round(ratio, 3),
        target=target,
        better="lower" if lower_is_better else "higher",
        holds=bounded <= target if lower_is_better else bounded >= target,
        runs=len(values),
        spread=round((max(values) - min(values)) / median, 3),
    )


def keep(fresh: Row) -> None:
    """Merge a figure into results.json and print it."""
    before = json.loads(RESULTS.read_text("utf-8"))["rows"] if RESULTS.exists() else []
    rows = [each for each in before if each["name"] != fresh.name] + [asdict(fresh)]
    machine = {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}
    content = {"machine": machine, "at": datetime.now(UTC).isoformat(timespec="seconds"), "rows": rows}
    RESULTS.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", "utf-8")
    mark = "holds" if fresh.holds else "MISSED"
    print(
        f"{fresh.name:<36} {fresh.value:>11,.1f} {fresh.unit:<4}{fresh.ratio:>8.2f}x of {fresh.reference}"
        f" ({fresh.reference_value:,.1f}), target {fresh.target:g}: {mark}, spread {fresh.spread:.0%}",
        flush=True,
    )
