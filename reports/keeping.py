"""The content of report files: in parts of a megabyte, each sealed, until it runs out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import IO, Final

from core import days
from core.errors import NotFound
from core.machine.crypto import Unreadable, new_data_key, seal, unseal_bytes
from core.machine.jobs import wake
from core.machine.turns import work_through
from core.rows.events import record_event
from core.rows.states import take_step
from reports.models import ReportFile, ReportPart, ReportState

#: Bytes of a file that are sealed, held and sent at a time.
PART: Final = 1024 * 1024
#: For how long the content of a file is kept.
KEPT: Final = timedelta(days=7)
EXPIRE_QUEUE: Final = "reports.expire"
BATCH: Final = 20


def keep_content(file: ReportFile, content: IO[bytes]) -> None:
    """Seal and add the content of a file that the caller has locked, and set its size, digest and key."""
    content.seek(0)
    key, sha256, size, position = new_data_key(), hashlib.sha256(), 0, 0
    while part := content.read(PART):
        sealed = seal(key, part, purpose=_purpose(file, position))
        ReportPart.objects.create(file=file, position=position, sealed=sealed)
        sha256.update(part)
        size, position = size + len(part), position + 1
    file.data_key, file.size, file.sha256 = key, size, sha256.hexdigest()


def content_of(file: ReportFile) -> Iterator[bytes]:
    """The bytes of a file that is ready, part by part. Raises NotFound once they have run out."""
    holder, size = file.holder, 0
    for position in count():
        if size >= (file.size or 0):
            return
        row = ReportPart.objects.filter(file=holder, position=position).first()
        try:
            if row is None:
                raise Unreadable("the part is gone")
            part = unseal_bytes(holder.data_key, row.sealed, purpose=_purpose(holder, position))
        except Unreadable:
            raise NotFound("report file") from None
        size += len(part)
        yield part


def _purpose(file: ReportFile, position: int) -> str:
    return f"report.{file.pk}.{position}"


def expire_files() -> int:
    """Drain of reports.expire: take away the content of files that have run out; returns how many."""
    ready = ReportFile.objects.filter(state=ReportState.READY, expires_at__lte=days.now())
    due = ready.select_related("data_key").order_by("expires_at", "pk")
    return len(work_through(due, _expire, what=EXPIRE_QUEUE, limit=BATCH))


def _expire(file: ReportFile) -> None:
    delete_content(file)
    tell_changed(file)


def delete_content(file: ReportFile) -> None:
    """Take away the content of a file that is READY and locked, and the key to it."""
    key = file.data_key
    take_step(file, ReportState.EXPIRED)
    file.data_key = None
    file.save(update_fields=["state", "data_key"])
    ReportPart.objects.filter(file=file).delete()
    if key is not None:
        key.delete()


def settle_ready(file: ReportFile) -> None:
    """Say until when a file just made is kept, and have it taken away then. The caller saves it."""
    take_step(file, ReportState.READY)
    file.made_at = days.now()
    file.expires_at = file.made_at + KEPT
    wake(EXPIRE_QUEUE, at=file.expires_at)


def tell_changed(file: ReportFile) -> None:
    record_event(topic="report.changed", business_id=file.business_id, file=file.pk, state=file.state)
