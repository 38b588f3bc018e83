"""A file is looked at before it counts: what it says, what is wrong, what would become of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.models import DataKey
from graphql_api.ids import write_id
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.models import Channel, Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from reconciliation.models import Statement
from reconciliation.verified import previewing
from tests.graphql_api.conftest import House
from tests.reconciliation.statement_files import as_workbook
from tests.reconciliation.verified.files import (
    MONDAY,
    TUESDAY,
    bring,
    file_b,
    file_of,
    moves,
    name_of_b,
    with_row,
)
from users.actors import SYSTEM
from users.models import AuditEntry, Role

UPLOAD = """mutation ($input: UploadStatementInput!) { uploadStatement(input: $input) {
    path problems { code field } } }"""
DAY = moves(MONDAY, 1000, 300, -5, 700, 50)
NEXT = moves(TUESDAY, DAY[-1].balance, 40, -2, 60)
HOSTILE = '<img src=x onerror=alert(1)>"=cmd|calc\u202e'


@pytest.fixture
def shop(house: House) -> Till:
    return create_till(
        business=house.business,
        name="Water",
        kind="PAYBILL",
        shortcode="600984",
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
        actor=SYSTEM,
    )


def looked_at(house: House, till: Till, data: bytes, name: str = "export.csv", **told: Any) -> dict[str, Any]:
    """The answer to a file that is only looked at, by who may bring it in; nothing is written."""
    before = written()
    answer = posted(house, till, data, name, **told)
    assert answer.status_code == 201, answer.content
    assert written() == before
    found: dict[str, Any] = json.loads(answer.content)
    return found


def posted(house: House, till: Till, data: bytes, name: str = "export.csv", **told: Any) -> Any:
    browser = house.browser(Role.ACCOUNTANT)
    asked = {"till": write_id("Till", till.pk), "fileName": name, "dryRun": True, **told}
    path = browser.data(UPLOAD, input=asked)["uploadStatement"]["path"]
    token = browser.client.cookies["csrftoken"].value
    return browser.client.post(path, data, content_type="text/csv", headers={"X-CSRFToken": token})


def written() -> list[int]:
    return [model.objects.count() for model in (Statement, DataKey, AuditEntry)]


def test_a_good_file_says_what_it_would_add(house, shop):
    with transaction.atomic():
        facts = ReceiptFacts(DAY[0].receipt, 300_00, DAY[0].at.astimezone(), "X1")
        record_receipt(till=shop, facts=facts, channel=Channel.C2B)
    found = looked_at(house, shop, file_of(DAY, MONDAY, totals=True))
    assert (found["state"], found["why"], found["problems"], found["known"]) == ("ADMITTED", [], [], None)
    assert (found["template"], found["rows"]) == ("A", 4)
    assert (found["periodFrom"], found["periodTo"]) == ("2026-11-15T21:00:00Z", "2026-11-16T20:59:59Z")
    (account,) = found["accounts"]
    assert account == {
        "account": "UTILITY",
        "code": None,
        "fromAt": "2026-11-15T21:00:00Z",
        "untilAt": "2026-11-16T21:00:00Z",
        "opening": "1000.00",
        "closing": "2045.00",
        "moves": {"rows": 4, "paidIn": "1050.00", "withdrawn": "5.00"},
        "adds": {"rows": 4, "paidIn": "1050.00", "withdrawn": "5.00"},
        "unknown": {"rows": 2, "paidIn": "750.00", "withdrawn": "0.00"},
        "lost": {"rows": 0, "paidIn": "0.00", "withdrawn": "0.00"},
        "firstLost": [],
    }
    assert [row["receiptNumber"] for row in found["first"]] == [row.receipt for row in DAY]
    assert found["last"] == []
    assert found["first"][0] == {
        "receiptNumber": DAY[0].receipt,
        "completedAt": "2026-11-16T05:05:42Z",
        "details": "Pay Bill from 25470****111 - AMINA **** DEMO Acc. X1",
        "paidIn": "300.00",
        "withdrawn": "0.00",
        "balance": "1300.00",
    }


def test_it_is_judged_as_if_it_were_brought_in_now(house, shop):
    bring(shop, file_of(DAY, MONDAY))
    again = looked_at(house, shop, file_of(DAY, MONDAY))
    assert (again["state"], again["known"]) == ("ADMITTED", "ADMITTED")
    assert again["accounts"][0]["adds"] == {"rows": 0, "paidIn": "0.00", "withdrawn": "0.00"}
    more = looked_at(house, shop, file_of([*DAY, *NEXT], MONDAY, TUESDAY))
    assert (more["state"], more["accounts"][0]["adds"]["rows"]) == ("ADMITTED", 3)
    late = looked_at(house, shop, file_of(with_row(DAY, 2, "UKLATE0001", 777), MONDAY))
    assert late["state"] == "RESTATED"
    assert late["why"][0] == "UKLATE0001 (KES 777.00) would be put into verified time."
    assert len(late["why"]) == 2 and "rows differ, the first after" in late["why"][1]
    assert late["accounts"][0]["adds"]["rows"] == 0
    gap = looked_at(house, shop, file_of(moves(TUESDAY, 3000, 40), TUESDAY))
    assert gap["state"] == "QUARANTINED" and "KES 955.00 is missing" in gap["why"][0]
    assert gap["chainOk"], "its neighbour is what it lacks"
    broken = looked_at(house, shop, file_of([DAY[0], replace(DAY[1], balance=1), *DAY[2:]], MONDAY))
    assert (broken["state"], broken["problemsCount"]) == ("QUARANTINED", len(broken["why"]))
    assert bring(shop, file_of(with_row(DAY, 2, "UKLATE0001", 777), MONDAY)).problems == late["why"]


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        (file_of(DAY, MONDAY).replace(b"600984", b"600300"), "WRONG_TILL", ["600300", "600984"]),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><html><body>Sign in", "NOT_A_STATEMENT", ["a web page", "sign in"]),
        (b"Date,Description,Debit,Credit,Balance\n02/11/2026,Fee,9.00,,1.00\n", "WRONG_ACCOUNT", ["bank"]),
    ],
    ids=["another till", "a web page", "a bank's"],
)
def test_a_file_that_is_another_thing_says_what_it_is(house, shop, data, code, says):
    found = looked_at(house, shop, data, "portal.xls")
    assert (found["state"], [problem["code"] for problem in found["problems"]]) == ("REFUSED", [code])
    assert all(words in found["problems"][0]["message"] for words in says)


def test_all_that_is_wrong_is_told_at_once_with_its_place_and_what_to_do(house, shop):
    lines = file_of(DAY, MONDAY).decode().split("\r\n")
    lines[4] = lines[4].replace("50.00,,", "5o.00,,")
    lines[5] = lines[5].replace("16-11-2026 10:05:42", "yesterday").replace("2547", "0712345678 2547")
    found = looked_at(house, shop, "\r\n".join(lines).encode())
    assert (found["state"], found["problemsCount"]) == ("REFUSED", len(found["problems"]))
    told = [(each["line"], each["column"], each["code"]) for each in found["problems"]]
    assert (5, "paid_in", "BAD_AMOUNT") in told and (6, "completed_at", "BAD_TIME") in told
    assert all(each["message"] and each["advice"] and each["row"] for each in found["problems"])
    assert "0712345678" not in json.dumps(found)
    assert found["rows"] == 2 and len(found["first"]) == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "STATEMENT_EMPTY"),
        (b"PK\x03\x04 not a workbook", "NOT_A_STATEMENT"),
        (b"<html>the portal is away</html>", "NOT_A_STATEMENT"),
        (file_of(DAY, MONDAY).replace(b"600984", b"600111"), "WRONG_TILL"),
        (file_of(DAY, MONDAY, account=""), "ACCOUNT_UNKNOWN"),
    ],
)
def test_what_is_no_statement_of_this_till_says_so(house, shop, data, code):
    found = looked_at(house, shop, data)
    assert found["state"] == "REFUSED"
    (problem,) = found["problems"]
    assert (problem["code"], problem["line"]) == (code, 0) and problem["message"] and problem["advice"]


def test_what_is_told_is_gone_by(house, shop):
    data = file_of(DAY, MONDAY, account="")
    found = looked_at(house, shop, data, account="WORKING", fromDay="2026-11-16", toDay="2026-11-16")
    assert [each["account"] for each in found["accounts"]] == ["WORKING"]
    bad = {"fromDay": "2026-11-17", "toDay": "2026-11-16"}
    asked = {"till": write_id("Till", shop.pk), "fileName": "x", "dryRun": True, **bad}
    answer = house.browser(Role.ACCOUNTANT).data(UPLOAD, input=asked)["uploadStatement"]
    assert answer == {"path": None, "problems": [{"code": "BAD_PERIOD", "field": ["toDay"]}]}


def test_template_b_and_a_workbook_are_looked_at_too(house, shop):
    found = looked_at(house, shop, file_b(DAY), name_of_b(MONDAY))
    assert (found["state"], found["template"], found["rows"]) == ("ADMITTED", "B", 4)
    path = Path(__file__).parents[1] / "statements" / "statement_template_a.csv"
    book = looked_at(house, shop, as_workbook(path, numeric=True), "book.xlsx")
    assert (book["state"], book["rows"], len(book["first"]), len(book["last"])) == ("ADMITTED", 11, 5, 5)
    assert not {row["receiptNumber"] for row in book["first"]} & {
        row["receiptNumber"] for row in book["last"]
    }


def test_a_hostile_cell_is_a_text_on_one_line(house, shop):
    rows = [replace(DAY[0], who=f"254712345678 - {HOSTILE}".replace('"', '""')), *DAY[1:]]
    data = file_of(rows, MONDAY).replace(b"Pay Bill from 254712345678", b'"Pay Bill from 254712345678')
    data = data.replace("\u202e Acc. X1,Completed".encode(), '\u202e Acc. X1",Completed'.encode())
    data = data.replace(f",254712345678 - {HOSTILE.replace(chr(34), chr(34) * 2)},".encode(), b",,")
    found = looked_at(house, shop, data)
    assert (found["state"], found["rows"]) == ("ADMITTED", 4)
    shown = found["first"][0]["details"]
    assert "<img src=x onerror=alert(1)>" in shown  # the page writes it as text
    assert "254712345678" not in shown and "\u202e" not in shown and "\n" not in shown


def test_who_may_not_bring_it_in_may_not_look_either(house, other_house, shop):
    asked = {"till": write_id("Till", shop.pk), "fileName": "x.csv", "dryRun": True}
    for browser in (house.browser(Role.AUDITOR), other_house.browser(Role.OWNER)):
        answer = browser.data(UPLOAD, input=asked)["uploadStatement"]
        assert answer["path"] is None and answer["problems"][0]["code"] in ("NOT_ALLOWED", "NOT_FOUND")
    owner = house.browser(Role.OWNER)
    path = owner.data(UPLOAD, input=asked)["uploadStatement"]["path"]
    other = other_house.browser(Role.OWNER)
    other.client.get("/graphql")
    token = other.client.cookies["csrftoken"].value
    sent = other.client.post(path, b"x", content_type="text/csv", headers={"X-CSRFToken": token})
    assert sent.status_code == 404


def test_a_file_that_is_too_large_is_not_looked_at(house, shop, settings, monkeypatch):
    settings.STATEMENT_PREVIEW_MAX_BYTES = 300
    answer = posted(house, shop, file_of(DAY, MONDAY))
    assert answer.status_code == 413
    assert json.loads(answer.content)["errors"][0]["extensions"]["code"] == "PREVIEW_TOO_LARGE"
    settings.STATEMENT_PREVIEW_MAX_BYTES = 3_000
    monkeypatch.setattr(previewing, "PATIENCE", 0)
    with previewing._one_at_a_time:
        answer = posted(house, shop, file_of(DAY, MONDAY))
    assert json.loads(answer.content)["errors"][0]["extensions"]["code"] == "TRY_AGAIN"
    assert looked_at(house, shop, file_of(DAY, MONDAY))["state"] == "ADMITTED"


def test_many_rows_take_no_more_queries_than_few(house, shop):
    bring(shop, file_of(DAY, MONDAY))
    counts = []
    for amounts in ((40, 60), range(1, 15)):
        rows = moves(TUESDAY, DAY[-1].balance, *amounts)
        with CaptureQueriesContext(connection) as queries:
            found = looked_at(house, shop, file_of(rows, TUESDAY))
        assert found["accounts"][0]["adds"]["rows"] == len(rows)
        counts.append(len(queries))
    assert counts[0] == counts[1]
