"""The addresses of the pages; their files come from Django's static files."""

from django.urls import path, re_path

from console import addresses, views

urlpatterns = [
    path("", views.page, {"file": "index.html"}, name="console"),
    path("account", views.page, {"file": "account.html"}, name="account"),
    re_path(addresses.pattern(), views.page, {"file": "shell.html"}),
    re_path(addresses.sections(), views.page, {"file": "shell.html", "status": 404}),
]
