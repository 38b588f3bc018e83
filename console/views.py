"""The pages: one file each, the CSRF cookie that its first POST needs, and headers that bind it.

The pages themselves are not among the static files, so that nobody gets one without these headers.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from console.addresses import address_of, first_scripts, first_styles, is_play, version

_FOLDER = Path(__file__).parent
_PLAIN = "/static/console/"
_SHELLS = {"frame": "shell.html", "play": "play.html"}


@require_safe
@ensure_csrf_cookie
def page(request: HttpRequest, status: int = 200) -> HttpResponse:
    """A page; the same for everybody: who it is for shows only in what GraphQL answers."""
    shell = "play" if is_play(request.path) else "frame"
    content = _content(shell, address_of(request.path))
    response = HttpResponse(content, content_type="text/html; charset=utf-8", status=status)
    response["Content-Security-Policy"] = content_policy(host=request.get_host(), secure=request.is_secure())
    response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def without_slash(request: HttpRequest) -> HttpResponse:
    """To the page itself, with what was asked besides."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(request.path.rstrip("/") + (f"?{query}" if query else ""))


def content_policy(*, host: str, secure: bool) -> str:
    """Own files only, nothing inline, no HTML from text.

    The socket's address is spelt out: older Safari does not count it to 'self'.
    """
    socket = f"{'wss' if secure else 'ws'}://{host}"
    return "; ".join(
        (
            "default-src 'self'",
            f"connect-src 'self' {socket}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


@cache
def _content(shell: str, address: str | None) -> bytes:
    """With everything that the page at the address will ask for, so that it is asked for at once."""
    content = (_FOLDER / _SHELLS[shell]).read_text("utf-8")
    links = [f'<link rel="stylesheet" href="{_PLAIN}{style}">' for style in first_styles(address)]
    scripts = first_scripts(address, shell)
    links += [f'<link rel="modulepreload" href="{_PLAIN}{script}">' for script in scripts]
    content = content.replace("\n  <!-- scripts -->", "".join(f"\n  {link}" for link in links))
    return content.replace(_PLAIN, _PLAIN if settings.DEBUG else f"/static/console.{version()}/").encode()
