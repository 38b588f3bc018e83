"""What a superuser's session, or somebody who stole one, can do in /admin/: look, and no more."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.test import Client
from django_q.models import Failure, OrmQ, Schedule, Success

from core.admin_pages.pages import LookOnly
from ledger.models import VatRate
from ledger.vouchers.vat import rate_on
from mpesa.models import Till
from tests.admin.conftest import address, registered
from tests.graphql_api.conftest import House
from tests.graphql_api.walk.rows import Seeds
from users.models import AuditEntry, Role, User


def test_no_command_is_run_by_a_schedule_of_the_browser(root: Client):
    """Django-Q registers its models with the admin: a schedule may name any function, like os.system."""
    proof = Path(tempfile.mkdtemp()) / "it ran"
    before = Schedule.objects.count()
    fields = {"name": "x", "func": "os.system", "args": f"'touch \"{proof}\"'", "schedule_type": "O"}
    answer = root.post(
        "/admin/django_q/schedule/add/",
        {**fields, "repeats": "-1", "next_run_0": "2020-01-01", "next_run_1": "00:00:00", "minutes": ""},
    )
    assert Schedule.objects.count() == before
    assert answer.status_code == 404


def test_only_pages_of_ours_are_there(root: Client):
    for model, page in registered():
        assert isinstance(page, LookOnly), model
    for model in (Group, Schedule, Success, Failure, OrmQ):
        assert root.get(address(model)).status_code == 404, model
    admin.site.register(Group)
    admin.site.register(Schedule, admin.ModelAdmin)
    assert not {Group, Schedule} & {model for model, _ in registered()}


def test_a_page_cannot_offer_what_is_hidden():
    for option, path in (
        ("search_fields", "=hook_token"),
        ("list_filter", "hook_token"),
        ("list_display", "hook_token"),
        ("search_fields", "=data_key__wrapped"),
    ):
        page = type("Page", (LookOnly,), {option: (path,)})
        with pytest.raises(ImproperlyConfigured):
            page(Till, admin.site)


def every_row(model: Any) -> list[dict[str, Any]]:
    return list(model._default_manager.order_by("pk").values())


def forged(field: models.Field[Any, Any]) -> str:
    """Some other value that the column could take."""
    if isinstance(field, models.BooleanField):
        return "on"
    return str(field.choices[-1][0]) if field.choices else "7"


def test_nothing_is_added_changed_or_deleted(root: Client, seeds: Seeds):
    """Every page is sent every column, also those that it does not show."""
    for model, page in registered():
        row = model._default_manager.first()
        if row is None:
            continue
        before, audited = every_row(model), AuditEntry.objects.count()
        form = {field.name: forged(field) for field in model._meta.concrete_fields}
        form |= {"_save": "Save", "post": "yes", "action": "delete_selected"}
        form |= {"_selected_action": str(row.pk), "form-TOTAL_FORMS": "1", "form-0-id": str(row.pk)}
        if not page.addable:
            assert root.post(f"{address(model)}add/", form).status_code in (403, 404), model
        assert root.post(address(model), form).status_code in (302, 403), model
        for path in ("delete/", "history/"):
            assert root.get(f"{address(model)}{row.pk}/{path}").status_code == 404, model
            assert root.post(f"{address(model)}{row.pk}/{path}", form).status_code == 404, model
        assert every_row(model) == before or model is AuditEntry, model
        answer = root.post(f"{address(model)}{row.pk}/change/", form)
        if not page.editable:
            assert answer.status_code == 403, model
        anew = root.post(f"{address(model)}{row.pk}/change/", {**form, "_saveasnew": "1"})
        assert anew.status_code == 400, model
        for old, new in zip(before, every_row(model), strict=False):
            changed = {name for name in old if old[name] != new[name]}
            assert changed <= set(page.editable), model
            if changed:
                entry = AuditEntry.objects.order_by("-pk")[0]
                assert AuditEntry.objects.count() == audited + 1
                assert set(entry.details["fields"].split(",")) == changed
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("column", ["is_superuser", "password"])
def test_a_person_is_not_made_a_superuser(root: Client, house: House, column: str):
    person = house.people[Role.CASHIER]
    page = f"/admin/users/user/{person.pk}/change/"
    form = {"display_name": "Other", "is_active": "on", "is_staff": "on", column: "on"}
    assert root.post(page, form).status_code == 302
    after = User.objects.get(pk=person.pk)
    assert (after.display_name, after.is_superuser, after.is_staff) == ("Other", False, False)
    assert after.password == person.password


def test_a_change_is_audited(root: Client, house: House):
    data = {"name": "New name", "rounding": "UP"}
    assert root.post(f"/admin/users/business/{house.business.pk}/change/", data).status_code == 302
    entry = AuditEntry.objects.get(action="admin.change")
    assert (entry.business, entry.details) == (house.business, {"fields": "name,rounding"})


def test_a_rate_of_vat_is_added_and_stays(root: Client, house: House):
    page = "/admin/ledger/vatrate/"
    data = {"of": "STANDARD", "valid_from": "2030-01-01", "basis_points": "1800"}
    assert root.post(f"{page}add/", data).status_code == 302
    assert (rate_on(date(2029, 12, 31)), rate_on(date(2030, 1, 1))) == (1600, 1800)
    entry = AuditEntry.objects.get(action="vat_rate.add")
    assert (entry.actor.username, entry.details) == ("root", {"rate": "STANDARD 2030-01-01 1800"})
    for wrong in ({"basis_points": "10001"}, {"valid_from": "2030-01-01"}, {"of": "OTHER"}):
        assert root.post(f"{page}add/", data | wrong).status_code == 200
    owner = Client()
    owner.force_login(house.people[Role.OWNER])
    assert owner.post(f"{page}add/", data).headers["Location"].startswith("/admin/login/")
    assert VatRate.objects.count() == 5
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    "path",
    ["password_change/", "password_change/done/", "autocomplete/?term=a&app_label=mpesa", "r/1/1/", "doc/"],
)
def test_django_s_other_pages_are_closed(root: Client, path: str):
    assert root.get(f"/admin/{path}").status_code == 404
    form = {"old_password": "correct horse battery", "new_password1": "x" * 12, "new_password2": "x" * 12}
    assert root.post(f"/admin/{path}", form).status_code == 404
    assert User.objects.get(username="root").check_password("correct horse battery")


def test_no_page_answers_another_page_s_pop_up(root: Client, seeds: Seeds):
    for query in ("_popup=1", "_to_field=hook_token", "_to_field=id"):
        assert root.get(f"/admin/mpesa/till/?{query}").status_code == 400
        assert root.get(f"/admin/mpesa/till/{seeds.till.pk}/change/?{query}").status_code == 400
    form = {"_popup": "1", "display_name": "x"}
    assert root.post(f"/admin/users/user/{User.objects.first().pk}/change/", form).status_code == 400


def test_members_cannot_open_it(house: House):
    browser = house.browser().client
    for path in ("", "mpesa/till/", "mpesa/till/1/change/", "jsi18n/", "no/such/page/"):
        assert browser.get(f"/admin/{path}").status_code == 302, path


def test_staff_without_rights_see_nothing(house: House):
    person = house.people[Role.CASHIER]
    User.objects.filter(pk=person.pk).update(is_staff=True)
    browser = Client()
    browser.force_login(User.objects.get(pk=person.pk))
    for model, _ in registered():
        assert browser.get(address(model)).status_code == 403, model
