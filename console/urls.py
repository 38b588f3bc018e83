"""The addresses of the pages; their files come from Django's static files."""

from django.urls import re_path

from console import addresses, views

urlpatterns = [
    re_path(addresses.pattern(), views.page, name="console"),
    re_path(addresses.slashed(), views.without_slash),
    re_path(addresses.sections(), views.page, {"status": 404}),
]
