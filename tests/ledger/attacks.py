"""What PostgreSQL is told to do to the books, and what it answers. The names in braces are filled in by the test."""

# ruff: noqa: E501  (a statement reads best on one line)

from __future__ import annotations

from types import SimpleNamespace

import psycopg
from psycopg.errors import InsufficientPrivilege, RestrictViolation

HEADER = """INSERT INTO ledger_entry (id, business_id, effective_on, occurred_at, posted_at, kind, description,
    reference, content_hash, reverses_id) VALUES (9001, {mine}, '2026-11-20', now(), now(),
    CASE WHEN {reverses}::bigint IS NULL THEN 'MANUAL' ELSE 'REVERSAL' END, '', 'sql', '\\x00', {reverses})"""
KIND = "CASE WHEN {reverses}::bigint IS NULL THEN 'MANUAL' ELSE 'REVERSAL' END"
PAIR = "INSERT INTO ledger_line (entry_id, account_id, debit, credit) VALUES ({into}, {cash}, 7, 0), ({into}, {sales}, 0, 7)"
NEW_PAIR = PAIR.replace("{into}", "9001")
ONE = "INSERT INTO ledger_line (entry_id, account_id, debit, credit) VALUES ({entry}, {cash}, 7, 0)"


PERIOD = (
    "INSERT INTO ledger_period (business_id, first_day, last_day, state, seal, comment, closed_at, closed_by_id)"
    " VALUES ({mine}, '2026-11-01', %s, 'CLOSED', (SELECT max(number) FROM ledger_seal WHERE business_id = {mine}),"
    " '', now(), (SELECT min(id) FROM users_user))"
)
#: In Nairobi, where the guard counts: from midnight there until midnight in UTC the two dates differ.
YEAR_AHEAD = "((now() AT TIME ZONE 'Africa/Nairobi')::date + 366)"
ACCOUNT = "INSERT INTO ledger_account (business_id, code, name, kind, has_floor, parent_id) VALUES ({mine}, %s, 'x', %s, false, %s)"


def lines(*rows: str, entry: str = "9001") -> str:
    values = ", ".join(f"({entry}, {row})" for row in rows)
    return f"INSERT INTO ledger_line (entry_id, account_id, debit, credit) VALUES {values}"


#: name -> (statements of one transaction, the error PostgreSQL answers with; None: a right of the role is missing
#: or APPEND_ONLY, whichever comes first)
ATTACKS: dict[str, tuple[list[str], str | None]] = {
    # what is posted stays
    "update a header": (["UPDATE ledger_entry SET description = 'x' WHERE id = {entry}"], None),
    "update an amount": (["UPDATE ledger_line SET debit = debit + 1 WHERE entry_id = {entry} AND debit > 0"], None),
    "update no row": (["UPDATE ledger_line SET debit = 1 WHERE false"], None),
    "move a line": (["UPDATE ledger_line SET entry_id = {second} WHERE entry_id = {entry}"], None),
    "delete a line": (["DELETE FROM ledger_line WHERE entry_id = {entry}"], None),
    "delete an entry": (["SET CONSTRAINTS ALL DEFERRED", "DELETE FROM ledger_entry WHERE id = {entry}"], None),
    "delete a seal": (["DELETE FROM ledger_seal"], None),
    "update a seal": (["UPDATE ledger_seal SET number = number + 1"], None),
    "truncate lines": (["TRUNCATE ledger_line"], None),
    "truncate entries and all": (["TRUNCATE ledger_entry CASCADE"], None),
    "truncate accounts and all": (["TRUNCATE ledger_account CASCADE"], None),
    "truncate businesses and all": (["TRUNCATE users_business CASCADE"], None),
    "truncate floors": (["TRUNCATE ledger_floor"], None),
    "upsert a line": (
        ["INSERT INTO ledger_line (id, entry_id, account_id, debit, credit) VALUES ({line}, {entry}, {cash}, 7, 0)"
         " ON CONFLICT (id) DO UPDATE SET debit = 8"],
        None,
    ),
    "merge into lines": (
        ["MERGE INTO ledger_line USING (SELECT {line} AS id) AS s ON ledger_line.id = s.id"
         " WHEN MATCHED THEN UPDATE SET debit = 8"],
        None,
    ),
    "delete in a CTE": (["WITH gone AS (DELETE FROM ledger_line RETURNING id) SELECT count(*) FROM gone"], None),
    # nothing is added to it
    "late line": ([ONE], "LATE_LINE"),
    "late balanced lines": ([PAIR.replace("{into}", "{entry}")], "LATE_LINE"),
    "late lines after immediate": (["SET CONSTRAINTS ALL IMMEDIATE", PAIR.replace("{into}", "{entry}")], "LATE_LINE"),
    "late lines by SELECT": (
        ["INSERT INTO ledger_line (entry_id, account_id, debit, credit)"
         " SELECT entry_id, account_id, debit, credit FROM ledger_line WHERE entry_id = {entry}"],
        "LATE_LINE",
    ),
    "lines in two statements": ([HEADER, NEW_PAIR, NEW_PAIR], "LATE_LINE"),
    "late lines beside a good entry": ([HEADER, lines("{cash}, 7, 0", "{sales}, 0, 7") + ", ({entry}, {cash}, 1, 0)"],
                                       "LATE_LINE"),
    # it balances
    "unbalanced": ([HEADER, lines("{cash}, 7, 0", "{sales}, 0, 8")], "UNBALANCED"),
    "unbalanced after immediate": (
        ["SET CONSTRAINTS ALL DEFERRED", HEADER, "SET CONSTRAINTS ALL DEFERRED", lines("{cash}, 7, 0", "{sales}, 0, 8")],
        "UNBALANCED",
    ),
    "one line": ([HEADER, lines("{cash}, 7, 0")], "UNBALANCED"),
    "two headers that balance together": (
        [HEADER, HEADER.replace("9001", "9002").replace("'sql'", "'sql2'"),
         lines("{cash}, 7, 0", "{cash}, 1, 0") + ", (9002, {sales}, 0, 7), (9002, {sales}, 0, 1)"],
        "UNBALANCED",
    ),
    "negative lines": ([HEADER, lines("{cash}, -7, 0", "{sales}, 0, -7")], "line_has_one_side"),
    "zero lines": ([HEADER, lines("{cash}, 0, 0", "{sales}, 0, 0")], "line_has_one_side"),
    "two-sided lines": ([HEADER, lines("{cash}, 7, 7", "{sales}, 7, 7")], "line_has_one_side"),
    # it is money, on a day, of a kind, under an id that was given
    "a line beyond the largest amount": (
        [HEADER, lines("{cash}, 1000000000000001, 0", "{sales}, 0, 1000000000000001")], "TOO_LARGE",
    ),
    **{
        f"the day {day}": ([HEADER.replace("'2026-11-20'", f"'{day}'"), NEW_PAIR], "entry_day_kept")
        for day in ("infinity", "-infinity", "0044-03-15 BC", "1999-12-31", "2101-01-01", "20000-01-01")
    },
    **{
        f"{column} at {moment}": (
            [HEADER.replace("now(), now()", given.format(f"'{moment}'")), NEW_PAIR], "entry_moment_kept",
        )
        for moment in ("infinity", "-infinity", "0044-03-15 BC", "20000-01-01")
        for column, given in (("occurred_at", "{}, now()"), ("posted_at", "now(), {}"))
    },
    "an unknown kind": ([HEADER.replace(KIND, "'BRIBE'"), NEW_PAIR], "entry_kind_known"),
    "a reversal of nothing": ([HEADER.replace(KIND, "'REVERSAL'"), NEW_PAIR], "entry_reverses_if_a_reversal"),
    "a mirror under another kind": (
        [HEADER.replace(KIND, "'MANUAL'").replace("{reverses}", "{entry}"), lines("{cash}, 0, 5000", "{sales}, 5000, 0")],
        "entry_reverses_if_a_reversal",
    ),
    **{
        f"the id {id}": ([HEADER.replace("9001", id), NEW_PAIR.replace("9001", id)], "entry_id_given")
        for id in ("90001", "9223372036854775807", "0", "-7")
    },
    # it is not empty
    "empty entry": ([HEADER], "EMPTY_ENTRY"),
    "empty entry after immediate": (["SET CONSTRAINTS ALL IMMEDIATE", HEADER], "EMPTY_ENTRY"),
    "empty entry behind a table of the same name": (
        ["CREATE TEMPORARY TABLE ledger_line AS SELECT 9001 AS entry_id", HEADER],
        "EMPTY_ENTRY",
    ),
    # it is of one business
    "account of another business": ([HEADER, lines("{cash}, 7, 0", "{theirs}, 0, 7")], "TWO_BUSINESSES"),
    "lines before their header": ([lines("{cash}, 7, 0", "{theirs}, 0, 7"), HEADER], "TWO_BUSINESSES"),
    "lines before their account": (
        [HEADER, lines("{cash}, 7, 0", "777, 0, 7"),
         "INSERT INTO ledger_account (id, business_id, code, name, kind, has_floor)"
         " VALUES (777, {mine}, '2299', 'x', 'LIABILITY', true)"],
        "TWO_BUSINESSES",
    ),
    "sub-account of another business": (
        ["INSERT INTO ledger_account (business_id, code, name, kind, has_floor, parent_id)"
         " VALUES ({mine}, '2299', 'x', 'LIABILITY', false, {theirs})"],
        "TWO_BUSINESSES",
    ),
    # reversals mirror
    "reversal of another business's entry": (
        [HEADER.replace("{reverses}", "{foreign}"), lines("{cash}, 0, 5000", "{sales}, 5000, 0")], "NOT_A_MIRROR",
    ),
    "half a reversal": (
        [HEADER.replace("{reverses}", "{entry}"), lines("{cash}, 0, 100", "{sales}, 100, 0")], "NOT_A_MIRROR",
    ),
    "reversal with more": (
        [HEADER.replace("{reverses}", "{entry}"),
         lines("{cash}, 0, 5000", "{sales}, 5000, 0", "{cash}, 1, 0", "{sales}, 0, 1")],
        "NOT_A_MIRROR",
    ),
    "reversal of a reversal": (
        [HEADER.replace("{reverses}", "{reversal}"), lines("{cash}, 300, 0", "{sales}, 0, 300")], "NOT_A_MIRROR",
    ),
    "reversal of itself": (
        [HEADER.replace("{reverses}", "9001"), lines("{cash}, 300, 0", "{sales}, 0, 300")], "NOT_A_MIRROR",
    ),
    "second reversal": (
        [HEADER.replace("{reverses}", "{reversed}"), lines("{cash}, 0, 300", "{sales}, 300, 0")], "reverses_id",
    ),
    # floors hold
    "spend more than there is": ([HEADER, lines("{wallet}, 101, 0", "{cash}, 0, 101")], "floor_not_negative"),
    "spend more in a batch": (
        [HEADER, HEADER.replace("9001", "9002").replace("'sql'", "'sql2'"),
         lines("{wallet}, 60, 0", "{cash}, 0, 60") + ", (9002, {wallet}, 60, 0), (9002, {cash}, 0, 60)"],
        "floor_not_negative",
    ),
    "reverse what is spent": (
        [HEADER.replace("{reverses}", "{topup}"), lines("{cash}, 0, 500", "{wallet}, 500, 0")], "floor_not_negative",
    ),
    "overflow a floor": (
        [HEADER, lines("{cash}, 9223372036854775807, 0", "{wallet}, 0, 9223372036854775807")], "TOO_LARGE",
    ),
    "write a floor": (["UPDATE ledger_floor SET balance = balance + 1"], None),
    "delete a floor": (["DELETE FROM ledger_floor"], None),
    "invent a floor": (["INSERT INTO ledger_floor (account_id, balance) VALUES ({cash}, 7)"], None),
    # a seal stands for an entry of its business
    "seal an entry that is not there": (
        ["INSERT INTO ledger_seal (business_id, number, entry_id, digest, chain, sealed_at)"
         " VALUES ({mine}, 999, 9001, '\\x00', '\\x00', now())"],
        "TWO_BUSINESSES",
    ),
    # no business is closed for good
    "a period until infinity": ([PERIOD % "'infinity'"], "ledger_period_last_day_check"),
    "a period until the end of days": ([PERIOD % "'2100-12-31'"], "period_bounded"),
    "a period of a year ahead": ([PERIOD.replace("'2026-11-01'", YEAR_AHEAD) % YEAR_AHEAD], "period_bounded"),
    "a period of an unknown state": ([PERIOD.replace("CLOSED", "SHUT") % "'2026-11-02'"], "ledger_period_state_check"),
    # the chart is a tree, not too deep, each branch of one kind
    "an account below itself": (["UPDATE ledger_account SET parent_id = id WHERE id = {cash}"], "ACCOUNT_FIXED"),
    "an account born below itself": (
        ["INSERT INTO ledger_account (id, business_id, code, name, kind, has_floor, parent_id)"
         " VALUES (777, {mine}, '2299', 'x', 'LIABILITY', false, 777)"],
        "TOO_DEEP",
    ),
    "two accounts below each other": (
        ["INSERT INTO ledger_account (id, business_id, code, name, kind, has_floor, parent_id) VALUES"
         " (777, {mine}, '2298', 'x', 'LIABILITY', false, 778), (778, {mine}, '2299', 'x', 'LIABILITY', false, 777)"],
        "TOO_DEEP",
    ),
    "eleven deep": (
        [ACCOUNT % (f"'deep{n}'", "'ASSET'", f"(SELECT id FROM ledger_account WHERE code = 'deep{n - 1}')")
         for n in range(1, 12)],
        "TOO_DEEP",
    ),
    "below an account of another kind": ([ACCOUNT % ("'4001'", "'ASSET'", "{sales}")], "TWO_KINDS"),
    "an account moved": (["UPDATE ledger_account SET parent_id = {cash} WHERE code = '1100'"], "ACCOUNT_FIXED"),
    "a wallet moved out of 2200": (["UPDATE ledger_account SET parent_id = NULL WHERE id = {wallet}"], "ACCOUNT_FIXED"),
    **{
        f"a wallet that is {account}": (
            ["INSERT INTO ledger_wallet (business_id, player_id, account_id, opened_at)"
             f" VALUES ({{mine}}, (SELECT id FROM users_user WHERE username = 'other'), {account}, now())"],
            "WALLET_MISPLACED",
        )
        for account in ("{wallet}", "{cash}", "{theirs}")
    },
    # accounts stay what they are
    "delete an account": (["DELETE FROM ledger_account WHERE id = {cash}"], None),
    "lift a floor": (["UPDATE ledger_account SET has_floor = false WHERE id = {wallet}"], "ACCOUNT_FIXED"),
    "change a kind": (["UPDATE ledger_account SET kind = 'EXPENSE' WHERE id = {cash}"], "ACCOUNT_FIXED"),
    "change a code": (["UPDATE ledger_account SET code = '1' WHERE id = {cash}"], "ACCOUNT_FIXED"),
    "change a business": (["UPDATE ledger_account SET business_id = {others} WHERE id = {cash}"], "ACCOUNT_FIXED"),
    "adopt a foreign parent": (["UPDATE ledger_account SET parent_id = {theirs} WHERE id = {cash}"], "ACCOUNT_FIXED"),
    "floor under an asset": (
        ["INSERT INTO ledger_account (business_id, code, name, kind, has_floor)"
         " VALUES ({mine}, '1999', 'x', 'ASSET', true)"],
        "account_floor_on_credit_side",
    ),
}  # fmt: skip

#: What must go on working: batches, COPY and CTEs, as long as all lines of an entry come in one statement.
LAWFUL = {
    "header, then all lines": [HEADER, NEW_PAIR],
    "lines over two INSERTs of one statement": [
        HEADER,
        "WITH a AS (INSERT INTO ledger_line (entry_id, account_id, debit, credit) VALUES (9001, {cash}, 7, 0))"
        " INSERT INTO ledger_line (entry_id, account_id, debit, credit) VALUES (9001, {sales}, 0, 7)",
    ],
    "everything in one statement": [
        "WITH e AS ("
        + HEADER
        + " RETURNING id) INSERT INTO ledger_line (entry_id, account_id, debit, credit)"
        " SELECT e.id, leg.* FROM e, (VALUES ({cash}, 7, 0), ({sales}, 0, 7)) AS leg",
    ],
    "a batch": [
        HEADER,
        HEADER.replace("9001", "9002").replace("'sql'", "'sql2'"),
        lines("{cash}, 7, 0", "{sales}, 0, 7") + ", (9002, {wallet}, 100, 0), (9002, {cash}, 0, 100)",
    ],
}


def attack(
    connection: psycopg.Connection[tuple[object, ...]], statements: list[str], names: SimpleNamespace
) -> psycopg.Error | None:
    """What PostgreSQL answers to one transaction; None when it lets it pass."""
    try:
        with connection.transaction():
            for statement in statements:
                connection.execute(statement.format(**vars(names)))  # type: ignore[call-overload]
    except psycopg.Error as error:
        return error
    return None


def assert_refused(error: psycopg.Error | None, expected: str | None) -> None:
    """The owner has every right, and is told what is expected; the application may lack the right already."""
    assert error is not None, "PostgreSQL let it pass"
    if expected is None or isinstance(error, InsufficientPrivilege):
        assert isinstance(error, InsufficientPrivilege | RestrictViolation), error
    else:
        assert expected in str(error), f"{expected}: {error}"
