"""Files of payouts in, through the signed addresses of users/files.py."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Final

from core.money import to_shillings
from mpesa.daraja.bodies import remarks_field
from mpesa.models import Till
from mpesa.payouts.batches.importing import import_batch
from mpesa.payouts.requesting import RIGHT, require_payable, source_named, start_of
from users.access import require_right
from users.files import upload_address
from users.models import User

UPLOAD: Final = "payout_batch"


def upload_path(
    *,
    user: User,
    till: Till,
    file_name: str,
    name: str,
    account_code: str,
    description: str,
    command: str,
    pay_on: date | None = None,
) -> str:
    """Where this person may POST a file of payouts within ten minutes. What is said beside the file is looked
    at now; an account and a text may be left out where every row has its own. Raises InvalidInput as
    create_payout does, and what require_payable raises."""
    require_right(user, till.business, RIGHT)
    require_payable(till)
    if description:
        remarks_field(description)
    if account_code:
        source_named(till.business, account_code, None)
    start_of(pay_on)
    day = pay_on and pay_on.isoformat()
    said = json.dumps([file_name[:200], name[:200], account_code, description, command, day])
    return upload_address(UPLOAD, user=user, pk=till.pk, name=said)


def take_batch(user: User, till_id: int, name: str, data: bytes) -> dict[str, Any]:
    """Make a batch of an uploaded file, or say all that is wrong with it. Amounts in shillings as text.
    Raises what import_batch raises."""
    till = Till.objects.select_related("business").get(pk=till_id)
    file_name, title, account_code, description, command, day = json.loads(name)
    found = import_batch(
        till=till,
        data=data,
        file_name=file_name,
        name=title,
        account_code=account_code,
        description=description,
        command=command,
        pay_on=date.fromisoformat(day) if day else None,
        actor=user,
    )
    return {
        "ref": found.batch.ref if found.batch else None,
        "rows": found.rows,
        "amount": to_shillings(found.amount),
        "problems": [vars(problem) for problem in found.problems],
        "problemsCount": found.problems_count,
        "hidden": found.hidden,
    }
