"""Python and the database know the same legal steps, and only one function takes them."""

from __future__ import annotations

import ast
import itertools
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from psycopg import sql

from core.errors import InvalidState
from core.rows.states import StateMachine, take_step
from core.sql import ROOT

MACHINES = {model._meta.db_table: model for model in apps.get_models() if issubclass(model, StateMachine)}
#: Models with a `state` that are none: a note of work, which a replay makes due again; a period, which opens
#: and closes by the rules of ledger/sql/period_guarded.sql; what a query answered.
OTHERS = {"mpesa_callbackwork", "ledger_period", "mpesa_statusanswer"}
APPS = ("users", "messaging", "ledger", "mpesa", "billing", "markets", "reconciliation")

TRIGGERS = """
SELECT tgrelid::regclass::text, tgfoid::regproc::text, pg_get_triggerdef(oid) FROM pg_trigger
WHERE tgname LIKE '%\\_steps' AND tgenabled = 'A'
"""


def test_every_model_with_states_is_a_machine_or_named_here():
    with_state = {
        model._meta.db_table
        for model in apps.get_models()
        if any(field.name == "state" for field in model._meta.get_fields())
    }
    assert with_state == set(MACHINES) | OTHERS


@pytest.mark.parametrize("table", MACHINES)
def test_every_state_has_its_steps(table):
    model = MACHINES[table]
    states = {value for value, _ in model._meta.get_field("state").flatchoices}
    assert set(model.legal_steps) == states
    for state, following in model.legal_steps.items():
        assert set(following) <= states - {state}


def test_every_trigger_of_steps_belongs_to_a_machine_and_has_its_name(database, owner_database):
    found = owner_database.execute(TRIGGERS).fetchall()
    assert {table for table, _, _ in found} == set(MACHINES)
    for table, function, definition in found:
        assert function == f"{table}_state_steps"
        assert f"BEFORE UPDATE OF state ON public.{table} FOR EACH ROW EXECUTE" in definition


def refused_by_the_database(owner: psycopg.Connection, old: str, new: str) -> bool:
    try:
        with owner.transaction(force_rollback=True):
            owner.execute("INSERT INTO probe (state) VALUES (%s)", [old])
            owner.execute("UPDATE probe SET state = %s", [new])
    except psycopg.errors.CheckViolation as error:
        assert "ILLEGAL_STEP" in str(error)
        return True
    return False


def refused_by_python(model: type[StateMachine], old: str, new: str) -> bool:
    row = model(state=old)
    try:
        assert take_step(row, new) is (old != new)
    except InvalidState as error:
        assert (error.code, row.state) == ("ILLEGAL_STEP", old)
        return True
    assert row.state == new
    return False


def test_python_and_the_triggers_agree_on_every_pair_of_states(database, owner_database):
    """The triggers' own functions, on a table of the same columns without any other rule."""
    for table, function, _ in owner_database.execute(TRIGGERS).fetchall():
        model = MACHINES[table]
        states = [*model.legal_steps, "NOWHERE"]
        with owner_database.transaction(force_rollback=True):
            name = {"table": sql.Identifier(table), "function": sql.Identifier(function)}
            for statement in (
                "CREATE TEMPORARY TABLE probe AS SELECT * FROM {table} WITH NO DATA",
                "CREATE TRIGGER t BEFORE UPDATE OF state ON probe FOR EACH ROW EXECUTE FUNCTION {function}()",
            ):
                owner_database.execute(sql.SQL(statement).format(**name))
            for old, new in itertools.product(model.legal_steps, states):
                database_refuses = refused_by_the_database(owner_database, old, new)
                assert refused_by_python(model, old, new) == database_refuses, f"{table}: {old} -> {new}"


def writes_of_state(path: Path) -> list[int]:
    """The lines that set somebody's `state`: by assignment, or in an update."""

    def flat(target: ast.expr) -> list[ast.expr]:
        return (
            [one for each in target.elts for one in flat(each)] if isinstance(target, ast.Tuple) else [target]
        )

    lines = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign | ast.AugAssign):
            targets = [node.target]
        names = [one.attr for each in targets for one in flat(each) if isinstance(one, ast.Attribute)]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
            names = [keyword.arg for keyword in node.keywords]
        if "state" in names:
            lines.append(node.lineno)
    return lines


def test_only_take_step_moves_a_machine():
    of_others = {
        # How far a callback is worked through: a mark that goes back whenever it is replayed.
        "mpesa/callbacks/inbox.py",
        "mpesa/callbacks/replaying.py",
        "mpesa/collections/refused.py",
        "ledger/closing/periods.py",
    }
    found = {
        str(path.relative_to(ROOT))
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if writes_of_state(path)
    }
    assert found == of_others
    assert writes_of_state(ROOT / "core/rows/states.py")


def test_a_refusal_says_what_cannot_become_what():
    row = MACHINES["mpesa_paymentrequest"](state="FAILED")
    with pytest.raises(InvalidState) as caught:
        take_step(row, "CANCELLED")
    assert str(caught.value) == (
        "ILLEGAL_STEP [state]: A payment request that is FAILED cannot become CANCELLED."
    )
