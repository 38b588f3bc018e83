"""Beginning the nights: by the clock, it is marked of each till which days are to be judged.

Those that are over and have no row yet (the day before; after an outage, all that were missed), those for
which something was booked late, and those of the last days that are provisional: Pull and the hourly balances
still tell of them. Nothing here depends on the last time, so a schedule that was missed is made up for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from typing import Final

from django.db import transaction

from core import days
from core.machine.turns import worked
from core.rows.locks import lock_free_rows
from core.rows.saving import insert_rows
from ledger.journal.sealing import ledger_head
from mpesa.daraja.pull import REACH
from mpesa.models import MpesaAccount, Till
from mpesa.tills.accounts import account_code
from reconciliation.days.lines import read
from reconciliation.days.marking import NIGHTS_QUEUE, mark_days
from reconciliation.models import NightWatch, ReconciliationDay

#: As long as Safaricom tells of a day by itself, and a day more.
_NEWS: Final = REACH + timedelta(days=1)

# From the day on which a till was made known, or its first statement begins, to the last day that is over, or
# on which the till was given up.
_MISSING = """
WITH known AS (
    SELECT till.id,
           least((till.created_at AT TIME ZONE 'Africa/Nairobi')::date,
                 (SELECT (min(stretch.from_at) AT TIME ZONE 'Africa/Nairobi')::date
                  FROM reconciliation_stretch stretch
                  WHERE stretch.till_id = till.id AND stretch.account = ANY(%(accounts)s)
                    AND stretch.ended_at IS NULL)) AS first,
           least(%(yesterday)s, (till.deactivated_at AT TIME ZONE 'Africa/Nairobi')::date) AS last
    FROM mpesa_till till
)
SELECT known.id, wanted.day::date
FROM known CROSS JOIN LATERAL generate_series(known.first, known.last, interval '1 day') AS wanted (day)
WHERE NOT EXISTS (SELECT FROM reconciliation_reconciliationday row
                  WHERE row.till_id = known.id AND row.day = wanted.day::date)
  AND NOT EXISTS (SELECT FROM reconciliation_daymark mark
                  WHERE mark.till_id = known.id AND wanted.day::date BETWEEN mark.from_day AND mark.to_day)
ORDER BY 1, 2
"""

_LATE = """
SELECT DISTINCT (entry.occurred_at AT TIME ZONE 'Africa/Nairobi')::date
FROM ledger_seal seal
JOIN ledger_entry entry ON entry.id = seal.entry_id
JOIN ledger_line line ON line.entry_id = entry.id
JOIN ledger_account account ON account.id = line.account_id AND account.code = ANY(%(codes)s)
WHERE seal.business_id = %(business)s AND seal.number > %(since)s AND seal.number <= %(until)s
  AND entry.occurred_at < %(today)s
"""


def begin_nights() -> int:
    """Mark the days of every till that are to be judged; how many tills went well. Called by the clock."""
    missing = _missing_days()
    tills = Till.objects.select_related("business").order_by("pk")
    return sum(
        worked(
            partial(begin_night, till, missing.get(till.pk, ())),
            what=NIGHTS_QUEUE,
            business_id=till.business_id,
            about=till,
        )
        for till in tills
    )


@transaction.atomic
def begin_night(till: Till, missing: Iterable[date]) -> None:
    """Mark a till's days. What was booked late is looked for from where the last look ended: locks the till's
    NightWatch, and leaves it for the next time where somebody judges days of the till just now."""
    insert_rows([NightWatch(business_id=till.business_id, till_id=till.pk)], skip_known=True)
    wanted = set(missing) | _recent(till)
    for watch in lock_free_rows(NightWatch.objects.filter(till=till).order_by("pk"), limit=1):
        head = ledger_head(till.business_id)
        if head > watch.seal:
            wanted |= _late_days(till, watch.seal, head)
            watch.seal = head
            watch.save(update_fields=["seal"])
    mark_days(business_id=till.business_id, till_id=till.pk, days=wanted)


def _missing_days() -> dict[int, list[date]]:
    asked = {"accounts": list(MpesaAccount.values), "yesterday": days.today() - timedelta(days=1)}
    found = defaultdict[int, list[date]](list)
    for till, day in read(_MISSING, asked):
        found[till].append(day)
    return found


def _recent(till: Till) -> set[date]:
    since = days.accounting_day(days.now() - _NEWS)
    rows = ReconciliationDay.objects.filter(till=till, provisional=True, day__gte=since)
    return set(rows.values_list("day", flat=True))


def _late_days(till: Till, since: int, until: int) -> set[date]:
    asked = {
        "business": till.business_id,
        "codes": [account_code(till, account) for account in MpesaAccount],
        "since": since,
        "until": until,
        "today": days.day_bounds(days.today())[0],
    }
    return {day for (day,) in read(_LATE, asked)}
