"""An XLS is read by a process of its own, which may die of it.

The reader believes what the file says of itself: one wrong byte in the size of a sheet, and it asks for so
much memory that it ends the process it runs in. So that process is a small one, which has a bound on its
memory and its time and no secret in its environment.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path

from core.files.old_workbook_guard import check_old_workbook
from core.files.workbook_guard import Limits, WorkbookTooLarge, WorkbookUnsound
from core.files.workbooks import Sheet, open_sheets

#: A sheet of this format has at most 65,536 rows of 256 cells, and the reader keeps them all: half a GiB.
MEMORY, CPU_SECONDS, SECONDS = 1536 * 1024 * 1024, 60, 300
_TOO_LARGE, _UNSOUND = 3, 4


def read_old_workbook(data: bytes, limits: Limits, *, first: str, hidden: list[str]) -> Iterator[Sheet]:
    """As workbooks.open_sheets, of an XLS. Raises WorkbookTooLarge / WorkbookUnsound."""
    asked = pickle.dumps((data, astuple(limits), first))
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__],
            input=asked,
            capture_output=True,
            cwd=Path(__file__).parents[2],
            env={},
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise WorkbookUnsound from None
    if done.returncode == _TOO_LARGE:
        raise WorkbookTooLarge
    if done.returncode:
        raise WorkbookUnsound(done.stdout.decode() if done.returncode == _UNSOUND else "")
    sheets, names = pickle.loads(done.stdout)  # noqa: S301  (our own process wrote it)
    hidden.extend(names)
    yield from sheets


def main() -> int:
    """The other process: bytes in, sheets out."""
    data, limits, first = pickle.load(sys.stdin.buffer)  # noqa: S301  (our own process wrote it)
    with suppress(ImportError, ValueError, OSError):  # not every system can bound a process
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hidden: list[str] = []
    try:
        computed = check_old_workbook(data)
        sheets = list(open_sheets(data, Limits(*limits), computed, first=first, hidden=hidden))
    except WorkbookTooLarge:
        return _TOO_LARGE
    except WorkbookUnsound as problem:
        sys.stdout.write(str(problem))
        return _UNSOUND
    pickle.dump((sheets, hidden), sys.stdout.buffer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
