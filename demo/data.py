"""The demo: three businesses of one owner and a market operator, on the local Daraja. Idempotent.

Names are made up; phones come from the range kept for tests and demos (254700000000-254700009999).
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from billing.customers.customers import create_customer
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.terms import LineInput
from billing.models import Customer
from demo.names import BUSINESSES, MARKETS, PASSWORD, PLAYER_PIN, PLAYERS
from graphql_api.ids import write_id
from ledger.journal.wallets import open_wallet
from mpesa.asking.initiators import set_initiator
from mpesa.models import Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from users.models import Business, Role, User
from users.people import add_member, create_business, create_player, create_staff

ORGANISATIONS = Path(__file__).with_name("organisations.json")
STAFF = (
    ("owner", "Owner", ("maji", "safisha", "duka"), Role.OWNER),
    ("accountant", "Accountant", ("maji", "safisha", "duka"), Role.ACCOUNTANT),
    ("cashier", "Cashier", ("maji",), Role.CASHIER),
    ("approver", "Approver", ("maji", "safisha", "duka", "utabiri"), Role.APPROVER),
    ("auditor", "Auditor", ("maji", "safisha", "duka", "utabiri"), Role.AUDITOR),
    ("operator", "Market operator", ("utabiri",), Role.MARKET_OPERATOR),
)
#: The API operator that the local Daraja gives every organisation, as Safaricom's sandbox does.
INITIATOR, INITIATOR_PASSWORD = "testapi", "Safaricom999!*!"
CUSTOMERS = (("Client One", "254700000101"), ("Client Two", "254700000102"), ("Client Three", "254700000103"))


@transaction.atomic
def seed() -> bool:
    """Create the demo once; returns whether there was anything to do."""
    if Business.objects.filter(code=BUSINESSES[0].code).exists():
        return False
    people = {
        name: create_staff(username=name, password=PASSWORD, display_name=shown)
        for name, shown, _, _ in STAFF
    }
    owner, operator = people["owner"], people["operator"]
    admin = User.objects.create_superuser("admin", PASSWORD)
    admin.display_name = "Administrator"
    admin.save(update_fields=["display_name"])
    businesses = {
        demo.code: create_business(
            code=demo.code, name=demo.name, owner=operator if demo is MARKETS else owner
        )
        for demo in (*BUSINESSES, MARKETS)
    }
    for name, _, codes, role in STAFF:
        for code in codes:
            add_member(business=businesses[code], user=people[name], role=role, actor=owner)
    Business.objects.filter(code__in=[BUSINESSES[0].code, MARKETS.code]).update(takes_players=True)
    for phone, shown in PLAYERS:
        house = businesses[MARKETS.code]
        player = create_player(phone=phone, pin=PLAYER_PIN, business=house, display_name=shown)
        open_wallet(business=house, player=player)
    _create_tills(businesses, owner, operator)
    _create_invoices(businesses[BUSINESSES[0].code], people["accountant"])
    return True


def _create_tills(businesses: dict[str, Business], owner: User, operator: User) -> None:
    organisations = {entry["shortcode"]: entry for entry in json.loads(ORGANISATIONS.read_text("utf-8"))}
    for demo in (*BUSINESSES, MARKETS):
        actor = operator if demo is MARKETS else owner
        entry = organisations[demo.shortcode]
        till = create_till(
            business=businesses[demo.code],
            name=demo.name,
            kind=entry["kind"].upper(),
            shortcode=demo.shortcode,
            store_number=entry.get("store_number", ""),
            credentials=TillCredentials(entry["consumer_key"], entry["consumer_secret"], entry["passkey"]),
            actor=actor,
        )
        set_initiator(till=till, name=INITIATOR, password=INITIATOR_PASSWORD, actor=actor)


def _create_invoices(business: Business, accountant: User) -> None:
    for index, (name, phone) in enumerate(CUSTOMERS, start=1):
        customer: Customer = create_customer(business=business, name=name, phone=phone, actor=accountant)
        invoice = create_invoice(
            customer=customer,
            lines=[LineInput("Water, cubic metres", Decimal(10 * index), 100_00)],
            key=f"demo-invoice-{index}",
            actor=accountant,
        )
        if index < len(CUSTOMERS):
            issue_invoice(invoice=invoice, actor=accountant)


def _office(shown: str, codes: tuple[str, ...]) -> str:
    """What somebody is, and where; who runs the markets owns that business too."""
    whole = f"Owner and {shown.lower()}" if codes == (MARKETS.code,) else shown
    return f"{whole} of {', '.join(codes)}"


def sign_ins() -> list[str]:
    """Lines for the banner of `make run`."""
    lines = [f"{name:<12} {PASSWORD}   {_office(shown, codes)}" for name, shown, codes, _ in STAFF]
    house = write_id("Business", Business.objects.get(code=MARKETS.code).pk)
    return [
        *lines,
        f"{'admin':<12} {PASSWORD}   /admin/",
        *(f"{phone} PIN {PLAYER_PIN}   {shown} of {MARKETS.code}, at /play" for phone, shown in PLAYERS),
        f"new players  /play?business={house}",
    ]


def demo_tills() -> list[Till]:
    return list(
        Till.objects.filter(shortcode__in=[demo.shortcode for demo in (*BUSINESSES, MARKETS)])
        .select_related("business")
        .order_by("shortcode")
    )
