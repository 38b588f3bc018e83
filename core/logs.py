"""Logging in which no phone number, token, PIN or checkout id can be read.

The formatter masks the finished line, tracebacks and arguments included, so no call site can forget it.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from core.scrub import scrub


class MaskedFormatter(logging.Formatter):
    """Text lines, masked."""

    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a line, masked."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": scrub(record.getMessage()),
        }
        if record.exc_info:
            line["traceback"] = scrub(self.formatException(record.exc_info))
        return json.dumps(line)
