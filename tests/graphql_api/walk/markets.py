"""Markets, stakes, results and what players set for themselves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from core import days
from ledger.journal.wallets import credit_wallet, open_wallet
from ledger.models import Wallet
from markets.depositing.asking import deposit
from markets.legal.rules import change_legal_rule
from markets.locking import database_now
from markets.models import Market, RunPayout, SettlementRun
from markets.resolving.disputing import dispute_resolution
from markets.resolving.proposing import Result, propose_resolution
from markets.rules import enter_licence, set_market_rules
from markets.running.drafting import create_market
from markets.running.picturing import set_picture
from markets.running.reviewing import submit_market
from markets.running.stepping import clarify_market, close_market
from markets.running.terms import MarketTerms
from markets.settling.approving import request_settlement
from markets.settling.voiding import void_market
from markets.settling.working import settle_markets
from markets.staking.excluding import exclude_self
from markets.staking.limits import set_stake_limit
from markets.staking.placing import place_stake
from mpesa.asking.initiators import set_initiator
from tests.graphql_api.walk.rows import Rows, Seeds
from tests.markets.pictures import camera_picture
from users.actors import SYSTEM
from users.approvals.approving import Proof, approve
from users.models import Role
from users.people import set_phone

_TERMS = (
    'title: "", outcomes: [], closesAt: "2030-01-01T00:00:00Z", resolveBy: "2030-01-02T00:00:00Z",'
    ' voidAfter: "2030-01-03T00:00:00Z"'
)
_RESULT = (
    'market: "{Market}", parts: [], evidence: "", observedAt: "2026-01-01T00:00:00Z", idempotencyKey: "1"'
)
_PHONE = "254700000412"
_RULES = ("rules", "source", "fallback", "tie", "postponement")

ROWS = Rows(
    lists={"markets": "market.read", "licences": "market.read"},
    singles={"myStaking": "stake.place", "playerCover": "ledger.read", "marketRules": "market.read"},
    others={"remittance", "remittanceFile", "myStakes", "placeToPlay"},  # the last is for everybody
    nodes={
        "Market": "market.read",
        "Outcome": "market.read",
        "MarketDispute": "market.read",
        "Licence": "market.read",
        "Settlement": "market.read",
        "Stake": "market.read",
        "WalletDeposit": "wallet.read",
    },
    mutations={
        "createMarket": (
            "market.manage",
            'createMarket(input: {{business: "{Business}", ' + _TERMS + ', idempotencyKey: "1"}})',
        ),
        "editMarket": ("market.manage", 'editMarket(input: {{market: "{Market}", ' + _TERMS + "}})"),
        "uploadMarketPicture": ("market.manage", 'uploadMarketPicture(input: {{market: "{Market}"}})'),
        "openMarket": ("market.manage", 'openMarket(input: {{market: "{Market}", idempotencyKey: "1"}})'),
        "suspendMarket": ("market.manage", 'suspendMarket(input: {{market: "{Market}", reason: "x"}})'),
        "resumeMarket": ("market.manage", 'resumeMarket(input: {{market: "{Market}"}})'),
        "closeMarket": ("market.manage", 'closeMarket(input: {{market: "{Market}"}})'),
        "clarifyMarket": ("market.manage", 'clarifyMarket(input: {{market: "{Market}", text: "x"}})'),
        "scratchOutcome": ("market.manage", 'scratchOutcome(input: {{outcome: "{Outcome}", reason: "x"}})'),
        "proposeResolution": ("market.manage", "proposeResolution(input: {{" + _RESULT + "}})"),
        "amendResolution": ("market.manage", "amendResolution(input: {{" + _RESULT + "}})"),
        "disputeResolution": (
            "market.read",
            'disputeResolution(input: {{market: "{Market}", reason: "x"}})',
        ),
        "dismissDispute": (
            "market.manage",
            'dismissDispute(input: {{dispute: "{MarketDispute}", answer: "x"}})',
        ),
        "setMarketRules": ("business.manage", 'setMarketRules(input: {{business: "{Business}"}})'),
        "enterLicence": (
            "business.manage",
            'enterLicence(input: {{business: "{Business}", number: "1", firstOn: "2026-01-01",'
            ' lastOn: "2026-12-31"}})',
        ),
        "requestSettlement": (
            "market.manage",
            'requestSettlement(input: {{market: "{Market}", idempotencyKey: "1"}})',
        ),
        "voidMarket": (
            "market.manage",
            'voidMarket(input: {{market: "{Market}", reason: "x", idempotencyKey: "1"}})',
        ),
        "requestCorrection": ("market.manage", 'requestCorrection(input: {{reason: "x", ' + _RESULT + "}})"),
        "changeLegalRule": (
            "business.manage",
            'changeLegalRule(input: {{business: "{Business}", kind: AGE, value: -1, law: "",'
            ' fromDay: "2020-01-01", idempotencyKey: ""}})',
        ),
        "placeStake": (
            "stake.place",
            'placeStake(input: {{outcome: "{Outcome}", amount: "1", idempotencyKey: "1"}})',
        ),
        "depositToWallet": (
            "wallet.deposit",
            'depositToWallet(input: {{wallet: "{Wallet}", amount: "0.10", idempotencyKey: "1",'
            ' stake: {{outcome: "{Outcome}", amount: "1"}}}})',
        ),
        "setStakeLimit": (
            "stake.place",
            'setStakeLimit(input: {{business: "{Business}", period: DAY, amount: "1"}})',
        ),
        "excludeSelf": ("stake.place", 'excludeSelf(input: {{business: "{Business}", forDays: 1}})'),
    },
)


def fill(seeds: Seeds) -> None:
    """One market is settled, and what was won goes on to a phone. Each of the others is staked on by the
    player, closed, and its result disputed; each is carried to the one before. In the end these are made void
    by two people: what goes back waits for the queue. The player sets a limit, and then stays away."""
    house = seeds.house
    business, player = house.business, house.people[Role.PLAYER]
    operator = house.people[Role.MARKET_OPERATOR]
    wallet = open_wallet(business=business, player=player)
    set_market_rules(business=business, rules={"least_stake": 100}, actor=house.people[Role.OWNER])
    made = []
    for count in range(seeds.times):
        if count == seeds.times // 2:  # in the middle: a page from either end has it
            seeds.nodes["Settlement"] = _settled(seeds, wallet)
        key = f"{house.code}-market-{count:04}"
        market = _opened(seeds, key)
        outcome = market.outcomes.select_related("market__business").get(position=1)
        credit_wallet(wallet=wallet, amount=100, source="1020", key=key, occurred_at=days.now())
        _set_rule(seeds, key, count)
        stake = place_stake(outcome=outcome, amount=100, key=key, player=player)
        clarify_market(market=market, text=f"Rain of {house.code} counts.", actor=operator)
        close_market(market=market, actor=operator)
        result = Result(
            weights={outcome.pk: 10_000}, evidence=f"seen at {house.code}", observed_at=days.now()
        )
        propose_resolution(market=market, result=result, key=key, actor=operator)
        dispute = dispute_resolution(market=market, reason=f"Not at {house.code}.", actor=player)
        asked = deposit(wallet=wallet, amount=(count + 1) * 100, phone=_PHONE, key=key, actor=player)
        seeds.nodes |= {
            "Market": market, "Outcome": outcome, "Stake": stake, "MarketDispute": dispute,
            "WalletDeposit": asked,
        }  # fmt: skip
        made.append(market)
        seeds.nodes["Licence"] = enter_licence(
            business=business,
            number=key,
            first_on=date(2026, 1, 1),
            last_on=date(2026, 12, 31),
            actor=house.people[Role.OWNER],
        )
    for market in made:
        _make_void(seeds, market)
    set_stake_limit(business=business, player=player, period="DAY", amount=100_000, actor=player)
    exclude_self(business=business, player=player, for_days=1, actor=player)


def _settled(seeds: Seeds, wallet: Wallet) -> SettlementRun:
    """The run of a market that the player was right and wrong about."""
    house, key = seeds.house, f"{seeds.house.code}-settled"
    operator, player = house.people[Role.MARKET_OPERATOR], house.people[Role.PLAYER]
    set_phone(player, f"254700{seeds.shortcode[-6:]:0>6}")
    player.save(update_fields=["data_key", "phone_sealed", "phone_index", "phone_masked"])
    till = set_initiator(till=seeds.till, name="api", password="of-nobody", actor=SYSTEM)
    market = _opened(seeds, key, payout_mode="MPESA")
    yes, no = market.outcomes.select_related("market__business").order_by("position")
    credit_wallet(wallet=wallet, amount=50_00, source="1020", key=key, occurred_at=days.now())
    for outcome in (yes, no):
        place_stake(outcome=outcome, amount=20_00, key=f"{key}-{outcome.position}", player=player)
    close_market(market=market, actor=operator)
    result = Result(weights={yes.pk: 10_000}, evidence=f"seen at {house.code}", observed_at=days.now())
    propose_resolution(market=market, result=result, key=key, actor=operator)
    Market.objects.filter(pk=market.pk).update(disputes_until=days.now())
    asked = request_settlement(market=market, key=f"{key}-yes", actor=operator)
    approve(approval=asked, checker=house.people[Role.APPROVER], digest=asked.digest, proof=Proof())
    settle_markets()
    set_initiator(till=till, name="", password="", actor=SYSTEM)
    run = market.runs.get()
    assert (run.state, run.sent) == ("DONE", 1)
    assert RunPayout.objects.get(payment__run=run).payout is not None
    return run


def _make_void(seeds: Seeds, market: Market) -> None:
    people, said = seeds.house.people, f"Nobody at {seeds.house.code} agrees."
    asked = void_market(
        market=market, reason=said, key=f"void-{market.pk}", actor=people[Role.MARKET_OPERATOR]
    )
    assert asked is not None, "it has a stake"
    approve(approval=asked, checker=people[Role.APPROVER], digest=asked.digest, proof=Proof())


def _set_rule(seeds: Seeds, key: str, count: int) -> None:
    people = seeds.house.people
    asked = change_legal_rule(
        business=seeds.house.business,
        kind="GGR",
        value=count,
        law=seeds.house.code,
        from_day=days.today() + timedelta(days=1 + count),
        key=f"{key}-law",
        actor=people[Role.OWNER],
    )
    approve(approval=asked, checker=people[Role.APPROVER], digest=asked.digest, proof=Proof())


def _opened(seeds: Seeds, key: str, **more: Any) -> Market:
    house, now = seeds.house, database_now()
    operator, earlier = house.people[Role.MARKET_OPERATOR], seeds.nodes.get("Market")
    terms = MarketTerms(
        title=f"Will it rain at {key}?",
        outcomes=[f"Yes, at {house.code}", f"No, at {house.code}"],
        closes_at=now + timedelta(days=30),
        resolve_by=now + timedelta(days=31),
        void_after=now + timedelta(days=32),
        texts={name: f"{name} of {house.code}" for name in _RULES},
        time_zone="Africa/Nairobi",
        least_stake=100,
        carries_to=earlier,
        **more,
    )
    market = create_market(business=house.business, terms=terms, key=key, actor=operator)
    set_picture(market=market, data=camera_picture(), actor=operator)
    asked = submit_market(market=market, key=key, actor=operator)
    approve(approval=asked, checker=house.people[Role.APPROVER], digest=asked.digest, proof=Proof())
    return Market.objects.select_related("business", "pool").get(pk=market.pk)
