"""The schema walker (P7): every root field, as every role of two businesses, as nobody, as a stranger and
as a superuser who is no member. A root field that is missing from the table fails the walk.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from graphql import GraphQLObjectType, get_named_type, get_nullable_type, is_list_type, is_object_type
from strawberry import relay

from graphql_api.events.schema import socket_schema
from graphql_api.nodes import finders
from graphql_api.schema import schema
from tests.graphql_api.conftest import Browser, House, signed_in
from tests.graphql_api.seeds import SECRETS, Seeds, fill
from users.access import RIGHTS
from users.models import Role, User
from users.people import create_staff

#: Lists by business: the right that each one needs, and its selection on a row.
LISTS = {
    "members": "audit.read",
    "auditEntries": "audit.read",
    "approvals": "approval.read",
    "kycSubmissions": "kyc.read",
    "invites": "member.manage",
    "alerts": "alert.read",
    "accounts": "ledger.read",
    "journalEntries": "ledger.read",
    "vouchers": "ledger.read",
    "voucherTemplates": "ledger.read",
    "recurringVouchers": "ledger.read",
    "wallets": "wallet.read",
    "periods": "ledger.read",
    "tills": "collections.read",
    "paymentRequests": "collections.read",
    "receipts": "collections.read",
    "discrepancies": "collections.read",
    "customers": "billing.read",
    "invoices": "billing.read",
    "statements": "reconciliation.read",
    "reconciliationRuns": "reconciliation.read",
}
#: Fields that take a business and give one thing.
SINGLES = {
    "trialBalance": "ledger.read",
    "ledgerIntegrity": "ledger.read",
    "nextPeriod": "ledger.read",
    "chart": "ledger.read",
    "incomeStatement": "ledger.read",
    "balanceSheet": "ledger.read",
    "cashFlow": "ledger.read",
    "myKycTier": "kyc.submit",
}
#: Fields with walks of their own below.
OTHERS = {"me", "businesses", "node", "approval", "kycTiers"}
OTHERS |= {"walletStatement", "explainBalance", "accountLines", "generalLedger", "accountStatement"}
OTHERS |= {"vatReturn", "vatSplit", "booksFile"}
#: The right that each node type needs.
NODES = {
    "Business": "business.read",
    "Membership": "audit.read",
    "AuditEntry": "audit.read",
    "Approval": "approval.read",
    "KycSubmission": "kyc.read",
    "Invite": "member.manage",
    "Alert": "alert.read",
    "Account": "ledger.read",
    "AccountLine": "ledger.read",
    "JournalEntry": "ledger.read",
    "Period": "ledger.read",
    "Voucher": "ledger.read",
    "VoucherTemplate": "ledger.read",
    "RecurringVoucher": "ledger.read",
    "Wallet": "wallet.read",
    "Till": "collections.read",
    "PaymentRequest": "collections.read",
    "Receipt": "collections.read",
    "Discrepancy": "collections.read",
    "Customer": "billing.read",
    "Invoice": "billing.read",
    "Statement": "reconciliation.read",
    "ReconciliationRun": "reconciliation.read",
}
#: Mutations on things of a business: the right, and the call on the other house's things.
MUTATIONS = {
    "addMember": ("member.manage", 'addMember(business: "{code}", username: "cashier.maji", role: AUDITOR)'),
    "removeMember": (
        "member.manage",
        'removeMember(business: "{code}", username: "cashier.maji", role: PLAYER)',
    ),
    "approveRequest": ("approval.decide", 'approveRequest(input: {{approval: "{Approval}", digest: "x"}})'),
    "refuseRequest": ("approval.decide", 'refuseRequest(approval: "{Approval}", comment: "no")'),
    "changeApprovalRules": (
        "business.manage",
        'changeApprovalRules(business: "{code}", soloLimit: "1.00", key: "12345678")',
    ),
    "startKyc": (
        "kyc.submit",
        'startKyc(input: {{business: "{code}", tier: "full", name: "A", idNumber: "1234567",'
        ' dateOfBirth: "1990-01-01", key: "12345678"}})',
    ),
    "uploadKycDocument": (
        "kyc.submit",
        'uploadKycDocument(submission: "{KycSubmission}", kind: ID_FRONT)',
    ),
    "submitKyc": ("kyc.submit", 'submitKyc(submission: "{KycSubmission}")'),
    "requestKycUpgrade": (
        "kyc.review",
        'requestKycUpgrade(submission: "{KycSubmission}", key: "12345678")',
    ),
    "refuseKyc": ("kyc.review", 'refuseKyc(submission: "{KycSubmission}", reason: "no")'),
    "inviteMember": (
        "member.manage",
        'inviteMember(input: {{business: "{code}", role: AUDITOR, key: "12345678", email: "a@b.ke"}})',
    ),
    "revokeInvite": ("member.manage", 'revokeInvite(invite: "{Invite}")'),
    "setBusinessLanguage": ("member.manage", 'setBusinessLanguage(business: "{code}", language: SWAHILI)'),
    "resolveAlert": ("alert.resolve", 'resolveAlert(alert: "{Alert}", comment: "looked at")'),
    "postJournalEntry": (
        "ledger.write",
        'postJournalEntry(input: {{business: "{code}", day: "2024-11-20", description: "x", key: "12345678",'
        ' lines: [{{account: "1020", debit: "1.00"}}, {{account: "4000", credit: "1.00"}}]}})',
    ),
    "reverseJournalEntry": (
        "ledger.write",
        'reverseJournalEntry(entry: "{JournalEntry}", reason: "x", key: "12345678")',
    ),
    "transferFunds": (
        "ledger.write",
        'transferFunds(input: {{business: "{code}", source: "1020", target: "1100", amount: "1.00",'
        ' day: "2024-11-20", key: "12345678"}})',
    ),
    "postOpeningBalances": (
        "ledger.write",
        'postOpeningBalances(input: {{business: "{code}", day: "2024-11-20", key: "12345678",'
        ' balances: [{{account: "1020", debit: "1.00"}}]}})',
    ),
    "uploadVoucherAttachment": ("ledger.write", 'uploadVoucherAttachment(voucher: "{Voucher}")'),
    "saveVoucherTemplate": (
        "ledger.write",
        'saveVoucherTemplate(business: "{code}", name: "x", lines: [{{account: "1020"}}])',
    ),
    "removeVoucherTemplate": ("ledger.write", 'removeVoucherTemplate(template: "{VoucherTemplate}")'),
    "createRecurringVoucher": (
        "ledger.write",
        'createRecurringVoucher(input: {{business: "{code}", name: "x", description: "x", frequency: WEEKLY,'
        ' firstOn: "2024-11-20", key: "12345678", lines: [{{account: "1020", debit: "1.00"}},'
        ' {{account: "4000", credit: "1.00"}}]}})',
    ),
    "pauseRecurringVoucher": (
        "ledger.write",
        'pauseRecurringVoucher(recurringVoucher: "{RecurringVoucher}")',
    ),
    "resumeRecurringVoucher": (
        "ledger.write",
        'resumeRecurringVoucher(recurringVoucher: "{RecurringVoucher}", skipUntil: "2030-01-01")',
    ),
    "openAccount": (
        "ledger.write",
        'openAccount(input: {{business: "{code}", code: "6000", name: "Rent", kind: EXPENSE}})',
    ),
    "openMoneyAccount": (
        "ledger.write",
        'openMoneyAccount(business: "{code}", parent: "1100", name: "x")',
    ),
    "uploadChart": ("ledger.write", 'uploadChart(business: "{code}")'),
    "renameAccount": ("ledger.write", 'renameAccount(account: "{Account}", name: "x")'),
    "createTill": (
        "till.manage",
        'createTill(input: {{business: "{code}", name: "n", kind: PAYBILL, shortcode: "1", credentials:'
        ' {{consumerKey: "a", consumerSecret: "b", passkey: "c"}}}})',
    ),
    "replaceTillCredentials": (
        "till.manage",
        'replaceTillCredentials(till: "{Till}", credentials:'
        ' {{consumerKey: "", consumerSecret: "b", passkey: "c"}})',
    ),
    "registerUrls": ("till.manage", 'registerUrls(till: "{Till}")'),
    "requestPayment": (
        "payment.request",
        'requestPayment(input: {{till: "{Till}", phone: "0712", amount: "10.00", accountReference: "x",'
        ' key: "12345678"}})',
    ),
    "createCustomer": ("billing.write", 'createCustomer(business: "{code}", name: "")'),
    "createInvoice": (
        "billing.write",
        'createInvoice(input: {{customer: "{Customer}", lines: [], key: "12345678"}})',
    ),
    "issueInvoice": ("billing.write", 'issueInvoice(invoice: "{Invoice}")'),
    "closePeriod": (
        "period.close",
        'closePeriod(business: "{code}", lastDay: "2026-11-01", comment: "{code}")',
    ),
    "reopenPeriod": ("period.close", 'reopenPeriod(period: "{Period}", comment: "typo", key: "12345678")'),
    "closeYear": ("period.close", 'closeYear(business: "{code}", lastDay: "2026-10-31")'),
    "uploadStatement": ("reconciliation.write", 'uploadStatement(till: "{Till}", fileName: "x.csv")'),
    "reconcile": (
        "reconciliation.write",
        'reconcile(till: "{Till}", fromDay: "2026-11-21", toDay: "2026-11-20")',
    ),
}
#: Mutations that touch nobody else's things: about the session, something new, or one's own request.
OWN_MUTATIONS = {
    *("startTotp", "confirmTotp", "removeTotp", "cancelRequest"),
    *("signIn", "signOut", "issueSocketToken", "createBusiness", "setLanguage"),
    *("requestCode", "signUp", "resetPin", "acceptInvite"),  # proven by a code or a token
}
WITHOUT_A_BUSINESS = sorted({*LISTS} - {"members", "auditEntries", "invites"})


@pytest.fixture
def seeds(house: House, other_house: House) -> dict[str, Seeds]:
    return {"maji": fill(house, shortcode="600100"), "duka": fill(other_house, shortcode="600200")}


@pytest.fixture
def walkers(house: House, other_house: House) -> dict[str, tuple[Browser, set[str]]]:
    """Name -> (browser, roles in the house `duka`)."""
    found = {f"{role} of duka": (signed_in(user), {role}) for role, user in other_house.people.items()}
    found |= {f"{role} of maji": (signed_in(user), set[str]()) for role, user in house.people.items()}
    outsider = create_staff(username="outsider", password="correct horse battery")
    root = User.objects.create_superuser("root", "correct horse battery")
    return found | {"stranger": (signed_in(outsider), set()), "superuser": (signed_in(root), set())}


def selection(type_: GraphQLObjectType, depth: int = 4) -> str:
    """Every field of a type, as deep as the schema goes without a circle."""
    parts = []
    for name, field in type_.fields.items():
        inner = get_named_type(field.type)
        if not is_object_type(inner):
            parts.append(name)
        elif depth:
            parts.append(f"{name} {{ {selection(inner, depth - 1)} }}")
    return " ".join(parts) or "__typename"


def root_fields(kind: str) -> dict[str, Any]:
    type_ = getattr(schema._schema, f"{kind}_type")
    return dict(type_.fields)


def whole_list(name: str, arguments: str) -> str:
    connection_type = get_named_type(root_fields("query")[name].type)
    node = get_named_type(connection_type.fields["edges"].type).fields["node"].type
    return (
        f"{{ {name}({arguments}) {{ totalCount edges {{ node {{ {selection(get_named_type(node))} }} }} }} }}"
    )


def call(name: str, arguments: str) -> str:
    if name in LISTS:
        return whole_list(name, arguments if "first" in arguments else f"{arguments}, first: 20")
    return f"{{ {name}({arguments}) {{ {selection(get_named_type(root_fields('query')[name].type))} }} }}"


def may(roles: set[str], right: str) -> bool:
    return bool(roles & RIGHTS[right])


def expected_code(roles: set[str], right: str) -> str | None:
    """What somebody with these roles in the house is told; None when they are given it."""
    if not roles:
        return "NOT_FOUND"
    return None if may(roles, right) else "NOT_ALLOWED"


def code_of(answer: dict[str, Any]) -> str | None:
    errors = answer.get("errors")
    return errors[0]["extensions"]["code"] if errors else None


def test_the_tables_name_every_root_field():
    assert set(root_fields("query")) == {*LISTS, *SINGLES, *OTHERS}
    assert set(root_fields("mutation")) == {*MUTATIONS, *OWN_MUTATIONS}
    assert set(finders) == set(NODES)
    interfaces = schema._schema.get_implementations(schema._schema.type_map["Node"])
    assert {type_.name for type_ in interfaces.objects} == set(NODES)
    assert set(socket_schema._schema.subscription_type.fields) == {"events"}
    assert set(socket_schema._schema.query_type.fields) == {"ping"}
    assert socket_schema._schema.mutation_type is None


def test_lists_of_the_other_business(seeds, walkers):
    for who, (browser, roles) in walkers.items():
        for name, right in (LISTS | SINGLES).items():
            answer = browser.ask(call(name, 'business: "duka"'))
            assert code_of(answer) == expected_code(roles, right), (who, name, answer)
            if code_of(answer) is None and name in LISTS:
                assert answer["data"][name]["edges"], (who, name)


def test_everything_of_mine_is_nothing_of_theirs(seeds, walkers):
    for who, (browser, roles) in walkers.items():
        for name in WITHOUT_A_BUSINESS:
            text = json.dumps(browser.data(call(name, "first: 20"))).lower()
            assert ("duka" in text) == may(roles, LISTS[name]), (who, name)
            if roles:
                assert "maji" not in text, (who, name)


def test_nodes_of_the_other_business(seeds, walkers):
    query = "query ($id: ID!) { node(id: $id) { __typename id } }"
    absent = "999999999"
    for who, (browser, roles) in walkers.items():
        for name, right in NODES.items():
            yours = browser.ask(query, id=relay.to_base64(name, seeds["duka"].nodes[name].pk))
            nothing = browser.ask(query, id=relay.to_base64(name, absent))
            if may(roles, right):
                assert yours["data"]["node"]["__typename"] == name
            elif name == "Membership" and seeds["duka"].nodes[name].role in roles:
                assert yours["data"]["node"]["__typename"] == name  # one's own
            else:
                assert yours["errors"] == nothing["errors"], (who, name)
                assert code_of(yours) == "NOT_FOUND"


def test_one_approval_by_its_id(seeds, walkers):
    id = relay.to_base64("Approval", seeds["duka"].nodes["Approval"].pk)
    for who, (browser, roles) in walkers.items():
        answer = browser.ask("query ($id: ID!) { approval(id: $id) { business { code } digest } }", id=id)
        if may(roles, "approval.read"):
            assert answer["data"]["approval"]["business"] == {"code": "duka"}, who
        else:
            assert code_of(answer) == "NOT_FOUND", who


def test_a_request_is_taken_back_by_its_maker_alone(seeds, walkers):
    id = relay.to_base64("Approval", seeds["duka"].nodes["Approval"].pk)
    mutation = "mutation ($id: ID!) { cancelRequest(approval: $id) { ... on Problem { code } } }"
    for who, (browser, roles) in walkers.items():
        if who != "OWNER of duka":
            expected = "NOT_THE_MAKER" if may(roles, "approval.read") else "NOT_FOUND"
            assert browser.data(mutation, id=id) == {"cancelRequest": {"code": expected}}, who
    maker, _ = walkers["OWNER of duka"]
    assert maker.data(mutation, id=id) == {"cancelRequest": {}}


def test_the_insides_of_wallets(seeds, walkers):
    id = relay.to_base64("Wallet", seeds["duka"].nodes["Wallet"].pk)
    for who, (browser, roles) in walkers.items():
        for field in ("walletStatement", "explainBalance"):
            answer = browser.ask(f"query ($id: ID!) {{ {field}(wallet: $id) {{ amount }} }}", id=id)
            if may(roles, "wallet.read"):
                assert answer["data"][field] == [{"amount": "70.00"}], (who, field)
            else:
                assert code_of(answer) == "NOT_FOUND", (who, field)


def test_the_lines_of_accounts(seeds, walkers):
    id = relay.to_base64("Account", seeds["duka"].nodes["Account"].pk)
    node = get_named_type(get_named_type(root_fields("query")["accountLines"].type).fields["edges"].type)
    inside = selection(get_named_type(node.fields["node"].type))
    query = (
        f"query ($id: ID!) {{ accountLines(account: $id, first: 9) {{ edges {{ node {{ {inside} }} }} }} }}"
    )
    for who, (browser, roles) in walkers.items():
        answer = browser.ask(query, id=id)
        if may(roles, "ledger.read"):
            assert {
                edge["node"]["account"]["business"]["code"]
                for edge in answer["data"]["accountLines"]["edges"]
            } == {"duka"}
        else:
            assert code_of(answer) == "NOT_FOUND", who


def test_vat_and_books_of_the_other_business(seeds, walkers):
    inside = selection(get_named_type(root_fields("query")["vatReturn"].type))
    query = f'{{ vatReturn(business: "duka", month: "2024-11-01") {{ {inside} }} }}'
    file = '{ booksFile(business: "duka", format: CSV) { path } }'
    split = '{ vatSplit(amount: "116", code: STANDARD, day: "2024-11-20") { taxableValue vat withheld } }'
    for who, (browser, roles) in walkers.items():
        for each in (query, file):
            assert code_of(browser.ask(each)) == expected_code(roles, "ledger.read"), who
        assert browser.data(split)["vatSplit"] == {
            "taxableValue": "100.00",
            "vat": "16.00",
            "withheld": "2.00",
        }
    assert [Browser().refusal(each) for each in (query, file, split)] == ["SIGN_IN_REQUIRED"] * 3


def test_mutations_on_the_other_business(seeds, walkers):
    ids = {name: relay.to_base64(name, row.pk) for name, row in seeds["duka"].nodes.items()}
    for who, (browser, roles) in walkers.items():
        for name, (right, text) in MUTATIONS.items():
            if may(roles, right):
                continue  # what they may do is tested where it is done
            operation = text.format(code="duka", **ids)
            before = _counts()
            result = browser.data(f"mutation {{ {operation} {{ ... on Problem {{ code }} }} }}")[name]
            assert result in ({"code": "NOT_FOUND"}, {"code": "NOT_ALLOWED"}), (who, name, result)
            if not roles:
                assert result == {"code": "NOT_FOUND"}, (who, name)
            assert _counts() == before, (who, name)


def _counts() -> list[int]:
    tables = ("users_membership", "mpesa_till", "mpesa_paymentrequest", "billing_customer", "billing_invoice")
    tables += ("users_approval", "users_approvaldecision", "users_kycsubmission", "users_kycstep")
    tables += ("users_invite", "users_languagechoice", "messaging_message", "core_alert")
    tables += ("ledger_voucher", "ledger_vouchertemplate", "ledger_recurringvoucher", "ledger_account")
    tables += ("ledger_entry", "reconciliation_reconciliationrun", "users_auditentry", "core_event")
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in tables))
        return list(cursor.fetchone() or ())


def test_nobody_is_refused_everywhere(seeds, browser: Browser):
    for name in LISTS | SINGLES:
        assert browser.refusal(call(name, 'business: "duka"')) == "SIGN_IN_REQUIRED"
        if name in WITHOUT_A_BUSINESS:
            assert browser.refusal(call(name, "first: 1")) == "SIGN_IN_REQUIRED"
    assert browser.refusal("{ businesses { totalCount } }") == "SIGN_IN_REQUIRED"
    for name, row in seeds["duka"].nodes.items():
        id = relay.to_base64(name, row.pk)
        assert browser.refusal("query ($id: ID!) { node(id: $id) { id } }", id=id) == "SIGN_IN_REQUIRED"
    ids = {name: relay.to_base64(name, row.pk) for name, row in seeds["duka"].nodes.items()}
    for name, (_, text) in MUTATIONS.items():
        operation = text.format(code="duka", **ids)
        result = browser.data(f"mutation {{ {operation} {{ ... on Problem {{ code }} }} }}")[name]
        assert result == {"code": "SIGN_IN_REQUIRED"}, name


def test_my_businesses_are_mine(seeds, walkers):
    for who, (browser, _) in walkers.items():
        codes = [
            edge["node"]["code"]
            for edge in browser.data("{ businesses { edges { node { code } } } }")["businesses"]["edges"]
        ]
        assert codes == ([who.split()[-1]] if " of " in who else [])


def test_somebody_switched_off_is_nobody(seeds, house: House):
    browser = house.browser(Role.OWNER)
    User.objects.filter(pk=house.people[Role.OWNER].pk).update(is_active=False)
    assert browser.refusal('{ tills(business: "maji") { totalCount } }') == "SIGN_IN_REQUIRED"
    assert browser.data("{ me { username } }") == {"me": None}


def test_every_list_is_limited_and_ordered(seeds, house: House):
    browser = house.browser(Role.OWNER)
    for name in [*LISTS, "businesses"]:
        arguments = 'business: "maji", ' if name in LISTS else ""
        assert browser.refusal(f"{{ {name}({arguments}first: 101) {{ totalCount }} }}") == "BAD_PAGE"
        assert browser.refusal(f"{{ {name}({arguments}last: -1) {{ totalCount }} }}") == "BAD_PAGE"
        assert (
            browser.refusal(f'{{ {name}({arguments}after: "x") {{ edges {{ cursor }} }} }}') == "BAD_CURSOR"
        )
        for page in ("first: 3", "last: 3", ""):
            with CaptureQueriesContext(connection) as queries:
                browser.data(
                    f"{{ {name}({arguments} {page}) {{ edges {{ node {{ id }} }} }} }}".replace("( )", "")
                )
            last = queries[-1]["sql"]
            assert "ORDER BY" in last and "LIMIT" in last, (name, page, last)


def test_nested_lists_are_ordered_and_limited():
    """A list inside a row is paged by the schema, or cut by its resolver (those are named)."""
    cut_by_resolver = {
        ("Me", "memberships"),
        ("Statement", "problems"),
        ("KycTier", "requiredDocuments"),
        ("TotpConfirmed", "recoveryCodes"),
    }
    for type_ in schema._schema.type_map.values():
        if not is_object_type(type_) or type_.name.startswith("__") or type_.name.endswith("Connection"):
            continue
        for name, field in type_.fields.items():
            if is_list_type(get_nullable_type(field.type)) and (type_.name, name) not in cut_by_resolver:
                assert {"pagination", "limit"} & set(field.args), (type_.name, name)


def test_more_rows_take_no_more_queries(house: House):
    fill(house, shortcode="600100", times=6)
    browser = house.browser(Role.OWNER)
    for name in LISTS:
        counts = []
        for rows in (1, 6):
            with CaptureQueriesContext(connection) as queries:
                edges = browser.data(call(name, f'business: "maji", first: {rows}'))[name]["edges"]
            assert len(edges) == rows or name in ("tills", "wallets", "statements", "reconciliationRuns"), (
                name
            )
            counts.append(len(queries))
        assert counts[0] == counts[1], (name, [query["sql"][:300] for query in queries])


def test_no_credential_is_reachable(seeds, house: House):
    sealed = (
        "consumer",
        "passkey",
        "credential",
        "secret",
        "hooktoken",
        "sealed",
        "datakey",
        "hash",
        "password",
        "pin",
    )
    for type_ in schema._schema.type_map.values():
        if is_object_type(type_) and not type_.name.startswith("__") and type_.name != "Mutation":
            for field in type_.fields:
                assert not any(word in field.lower() for word in sealed), (type_.name, field)
    text = json.dumps([house.browser().data(call(name, 'business: "maji"')) for name in LISTS])
    assert not any(secret in text for secret in (*SECRETS, seeds["maji"].till.hook_token))


def test_phones_are_whole_by_right_only(seeds, house: House):
    asked = {"receipts": "phone accountReference", "paymentRequests": "phone", "customers": "phone"}
    for role in Role.values:
        browser = house.browser(role)
        for name, fields in asked.items():
            answer = browser.ask(f'{{ {name}(business: "maji") {{ edges {{ node {{ {fields} }} }} }} }}')
            if role in RIGHTS[LISTS[name]]:
                whole = "254712345678" in json.dumps(answer)
                assert whole == (role in RIGHTS["phone.read"]), (role, name, answer)
                assert answer["data"][name]["edges"]
            else:
                assert code_of(answer) == "NOT_ALLOWED"
