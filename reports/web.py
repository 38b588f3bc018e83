"""Report files for download, through the signed addresses of users/files.py."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO

from core import days
from core.errors import NotFound
from reports.formats import MEDIA_TYPES, Format
from reports.keeping import PART, content_of
from reports.models import ReportFile, ReportState
from reports.selectors import files_read_by
from users.audit import record_audit
from users.files import Given, NoSuchFile, file_address
from users.models import User

REPORT = "report_file"


def download_path(*, user: User, file: ReportFile) -> str:
    """Where this person may GET a file of theirs within ten minutes."""
    return file_address(REPORT, user=user, pk=file.pk)


def give_report(user: User, file_id: int) -> Given:
    """A file that is ready, to who asked for it and still has the right; every download is audited.

    Raises NoSuchFile to who has lost the right, of another person's file and of one that has run out: as of
    an address that was made up.
    """
    ready = files_read_by(user).filter(state=ReportState.READY, expires_at__gt=days.now())
    file = ready.select_related("business", "data_key", "source__data_key").filter(pk=file_id).first()
    if file is None:
        raise NoSuchFile
    with ExitStack() as opened:
        content = opened.enter_context(TemporaryFile())
        try:
            for part in content_of(file):
                content.write(part)
        except NotFound:
            raise NoSuchFile from None
        opened.pop_all()  # it is closed by who reads it
    record_audit(
        actor=user,
        business=file.business,
        action="report.download",
        subject=file,
        details={"report": file.report, "format": file.format, "file": file.file_name},
    )
    return Given(file.file_name, _whole(content), MEDIA_TYPES[Format(file.format)])


def _whole(file: IO[bytes]) -> bytes | Iterator[bytes]:
    """All of a file that was written, in parts where it is large: memory holds one of them at a time, and no
    slow reader holds a connection."""
    if file.tell() <= PART:
        with file:
            file.seek(0)
            return file.read()
    return _parts(file)


def _parts(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while part := file.read(PART):
            yield part
