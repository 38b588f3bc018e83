"""What came, for people: whole for who may see phones, masked for others, without secrets for anybody."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from django.db import transaction

from core.json_reading import BadJson, read_json
from core.machine.crypto import Unreadable
from core.machine.scrub import MASK, scrub, scrub_secrets
from core.text import as_text
from mpesa.callbacks.inbox import body_of
from mpesa.models import Callback
from users.access import Right, has_right, require_right
from users.actors import Actor, System
from users.audit import record_audit

_MAX_DEPTH: Final = 16
#: Whose value is about a person, or a secret.
_HIDDEN = re.compile(r"name|msisdn|phone|party|credential|password|secret|token", re.IGNORECASE)
#: What says which thing the value beside it is.
_LABELS: Final = ("Name", "Key")


@transaction.atomic
def look_at_body(*, callback: Callback, actor: Actor) -> tuple[str | None, bool]:
    """The body as text, and whether persons in it are masked; None where it cannot be shown: its key was
    erased, or it is masked and cannot be read.

    Needs the right collections.read; who holds phone.read as well sees it whole. Audited.
    """
    business = callback.till.business
    require_right(actor, business, Right.COLLECTIONS_READ)
    whole = isinstance(actor, System) or has_right(actor, business, Right.PHONE_READ)
    record_audit(
        actor=actor,
        business=business,
        action="callback.read",
        subject=callback,
        details={"masked": not whole},
    )
    try:
        body = body_of(callback)
    except Unreadable:
        return None, not whole
    if whole:
        return scrub_secrets(as_text(body.decode("utf-8", errors="replace"))), False
    try:
        return json.dumps(_masked(read_json(body, max_depth=_MAX_DEPTH)), indent=2, default=str), True
    except BadJson:
        return None, True


def _masked(value: Any, name: str = "") -> Any:
    """A JSON value without persons; `name` says what it is."""
    if isinstance(value, dict):
        label = next((value[each] for each in _LABELS if isinstance(value.get(each), str)), "")
        return {
            as_text(key): part if key in _LABELS else _masked(part, label if key == "Value" else key)
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [_masked(part, name) for part in value]
    if value is None or isinstance(value, bool):
        return value
    if _HIDDEN.search(name):
        return MASK
    text = as_text(str(value))
    shown = scrub(text)
    return value if shown == text and not isinstance(value, str) else shown
