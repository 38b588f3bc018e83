"""The address of the page; its files come from Django's static files."""

from django.urls import path

from console import views

urlpatterns = [path("", views.page, name="console")]
