"""Addresses; the list is in docs/operations.md."""

from django.contrib import admin
from django.urls import include, path

from config import health
from config.scraping.web import metrics
from graphql_api.explorer.pages import schema_json, schema_text
from graphql_api.views import graphql_view
from markets.settling.web import verifier

urlpatterns = [
    path("admin/", admin.site.urls),
    path("graphql", graphql_view, name="graphql"),
    path("graphql/schema.graphql", schema_text),
    path("graphql/schema.json", schema_json),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", metrics),
    path("verify_certificate.py", verifier),
    path("", include("users.files")),
    path("", include("console.urls")),
]
