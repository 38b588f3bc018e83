"""Whether a channel says of a receipt what the first one said: its amount, its time, who paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from core.days import display_moment
from core.machine.crypto import blind_indexes
from core.money import Cents, display
from core.phone import is_canonical, is_hashed, masks_contradict
from mpesa.daraja.pull import ZONE
from mpesa.models import Channel, Receipt

#: Clocks of Safaricom's channels differ by less.
JITTER: Final = timedelta(minutes=2)


def differences(
    receipt: Receipt, *, channel: str, amount: Cents, occurred_at: datetime | None, payer: str
) -> Iterator[tuple[str, str]]:
    """What a channel says otherwise: a text that is the same for the same difference, and words for people.

    No query, where the receipt's payer is loaded. Where nobody can tell, nothing differs.
    """
    if amount != receipt.amount:
        yield display(amount), "another amount"
    if occurred_at is not None and not _at_one_time(occurred_at, channel, receipt):
        yield f"{occurred_at:%Y-%m-%d %H:%M:%S}", f"another time ({display_moment(occurred_at)})"
    if not _by_one_person(payer, receipt):
        yield "payer", "another payer"


def _at_one_time(said: datetime, channel: str, receipt: Receipt) -> bool:
    apart = abs(said - receipt.occurred_at)
    if apart <= JITTER:
        return True
    # In which zone Pull Transactions writes its times is not known.
    return Channel.PULL in (channel, receipt.first_channel) and abs(apart - ZONE) <= JITTER


def _by_one_person(said: str, receipt: Receipt) -> bool:
    payer = receipt.payer
    if (is_canonical(said) or is_hashed(said)) and payer is not None and payer.phone_index:
        return bytes(payer.phone_index) in blind_indexes(said)
    shown = receipt.payer_masked or (payer.phone_masked if payer is not None else "")
    return not masks_contradict(said, shown)
