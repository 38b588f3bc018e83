"""Manual work through the front door: the accountant writes, the approver answers."""

from __future__ import annotations

import json
from datetime import date

from graphql_api.ids import write_id
from ledger.models import Entry, Line, RecurringVoucher, Voucher
from tests.graphql_api.conftest import House
from tests.graphql_api.users.test_kyc import post_file
from tests.graphql_api.walk.rows import JPEG
from users.models import AuditEntry, Role

VOUCHER = """... on Problem { code field message } ... on Voucher { id state amount maker effectiveOn
    approval { id digest state } entryId attachments { mediaType path }
    lines { account accountName debit credit vatCode vat } }"""
POST = f"mutation ($input: PostJournalEntryInput!) {{ postJournalEntry(input: $input) {{ {VOUCHER} }} }}"
APPROVE = """mutation ($input: ApproveRequestInput!) { approveRequest(input: $input) {
    approval { state } problems { code } } }"""
LIST = """query ($state: VoucherState) { vouchers(business: "maji", state: $state) {
    edges { node { id state attachments { mediaType path } } } } }"""


def sale(**more) -> dict:
    return {
        "business": "maji",
        "day": "2024-11-20",
        "description": "Sale over the counter",
        "key": "sale-0001",
        "lines": [
            {"account": "1020", "debit": "1160.00"},
            {"account": "4000", "credit": "1160.00", "vat": "STANDARD"},
        ],
    } | more


def yes(house: House, approval: dict) -> dict:
    answer = {"approval": approval["id"], "digest": approval["digest"]}
    return house.browser(Role.APPROVER).data(APPROVE, input=answer)["approveRequest"]["approval"]


def states(house: House, state: str | None) -> list[str]:
    edges = house.browser(Role.AUDITOR).data(LIST, state=state)["vouchers"]["edges"]
    return [edge["node"]["state"] for edge in edges]


def test_from_the_accountant_over_the_approver_into_the_books(house: House):
    accountant = house.browser(Role.ACCOUNTANT)
    written = accountant.data(POST, input=sale())["postJournalEntry"]
    assert (written["state"], written["amount"], written["entryId"]) == ("PENDING", "1160.00", None)
    assert [(line["account"], line["credit"], line["vat"]) for line in written["lines"]] == [
        ("1020", "0.00", "0.00"),
        ("4000", "1000.00", "160.00"),
        ("2600-output", "160.00", "0.00"),
    ]
    assert accountant.data(POST, input=sale())["postJournalEntry"]["id"] == written["id"]
    assert yes(house, written["approval"]) == {"state": "APPROVED"}
    assert [states(house, state) for state in (None, "POSTED", "PENDING")] == [["POSTED"], ["POSTED"], []]
    figures = """{ vatReturn(business: "maji", month: "2024-11-30") { month standardSales outputVat
        otherOutput payable owed } }"""
    assert house.browser(Role.AUDITOR).data(figures)["vatReturn"] == {
        "month": "2024-11-01",
        "standardSales": "1000.00",
        "outputVat": "160.00",
        "otherOutput": "0.00",
        "payable": "160.00",
        "owed": "160.00",
    }
    ids = '{ vouchers(business: "maji") { edges { node { entryId } } } }'
    (edge,) = accountant.data(ids)["vouchers"]["edges"]
    entry = edge["node"]["entryId"]
    assert entry == write_id("JournalEntry", Entry.objects.get().pk)
    reverse = f"""mutation ($entry: ID!) {{ reverseJournalEntry(entry: $entry, reason: "never happened",
        key: "reverse-01") {{ {VOUCHER} }} }}"""
    asked = accountant.data(reverse, entry=entry)["reverseJournalEntry"]
    assert yes(house, asked["approval"]) == {"state": "APPROVED"}
    assert (
        house.browser().data(figures)["vatReturn"]["outputVat"] == "160.00"
    )  # the reversal counts for today


def test_hostile_lines_are_problems_and_move_nothing(house: House):
    accountant = house.browser(Role.ACCOUNTANT)
    for more, code in (
        ({"lines": []}, "LINES_MISSING"),
        ({"lines": [{"account": "1020", "debit": "1.00", "credit": "1.00"}]}, "BAD_AMOUNT"),
        (
            {"lines": [{"account": "1010", "debit": "1"}, {"account": "4000", "credit": "1"}]},
            "SYSTEM_ACCOUNT",
        ),
        (
            {"lines": [{"account": "\u0000", "debit": "1"}, {"account": "4000", "credit": "1"}]},
            "BAD_TEXT",
        ),
        ({"key": ""}, "BAD_KEY"),
        ({"description": "\ud800"}, "BAD_TEXT"),
        ({"day": "1969-12-31"}, "BAD_DAY"),
        ({"business": "duka"}, "NOT_FOUND"),
    ):
        assert accountant.data(POST, input=sale(**more))["postJournalEntry"]["code"] == code, more
    for lines in ([{"account": "1020", "debit": 5}], [{"account": "1020", "debit": "1e3"}]):
        assert accountant.data(POST, input=sale(lines=lines))["postJournalEntry"]["code"] == "BAD_AMOUNT"
    assert (Voucher.objects.count(), Line.objects.count()) == (0, 0)


def test_who_does_not_read_the_books_sees_no_request_about_them(house: House):
    id = house.browser(Role.ACCOUNTANT).data(POST, input=sale())["postJournalEntry"]["approval"]["id"]
    listed = "{ approvals(allMine: true) { totalCount edges { node { kind content { text } } } } }"
    one = "query ($id: ID!) { node(id: $id) { ... on Approval { content { text } } } }"
    for role in (Role.OWNER, Role.ACCOUNTANT, Role.APPROVER, Role.AUDITOR):
        browser = house.browser(role)
        assert browser.data(listed)["approvals"]["totalCount"] == 1, role
        assert {"text": "1020"} in browser.data(one, id=id)["node"]["content"]
    operator = house.browser(Role.MARKET_OPERATOR)
    assert operator.data(listed)["approvals"] == {"totalCount": 0, "edges": []}
    assert operator.data(one, id=id) == {"node": None}
    assert operator.data("query ($id: ID!) { node(id: $id) { id } }", id=id) == {"node": None}


def test_a_paper_goes_up_and_comes_down(house: House):
    accountant = house.browser(Role.ACCOUNTANT)
    id = accountant.data(POST, input=sale())["postJournalEntry"]["id"]
    mutation = "mutation ($id: ID!) { uploadVoucherAttachment(voucher: $id) { ... on FileUpload { path } } }"
    path = accountant.data(mutation, id=id)["uploadVoucherAttachment"]["path"]
    taken = post_file(accountant, path, JPEG)
    assert (taken.status_code, taken.json()["mediaType"]) == (201, "image/jpeg")
    refused = post_file(accountant, path, b"MZ\x90 a program")
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (400, "DOCUMENT_TYPE")
    auditor = house.browser(Role.AUDITOR)
    (edge,) = auditor.data(LIST)["vouchers"]["edges"]
    (paper,) = edge["node"]["attachments"]
    given = auditor.client.get(paper["path"])
    assert (given.content, given["Content-Type"]) == (JPEG, "image/jpeg")
    assert house.browser(Role.OWNER).client.get(paper["path"]).status_code == 404
    assert AuditEntry.objects.filter(action="voucher.attachment_read").count() == 1


def test_standing_vouchers_templates_and_accounts(house: House, drain, clock):
    clock.is_day(date(2024, 5, 15))
    accountant = house.browser(Role.ACCOUNTANT)
    create = """mutation ($input: RecurringVoucherInput!) { createRecurringVoucher(input: $input) {
        ... on Problem { code } ... on RecurringVoucher { id state amount lines { account vat }
        approval { id digest } } } }"""
    lines = [{"account": "5900", "debit": "500"}, {"account": "1100", "credit": "500"}]
    plan = {"business": "maji", "name": "Rent", "description": "Rent", "lines": lines, "frequency": "MONTHLY"}
    plan |= {"firstOn": "2024-01-31", "lastOn": "2024-03-31", "key": "rent-0001"}
    made = accountant.data(create, input=plan)["createRecurringVoucher"]
    assert (made["state"], made["amount"], made["lines"][0]) == (
        "PENDING",
        "500.00",
        {"account": "5900", "vat": None},
    )
    answer = "{ ... on Problem { code } ... on RecurringVoucher { state nextOn } }"
    pause = f"mutation ($id: ID!) {{ pauseRecurringVoucher(recurringVoucher: $id) {answer} }}"
    resume = f"mutation ($id: ID!) {{ resumeRecurringVoucher(recurringVoucher: $id) {answer} }}"
    for early, what in ((pause, "pauseRecurringVoucher"), (resume, "resumeRecurringVoucher")):
        assert accountant.data(early, id=made["id"])[what] == {"code": "ILLEGAL_STEP"}
    assert yes(house, made["approval"]) == {"state": "APPROVED"}
    shown = "{ recurringVouchers { edges { node { dueTimes problemCode problem } } } }"
    (edge,) = accountant.data(shown)["recurringVouchers"]["edges"]
    assert edge["node"] == {"dueTimes": 3, "problemCode": "", "problem": ""}
    assert accountant.data(pause, id=made["id"])["pauseRecurringVoucher"]["state"] == "PAUSED"
    drain("ledger.recurring")
    assert Entry.objects.count() == 0
    assert accountant.data(resume, id=made["id"])["resumeRecurringVoucher"]["state"] == "ACTIVE"
    drain("ledger.recurring", twice=True)
    assert Entry.objects.count() == 3
    assert RecurringVoucher.objects.get().state == "ENDED"

    save = """mutation ($lines: [VoucherLineInput!]!) { saveVoucherTemplate(business: "maji", name: "Rent",
        lines: $lines) { ... on Problem { code }
        ... on VoucherTemplate { id name lines { account debit } } } }"""
    template = accountant.data(save, lines=lines)["saveVoucherTemplate"]
    assert template["lines"][0] == {"account": "5900", "debit": "500.00"}
    remove = "mutation ($id: ID!) { removeVoucherTemplate(template: $id) { __typename } }"
    for expected in ("VoucherTemplate", "Problem"):
        assert accountant.data(remove, id=template["id"])["removeVoucherTemplate"]["__typename"] == expected

    account = "{ ... on Problem { problem: code } ... on Account { id code name kind parentCode } }"
    box = f'openMoneyAccount(business: "maji", parent: "1020", name: "Shop") {account}'
    opened = accountant.data(f"mutation {{ {box} }}")["openMoneyAccount"]
    assert (opened["code"], opened["parentCode"]) == ("1020-1", "1020")
    rename = f'mutation ($id: ID!) {{ renameAccount(account: $id, name: "Front shop") {account} }}'
    assert accountant.data(rename, id=opened["id"])["renameAccount"]["name"] == "Front shop"
    rent = f'openAccount(input: {{business: "maji", code: "6000", name: "Rent", kind: EXPENSE}}) {account}'
    assert accountant.data(f"mutation {{ {rent} }}")["openAccount"]["kind"] == "EXPENSE"


def test_opening_balances_and_transfers(house: House):
    accountant = house.browser(Role.ACCOUNTANT)
    opening = (
        f"mutation ($input: OpeningBalancesInput!) {{ postOpeningBalances(input: $input) {{ {VOUCHER} }} }}"
    )
    balances = [{"account": "1020", "debit": "900"}, {"account": "2600", "credit": "200"}]
    asked = {"business": "maji", "day": "2024-11-20", "balances": balances, "key": "opening-1"}
    voucher = accountant.data(opening, input=asked)["postOpeningBalances"]
    assert voucher["lines"][-1]["account"] == "3900"
    yes(house, voucher["approval"])
    transfer = f"mutation ($input: TransferFundsInput!) {{ transferFunds(input: $input) {{ {VOUCHER} }} }}"
    move = {"business": "maji", "source": "1020", "target": "1100", "amount": "50", "day": "2024-11-20"}
    moved = accountant.data(transfer, input=move | {"key": "transfer-1"})["transferFunds"]
    assert yes(house, moved["approval"]) == {"state": "APPROVED"}
    refused = accountant.data(transfer, input=move | {"key": "transfer-2", "source": "1010"})
    assert refused["transferFunds"]["code"] == "NOT_OWN_FUNDS"
    balance = '{ accounts(business: "maji") { edges { node { code balance } } } }'
    edges = accountant.data(balance)["accounts"]["edges"]
    found = {edge["node"]["code"]: edge["node"]["balance"] for edge in edges}
    assert (found["1020"], found["1100"], found["3900"]) == ("850.00", "50.00", "700.00")
    assert json.dumps(voucher).count("Problem") == 0
