"""The heads of the ledger by e-mail: copies that whoever controls this machine cannot change afterwards."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import transaction

from core import days
from core.guards.recording import newest_record
from core.machine.turns import alone
from core.rows.locks import AdvisoryLock
from ledger.integrity.heads import broken_heads, current_heads
from ledger.integrity.keeping import kept_heads
from ledger.integrity.soundness import sound_businesses
from messaging.models import Message
from messaging.outbox import send_email
from users.models import Business, Language

WORK = "mail the heads"
_mails = AdvisoryLock("ledger.head_mails")


@transaction.atomic
def mail_heads() -> int:
    """Mail the heads of now to LEDGER_HEADS_EMAILS, once in an accounting day; how many were written.

    The lines are those of export_head. A business whose books are broken, or are not those of the heads that
    are kept, is left out: its last head is the one that counts. While the file of heads is broken nobody's
    are mailed. Idempotent by day and place in the list of addresses; one process at a time.
    """
    _mails.take()
    day = days.today().isoformat()
    keys = {
        f"ledger_heads:{day}:{count}": address for count, address in enumerate(settings.LEDGER_HEADS_EMAILS)
    }
    written = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    owed = {key: address for key, address in keys.items() if key not in written}
    if not owed:
        return 0
    kept = kept_heads()
    broken = {each.business_id for each in kept.breaks + broken_heads(kept.heads)}
    sound = [] if 0 in broken else sound_businesses(besides=broken)
    if not sound:
        return 0
    ids = dict(Business.objects.values_list("code", "pk"))
    found = [alone(partial(current_heads, [code]), what=WORK, business_id=ids[code]) or [] for code in sound]
    heads = "\n".join(head.as_line() for each in found for head in each)
    if not heads:
        return 0
    record = newest_record()
    for key, address in owed.items():
        send_email(
            to=address,
            template="ledger_heads",
            values={"day": day, "heads": heads, "guards": record.told if record else "-"},
            key=key,
            language=Language.ENGLISH,
        )
    return len(owed)
