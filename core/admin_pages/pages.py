"""The base of every page of /admin/: things are looked at here, and changed by verbs elsewhere.

What a page shows is derived from the model: money in shillings, moments in East African Time, text with
phones and tokens masked; sealed and secret columns not at all. Lists can be narrowed only by what a page
declares, and only by columns that it shows: a filter or a search is no way to guess what is hidden.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern

from core.admin_pages.filters import PhoneFilter
from core.days import display_moment
from core.errors import InvalidInput
from core.fields import CentsField, CentsSumField
from core.machine.scrub import scrub
from core.models import DataKey
from core.money import as_read, display, to_cents, to_shillings

_SECRET: Final = re.compile(r"(^|_)(password|secret|token|hash|pin)(_|$)|(_sealed|wrapped)$")
#: Text that is no secret although it looks like one: digests of what is shown or kept elsewhere.
_NOT_MASKED: Final = frozenset({"digest", "sha256"})
#: The parts of the path that Django's own pages have and ours keep.
_VIEWS: Final = ("changelist", "change")


def is_hidden(field: models.Field[Any, Any]) -> bool:
    """Whether a column is never shown, sorted by, searched or filtered by, whatever model has it."""
    return (
        isinstance(field, models.BinaryField)
        or getattr(field, "related_model", None) is DataKey
        or _SECRET.search(field.name) is not None
    )


def is_money(field: models.Field[Any, Any]) -> bool:
    """Whether a column holds cents."""
    return isinstance(field, CentsField | CentsSumField)


def _shown_as(field: models.Field[Any, Any]) -> Callable[[Any], str] | None:
    """How a value of the column is written for people; None: as Django writes it."""
    if is_money(field):
        return display
    if isinstance(field, models.DateTimeField):
        return display_moment
    if field.choices or field.name in _NOT_MASKED:
        return None
    if isinstance(field, models.JSONField):
        return lambda value: scrub(json.dumps(as_read(value), ensure_ascii=False))
    if isinstance(field, models.CharField | models.TextField):
        return scrub
    return None


class Shillings(forms.CharField):
    """An amount in shillings in the form, cents behind it."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        try:
            return to_cents(text) if text else None
        except InvalidInput as error:
            raise ValidationError(error.message) from None

    def prepare_value(self, value: Any) -> Any:
        return to_shillings(value) if isinstance(value, int) else value


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts, and pages through, the newest rows only: a long table is narrowed first."""

    NEWEST: Final = 10_000

    @cached_property
    def count(self) -> int:
        newest: Any = self.object_list[: self.NEWEST]
        return int(newest.count())


class _Shown:
    """What a page and the rows of a parent in it have in common."""

    model: Any

    def show_columns(self) -> None:
        """Give each column that is not written as it is stored a twin, `<name>_shown`."""
        for field in self.model._meta.concrete_fields:
            write = None if is_hidden(field) else _shown_as(field)
            if write is not None:
                setattr(self, f"{field.name}_shown", _column(field, write))

    def shown(self, names: Any) -> list[Any]:
        """The names with each column replaced by its twin, where it has one."""
        return [
            f"{name}_shown" if isinstance(name, str) and hasattr(self, f"{name}_shown") else name
            for name in names
        ]


def _column(field: models.Field[Any, Any], write: Callable[[Any], str]) -> Callable[[Any], str | None]:
    @admin.display(description=field.verbose_name, ordering=field.name, empty_value="-")
    def column(row: Any) -> str | None:
        value = getattr(row, field.attname)
        return None if value in (None, "") else write(value)

    return column


class LookOnly(_Shown, admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows rows and refuses to add, change or delete them.

    Lists join what they show, page by 50 and count no more than the newest 10,000 rows. Text is searched as
    a whole (`=name` in `search_fields`), but for names that are shown in full.
    """

    list_per_page = 50
    list_max_show_all = 50
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering: ClassVar[tuple[str, ...]] = ("-pk",)
    actions = None
    #: Fields that may be changed here all the same; everything else stays as it is.
    editable: tuple[str, ...] = ()
    #: Whether rows may be added here all the same.
    addable = False

    def __init__(self, model: Any, admin_site: Any) -> None:
        super().__init__(model, admin_site)
        self.show_columns()
        columns = {field.name for field in model._meta.concrete_fields}
        asked = [name for name in self.list_filter if isinstance(name, str)]
        asked += [name.lstrip("^=@") for name in self.search_fields]
        asked += [name for name in (*self.list_display, *self.editable) if name in columns]
        for path in asked:
            if any(map(is_hidden, get_fields_from_path(model, path))):  # type: ignore[arg-type]
                raise ImproperlyConfigured(f"{self}: {path} is hidden and may not be looked for")

    def get_urls(self) -> list[URLPattern]:
        """The list and the pages of rows: neither history nor deletion, which are not ours."""
        kept = (*_VIEWS, "add") if self.addable else _VIEWS
        return [each for each in super().get_urls() if (each.name or "").rpartition("_")[2] in kept]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        names = [field.name for field in self.model._meta.concrete_fields if not is_hidden(field)]
        if self.addable and obj is None:
            return names
        return [name if name in self.editable else self.shown([name])[0] for name in names]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        if self.addable and obj is None:
            return [self.model._meta.pk.name]
        return [name for name in self.get_fields(request, obj) if name not in self.editable]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return self.shown(super().get_list_display(request))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what a declared filter asks for. (Django allows every column of the model's own.)"""
        for declared in self.list_filter:
            if isinstance(declared, str):
                target: Any = get_fields_from_path(self.model, declared)[-1]
                key = f"{target.target_field.name}__" if target.is_relation else ""
                if lookup in (declared, f"{declared}__{key}exact", f"{declared}__isnull"):
                    return True
            elif lookup == getattr(declared, "parameter_name", None):
                return True
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """What is typed is one phrase, blanks and all."""
        phrase = search_term.strip().replace("\\", "\\\\").replace('"', '\\"')
        return super().get_search_results(request, queryset, f'"{phrase}"' if phrase else "")

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """A POST holds a phone to look for: it is not to stand in an address, which is logged."""
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        declared: Any = self.list_filter
        query = next((each for each in declared if _is_phone_filter(each)), None)
        if query is None or not self.has_view_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(query.address(request))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if is_money(db_field):
            return Shillings(label=db_field.verbose_name, help_text="shillings", required=not db_field.blank)
        return super().formfield_for_dbfield(db_field, request, **options)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.addable and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.editable) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        """Django's own log is not append-only; whoever has `editable` fields writes to the audit log."""
        return None

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        """As above, for whoever is `addable`."""
        return None


def _is_phone_filter(declared: Any) -> bool:
    return isinstance(declared, type) and issubclass(declared, PhoneFilter)


class LookOnlyInline(_Shown, admin.TabularInline):  # type: ignore[type-arg]
    """Rows of a parent, to look at."""

    extra = 0
    max_num = 0
    can_delete = False

    def __init__(self, parent_model: Any, admin_site: Any) -> None:
        super().__init__(parent_model, admin_site)
        self.show_columns()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return self.shown(super().get_fields(request, obj))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return self.shown(super().get_readonly_fields(request, obj))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
