"""Money that a player asked to have paid out is not staked: whoever comes first, and whoever writes."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, connection

from core import days
from core.errors import DomainError
from ledger.journal.posting import credit, debit, post_entry
from ledger.journal.wallets import open_wallet
from ledger.models import Wallet
from markets.models import Market, Stake
from mpesa.models import Payout, PayoutState
from mpesa.payouts.withdrawing import take_withdrawal_back, waiting_in, withdraw
from tests.core.threads import Running, run_together
from tests.ledger.books import refusal
from tests.markets.bookmakers import Bookmaker, books, fresh_key, has, outcome
from tests.mpesa.payouts.offices import Office
from users.approvals.approving import Proof, approve
from users.kyc.submissions import tier_of
from users.models import Approval
from users.people import create_player

WAITS = "PENDING_APPROVAL"


@pytest.fixture
def played(bookmaker: Bookmaker) -> tuple[Market, Wallet]:
    """A market for money, and a player with 1,000.00 and a phone; every withdrawal waits for a yes."""
    Office(bookmaker.house)
    player = create_player(phone="254712345679", pin="274913", business=bookmaker.house.business)
    wallet = open_wallet(business=bookmaker.house.business, player=player)
    return bookmaker.open(), bookmaker.fund(wallet, 1_000_00)


def ask_out(wallet: Wallet, cents: int) -> Payout:
    return withdraw(wallet=wallet, amount=cents, key=fresh_key(), actor=wallet.player)


def refused(act: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        act()
    return caught.value


def test_what_waits_to_be_paid_out_is_not_staked(bookmaker: Bookmaker, played):
    market, wallet = played
    yes = outcome(market, "Yes")
    asked = ask_out(wallet, 700_00)
    assert asked.state == WAITS
    before = books()
    error = refused(lambda: bookmaker.stake(wallet, yes, 300_01))
    assert (error.code, error.field, error.detail.limit) == ("WITHDRAWAL_WAITS", "amount", 300_00)
    assert "KES 700.00" in str(error) and "KES 300.00" in str(error)
    assert refusal(partial(bookmaker.stake, wallet, yes, 1_000_01)) == "FLOOR", "so much there is not"
    assert (books(), has(wallet)) == (before, 1_000_00)
    bookmaker.stake(wallet, yes, 300_00)
    assert refusal(partial(bookmaker.stake, wallet, yes, 1_00)) == "WITHDRAWAL_WAITS"
    take_withdrawal_back(payout=asked, actor=wallet.player)
    bookmaker.stake(wallet, yes, 700_00)
    assert has(wallet) == 0


def test_what_is_staked_is_not_asked_for_and_what_is_approved_leaves(bookmaker: Bookmaker, played):
    market, wallet = played
    bookmaker.stake(wallet, outcome(market, "Yes"), 300_00)
    assert refusal(lambda: ask_out(wallet, 701_00)) == "FLOOR"
    first = ask_out(wallet, 400_00)
    assert refusal(lambda: ask_out(wallet, 301_00)) == "WITHDRAWAL_WAITS"
    second = ask_out(wallet, 300_00)
    for payout in (first, second):
        asked = Approval.objects.get(subject=f"payout:{payout.pk}")
        approve(approval=asked, checker=bookmaker.approver, digest=asked.digest, proof=Proof())
    assert (has(wallet), waiting_in([wallet.pk])) == (0, {})
    assert set(Payout.objects.values_list("state", flat=True)) == {PayoutState.RESERVED}


def test_another_players_withdrawal_keeps_nobody(bookmaker: Bookmaker, played):
    market, wallet = played
    ask_out(wallet, 1_000_00)
    bookmaker.stake(bookmaker.player(), outcome(market, "Yes"), 1_000_00)


@pytest.mark.parametrize("turn", range(3))
def test_asked_for_and_staked_at_once_never_come_to_more_than_there_is(
    bookmaker: Bookmaker, played, turn: int
):
    """Each is done or refused, in whatever order, and all that is done fits the wallet."""
    market, wallet = played
    yes = outcome(market, "Yes")

    def attempt(act: Any) -> str:
        try:
            act()
        except DomainError as error:
            return error.code
        return ""

    stakes = [partial(bookmaker.stake, wallet, yes, 250_00) for _ in range(4)]
    asks = [partial(ask_out, wallet, 300_00) for _ in range(3)]
    mixed = ([*stakes, *asks], [*asks, *stakes], [*stakes[:2], *asks, *stakes[2:]])[turn]
    codes = run_together([partial(attempt, act) for act in mixed])
    staked = sum(Stake.objects.values_list("cents", flat=True))
    waits = waiting_in([wallet.pk]).get(wallet.pk, 0)
    assert staked + waits <= 1_000_00 and has(wallet) == 1_000_00 - staked
    assert set(codes) <= {"", "WITHDRAWAL_WAITS", "FLOOR"} and codes.count("") >= 3
    for asked in Approval.objects.filter(kind="payout.withdraw"):
        approve(approval=asked, checker=bookmaker.approver, digest=asked.digest, proof=Proof())
    assert has(wallet) == 1_000_00 - staked - waits, "all that was asked for can be paid"


def test_the_database_refuses_it_to_whoever_writes(bookmaker: Bookmaker, played):
    """A stake and its entry as the application's role may write them, without what places stakes."""
    market, wallet = played
    yes = outcome(market, "Yes")
    ask_out(wallet, 700_00)
    business, pool = market.business_id, f"2300-{market.pk}"

    def write(cents: int, level: str = "READ COMMITTED", meanwhile: Any = lambda: None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"BEGIN ISOLATION LEVEL {level}")
            try:
                cursor.execute("SELECT 1")
                Running(meanwhile).result()
                cursor.execute(
                    "INSERT INTO markets_stake (market_id, sequence, outcome_id, wallet_id, cents,"
                    " accepted_at, key, key_hash) VALUES (%s, 0, %s, %s, %s, now(), %s, '')"
                    " RETURNING sequence",
                    [market.pk, yes.pk, wallet.pk, cents, fresh_key()],
                )
                (sequence,) = cursor.fetchone()
                post_entry(
                    business_id=business,
                    kind="STAKE",
                    reference=f"wallet:{wallet.pk}:market:{market.pk}:stake:{sequence}",
                    legs=[debit(wallet.account.code, cents), credit(pool, cents)],
                    occurred_at=days.now(),
                )
                cursor.execute("COMMIT")
            except DatabaseError:
                cursor.execute("ROLLBACK")
                raise

    with pytest.raises(DatabaseError, match="stake_not_asked_out"):
        write(300_01)
    assert has(wallet) == 1_000_00 and not Stake.objects.exists()
    write(300_00)
    assert has(wallet) == 700_00
    take_withdrawal_back(payout=Payout.objects.get(), actor=wallet.player)
    for level in ("REPEATABLE READ", "SERIALIZABLE"):
        with pytest.raises(DatabaseError, match="stake_not_asked_out"):
            write(600_00, level, lambda: ask_out(wallet, 101_00))
        take_withdrawal_back(payout=Payout.objects.latest("pk"), actor=wallet.player)
    assert has(wallet) == 700_00 and Stake.objects.count() == 1


def give_earlier(bookmaker: Bookmaker, wallet: Wallet, *, times: int, cents: int) -> None:
    """So many debits of the wallet that count for, and were posted, two days ago."""
    with connection.cursor() as cursor:
        for number in range(times):
            cursor.execute(
                """WITH entry AS (
                    INSERT INTO ledger_entry (business_id, effective_on, occurred_at, posted_at, kind,
                                              description, reference, content_hash)
                    SELECT %(business)s, (ago.at AT TIME ZONE 'Africa/Nairobi')::date, ago.at, ago.at,
                           'WALLET', '', %(reference)s, ''
                    FROM (SELECT now() - interval '2 days' AS at) AS ago RETURNING id)
                INSERT INTO ledger_line (entry_id, account_id, debit, credit)
                SELECT entry.id, account.id, leg.debit, leg.credit
                FROM entry, (VALUES (%(wallet)s, %(cents)s, 0), ('1020', 0, %(cents)s))
                            AS leg (code, debit, credit)
                JOIN ledger_account AS account
                    ON account.code = leg.code AND account.business_id = %(business)s""",
                {
                    "business": wallet.business_id,
                    "reference": f"earlier:{number}",
                    "wallet": wallet.account.code,
                    "cents": cents,
                },
            )


def test_a_days_limit_counts_the_lines_of_the_day_and_no_others(bookmaker: Bookmaker, played):
    """Also where there are more of them than are read at once, and whatever lies before them."""
    market, wallet = played
    yes = outcome(market, "Yes")
    tier = tier_of(business=market.business, player=wallet.player)
    most, day = tier.transaction_limit, tier.daily_limit
    bookmaker.fund(wallet, 3 * day)
    give_earlier(bookmaker, wallet, times=20, cents=day // 20)
    for _ in range(30):
        bookmaker.stake(wallet, yes, 1_00)
    staked = 30_00
    while staked + most <= day:
        bookmaker.stake(wallet, yes, most)
        staked += most
    rest = day - staked
    for over in (rest + 1, most):
        if 1_00 <= over <= most:
            assert refusal(partial(bookmaker.stake, wallet, yes, over)) == "TIER_LIMIT"
    if rest >= 1_00:
        bookmaker.stake(wallet, yes, rest)
    assert refusal(partial(bookmaker.stake, wallet, yes, 1_00)) == "TIER_LIMIT"
