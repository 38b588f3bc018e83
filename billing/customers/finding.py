"""Finding customers by what people hold in hand."""

from __future__ import annotations

import re
from contextlib import suppress

from django.db.models import Q

from billing.customers.names import named_like
from billing.customers.phones import reached_on
from billing.customers.sealing import of_kra_pin
from billing.models import Customer
from core.errors import InvalidInput
from core.kra import checked_kra_pin
from core.phone import canonical_phone


def found_by(text: str, *, least_digits: int = 1) -> Q:
    """Customers by how their account number begins, with at least so many digits; by their whole account in
    the former system, a whole phone or KRA PIN; or by words of their name, all of them. Who was merged into
    another finds the other too."""
    wanted = Q(external_ref=text.strip())
    digits = re.sub(r"[\s\-./_]", "", text)
    if digits.isascii() and digits.isdigit() and len(digits) >= least_digits:
        wanted |= Q(account_number__startswith=digits)
    with suppress(InvalidInput):
        wanted |= reached_on(canonical_phone(text))
    with suppress(InvalidInput):
        wanted |= of_kra_pin(checked_kra_pin(text))
    if (named := named_like(text)) is not None:
        wanted |= named
    merged = Customer.objects.filter(wanted, merged_into__isnull=False)
    return wanted | Q(pk__in=merged.values("merged_into"))
