"""The verifier of the player's page: it takes what a certificate gives, and nothing that was changed."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from scripts.console_types import NODE
from tests.console.sources import FILES
from tests.environment import ROOT
from tests.markets.certificates import RACE, certificate_of
from tests.markets.markets import CLOSE, Market, Row

VERIFIER = FILES / "play" / "my_stake" / "verifier.js"
EXAMPLES = ROOT / "docs" / "examples"
DIGEST = "5b75f0f7b85fd1da8c69167e1c8acce78f238d0c27aebce90588918a2e7e426c"
RUN = f"""
import {{ readFileSync }} from "node:fs";
import {{ verify }} from {json.dumps(VERIFIER.as_uri())};
const answers = [];
for (const [proof, digest] of JSON.parse(readFileSync(0, "utf-8"))) {{
  answers.push(await verify(proof, digest).catch((error) => ({{ broken: [error.name] }})));
}}
console.log(JSON.stringify(answers));
"""


def verified(*asked: tuple[str, str]) -> list[dict[str, Any]]:
    """What the script says of each (proof, digest), run by Node as a browser would."""
    command = [NODE, "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", "--input-type=module", "--eval", RUN]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def example() -> str:
    return (EXAMPLES / "stake.json").read_text("utf-8")


def changed(**more: Any) -> str:
    return json.dumps(json.loads(example()) | more)


def test_the_worked_example_holds() -> None:
    head = json.loads((EXAMPLES / "certificate.jsonl").read_text("utf-8").splitlines()[0])
    assert verified((example(), DIGEST), (example(), f" {DIGEST.upper()}\n")) == 2 * [
        {
            "broken": [],
            "digest": head["digest"],
            "root": head["root"],
            "stake": {
                "number": 1, "player": 0, "outcome": "Simba", "cents": 100_00, "acceptedAt": 1_000,
                "fate": "WON", "pays": 120_01,
            },
        }
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 13])
def test_every_stake_of_a_tree_of_any_size_holds(count: int) -> None:
    rows = tuple(Row(n, f"p{n % 3}", "AB"[n % 2], 100_00 + n, CLOSE - n) for n in range(1, count + 1))
    whole = certificate_of(Market(RACE.rules, RACE.resolution, rows), question="Mvua itanyesha — ndiyo?")
    answers = verified(*((whole.proof(place).decode(), whole.digest) for place in range(count)))
    assert [answer["broken"] for answer in answers] == [[]] * count
    assert [answer["stake"]["cents"] for answer in answers] == [row.cents for row in rows]


def test_fates_and_pays_are_those_of_the_settlement() -> None:
    whole, answers = certificate_of(RACE), RACE.answers()
    found = verified(*((whole.proof(place).decode(), whole.digest) for place in range(len(RACE.rows))))
    assert [answer["broken"] for answer in found] == [[]] * len(RACE.rows)
    for answer in found:
        fate, pay = answers[answer["stake"]["number"]]
        assert (["LOST", "WON", "REFUNDED"].index(answer["stake"]["fate"]), answer["stake"]["pays"]) == (
            int(fate),
            pay,
        )


def test_what_was_changed_is_found() -> None:
    proof = json.loads(example())
    cells, head = proof["cells"], proof["certificate"]
    richer = head | {"result": head["result"] | {"fee": 0}}
    found = verified(
        (changed(cells=[*cells[:6], cells[6] + 1]), DIGEST),
        (changed(place=1), DIGEST),
        (changed(path=proof["path"][:-1]), DIGEST),
        (changed(path=[*proof["path"], proof["path"][0]]), DIGEST),
        (changed(certificate=richer), DIGEST),
        (changed(place=6), DIGEST),
        (example(), "0" * 64),
        (changed(cells=[*cells[:2], 3, *cells[3:]]), DIGEST),
    )
    assert [answer["broken"] for answer in found] == [
        ["PROOF_BROKEN"], ["PROOF_BROKEN"], ["PROOF_BROKEN"], ["PROOF_BROKEN"],
        ["DIGEST_DIFFERS", "ANOTHER_CERTIFICATE"], ["PROOF_BROKEN"], ["ANOTHER_CERTIFICATE"],
        ["PROOF_BROKEN", "STAKE_IMPOSSIBLE"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "null",
        '{"type":"stake","cells":[1,0,0,100,1,1,1]}',
        changed(cells=[1.5] * 7),
        changed(path=["z"]),
    ],
)
def test_what_is_no_proof_is_refused(text: str) -> None:
    assert verified((text, DIGEST))[0]["broken"][0] in {"SyntaxError", "TypeError"}
