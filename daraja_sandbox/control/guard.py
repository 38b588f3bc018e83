"""Who may use the page and the control calls: programs, and this page; not the web pages of others.

The control API has no password, so any page that a browser on this machine has open could try to post to
it. Such a browser says where a call comes from (Origin, Sec-Fetch-Site), and a name that somebody else can
point at this machine (DNS rebinding) arrives as Host. Programs send neither Origin nor Sec-Fetch-Site.
Daraja's own paths ask for a token instead.
"""

import ipaddress
import re
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from daraja_sandbox.world.errors import ControlError, control_error_response

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PAGE, PARTS, CONTROL = "/", "/page/", "/_sandbox/"
HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?", re.ASCII)
LABEL = re.compile(r"[a-z_-][a-z0-9_-]*", re.ASCII)


def with_guard(app: ASGIApp, *, hosts: Collection[str] = ()) -> ASGIApp:
    """`hosts`: further names under which the page may be opened."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or not (path == PAGE or path.startswith((PARTS, CONTROL))):
            return await app(scope, receive, send)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        try:
            _judge(scope["method"], path, Headers(scope=scope), hosts)
        except ControlError as error:
            return await control_error_response(error, 403)(scope, receive, send_guarded)
        await app(scope, receive, send_guarded)

    return serve


def is_near(host: str, hosts: Collection[str] = ()) -> bool:
    """Whether a Host header is an address, a name that the public DNS does not hold, or one of `hosts`."""
    match = HOST.fullmatch(host.lower())
    if match is None:
        return False
    name = match[1].removesuffix(".")
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return LABEL.fullmatch(name) is not None or name.endswith(".localhost") or name in hosts
    return True


def _judge(method: str, path: str, headers: Headers, hosts: Collection[str]) -> None:
    """Raises ControlError for a call that a foreign page could have made."""
    host, origin, site = headers.get("host", ""), headers.get("origin"), headers.get("sec-fetch-site")
    if not is_near(host, hosts):
        raise ControlError("FOREIGN_HOST", None, "open this page by its address, or start with --allow-host")
    if origin is not None and origin.lower() not in (f"http://{host.lower()}", f"https://{host.lower()}"):
        raise ControlError("FOREIGN_ORIGIN", None, "only this sandbox's own page may call this")
    if not path.startswith(CONTROL):
        return
    if site == "cross-site" or (site == "same-site" and method != "GET"):
        raise ControlError("FOREIGN_ORIGIN", None, "only this sandbox's own page may call this")
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if method != "GET" and (origin is not None or site is not None) and kind != "application/json":
        raise ControlError("NOT_JSON", None, "a browser's call must be application/json")
