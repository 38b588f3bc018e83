from __future__ import annotations

import base64
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from embedded import env, secret_keys
from tests.environment import ROOT
from tests.production import PRODUCTION

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
OLDER_KEY = base64.urlsafe_b64encode(bytes(32)).decode()


@pytest.fixture
def dotenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "dotenv"
    monkeypatch.setenv("HESABU_ENV_FILE", str(path))
    monkeypatch.delenv("THING", raising=False)
    env.read_dotenv.cache_clear()
    return path


def test_dotenv_reads_quotes_comments_and_export(dotenv: Path) -> None:
    dotenv.write_text("# a comment\n\nA=1 # one\nB='x # y'\nC=\"p q\" # z\nexport D = d=e\nE=\nF=#\nG=a#b\n")
    assert env.read_dotenv(dotenv) == {
        "A": "1",
        "B": "x # y",
        "C": "p q",
        "D": "d=e",
        "E": "",
        "F": "",
        "G": "a#b",
    }


@pytest.mark.parametrize("line", ["THING", "1X=2", "A='x", 'A="x" y'])
def test_dotenv_names_the_line_it_cannot_read(dotenv: Path, line: str) -> None:
    dotenv.write_text(f"OK=1\n{line}\n")
    with pytest.raises(env.ConfigurationError, match="line 2"):
        env.text("THING")


def test_the_process_environment_wins_over_dotenv(dotenv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dotenv.write_text("THING=file\n")
    assert env.text("THING") == "file"
    monkeypatch.setenv("THING", "process")
    assert env.text("THING") == "process"
    monkeypatch.setenv("THING", "")
    assert env.text("THING", "default") == "default"


def test_a_value_may_live_in_a_file(dotenv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("s3cret\n")
    monkeypatch.setenv("THING_FILE", str(tmp_path / "secret"))
    assert env.text("THING") == "s3cret"
    monkeypatch.setenv("THING", "both")
    with pytest.raises(env.ConfigurationError, match="THING and THING_FILE are both set"):
        env.text("THING")
    monkeypatch.delenv("THING")
    monkeypatch.setenv("THING_FILE", str(tmp_path / "absent"))
    with pytest.raises(env.ConfigurationError, match=r"THING_FILE: .*absent cannot be read"):
        env.text("THING")


def test_a_missing_value_without_default_is_named(dotenv: Path) -> None:
    with pytest.raises(env.ConfigurationError, match="THING is missing"):
        env.text("THING")
    with pytest.raises(env.ConfigurationError, match="THING is missing"):
        env.number("THING", env.REQUIRED, 1, 2)


@pytest.mark.parametrize(("value", "answer"), [("1", True), ("Yes", True), ("off", False), ("FALSE", False)])
def test_flags(dotenv: Path, monkeypatch: pytest.MonkeyPatch, value: str, answer: bool) -> None:
    monkeypatch.setenv("THING", value)
    assert env.flag("THING", not answer) is answer


@pytest.mark.parametrize("value", ["maybe", "2"])
def test_what_is_no_flag_is_refused(dotenv: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("THING", value)
    with pytest.raises(env.ConfigurationError, match="THING is neither yes nor no"):
        env.flag("THING", True)


@pytest.mark.parametrize("value", ["0", "11", "3.5", "ten", "\u0661"])
def test_numbers_have_bounds(dotenv: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert env.number("THING", 5, 1, 10) == 5
    monkeypatch.setenv("THING", "10")
    assert env.number("THING", 5, 1, 10) == 10
    monkeypatch.setenv("THING", value)
    with pytest.raises(env.ConfigurationError, match="THING must be a whole number from 1 to 10"):
        env.number("THING", 5, 1, 10)


def test_names_split_at_commas(dotenv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.names("THING", ["a"]) == ["a"]
    monkeypatch.setenv("THING", " b, ,c,")
    assert env.names("THING", ["a"]) == ["b", "c"]


@pytest.fixture
def no_secrets(dotenv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (*secret_keys.HOW_TO_MAKE, "DATABASE_URL", "HESABU_EMBEDDED"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "h"
    path.mkdir()
    monkeypatch.setattr(secret_keys.localdir, "prepare_local_dir", lambda: path)
    return path


def test_a_trial_machine_makes_its_secrets_once(no_secrets: Path) -> None:
    first = secret_keys.load_secrets()
    path = no_secrets / "secrets.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [len(key) for key in first.field_encryption_keys + first.blind_index_keys] == [32, 32]
    assert secret_keys.load_secrets() == first
    assert [entry.name for entry in no_secrets.iterdir()] == ["secrets.json"]


def test_many_processes_at_once_get_the_same_secrets(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from embedded.secret_keys import local_secrets\n"
        "sys.stdin.read(1); print(sorted(local_secrets(Path(sys.argv[1])).items()))"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    for process in running:
        assert process.stdin is not None
        process.stdin.write("x")
        process.stdin.flush()
    assert len({process.communicate(timeout=30)[0] for process in running}) == 1


def test_what_is_given_is_kept_and_only_the_rest_is_made(
    no_secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIELD_ENCRYPTION_KEYS", f"{KEY}, {OLDER_KEY.rstrip('=')}")
    secrets = secret_keys.load_secrets()
    assert secrets.field_encryption_keys == (bytes(range(32)), bytes(32))
    assert secrets.pin_pepper == json.loads((no_secrets / "secrets.json").read_text())["PIN_PEPPER"]
    assert KEY not in repr(secrets)


def test_with_a_database_of_its_own_a_secret_must_be_given(
    no_secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/hesabu")
    monkeypatch.setenv("SECRET_KEY", "x" * 50)
    with pytest.raises(
        env.ConfigurationError, match="FIELD_ENCRYPTION_KEYS, BLIND_INDEX_KEYS, PIN_PEPPER are missing"
    ):
        secret_keys.load_secrets()
    assert not (no_secrets / "secrets.json").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("PIN_PEPPER", "short"),
        ("BLIND_INDEX_KEYS", "not/base64"),
        ("BLIND_INDEX_KEYS", "AAAA"),
    ],
)
def test_a_weak_or_broken_secret_is_named(
    no_secrets: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(env.ConfigurationError, match=name):
        secret_keys.load_secrets()


def test_a_damaged_secrets_file_is_not_replaced(no_secrets: Path) -> None:
    (no_secrets / "secrets.json").write_text("{")
    with pytest.raises(env.ConfigurationError, match=r"secrets\.json cannot be used"):
        secret_keys.load_secrets()
    assert (no_secrets / "secrets.json").read_text() == "{"


def test_manage_prints_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=os.environ
        | {"DATABASE_URL": "postgresql://db/hesabu", "REDIS_URL": "redis://r", "SECRET_KEY": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("hesabu: SECRET_KEY") and " missing; with DATABASE_URL" in done.stderr
    assert done.stderr.count("\n") == 1


def test_all_secrets_that_are_missing_are_named_at_once(
    no_secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/hesabu")
    monkeypatch.setenv("BLIND_INDEX_KEYS", "x")
    with pytest.raises(env.ConfigurationError) as refusal:
        secret_keys.load_secrets()
    said = str(refusal.value)
    assert said.startswith("SECRET_KEY, FIELD_ENCRYPTION_KEYS, PIN_PEPPER are missing;") and "\n" not in said
    assert said.count("Try ") == 1 and "BLIND" not in said


def test_a_database_that_lets_nobody_in_is_told_in_one_line() -> None:
    key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
    done = subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": "postgresql://app@127.0.0.1:1/hesabu",
            "DATABASE_OWNER_URL": "postgresql://keeper@127.0.0.1:1/hesabu",
            "REDIS_URL": "redis://127.0.0.1:1",
            "SECRET_KEY": "s" * 50,
            "FIELD_ENCRYPTION_KEYS": key,
            "BLIND_INDEX_KEYS": key,
            "PIN_PEPPER": "p" * 50,
            "HESABU_ENV_FILE": "",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("hesabu: The database does not let us in: "), done.stderr
    assert done.stderr.count("\n") == 1 and "DATABASE_OWNER_URL" in done.stderr


def test_debug_pages_are_not_shown_to_the_world() -> None:
    for more, code in (({"DEBUG": "1"}, 2), ({"DEBUG": "0"}, 0), ({"DEBUG": "1", "BASE_URL": ""}, 0)):
        done = subprocess.run(
            [sys.executable, "manage.py", "diffsettings"],
            cwd=ROOT,
            env=os.environ | PRODUCTION | more,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
        assert done.stderr.startswith("hesabu: DEBUG shows") == bool(code)


def test_every_variable_the_code_reads_is_in_the_example() -> None:
    documented = (ROOT / ".env.example").read_text()
    contract = (
        "SECRET_KEY DEBUG ALLOWED_HOSTS DATABASE_URL DATABASE_OWNER_URL REDIS_URL BASE_URL LOG_FORMAT PORT"
    )
    for name in (*contract.split(), *secret_keys.HOW_TO_MAKE, *_names_in_settings()):
        assert f"{name}=" in documented, name


def _names_in_settings() -> set[str]:
    import re

    paths = [ROOT / "config" / "settings.py", *(ROOT / "embedded").glob("*.py")]
    sources = [path.read_text() for path in paths]
    found = re.findall(r"env\.(?:text|flag|number|names|given)\(\s*[\"']([A-Z_]+)[\"']", "\n".join(sources))
    return set(found) - {"HESABU_WEB", "HESABU_EMBEDDED"}
