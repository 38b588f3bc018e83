"""Certificates and proofs out of the database, checked by the verifier in a process of its own."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.machine.jobs import drain_queue
from markets import merkle
from markets.models import Market, RunTree, Stake
from markets.parimutuel import Fate
from markets.running.stepping import scratch_outcome
from markets.settling import proving, queues
from markets.settling.correcting import request_correction
from markets.settling.proving import certificate_lines, fates_of, proofs_of, settled_runs
from markets.settling.voiding import void_market
from tests.clock import Clock
from tests.markets.bookmakers import Bookmaker, again, has, outcome
from tests.markets.certificates import checked, lines_of

NAMES = ("Simba", "Chui", "Kifaru", "Nyati")


@pytest.fixture
def small_blocks(monkeypatch) -> None:
    """Two stakes a block, three a page: so that a handful of them has several of both."""
    monkeypatch.setattr(merkle, "BLOCK", 2)
    monkeypatch.setattr(merkle, "_BLOCK_LEVEL", 1)
    monkeypatch.setattr(proving, "BLOCK", 2)
    monkeypatch.setattr(proving, "_PAGE", 3)


@pytest.fixture
def race(bookmaker: Bookmaker, clock: Clock, small_blocks) -> tuple[Market, list[Stake]]:
    """Simba and Chui in a dead heat, Kifaru lost, Nyati scratched; the last stake was late."""
    market = bookmaker.open(*NAMES)
    first, second, third, fourth = (bookmaker.player() for _ in range(4))
    stakes = [
        bookmaker.stake(wallet, outcome(market, name), cents)
        for wallet, name, cents in (
            (first, "Simba", 100_00), (second, "Simba", 50_00), (first, "Simba", 33_33),
            (third, "Chui", 60_00), (second, "Nyati", 70_00), (fourth, "Kifaru", 90_01),
        )
    ]  # fmt: skip
    late = bookmaker.stake(fourth, outcome(market, "Simba"), 500_00)
    scratch_outcome(outcome=outcome(market, "Nyati"), reason="Lame", actor=bookmaker.operator)
    close = late.accepted_at - timedelta(microseconds=1)
    bookmaker.settle(market, clock, "Simba", "Chui", effective_close=close)
    return again(market), [*stakes, late]


def written(market: Market, path: Path) -> tuple[Path, str]:
    """The certificate of a market in a file, and its digest."""
    run = settled_runs([market.pk])[market.pk]
    path.write_bytes(b"".join(certificate_lines(run)))
    return path, bytes(run.digest).hex()


def test_the_certificate_and_every_proof_hold(race, tmp_path: Path):
    market, stakes = race
    file, digest = written(market, tmp_path / "certificate.jsonl")
    status, text = checked(file, "--digest", digest)
    assert status == 0 and text.endswith("the certificate holds\n"), text
    cells = [line["cells"] for line in lines_of(file)[1:-1]]
    assert [cell[:4] for cell in cells] == [
        [1, 0, 0, 100_00], [2, 1, 0, 50_00], [3, 0, 0, 33_33], [4, 2, 1, 60_00], [5, 1, 3, 70_00],
        [6, 3, 2, 90_01], [7, 3, 0, 500_00],
    ]  # fmt: skip
    assert [cell[5:] for cell in cells] == [
        [1, 120_01], [1, 60_00], [1, 40_00], [1, 96_67], [2, 70_00], [0, 0], [2, 500_00]
    ]  # fmt: skip
    found = fates_of([stake.pk for stake in stakes])
    assert [[int(fate), pay] for fate, pay in (found[stake.pk] for stake in stakes)] == [
        cell[5:] for cell in cells
    ]
    proofs = proofs_of([stake.pk for stake in stakes])
    for stake in stakes:
        proof = tmp_path / "proof.json"
        proof.write_text(proofs[stake.pk], "utf-8")
        for words in ([file, "--stake", proof], [proof]):
            status, text = checked(*words, "--digest", digest)
            assert status == 0 and f"stake {stake.sequence} " in text, text


def test_so_many_queries_for_however_many_proofs(race, bookmaker: Bookmaker):
    _, stakes = race
    for count in (1, 7):
        with CaptureQueriesContext(connection) as queries:
            assert len(proofs_of([stake.pk for stake in stakes[:count]])) == count
        assert len(queries) == 6, [each["sql"][:200] for each in queries]
    with CaptureQueriesContext(connection) as queries:
        assert len(fates_of([stake.pk for stake in stakes])) == 7
    assert len(queries) == 3


def test_the_proof_is_of_the_correction_once_that_is_in_the_books(race, bookmaker: Bookmaker, tmp_path: Path):
    market, stakes = race
    loser, before = stakes[5], proofs_of([stakes[5].pk])
    asked = request_correction(
        market=market,
        result=bookmaker.result(market, "Kifaru"),
        reason="Misread",
        key="right-1",
        actor=bookmaker.operator,
    )
    bookmaker.say_yes(asked)
    assert proofs_of([loser.pk]) == before, "it is not in the books yet"
    drain_queue(queues.QUEUE)
    file, digest = written(market, tmp_path / "certificate.jsonl")
    assert checked(file, "--digest", digest)[0] == 0
    (pay,) = (cell for _, cell in fates_of([loser.pk]).values())
    proof = tmp_path / "proof.json"
    proof.write_text(proofs_of([loser.pk])[loser.pk], "utf-8")
    status, text = checked(file, "--stake", proof, "--digest", digest)
    assert status == 0 and f"stake 6 won: 90.01 staked, gets {pay / 100:,.2f}" in text, text
    proof.write_text(before[loser.pk], "utf-8")
    assert "PROOF_OF_ANOTHER" in checked(file, "--stake", proof)[1]


def test_what_is_not_settled_has_no_proof(bookmaker: Bookmaker, clock: Clock, tmp_path: Path):
    market, wallet = bookmaker.open(), bookmaker.player()
    stake = bookmaker.stake(wallet, outcome(market, "Yes"), 10_00)
    assert (proofs_of([stake.pk]), fates_of([stake.pk]), settled_runs([market.pk])) == ({}, {}, {})
    asked = void_market(market=market, reason="Off", key="void-1", actor=bookmaker.operator)
    bookmaker.say_yes(asked)
    assert proofs_of([stake.pk]) == {}, "it is not in the books yet"
    drain_queue(queues.QUEUE)
    file, digest = written(market, tmp_path / "certificate.jsonl")
    status, text = checked(file, "--digest", digest)
    assert status == 0 and "'VOID'; 1 stakes of 1 players" in text, text
    assert (len(proofs_of([stake.pk])), has(wallet)) == (1, 1_000_00)


def test_a_number_that_is_not_the_frozen_one_has_no_proof(race, monkeypatch, caplog):
    _, stakes = race
    keys = [stake.pk for stake in stakes]
    monkeypatch.setitem(proving._FATES, "REFUND", Fate.LOSS)
    with_refund = {5, 6, 7}  # stakes 5 and 7 came back; 6 is in a block with 5
    assert set(keys) - set(proofs_of(keys)) == {stakes[place - 1].pk for place in with_refund}
    assert "is not what was frozen" in caplog.text


def test_what_is_kept_of_a_tree_stays(race):
    market, _ = race
    run = market.runs.get()
    kept = RunTree.objects.get(run=run)
    assert len(bytes(kept.block_roots)) == 4 * 32, "seven stakes, two a block"
    for change in (
        lambda: RunTree.objects.filter(run=run).update(block_roots=b""),
        lambda: RunTree.objects.filter(run=run).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
