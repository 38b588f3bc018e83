"""A process that writes the general ledger of a business and says what it took.

`python -m bench.general_ledger BUSINESS FIRST LAST`; it prints the most memory that it had, in MiB, and the
seconds.
"""

from __future__ import annotations

import os
import re
import sys
import time
from datetime import date
from pathlib import Path

import django


def main(business: int, first: date, last: date) -> None:
    django.setup()
    from reports.making import write_report
    from reports.saying import Said
    from users.actors import SYSTEM
    from users.models import Business

    started = time.perf_counter()
    with open(os.devnull, "wb") as target:
        write_report(
            target,
            said=Said(key="general_ledger", first_day=first, last_day=last),
            actor=SYSTEM,
            business=Business.objects.get(pk=business),
        )
    seconds = time.perf_counter() - started
    # What getrusage says is at least what the process had that started this one.
    (most,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    print(int(most) / 1024, seconds)


if __name__ == "__main__":
    main(int(sys.argv[1]), date.fromisoformat(sys.argv[2]), date.fromisoformat(sys.argv[3]))
