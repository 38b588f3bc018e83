"""The schema walker (P7): every root field, as every role of two businesses, as nobody, as a stranger and
as a superuser who is no member. What there is to walk, each domain says in its file of walk/; a root field
that none of them names fails the walk.
"""

from __future__ import annotations

import json

from django.db import connection
from django.test.utils import CaptureQueriesContext
from graphql import get_nullable_type, is_list_type, is_object_type

from graphql_api.ids import write_id
from graphql_api.nodes import finders
from graphql_api.schema import schema
from graphql_api.socket_schema import socket_schema
from tests.graphql_api.conftest import Browser, House
from tests.graphql_api.seeds import fill
from tests.graphql_api.walk.asking import (
    ask_each,
    call,
    code_of,
    data_together,
    expected_code,
    may,
    of,
    of_all,
    refusal,
    root_fields,
    row_counts,
    shallow,
    whole,
)
from tests.graphql_api.walk.rows import SECRETS
from tests.graphql_api.walk.tables import ROWS
from users.access import RIGHTS
from users.models import Role

#: Lists whose rows are about things of several types: so many types more, each one query, on the longer page.
OF_OTHER_TYPES = {"approvals": 1}
OF_ALL_BUSINESSES = sorted({*ROWS.lists} - ROWS.lists_of_one_business)


def test_the_tables_name_every_root_field():
    assert set(root_fields("query")) == {*ROWS.lists, *ROWS.singles, *ROWS.others}
    assert set(root_fields("mutation")) == {*ROWS.mutations, *ROWS.own_mutations}
    assert set(finders) == set(ROWS.nodes)
    interfaces = schema._schema.get_implementations(schema._schema.type_map["Node"])
    assert {type_.name for type_ in interfaces.objects} == set(ROWS.nodes)
    assert set(socket_schema._schema.query_type.fields) == {"ping"}
    assert socket_schema._schema.mutation_type is None


def test_lists_of_the_other_business(seeds, walkers):
    fields = ROWS.lists | ROWS.singles
    for name, right in fields.items():  # a text that all of them ask is parsed once
        for who, (browser, roles) in walkers.items():
            field = whole if may(roles, right) else shallow
            asked = {name: field(name, of(name, seeds["duka"].house.business))}
            answer = ask_each(browser, asked)[name]
            assert answer.code == expected_code(roles, right), (who, name, answer)
            if answer.code is None and name in ROWS.lists:
                assert answer.data["edges"], (who, name)


def test_everything_of_mine_is_nothing_of_theirs(seeds, walkers):
    asked = {name: shallow(name, of_all(name, "first: 20")) for name in OF_ALL_BUSINESSES}
    found = {who: data_together(browser, asked) for who, (browser, _) in walkers.items()}
    for name in OF_ALL_BUSINESSES:  # a text that all of them ask is parsed once
        for who, (browser, roles) in walkers.items():
            has_rows = found[who][name] != {"totalCount": 0, "edges": []}
            text = json.dumps(browser.data(call(name, of_all(name, "first: 5")))).lower() if has_rows else ""
            assert ("duka" in text) == may(roles, ROWS.lists[name]), (who, name)
            if roles:
                assert "maji" not in text, (who, name)


def test_nodes_of_the_other_business(seeds, walkers):
    def node(name: str, pk: object) -> str:
        return f'node(id: "{write_id(name, pk)}") {{ __typename id }}'

    theirs = {name: node(name, row.pk) for name, row in seeds["duka"].nodes.items()}
    absent = {name: node(name, 999999999) for name in theirs}
    assert set(theirs) == set(ROWS.nodes)
    nothing = ask_each(walkers["stranger"][0], absent)
    assert ask_each(walkers["OWNER of duka"][0], absent) == nothing
    for who, (browser, roles) in walkers.items():
        for name, found in ask_each(browser, theirs).items():
            own = name == "Membership" and seeds["duka"].nodes[name].role in roles
            if own or may(roles, ROWS.nodes[name]):
                assert found.data["__typename"] == name, (who, name)
            else:
                assert found == nothing[name], (who, name)
                assert (found.data, found.code) == (None, None)


def mutations_on_the_other_house(seeds) -> dict[str, str]:
    ids = {name: write_id(name, row.pk) for name, row in seeds["duka"].nodes.items()}
    return {
        name: f"{text.format(code='duka', **ids)} {{ problems {{ code }} }}"
        for name, (_, text) in ROWS.mutations.items()
    }


def test_mutations_on_the_other_business(seeds, walkers):
    calls = mutations_on_the_other_house(seeds)
    before = row_counts()
    for who, (browser, roles) in walkers.items():
        # what they may do is tested where it is done
        asked = {name: calls[name] for name, (right, _) in ROWS.mutations.items() if not may(roles, right)}
        refusals = [["NOT_FOUND"], ["NOT_ALLOWED"]] if roles else [["NOT_FOUND"]]
        for name, found in data_together(browser, asked, "mutation").items():
            assert refusal(found) in refusals, (who, name, found)
        assert row_counts() == before, who


def test_nobody_is_refused_everywhere(seeds, browser: Browser):
    asked = {
        name: shallow(name, of(name, seeds["duka"].house.business)) for name in ROWS.lists | ROWS.singles
    }
    asked |= {
        f"{name} of all": shallow(name, of_all(name, "first: 1"))
        for name in [*OF_ALL_BUSINESSES, "businesses"]
    }
    asked |= {
        f"one {name}": f'node(id: "{write_id(name, row.pk)}") {{ id }}'
        for name, row in seeds["duka"].nodes.items()
    }
    for name, answer in ask_each(browser, asked).items():
        assert answer.code == "SIGN_IN_REQUIRED", name
    for name, found in data_together(browser, mutations_on_the_other_house(seeds), "mutation").items():
        assert refusal(found) == ["SIGN_IN_REQUIRED"], name


def test_every_list_is_limited_and_ordered(seeds, house: House):
    browser = house.browser(Role.OWNER)
    for name in [*ROWS.lists, "businesses"]:
        arguments = f"{of(name, house.business)}, " if name in ROWS.lists else ""
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
        ("Approval", "content"),  # all of it: people approve what they read
        ("Approval", "decisions"),  # the request and one answer: the state machine allows no more
        ("ApprovalFact", "path"),
        ("Problem", "field"),
        ("Alert", "counts"),
        ("AlertRecipient", "codes"),  # 30 at most
        ("AuditEntry", "details"),
        ("Query", "kycTiers"),
        ("Query", "reports"),  # the catalogue
        ("Report", "needs"),
        ("Report", "takes"),
        ("Report", "periods"),
        ("ReportPackOutlook", "staff"),  # 100 at most
        ("ReportSchedule", "members"),  # 50 at most
        ("CorrectionDebts", "first"),  # 20 at most
        ("KycSubmission", "documents"),
        ("NextPeriod", "checks"),
        ("LedgerIntegrity", "errors"),
        ("BalanceOrigin", "accountCodes"),
        ("Me", "sessions"),
        ("Query", "nodes"),
        ("Statement", "problems"),
        ("ReconciliationException", "actions"),  # there are so many acts
        ("ReconciliationDay", "sources"),  # one for each source that is registered
        ("ReconciliationWhole", "parts"),  # 100 at most
        ("ReconciliationWhole", "leftOut"),  # five of each till at most
        ("ReconciliationComparison", "came"),  # 100 at most, and how many there are
        ("ReconciliationComparison", "went"),
        ("ReconciliationComparison", "changed"),
        ("KycTier", "requiredDocuments"),
        ("TotpConfirmed", "recoveryCodes"),
        ("Suggestion", "why"),
        ("ReceiptRoute", "parts"),
        ("TillHealth", "findings"),
        ("Today", "hours"),
        ("Metrics", "spans"),  # 31 days of hours, 400 days, or the tills of a business
        ("Metrics", "failures"),  # there are so many codes
        ("Operations", "jobs"),
        ("Payout", "acts"),
        ("PayoutBatch", "states"),
        ("PayoutDispute", "notes"),  # 100 at most
        ("PayoutBoard", "states"),
        ("BillingForecast", "skipped"),  # a reason each
        ("PayoutBoard", "forecasts"),  # 20 at most
        ("Operations", "clusters"),
        ("Shift", "pieces"),  # there are so many notes and coins
        ("ShiftSold", "paid"),  # there are so many kinds of payments
        ("ShiftReport", "taxed"),  # there are so many VAT codes
        ("ShiftReport", "claims"),
        ("ShiftReport", "outside"),  # at most 200
        ("Query", "claimableReceipts"),  # 10 at most
        ("Customer", "otherPhones"),  # 4 at most
        ("Customer", "tags"),  # 10 at most
        ("Market", "lint"),
        ("Market", "doubts"),  # one for each part of the terms at most
        ("Market", "poolHistory"),  # 200 at most
        ("PoolPoint", "byOutcome"),  # as many as there are outcomes
        ("Market", "dryRun"),
        ("Remittance", "taxes"),  # three of them
        ("MyStaking", "limits"),  # a day, a week, a month
        ("MyStaking", "coming"),
        ("PricedInvoice", "lines"),  # as many as were asked about, 200 at most
    }
    for type_ in schema._schema.type_map.values():
        if not is_object_type(type_) or type_.name.startswith("__"):
            continue
        if type_.name.endswith(("Connection", "Payload")):
            continue
        for name, field in type_.fields.items():
            if is_list_type(get_nullable_type(field.type)) and (type_.name, name) not in cut_by_resolver:
                assert {"pagination", "limit"} & set(field.args), (type_.name, name)


def test_more_rows_take_no_more_queries(house: House):
    fill(house, shortcode="600100", times=6)
    browser = house.browser(Role.OWNER)
    for name in ROWS.lists:
        counts = []
        for rows in (5, 6):  # in both stands all that can stand below a row
            with CaptureQueriesContext(connection) as queries:
                edges = browser.data(call(name, f"{of(name, house.business)}, first: {rows}"))[name]["edges"]
            assert len(edges) == (1 if name in ROWS.lists_of_one_row else rows), name
            counts.append(len(queries))
        most = counts[0] + OF_OTHER_TYPES.get(name, 0)
        assert counts[0] <= counts[1] <= most, (name, [query["sql"][:300] for query in queries])


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
                told = field in ("credentialsSetAt", "credentialsDays", "kraPin") or not any(
                    word in field.lower() for word in sealed
                )
                assert told, (type_.name, field)
    text = json.dumps([house.browser().data(call(name, of(name, house.business))) for name in ROWS.lists])
    assert not any(secret in text for secret in (*SECRETS, seeds["maji"].till.hook_token))


def test_phones_are_whole_by_right_only(seeds, house: House):
    for role in Role.values:
        browser = house.browser(role)
        for name, fields in ROWS.phones.items():
            answer = browser.ask(
                f"{{ {name}({of(name, house.business)}) {{ edges {{ node {{ {fields} }} }} }} }}"
            )
            if role in RIGHTS[ROWS.lists[name]]:
                whole = "254712345678" in json.dumps(answer)
                assert whole == (role in RIGHTS["phone.read"]), (role, name, answer)
                assert answer["data"][name]["edges"]
            else:
                assert code_of(answer) == "NOT_ALLOWED"
