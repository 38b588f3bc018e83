"""The check that names what would break clients; what was deprecated may go. In a real git."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from scripts import schema_changes

FIRST = """
type Query { thing(size: Int, old: Int @deprecated): Thing  things: [Thing!]!  legacy: Legacy @deprecated }
type Thing { id: ID!  name: String  gone: String @deprecated(reason: "Use name.")  state: State }
type Legacy { thing: Thing  more: More }
type More { id: ID! }
input ThingInput { name: String!  old: String @deprecated }
enum State { NEW  OLD  DEAD @deprecated }
type Mutation { make(input: ThingInput!): Thing }
"""
HEAD = "# Changes\n\n| Day | Schema | Why |\n|---|---|---|\n"


class Repository:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "docs").mkdir()
        self.git("init", "-q")
        (folder / schema_changes.TABLE).write_text(HEAD)
        self.commit(FIRST)
        schema_changes.agree(folder, "the first")

    def git(self, *words: str) -> str:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
        done = subprocess.run(
            ["git", *who, *words], cwd=self.folder, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def write(self, text: str) -> None:
        (self.folder / schema_changes.SCHEMA).write_text(text)

    def commit(self, text: str) -> None:
        self.write(text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "a change")

    def check(self) -> int:
        return schema_changes.main([], self.folder)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def changed(*pairs: tuple[str, str]) -> str:
    text = FIRST
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    return text


def test_the_same_and_what_is_added_is_free(repository: Repository, capsys) -> None:
    assert repository.check() == 0
    repository.commit(
        changed(("name: String  ", "name: String  size: Int  "), ("size: Int,", "size: Int, of: ID,"))
    )
    assert repository.check() == 0
    said = capsys.readouterr().out
    assert "nothing breaks" in said and "breaks clients" not in said


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("  things: [Thing!]!", "", "Query.things was removed"),
        ("name: String  gone", "name: Int  gone", "Thing.name changed type"),
        ("things: [Thing!]!", "things: [Thing!]", "Query.things changed type"),
        ("thing(size: Int,", "thing(size: Int!,", "size"),
        ("thing(size: Int,", "thing(size: Int, must: Int!,", "must"),
        ("NEW  OLD", "NEW", "OLD was removed"),
        ("name: String!  old", "name: String!  must: Int!  old", "must"),
        ("make(input: ThingInput!): Thing", "make(input: ThingInput!): Legacy", "Mutation.make changed type"),
    ],
)
def test_a_break_is_named_and_fails_committed_or_not(
    repository: Repository, capsys, before: str, after: str, named: str
) -> None:
    repository.write(changed((before, after)))
    assert repository.check() == 1
    repository.commit(changed((before, after)))
    assert repository.check() == 1
    said = capsys.readouterr().out.splitlines()
    assert sum(named in line and "breaks clients" in line for line in said) == 2, said
    for _ in range(3):  # it does not go away by itself, whatever is committed afterwards
        repository.commit(changed((before, after)))
    assert repository.check() == 1


def test_what_was_deprecated_may_go_and_what_only_it_led_to(repository: Repository, capsys) -> None:
    legacy = "type Legacy { thing: Thing  more: More }\ntype More { id: ID! }\n"
    repository.commit(
        changed(
            ("  legacy: Legacy @deprecated", ""),
            (legacy, ""),
            (", old: Int @deprecated", ""),
            ('  gone: String @deprecated(reason: "Use name.")', ""),
            ("  old: String @deprecated", ""),
            ("  DEAD @deprecated", ""),
        )
    )
    assert repository.check() == 0
    said = capsys.readouterr().out
    for gone in ("Query.legacy", "Legacy was removed", "More was removed", "Thing.gone", "DEAD", "old"):
        assert any("was deprecated" in line and gone in line for line in said.splitlines()), (gone, said)


def test_a_type_that_something_else_leads_to_may_not_go(repository: Repository, capsys) -> None:
    more = changed(("type Mutation {", "extend type Query { more: More }\ntype Mutation {"))
    repository.commit(
        more.replace("extend type Query { more: More }\n", "").replace("things:", "more: More  things:")
    )
    assert repository.check() == 0
    schema_changes.agree(repository.folder, "with more")
    repository.commit(
        changed(("  legacy: Legacy @deprecated", ""), ("type More { id: ID! }\n", ""), ("more: More", ""))
    )
    assert repository.check() == 1
    assert "breaks clients: More was removed" in capsys.readouterr().out


def test_what_is_dangerous_is_named_and_passes(repository: Repository, capsys) -> None:
    repository.commit(
        changed(("NEW  OLD", "NEW  OLD  LOST"), ("things: [Thing!]!", "things(of: Int = 1): [Thing!]!"))
    )
    assert repository.check() == 0
    assert "dangerous: Enum value State.LOST was added" in capsys.readouterr().out


def test_a_break_on_purpose_is_agreed_on_and_the_next_is_not(repository: Repository, capsys) -> None:
    second = changed(("  things: [Thing!]!", ""))
    repository.write(second)
    assert schema_changes.main(["agree", "things", "go"], repository.folder) == 0
    assert "things go |" in (repository.folder / schema_changes.TABLE).read_text()
    repository.commit(second)
    assert repository.check() == 0
    repository.commit(second.replace("NEW  OLD", "NEW"))
    assert repository.check() == 1
    assert "things" not in capsys.readouterr().out.replace("things go", "")


def test_an_open_row_agrees_until_the_next(repository: Repository, capsys) -> None:
    table = repository.folder / schema_changes.TABLE
    table.write_text(f"{table.read_text()}| 2026-11-28 | `open` | a rewrite |\n")
    broken = changed(("  things: [Thing!]!", ""))
    repository.commit(broken)
    assert repository.check() == 0
    assert "breaks clients: Field Query.things was removed" in capsys.readouterr().out
    schema_changes.agree(repository.folder, "done")
    assert repository.check() == 0
    repository.commit(broken.replace("NEW  OLD", "NEW"))
    assert repository.check() == 1


def test_without_history_it_says_so_in_one_line_and_passes(
    repository: Repository, tmp_path: Path, tmp_path_factory, capsys
) -> None:
    for _ in range(2):
        repository.commit(changed(("NEW  OLD", "NEW")))
    shallow = tmp_path / "shallow"
    repository.git("clone", "-q", "--depth", "1", f"file://{tmp_path}", str(shallow))
    bare = tmp_path_factory.mktemp("without-git")
    (bare / "docs").mkdir(parents=True)
    for name in (schema_changes.SCHEMA, schema_changes.TABLE):
        (bare / name).write_bytes((tmp_path / name).read_bytes())
    for folder in (shallow, bare):
        assert schema_changes.main([], folder) == 0
        assert capsys.readouterr().out.count("\n") == 1
    (bare / schema_changes.TABLE).write_text(HEAD)
    assert schema_changes.main([], bare) == 1
    assert schema_changes.main(["agree"], bare) == schema_changes.main(["nonsense"], bare) == 2


def test_our_own_table_can_be_read() -> None:
    rows = schema_changes._ROW.findall((schema_changes.ROOT / schema_changes.TABLE).read_text("utf-8"))
    text = (schema_changes.ROOT / schema_changes.TABLE).read_text("utf-8")
    assert len(rows) == text.count("\n| 20") > 0
    assert [day for day, _, _ in rows] == sorted(day for day, _, _ in rows)
