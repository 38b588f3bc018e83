"""Arguments of commands come from outside too: bytes that are no UTF-8 are halves of characters."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

NO_TEXT = "\udcff"


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("verify_ledger", {"business": NO_TEXT}),
        ("export_journal", {"business": NO_TEXT, "out": "journal.jsonl"}),
        ("export_books", {"business": NO_TEXT, "format": "csv"}),
        ("register_urls", {"till": NO_TEXT}),
        ("create_business", {"code": "maji", "name": "Maji", "owner": NO_TEXT}),
        ("reconcile", {"till": NO_TEXT, "from_day": "2026-11-01", "to_day": "2026-11-02"}),
    ],
)
def test_an_argument_that_is_no_text_is_one_clear_line(command: str, options: dict[str, str], db, tmp_path):
    if "out" in options:
        options = options | {"out": str(tmp_path / options["out"])}
    with pytest.raises(CommandError, match="not text"):
        call_command(command, **options)


def test_a_file_may_be_called_whatever_it_is_called(db, tmp_path):
    file = tmp_path / f"{NO_TEXT}.csv"
    file.write_text("Receipt No.\n")
    with pytest.raises(CommandError) as told:
        call_command("import_statement", str(file), till="600100")
    assert "\n" not in str(told.value)
