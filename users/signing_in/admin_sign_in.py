"""The sign-in form of /admin/: the same verb as everywhere, with the code of a second factor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError


class AdminSignInForm(AdminAuthenticationForm):
    """Says the same for everything that was wrong: name, secret, code, or too soon after a failure."""

    code = forms.CharField(
        required=False,
        max_length=40,
        label="Code of your second factor, if you have one",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("username") and given.get("password"):
            self.user_cache = authenticate(
                self.request,
                username=given["username"],
                password=given["password"],
                code=given.get("code", ""),
            )
            if self.user_cache is None:
                raise ValidationError(
                    "The name, the secret or the code is wrong, or it was too soon after a failure: "
                    "wait a little and try again."
                )
            self.confirm_login_allowed(self.user_cache)
        return given
