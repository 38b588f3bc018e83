"""The mark that the answer to a validation carries, and its confirmation brings back.

It is made of the receipt and the amount, under a key: nothing is kept of a question for it. A mark of ours
that does not fit its confirmation is a doubt, as the amount may have changed on the way; one that fits shows
that whoever confirms has seen our answer.
"""

from __future__ import annotations

from hmac import compare_digest
from typing import Final

from core.machine.crypto import keyed_digests
from mpesa.daraja.callbacks import C2BFacts
from mpesa.models import Till

_OURS: Final = "hsb"
_LENGTH: Final = 20
#: What the evidence of a payment says whose confirmation brought its mark back.
VALIDATED: Final = "validated"


def mark_of(till: Till, facts: C2BFacts) -> str:
    """The id of ours for a payment that is accepted."""
    return _marks(till, facts)[0]


def is_validated(till: Till, facts: C2BFacts) -> bool | None:
    """Whether a confirmation brought back the mark that its question was given; None when it brought none."""
    if not facts.third_party_id.startswith(_OURS):
        return None
    return any(compare_digest(facts.third_party_id.encode(), mark.encode()) for mark in _marks(till, facts))


def _marks(till: Till, facts: C2BFacts) -> list[str]:
    asked = ["validated", till.pk, facts.receipt, facts.amount_cents]
    return [f"{_OURS}{found.hex()[:_LENGTH]}" for found in keyed_digests(asked)]
