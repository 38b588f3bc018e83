"""Every `<thing>Changed`: one shape, the thing as it is for who may read it, and nothing for others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from graphql import GraphQLObjectType
from strawberry.utils.str_converters import to_camel_case, to_snake_case

from core.machine.alerts import clear_alert, raise_alert, resolve_alert
from core.models import Alert, Severity
from core.rows.event_topics import TOPICS
from core.rows.events import head, record_event
from graphql_api.ids import write_id
from graphql_api.socket_schema import socket_schema
from tests.graphql_api.conftest import House
from tests.graphql_api.events.sockets import OWN, later, opened, run, session_of

MODELS = {
    "Alert": "core.Alert",
    "Approval": "users.Approval",
    "BillingRun": "billing.BillingRun",
    "BillingSubscription": "billing.Subscription",
    "CustomerBalance": "billing.Customer",
    "Discrepancy": "mpesa.Discrepancy",
    "Invoice": "billing.Invoice",
    "KycSubmission": "users.KycSubmission",
    "Market": "markets.Market",
    "PaymentRequest": "mpesa.PaymentRequest",
    "Payout": "mpesa.Payout",
    "Product": "billing.Product",
    "Receipt": "mpesa.Receipt",
    "ReceiptClaim": "mpesa.Enquiry",
    "ReconciliationDay": "reconciliation.ReconciliationDay",
    "ReconciliationException": "reconciliation.ReconciliationException",
    "ReconciliationRun": "reconciliation.ReconciliationRun",
    "Report": "reports.ReportFile",
    "Shift": "billing.Shift",
    "Statement": "reconciliation.Statement",
    "Wallet": "ledger.Wallet",
}
#: What changes of a thing, where that is not all of it -> the type of the thing.
PARTS = {"CustomerBalance": "Customer", "Report": "ReportFile"}
#: By which event it is told, where others name the thing too.
EVENTS = {"CustomerBalance": "customer.balance", "Report": "report.changed"}


def test_each_thing_has_its_subscription_in_one_shape():
    fields = socket_schema._schema.subscription_type.fields
    assert set(fields) == {"events", *(f"{to_camel_case(to_snake_case(name))}Changed" for name in MODELS)}
    for name in MODELS:
        thing = to_camel_case(to_snake_case(name))
        field = fields[f"{thing}Changed"]
        change = field.type.of_type
        assert isinstance(change, GraphQLObjectType) and change.name == f"{name}Change"
        assert {key: str(each.type) for key, each in change.fields.items()} == {
            "number": "BigInt!",
            thing: PARTS.get(name, name),
        }
        assert {key: str(each.type) for key, each in field.args.items()} == {
            "business": "ID",
            "id": "ID",
            "after": "BigInt",
        }


@pytest.mark.parametrize("name", sorted(MODELS))
def test_who_may_read_it_hears_of_it_and_others_do_not(
    name, seeds, house: House, other_house: House, prompt_tick
):
    thing = to_camel_case(to_snake_case(name))
    row = apps.get_model(MODELS[name]).objects.filter(business_id=house.business.pk).latest("pk")
    id, business = write_id(PARTS.get(name, name), row.pk), write_id("Business", house.business.pk)
    document = f"""subscription ($business: ID, $id: ID) {{
        {thing}Changed(business: $business, id: $id) {{ number {thing} {{ id }} }} }}"""
    (topic,) = [key for key, each in TOPICS.items() if key == EVENTS.get(name) or name in each.ids.values()][
        :1
    ]

    def happen() -> None:
        topic_of = TOPICS[topic]
        with transaction.atomic():
            record_event(
                topic=topic,
                business_id=house.business.pk,
                **dict.fromkeys(topic_of.ids, row.pk),
                **{fact: getattr(row, fact) for fact in topic_of.facts},
            )

    def ask(by: House, **variables: Any) -> Callable[[], Any]:
        session = session_of(by.browser())

        async def story() -> None:
            async with opened(session=session, origin=OWN) as socket:
                await socket.open()
                await socket.init()
                await socket.send(document, variables)
                first = await socket.hear()
                if by is other_house:
                    assert first["type"] == "error"
                    assert first["payload"][0]["extensions"]["code"] == "NOT_FOUND"
                    return
                told = first["payload"]["data"][f"{thing}Changed"]
                assert told[thing] == ({"id": id} if "id" in variables else None)
                await later(happen)()
                told = (await socket.hear())["payload"]["data"][f"{thing}Changed"]
                assert told == {"number": str(await later(head)(house.business.pk)), thing: {"id": id}}

        return story

    for by in (house, other_house):
        run(ask(by, id=id))
        run(ask(by, business=business))


def test_an_alert_is_told_when_it_opens_and_when_it_closes(house: House, prompt_tick):
    session = session_of(house.browser())
    document = """subscription ($business: ID) {
        alertChanged(business: $business) { alert { code resolvedAt } } }"""

    def open_one() -> None:
        raise_alert(
            code="TEST", severity=Severity.WARNING, detail="Something.", business_id=house.business.pk
        )

    def close_it() -> None:
        assert resolve_alert(alert=Alert.objects.get(comment=""), comment="It is well.")

    def clear_it() -> None:
        assert clear_alert(code="TEST", business_id=house.business.pk)

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await socket.open()
            await socket.init()
            await socket.send(document, {"business": write_id("Business", house.business.pk)})
            assert (await socket.hear())["payload"]["data"]["alertChanged"] == {"alert": None}
            await later(open_one)()
            told = (await socket.hear())["payload"]["data"]["alertChanged"]["alert"]
            assert told == {"code": "TEST", "resolvedAt": None}
            await later(close_it)()
            assert (await socket.hear())["payload"]["data"]["alertChanged"]["alert"]["resolvedAt"]
            await later(open_one)()
            assert (await socket.hear())["payload"]["data"]["alertChanged"]["alert"] == told
            await later(clear_it)()
            assert (await socket.hear())["payload"]["data"]["alertChanged"]["alert"]["resolvedAt"]

    run(story)
