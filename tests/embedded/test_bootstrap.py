from __future__ import annotations

import importlib.util
import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

from tests.environment import ROOT


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """scripts/bootstrap.py whose venv and pip are notes in `calls`."""
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "scripts" / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.calls = []

    def make_venv(folder: str) -> None:
        module.calls.append("venv")
        Path(folder).mkdir()

    monkeypatch.setattr(module, "make_venv", make_venv)
    monkeypatch.setattr(module, "install", lambda root, folder, files: module.calls.append(" ".join(files)))
    monkeypatch.setattr(module, "works", lambda folder: Path(folder).is_dir())
    monkeypatch.setattr(module, "same_python", lambda folder: True)
    return module


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "requirements.txt").write_text("django==5.2.19\n")
    (tmp_path / "requirements-dev.txt").write_text("-r requirements.txt\npytest==9.2.0\n")
    return tmp_path


def calls(bootstrap: ModuleType, project: Path, wanted: str) -> list[str]:
    bootstrap.calls.clear()
    bootstrap.bootstrap(str(project), wanted)
    return list(bootstrap.calls)


def test_installs_once_until_the_requirements_change(bootstrap: ModuleType, project: Path) -> None:
    assert calls(bootstrap, project, "run") == ["venv", "requirements.txt"]
    assert calls(bootstrap, project, "run") == []
    assert calls(bootstrap, project, "dev") == ["requirements.txt requirements-dev.txt"]
    assert calls(bootstrap, project, "dev") == calls(bootstrap, project, "run") == []
    (project / "requirements.txt").write_text("django==5.2.20\n")
    assert calls(bootstrap, project, "run") == ["requirements.txt"]
    assert calls(bootstrap, project, "dev") == ["requirements.txt requirements-dev.txt"]


def test_a_half_installed_one_is_repaired(
    bootstrap: ModuleType, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise bootstrap.CannotGoOn("no network")

    install = bootstrap.install
    monkeypatch.setattr(bootstrap, "install", fail)
    with pytest.raises(bootstrap.CannotGoOn):
        bootstrap.bootstrap(str(project), "run")
    monkeypatch.setattr(bootstrap, "install", install)
    assert calls(bootstrap, project, "run") == ["requirements.txt"]
    monkeypatch.setattr(bootstrap, "works", lambda folder: False)
    assert calls(bootstrap, project, "run") == ["venv", "requirements.txt"]


def test_a_moved_project_or_another_python_is_installed_again(
    bootstrap: ModuleType, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls(bootstrap, project, "run")
    monkeypatch.setattr(bootstrap.sys, "version", "3.99.0")
    monkeypatch.setattr(bootstrap, "same_python", lambda folder: False)
    assert calls(bootstrap, project, "run") == ["venv", "requirements.txt"]


def test_an_old_python_gets_one_line(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    assert bootstrap.main([]) == 2
    said = capsys.readouterr().err
    assert re.fullmatch(r"hesabu: Python 3\.11 or newer is needed, and .* is 3\.9: .*\n", said)


def test_a_missing_venv_module_is_one_line_with_the_command(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(bootstrap.sys.modules, "ensurepip", None)
    assert bootstrap.main([]) == 2
    assert "apt install python3-venv" in capsys.readouterr().err


def test_make_alone_prints_the_targets() -> None:
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in ("run", "test", "check", "demo", "slow", "bench", "schema", "clean-local"):
        assert f"make {target} " in done.stdout
