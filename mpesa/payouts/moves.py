"""The steps of payouts, and the news of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from core import days
from core.rows.events import record_events
from core.rows.locks import lock_rows
from core.rows.saving import insert_rows, save_rows
from core.rows.states import take_step
from ledger.chart.standard import WALLETS
from ledger.journal.wallets import news_of_wallets
from ledger.models import Wallet
from mpesa.models import Payout, PayoutAttempt, PayoutState, PayoutStep
from mpesa.payouts.telling import tell_receivers
from users.actors import SYSTEM, Actor, person

#: What a step changes.
_MOVED: Final = (
    "state", "code", "text", "flagged", "reserves", "reserve", "due_at", "released", "approval",
    "reserved_at", "settled_at",
)  # fmt: skip
_ENDS: Final = (PayoutState.PAID, PayoutState.FAILED, PayoutState.CANCELLED, PayoutState.REVERSED)


def lock_payouts(keys: Collection[int]) -> dict[int, Payout]:
    """Payouts by key, locked in its order, with what judging and booking them needs."""
    rows = Payout.objects.filter(pk__in=keys).select_related("till", "business", "source", "reserve", "payee")
    return {payout.pk: payout for payout in lock_rows(rows)}


def _news_of_wallets(payouts: Collection[Payout]) -> list[tuple[str, int, dict[str, int | str]]]:
    """Of the wallets out of which payouts are paid; one query where any is, else none."""
    sources = {payout.source_id for payout in payouts if payout.source.code.startswith(f"{WALLETS}-")}
    return news_of_wallets(Wallet.objects.filter(account__in=sources)) if sources else []


class Moves:
    """Steps of many locked payouts, written together by `save`. With `tells=False` no news is made of them:
    of a batch that moves as a whole there is one."""

    def __init__(self, by: Actor = SYSTEM, *, tells: bool = True) -> None:
        self._by = by
        self._tells = tells
        self._moved: dict[int, Payout] = {}
        self._steps: list[PayoutStep] = []

    def move(
        self,
        payout: Payout,
        state: PayoutState,
        *,
        code: str = "",
        text: str = "",
        attempt: PayoutAttempt | None = None,
        entry: int | None = None,
    ) -> None:
        """Take one step; the caller holds the row's lock. Being there already is a quiet success.

        Raises InvalidState ILLEGAL_STEP. A success after it had ended otherwise is flagged.
        """
        before = payout.state
        if not take_step(payout, state):
            return
        payout.code, payout.text = code[:40], text[:200]
        if state == PayoutState.PAID and before in _ENDS:
            payout.flagged = True
        if state in _ENDS or state == PayoutState.IN_FLIGHT:
            payout.due_at = None
        payout.settled_at = days.now() if state in _ENDS else None
        self.touch(payout)
        self._steps.append(
            PayoutStep(
                payout=payout,
                before=before,
                after=state,
                code=payout.code,
                attempt=attempt,
                entry_id=entry,
                person=person(self._by),
            )
        )

    def touch(self, payout: Payout) -> None:
        """Have it written, though it takes no step."""
        self._moved[payout.pk] = payout

    def save(self) -> None:
        """Write what has moved, each payout once, and publish it."""
        moved = list(self._moved.values())
        save_rows(moved, _MOVED)
        insert_rows(self._steps)
        news: list[tuple[str, int, Mapping[str, int | str]]] = [
            ("payout.changed", payout.business_id, {"payout": payout.pk, "state": str(payout.state)})
            for payout in (moved if self._tells else ())
        ]
        record_events([*news, *_news_of_wallets(moved)])
        tell_receivers(self._steps)
        self._moved.clear()
        self._steps.clear()
