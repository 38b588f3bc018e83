"""How a story is told: each step is said, each figure checked, and what takes time is looked at again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from core import days
from demo.http import Site


class Difference(Exception):
    """A figure that is not what it must be."""


class Teller:
    """Says what happens and counts what was checked; `sandbox` is the local Daraja's control API."""

    def __init__(self, sandbox: Site) -> None:
        self.sandbox = sandbox
        self.began = time.monotonic()
        self.first_day = days.today().isoformat()
        self.checks = 0

    def say(self, text: str) -> None:
        print(f"{time.monotonic() - self.began:6.1f} s  {text}", flush=True)

    def check(self, what: str, found: object, wanted: object) -> None:
        self.checks += 1
        if found != wanted:
            raise Difference(f"{what}: found {found}, wanted {wanted}")

    def until(self, what: str, look: Callable[[], Any], wanted: object, *, seconds: float = 30) -> None:
        """Look again until it is so; the last look is the check."""
        deadline = time.monotonic() + seconds
        while look() != wanted and time.monotonic() < deadline:
            time.sleep(0.2)
        self.check(what, look(), wanted)

    def control(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.sandbox.post(f"/_sandbox/{path}", json=body)
        answer.raise_for_status()
        content: dict[str, Any] = answer.json()
        return content

    def prompt(self, phone: str) -> str:
        """The checkout id of the prompt that is open on a phone."""
        found: list[str] = []

        def is_open() -> bool:
            prompts = self.sandbox.get("/_sandbox/state").json()["prompts"]
            mine = [one for one in prompts if one["msisdn"] == phone and one["state"] == "open"]
            found[:] = [one["checkout_request_id"] for one in mine]
            return bool(found)

        self.until(f"a prompt on the phone of {phone[-3:]}", is_open, True)
        return found[0]
