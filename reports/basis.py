"""What a report was made from, as one digest: while it is the same, a report made again says the same.

Every fact that a report shows comes with an entry in the books, an event, or an act in the audit log; or it
is of today, as how late a bill is. What requests for reports write themselves does not count, but in the
report of what the audit log says.
"""

from __future__ import annotations

from django.db import connection

from core import days
from core.digests import digest
from reports.kinds import Report
from users.access import Right
from users.models import Business

#: What this app writes by itself.
EVENT, ACTS = "report.changed", "report.%"
_NEWEST = """
SELECT (SELECT max(number) FROM ledger_seal WHERE business_id = %(business)s),
       (SELECT max(entry_id) FROM ledger_unsealed WHERE business_id = %(business)s),
       (SELECT place.number FROM core_publishedevent AS place
          JOIN core_event AS event ON event.id = place.event_id
         WHERE place.business_id = %(business)s AND event.topic <> %(event)s
         ORDER BY place.number DESC LIMIT 1),
       (SELECT max(event.id) FROM core_unpublishedevent AS waiting
          JOIN core_event AS event ON event.id = waiting.event_id
         WHERE waiting.business_id = %(business)s AND event.topic <> %(event)s),
       (SELECT id FROM users_auditentry
         WHERE business_id = %(business)s AND (%(acts)s IS NULL OR action NOT LIKE %(acts)s)
         ORDER BY id DESC LIMIT 1)
"""


def basis_of(report: Report, business: Business) -> str:
    """As of now, or of the picture that the caller reads. One query, by indexes."""
    acts = None if report.right is Right.AUDIT_READ else ACTS
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, {"business": business.pk, "event": EVENT, "acts": acts})
        newest = cursor.fetchone()
    return digest([days.today(), *newest]).hex()
