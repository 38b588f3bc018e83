"""README's "With your own till", typed by a newcomer into a second terminal beside the running demo."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from openpyxl import load_workbook

from demo.system import Api
from tests.chaos.patience import eventually
from tests.docs.blocks import blocks_of
from tests.e2e.supervised import BACK_SECONDS, Supervisor
from tests.e2e.terminal import typed
from tests.environment import ROOT

PASSWORD = "a newcomer's own password"


@pytest.mark.slow
def test_a_till_of_your_own_beside_the_demo(tmp_path: Path) -> None:
    """Word for word; only the ports are this test's, and the files go to a folder of its own."""
    supervisor = Supervisor()
    try:
        supervisor.start()
        state = supervisor.state()
        ports = {name: state[f"{name}_url"].rpartition(":")[2] for name in ("web", "sandbox")}
        blocks = [
            b for b in blocks_of(ROOT / "README.md", heading="With your own till") if b.language == "sh"
        ]
        script = "".join(block.text for block in blocks)
        for printed, ours in (
            ("127.0.0.1:8000", f"127.0.0.1:{ports['web']}"),
            ("127.0.0.1:8010", f"127.0.0.1:{ports['sandbox']}"),
            (" day.", f" {tmp_path}/day."),
        ):
            script = script.replace(printed, ours)
        said = typed(
            script,
            environment=os.environ
            | {"HESABU_LOCAL_DIR": str(supervisor.local_dir)}
            | {"PORT": ports["web"], "SANDBOX_PORT": ports["sandbox"]},
            answers={"Password of you:": PASSWORD, "Again:": PASSWORD},
            within=BACK_SECONDS,
        )
        assert "owner you (created)" in said
        assert "Created My Kiosk (174379)" in said
        assert len(load_workbook(tmp_path / "day.xlsx").sheetnames) >= 3
        with supervisor.http() as http:
            api = Api(http)
            api.sign_in("you", PASSWORD)
            eventually(
                lambda: money(api) == [("150.00", "SUSPENSE")], "the payment is booked", within=BACK_SECONDS
            )
            assert codes(api) == ["kiosk"]
            assert codes(supervisor.api(http)) == ["duka", "maji", "safisha"]
    finally:
        supervisor.close()


def money(api: Api) -> list[tuple[str, str]]:
    edges = api.call("{ receipts(allMine: true) { edges { node { amount route { state } } } } }")["edges"]
    return [(edge["node"]["amount"], (edge["node"]["route"] or {}).get("state")) for edge in edges]


def codes(api: Api) -> list[str]:
    return [edge["node"]["code"] for edge in api.call("{ businesses { edges { node { code } } } }")["edges"]]
