"""That one stake is part of a certificate, shown without the others."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from markets.certificate import proof_line
from tests.markets.certificates import RACE, Line, certificate_of, checked, judged, write_lines
from tests.markets.markets import CLOSE


def test_every_stake_is_proved_by_itself(race: Path, tmp_path: Path, capsys):
    certificate = certificate_of(RACE)
    for place, row in enumerate(RACE.rows):
        proof = tmp_path / f"{row.sequence}.json"
        proof.write_bytes(certificate.proof(place))
        for words in ([proof], [race, "--stake", proof]):
            status, text = judged(capsys, *words, "--digest", certificate.digest)
            assert status == 0 and f"stake {row.sequence} " in text, text
        assert judged(capsys, proof)[1].endswith("and only agrees with itself: give --digest\n")
    assert checked(tmp_path / "1.json", "--digest", certificate.digest)[1].endswith(
        "stake 1 won: 100.01 staked, gets 190.24\nthe stake is part of the certificate\n"
    )


PROOF_TAMPERINGS: dict[str, tuple[Callable[[Line], None], str]] = {
    "what it gets": (lambda proof: proof["cells"].__setitem__(6, 99_999), "PROOF_BROKEN"),
    "the place": (lambda proof: proof.update(place=2), "PROOF_BROKEN"),
    "a place outside": (lambda proof: proof.update(place=7), "PROOF_BROKEN"),
    "a place below": (lambda proof: proof.update(place=-1), "PROOF_BROKEN"),
    "a shorter path": (lambda proof: proof["path"].pop(), "PROOF_BROKEN"),
    "a longer path": (lambda proof: proof["path"].append("0" * 64), "PROOF_BROKEN"),
    "a path turned round": (lambda proof: proof["path"].reverse(), "PROOF_BROKEN"),
    "the root": (lambda proof: proof["certificate"].update(root="0" * 64), "DIGEST_DIFFERS"),
    "the number of stakes": (lambda proof: proof["certificate"].update(stakes=8), "DIGEST_DIFFERS"),
    "what the market was": (lambda proof: proof["certificate"]["about"].clear(), "DIGEST_DIFFERS"),
    "the digest": (lambda proof: proof["certificate"].update(digest="0" * 64), "DIGEST_DIFFERS"),
}


@pytest.mark.parametrize("what", PROOF_TAMPERINGS)
def test_a_proof_that_was_changed_is_found(what: str, race: Path, tmp_path: Path, capsys):
    change, code = PROOF_TAMPERINGS[what]
    certificate = certificate_of(RACE)
    told = json.loads(certificate.proof(1))
    change(told)
    proof = tmp_path / "proof.json"
    write_lines([told], proof)
    status, text = judged(capsys, proof)
    assert (status, text.split()[0]) == (1, code), text
    assert judged(capsys, race, "--stake", proof)[0] == 1


def test_a_proof_of_another_market_or_another_stake_is_found(race: Path, tmp_path: Path, capsys):
    proof = tmp_path / "proof.json"
    proof.write_bytes(certificate_of(RACE, market="another").proof(0))
    assert judged(capsys, proof)[0] == 0
    assert "PROOF_OF_ANOTHER" in judged(capsys, race, "--stake", proof)[1]
    assert "ANOTHER_CERTIFICATE" in judged(capsys, proof, "--digest", certificate_of(RACE).digest)[1]
    # One node taken for a stake: its place and its path fit, its domain does not.
    certificate = certificate_of(RACE)
    head, cells = certificate.head, [1, 0, 0, 10_001, CLOSE, 9, 10_001]
    proof.write_bytes(proof_line(head=head, cells=tuple(cells), place=0, path=certificate.tree.path(0)))
    assert "PROOF_BROKEN" in judged(capsys, proof)[1]
