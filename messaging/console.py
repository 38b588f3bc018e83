"""Messages on the screen of a trial machine."""

from __future__ import annotations

import sys

from django.conf import settings

from messaging.outcomes import Outcome, Verdict


def print_message(kind: str, to: str, body: str, subject: str = "") -> Outcome:
    """Print a message to this process's standard output: never to the log, and never with real people.

    Without DEBUG on a machine with a database of its own nothing is printed: the message fails with
    NO_BACKEND.
    """
    if not settings.MESSAGES_TO_CONSOLE:
        return Outcome(Verdict.REFUSED, "NO_BACKEND")
    heading = f"{kind} to {to}" + (f": {subject}" if subject else "")
    print(f"--- {heading}\n{body}\n---", file=sys.stdout, flush=True)
    return Outcome(Verdict.SENT, "PRINTED")
