"""What the local Daraja does otherwise while a test wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.processes import SandboxProcess

#: Switches that a test may turn on; off again afterwards.
OFF = {"register_once": False, "https_only": False, "one_token": False}


@pytest.fixture
def switches(sandbox: SandboxProcess) -> Iterator[Callable[..., None]]:
    def turn(**wanted: object) -> None:
        sandbox.post("/_sandbox/switches", wanted).raise_for_status()

    yield turn
    turn(**OFF)
