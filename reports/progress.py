"""How far a file that is being made has come, told while it is made.

What makes it reads one picture of the books in one transaction, which says nothing to anybody before its
end: another thread, with a connection of its own, says meanwhile how many rows there are, and that the work
goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final

from django.db import connection, transaction

from core.machine.claiming import renew
from reports.keeping import tell_changed
from reports.limiting import Walk
from reports.models import ReportFile

logger = logging.getLogger(__name__)

#: How often the lease is lengthened, and how many times that is until followers are told.
EVERY_SECONDS: Final = 2.0
TOLD_EACH: Final = 2


@contextmanager
def told(file: ReportFile, walk: Walk) -> Iterator[None]:
    """While this lasts, keep the claim on a file and tell how many rows of it have been walked."""
    ended = Event()
    thread = Thread(target=_tell, args=(file.pk, walk, ended), name=f"report file {file.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _tell(pk: int, walk: Walk, ended: Event) -> None:
    turn = 0
    try:
        file = ReportFile.objects.get(pk=pk)
        while not ended.wait(EVERY_SECONDS):
            turn += 1
            with transaction.atomic():
                renew(file, row_count=walk.rows)
                if turn % TOLD_EACH == 0:
                    tell_changed(file)
    except Exception:  # the file is made all the same, or taken up by another
        logger.warning("how far a report has come is not told any more", exc_info=True)
    finally:
        connection.close()
