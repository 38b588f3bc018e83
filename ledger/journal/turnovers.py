"""Day turnovers: what each account moved on each accounting day, up to a seal of the business.

A balance is turnovers plus what was sealed since plus what waits for its seal: reading takes as long as the
days and the newest entries, not as the whole journal. `fold_turnovers` moves the seal forward.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db import connection, transaction
from django.db.models import F, Max, Q, QuerySet, Sum, Window
from django.db.models.functions import Coalesce

from core.machine.turns import alone
from core.money import Cents
from core.rows.locks import AdvisoryLock
from ledger.models import Line
from users.models import Business

QUEUE = "ledger.turnover"
BATCH = 20_000
_folder = AdvisoryLock("ledger.turnover")

# ledger_turnovers (sql/turnovers.sql) reads in one snapshot: a fold in between cannot be seen by halves.
_READ = "SELECT account_id, debit, credit FROM ledger_turnovers(%s, %s::bigint[], %s, %s)"
# ledger_movements (sql/movements.sql) too.
_MOVED = "SELECT account_id, opening, debit, credit FROM ledger_movements(%s, %s::bigint[], %s, %s, %s)"

_UNDER = """
WITH RECURSIVE tree AS (
    SELECT unnest(%s::bigint[]) AS id
    UNION SELECT account.id FROM ledger_account AS account JOIN tree ON account.parent_id = tree.id
) SELECT id FROM tree
"""


def fold_turnovers() -> int:
    """Add one batch of newly sealed entries of each business to its day turnovers; returns how many.

    One folder per business (advisory lock); who finds it taken passes the business over.
    """
    behind = Business.objects.annotate(
        sealed=Coalesce(Max("seals__number"), 0), folded=Coalesce(F("turnover_head__number"), 0)
    ).filter(Q(sealed__gt=F("folded")))
    return sum(
        alone(partial(_fold_batch, business_id), what=QUEUE, business_id=business_id) or 0
        for business_id in list(behind.order_by("?").values_list("pk", flat=True))
    )


def _fold_batch(business_id: int) -> int:
    """ledger_fold_turnovers (sql/fold_turnovers.sql) does it: this role may not write turnovers."""
    with transaction.atomic():
        if not _folder.try_take(business_id):
            return 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT ledger_fold_turnovers(%s, %s)", [business_id, BATCH])
            ((folded,),) = cursor.fetchall()
    return int(folded)


def turnovers(
    business_id: int,
    *,
    accounts: Sequence[int] | None = None,
    day: date | None = None,
    seal: int | None = None,
) -> dict[int, tuple[Cents, Cents]]:
    """Debit and credit turnover by account id, up to an accounting day and a seal, where they are given."""
    ids = None if accounts is None else list(accounts)
    with connection.cursor() as cursor:
        cursor.execute(_READ, [business_id, ids, day, seal])
        return {account: (int(debits), int(credits)) for account, debits, credits in cursor.fetchall()}


@dataclass(frozen=True)
class Movement:
    """What an account had before a day (debits minus credits), and what it moved from then on."""

    opening: Cents = 0
    debit: Cents = 0
    credit: Cents = 0

    @property
    def net(self) -> Cents:
        """What it moved: debits minus credits."""
        return self.debit - self.credit

    @property
    def closing(self) -> Cents:
        """What it had in the end: debits minus credits."""
        return self.opening + self.net


def movements(
    business_id: int,
    *,
    accounts: Sequence[int] | None = None,
    from_day: date | None = None,
    to_day: date | None = None,
    seal: int | None = None,
) -> dict[int, Movement]:
    """Opening and movement by account id between two accounting days (inclusive), up to a seal.

    Without a first day nothing comes before it. Accounts that never moved may be missing.
    """
    ids = None if accounts is None else list(accounts)
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, [business_id, ids, from_day, to_day, seal])
        return {account: Movement(*map(int, sums)) for account, *sums in cursor.fetchall()}


def accounts_under(accounts: Sequence[int]) -> list[int]:
    """These accounts with all that are below them."""
    with connection.cursor() as cursor:
        cursor.execute(_UNDER, [list(accounts)])
        return [row[0] for row in cursor.fetchall()]


def running_nets(lines: QuerySet[Line], order: Sequence[F], wanted: Collection[int]) -> dict[int, Cents]:
    """Debits minus credits of each account up to and with each wanted line, in an order of its `lines`."""
    if not wanted:
        return {}
    moved = Window(Sum(F("debit") - F("credit")), partition_by=F("account"), order_by=list(order))
    sql, values = lines.order_by().annotate(moved=moved).values("pk", "moved").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, moved FROM ({sql}) AS line (id, moved) WHERE id = ANY(%s)",  # noqa: S608 - of the ORM
            [*values, list(wanted)],
        )
        return {pk: int(net) for pk, net in cursor.fetchall()}
