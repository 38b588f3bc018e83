"""Manual work through the front door: the accountant writes, the approver answers."""

from __future__ import annotations

from datetime import date

from graphql_api.ids import write_id
from ledger.models import Account, Entry, Line, RecurringVoucher, Voucher
from tests.graphql_api.conftest import Browser, House
from tests.graphql_api.users.test_kyc import post_file
from tests.graphql_api.walk.rows import JPEG
from users.models import AuditEntry, Role

VOUCHER = """{ voucher { id state amount maker { name } effectiveOn
    approval { id digest state } entry { id } attachments { nodes { mediaType path } }
    lines { nodes { account { code name } debit credit vatCode vat } } } problems { code field message } }"""
POST = f"mutation ($input: PostJournalEntryInput!) {{ postJournalEntry(input: $input) {VOUCHER} }}"
APPROVE = """mutation ($input: ApproveRequestInput!) { approveRequest(input: $input) {
    approval { state } problems { code } } }"""
LIST = """query ($business: ID!, $filter: VoucherFilter) { vouchers(business: $business, filter: $filter) {
    edges { node { id state attachments { nodes { mediaType path } } } } } }"""


def sale(house: House, **more) -> dict:
    return {
        "business": house.id,
        "day": "2024-11-20",
        "description": "Sale over the counter",
        "idempotencyKey": "sale-0001",
        "lines": [
            {"accountCode": "1020", "debit": "1160.00"},
            {"accountCode": "4000", "credit": "1160.00", "vatCode": "STANDARD"},
        ],
    } | more


def posted(browser: Browser, asked: dict) -> dict:
    answer = browser.data(POST, input=asked)["postJournalEntry"]
    assert answer["problems"] == [], answer
    return answer["voucher"]


def refused(browser: Browser, asked: dict) -> list[tuple[str, str]]:
    """(code, path) of all that is wrong with a voucher."""
    answer = browser.data(POST, input=asked)["postJournalEntry"]
    assert answer["voucher"] is None
    return [(each["code"], ".".join(each["field"])) for each in answer["problems"]]


def yes(house: House, approval: dict) -> dict:
    answer = {"approval": approval["id"], "digest": approval["digest"]}
    return house.browser(Role.APPROVER).data(APPROVE, input=answer)["approveRequest"]["approval"]


def states(house: House, *asked: str) -> list[str]:
    filter = {"states": asked} if asked else None
    edges = house.browser(Role.AUDITOR).data(LIST, business=house.id, filter=filter)["vouchers"]["edges"]
    return [edge["node"]["state"] for edge in edges]


def test_from_the_accountant_over_the_approver_into_the_books(house: House):
    accountant = house.browser(Role.ACCOUNTANT)
    written = posted(accountant, sale(house))
    assert (written["state"], written["amount"], written["entry"]) == ("PENDING", "1160.00", None)
    lines = written["lines"]["nodes"]
    assert [(line["account"]["code"], line["credit"], line["vat"]) for line in lines] == [
        ("1020", "0.00", "0.00"),
        ("4000", "1000.00", "160.00"),
        ("2600-output", "160.00", "0.00"),
    ]
    assert posted(accountant, sale(house))["id"] == written["id"]
    assert (states(house, "PENDING"), states(house, "POSTED", "REFUSED")) == (["PENDING"], [])
    assert yes(house, written["approval"]) == {"state": "APPROVED"}
    asked: list[tuple[str, ...]] = [(), ("POSTED",), ("PENDING",)]
    assert [states(house, *each) for each in asked] == [["POSTED"], ["POSTED"], []]
    figures = """query ($b: ID!) { vatReturn(business: $b, month: "2024-11-30") { month standardSales
        outputVat otherOutput payable owed } }"""
    assert house.browser(Role.AUDITOR).data(figures, b=house.id)["vatReturn"] == {
        "month": "2024-11-01",
        "standardSales": "1000.00",
        "outputVat": "160.00",
        "otherOutput": "0.00",
        "payable": "160.00",
        "owed": "160.00",
    }
    ids = "query ($b: ID!) { vouchers(business: $b) { nodes { entry { id } } } }"
    (row,) = accountant.data(ids, b=house.id)["vouchers"]["nodes"]
    entry = row["entry"]["id"]
    assert entry == write_id("JournalEntry", Entry.objects.get().pk)
    reverse = (
        f"mutation ($input: ReverseJournalEntryInput!) {{ reverseJournalEntry(input: $input) {VOUCHER} }}"
    )
    undo = {"entry": entry, "reason": "never happened", "idempotencyKey": "reverse-01"}
    asked_for = accountant.data(reverse, input=undo)["reverseJournalEntry"]["voucher"]
    assert yes(house, asked_for["approval"]) == {"state": "APPROVED"}
    reversal = "query ($b: ID!) { vouchers(business: $b, first: 1) { nodes { kind reverses { id } } } }"
    (newest,) = accountant.data(reversal, b=house.id)["vouchers"]["nodes"]
    assert newest == {"kind": "REVERSAL", "reverses": {"id": entry}}
    # the reversal counts for today
    assert house.browser().data(figures, b=house.id)["vatReturn"]["outputVat"] == "160.00"


def line(code: str, **more: str) -> dict:
    return {"accountCode": code, **more}


def test_hostile_lines_are_problems_and_move_nothing(house: House, other_house: House):
    accountant = house.browser(Role.ACCOUNTANT)
    two = [line("1020", debit="1"), line("4000", credit="1")]
    for more, told in (
        ({"lines": []}, ("LINES_MISSING", "lines")),
        ({"lines": two[:1]}, ("UNBALANCED", "lines")),
        ({"lines": [line("1020", debit="1.00", credit="1.00"), two[1]]}, ("BAD_AMOUNT", "lines.0")),
        ({"lines": [line("1010", debit="1"), two[1]]}, ("SYSTEM_ACCOUNT", "lines.0.accountCode")),
        ({"lines": [line("2900", debit="1"), two[1]]}, ("SUSPENSE_IS_PLACED", "lines.0.accountCode")),
        ({"lines": [line("\u0000", debit="1"), two[1]]}, ("BAD_TEXT", "lines.0.accountCode")),
        ({"lines": [line("1020", debit="1e3"), two[1]]}, ("BAD_AMOUNT", "lines.0.debit")),
        ({"idempotencyKey": ""}, ("BAD_KEY", "idempotencyKey")),
        ({"description": "\ud800"}, ("BAD_TEXT", "description")),
        ({"day": "1969-12-31"}, ("BAD_DAY", "day")),
        ({"business": other_house.id}, ("NOT_FOUND", "business")),
    ):
        assert refused(accountant, sale(house, **more)) == [told], more
    assert (Voucher.objects.count(), Line.objects.count()) == (0, 0)


def test_everything_wrong_with_a_voucher_is_told_at_once_with_its_place(house: House):
    accountant = house.browser(Role.ACCOUNTANT)
    lines = [
        line("1020", debit="10"),
        line("9999", credit="4"),
        line("2890", credit="3"),
        line("4000", credit="3", debit="-3"),
        line("3000", credit="1", vatCode="STANDARD"),
    ]
    of_lines = [
        ("BAD_AMOUNT", "lines.3.debit"),
        ("UNKNOWN_ACCOUNT", "lines.1.accountCode"),
        ("SYSTEM_ACCOUNT", "lines.2.accountCode"),
        ("VAT_NOT_HERE", "lines.4.vatCode"),
    ]
    assert refused(accountant, sale(house, lines=lines)) == of_lines
    more = {"lines": lines, "description": " ", "day": "2099-01-01", "idempotencyKey": ""}
    assert refused(accountant, sale(house, **more)) == [
        ("DESCRIPTION_MISSING", "description"),
        ("BAD_DAY", "day"),
        ("BAD_KEY", "idempotencyKey"),
        *of_lines,
    ]
    lines[0] = line("1020", debit="ten")
    assert refused(accountant, sale(house, **more)) == [
        ("BAD_AMOUNT", "lines.0.debit"),
        ("DESCRIPTION_MISSING", "description"),
        ("BAD_DAY", "day"),
        ("BAD_KEY", "idempotencyKey"),
        ("BAD_AMOUNT", "lines.3.debit"),
    ]
    assert (Voucher.objects.count(), Line.objects.count()) == (0, 0)


def test_who_does_not_read_the_books_sees_no_request_about_them(house: House):
    id = posted(house.browser(Role.ACCOUNTANT), sale(house))["approval"]["id"]
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
    id = posted(accountant, sale(house))["id"]
    mutation = """mutation ($id: ID!) { uploadVoucherAttachment(input: {voucher: $id}) {
        path expiresAt problems { code } } }"""
    path = accountant.data(mutation, id=id)["uploadVoucherAttachment"]["path"]
    taken = post_file(accountant, path, JPEG)
    assert (taken.status_code, taken.json()["mediaType"]) == (201, "image/jpeg")
    refused = post_file(accountant, path, b"MZ\x90 a program")
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (400, "DOCUMENT_TYPE")
    auditor = house.browser(Role.AUDITOR)
    (edge,) = auditor.data(LIST, business=house.id)["vouchers"]["edges"]
    (paper,) = edge["node"]["attachments"]["nodes"]
    given = auditor.client.get(paper["path"])
    assert (given.content, given["Content-Type"]) == (JPEG, "image/jpeg")
    assert house.browser(Role.OWNER).client.get(paper["path"]).status_code == 404
    assert AuditEntry.objects.filter(action="voucher.attachment_read").count() == 1


def test_standing_vouchers(house: House, drain, clock):
    clock.is_day(date(2024, 5, 15))
    accountant = house.browser(Role.ACCOUNTANT)
    create = """mutation ($input: CreateRecurringVoucherInput!) { createRecurringVoucher(input: $input) {
        recurringVoucher { id state amount lines { nodes { account { code name } accountCode vatCode } }
        approval { id digest } } problems { code field } } }"""
    lines = [line("5900", debit="500"), line("1100", credit="500")]
    plan = {"business": house.id, "name": "Rent", "description": "Rent", "frequency": "MONTHLY"}
    plan |= {"firstOn": "2024-01-31", "lastOn": "2024-03-31", "idempotencyKey": "rent-0001", "lines": lines}
    wrong = plan | {"firstOn": "1999-01-01", "lines": [line("9", debit="1"), lines[1]]}
    assert accountant.data(create, input=wrong)["createRecurringVoucher"] == {
        "recurringVoucher": None,
        "problems": [
            {"code": "BAD_DAY", "field": ["firstOn"]},
            {"code": "UNBALANCED", "field": ["lines"]},
            {"code": "UNKNOWN_ACCOUNT", "field": ["lines", "0", "accountCode"]},
        ],
    }
    made = accountant.data(create, input=plan)["createRecurringVoucher"]["recurringVoucher"]
    assert (made["state"], made["amount"], made["lines"]["nodes"][0]) == (
        "PENDING",
        "500.00",
        {"account": {"code": "5900", "name": "Cash over/short"}, "accountCode": "5900", "vatCode": None},
    )
    answer = "{ recurringVoucher { state nextOn } problems { code } }"
    pause = f"mutation ($id: ID!) {{ pauseRecurringVoucher(input: {{recurringVoucher: $id}}) {answer} }}"
    resume = f"mutation ($id: ID!) {{ resumeRecurringVoucher(input: {{recurringVoucher: $id}}) {answer} }}"
    for early, what in ((pause, "pauseRecurringVoucher"), (resume, "resumeRecurringVoucher")):
        assert accountant.data(early, id=made["id"])[what]["problems"] == [{"code": "ILLEGAL_STEP"}]
    assert yes(house, made["approval"]) == {"state": "APPROVED"}
    shown = """query ($states: [RecurringVoucherState!]) { recurringVouchers(allMine: true,
        filter: {states: $states}) { nodes { dueTimes problemCode problem vouchers { totalCount } } } }"""
    fresh = {"dueTimes": 3, "problemCode": None, "problem": None, "vouchers": {"totalCount": 0}}
    assert accountant.data(shown, states=["ACTIVE"])["recurringVouchers"]["nodes"] == [fresh]
    assert accountant.data(shown, states=["PAUSED", "PENDING"])["recurringVouchers"]["nodes"] == []
    paused = accountant.data(pause, id=made["id"])["pauseRecurringVoucher"]["recurringVoucher"]
    assert paused["state"] == "PAUSED"
    drain("ledger.recurring")
    assert Entry.objects.count() == 0
    resumed = accountant.data(resume, id=made["id"])["resumeRecurringVoucher"]["recurringVoucher"]
    assert resumed["state"] == "ACTIVE"
    drain("ledger.recurring", twice=True)
    assert Entry.objects.count() == 3
    assert RecurringVoucher.objects.get().state == "ENDED"
    (ended,) = accountant.data(shown, states=["ENDED"])["recurringVouchers"]["nodes"]
    assert (ended["dueTimes"], ended["vouchers"]) == (0, {"totalCount": 3})


def test_templates_and_accounts(house: House):
    accountant = house.browser(Role.ACCOUNTANT)
    save = """mutation ($input: SaveVoucherTemplateInput!) { saveVoucherTemplate(input: $input) {
        voucherTemplate { id name lines { totalCount nodes { account { code } debit } } }
        problems { code field } } }"""
    keep = {"business": house.id, "name": "Rent", "lines": [line("5900", debit="500"), line("1100")]}
    template = accountant.data(save, input=keep)["saveVoucherTemplate"]["voucherTemplate"]
    assert template["lines"] == {
        "totalCount": 2,
        "nodes": [
            {"account": {"code": "5900"}, "debit": "500.00"},
            {"account": {"code": "1100"}, "debit": "0.00"},
        ],
    }
    wrong = keep | {"name": " ", "lines": [line("9"), line("1100", debit="1", credit="1")]}
    assert accountant.data(save, input=wrong)["saveVoucherTemplate"]["problems"] == [
        {"code": "NAME_MISSING", "field": ["name"]},
        {"code": "BAD_AMOUNT", "field": ["lines", "1"]},
        {"code": "UNKNOWN_ACCOUNT", "field": ["lines", "0", "accountCode"]},
    ]
    remove = "mutation ($id: ID!) { removeVoucherTemplate(input: {template: $id}) { problems { code } } }"
    for expected in ([], [{"code": "NOT_FOUND"}]):
        told = accountant.data(remove, id=template["id"])["removeVoucherTemplate"]
        assert told["problems"] == expected

    account = "{ account { id code name kind parent { code } } problems { code field } }"

    def done(verb: str, **asked: str) -> dict:
        name = f"{verb[0].upper()}{verb[1:]}Input"
        query = f"mutation ($input: {name}!) {{ {verb}(input: $input) {account} }}"
        return accountant.data(query, input=asked)[verb]["account"]

    opened = done("openMoneyAccount", business=house.id, within="CASH", name="Shop")
    assert (opened["code"], opened["parent"]) == ("1020-1", {"code": "1020"})
    assert done("renameAccount", account=opened["id"], name="Front shop")["name"] == "Front shop"
    rent = {"business": house.id, "name": "Rent", "kind": "EXPENSE"}
    above = done("openAccount", code="6000", **rent)
    assert (above["kind"], above["parent"]) == ("EXPENSE", None)
    below = done("openAccount", code="6000-1", parent=above["id"], **rent)
    assert below["parent"] == {"code": "6000"}


def test_opening_balances_and_transfers(house: House, other_house: House):
    accountant = house.browser(Role.ACCOUNTANT)
    opening = (
        f"mutation ($input: PostOpeningBalancesInput!) {{ postOpeningBalances(input: $input) {VOUCHER} }}"
    )
    balances = [line("1020", debit="900"), line("2600", credit="200")]
    asked = {"business": house.id, "day": "2024-11-20", "balances": balances, "idempotencyKey": "opening-1"}
    again = asked | {
        "balances": [*balances, line("1020", debit="1"), line("1100", debit="1", vatCode="EXEMPT")]
    }
    problems = accountant.data(opening, input=again)["postOpeningBalances"]["problems"]
    assert [(each["code"], each["field"]) for each in problems] == [
        ("OPENING_ITSELF", ["balances", "2", "accountCode"]),
        ("VAT_NOT_HERE", ["balances", "3", "vatCode"]),
    ]
    voucher = accountant.data(opening, input=asked)["postOpeningBalances"]["voucher"]
    assert voucher["lines"]["nodes"][-1]["account"]["code"] == "3900"
    yes(house, voucher["approval"])
    transfer = f"mutation ($input: TransferFundsInput!) {{ transferFunds(input: $input) {VOUCHER} }}"

    def account(house: House, code: str) -> str:
        return write_id("Account", Account.objects.get(business=house.business, code=code).pk)

    cash, bank = account(house, "1020"), account(house, "1100")
    move = {"source": cash, "target": bank, "amount": "50", "day": "2024-11-20"}
    moved = accountant.data(transfer, input=move | {"idempotencyKey": "transfer-1"})["transferFunds"]
    assert yes(house, moved["voucher"]["approval"]) == {"state": "APPROVED"}
    for more, told in (
        ({"source": account(house, "1010")}, [("NOT_OWN_FUNDS", ["source"])]),
        ({"target": account(other_house, "1100")}, [("NOT_FOUND", ["target"])]),
        ({"amount": "0", "day": "2099-01-01"}, [("BAD_AMOUNT", ["amount"]), ("BAD_DAY", ["day"])]),
        (
            {"amount": "x", "idempotencyKey": ""},
            [("BAD_AMOUNT", ["amount"]), ("BAD_KEY", ["idempotencyKey"])],
        ),
    ):
        refusal = accountant.data(transfer, input=move | {"idempotencyKey": "transfer-2"} | more)
        problems = refusal["transferFunds"]["problems"]
        assert [(each["code"], each["field"]) for each in problems] == told, more
    balance = "query ($b: ID!) { accounts(business: $b) { nodes { code balance } } }"
    rows = accountant.data(balance, b=house.id)["accounts"]["nodes"]
    found = {row["code"]: row["balance"] for row in rows}
    assert (found["1020"], found["1100"], found["3900"]) == ("850.00", "50.00", "700.00")
