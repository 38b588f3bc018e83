"""The file of heads: read strictly, added to, and begun once.

An anchor is worth what cannot be undone quietly: a file that is empty, half-written, changed or gone is a
break (HEADS_UNREADABLE), and no new head is written over the loss. That a file was begun is remembered in the
audit log, so that one that is gone is missed.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from core.errors import InvalidInput, InvalidState
from core.files.atomic_files import append_whole, write_whole
from ledger.integrity.heads import broken_heads, current_heads
from ledger.integrity.offline_verifier import Head, lines_of, read_heads
from ledger.integrity.verifying import LIMIT, Break
from users.actors import SYSTEM
from users.audit import record_audit
from users.models import AuditEntry

_BEGUN = "ledger.heads_begin"


@dataclass(frozen=True)
class Kept:
    """What a file of heads holds, and what is wrong with it; one wrong line does not hide the others."""

    heads: list[Head] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)


def heads_in(path: Path) -> Kept:
    """The heads in a file; HEADS_UNREADABLE for what is not there, holds none, or was changed.

    Every business reads that: it names the file, not its folder.
    """
    try:
        with path.open("rb") as file:
            with suppress(OSError):  # not every network mount knows locks
                fcntl.flock(file, fcntl.LOCK_SH)  # somebody may be adding to it
            heads, problems = read_heads(lines_of(file))
    except OSError as error:
        heads, problems = [], [error.strerror or "cannot be read"]
    return Kept(heads, [Break("HEADS_UNREADABLE", 0, f"{path.name}: {each}") for each in problems[:LIMIT]])


def kept_heads() -> Kept:
    """What LEDGER_HEADS_PATH holds; nothing where it is not set, or set and not begun yet."""
    path = Path(settings.LEDGER_HEADS_PATH) if settings.LEDGER_HEADS_PATH else None
    if path is None or not (os.path.exists(path) or _was_begun(path)):
        return Kept()
    return _heads_kept_in(path)


def _heads_kept_in(path: Path) -> Kept:
    """As heads_in, of a file that is added to: one that became a pipe is not waited for."""
    if os.path.exists(path) and not path.is_file():
        return Kept(breaks=[Break("HEADS_UNREADABLE", 0, f"{path.name}: no regular file")])
    return heads_in(path)


def append_heads(path: Path, *, begin: bool = False, besides: Collection[int] = ()) -> list[Head]:
    """Add the heads of now to a file, one JSON object a line: the file keeps the anchors of every day.

    A file that is not there is begun; `begin` says that one which was there may be. The heads of the
    businesses `besides` are not added, and not asked whether they hold. Raises InvalidInput
    BAD_HEADS for a file that is gone or does not hold heads, InvalidState BOOKS_BROKEN when the books are not
    those of its heads, and OSError. What is no regular file (a pipe), and was none, is written straight.
    """
    heads = [head for head in current_heads() if head.business_id not in besides]
    text = "".join(f"{head.as_line()}\n" for head in heads)
    begun = _was_begun(path)
    if os.path.exists(path) and not path.is_file() and not begun:
        write_whole(path, text)
        return heads
    if os.path.exists(path):
        _require_heads_that_hold(path, besides)
    elif begun and not begin:
        raise InvalidInput("BAD_HEADS", "heads", f"{path} held heads and is gone: put a copy of it back.")
    append_whole(path, text)
    if not begun:
        record_audit(actor=SYSTEM, business=None, action=_BEGUN, details={"file": os.path.abspath(path)})
    return heads


def _require_heads_that_hold(path: Path, besides: Collection[int]) -> None:
    kept = _heads_kept_in(path)
    if kept.breaks:
        raise InvalidInput("BAD_HEADS", "heads", f"{kept.breaks[0].detail}. Nothing was added.")
    if breaks := [each for each in broken_heads(kept.heads) if each.business_id not in besides]:
        raise InvalidState("BOOKS_BROKEN", "heads", f"The books are not those of {path}: {breaks[0].detail}.")


def _was_begun(path: Path) -> bool:
    return AuditEntry.objects.filter(
        business=None, action=_BEGUN, details__file=os.path.abspath(path)
    ).exists()
