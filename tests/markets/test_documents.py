"""docs/markets.md: its worked example comes out, and its commands do what they say."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

from core.money import to_cents
from markets.pools import Resolution, Rules
from tests.docs.blocks import blocks_of
from tests.environment import ROOT
from tests.markets.certificates import certificate_of
from tests.markets.markets import CLOSE, Market, Row

PAGE = ROOT / "docs" / "markets.md"
EXAMPLES = ROOT / "docs" / "examples"
ROW = re.compile(r"^\| (\d+) \| (\w+) \| (\w+) \| ([\d.]+) \| (in time|late) \| (\w+) \| ([\d.]+) \|$", re.M)
FATES = {"lost": 0, "won": 1, "refunded": 2}


def example() -> tuple[Market, dict[int, tuple[int, int]]]:
    """The market of the worked example, and what the page says each stake gets."""
    told = ROW.findall(PAGE.read_text("utf-8"))
    rows = tuple(
        Row(int(number), player, outcome, to_cents(staked), CLOSE + (accepted == "late"))
        for number, player, outcome, staked, accepted, _, _ in told
    )
    rules = Rules(("Simba", "Chui", "Kifaru"), 500)
    decided = Resolution({"Simba": 5_000, "Chui": 5_000}, effective_close=CLOSE)
    gets = {int(row[0]): (FATES[row[5]], to_cents(row[6])) for row in told}
    return Market(rules, decided, rows), gets


def test_the_worked_example_comes_out():
    market, gets = example()
    assert market.answers() == gets and len(gets) == 6
    totals, text = market.settled().totals, PAGE.read_text("utf-8")
    assert (totals.pool, totals.winning, totals.losing, totals.fee) == (333_34, 243_33, 90_01, 16_66)
    assert "G is 333.34 without the late stake, Sw 243.33, L 90.01. The fee is 16.66" in text


def test_the_commands_that_are_printed_hold():
    """The files are the worked example; `python -m tests.markets.test_documents` makes them."""
    certificate = certificate_of(example()[0], market="the worked example of docs/markets.md")
    assert (EXAMPLES / "certificate.jsonl").read_bytes() == b"".join(certificate.lines())
    assert (EXAMPLES / "stake.json").read_bytes() == certificate.proof(0)
    assert f"here `{certificate.digest}`" in PAGE.read_text("utf-8")
    printed = [line for block in blocks_of(PAGE) for line in block.text.splitlines()]
    ends = ["the certificate holds", "the certificate holds", "the stake is part of the certificate"]
    assert len(printed) == len(ends)
    for line, end in zip(printed, ends, strict=True):
        program, *words = shlex.split(line.replace("DIGEST", certificate.digest))
        assert program == "python"
        done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout.splitlines()[-1]) == (0, end), done.stdout + done.stderr


def test_every_finding_of_the_verifier_is_explained():
    source = (ROOT / "markets" / "verify_certificate.py").read_text("utf-8")
    codes = set(re.findall(r'yield "([A-Z_]+)"', source)) | {"BAD_FILE"}
    (table,) = re.findall(r"\| Found \|.*", PAGE.read_text("utf-8"), re.DOTALL)
    assert set(re.findall(r"`([A-Z_]+)`", table)) == codes


if __name__ == "__main__":
    made = certificate_of(example()[0], market="the worked example of docs/markets.md")
    (EXAMPLES / "certificate.jsonl").write_bytes(b"".join(made.lines()))
    (EXAMPLES / "stake.json").write_bytes(made.proof(0))
    print(made.digest)
