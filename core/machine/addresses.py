"""Where a request came from."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def believed_address(socket_address: str, forwarded_for: str) -> str:
    """The address of the client: the socket's, or the hop that the outermost trusted proxy saw.

    X-Forwarded-For is believed only as many hops as TRUSTED_PROXIES says; what stands before them was
    written by the client.
    """
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
    if settings.TRUSTED_PROXIES and len(hops) >= settings.TRUSTED_PROXIES:
        try:
            # A zone (fe80::1%eth0) means something to that proxy only.
            return str(ip_address(hops[-settings.TRUSTED_PROXIES].partition("%")[0]))
        except ValueError:
            return socket_address
    return socket_address


def client_address(request: HttpRequest) -> str:
    """The believed address of a Django request."""
    forwarded_for = request.META.get("HTTP_X_FORWARDED_FOR", "")
    return believed_address(str(request.META.get("REMOTE_ADDR") or ""), forwarded_for)
