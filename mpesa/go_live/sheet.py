"""The sheet of a run: each scenario with what was done, what was seen, and how long it took."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from core.errors import DomainError
from core.machine.scrub import scrub_line
from mpesa.go_live.ground import Failed, Ground, NotRun
from mpesa.go_live.scenarios import SCENARIOS

PASS, FAIL, NOT_RUN = "pass", "fail", "not run"


@dataclass(frozen=True)
class Line:
    """One scenario's outcome; `seen` of one that was not run says why."""

    name: str
    verdict: str
    done: str
    seen: str
    seconds: float


def run_scenarios(
    ground: Ground,
    scenarios: Mapping[str, Callable[[Ground], str]] = SCENARIOS,
    *,
    tell: Callable[[Line], object] = lambda line: None,
) -> list[Line]:
    """Run them one after the other; `tell` hears of each as it ends. None stops those behind it."""
    lines = []
    for name, scenario in scenarios.items():
        done = (scenario.__doc__ or "").strip().splitlines()[0]
        began = time.monotonic()
        try:
            verdict, seen = PASS, scenario(ground)
        except NotRun as reason:
            verdict, seen = NOT_RUN, str(reason)
        except Failed as sight:
            verdict, seen = FAIL, str(sight)
        except DomainError as error:
            verdict, seen = FAIL, str(error)
        lines.append(Line(name, verdict, done, scrub_line(seen), round(time.monotonic() - began, 1)))
        tell(lines[-1])
    return lines


def as_text(line: Line) -> str:
    return f"{line.verdict:<8} {line.name:<20} {line.seconds:>6.1f} s  {line.done}\n{'':<39}{line.seen}"


def summary(lines: list[Line]) -> str:
    counts = {verdict: sum(line.verdict == verdict for line in lines) for verdict in (PASS, FAIL, NOT_RUN)}
    return f"{counts[PASS]} passed, {counts[FAIL]} failed, {counts[NOT_RUN]} not run"


def as_json(ground: Ground, lines: list[Line]) -> dict[str, object]:
    return {
        "till": ground.till.shortcode,
        "environment": ground.till.environment,
        "run": ground.run,
        "passed": all(line.verdict != FAIL for line in lines),
        "scenarios": [asdict(line) for line in lines],
    }
