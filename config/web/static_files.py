"""The files below /static/, by WhiteNoise: found once in the apps' folders, with ETag and Cache-Control.

Only what was found is served, so no path leads anywhere else. Names do not change with content: browsers ask
again after WHITENOISE_MAX_AGE, and are told 304 while nothing changed.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware

Answer = Callable[[HttpRequest], HttpResponseBase]


@functools.cache
def _whitenoise() -> WhiteNoiseMiddleware:
    return WhiteNoiseMiddleware()


def static_files(get_response: Answer) -> Answer:
    """Django's middleware; every chain of this process shares the files."""
    files = _whitenoise()

    def answer(request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        found = files.find_file(path) if files.autorefresh else files.files.get(path)
        if found is None:
            return get_response(request)
        made = found.get_response(request.method, request.META)
        body = b""
        if made.file is not None:
            with made.file:  # small files: read at once, an ASGI server would warn of a synchronous stream
                body = made.file.read()
        response = HttpResponse(body, status=made.status)
        del response["Content-Type"]
        for name, value in made.headers:
            response[name] = value
        return response

    return answer
