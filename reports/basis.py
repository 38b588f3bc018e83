"""What a report was made from, as one digest: while it is the same, a report made again says the same.

Every fact that a report shows comes with an entry in the books, an event, or an act in the audit log; or it
is of today, as how late a bill is. Two come with none: a callback of a request that was known to have ended,
and what Safaricom says is on a till. What requests for reports write themselves does not count, but in the
report of what the audit log says.

Numbers are drawn before they are committed: one that is lower than the newest may still come. So the newest
ones are all named, or counted.
"""

from __future__ import annotations

from typing import Final

from django.db import connection

from core import days
from core.digests import digest
from reports.kinds import Report
from users.access import Right
from users.models import Business

#: What this app writes by itself.
EVENT, ACTS = "report.changed", "report.%"
#: So many of the newest are named: more than are written while one is on its way.
NEWEST: Final = 50
_NEWEST = """
SELECT (SELECT max(number) FROM ledger_seal WHERE business_id = %(business)s),
       (SELECT ARRAY[count(*), max(entry_id)] FROM ledger_unsealed WHERE business_id = %(business)s),
       (SELECT place.number FROM core_publishedevent AS place
          JOIN core_event AS event ON event.id = place.event_id
         WHERE place.business_id = %(business)s AND event.topic <> %(event)s
         ORDER BY place.number DESC LIMIT 1),
       (SELECT ARRAY[count(*), max(event.id)] FROM core_unpublishedevent AS waiting
          JOIN core_event AS event ON event.id = waiting.event_id
         WHERE waiting.business_id = %(business)s AND event.topic <> %(event)s),
       ARRAY(SELECT id FROM users_auditentry
              WHERE business_id = %(business)s AND (%(acts)s IS NULL OR action NOT LIKE %(acts)s)
              ORDER BY id DESC LIMIT %(newest)s),
       ARRAY(SELECT came.id FROM mpesa_till AS till CROSS JOIN LATERAL (
               SELECT id FROM mpesa_callback WHERE till_id = till.id AND kind = 'stk'
               ORDER BY received_at DESC LIMIT %(newest)s) AS came
              WHERE till.business_id = %(business)s ORDER BY came.id),
       ARRAY(SELECT told.id FROM mpesa_till AS till CROSS JOIN LATERAL (
               SELECT id FROM mpesa_enquiry WHERE till_id = till.id AND kind = 'BALANCE'
               ORDER BY id DESC LIMIT %(newest)s) AS asked
              JOIN mpesa_balancesnapshot AS told ON told.enquiry_id = asked.id
              WHERE till.business_id = %(business)s ORDER BY told.id)
"""


def basis_of(report: Report, business: Business) -> str:
    """As of now, or of the picture that the caller reads. One query, by indexes."""
    acts = None if report.right is Right.AUDIT_READ else ACTS
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, {"business": business.pk, "event": EVENT, "acts": acts, "newest": NEWEST})
        newest = cursor.fetchone()
    return digest([days.today(), *newest]).hex()
