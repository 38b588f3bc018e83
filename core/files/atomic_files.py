"""Files that readers see whole or not at all, also after a crash. Without Django."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

READABLE, PRIVATE = 0o666, 0o600


@contextmanager
def whole_file(path: Path, *, mode: int = READABLE, replace: bool = True) -> Iterator[BinaryIO]:
    """Write a file aside; it takes its place when the block ends well, on the disk by then.

    With replace=False what is there already, also since a moment ago, stays. What is no regular file (a pipe,
    /dev/stdout) is written straight. `mode` is narrowed by the umask.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        with path.open("wb") as straight:
            yield straight
        return
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with open(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if replace:
            aside.replace(path)
        else:
            with suppress(FileExistsError):
                os.link(aside, path)
        _sync_folder(path.parent)
    finally:
        aside.unlink(missing_ok=True)


def write_whole(path: Path, text: str, *, mode: int = READABLE, replace: bool = True) -> None:
    """As whole_file, for text that is there already."""
    with whole_file(path, mode=mode, replace=replace) as file:
        file.write(text.encode())


def append_whole(path: Path, text: str) -> None:
    """Add text to the end of a file, all of it or nothing, on the disk when this returns.

    One write under a lock (flock), so that two who append do not mix, and who reads under a shared one never
    sees half of it. Raises OSError.
    """
    descriptor = os.open(path, os.O_CREAT | os.O_APPEND | os.O_RDWR, READABLE)
    try:
        with suppress(OSError):  # not every network mount knows locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        data = text.encode()
        written = os.write(descriptor, data)
        if written != len(data):
            os.ftruncate(descriptor, os.fstat(descriptor).st_size - written)
            raise OSError(f"{path} takes no more: the disk is full")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
