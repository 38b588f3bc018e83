"""Addresses; the list is in docs/operations.md."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("mpesa.hooks")),
]
