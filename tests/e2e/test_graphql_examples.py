"""docs/examples as other people would run them, each against `make run`; and the types that Code Generator
makes of the schema by the mapping in docs/graphql.md. Needs npm's registry once: `make slow AREA=graphql`."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.console_types import NODE, environment, installed
from tests.docs.blocks import blocks_of
from tests.e2e.supervised import Supervisor
from tests.environment import ROOT

EXAMPLES = ROOT / "docs" / "examples"
SECONDS = 240
#: Story -> what it tells first, and how it ends.
STORIES = {
    "approvals": ("PENDING", r"APPROVED POSTED"),
    "billing": ("UNPAID 250.00", r"\S+ PAID 0\.00"),
}
#: Parts that Code Generator writes into every file, whatever the schema.
HELPERS = re.compile(
    r"^(export )?type (Exact|MakeOptional|MakeMaybe|MakeEmpty|Incremental|Maybe|InputMaybe)\b"
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples with what they need from npm beside them."""
    place = tmp_path_factory.mktemp("examples") / "examples"
    shutil.copytree(EXAMPLES, place, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    (place / "node_modules").symlink_to(installed(EXAMPLES))
    return place


@pytest.fixture(scope="module")
def system() -> Iterator[Supervisor]:
    supervisor = Supervisor().start()
    yield supervisor
    supervisor.stop()


@pytest.mark.parametrize("program", ["bash", "python", "node"])
@pytest.mark.parametrize("story", STORIES)
def test_an_example_runs_as_it_is_printed(system: Supervisor, folder: Path, story: str, program: str) -> None:
    command = {
        "bash": ["bash", f"{story}.sh"],
        "python": [sys.executable, f"{story}.py"],
        "node": [str(NODE), f"{story}.mjs"],
    }[program]
    at = system.state()
    done = subprocess.run(
        [*command, at["web_url"], at["sandbox_url"]],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    last = done.stdout.strip().splitlines()[-1]
    first, ended = STORIES[story]
    assert re.fullmatch(ended, last), done.stdout
    if program != "bash":  # it followed: first the state, then what changed
        assert first in done.stdout.splitlines()[0]


def test_types_of_the_schema_know_everything(folder: Path, tmp_path: Path) -> None:
    (plan,) = (block.text for block in blocks_of(ROOT / "docs/graphql.md") if block.language == "yaml")
    for printed, ours in {
        "http://127.0.0.1:8000/graphql/schema.graphql": str(ROOT / "schema.graphql"),
        "docs/examples/*.graphql": str(folder / "*.graphql"),
        "operations.ts": str(tmp_path / "operations.ts"),
        "schema.ts": str(tmp_path / "schema.ts"),
    }.items():
        assert printed in plan
        plan = plan.replace(printed, ours)
    (folder / "codegen.yml").write_text(plan)
    modules, made = folder / "node_modules", (tmp_path / "operations.ts", tmp_path / "schema.ts")
    for tool, *words in (
        (modules / "@graphql-codegen/cli/esm/bin.js", "--silent", "--config", folder / "codegen.yml"),
        (modules / "typescript/bin/tsc", "--noEmit", "--strict", "--ignoreConfig", *made),
    ):
        done = subprocess.run(
            [NODE, tool, *words],
            cwd=folder,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    text = "".join(path.read_text("utf-8") for path in made)
    code = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    ours = [line for line in code.splitlines() if not HELPERS.match(line)]
    assert len(ours) > 1000 and "PostJournalEntryInput" in code and "InvoiceChangedSubscription" in code
    vague = [line for line in ours if re.search(r"\b(any|unknown)\b", re.sub(r"'[^']*'", "", line))]
    assert vague == []
    print(f"{code.count('export type')} types, none unknown")
