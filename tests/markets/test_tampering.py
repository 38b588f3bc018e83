"""Whatever is changed in a certificate is found, by the arithmetic or by the digest that was published."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from markets import verify_certificate
from tests.markets.certificates import RACE, Line, certificate_of, judged, lines_of, sealed_anew, write_lines
from tests.markets.markets import CLOSE

Tampering = Callable[[list[Line]], None]


def stake(place: int, cell: int, value: int) -> Tampering:
    def change(lines: list[Line]) -> None:
        assert lines[1 + place]["cells"][cell] != value
        lines[1 + place]["cells"][cell] = value

    return change


def put(value: object, *names: str) -> Tampering:
    def change(lines: list[Line]) -> None:
        place: Any = lines[0]
        for name in names[:-1]:
            place = place[name]
        assert place.get(names[-1]) != value
        place[names[-1]] = value

    return change


def moved(lines: list[Line]) -> None:
    """A cent goes from one winner to another, so that the sums stay."""
    lines[1]["cells"][6] -= 1
    lines[3]["cells"][6] += 1


def skimmed(lines: list[Line]) -> None:
    """A cent goes from a winner to the fee, in every sum."""
    lines[1]["cells"][6] -= 1
    lines[0]["result"]["paid"] -= 1
    lines[0]["result"]["fee"] += 1


#: Each with what is said of it though root, digest and last line were computed anew.
TAMPERINGS: dict[str, tuple[Tampering, str]] = {
    "what a stake gets": (stake(0, 6, 10_001), "PAY_DIFFERS"),
    "a cent between two winners": (moved, "PAY_DIFFERS"),
    "a cent for the house": (skimmed, "PAY_DIFFERS"),
    "the amount of a stake": (stake(4, 3, 9_014), "SUM_DIFFERS"),
    "the outcome of a stake": (stake(4, 2, 0), "FATE_DIFFERS"),
    "an outcome that is not there": (stake(4, 2, 4), "STAKE_IMPOSSIBLE"),
    "a stake of nothing": (stake(4, 3, 0), "STAKE_IMPOSSIBLE"),
    "a loser who won": (stake(4, 5, 1), "FATE_DIFFERS"),
    "a fate that is none": (stake(4, 5, 3), "STAKE_IMPOSSIBLE"),
    "a late stake in time": (stake(6, 4, CLOSE), "FATE_DIFFERS"),
    "a stake in time late": (stake(0, 4, CLOSE + 1), "FATE_DIFFERS"),
    "a player out of turn": (stake(0, 1, 1), "PLAYER_MISNUMBERED"),
    "sequences out of order": (stake(1, 0, 5), "OUT_OF_ORDER"),
    "a sequence twice": (stake(1, 0, 1), "OUT_OF_ORDER"),
    "a stake left out": (lambda lines: lines.pop(5), "COUNT_DIFFERS"),
    "a stake added": (lambda lines: lines.insert(8, copy.deepcopy(lines[7])), "OUT_OF_ORDER"),
    "stakes swapped": (lambda lines: lines.insert(1, lines.pop(2)), "OUT_OF_ORDER"),
    "the weights": (put({"A": 5_000, "B": 5_000}, "resolution", "weights_bps"), "PAY_DIFFERS"),
    "weights beyond the whole": (put({"A": 10_001}, "resolution", "weights_bps"), "RESULT_IMPOSSIBLE"),
    "another winner": (put({"C": 10_000}, "resolution", "weights_bps"), "FATE_DIFFERS"),
    "a winner that is not there": (put({"E": 10_000}, "resolution", "weights_bps"), "RESULT_IMPOSSIBLE"),
    "nothing scratched": (put([], "resolution", "scratched"), "FATE_DIFFERS"),
    "the winner scratched": (put(["A", "D"], "resolution", "scratched"), "RESULT_IMPOSSIBLE"),
    "no close": (put(None, "resolution", "effective_close"), "FATE_DIFFERS"),
    "the carry-in": (put(0, "resolution", "carry_in"), "PAY_DIFFERS"),
    "a negative carry-in": (put(-1, "resolution", "carry_in"), "RESULT_IMPOSSIBLE"),
    "the fee's rate": (put(600, "rules", "fee_bps"), "PAY_DIFFERS"),
    "a rate beyond the whole": (put(10_001, "rules", "fee_bps"), "RULES_IMPOSSIBLE"),
    "the mode": (put("TOTE", "rules", "mode"), "PAY_DIFFERS"),
    "a mode that is none": (put("LOTTERY", "rules", "mode"), "RULES_IMPOSSIBLE"),
    "a step that does not divide": (put(30, "rules", "tote_tick_cents"), "RULES_IMPOSSIBLE"),
    "an outcome twice": (put(["A", "B", "C", "C"], "rules", "outcomes"), "RULES_IMPOSSIBLE"),
    "outcomes swapped": (put(["B", "A", "C", "D"], "rules", "outcomes"), "PAY_DIFFERS"),
    "the ending": (put("CARRIED", "result", "ending"), "ENDING_DIFFERS"),
    "a dividend": (put({"A": 150}, "result", "dividends"), "ENDING_DIFFERS"),
    "the number of stakes": (put(8, "stakes"), "COUNT_DIFFERS"),
    "the number of players": (put(6, "players"), "COUNT_DIFFERS"),
    **{
        f"the sum {name}": (put(77, "result", name), "SUM_DIFFERS") for name in verify_certificate.SUMS
    },
}  # fmt: skip
#: What only the digest that was published tells: another story that agrees with itself.
STORIES: dict[str, Tampering] = {
    "the question": put("Kesho?", "about", "question"),
    "what happens when nobody wins": put("REFUND", "rules", "no_winner"),
    "the step of a tote that is none": put(5, "rules", "tote_tick_cents"),
    "whose a stake of a cent is": stake(3, 1, 0),
    "the moment of a stake, both in time": stake(0, 4, 1),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_certificate_that_was_changed_is_found(what: str, race: Path, tmp_path: Path, capsys):
    change, code = TAMPERINGS[what]
    lines = lines_of(race)
    change(lines)
    forged = tmp_path / "forged.jsonl"
    write_lines(lines, forged)
    status, text = judged(capsys, forged)
    assert status == 1 and "holds" not in text
    sealed_anew(lines, forged)
    status, text = judged(capsys, forged)
    assert status == 1 and code in {line.split()[0] for line in text.splitlines()}, text
    assert not {"FILE_EDITED", "ROOT_DIFFERS", "DIGEST_DIFFERS"} & set(text.split())
    assert "ANOTHER_CERTIFICATE" in judged(capsys, forged, "--digest", certificate_of(RACE).digest)[1]


@pytest.mark.parametrize("what", STORIES)
def test_another_story_is_told_by_the_published_digest(what: str, race: Path, tmp_path: Path, capsys):
    lines = lines_of(race)
    STORIES[what](lines)
    forged = tmp_path / "forged.jsonl"
    write_lines(lines, forged)
    assert judged(capsys, forged)[0] == 1
    sealed_anew(lines, forged)
    assert judged(capsys, forged)[0] == 0
    status, text = judged(capsys, forged, "--digest", certificate_of(RACE).digest)
    assert (status, text.split()[0]) == (1, "ANOTHER_CERTIFICATE")


def test_no_byte_of_a_certificate_may_change(race: Path, tmp_path: Path, capsys):
    whole, digest, forged = race.read_bytes(), certificate_of(RACE).digest, tmp_path / "forged.jsonl"
    for place in range(0, len(whole), 11):
        forged.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        status, text = judged(capsys, forged, "--digest", digest)
        assert status == 1 and text.isascii() and text.count("\n") < 20, place
        forged.write_bytes(whole[:place])
        assert judged(capsys, forged, "--digest", digest)[0] == 1
        forged.write_bytes(whole[:place] + whole[place + 1 :])
        assert judged(capsys, forged, "--digest", digest)[0] == 1
