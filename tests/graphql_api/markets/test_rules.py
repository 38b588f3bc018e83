"""What new markets begin with and licences, as owners set them and everybody of the house reads them."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import days
from graphql_api.ids import write_id
from markets.models import Licence, MarketRules
from mpesa.models import Till
from tests.graphql_api.conftest import Browser, House, signed_in
from tests.markets.bookmakers import Bookmaker
from tests.mpesa.payouts.offices import Office
from users.models import AuditEntry, Business, Role

SHOWN = "playMoney feeBps leastStake mostStake disputeMinutes largePool largeDisputeMinutes"
RULES = f"query ($id: ID!) {{ marketRules(business: $id) {{ {SHOWN} needsLicence licence {{ number }} }} }}"
LICENCES = """query ($id: ID, $all: Boolean! = false, $first: Int) {
    licences(business: $id, allMine: $all, first: $first) {
        nodes { number firstOn lastOn enteredAt enteredBy { name } business { code } } } }"""
STANDARD = {
    "playMoney": False, "feeBps": 500, "leastStake": "20.00", "mostStake": "100000.00",
    "disputeMinutes": 1_440, "largePool": "1000000.00", "largeDisputeMinutes": 2_880,
}  # fmt: skip


def test_what_is_left_out_stays_and_everybody_reads_it(
    house: House, other_house: House, bookmaker: Bookmaker
):
    owner, player = house.browser(), signed_in(bookmaker.player().player)
    free = {"needsLicence": False, "licence": None}
    assert player.data(RULES, id=house.id)["marketRules"] == STANDARD | free
    changed = {"feeBps": 300, "leastStake": "50", "disputeMinutes": 60}
    shown = f"marketRules {{ {SHOWN} }}"
    for _ in range(2):
        done = owner.act("setMarketRules", shown, business=house.id, **changed)
        assert done["marketRules"] == STANDARD | changed | {"leastStake": "50.00"}
    done = owner.act("setMarketRules", shown, business=house.id, playMoney=True)
    assert done["marketRules"] == STANDARD | changed | {"leastStake": "50.00", "playMoney": True}
    assert player.data(RULES, id=house.id)["marketRules"] == done["marketRules"] | free
    assert MarketRules.objects.get().fee_bps == 300
    assert AuditEntry.objects.filter(action="market_rules.change").count() == 3
    assert other_house.browser().refusal(RULES, id=house.id) == "NOT_FOUND"
    assert house.browser(Role.CASHIER).refusal(RULES, id=house.id) == "NOT_ALLOWED"
    assert Browser().refusal(RULES, id=house.id) == "SIGN_IN_REQUIRED"


def test_rules_that_cannot_be_are_refused_all_at_once(house: House, bookmaker: Bookmaker):
    owner = house.browser()
    query = """mutation ($input: SetMarketRulesInput!) { setMarketRules(input: $input) {
        marketRules { feeBps } problems { code field } } }"""
    given = {"business": house.id, "feeBps": 10_001, "leastStake": "0", "disputeMinutes": 0}
    told = owner.data(query, input=given)["setMarketRules"]
    assert told["marketRules"] is None
    assert [(each["code"], each["field"]) for each in told["problems"]] == [
        ("BAD_LIMIT", ["feeBps"]), ("BAD_LIMIT", ["leastStake"]), ("BAD_LIMIT", ["disputeMinutes"])
    ]  # fmt: skip
    crossed = owner.act("setMarketRules", business=house.id, leastStake="200", mostStake="100")
    assert crossed["code"] == "BAD_LIMIT"
    assert (
        house.browser(Role.MARKET_OPERATOR).act("setMarketRules", business=house.id)["code"] == "NOT_ALLOWED"
    )
    assert not MarketRules.objects.exists()


def test_a_licence_is_entered_once_and_shown(
    house: House, other_house: House, bookmaker: Bookmaker, office: Office
):
    owner, player, today = house.browser(), signed_in(bookmaker.player().player), days.today()
    fields = {each.name: getattr(office.till, each.name) for each in Till._meta.concrete_fields}
    fields |= {"id": None, "environment": "PRODUCTION", "shortcode": "600777", "hook_token": "ab" * 16}
    Till.objects.bulk_create([Till(**fields)])
    assert player.data(RULES, id=house.id)["marketRules"]["needsLicence"] is True
    given = {
        "business": house.id, "number": "BCLB 0001", "firstOn": today.isoformat(),
        "lastOn": (today + timedelta(365)).isoformat(),
    }  # fmt: skip
    for _ in range(2):
        done = owner.act("enterLicence", "licence { id number lastOn }", **given)["licence"]
    row = Licence.objects.get()
    assert done == {"id": write_id("Licence", row.pk), "number": "BCLB 0001", "lastOn": given["lastOn"]}
    other = owner.act("enterLicence", **given | {"lastOn": given["firstOn"]})
    assert (other["code"], other["field"]) == ("KEY_REUSED", ["lastOn"])
    assert owner.act("enterLicence", **given | {"number": " "})["field"] == ["number"]
    early = (today - timedelta(1)).isoformat()
    assert owner.act("enterLicence", **given | {"lastOn": early})["code"] == "BAD_DAY"
    assert player.data(RULES, id=house.id)["marketRules"]["licence"] == {"number": "BCLB 0001"}
    shown = {
        "number": "BCLB 0001", "firstOn": given["firstOn"], "lastOn": given["lastOn"],
        "enteredAt": row.entered_at.isoformat(), "business": {"code": "maji"},
    }  # fmt: skip
    for browser, name in ((house.browser(Role.MARKET_OPERATOR), {"name": "OWNER of maji"}), (player, None)):
        for which in ({"id": house.id}, {"all": True}):
            assert browser.data(LICENCES, **which)["licences"]["nodes"] == [shown | {"enteredBy": name}]
    assert other_house.browser().data(LICENCES, all=True)["licences"]["nodes"] == []
    assert other_house.browser().refusal(LICENCES, id=house.id) == "NOT_FOUND"
    assert AuditEntry.objects.filter(action="licence.enter").count() == 1


def test_more_licences_take_no_more_queries(house: House, bookmaker: Bookmaker):
    owner, counts = house.browser(), []
    for number in range(4):
        owner.act(
            "enterLicence", business=house.id, number=f"L {number}", firstOn="2026-01-01", lastOn="2026-12-31"
        )
    for first in (2, 4):
        with CaptureQueriesContext(connection) as queries:
            assert len(owner.data(LICENCES, id=house.id, first=first)["licences"]["nodes"]) == first
        counts.append(len(queries))
    assert counts[0] == counts[1], counts


def test_who_wants_to_sign_up_is_told_with_whom(house: House):
    query = "query ($id: ID!) { placeToPlay(business: $id) { name licenceNumber playMoney } }"
    nobody = Browser()
    assert nobody.data(query, id=house.id)["placeToPlay"] is None, "it takes no players"
    assert nobody.data(query, id="nothing")["placeToPlay"] is None
    Business.objects.filter(pk=house.business.pk).update(takes_players=True)
    told = {"name": "House maji", "licenceNumber": None, "playMoney": False}
    assert nobody.data(query, id=house.id)["placeToPlay"] == told
    today = days.today()
    for number, first, last in (("BCLB 9", -9, -1), ("BCLB 17", -1, 9), ("BCLB 18", 1, 9)):
        Licence.objects.create(
            business=house.business,
            number=number,
            first_on=today + timedelta(days=first),
            last_on=today + timedelta(days=last),
            entered_by=house.people[Role.OWNER],
        )
    for browser in (nobody, house.browser(Role.CASHIER)):
        assert browser.data(query, id=house.id)["placeToPlay"] == told | {"licenceNumber": "BCLB 17"}
