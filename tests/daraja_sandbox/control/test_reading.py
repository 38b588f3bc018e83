"""What the page asks for: phones and their messages, faults in words, newest traffic, a sign of change."""

from typing import Any

import pytest

from daraja_sandbox.control.words import CALLS, GROUPS, SWITCHES
from daraja_sandbox.world.faults import FAULTS, call_names
from daraja_sandbox.world.switches import DEFAULTS
from tests.daraja_sandbox.daraja import Daraja, Operator, new_phone, password
from tests.daraja_sandbox.sink import Sink


def read(daraja: Daraja, path: str) -> dict[str, Any]:
    answer = daraja.sandbox.get(f"/_sandbox/{path}")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def told(daraja: Daraja, phone: str) -> list[str]:
    return [one["text"].split(" on ")[0] for one in read(daraja, f"phones/{phone}")["messages"]]


def test_a_phone_rings_and_tells_what_became_of_it(
    daraja: Daraja, sink: Sink, path: str, phone: str, paybill: dict[str, Any]
) -> None:
    asked = {"BusinessShortCode": paybill["shortcode"], "PartyB": paybill["shortcode"]}
    asked |= {"Password": password(paybill["shortcode"]), "Amount": 1500, "AccountReference": "INV-000013"}
    checkout = daraja.pushed(phone, sink.url + path, **asked)
    prompt = read(daraja, f"phones/{phone}")["prompt"]
    assert (prompt["organisation"], prompt["amount"], prompt["account"]) == (
        "EXAMPLE LTD",
        "1500.00",
        "INV-000013",
    )
    assert prompt["checkout_request_id"] == checkout and prompt["opened_at"] < prompt["expires_at"]
    daraja.sandbox.post("/_sandbox/approve", {"msisdn": phone, "pin": "0000"})
    for verb in ("cancel", "expire"):
        daraja.pushed(phone, sink.url + path, **asked)
        daraja.sandbox.post(f"/_sandbox/{verb}", {"msisdn": phone})
    daraja.pushed(phone, sink.url + path, **asked)
    receipt = daraja.sandbox.post("/_sandbox/approve", {"msisdn": phone, "pin": "1234"}).json()["receipt"]

    shown = read(daraja, f"phones/{phone}")

    assert (shown["balance"], shown["prompt"]) == ("98485.00", None)
    first = shown["messages"][0]
    assert (first["receipt"], first["kind"], first["amount"], first["balance"]) == (
        receipt,
        "stk",
        "-1515.00",
        "98485.00",
    )
    assert first["text"].startswith(
        f"{receipt} Confirmed. Ksh1,500.00 sent to EXAMPLE LTD for account INV-000013 on "
    )
    assert first["text"].endswith(" New M-PESA balance is Ksh98,485.00. Transaction cost, Ksh15.00.")
    assert told(daraja, phone)[1:] == [
        "You did not answer EXAMPLE LTD, who asked for Ksh1,500.00.",
        "You cancelled: Ksh1,500.00 was not paid to EXAMPLE LTD.",
        "Failed. You have entered the wrong PIN. Nothing was paid to EXAMPLE LTD.",
        "Ksh100,000.00 was put into this account by hand. New M-PESA balance is Ksh100,000.00.",
    ]


def test_payments_from_the_menu_payouts_reversals_and_refusals_are_told(
    operator: Operator, phone: str
) -> None:
    daraja, code = operator.daraja, operator.shortcode
    given = {"msisdn": phone, "shortcode": code, "amount": "200", "account": "<script>{name}"}
    receipt = daraja.sandbox.post("/_sandbox/pay", given).json()["receipt"]
    operator.b2c(phone, Amount=1200)
    operator.reverse(receipt, 200)
    daraja.sandbox.post("/_sandbox/customers", {"msisdn": phone, "balance": "50.00"})
    assert daraja.sandbox.post("/_sandbox/pay", given).status_code == 400

    messages = read(daraja, f"phones/{phone}?messages=100")["messages"]

    assert [one["kind"] for one in messages] == ["refused", "cash", "reversal", "b2c", "c2b", "cash"]
    assert [one["balance"] for one in messages] == [
        *(None, "50.00", "101195.00", "100995.00", "99795.00", "100000.00"),
    ]
    texts = [one["text"] for one in messages]
    assert texts[0] == (
        "Failed. You do not have enough money in your M-PESA account to pay Ksh200.00 to EXAMPLE LTD."
    )
    assert f"Transaction {receipt} was reversed" in texts[2]
    assert f"received Ksh1,200.00 from {code} - EXAMPLE LTD" in texts[3]
    assert "for account <script>{name} on" in texts[4]


def test_an_unknown_phone_is_shown_as_it_would_begin_and_is_not_made_by_looking(daraja: Daraja) -> None:
    phone = new_phone()
    shown = read(daraja, f"phones/{phone}")
    assert (shown["known"], shown["balance"], shown["messages"]) == (False, "100000.00", [])
    assert phone not in {one["msisdn"] for one in read(daraja, "state")["customers"]}
    assert daraja.sandbox.get("/_sandbox/phones/0700").json()["error"]["field"] == "msisdn"


def test_ringing_phones_come_first_and_phones_are_found_by_number_and_name(
    daraja: Daraja, sink: Sink, path: str
) -> None:
    phones = [new_phone() for _ in range(3)]
    for number, phone in enumerate(phones):
        daraja.sandbox.post("/_sandbox/customers", {"msisdn": phone, "name": f"Zawadi {number} of desk"})
    daraja.pushed(phones[0], sink.url + path)

    listed = read(daraja, f"phones?find=ZAWADI&limit=2&open={phones[2]},{phones[0]}")

    assert [(one["msisdn"], one["rings"]) for one in listed["phones"]] == [
        (phones[0], True),
        (phones[2], False),
    ]
    assert [one["msisdn"] for one in listed["open"]] == [phones[2], phones[0]]
    assert listed["ringing"] >= 1 and listed["total"] >= 3
    assert [one["msisdn"] for one in read(daraja, f"phones?find={phones[1]}")["phones"]] == [phones[1]]
    daraja.sandbox.post("/_sandbox/cancel", {"msisdn": phones[0]})


def test_traffic_is_listed_without_bodies_and_opened_without_secrets(
    daraja: Daraja, sink: Sink, path: str, phone: str
) -> None:
    daraja.pushed(phone, sink.url + path)
    daraja.sandbox.post("/_sandbox/approve", {"msisdn": phone})
    daraja.sandbox.drain()

    rows = read(daraja, f"feed?find={phone}&limit=10")["rows"]

    assert {row["way"] for row in rows} == {"call", "callback"}
    assert all("sent" not in row and "answer" not in row for row in rows)
    call = next(row for row in rows if row["way"] == "call" and row["what"] == "stkpush")
    assert (call["outcome"], call["bad"], call["where"]) == (
        "200",
        False,
        "POST /mpesa/stkpush/v1/processrequest",
    )
    opened = read(daraja, f"feed/{call['id']}")
    assert '"Password": "[secret]"' in opened["sent"] and phone in opened["sent"]
    back = read(daraja, f"feed/{next(row for row in rows if row['way'] == 'callback')['id']}")
    assert back["outcome"] == "delivered 200" and '"ResultCode": 0' in back["sent"]
    only = read(daraja, f"feed?find={phone}&way=callbacks")["rows"]
    assert [row["way"] for row in only] == ["callback"]


def test_what_went_badly_is_found(daraja: Daraja, sink: Sink, path: str, phone: str) -> None:
    daraja.sandbox.post("/_sandbox/faults", {"fault": "lose_callback", "call": "stk"})
    daraja.pushed(phone, sink.url + path)
    daraja.sandbox.post("/_sandbox/approve", {"msisdn": phone})
    rows = read(daraja, f"feed?find={phone}&way=bad")["rows"]
    assert [(row["outcome"], row["bad"]) for row in rows] == [("lost", True)]
    assert read(daraja, "feed")["counts"]["lost"] >= 1


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("feed?limit=0", "limit"),
        ("feed?limit=501", "limit"),
        ("feed?limit=%D9%A1", "limit"),
        ("feed?way=up", "way"),
        ("feed/call0", "id"),
        ("feed/back99999999999999999999999", "id"),
        ("feed/x", "id"),
        ("phones?limit=-1", "limit"),
        ("phones?open=12", "msisdn"),
    ],
)
def test_refused_questions_name_the_field(daraja: Daraja, query: str, field: str) -> None:
    answer = daraja.sandbox.get(f"/_sandbox/{query}")
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)


def test_the_pulse_changes_with_every_change_and_with_nothing_else(daraja: Daraja, phone: str) -> None:
    daraja.sandbox.drain()
    before = read(daraja, "pulse")
    for question in ("phones", "organisations", "feed", "faults", "state"):
        read(daraja, question)
    assert read(daraja, "pulse")["revision"] == before["revision"]
    daraja.sandbox.post("/_sandbox/customers", {"msisdn": phone})
    changed = read(daraja, "pulse")["revision"]
    assert changed != before["revision"]
    daraja.token()
    assert read(daraja, "pulse")["revision"] != changed
    daraja.sandbox.post("/_sandbox/faults", {"fault": "drip", "times": 2})
    assert read(daraja, "pulse")["faults"] == ["drip"]


def test_organisations_are_found(daraja: Daraja, paybill: dict[str, Any]) -> None:
    found = read(daraja, f"organisations?find={paybill['shortcode']}")
    assert [one["shortcode"] for one in found["organisations"]] == [paybill["shortcode"]]
    assert found["organisations"][0]["accounts"]["Utility Account"] == "0.00" and found["total"] >= 5


def test_every_fault_and_every_switch_has_its_sentence(daraja: Daraja) -> None:
    told = {fault for _, _, faults in GROUPS for fault in faults}
    assert told == set(FAULTS)
    assert set(SWITCHES) == set(DEFAULTS)
    assert {call for kind in FAULTS.values() for call in call_names(kind)} == set(CALLS)
    sentences = [sentence for _, _, faults in GROUPS for _, sentence in faults.values()] + list(
        SWITCHES.values()
    )
    assert all(one.endswith(".") and len(one) < 90 for one in sentences) and len(set(sentences)) == len(
        sentences
    )
    groups = read(daraja, "faults")["groups"]
    assert groups[4]["faults"][2]["fault"] == "delay_callback" and groups[4]["faults"][2]["timed"] is True


def test_one_kind_of_fault_is_cleared_and_the_others_stay(daraja: Daraja) -> None:
    for fault in ("drip", "reset", "drip"):
        daraja.sandbox.post(
            "/_sandbox/faults", {"fault": fault, "rate": "0.25", "seconds": "1.5", "times": None}
        )
    answer = daraja.sandbox._client.delete("/_sandbox/faults", json={"fault": "drip"})
    assert answer.json()["faults"] == [
        {
            "fault": "reset",
            "call": "any",
            "times_left": None,
            "seed": "",
            "how": "",
            "rate": "0.25",
            "seconds": "1.5",
        }
    ]
    assert daraja.sandbox._client.delete("/_sandbox/faults", json={"fault": "sulk"}).status_code == 400
