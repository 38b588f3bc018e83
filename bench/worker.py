"""A process that drains queues each time that it is given a line, as a job of a cluster does.

`python -m bench.worker QUEUE ...`; it says "ready", and "done" after each time.
"""

from __future__ import annotations

import sys

import django


def main(queues: list[str]) -> None:
    django.setup()
    from core.machine.jobs import drain_queue

    print("ready", flush=True)
    for _ in sys.stdin:
        for queue in queues:
            drain_queue(queue)
        print("done", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
