"""What a client tells of its app: that a token was had or not, and that Safaricom asks for fewer calls."""

from __future__ import annotations

from typing import Final, Protocol

from mpesa.daraja.transport import Answer

#: Safaricom's codes of too many calls at once, and of too many in all. They come as HTTP 500, without
#: Retry-After. "System is busy" has the first one too: whatever became of that call, the next can wait.
SPIKE: Final = "500.003.02"
QUOTA: Final = "500.003.03"
_APIGEE: Final = ("policies.ratelimit.", "steps.policies.ratelimit.")


class Watch(Protocol):
    """Never raises. Called from whichever thread speaks to Safaricom."""

    def token_got(self) -> None: ...

    def token_failed(self, code: str) -> None: ...

    def told_to_slow(self, *, quota: bool) -> None: ...


class NoWatch:
    def token_got(self) -> None: ...

    def token_failed(self, code: str) -> None: ...

    def told_to_slow(self, *, quota: bool) -> None: ...


def note_pace(answer: Answer, watch: Watch) -> None:
    """Tell the watch where an answer asks for fewer calls."""
    code, _ = answer.error or ("", "")
    if code == QUOTA or (code.startswith(_APIGEE) and "quota" in code.lower()):
        watch.told_to_slow(quota=True)
    elif code == SPIKE or code.startswith(_APIGEE):
        watch.told_to_slow(quota=False)
