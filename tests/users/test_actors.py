"""Who acts is always said: a person or SYSTEM. Rights are members of an enum."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date

import pytest

from billing.customers.customers import create_customer
from billing.models import Customer
from core.errors import NotAllowed, NotFound
from ledger.chart.accounts import open_account
from ledger.files.importing import import_chart
from mpesa.collections.requests.requesting import request_payment
from mpesa.models import PaymentRequest, Till
from mpesa.tills.credentials import TillCredentials, replace_credentials
from mpesa.tills.registering import register_urls
from mpesa.tills.tills import create_till
from reconciliation.models import ReconciliationRun, Statement
from reconciliation.runs.running import start_run
from reconciliation.verified.importing import store_statement
from tests.environment import ROOT
from tests.graphql_api.conftest import PASSWORD, signed_in
from users.access import RIGHTS, ROLES, Right, require_right
from users.actors import SYSTEM
from users.models import AuditEntry, Role
from users.people import add_member, create_staff

APPS = (
    *("core", "users", "messaging", "ledger", "mpesa", "billing", "reconciliation"),
    *("graphql_api", "config", "console", "demo", "reports", "markets"),
)
#: Who asked or decides, by the names that verbs give them.
ACTING = {"actor", "by", "maker", "checker", "reviewer"}
#: core lies below rights: its table of topics names them in words, which another test compares.
WORDS = {"core/rows/event_topics.py", "users/access.py"}
CREDENTIALS = TillCredentials("key", "secret", "passkey")


def sources() -> Iterator[tuple[str, ast.Module]]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "/migrations/" not in str(path):
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[ast.arg, ast.expr | None]]:
    plain = [*function.args.posonlyargs, *function.args.args]
    gap = len(plain) - len(function.args.defaults)
    yield from zip(plain, [*[None] * gap, *function.args.defaults], strict=True)
    yield from zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)


def test_no_verb_takes_nobody():
    seen = 0
    for path, module in sources():
        for node in ast.walk(module):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for argument, default in parameters(node):
                    if argument.arg in ACTING:
                        seen += argument.arg == "actor"
                        text = ast.unparse(argument.annotation) if argument.annotation else "nothing"
                        where = f"{path}: {node.name}({argument.arg}: {text})"
                        assert "None" not in text and "Optional" not in text, where
                        assert argument.arg != "actor" or text in ("User", "Actor"), where
                        assert not (isinstance(default, ast.Constant) and default.value is None), where
            if isinstance(node, ast.Call):
                for keyword in node.keywords:
                    nobody = isinstance(keyword.value, ast.Constant) and keyword.value.value is None
                    assert not (keyword.arg == "actor" and nobody), f"{path}:{node.lineno}"
    assert seen > 30


def test_rights_are_named_by_the_enum():
    words = {right.value for right in Right}
    for path, module in sources():
        if path not in WORDS:
            for node in ast.walk(module):
                assert not (isinstance(node, ast.Constant) and node.value in words), f"{path}:{node.lineno}"


def test_every_role_has_rights_and_every_right_a_role():
    assert set(ROLES) == set(Role)
    assert set(RIGHTS) == set(Right) and all(RIGHTS.values())
    for role, held in ROLES.items():
        assert held == {right for right, roles in RIGHTS.items() if role in roles}


@pytest.fixture
def till(business) -> Till:
    return create_till(
        business=business,
        name="till",
        kind="PAYBILL",
        shortcode="600100",
        credentials=CREDENTIALS,
        actor=SYSTEM,
    )


def asks(till: Till, actor) -> list:
    """Verbs that the command line calls too."""
    business, day = till.business, date(2026, 11, 20)
    of_till = {"till": till, "actor": actor}
    request = {"phone": "0712345678", "amount": 10_000, "account_reference": "x", "key": "12345678"}
    new_till = {"name": "n", "kind": "PAYBILL", "shortcode": "600200", "credentials": CREDENTIALS}
    return [
        lambda: request_payment(**of_till, **request),
        lambda: start_run(**of_till, from_day=day, to_day=day),
        lambda: store_statement(**of_till, file_name="x.csv", data=b"x"),
        lambda: replace_credentials(**of_till, credentials=CREDENTIALS),
        lambda: create_till(business=business, actor=actor, **new_till),
        lambda: create_customer(business=business, name="Amina", actor=actor),
        lambda: open_account(business=business, code="6000", name="Rent", kind="EXPENSE", actor=actor),
        lambda: import_chart(
            business=business, data=b"code,name,kind\n6001,Fuel,EXPENSE", day=None, actor=actor
        ),
    ]


def test_nobody_and_a_stranger_may_do_nothing(till, business):
    cashier = create_staff(username="cashier", password=PASSWORD)
    add_member(business=business, user=cashier, role=Role.AUDITOR, actor=SYSTEM)
    before = AuditEntry.objects.count()
    for actor, refusal in (
        (None, NotFound),
        (create_staff(username="stranger", password=PASSWORD), NotFound),
        (cashier, NotAllowed),
    ):
        for verb in [*asks(till, actor), lambda actor=actor: register_urls(till=till, actor=actor)]:
            with pytest.raises(refusal):
                verb()
    assert AuditEntry.objects.count() == before + 1  # the stranger was made
    for model in (PaymentRequest, ReconciliationRun, Statement, Customer):
        assert not model.objects.exists()


def test_system_may_do_what_the_command_line_does_and_is_named(till, business, owner):
    for verb in asks(till, SYSTEM):
        verb()
    require_right(SYSTEM, business, Right.AUDIT_READ)
    assert PaymentRequest.objects.get().requested_by is None
    assert ReconciliationRun.objects.get().started_by is None
    query = "{ auditEntries(allMine: true, first: 100) { nodes { actor { name } action } } }"
    nodes = signed_in(owner).data(query)["auditEntries"]["nodes"]
    acts = {(node["actor"] and node["actor"]["name"], node["action"]) for node in nodes}
    assert {
        (None, "till.create"),
        (None, "reconciliation.start"),
        ("owner", "business.create"),
    } <= acts
