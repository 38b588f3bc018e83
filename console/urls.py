"""The addresses of the pages; their files come from Django's static files."""

from django.urls import path

from console import views

urlpatterns = [
    path("", views.page, {"file": "index.html"}, name="console"),
    path("account", views.page, {"file": "account.html"}, name="account"),
]
