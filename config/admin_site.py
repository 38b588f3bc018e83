"""/admin/ as Hesabu shows it: one site, which takes nothing but pages that look.

It stands in the place of Django's own site (config.apps.AdminConfig), so a library that registers its models
there registers them here, and is not let in. Django-Q's schedules run any function by name.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import URLPattern, URLResolver

from core.admin_pages.pages import LookOnly
from users.signing_in.admin_sign_in import AdminSignInForm

#: What is left of Django's own addresses: no password changes around our sign-in, no auto-completion.
_KEPT: Final = frozenset({"index", "login", "logout", "jsi18n", "app_list"})
#: Parameters by which Django's pages answer other pages of theirs; ours have none that ask.
_REFUSED: Final = ("_popup", "_to_field", "_saveasnew")


class HesabuAdmin(AdminSite):
    site_header = site_title = "Hesabu"
    index_title = "Records"
    login_form = AdminSignInForm
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only a page that is a LookOnly comes in; others are left out without an error."""
        if admin_class is not None and issubclass(admin_class, LookOnly):
            super().register(model_or_iterable, admin_class, **options)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [
            each
            for each in super().get_urls()
            if isinstance(each, URLResolver) or each.name in _KEPT or each.name is None
        ]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        def closed(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
            if any(name in request.GET or name in request.POST for name in _REFUSED):
                return HttpResponseBadRequest()
            response: HttpResponse = inner(request, *args, **options)
            return response

        return closed
