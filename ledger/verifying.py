"""`verify_ledger`: the invariants of the books, recomputed from the rows by set-based SQL."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import connection

from ledger.models import Seal
from ledger.sealing import GENESIS, next_link

LIMIT = 100

GUARDS = {
    "ledger_entry": {"append_only", "note_entries"},
    "ledger_awaitinglines": {"entry_has_lines"},
    "ledger_line": {"append_only", "check_lines"},
    "ledger_seal": {"append_only", "check_seals"},
    "ledger_account": {"account_fixed", "account_kept", "account_opened"},
    "ledger_floor": {"floor_guarded"},
}
CONSTRAINTS = ("line_has_one_side", "floor_not_negative", "entry_reference_once", "account_kind_known")
APPEND_ONLY = ("ledger_entry", "ledger_line", "ledger_seal", "ledger_floor")


@dataclass(frozen=True)
class Break:
    """One broken invariant: a stable code, the business (0 for the whole database) and what was found."""

    code: str
    business_id: int
    detail: str

    def as_dict(self) -> dict[str, str | int]:
        return asdict(self)


_CHECKS: tuple[tuple[str, str], ...] = (
    (
        "ENTRY_UNBALANCED",
        """SELECT e.business_id, 'entry ' || e.id FROM ledger_entry e
           LEFT JOIN ledger_line l ON l.entry_id = e.id GROUP BY e.id
           HAVING count(l.id) < 2 OR sum(l.debit) <> sum(l.credit)""",
    ),
    (
        "LINE_OF_ANOTHER_BUSINESS",
        """SELECT e.business_id, 'line ' || l.id FROM ledger_line l JOIN ledger_entry e ON e.id = l.entry_id
           LEFT JOIN ledger_account a ON a.id = l.account_id
           WHERE a.business_id IS DISTINCT FROM e.business_id""",
    ),
    (
        "LINE_WITHOUT_ENTRY",
        """SELECT 0, 'line ' || l.id FROM ledger_line l LEFT JOIN ledger_entry e ON e.id = l.entry_id
           WHERE e.id IS NULL""",
    ),
    (
        "LINE_WITHOUT_ONE_SIDE",
        """SELECT e.business_id, 'line ' || l.id FROM ledger_line l JOIN ledger_entry e ON e.id = l.entry_id
           WHERE least(l.debit, l.credit) <> 0 OR greatest(l.debit, l.credit) <= 0""",
    ),
    (
        "FLOOR_DIFFERS",
        """SELECT a.business_id, 'account ' || a.code FROM ledger_account a
           LEFT JOIN ledger_floor f ON f.account_id = a.id
           LEFT JOIN ledger_line l ON l.account_id = a.id WHERE a.has_floor OR f.balance IS NOT NULL
           GROUP BY a.id, f.balance
           HAVING NOT a.has_floor OR f.balance < 0
               OR f.balance IS DISTINCT FROM COALESCE(sum(l.credit - l.debit), 0)""",
    ),
    (
        "ENTRY_LOST_BY_SEALER",
        """SELECT e.business_id, 'entry ' || e.id FROM ledger_entry e
           LEFT JOIN ledger_seal s ON s.entry_id = e.id LEFT JOIN ledger_unsealed u ON u.entry_id = e.id
           WHERE (s.id IS NULL) = (u.entry_id IS NULL) OR u.business_id <> e.business_id""",
    ),
    (
        "SEAL_WITHOUT_ENTRY",
        """SELECT s.business_id, 'seal ' || s.number FROM ledger_seal s
           LEFT JOIN ledger_entry e ON e.id = s.entry_id AND e.business_id = s.business_id
           WHERE e.id IS NULL""",
    ),
    (
        "SEAL_NUMBER_MISSING",
        """SELECT business_id, count(*) || ' seals up to number ' || max(number) FROM ledger_seal
           GROUP BY business_id HAVING count(*) <> max(number) OR min(number) <> 1""",
    ),
    (
        "ENTRY_EDITED",
        """SELECT s.business_id, 'entry ' || s.entry_id || ', seal ' || s.number FROM ledger_seal s
           JOIN ledger_digest d ON d.entry_id = s.entry_id WHERE d.digest <> s.digest""",
    ),
    (
        "TURNOVER_DIFFERS",
        """SELECT a.business_id, 'account ' || a.code || ' on ' || day FROM (
               SELECT account_id, effective_on AS day, debit, credit FROM ledger_dayturnover
               UNION ALL
               SELECT l.account_id, e.effective_on, -l.debit, -l.credit FROM ledger_turnoverhead h
               JOIN ledger_seal s ON s.business_id = h.business_id AND s.number <= h.number
               JOIN ledger_entry e ON e.id = s.entry_id JOIN ledger_line l ON l.entry_id = e.id) AS moved
           JOIN ledger_account a ON a.id = moved.account_id
           GROUP BY a.id, day HAVING sum(debit) <> 0 OR sum(credit) <> 0""",
    ),
    (
        "REVERSAL_DIFFERS",
        """SELECT r.business_id, 'entry ' || r.id
           FROM ledger_entry r JOIN ledger_entry o ON o.id = r.reverses_id
           WHERE o.business_id <> r.business_id OR o.reverses_id IS NOT NULL OR EXISTS (
               (SELECT account_id, debit, credit FROM ledger_line WHERE entry_id = r.id
                EXCEPT ALL SELECT account_id, credit, debit FROM ledger_line WHERE entry_id = o.id)
               UNION ALL
               (SELECT account_id, credit, debit FROM ledger_line WHERE entry_id = o.id
                EXCEPT ALL SELECT account_id, debit, credit FROM ledger_line WHERE entry_id = r.id))""",
    ),
)


def verify_ledger(business_id: int | None = None) -> list[Break]:
    """Every broken invariant, at most 100 of a kind; an empty list means the books hold.

    With a business: its own breaks and those of the database as a whole.
    """
    breaks = _missing_guards()
    with connection.cursor() as cursor:
        for code, query in _CHECKS:
            cursor.execute(
                f"SELECT * FROM ({query}) AS found (business_id, detail)"  # noqa: S608  (our own text above)
                " WHERE %(business)s::bigint IS NULL OR business_id IN (0, %(business)s)"
                f" ORDER BY 1, 2 LIMIT {LIMIT}",
                {"business": business_id},
            )
            breaks += [Break(code, row[0], row[1]) for row in cursor.fetchall()]
    return breaks + _broken_chains(business_id)


def _missing_guards() -> list[Break]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgenabled = 'A' AND tgrelid::regclass::text = ANY(%s)",
            [list(GUARDS)],
        )
        present = set(cursor.fetchall())
        cursor.execute(
            "SELECT name FROM unnest(%s::text[]) AS name WHERE has_table_privilege(name, 'UPDATE')"
            " OR has_table_privilege(name, 'DELETE') OR has_table_privilege(name, 'TRUNCATE')",
            [list(APPEND_ONLY)],
        )
        writable = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT name FROM unnest(%s::text[]) AS name"
            " WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conname = name AND convalidated)",
            [list(CONSTRAINTS)],
        )
        unconstrained = [row[0] for row in cursor.fetchall()]
    missing = [
        Break("GUARD_MISSING", 0, f"trigger {name} on {table} is not enabled always")
        for table, names in GUARDS.items()
        for name in sorted(names)
        if (table, name) not in present
    ]
    missing += [Break("GUARD_MISSING", 0, f"constraint {name} is not there") for name in unconstrained]
    return missing + [Break("ROLE_MAY_CHANGE", 0, f"this role may change {table}") for table in writable]


def _broken_chains(business_id: int | None) -> list[Break]:
    breaks: list[Break] = []
    chains: dict[int, bytes] = {}
    broken: set[int] = set()
    seals = Seal.objects.all() if business_id is None else Seal.objects.filter(business_id=business_id)
    rows = seals.order_by("business_id", "number").values_list("business_id", "number", "digest", "chain")
    for owner, number, digest, chain in rows.iterator(chunk_size=10_000):
        link = next_link(chains.get(owner, GENESIS), bytes(digest))
        chains[owner] = bytes(chain)
        if link != bytes(chain) and owner not in broken:
            broken.add(owner)
            breaks.append(Break("SEAL_BROKEN", owner, f"the chain breaks at seal {number}"))
    return breaks
