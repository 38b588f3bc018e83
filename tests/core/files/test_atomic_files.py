from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.files.atomic_files import PRIVATE, append_whole, whole_file, write_whole


def test_a_block_that_fails_leaves_what_was_there_and_nothing_else(tmp_path: Path):
    path = tmp_path / "journal"
    for before in (None, "old"):
        if before:
            path.write_text(before)
        with pytest.raises(ZeroDivisionError), whole_file(path) as file:
            file.write(b"half")
            _ = 1 // 0
        assert [each.read_text() for each in tmp_path.iterdir()] == ([before] if before else [])
    with whole_file(path) as file:
        file.write(b"new")
        assert path.read_text() == "old"
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == {"journal": "new"}


def test_who_was_first_stays_where_nothing_is_replaced(tmp_path: Path):
    path = tmp_path / "secrets"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: write_whole(path, f"{n}" * 100, mode=PRIVATE, replace=False), range(8)))
    first = path.read_text()
    assert first in {f"{n}" * 100 for n in range(8)} and stat.S_IMODE(path.stat().st_mode) == 0o600
    write_whole(path, "later", replace=False)
    assert path.read_text() == first and len(list(tmp_path.iterdir())) == 1


def test_a_link_keeps_pointing_and_a_pipe_is_written_straight(tmp_path: Path):
    target, link, pipe = tmp_path / "target", tmp_path / "link", tmp_path / "pipe"
    target.write_text("old")
    link.symlink_to(target)
    write_whole(link, "new")
    assert link.is_symlink() and target.read_text() == "new"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_text)
        write_whole(pipe, "through")
        assert read.result() == "through"
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_who_append_at_once_do_not_mix(tmp_path: Path):
    path = tmp_path / "heads"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: append_whole(path, f"{n}" * 5000 + "\n"), range(8)))
    assert sorted(path.read_text().splitlines()) == [f"{n}" * 5000 for n in range(8)]
    full = Path("/dev/full")
    if full.exists():
        with pytest.raises(OSError, match="space"):
            append_whole(full, "x")
