"""The addresses that Daraja calls. They store, answer, and leave; nothing is interpreted here.

There is no signature on Daraja's callbacks. What stands in its place: an unguessable token per till and an
unguessable ref per request in the path, an optional allow-list of addresses, ids and amounts that must agree
(mpesa/inbox.py), and the statement, which has the last word.
"""

from __future__ import annotations

import logging
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from core.addresses import client_address
from mpesa.daraja.callbacks import (
    Rejection,
    callback_ack,
    parse_c2b,
    validation_accept,
    validation_reject,
)
from mpesa.daraja.errors import MalformedCallback
from mpesa.inbox import store_callback
from mpesa.models import CallbackKind, Till

logger = logging.getLogger(__name__)

MAX_BODY = 64 * 1024
KEPT_HEADERS = ("Content-Type", "User-Agent", "X-Forwarded-For", "BusinessShortCode")


@csrf_exempt
def daraja_hook(request: HttpRequest, token: str, kind: str, ref: str = "") -> HttpResponse:
    """Keep one callback and answer 200; 404 for an unknown token, 413 above 64 KiB, 403 off the allow-list.

    A C2B validation is answered from what the body says alone, within the 8 s that Safaricom waits.
    """
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    address = client_address(request)
    if not _allowed(address):
        logger.warning("a callback from an address that is not on the allow-list was refused")
        return HttpResponse(status=403)
    till = Till.objects.filter(hook_token=token).first()
    if till is None:
        return HttpResponse(status=404)
    if int(request.headers.get("Content-Length") or 0) > MAX_BODY:
        return HttpResponse(status=413)
    body = request.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        return HttpResponse(status=413)
    store_callback(
        till=till,
        kind=kind,
        ref=ref,
        body=body,
        headers={name: request.headers[name][:200] for name in KEPT_HEADERS if name in request.headers},
        address=address or None,
    )
    answer = _validate(till, body) if kind == CallbackKind.C2B_VALIDATION else callback_ack()
    return HttpResponse(answer, content_type="application/json")


def _validate(till: Till, body: bytes) -> bytes:
    """Whether M-Pesa should take a payment: yes, unless it is not for this till or cannot be read.

    An account number that nobody knows is accepted: the money lands in Suspense, where a person finds it.
    """
    try:
        facts = parse_c2b(body)
    except MalformedCallback:
        return validation_reject(Rejection.OTHER)
    if facts.shortcode not in (till.shortcode, till.store_number):
        return validation_reject(Rejection.BAD_SHORTCODE)
    return validation_accept()


def _allowed(address: str) -> bool:
    if not settings.CALLBACK_IP_ALLOWLIST:
        return True
    try:
        source = ip_address(address)
    except ValueError:
        return False
    return any(source in ip_network(entry, strict=False) for entry in settings.CALLBACK_IP_ALLOWLIST)


_T = "hooks/<str:token>"
urlpatterns = [
    path(f"{_T}/stk/<str:ref>", daraja_hook, {"kind": CallbackKind.STK.value}),
    path(f"{_T}/c2b/validation", daraja_hook, {"kind": CallbackKind.C2B_VALIDATION.value}),
    path(f"{_T}/c2b/confirmation", daraja_hook, {"kind": CallbackKind.C2B_CONFIRMATION.value}),
    path(f"{_T}/result/<path:ref>", daraja_hook, {"kind": CallbackKind.RESULT.value}),
    path(f"{_T}/timeout/<path:ref>", daraja_hook, {"kind": CallbackKind.TIMEOUT.value}),
]
