"""Plain SQL that several apps' migrations share."""

from __future__ import annotations

from django.db import migrations

APPLICATION_ROLE = "hesabu_app"

REFUSE_FUNCTION = """
CREATE FUNCTION hesabu_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'APPEND_ONLY: % on % is refused; corrections are new rows', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'append_only';
END $$;
"""
REFUSE_FUNCTION_REVERSE = "DROP FUNCTION hesabu_refuse_change();"


def revoke(rights: str) -> str:
    """SQL that takes `rights` ("UPDATE ON a_table") from the application's role, where that role exists."""
    return _where_the_role_exists(f"REVOKE {rights} FROM {APPLICATION_ROLE}")


def grant(rights: str) -> str:
    """The reverse of `revoke`."""
    return _where_the_role_exists(f"GRANT {rights} TO {APPLICATION_ROLE}")


def _where_the_role_exists(statement: str) -> str:
    return f"""
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{APPLICATION_ROLE}') THEN
        EXECUTE '{statement}';
    END IF;
END $$;
"""


def append_only(table: str) -> migrations.RunSQL:
    """A migration step after which rows of `table` can be added and read, and nothing else, by any role.

    The statement trigger is ENABLE ALWAYS: it also fires in replica mode, and for the owner. Needs
    core.0002 (hesabu_refuse_change).
    """
    return migrations.RunSQL(
        f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION hesabu_refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only;
{revoke(f"UPDATE, DELETE, TRUNCATE ON {table}")}""",
        f"DROP TRIGGER append_only ON {table};\n{grant(f'UPDATE, DELETE ON {table}')}",
    )


def state_machine(
    table: str, legal: dict[str, tuple[str, ...]], *, column: str = "state"
) -> migrations.RunSQL:
    """A migration step after which `table.column` only takes the legal steps.

    `legal` maps a state to the states that may follow it. Staying in a state is always legal.
    """
    steps = " OR ".join(
        f"(OLD.{column} = '{old}' AND NEW.{column} IN ({', '.join(repr(new) for new in news)}))"
        for old, news in legal.items()
        if news
    )
    name = f"{table}_{column}_steps"
    return migrations.RunSQL(
        f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.{column} = NEW.{column} OR {steps} THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ILLEGAL_STEP: {table} % -> %', OLD.{column}, NEW.{column}
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = '{name}';
END $$;
CREATE TRIGGER {column}_steps BEFORE UPDATE OF {column} ON {table}
    FOR EACH ROW EXECUTE FUNCTION {name}();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {column}_steps;""",
        f"DROP TRIGGER {column}_steps ON {table}; DROP FUNCTION {name}();",
    )
