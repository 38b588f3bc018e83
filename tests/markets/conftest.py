"""What several tests of markets start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.markets.certificates import RACE, certificate_of, written


@pytest.fixture
def race(tmp_path: Path) -> Path:
    """The certificate of RACE, in a file."""
    return written(certificate_of(RACE), tmp_path / "certificate.jsonl")
