"""`<thing>Changed`: first the state, then changes, each with the rights of its moment; replay by number."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from billing.customers.customers import create_customer
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.terms import LineInput
from billing.models import Invoice, Payment
from billing.paying.by_hand import Said, record_payment
from core import days
from core.rows.events import head
from graphql_api.ids import write_id
from tests.graphql_api.conftest import House
from tests.graphql_api.events.sockets import OWN, Socket, later, opened, record, run, session_of
from users.actors import SYSTEM
from users.models import Role
from users.people import add_member, remove_member

CHANGED = """subscription ($business: ID, $id: ID, $after: BigInt) {
    invoiceChanged(business: $business, id: $id, after: $after) { number invoice {
        id state due customer { name phone } business { code }
        lines { totalCount nodes { description } } } } }"""


def make(house: House, key: str = "1") -> Invoice:
    owner = house.people[Role.OWNER]
    customer = create_customer(business=house.business, name="Amina", phone="0712345678", actor=owner)
    lines = [LineInput("water", Decimal(1), 5_000), LineInput("meter", Decimal(1), 2_500)]
    return create_invoice(customer=customer, lines=lines, key=key, actor=owner)


def issue(invoice: Invoice) -> None:
    issue_invoice(invoice=invoice, actor=SYSTEM)


def pay(invoice: Invoice, cents: int) -> None:
    said, key = Said("CASH", cents, days.today()), f"paid-{cents}-{Payment.objects.count()}"
    record_payment(customer=invoice.customer, invoice=invoice, said=said, key=key, actor=SYSTEM)


async def begin(socket: Socket, **variables: Any) -> None:
    await socket.open()
    await socket.init()
    await socket.send(CHANGED, variables)


async def change(socket: Socket) -> dict[str, Any]:
    message = await socket.hear()
    assert message["type"] == "next" and "errors" not in message["payload"], message
    found: dict[str, Any] = message["payload"]["data"]["invoiceChanged"]
    return found


def test_one_invoice_first_as_it_is_then_as_it_changes(house: House, slow_tick):
    invoice, other = make(house), make(house, "2")
    session = session_of(house.browser())

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await begin(socket, id=write_id("Invoice", invoice.pk))
            first = await change(socket)
            assert first == {
                "number": str(await later(head)(house.business.pk)),
                "invoice": {
                    "id": write_id("Invoice", invoice.pk), "state": "DRAFT", "due": "75.00",
                    "customer": {"name": "Amina", "phone": "254712345678"}, "business": {"code": "maji"},
                    "lines": {"totalCount": 2, "nodes": [{"description": "water"}, {"description": "meter"}]},
                },
            }  # fmt: skip
            await later(issue)(other)  # not followed
            await later(issue)(invoice)
            issued = await change(socket)
            assert (issued["invoice"]["state"], issued["invoice"]["due"]) == ("UNPAID", "75.00")
            assert int(issued["number"]) == int(first["number"]) + 3  # between them, what the customer owes
            await later(pay)(invoice, 7_500)
            assert (await change(socket))["invoice"]["state"] == "PAID"

    run(story)


def test_all_of_a_business_from_a_number_on(house: House, other_house: House, slow_tick):
    old, session = make(house), session_of(house.browser(Role.AUDITOR))

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await begin(socket, business=write_id("Business", house.business.pk))
            newest = await later(head)(house.business.pk)
            assert await change(socket) == {"number": str(newest), "invoice": None}
            await later(make)(other_house)
            await later(record)(house, "of something else")
            await later(issue)(old)
            told = await change(socket)
            assert told["invoice"]["id"] == write_id("Invoice", old.pk)
            assert told["invoice"]["customer"]["phone"] == "25471****678", "an auditor reads masked numbers"

    run(story)


def test_what_changed_since_a_number_comes_first_and_once(house: House, prompt_tick):
    first, second = make(house, "1"), make(house, "2")
    start = head(house.business.pk)
    issue(second)
    issue(first)
    pay(first, 100)
    pay(first, 200)
    session = session_of(house.browser())

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await begin(socket, business=write_id("Business", house.business.pk), after=str(start))
            told = [await change(socket) for _ in range(2)]
            assert [each["invoice"]["id"] for each in told] == [
                write_id("Invoice", second.pk), write_id("Invoice", first.pk),
            ]  # fmt: skip
            assert [each["invoice"]["due"] for each in told] == ["75.00", "72.00"]
            assert int(told[1]["number"]) == start + 7  # between them, what the customers owe
        async with opened(session=session, origin=OWN) as socket:
            await begin(socket, id=write_id("Invoice", first.pk), after=told[1]["number"])
            await later(pay)(first, 300)
            assert (await change(socket))["invoice"]["due"] == "69.00", "the state does not come again"

    run(story)


def test_who_loses_the_right_hears_no_more(house: House, other_house: House, prompt_tick):
    """A cashier reads bills; a market operator of the same business does not."""
    invoice, person = make(house), house.people[Role.CASHIER]
    owner = house.people[Role.OWNER]
    session = session_of(house.browser(Role.CASHIER))

    def demote() -> None:
        add_member(business=house.business, user=person, role=Role.MARKET_OPERATOR, actor=owner)
        remove_member(membership=person.memberships.get(role=Role.CASHIER), actor=owner)
        issue(invoice)

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await begin(socket, id=write_id("Invoice", invoice.pk))
            assert (await change(socket))["invoice"]["state"] == "DRAFT"
            await later(demote)()
            assert (await socket.hear())["type"] == "complete"

    run(story)


def test_who_may_not_follow_is_refused_before_it_begins(house: House, other_house: House):
    invoice = make(house)
    business, id = write_id("Business", house.business.pk), write_id("Invoice", invoice.pk)
    newest = head(house.business.pk)
    cases = [
        (house.browser(), {}, "WHICH_BUSINESS"),
        (house.browser(), {"business": business, "id": id}, "WHICH_BUSINESS"),
        (house.browser(), {"business": "maji"}, "NOT_FOUND"),
        (house.browser(), {"id": business}, "NOT_FOUND"),
        (house.browser(), {"id": write_id("Invoice", 10**9)}, "NOT_FOUND"),
        (house.browser(), {"business": business, "after": str(newest + 1)}, "BAD_CURSOR"),
        (house.browser(), {"business": business, "after": "x"}, "BAD_NUMBER"),
        (other_house.browser(), {"business": business}, "NOT_FOUND"),
        (other_house.browser(), {"id": id}, "NOT_FOUND"),
        (house.browser(Role.MARKET_OPERATOR), {"business": business}, "NOT_ALLOWED"),
        (house.browser(Role.MARKET_OPERATOR), {"id": id}, "NOT_FOUND"),
        (house.browser(Role.PLAYER), {"business": business}, "NOT_ALLOWED"),
    ]
    sessions = [session_of(browser) for browser, _, _ in cases]

    async def story() -> None:
        for session, (_, variables, code) in zip(sessions, cases, strict=True):
            async with opened(session=session, origin=OWN) as socket:
                await begin(socket, **variables)
                message = await socket.hear()
                assert message["type"] == "error", (variables, message)
                assert message["payload"][0]["extensions"]["code"] == code, (variables, message)

    run(story)


def test_a_fault_in_a_field_shows_no_detail_and_the_stream_goes_on(house: House, prompt_tick, monkeypatch):
    invoice = make(house)
    session = session_of(house.browser())

    def crash(*_: object) -> str:
        raise RuntimeError("the passkey=hunter2 broke")

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            with monkeypatch.context() as patch:
                patch.setattr("graphql_api.billing.customer_types.name_of", crash)
                await begin(socket, id=write_id("Invoice", invoice.pk))
                (error,) = (await socket.hear())["payload"]["errors"]
                assert error["extensions"]["code"] == "INTERNAL" and "hunter2" not in str(error)
            await later(issue)(invoice)
            assert (await change(socket))["invoice"]["customer"]["name"] == "Amina"

    run(story)
