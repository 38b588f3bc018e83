"""The tamper corpus: what the owner does with the triggers off, and the names under which it is found.

Each kind: (statements, what `verify_ledger --heads` says, what the offline verifier says of a journal that is
exported afterwards). REDO stands for computing digests and the chain anew, as who owns the database can.
"""

# ruff: noqa: E501  (a statement reads best on one line)

from __future__ import annotations

import json

import psycopg

from core.guards.recording import record_after
from core.guards.traces import OF_POSTGRESQL, TRACES, named_shortly
from core.models import GuardRecord
from core.sql import newest_guards
from tests.ledger.books import GENESIS, next_link
from tests.ledger.breaks import R1, TOPUP, UNSEALED

REDO = "redo the chain"
REVERSAL = "(SELECT id FROM ledger_entry WHERE reverses_id IS NOT NULL)"
MINE = f"(SELECT business_id FROM ledger_entry WHERE id = {R1})"
FORGED = [
    f"INSERT INTO ledger_entry (id, business_id, effective_on, occurred_at, posted_at, kind, description, reference, content_hash) SELECT 9001, business_id, effective_on, occurred_at, posted_at, 'MANUAL', '', 'forged', content_hash FROM ledger_entry WHERE id = {R1}",
    f"INSERT INTO ledger_line (entry_id, account_id, debit, credit) SELECT 9001, account_id, debit, credit FROM ledger_line WHERE entry_id = {R1}",
]
CUT_REVERSAL = [
    f"DELETE FROM ledger_line WHERE entry_id = {REVERSAL}",
    f"DELETE FROM ledger_seal WHERE entry_id = {REVERSAL}",
    "DELETE FROM ledger_entry WHERE reverses_id IS NOT NULL",
]
SEALED_DIGEST = (
    "UPDATE ledger_seal SET digest = d.digest FROM ledger_digest d WHERE d.entry_id = ledger_seal.entry_id"
)

Kind = tuple[list[str], set[str], set[str]]

CORPUS: dict[str, Kind] = {
    "edited amount": ([f"UPDATE ledger_line SET debit = debit + 1 WHERE entry_id = {R1} AND debit > 0"],
                      {"ENTRY_UNBALANCED", "ENTRY_EDITED"}, {"ENTRY_UNBALANCED", "ENTRY_EDITED"}),
    "edited amounts that balance": ([f"UPDATE ledger_line SET debit = debit * 2, credit = credit * 2 WHERE entry_id = {R1}"],
                                    {"ENTRY_EDITED"}, {"ENTRY_EDITED"}),
    "edited description": ([f"UPDATE ledger_entry SET description = 'x' WHERE id = {R1}"], {"ENTRY_EDITED"}, {"ENTRY_EDITED"}),
    "edited reference": ([f"UPDATE ledger_entry SET reference = 'x' WHERE id = {R1}"], {"ENTRY_EDITED"}, {"ENTRY_EDITED"}),
    "edited date": ([f"UPDATE ledger_entry SET effective_on = effective_on - 30 WHERE id = {R1}"], {"ENTRY_EDITED"}, {"ENTRY_EDITED"}),
    "swapped sides": ([f"UPDATE ledger_line SET debit = credit, credit = debit WHERE entry_id = {R1}"], {"ENTRY_EDITED"}, {"ENTRY_EDITED"}),
    "swapped accounts": (
        [f"UPDATE ledger_line SET account_id = (SELECT sum(account_id) FROM ledger_line WHERE entry_id = {R1}) - account_id WHERE entry_id = {R1}"],
        {"ENTRY_EDITED"}, {"ENTRY_EDITED"},
    ),
    "line moved to another account": (
        [f"UPDATE ledger_line SET account_id = (SELECT id FROM ledger_account WHERE code = '1100' AND business_id = {MINE}) WHERE entry_id = {R1} AND debit > 0"],
        {"ENTRY_EDITED"}, {"ENTRY_EDITED"},
    ),
    "line moved to another entry": (
        [f"UPDATE ledger_line SET entry_id = {TOPUP} WHERE entry_id = {R1} AND debit > 0"],
        {"ENTRY_UNBALANCED", "ENTRY_EDITED"}, {"ENTRY_UNBALANCED", "ENTRY_EDITED"},
    ),
    "deleted line": ([f"DELETE FROM ledger_line WHERE entry_id = {R1} AND debit > 0"],
                     {"ENTRY_UNBALANCED", "ENTRY_EDITED"}, {"ENTRY_UNBALANCED", "ENTRY_EDITED"}),
    "deleted entry with its lines": (
        [f"DELETE FROM ledger_line WHERE entry_id = {R1}", f"DELETE FROM ledger_entry WHERE id = {R1}"],
        {"SEAL_WITHOUT_ENTRY"}, {"SEAL_WITHOUT_ENTRY"},
    ),
    "inserted entry without a seal": (FORGED, {"ENTRY_LOST_BY_SEALER"}, set()),
    "inserted entry with a forged seal": (
        [*FORGED, f"INSERT INTO ledger_seal (business_id, number, entry_id, digest, chain, sealed_at) SELECT {MINE}, 5, 9001, digest, sha256(digest), now() FROM ledger_digest WHERE entry_id = 9001"],
        {"SEAL_BROKEN"}, {"SEAL_BROKEN"},
    ),
    "inserted entry in the middle, all recomputed": (
        [*FORGED, f"UPDATE ledger_seal SET number = number + 100 WHERE number > 1 AND business_id = {MINE}",
         f"UPDATE ledger_seal SET number = number - 99 WHERE number > 100 AND business_id = {MINE}",
         f"INSERT INTO ledger_seal (business_id, number, entry_id, digest, chain, sealed_at) SELECT {MINE}, 2, 9001, digest, digest, (SELECT min(sealed_at) FROM ledger_seal WHERE business_id = {MINE}) FROM ledger_digest WHERE entry_id = 9001",
         REDO],
        {"CHAIN_RECOMPUTED"}, {"CHAIN_RECOMPUTED"},
    ),
    "reordered seals": (
        [f"UPDATE ledger_seal SET number = 99 WHERE number = 1 AND business_id = {MINE}", f"UPDATE ledger_seal SET number = 1 WHERE number = 2 AND business_id = {MINE}",
         "UPDATE ledger_seal SET number = 2 WHERE number = 99"],
        {"SEAL_BROKEN"}, {"SEAL_BROKEN"},
    ),
    "seals that change places with their entries": (
        [f"UPDATE ledger_seal SET entry_id = 777 WHERE entry_id = {R1}", f"UPDATE ledger_seal SET entry_id = {R1} WHERE entry_id = {TOPUP}",
         f"UPDATE ledger_seal SET entry_id = {TOPUP} WHERE entry_id = 777"],
        {"ENTRY_EDITED"}, {"ENTRY_EDITED"},
    ),
    "renumbered": ([f"UPDATE ledger_seal SET number = 14 WHERE number = 4 AND business_id = {MINE}"],
                   {"SEAL_NUMBER_MISSING"}, {"SEAL_NUMBER_MISSING"}),
    "deleted middle seal": ([f"DELETE FROM ledger_seal WHERE entry_id = {TOPUP}"],
                            {"SEAL_NUMBER_MISSING", "ENTRY_LOST_BY_SEALER", "SEAL_BROKEN"}, {"SEAL_NUMBER_MISSING", "SEAL_BROKEN"}),
    "tail deleted with its seals": (CUT_REVERSAL, {"SEALS_CUT_OFF"}, {"SEALS_CUT_OFF"}),
    "tail replaced by another entry": (
        [*CUT_REVERSAL, *FORGED, f"INSERT INTO ledger_seal (business_id, number, entry_id, digest, chain, sealed_at) SELECT {MINE}, 4, 9001, digest, digest, now() FROM ledger_digest WHERE entry_id = 9001", REDO],
        {"CHAIN_RECOMPUTED"}, {"CHAIN_RECOMPUTED"},
    ),
    "edit with its digest recomputed": ([f"UPDATE ledger_entry SET description = 'x' WHERE id = {R1}", SEALED_DIGEST], {"SEAL_BROKEN"}, {"SEAL_BROKEN"}),
    "edit with the whole chain recomputed": (
        [f"UPDATE ledger_line SET debit = debit * 2, credit = credit * 2 WHERE entry_id = {R1}", REDO], {"CHAIN_RECOMPUTED"}, {"CHAIN_RECOMPUTED"},
    ),
    "everything deleted": (
        ["DELETE FROM ledger_floor", "DELETE FROM ledger_line", "DELETE FROM ledger_seal", "DELETE FROM ledger_unsealed", "DELETE FROM ledger_entry",
         "INSERT INTO ledger_floor SELECT id, 0 FROM ledger_account WHERE has_floor"],
        {"SEALS_CUT_OFF"}, {"SEALS_CUT_OFF"},
    ),
    "floor edited": (["UPDATE ledger_floor SET balance = balance + 1"], {"FLOOR_DIFFERS"}, set()),
    "note of an unsealed entry deleted": (["DELETE FROM ledger_unsealed"], {"ENTRY_LOST_BY_SEALER"}, set()),
    "unsealed entry made one-sided": ([f"DELETE FROM ledger_line WHERE entry_id = {UNSEALED} AND debit > 0"], {"ENTRY_UNBALANCED"}, set()),
    "account renumbered": (["UPDATE ledger_account SET code = '1021' WHERE code = '1020'"], {"ENTRY_EDITED"}, {"ENTRY_EDITED"}),
}  # fmt: skip


def tamper_with(
    connection: psycopg.Connection[tuple[object, ...]], *statements: str, forging: bool = True
) -> None:
    """Runs statements with every trigger off, and switches them on again as if nothing had been.

    The record of the guards is forged too (`forging`), so that what was done to the data has to be found by the data.
    """
    triggers = [each for guard in newest_guards() if guard.app == "ledger" for each in guard.triggers]
    tables = [*dict(triggers), "ledger_unsealed"]
    for table in tables:
        connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for statement in statements:
        if statement == REDO:
            redo_the_chain(connection)
        else:
            connection.execute(statement)
    for table in tables:
        connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    for table, trigger in triggers:
        connection.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")
    if forging:
        forge_the_record(connection)


def forge_the_record(connection: psycopg.Connection[tuple[object, ...]], *, first: bool = False) -> None:
    """The guards were recorded anew, as who owns the database can, with the time and the reason of before."""
    with connection.cursor() as cursor:
        rows = traces_of(cursor)
        found = cursor.execute(
            "SELECT number, made_at, reason, digest FROM core_guardrecord ORDER BY number DESC LIMIT 1"
        ).fetchone()
        assert found is not None
        last = GuardRecord(**dict(zip(("number", "made_at", "reason", "digest"), found, strict=True)))
        if first:
            cursor.execute("ALTER TABLE core_guardrecord DISABLE TRIGGER append_only")
            cursor.execute("DELETE FROM core_guardrecord")
            cursor.execute("ALTER TABLE core_guardrecord ENABLE ALWAYS TRIGGER append_only")
            rows = traces_of(cursor)
        new = record_after(None if first else last, reason=last.reason, traces=named_shortly(rows))  # type: ignore[arg-type]
        cursor.execute(
            "INSERT INTO core_guardrecord (number, made_at, reason, traces, digest) VALUES (%s, %s, %s, %s, %s)",
            [new.number, new.made_at, new.reason, json.dumps(new.traces), new.digest],
        )


def traces_of(cursor: psycopg.Cursor[tuple[object, ...]]) -> list[tuple[object, ...]]:
    cursor.execute("SET search_path = ''")
    rows = cursor.execute(TRACES, {"postgresql": OF_POSTGRESQL}).fetchall()
    cursor.execute("SET search_path = public")
    return rows


def redo_the_chain(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    connection.execute(SEALED_DIGEST)
    chains: dict[object, bytes] = {}
    rows = connection.execute(
        "SELECT id, business_id, digest FROM ledger_seal ORDER BY business_id, number"
    ).fetchall()
    for seal, business, digest in rows:
        chains[business] = next_link(chains.get(business, GENESIS), bytes(digest))  # type: ignore[call-overload]
        connection.execute("UPDATE ledger_seal SET chain = %s WHERE id = %s", [chains[business], seal])
