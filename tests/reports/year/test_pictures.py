"""The sheets in the documents. `make screenshots` writes them anew (HESABU_PICTURES=1)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.clock import Clock
from tests.reports.sheets.libreoffice import needs_libreoffice
from tests.reports.year.files import Files
from tests.reports.year.pictures import BUSY, CUSTOMERS, PICTURES, draw, needs_poppler
from tests.reports.year.years import Year
from users.models import Business

IMAGES = Path(__file__).parents[3] / "docs" / "images"
SMALL = 80_000  # bytes


def test_the_pictures_of_sheets_are_there_and_small() -> None:
    told = (IMAGES.parent / "reports.md").read_text("utf-8")
    for name in PICTURES:
        assert 2_000 < (IMAGES / f"{name}.webp").stat().st_size < SMALL
        assert f"](images/{name}.webp)" in told


@pytest.mark.slow
@needs_libreoffice
@needs_poppler
def test_sheets_are_drawn(db: None, clock: Clock, settings: Any, tmp_path: Path) -> None:
    """No page is empty, and ink is on it from one edge to the other."""
    settings.BASE_URL = "http://127.0.0.1:9"
    year = Year(clock, names=CUSTOMERS)
    Business.objects.filter(pk=year.house.business.pk).update(name="Maji Safi Water")
    year.house.business.refresh_from_db()
    year.happen(BUSY)
    for name, picture in draw(Files(year), tmp_path).items():
        assert picture.width > 500 and picture.height > 100, (name, picture.size)
        if os.environ.get("HESABU_PICTURES"):
            picture.save(IMAGES / f"{name}.webp", quality=60, method=6)
