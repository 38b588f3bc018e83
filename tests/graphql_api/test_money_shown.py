"""Money that leaves the system is `Money`, or text that says shillings: in the schema and in approvals."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType, get_named_type

from billing.paying.writing_off import write_off_invoice
from core import days
from core.admin_pages.pages import is_money
from core.machine.jobs import drain_queue
from core.money import says_money
from graphql_api.ids import write_id
from graphql_api.schema import schema
from ledger.closing.periods import close_period
from ledger.closing.reopening import request_reopening
from ledger.vouchers.recurring import create_recurring
from ledger.vouchers.writing import post_journal_entry
from markets.legal.rules import change_legal_rule
from markets.models import Market
from markets.settling.correcting import request_correction
from markets.settling.voiding import void_market
from mpesa.collections.receipts import ROUTE_QUEUE
from mpesa.models import Till
from mpesa.payouts.batches.approving import ask_for_batch
from mpesa.payouts.batches.importing import import_batch
from mpesa.payouts.deciding import decide_unknown_payout, release_payout
from mpesa.payouts.schedules.planning import create_schedule
from mpesa.payouts.withdrawing import withdraw
from mpesa.payouts.withholding import change_withholding
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from reconciliation.exceptions.settling import correct
from reconciliation.portal_moves.recording import record_portal_move
from reconciliation.releasing import release_statement_receipts
from reconciliation.restating.changing import accept_restatement
from reconciliation.runs.running import RUN_QUEUE
from tests.billing.placing import Desk
from tests.console.sources import FILES
from tests.graphql_api.conftest import House
from tests.graphql_api.walk.users import hand_in
from tests.ledger.vouching import cr, dr
from tests.markets.bookmakers import Bookmaker
from tests.mpesa.payouts.offices import Office, hold, send, tell
from tests.reconciliation.exceptions.books import PAYMENT, PAYOUT, Books, a_week_ago
from tests.reconciliation.verified.files import MONDAY, bring, file_of, moves, prove, with_row
from users.actors import SYSTEM
from users.approvals import kinds
from users.approvals.approving import Proof, approve
from users.approvals.rules import change_rules
from users.audit import record_audit
from users.kyc.submissions import request_upgrade
from users.models import Approval, AuditEntry, Role
from users.people import create_player

NUMBERS = {"Int", "Float", "BigInt", "Decimal"}
#: Numbers that are named like money and count something else.
COUNTS = {"totalCount", "rowsTotal", "totalRows", "totalAccounts", "limit", "stakeCount", "feeBps", "paidOut"}
COUNTS |= {"paidHour"}  # of the day, from 0 to 23


def fields() -> Iterator[tuple[str, str, str]]:
    """(where, name, name of its type) of each field, input field and argument of the schema."""
    for owner in schema._schema.type_map.values():
        if owner.name.startswith("__") or not isinstance(owner, GraphQLObjectType | GraphQLInputObjectType):
            continue
        for name, each in owner.fields.items():
            yield owner.name, name, get_named_type(each.type).name
            for argument, of in getattr(each, "args", {}).items():
                yield f"{owner.name}.{name}", argument, get_named_type(of.type).name


def cents_columns() -> Iterator[tuple[str, str, str]]:
    """(type, field, name of its type) of each field that shows a column of cents."""
    for name, owner in schema._schema.type_map.items():
        held = schema.schema_converter.type_map.get(name)
        django_type = getattr(
            getattr(held.definition, "origin", None) if held else None,
            "__strawberry_django_definition__",
            None,
        )
        if django_type is None or not isinstance(owner, GraphQLObjectType):
            continue
        columns = {column.name: column for column in django_type.model._meta.concrete_fields}
        for field in held.definition.fields:
            column = columns.get(getattr(field, "django_name", None) or field.python_name)
            if column is not None and is_money(column):
                shown = schema.config.name_converter.get_graphql_name(field)
                yield name, shown, get_named_type(owner.fields[shown].type).name


def test_no_field_or_argument_that_is_named_like_money_is_a_number():
    named = [
        each for each in fields() if says_money(each[1]) and each[1] not in COUNTS and each[2] != "Boolean"
    ]
    assert [each for each in named if each[2] in NUMBERS] == []
    assert sum(each[2] == "Money" for each in named) > 40


def test_every_column_of_cents_is_shown_as_money():
    shown = list(cents_columns())
    assert [each for each in shown if each[2] != "Money"] == []
    assert len(shown) > 20


def _rules(house: House) -> Approval:
    owner = house.people[Role.OWNER]
    return change_rules(business=house.business, solo_limit=116_000, actor=owner, key="rules-0001")


def _voucher(house: House) -> Approval:
    clerk = house.people[Role.ACCOUNTANT]
    lines = [dr("1020", 116_000), cr("1100", 116_000)]
    options: Any = {"day": date(2026, 11, 20), "description": "Float", "key": "voucher-01", "actor": clerk}
    return post_journal_entry(business=house.business, lines=lines, **options).approval


def _recurring(house: House) -> Approval:
    clerk, lines = house.people[Role.ACCOUNTANT], [dr("1020", 116_000), cr("1100", 116_000)]
    options: Any = {"name": "Rent", "description": "Rent", "frequency": "MONTHLY", "key": "standing-1"}
    day = date(2026, 11, 20)
    return create_recurring(
        business=house.business, lines=lines, first_on=day, last_on=day, actor=clerk, **options
    ).approval


def _upgrade(house: House) -> Approval:
    submission = hand_in(house.business, house.people[Role.PLAYER], key="key-00001")
    return request_upgrade(submission=submission, reviewer=house.people[Role.OWNER], key="upgrade-01")


def _reopening(house: House) -> Approval:
    owner = house.people[Role.OWNER]
    period = close_period(business=house.business, last_day=date(2024, 10, 31), actor=owner)
    return request_reopening(period=period, comment="again", key="reopen-001", actor=owner)


def _placing(house: House) -> Approval:
    desk = Desk(house, drain=partial(drain_queue, ROUTE_QUEUE))
    invoice = desk.invoice(desk.customer(), 116_000)
    return desk.asked(desk.pay(116_000), accountReference=invoice.number)


def _settling(house: House) -> Approval:
    books, day = Books(house), a_week_ago()
    books.show(day, 9, "UKK1AA00A1", PAYMENT, 2_000)
    books.show(day, 12, "UKK1AA00B1", PAYOUT, -1_160)
    books.close(day, day)
    (row,) = books.open()
    clerk = house.people[Role.ACCOUNTANT]
    asked = correct(exception=row, account="5900", key="settle-01", actor=clerk, comment="a refund")
    assert asked.approval is not None
    return asked.approval


def _shop(house: House) -> Till:
    return create_till(
        business=house.business,
        name="Water",
        kind="PAYBILL",
        shortcode="600984",
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
        actor=SYSTEM,
    )


def _releasing(house: House) -> Approval:
    till = _shop(house)
    file = bring(till, file_of(moves(MONDAY, 0, 1_160), MONDAY))
    prove(till, partial(drain_queue, RUN_QUEUE), MONDAY)
    clerk = house.people[Role.ACCOUNTANT]
    return release_statement_receipts(statement=file, key="release-01", comment="seen", actor=clerk)


def _restating(house: House) -> Approval:
    till = _shop(house)
    day = moves(MONDAY, 0, 2_000, 500)
    bring(till, file_of(day, MONDAY))
    restated = bring(till, file_of(with_row(day, 1, "UKLATE0001", 1_160), MONDAY))
    clerk = house.people[Role.ACCOUNTANT]
    return accept_restatement(statement=restated, key="accept-01", comment="asked them", actor=clerk)


def _payout(house: House) -> Approval:
    payout = Office(house).ask(1_160_00)
    return Approval.objects.get(subject=f"payout:{payout.pk}")


def _deciding(house: House) -> Approval:
    office = Office(house)
    payout = office.reserved(1_160_00)
    tell(send(payout), "UNKNOWN")
    asked: Any = {"key": "decide-01", "comment": "in the portal", "actor": office.clerk}
    return decide_unknown_payout(payout=payout, receipt_number="UKP1160000", **asked)


def _letting_go(house: House) -> Approval:
    office = Office(house)
    payout = office.reserved(1_160_00)
    hold(payout)
    return release_payout(payout=payout, key="release-1", comment="it is she", actor=office.clerk)


def _withdrawing(house: House) -> Approval:
    player = create_player(phone="0712345679", pin="274913", business=house.business)
    house.people[Role.PLAYER] = player
    wallet = Office(house).wallet(5_000_00)
    withdraw(wallet=wallet, amount=1_160_00, key="out-0001", actor=player)
    return Approval.objects.get(kind="payout.withdraw")


def _batch(house: House) -> Approval:
    office = Office(house)
    data = b"phone,amount\n0712345678,1160\n0712345679,1000\n"
    batch = import_batch(
        till=office.till,
        data=data,
        file_name="may.csv",
        name="May",
        account_code="5400",
        description="Wages",
        actor=office.clerk,
    ).batch
    assert batch is not None
    return ask_for_batch(batch=batch, key="batch-001", actor=office.clerk)


def _schedule(house: House) -> Approval:
    office = Office(house)
    options: Any = {"name": "Rent", "frequency": "MONTHLY", "times": 2, "key": "plan-0001"}
    create_schedule(payout=office.reserved(1_160_00), first_on=days.today(), actor=office.clerk, **options)
    return Approval.objects.get(kind="payout.schedule")


def _withholding(house: House) -> Approval:
    day = days.today() + timedelta(days=1)
    options: Any = {"name": "The Act", "rate": 500, "key": "tax-0001", "actor": house.people[Role.OWNER]}
    return change_withholding(business=house.business, from_day=day, **options)


def _legal_rule(house: House) -> Approval:
    day = days.today() + timedelta(days=1)
    options: Any = {"law": "The Act", "kind": "GGR", "value": 1_500, "key": "law-0001"}
    owner = house.people[Role.OWNER]
    return change_legal_rule(business=house.business, from_day=day, actor=owner, **options)


def _moved_in_portal(house: House) -> Approval:
    office = Office(house)
    record_portal_move(
        till=office.till,
        source="working",
        target="",
        bank_account="1100",
        amount=1_160_00,
        day=days.today(),
        note="To the bank",
        key="moved-01",
        actor=office.clerk,
    )
    return Approval.objects.get(kind="portal_move.record")


def _writing_off(house: House) -> Approval:
    desk = Desk(house, drain=lambda: None)
    bill = desk.invoice(desk.customer(), 1_160_00)
    actor = house.people[Role.ACCOUNTANT]
    return write_off_invoice(invoice=bill, key="bad-0001", comment="They moved away.", actor=actor)


def _opening(house: House) -> Approval:
    bookmaker = Bookmaker(house)
    return bookmaker.submit(bookmaker.draft(least_stake=20_00, most_stake=1_160_00))


def _staked(house: House) -> tuple[Bookmaker, Market]:
    """580.00 on either outcome; the fee is nothing, so 1,160.00 go to who was right."""
    bookmaker = Bookmaker(house)
    market = bookmaker.open(fee_bps=0)
    for each in market.outcomes.all():
        bookmaker.stake(bookmaker.player(), each, 580_00)
    return bookmaker, market


def _settling_a_market(house: House) -> Approval:
    bookmaker, market = _staked(house)
    return bookmaker.asked(market, None, "Yes")


def _making_void(house: House) -> Approval:
    bookmaker, market = _staked(house)
    asked = void_market(market=market, reason="Cancelled", key="void-1", actor=bookmaker.operator)
    assert asked is not None
    return asked


def _correcting(house: House) -> Approval:
    bookmaker, market = _staked(house)
    bookmaker.settle(market, None, "Yes")
    result, actor = bookmaker.result(market, "No"), bookmaker.operator
    return request_correction(market=market, result=result, reason="Misread", key="right-1", actor=actor)


#: Kind -> a request for one, and the money that its content must show.
SAMPLES: dict[str, tuple[Callable[[House], Approval], set[str]]] = {
    "approval_rules.change": (_rules, {"KES 1,160.00", "KES 0.00"}),
    "ledger.voucher": (_voucher, {"KES 1,160.00"}),
    "ledger.recurring": (_recurring, {"KES 1,160.00"}),
    "invoice.write_off": (_writing_off, {"KES 1,160.00"}),
    "market.legal_rule": (_legal_rule, set()),
    "market.open": (_opening, {"KES 20.00", "KES 1,160.00", "KES 1,000,000.00"}),
    "market.settle": (_settling_a_market, {"KES 1,160.00", "KES 0.00"}),
    "market.void": (_making_void, {"KES 1,160.00", "KES 0.00"}),
    "market.correct": (_correcting, {"KES 1,160.00", "KES 0.00"}),
    "kyc.upgrade": (_upgrade, {"KES 70,000.00", "KES 140,000.00", "KES 200,000.00"}),
    "period.reopen": (_reopening, set()),
    "receipt.place": (_placing, {"KES 1,160.00"}),
    "reconciliation.settle": (_settling, {"KES 1,160.00"}),
    "statement.release": (_releasing, {"KES 1,160.00", "KES 0.00"}),
    "payout.pay": (_payout, {"KES 1,160.00"}),
    "payout.withdraw": (_withdrawing, {"KES 1,160.00"}),
    "payout.batch": (_batch, {"KES 2,160.00", "KES 1,160.00", "KES 1,000.00"}),
    "payout.schedule": (_schedule, {"KES 2,320.00", "KES 1,160.00"}),
    "payout.withholding": (_withholding, set()),
    "payout.decide": (_deciding, {"KES 1,160.00"}),
    "payout.release": (_letting_go, {"KES 1,160.00"}),
    "portal_move.record": (_moved_in_portal, {"KES 1,160.00"}),
    "statement.change": (_restating, {"KES 1,160.00", "KES 0.00"}),
}


#: What moves nothing by itself, and what nobody may do alone whatever it moves.
WITHOUT_AMOUNT = {
    "approval_rules.change",
    "market.open",
    "payout.batch",
    "payout.decide",
    "payout.release",
    "payout.schedule",
    "receipt.place",
    "statement.change",
}


#: The names of facts that the console has in words.
NAMED = set(re.findall(r'(\w+): "', (FILES / "pages/approval/facts/texts.js").read_text("utf-8")))


def numbers_in(value: Any) -> list[Any]:
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [number for each in inner for number in numbers_in(each)]
    return [value] if type(value) in (int, float) else []


def test_there_is_a_sample_of_every_kind():
    assert set(SAMPLES) == set(kinds._kinds)


@pytest.mark.parametrize("kind", SAMPLES)
def test_an_approver_reads_shillings_and_no_bare_number(house, kind):
    ask, money = SAMPLES[kind]
    asked = ask(house)
    query = (
        "query ($id: ID!) { node(id: $id) { ... on Approval { kind content { path text } digest amount } } }"
    )
    browser = house.browser(Role.APPROVER)
    listed = "{ approvals(allMine: true) { edges { node { id } } } }"
    edges = browser.data(listed)["approvals"]["edges"]
    assert edges[0]["node"]["id"] == write_id("Approval", asked.pk)
    shown = browser.data(query, id=edges[0]["node"]["id"])["node"]
    assert (shown["kind"], shown["digest"]) == (kind, asked.digest)
    assert numbers_in(json.loads(asked.content)) == []
    names = {
        step.replace(" ", "_") for fact in shown["content"] for step in fact["path"] if not step.isdigit()
    }
    assert names - NAMED == {"facts"} & names, "the console has words for each"
    told_now = " ".join(fact["text"] or "" for fact in shown["content"])
    assert set(re.findall(r"KES [\d,.]+", told_now)) == money
    assert ("KES 1,160.00" in told_now) == (shown["amount"] == "1160.00" or kind in WITHOUT_AMOUNT)
    approve(approval=asked, checker=house.people[Role.APPROVER], digest=shown["digest"], proof=Proof())
    told = [entry.details for entry in AuditEntry.objects.all()]
    assert not [each for each in told for name in each if says_money(name) and numbers_in(each[name])]
    if kind == "approval_rules.change":
        changed = {"solo_limit": "KES 1,160.00", "solo_limit_before": "KES 0.00", "approval": asked.pk}
        assert changed in told


@pytest.mark.parametrize("name", ["solo_limit", "amount", "closing_balance", "unit_cents"])
def test_the_audit_log_takes_no_bare_number_for_money(db, name):
    with pytest.raises(TypeError):
        record_audit(actor=SYSTEM, business=None, action="x", details={name: 116_000})
    assert not AuditEntry.objects.exists()
