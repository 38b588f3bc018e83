"""Logging in which no phone number, token, PIN, checkout id or whole receipt number can be read.

The formatter masks the finished line, tracebacks and arguments included, so no call site can forget it.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
from datetime import UTC, datetime
from types import TracebackType

from core.machine.scrub import scrub_line

logger = logging.getLogger(__name__)


def _message(record: logging.LogRecord) -> str:
    """The record's text. A call with the wrong arguments is no reason for logging to print them unmasked."""
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return f"{record.msg} (logged with arguments that do not fit)"


class OneLineForCallers(logging.Filter):
    """Lets all pass, but no traceback of what a caller did wrong: anybody could fill the disk with them.

    Django writes one for each request by a name that is not in ALLOWED_HOSTS, and for each answer 403.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        security = record.name.startswith("django.security.")
        if security or (record.name == "django.request" and record.levelno < logging.ERROR):
            record.exc_info = None
        return True


def mask_the_uncaught() -> None:
    """Have errors that nobody catches, and warnings, go through logging too: Python prints them as they are.

    An interrupt stays what it is, and a program that hears of its errors in another way keeps that.
    """
    logging.captureWarnings(True)
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _log_uncaught
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = lambda ended: _log_uncaught(
            ended.exc_type, ended.exc_value, ended.exc_traceback
        )


def _log_uncaught(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    if error is None or issubclass(kind, KeyboardInterrupt | SystemExit):
        sys.__excepthook__(kind, error or kind(), trace)
    else:
        logger.critical("nobody caught this", exc_info=(kind, error, trace))


class MaskedFormatter(logging.Formatter):
    """Text lines, masked."""

    def format(self, record: logging.LogRecord) -> str:
        shown = logging.makeLogRecord({**record.__dict__, "msg": _message(record), "args": None})
        return scrub_line(super().format(shown))


class JsonFormatter(logging.Formatter):
    """One JSON object a line, masked."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": scrub_line(_message(record)),
        }
        if record.exc_info:
            line["traceback"] = scrub_line(self.formatException(record.exc_info))
        return json.dumps(line)
