"""Every management command that a document prints is run as it is printed, on the demo."""

from __future__ import annotations

import itertools
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.utils import timezone

from core.days import accounting_day
from core.machine.jobs import beat
from core.models import GuardRecord
from embedded import programs
from embedded.clusters import CLUSTERS
from graphql_api.ids import write_id
from ledger.chart.accounts import open_money_account
from markets.models import Market
from markets.running.drafting import create_market
from markets.running.terms import MarketTerms
from reconciliation.models import ReconciliationRun
from tests.docs.blocks import DOCUMENTS, blocks_of
from tests.environment import ROOT
from tests.processes import SandboxProcess
from tests.reconciliation.bank.files import Line, money_in_out
from users.models import Business, User

#: Printed in README's story of an own till (tests/e2e/test_operations_own_till.py), without an end, in need
#: of clusters (tests/mpesa/go_live/test_go_live_report.py), or asking for a password
#: (tests/mpesa/test_initiators.py).
ELSEWHERE = {"create_business", "create_till", "qcluster", "go_live_report"}
ELSEWHERE |= {"encrypt_credential", "set_initiator"}
CHART = "code,name,kind\n6000,Rent,EXPENSE\n"


def printed() -> list[str]:
    """Each form of each command: without what stands in [...] and with it, and one for each choice.

    A bare name in the text only names a command that is printed with its arguments elsewhere.
    """
    found: set[str] = set()
    for path in DOCUMENTS:
        for line in re.findall(r"manage\.py ([a-z_]+[^`\n]*)", path.read_text("utf-8")):
            found |= set(forms(line.replace("\\|", "|").split(" #")[0].strip()))
    whole = {form.split()[0] for form in found if " " in form}
    return sorted(form for form in found - whole if form.split()[0] not in ELSEWHERE)


def forms(line: str) -> Iterator[str]:
    for text in (re.sub(r"\[.*?\]", "", line), re.sub(r"[\[\]]", "", line)):
        words = [word.split("|") for word in text.split()]
        yield from (" ".join(choice) for choice in itertools.product(*words))


@pytest.fixture
def wired(demo: SandboxProcess, tmp_path: Path, drain) -> dict[str, str]:
    """What the words in capitals stand for; the files are there."""
    drain()
    for name in CLUSTERS:
        beat(name)
    today = accounting_day(timezone.now()).isoformat()
    query = f"shortcode=600100&account=Utility Account&from={today}&to={today}"
    statement = demo.get(f"/_sandbox/statement?{query}&template=a&format=csv").content
    (tmp_path / "statement.csv").write_bytes(statement)
    (tmp_path / "chart.csv").write_text(CHART, "utf-8")
    (tmp_path / "bank.csv").write_bytes(money_in_out([Line(accounting_day(timezone.now()), "x", 5)], 0))
    owner = User.objects.get(username="accountant")
    maji = Business.objects.get(code="maji")
    open_money_account(business=maji, parent="1100", name="Equity", actor=owner)
    call_command("export_head", "--out", str(tmp_path / "heads.jsonl"))
    return {
        "CODE": "maji", "SHORTCODE": "600100", "USERNAME": "accountant", "174379": "600100",
        "NUMBER": "1", "MARKET": write_id("Market", draft_of_a_market().pk),
        "NUMBER:DIGEST": GuardRecord.objects.latest("number").told,
        "PHONE": "0700000001", "TIME": (timezone.now() - timedelta(hours=1)).isoformat(),
        "DAY": "2024-11-20", "DATE": today, "$today": today,
        "bank.csv": str(tmp_path / "bank.csv"),
        "FILE.xlsx": str(tmp_path / "day.xlsx"), "day.xlsx": str(tmp_path / "day.xlsx"),
    }  # fmt: skip


def draft_of_a_market() -> Market:
    now = timezone.now()
    return create_market(
        business=Business.objects.get(code="utabiri"),
        terms=MarketTerms(
            title="Will it rain?",
            outcomes=["Yes", "No"],
            closes_at=now + timedelta(hours=1),
            resolve_by=now + timedelta(hours=2),
            void_after=now + timedelta(hours=3),
        ),
        key="rain-0001",
        actor=User.objects.get(username="operator"),
    )


FILES = {
    "import_statement": "statement.csv",
    "import_chart": "chart.csv",
    "verify_ledger": "heads.jsonl",
}


def test_every_printed_command_does_what_it_is_for(wired: dict[str, str], tmp_path: Path, capsys):
    lines = printed()
    assert {line.split()[0] for line in lines} >= {"verify_ledger", "reconcile", "export_books", "migrate"}
    # A statement is imported before the day is proved, a till registered before it pulls; a proof is made
    # before it is exported; and one with a new address is to be registered.
    last = ("pull", "reconcile", "export_proof", "rotate_hook_token")
    for line in sorted(lines, key=lambda line: ([line.startswith(name) for name in reversed(last)], line)):
        name, *words = shlex.split(line)
        file = str(tmp_path / FILES.get(name, f"{name}.out"))
        filled = wired | {"FILE": file, "day.csv": file}
        proof = ReconciliationRun.objects.filter(state="DONE").order_by("-pk").first()
        filled |= {"RUN": write_id("ReconciliationRun", proof.pk)} if proof else {}
        call_command(name, *(filled.get(word, word) for word in words), verbosity=0)
    assert (tmp_path / "day.xlsx").stat().st_size > 1000
    assert (tmp_path / "export_books.out").exists()
    told = ["--digest", ReconciliationRun.objects.latest("pk").digest]
    done = subprocess.run(
        [sys.executable, "reconciliation/proofs/offline_checker.py", tmp_path / "export_proof.out", *told],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    # Nothing was sealed between the printed export_head and export_journal.
    journal, heads = str(tmp_path / "export_journal.out"), str(tmp_path / "export_head.out")
    for words in ([], ["--heads", heads], ["--heads", heads, "--allow-unanchored-tail"]):
        done = subprocess.run(
            [sys.executable, "ledger/integrity/offline_verifier.py", journal, *words],
            cwd=ROOT,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout


def test_what_never_ends_is_what_the_supervisor_runs():
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    commands = set(re.findall(r"^\| [^|]+ \| `(?:python )?([^`]+)` \| (?:`[A-Z_]+=|\|)", text, re.MULTILINE))
    source = Path(programs.__file__).read_text("utf-8")
    assert len(commands) >= 2
    for command in commands:
        assert ", ".join(f'"{word}"' for word in command.split()) in source, command


def test_the_roles_are_made_as_they_are_printed():
    """With names of this test's own: the owner makes tables, the application fills them, no more."""
    from embedded import services

    (block,) = (each for each in blocks_of(ROOT / "docs" / "operations.md") if each.language == "sql")
    script = block.text.replace("hesabu", "hesabu_docs").replace("'...'", "'printed'")
    before, _, after = script.partition("\\c hesabu_docs\n")
    url = services.service_urls().superuser_url
    with psycopg.connect(url, autocommit=True) as server:
        place = {"host": server.info.host, "port": server.info.port, "dbname": "hesabu_docs"}
        try:
            for statement in before.split(";\n"):
                server.execute(statement)
            with psycopg.connect(url, dbname="hesabu_docs", autocommit=True) as inside:
                inside.execute(after)
            with psycopg.connect(**place, user="hesabu_docs_owner", password="printed") as owner:
                owner.execute("CREATE TABLE fact (number bigint)")
            with psycopg.connect(**place, user="hesabu_docs_app", password="printed") as app:
                for statement in ("TABLE fact", "INSERT INTO fact VALUES (1)", "CREATE TABLE other ()"):
                    with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
                        app.execute(statement)
        finally:
            server.execute("DROP DATABASE IF EXISTS hesabu_docs WITH (FORCE)")
            for role in ("hesabu_docs_app", "hesabu_docs_owner"):
                server.execute(f"DROP ROLE IF EXISTS {role}")
