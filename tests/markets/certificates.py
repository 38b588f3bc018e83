"""Certificates in files, checked as strangers do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from markets import verify_certificate
from markets.certificate import Certificate, certify
from markets.pools import Mode, NoWinner, Resolution, Rules
from tests.environment import ROOT
from tests.markets.markets import CLOSE, Market, Row

Line = dict[str, Any]
#: A dead heat of A and B, C lost, D scratched; player q twice on A, and one stake late.
RACE = Market(
    Rules(("A", "B", "C", "D"), 500, NoWinner.CARRY, Mode.POOL, 1),
    Resolution({"A": 3_333, "B": 6_667}, frozenset({"D"}), CLOSE, 28_500),
    (
        Row(1, "p", "A", 10_001, CLOSE), Row(2, "q", "A", 3_333, 5), Row(4, "r", "B", 6_007, 5),
        Row(7, "q", "A", 1, 6), Row(8, "s", "C", 9_013, 7), Row(9, "t", "D", 7_000, 8),
        Row(10, "p", "B", 50_000, CLOSE + 1),
    ),
)  # fmt: skip
VERIFIER = ROOT / "markets" / "verify_certificate.py"


def certificate_of(market: Market, /, **about: str) -> Certificate:
    return certify(
        about=about or {"market": "mkt_1", "question": "Mvua itanyesha?", "evidence": "0" * 64},
        rules=market.rules,
        resolution=market.resolution,
        stakes=market.stakes,
        settlement=market.settled(),
    )


def written(certificate: Certificate, path: Path) -> Path:
    path.write_bytes(b"".join(certificate.lines()))
    return path


def checked(*words: object) -> tuple[int, str]:
    """By the file alone, in a process of its own that sees nothing of ours."""
    done = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), *map(str, words)], capture_output=True, text=True, check=False
    )
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def lines_of(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def write_lines(lines: list[Line], path: Path) -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")


def sealed_anew(lines: list[Line], path: Path) -> None:
    """As a forger would: root, digest and last line fit what stands there now."""
    head = lines[0]
    stakes = [verify_certificate.Stake(*line["cells"]) for line in lines if line["type"] == "stake"]
    head["root"] = verify_certificate.root([verify_certificate.leaf(stake) for stake in stakes])
    told = {name: value for name, value in head.items() if name != "type"}
    head["digest"] = verify_certificate.digest(told)
    write_lines(lines[:-1], path)
    lines[-1] |= {
        "stakes": len(stakes),
        "sha256": verify_certificate.hashlib.sha256(path.read_bytes()).hexdigest(),
    }
    write_lines(lines, path)


def judged(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    """As `checked`, without a process: for many."""
    status = verify_certificate.main([str(word) for word in words])
    return status, capsys.readouterr().out
