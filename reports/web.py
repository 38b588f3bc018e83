"""Reports made while somebody waits, through the signed addresses of users/files.py."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO

from core.errors import NotAllowed, NotFound
from reports.making import Format, check_report, write_report
from reports.saying import Said, said_facts, said_of
from users.audit import record_audit
from users.files import Given, NoSuchFile, file_address
from users.models import Business, User

REPORT = "report"
#: What is made while a browser waits: some seconds, and some megabytes.
MOST_ROWS = 100_000
#: Bytes of a file that are held and sent at a time.
PART = 1024 * 1024
_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.CSV_FOR_EXCEL: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
}


def report_path(*, user: User, business: Business, said: Said, format: Format) -> str:
    """Where this person may GET a report within ten minutes; it is made then. Raises as check_report does."""
    check_report(said=said, actor=user, business=business)
    told = {"format": format.value, "said": said_facts(said)}
    return file_address(REPORT, user=user, pk=business.pk, name=json.dumps(told))


def give_report(user: User, business_id: int, name: str) -> Given:
    """A report as of now; every download is audited.

    Raises as write_report does, but NoSuchFile to who has lost the right, and of a thing that is gone: as of
    an address that was made up.
    """
    told = json.loads(name)
    business, format = Business.objects.get(pk=business_id), Format(told["format"])
    with ExitStack() as opened:
        target = opened.enter_context(TemporaryFile())
        try:
            said = said_of(told["said"])
            file_name = write_report(
                target, said=said, actor=user, business=business, format=format, most_rows=MOST_ROWS
            )
        except (NotAllowed, NotFound):
            raise NoSuchFile from None
        opened.pop_all()  # it is closed by who reads it
    record_audit(
        actor=user,
        business=business,
        action="report.download",
        subject=business,
        details={"report": said.key, "format": format.value, "file": file_name},
    )
    return Given(file_name, _content(target), _TYPES[format])


def _content(file: IO[bytes]) -> bytes | Iterator[bytes]:
    """All of a file that was written, in parts where it is large: memory holds one of them at a time."""
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
