"""Where a request came from."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of the client: the socket's, or the hop that the outermost trusted proxy saw.

    X-Forwarded-For is believed only as many hops as TRUSTED_PROXIES says; what stands before them was
    written by the client.
    """
    socket_address = str(request.META.get("REMOTE_ADDR") or "")
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    if settings.TRUSTED_PROXIES and len(hops) >= settings.TRUSTED_PROXIES:
        candidate = hops[-settings.TRUSTED_PROXIES]
        try:
            return str(ip_address(candidate))
        except ValueError:
            return socket_address
    return socket_address
