from __future__ import annotations

from reports.web import REPORT
from users.files import register_download


def wire() -> None:
    register_download(REPORT, give="reports.web.give_report")
