"""What Django-Q calls."""

from __future__ import annotations

from core.machine import jobs


def drain(queue: str) -> int:
    return jobs.drain_queue(queue)


def sweep() -> None:
    jobs.wake_all()


def beat(cluster: str) -> None:
    jobs.beat_again(cluster)
