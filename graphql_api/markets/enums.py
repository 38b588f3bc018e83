"""The states and kinds of markets, as the schema says them."""

from __future__ import annotations

from enum import StrEnum

from graphql_api.enums import described
from markets import models
from markets.endings import ResultStanding as _ResultStanding
from markets.parimutuel import Ending, Fate


class _StakeFate(StrEnum):
    WON = Fate.WIN.name
    LOST = Fate.LOSS.name
    REFUNDED = Fate.REFUND.name


MarketState = described(
    models.MarketState,
    "MarketState",
    "How far a market has come.",
    DRAFT="It is written; nobody but the staff sees it.",
    REVIEW="A second person reads it: approving opens it.",
    OPEN="It takes stakes.",
    SUSPENDED="It takes no stakes for now.",
    CLOSED="It takes no stakes any more, and waits for its result.",
    PROPOSED="A result is proposed, and may be disputed for a while.",
    DISPUTED="The proposed result is disputed; the time to dispute stands still.",
    APPROVED="The result stands, and is being settled.",
    SETTLED="It has paid out.",
    CORRECTED="It was settled, and that was corrected.",
    VOID="Everybody has their stake back.",
)
MarketMode = described(
    models.MarketMode,
    "MarketMode",
    "How those who were right share.",
    PARIMUTUEL="To the cent.",
    TOTE="By a dividend per shilling, which is rounded down.",
)
MarketPayoutMode = described(
    models.PayoutMode,
    "MarketPayoutMode",
    "Where what is won goes.",
    WALLET="To the wallet.",
    MPESA="From the wallet on to the winner's phone.",
)
MarketDisputeState = described(
    models.DisputeState,
    "MarketDisputeState",
    "What became of a dispute.",
    OPEN="It waits for an answer.",
    DISMISSED="It was answered: the result stands.",
    AMENDED="Another result was proposed, or the market was made void.",
)
ResultStanding = described(
    _ResultStanding,
    "ResultStanding",
    "What became of a proposed result.",
    PROPOSED="It is the newest, and nobody was paid by it yet.",
    PAID="Players were paid by it, or are being paid; it holds.",
    REPLACED="Another took its place; where players had been paid by it, by a correction.",
    ASKED="A correction that another person is asked for: it does not hold yet.",
    NOT_APPROVED="A correction that nobody approved: it never held.",
)
SettlementKind = described(
    models.RunKind,
    "SettlementKind",
    "What a settlement does.",
    SETTLEMENT="Pays out what was proposed.",
    VOID="Gives everybody their stakes back.",
    CORRECTION="Takes back what was paid, and pays what is right.",
)
SettlementState = described(
    models.RunState,
    "SettlementState",
    "How far a settlement has come.",
    FROZEN="It is worked out, and waits for another person's yes.",
    APPROVED="It counts, and is being put into the books.",
    DONE="All of it is in the books.",
    REPLACED="It was in the books, until it was corrected.",
    CANCELLED="It was never put into the books.",
)
StakeFate = described(
    _StakeFate,
    "StakeFate",
    "What became of a stake.",
    WON="It was right: it came back with its share.",
    LOST="It was wrong: nothing came back.",
    REFUNDED="It came back as it was.",
)
SettlementEnding = described(
    Ending,
    "SettlementEnding",
    "How a market ends.",
    PAID="Who was right gets the pool, less the fee.",
    VOID="It has no result: all is refunded.",
    ONE_SIDED="Fewer than two outcomes have a stake: all is refunded.",
    NOBODY_WON="Nobody was right: all is refunded.",
    CARRIED="Nobody was right: the pool, less the fee, goes to another market.",
)
LimitPeriod = described(
    models.LimitPeriod,
    "LimitPeriod",
    "How long a limit counts; days are those of East African Time (UTC+3).",
    DAY="From midnight to midnight.",
    WEEK="From Monday to Sunday.",
    MONTH="From the first day of the month to its last.",
)
DepositStakeState = described(
    models.DepositState,
    "DepositStakeState",
    "What became of the stake that was to follow a deposit.",
    NO_STAKE="None was to follow.",
    WAITING="It is placed as soon as the money is in the wallet.",
    STAKED="It was placed.",
    REFUSED="It was not placed: what was paid is in the wallet.",
)
