"""Nothing that a page hides can be guessed through its filters, its search or its order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.admin.utils import get_fields_from_path
from django.db import models
from django.test import Client

from core.admin_pages.pages import is_hidden
from tests.admin.conftest import address, registered
from tests.graphql_api.walk.rows import PHONE, SECRETS, Seeds

LOOKUPS = ("", "__exact", "__iexact", "__startswith", "__contains", "__regex", "__gt", "__in", "__isnull")
#: Columns that are searched by a part: names that pages show as they are.
NAMES = {"username", "display_name", "name", "code", "shortcode"}


def paths(model: Any) -> Iterator[tuple[str, list[models.Field[Any, Any]]]]:
    """Every column of the model, and of each model that it points at or that points at it."""
    for field in model._meta.get_fields():
        if field.concrete:
            yield field.name, [field]
        if field.is_relation and field.related_model is not None:
            for other in field.related_model._meta.concrete_fields:
                name = field.name if field.concrete else field.get_accessor_name() or field.name
                yield f"{name}__{other.name}", [field, other]


def test_hidden_columns_cannot_be_asked_for(root: Client, seeds: Seeds):
    """Whatever is not a declared filter is refused, with every kind of comparison."""
    refused = 0
    for model, page in registered():
        declared = {name for name in page.list_filter if isinstance(name, str)}
        request: Any = None
        for path, fields in paths(model):
            secret = any(is_hidden(field) for field in fields if field.concrete)
            for lookup in LOOKUPS:
                allowed = page.lookup_allowed(path + lookup, "3", request)
                assert not (allowed and secret), (model, path + lookup)
                if allowed:
                    own = path.removesuffix("__id")
                    assert own in declared and lookup in ("", "__exact", "__isnull"), (model, path + lookup)
                refused += not allowed
    assert refused > 5_000


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("mpesa/till/", "hook_token__startswith=3"),
        ("mpesa/till/", "hook_token=3"),
        ("mpesa/till/", "passkey_sealed__isnull=1"),
        ("mpesa/till/", "id__in=1,2"),
        ("users/user/", "password__startswith=argon2"),
        ("users/user/", "phone_index__isnull=0"),
        ("users/membership/", "user__password__startswith=argon2"),
        ("mpesa/paymentrequest/", "till__hook_token__startswith=3"),
        ("mpesa/paymentrequest/", "payer__phone_index=3"),
        ("mpesa/receipt/", "business__tills__hook_token__startswith=3"),
        ("users/phonecode/", "code_hash__startswith=3"),
    ],
)
def test_the_browser_is_told_so(root: Client, seeds: Seeds, page: str, query: str):
    assert root.get(f"/admin/{page}?{query}").status_code == 400


def test_search_and_order_go_by_what_is_shown(root: Client, seeds: Seeds):
    for model, page in registered():
        for entry in page.search_fields:
            fields = get_fields_from_path(model, entry.lstrip("="))
            assert not any(map(is_hidden, fields)), (model, entry)
            assert entry.startswith("=") or entry in NAMES, (model, entry)
        for name in page.get_list_display(None):
            order = getattr(getattr(page, str(name), None), "admin_order_field", name)
            if order in {field.name for field in model._meta.concrete_fields}:
                assert not is_hidden(model._meta.get_field(order)), (model, name)


def test_a_search_finds_the_whole_and_not_a_part(root: Client, seeds: Seeds):
    """The payer typed a phone as the account: the page masks it, so its parts find nothing."""
    page = address(type(seeds.receipt))
    typed = seeds.receipt.account_reference
    assert PHONE in typed
    assert b"TMAJI0" in root.get(page, {"q": typed}).content
    for part in (typed[:8], PHONE, PHONE[:5], seeds.till.hook_token, seeds.till.hook_token[:4]):
        assert b"TMAJI0" not in root.get(page, {"q": part}).content, part


def test_no_page_shows_a_phone_a_token_or_a_secret(root: Client, seeds: Seeds):
    hidden = (PHONE, PHONE[3:], seeds.till.hook_token, *SECRETS, "argon2")
    for model, _ in registered():
        pages = [root.get(address(model))]
        for row in model._default_manager.order_by("-pk")[:3]:
            pages.append(root.get(f"{address(model)}{row.pk}/change/"))
        for page in pages:
            assert page.status_code == 200, model
            text = page.content.decode()
            assert not [word for word in hidden if word in text], model
