"""A browser for the sandbox's page."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console.browser import Browser, find_chromium


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    """Skips, saying how to get one, on a machine without Chromium; what the page complains of fails."""
    try:
        find_chromium()
    except RuntimeError as missing:
        pytest.skip(str(missing))
    profile = tmp_path / "profile"
    profile.mkdir()
    with Browser(profile) as opened:
        yield opened
        assert opened.complaints == []
