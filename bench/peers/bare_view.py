"""A bare Django view, on the server that our web process is: one row, committed."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.peers.bare_settings")

from django.core.asgi import get_asgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

TABLE = "CREATE TABLE IF NOT EXISTS bench_body (id bigserial PRIMARY KEY, body bytea NOT NULL)"
ANSWER = b'{"ResultCode": 0}'


def keep(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_body (body) VALUES (%s)", [request.body])
    return HttpResponse(ANSWER, content_type="application/json", headers={"Content-Length": str(len(ANSWER))})


urlpatterns = [path("keep", keep)]
application = get_asgi_application()
