"""That .importlinter bites: each planted import must break the contract that is about it."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import ROOT

LINT = Path(sys.executable).with_name("lint-imports")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    settings = configparser.ConfigParser()
    settings.read(ROOT / ".importlinter")
    for package in settings["importlinter"]["root_packages"].split():
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "static")
        )
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    # The script puts its working folder first on the path, so it reads the copy.
    return subprocess.run([LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


def test_the_project_keeps_its_layers_and_a_planted_import_breaks_them(copy: Path) -> None:
    assert lint(copy).returncode == 0
    (copy / "ledger" / "planted.py").write_text("import billing.models\n")
    (copy / "daraja_sandbox" / "planted.py").write_text("from core import money\n")
    (copy / "reconciliation" / "planted.py").write_text("import billing.models\n")
    with (copy / "core" / "money.py").open("a") as file:
        file.write("\nimport django.conf\n")
    (copy / "core" / "planted.py").write_text("import core.tasks\n")
    (copy / "embedded" / "planted.py").write_text("import core.money\n")
    (copy / "ledger" / "journal" / "planted.py").write_text("import ledger.vouchers.writing\n")
    done = lint(copy)
    assert done.returncode == 1
    for name in (
        "An app imports only what lies below it",
        "Reconciliation knows neither billing nor markets",
        "The local Safaricom is a stranger: it imports nothing of ours",
        "Arithmetic, reading and the wire do without Django",
        "Nobody imports tasks: jobs are woken by name",
        "What one machine needs knows no app",
        "Rooms of ledger",
        "No circle, on any level",
    ):
        assert f"{name} BROKEN" in done.stdout
