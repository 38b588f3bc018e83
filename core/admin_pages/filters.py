"""Filters of /admin/ that are typed, not chosen: an accounting day, and a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.admin import ListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.middleware.csrf import get_token

from core.days import day_bounds
from core.errors import InvalidInput
from core.machine.crypto import blind_indexes
from core.phone import canonical_phone


class _Typed(ListFilter):
    """A filter with one box; `value` is what the address says, empty when it says nothing."""

    parameter_name = ""

    def __init__(self, request: HttpRequest, params: dict[str, list[str]], model: Any, model_admin: Any):
        super().__init__(request, params, model, model_admin)  # type: ignore[arg-type]
        self.value = (params.pop(self.parameter_name, None) or [""])[-1]
        #: What else the address says, to be kept when this box is sent.
        self.others = [
            (name, value)
            for name, values in request.GET.lists()
            for value in values
            if name not in (self.parameter_name, "p", "e")
        ]
        self.csrf_token = get_token(request)

    def has_output(self) -> bool:
        return True

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        yield {"query_string": changelist.get_query_string(remove=[self.parameter_name])}

    def expected_parameters(self) -> list[str | None]:
        return [self.parameter_name]


class DayFilter(_Typed):
    """One accounting day (EAT) of the moment in `field`."""

    title = "day (EAT)"
    template = "admin/day_filter.html"
    parameter_name = "day"
    field = ""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value:
            return queryset
        try:
            start, end = day_bounds(date.fromisoformat(self.value))
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters from error
        return queryset.filter(**{f"{self.field}__gte": start, f"{self.field}__lt": end})


class PhoneFilter(_Typed):
    """The rows of one phone, found by its blind index. The number comes by POST and stands in no address."""

    title = "phone"
    template = "admin/phone_filter.html"
    parameter_name = "phone"
    #: The condition on rows, given the indexes under which the phone may be stored.
    condition: Callable[[list[bytes]], Q]

    @classmethod
    def address(cls, request: HttpRequest) -> str:
        """Where the list of the phone that was posted is."""
        query = request.GET.copy()
        for name in (cls.parameter_name, "p", "e"):
            query.pop(name, None)
        try:
            indexes = blind_indexes(canonical_phone(request.POST.get("phone", "")))
            query[cls.parameter_name] = ",".join(index.hex() for index in indexes)
        except InvalidInput as error:
            messages.error(request, error.message)
        return f"{request.path}?{query.urlencode()}"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value:
            return queryset
        try:
            indexes = [bytes.fromhex(index) for index in self.value.split(",")]
        except ValueError as error:
            raise IncorrectLookupParameters from error
        return queryset.filter(type(self).condition(indexes))


def day_filter(field: str) -> type[DayFilter]:
    """A filter by the accounting day of a moment."""
    return type("DayFilter", (DayFilter,), {"field": field})


def phone_filter(condition: str | Callable[[list[bytes]], Q]) -> type[PhoneFilter]:
    """A filter by phone: the path of a column of blind indexes, or a condition given the indexes."""
    if isinstance(condition, str):
        path = f"{condition}__in"
        found: Callable[[list[bytes]], Q] = lambda indexes: Q(**{path: indexes})  # noqa: E731
    else:
        found = condition
    return type("PhoneFilter", (PhoneFilter,), {"condition": staticmethod(found)})
