"""Every topic of the event log, brought about through the front door and followed over a socket: what it
carries leads somewhere for those who may read it, and nowhere for anybody else."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from channels.db import database_sync_to_async

from core import days
from core.models import Event
from core.rows.event_topics import TOPICS
from core.rows.events import head
from graphql_api.events.types import is_given
from graphql_api.ids import read_id, write_id
from graphql_api.nodes import finders
from graphql_api.schema import schema
from ledger.journal.wallets import open_wallet
from ledger.tasks import verify_books
from ledger.vouchers import approval, recurring
from mpesa.asking.initiators import set_initiator
from mpesa.models import Till
from mpesa.payouts import requesting
from mpesa.payouts.batches import approving
from mpesa.payouts.batches.importing import import_batch
from mpesa.payouts.schedules import planning
from tests.billing.subscriptions.landlords import Landlord
from tests.environment import ROOT
from tests.graphql_api.conftest import Browser, House
from tests.graphql_api.events.sockets import opened, run
from tests.graphql_api.ledger.test_periods import CLOSE, REOPEN, YEAR
from tests.graphql_api.ledger.test_vouchers import line, posted, sale, yes
from tests.graphql_api.users.test_kyc import SUBMIT, SUBMITTED, post_file, start, upload
from tests.graphql_api.walk.rows import JPEG
from tests.ledger.tampering import tamper_with
from tests.mpesa.shops import STAMP
from users.access import RIGHTS
from users.actors import SYSTEM
from users.models import Role

OWN = "http://127.0.0.1"
STATEMENTS = Path(__file__).parents[2] / "reconciliation" / "statements"
NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"
FILE = """mutation ($till: ID!, $name: String!) { uploadStatement(input: {till: $till, fileName: $name}) {
    path } }"""


def test_the_table_fits_the_schema_and_the_rights():
    for name, topic in TOPICS.items():
        assert topic.right in RIGHTS, name
        assert set(topic.ids.values()) <= finders.keys(), name
        for node in topic.ids.values():
            assert "Node" in {each.name for each in schema._schema.type_map[node].interfaces}, node


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_an_event_that_lacks_what_its_topic_names_is_given_to_nobody(topic):
    """Such a row comes from somebody else's SQL: it stops no subscriber."""
    known = TOPICS[topic]
    ids = dict.fromkeys(known.ids, 1) | dict.fromkeys(known.facts, "ledger.voucher")
    rights = set(RIGHTS)
    assert is_given(Event(topic=topic, business_id=1, ids=ids), rights)
    for name in ids:
        less = {key: value for key, value in ids.items() if key != name}
        assert not is_given(Event(topic=topic, business_id=1, ids=less), rights), name
    assert not is_given(Event(topic="x", business_id=1, ids=ids), rights)


def test_the_document_has_the_table():
    text = (ROOT / "docs" / "graphql.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \| (.*?) \| (.*?) \| `([a-z.]+)` \|$", text, re.MULTILINE)
    documented = {
        topic: (right, dict(re.findall(r"(\w+): (\w+)", ids)), tuple(re.findall(r"\w+", facts)))
        for topic, ids, facts, right in rows
    }
    assert documented == {
        name: (topic.right, dict(topic.ids), tuple(topic.facts)) for name, topic in TOPICS.items()
    }


def collect(house: House, hook_server: str, drain: Any) -> None:
    """A till, requests, receipts, discrepancies, statements, a proof; a customer and a paid invoice."""
    owner = house.browser()
    credentials = {"consumerKey": "app-key", "consumerSecret": "app-secret", "passkey": "pass-key"}
    business = write_id("Business", house.business.pk)
    fields = {"business": business, "name": "Water", "kind": "PAYBILL", "shortcode": "600984"}
    made = """mutation ($input: CreateTillInput!) { createTill(input: $input) { till { id } } }"""
    till = owner.data(made, input=fields | {"credentials": credentials})["createTill"]["till"]["id"]
    branch = {"business": business, "name": "Kilimani shop", "idempotencyKey": "branch-01"}
    owner.data(
        "mutation ($input: CreateBranchInput!) { createBranch(input: $input) { __typename } }", input=branch
    )
    asked = {
        "till": till,
        "phone": "0712345678",
        "amount": "10.00",
        "accountReference": "x",
        "idempotencyKey": "ask-00001",
    }
    owner.data(
        "mutation ($input: RequestPaymentInput!) { requestPayment(input: $input) { __typename } }",
        input=asked,
    )
    claim = {"till": till, "receiptNumber": "UKK1AA00Z9", "idempotencyKey": "claim-001"}
    owner.data(
        "mutation ($input: ClaimReceiptInput!) { claimReceipt(input: $input) { __typename } }", input=claim
    )
    customer = owner.data(
        """mutation ($b: ID!) { createCustomer(input: {business: $b, name: "A", idempotencyKey: "1"})
            { customer { id accountNumber } } }""",
        b=write_id("Business", house.business.pk),
    )["createCustomer"]["customer"]
    lines = [{"description": "Water", "unitPrice": "75.00"}]
    invoice = owner.data(
        "mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) { invoice { id } } }",
        input={"customer": customer["id"], "idempotencyKey": "bill-1", "lines": lines},
    )["createInvoice"]["invoice"]["id"]
    issue = "mutation ($id: ID!) { issueInvoice(input: {invoice: $id}) { problems { code } } }"
    assert owner.data(issue, id=invoice)["issueInvoice"] == {"problems": []}
    url = f"{hook_server}/hooks/{Till.objects.get().hook_token}/c2b/confirmation"
    paid = {
        "TransactionType": "Pay Bill", "TransID": "UKK1AA00Z9", "TransTime": STAMP,
        "TransAmount": "75.00", "BusinessShortCode": "600984", "BillRefNumber": customer["accountNumber"],
        "OrgAccountBalance": "75.00", "MSISDN": "25470****101", "FirstName": "PAYER",
    }  # fmt: skip
    for body in (json.dumps(paid), "not what Safaricom sends"):
        assert requests.post(url, data=body, timeout=10).status_code == 200
    drain()
    accountant = house.browser(Role.ACCOUNTANT)
    whole = (STATEMENTS / "statement_template_a.csv").read_bytes()
    for name, content in (
        ("statement.csv", whole),
        ("torn.csv", b"\n".join(whole.splitlines()[:-1])),
        ("nonsense.csv", b"a,b\n1,2\n"),
    ):
        path = accountant.data(FILE, till=till, name=name)["uploadStatement"]["path"]
        assert post_file(accountant, path, content).status_code == 201
    drain()
    torn = '{ statements(allMine: true, first: 1, filter: {text: "torn"}) { nodes { id state } } }'
    (torn_file,) = accountant.data(torn)["statements"]["nodes"]
    assert torn_file["state"] == "QUARANTINED"
    accountant.data(
        """mutation ($input: WithdrawStatementInput!) { withdrawStatement(input: $input) {
        problems { code } } }""",
        input={"statement": torn_file["id"], "comment": "torn", "idempotencyKey": "withdraw-1"},
    )
    accountant.data(
        """mutation ($till: ID!) {
        reconcile(input: {till: $till, fromDay: "2026-11-20", toDay: "2026-11-20"}) {
        problems { code } } }""",
        till=till,
    )
    drain()
    cases = accountant.data("{ discrepancies(allMine: true, first: 1) { nodes { id } } }")
    accountant.data(
        """mutation ($input: CloseDiscrepancyInput!) { closeDiscrepancy(input: $input) {
        problems { code } } }""",
        input={"discrepancy": cases["discrepancies"]["nodes"][0]["id"], "comment": "looked at"},
    )


def keep_books(house: House) -> None:
    """A voucher with its approval, a recurring one that is paused, a period closed, a year, and opened."""
    accountant = house.browser(Role.ACCOUNTANT)
    assert yes(house, posted(accountant, sale(house))["approval"])
    plan = accountant.data(
        """mutation ($input: CreateRecurringVoucherInput!) { createRecurringVoucher(input: $input) {
        recurringVoucher { id approval { id digest } } } }""",
        input={
            "business": house.id, "name": "Rent", "description": "Rent", "frequency": "MONTHLY",
            "firstOn": "2099-11-20", "idempotencyKey": "rent-00001",
            "lines": [line("1020", debit="5.00"), line("4000", credit="5.00")],
        },
    )["createRecurringVoucher"]["recurringVoucher"]  # fmt: skip
    assert yes(house, plan["approval"]) == {"state": "APPROVED"}
    accountant.data(
        """mutation ($id: ID!) { pauseRecurringVoucher(input: {recurringVoucher: $id}) {
        problems { code } } }""",
        id=plan["id"],
    )
    done = accountant.data(CLOSE, business=house.id, day="2024-11-30", comment="x")["closePeriod"]
    year = accountant.data(YEAR, business=house.id, day="2024-11-30")["closeYear"]
    assert year["entry"]["kind"] == "CLOSING"
    asked = accountant.data(REOPEN, period=done["period"]["id"])["reopenPeriod"]["approval"]
    assert yes(house, asked) == {"state": "APPROVED"}


def keep_shop(house: House) -> None:
    """A product and a shift, as they are made."""
    owner = house.browser()
    owner.act("createProduct", "product { id }", business=house.id, terms={"name": "Salt", "price": "20"},
              idempotencyKey="salt")  # fmt: skip
    drawer = owner.act("openRegister", "register { id }", business=house.id, name="Front")["register"]
    opened = house.browser(Role.CASHIER).act(
        "openShift", "shift { state }", register=drawer["id"], counted="0", idempotencyKey="shift-1"
    )
    assert opened["shift"] == {"state": "OPEN"}


def rent_out(house: House) -> None:
    """A subscription, and a run that bills it."""
    landlord = Landlord(house.business)
    landlord.subscribe(landlord.plan())
    assert landlord.run_now()


def run_a_market(house: House) -> None:
    """A draft, as it is written."""
    made = house.browser(Role.MARKET_OPERATOR).act(
        "createMarket", "market { state }", business=house.id, title="Rain?", outcomes=["Yes", "No"],
        closesAt="2030-01-01T00:00:00Z", resolveBy="2030-01-02T00:00:00Z",
        voidAfter="2030-01-03T00:00:00Z", idempotencyKey="market-1",
    )["market"]  # fmt: skip
    assert made == {"state": "DRAFT"}


def pay_in(house: House) -> None:
    """A player's phone is asked for money."""
    player = house.people[Role.PLAYER]
    wallet = open_wallet(business=house.business, player=player)
    asked = house.browser(Role.PLAYER).act(
        "depositToWallet", "request { stakeState }", wallet=write_id("Wallet", wallet.pk), amount="20",
        phone="0712345678", idempotencyKey="deposit-1",
    )["request"]  # fmt: skip
    assert asked == {"stakeState": "NO_STAKE"}


def pay_out(house: House) -> None:
    """A payout that is asked for, and taken back."""
    till = set_initiator(till=Till.objects.get(), name="api", password="of-nobody", actor=SYSTEM)
    clerk = house.browser(Role.ACCOUNTANT)
    made = clerk.act(
        "createPayout", "payout { id state }", till=write_id("Till", till.pk), phone="0712345678",
        amount="100.00", accountCode="5500", description="Firewood", idempotencyKey="payout-001",
    )["payout"]  # fmt: skip
    assert made["state"] == "PENDING_APPROVAL"
    done = clerk.act("cancelPayout", "payout { state }", payout=made["id"], reason="a mistake")
    assert done["payout"] == {"state": "CANCELLED"}
    batch = import_batch(
        till=till,
        data=b"phone,amount\n0712345678,50\n",
        file_name="may.csv",
        name="",
        account_code="5500",
        description="Pay",
        pay_on=days.today() + timedelta(days=1),
        actor=house.people[Role.ACCOUNTANT],
    ).batch
    assert batch is not None
    asked = clerk.act(
        "requestPayoutBatch", "approval { id digest }", batch=write_id("PayoutBatch", batch.pk),
        idempotencyKey="batch-001",
    )["approval"]  # fmt: skip
    assert yes(house, asked) == {"state": "APPROVED"}
    planned = clerk.act(
        "createPayoutSchedule", "payoutSchedule { state }", batch=write_id("PayoutBatch", batch.pk),
        name="Pay", frequency="WEEKLY", firstOn=days.today().isoformat(), times=2, idempotencyKey="plan-001",
    )["payoutSchedule"]  # fmt: skip
    assert planned == {"state": "PENDING_APPROVAL"}


def report_on_it(house: House) -> None:
    """A small report, made at once, and a pack that is sent every day."""
    owner = house.browser()
    member = house.people[Role.OWNER].memberships.get(business=house.business)
    chosen = owner.act(
        "setReportSchedule", "reportSchedule { isOn }", business=house.id, pack="DAILY", isOn=True,
        members=[write_id("Membership", member.pk)],
    )  # fmt: skip
    assert chosen["reportSchedule"] == {"isOn": True}
    made = owner.act(
        "requestReport", "reportFile { state }", business=house.id, report="TRIAL_BALANCE",
        fromDay="2026-11-01", toDay="2026-11-30",
    )  # fmt: skip
    assert made["reportFile"] == {"state": "READY"}


def show_who_you_are(house: House) -> None:
    player = house.browser(Role.PLAYER)
    id = start(house, player)["submission"]["id"]
    for kind in ("ID_FRONT", "ID_BACK"):
        post_file(player, upload(player, id, kind), JPEG + kind.encode())
    assert player.data(SUBMIT, id=id) == SUBMITTED


def break_and_mend(house: House, superuser: Any) -> None:
    """The hourly verification finds an edit of the books; it is undone, and the alert closed."""
    edit = "UPDATE ledger_entry SET description = {} WHERE reference LIKE 'voucher:%'"
    tamper_with(superuser, edit.format("description || 'x'"))
    verify_books()
    tamper_with(superuser, edit.format("left(description, -1)"))
    owner = house.browser()
    (alert,) = owner.data("{ alerts(allMine: true) { nodes { id } } }")["alerts"]["nodes"]
    closed = owner.data(
        """mutation ($input: ResolveAlertInput!) { resolveAlert(input: $input) { problems { code } } }""",
        input={"alert": alert["id"], "comment": "undone"},
    )
    assert closed == {"resolveAlert": {"problems": []}}


def lose_a_member(house: House) -> None:
    member = house.people[Role.AUDITOR].memberships.get()
    removed = house.browser().data(
        "mutation ($id: ID!) { removeMember(input: {membership: $id}) { problems { code } } }",
        id=write_id("Membership", member.pk),
    )
    assert removed == {"removeMember": {"problems": []}}


def followed(house: House, browser: Browser, until: int) -> list[dict[str, Any]]:
    """All events that a socket gives to somebody, from the first number to the one before `until`."""
    session = browser.client.session.session_key
    heard: list[dict[str, Any]] = []

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await socket.open()
            await socket.init()
            await socket.subscribe(house.id, after=0)
            while not heard or int(heard[-1]["number"]) < until:
                heard.append(await socket.event())

    run(story)
    return heard


@pytest.mark.tampers
def test_every_id_of_every_topic_leads_to_its_thing_for_those_who_may_read_it(
    house: House, other_house: House, hook_server: str, drain: Any, superuser_database: Any, settings: Any
):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    collect(house, hook_server, drain)
    keep_books(house)
    keep_shop(house)
    rent_out(house)
    run_a_market(house)
    pay_in(house)
    pay_out(house)
    show_who_you_are(house)
    report_on_it(house)
    drain()
    break_and_mend(house, superuser_database)
    lose_a_member(house)  # seen by all of the staff: the last event for each of them
    newest = head(house.business.pk)

    stranger = other_house.browser()
    heard: dict[str, list[dict[str, Any]]] = {}
    everything: set[str] = set()
    for role in set(Role.values) - {Role.PLAYER, Role.AUDITOR}:
        browser = house.browser(role)
        heard[role] = followed(house, browser, newest)
        seen: set[str] = set()
        for event in heard[role]:
            topic = TOPICS[event["topic"]]
            assert role in RIGHTS[topic.right]
            assert {each["name"] for each in event["ids"]} == topic.ids.keys()
            assert tuple(each["name"] for each in event["facts"]) == topic.facts
            for each in event["ids"]:
                assert read_id(each["id"]).type_name == topic.ids[each["name"]]
                seen.add(each["id"])
        for id in seen:
            found = browser.data(NODE, id=id)["node"]
            assert found == {"__typename": read_id(id).type_name, "id": id}, (role, id)
        everything |= seen
    for id in everything:
        assert stranger.data(NODE, id=id) == {"node": None}

    owner = heard[Role.OWNER]
    assert [int(event["number"]) for event in owner] == list(range(1, newest + 1))
    assert {event["topic"] for event in owner} == TOPICS.keys()
    assert not {event["topic"] for event in heard[Role.CASHIER]} & {
        *("approval.requested", "voucher.posted", "kyc.changed", "alert.opened", "statement.imported"),
    }
    for role in heard.keys() - {Role.OWNER}:  # who did not ask for it
        assert "report.changed" not in {event["topic"] for event in heard[role]}, role
    kinds = {
        role: {event["facts"][0]["value"] for event in heard[role] if event["topic"] == "approval.requested"}
        for role in (Role.APPROVER, Role.MARKET_OPERATOR)
    }
    assert kinds[Role.APPROVER] - kinds[Role.MARKET_OPERATOR] == {
        approval.KIND,
        recurring.KIND,
        requesting.KIND,
        approving.BATCH,
        planning.SCHEDULE,
    }, "who does not read the books hears of no request about them"
    assert head(other_house.business.pk) == 0


def test_a_number_that_the_business_has_not_given_is_refused(house: House):
    lose_a_member(house)
    session = house.browser().client.session.session_key

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await socket.open()
            await socket.init()
            newest = await database_sync_to_async(head)(house.business.pk)
            for number, after in enumerate((newest + 1, -1), 2):
                await socket.subscribe(house.id, after=after, id=str(number))
                (problem,) = (await socket.hear())["payload"]
                assert problem["extensions"]["code"] == "BAD_CURSOR"

    run(story)
