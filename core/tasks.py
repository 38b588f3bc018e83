"""What Django-Q calls."""

from __future__ import annotations

from core.machine import jobs, turns, watching


def drain(queue: str) -> int:
    return jobs.drain_queue(queue, within=jobs.SLICE_SECONDS)


def sweep() -> None:
    jobs.wake_all()
    turns.let_go_of_quiet()
    watching.look_around()


def beat(cluster: str) -> None:
    jobs.beat_again(cluster)
