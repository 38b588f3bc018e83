"""Arguments of commands come from outside too: bytes that are no UTF-8 are halves of characters."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command, get_commands, load_command_class

from core.machine.commands import HesabuCommand
from tests.environment import ROOT

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


def test_every_command_of_ours_ends_an_error_as_one_line():
    ours = {config.name for config in apps.get_app_configs() if (ROOT / config.name).is_dir()}
    # Django's own `migrate` with another database has Django's own ways.
    commands = [(app, name) for name, app in get_commands().items() if app in ours and name != "migrate"]
    assert len(commands) >= 20
    for app, name in commands:
        assert isinstance(load_command_class(app, name), HesabuCommand), name
