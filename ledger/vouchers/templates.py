"""Templates of vouchers: lines to begin from. Nothing is posted by them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from core.errors import Findings, InvalidInput
from core.text import checked_name, one_line
from ledger.journal.posting import DESCRIPTION_LENGTH
from ledger.models import VoucherTemplate
from ledger.vouchers.lines import LineInput, note_lines
from users.access import Right, require_right
from users.audit import record_audit
from users.models import Business, User

RIGHT = Right.LEDGER_WRITE
MAX_TEMPLATES = 200


def save_template(
    *, business: Business, name: str, lines: Sequence[LineInput], actor: User, description: str = ""
) -> VoucherTemplate:
    """Keep lines under a name, in place of what stood there. Amounts may be left at zero, to be filled in.

    Needs the right ledger.write. Idempotent by (business, name). Raises InvalidInput NAME_MISSING /
    LINES_MISSING / BAD_AMOUNT / UNKNOWN_ACCOUNT / SYSTEM_ACCOUNT / VAT_NOT_HERE / TOO_MANY_TEMPLATES.
    """
    require_right(actor, business, RIGHT)
    found = Findings()
    with found.noting():
        name = checked_name(name)
    note_lines(found, business.pk, lines, template=True)
    found.settle()
    with transaction.atomic():
        others = VoucherTemplate.objects.filter(business=business)
        if others.exclude(name=name).count() >= MAX_TEMPLATES:
            raise InvalidInput("TOO_MANY_TEMPLATES", "name", f"A business keeps {MAX_TEMPLATES} templates.")
        template, _ = others.update_or_create(
            business=business,
            name=name,
            defaults={
                "description": one_line(description)[:DESCRIPTION_LENGTH],
                "lines": [line.as_json() for line in lines],
            },
        )
        record_audit(actor=actor, business=business, action="voucher_template.save", subject=template)
    return template


def remove_template(*, template: VoucherTemplate, actor: User) -> VoucherTemplate:
    """Delete a template. Needs the right ledger.write."""
    require_right(actor, template.business, RIGHT)
    with transaction.atomic():
        record_audit(
            actor=actor, business=template.business, action="voucher_template.remove", subject=template
        )
        VoucherTemplate.objects.filter(pk=template.pk).delete()
    return template
