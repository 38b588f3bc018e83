"""/graphql in a browser: an explorer, or a page that says what to do; all of it our own files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from graphql import GraphQLObjectType, build_client_schema, build_schema

from graphql_api.explorer import pages
from tests.environment import ROOT

PAGE = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8", "host": "localhost"}


@pytest.fixture(params=[True, False], ids=["explorer", "closed"])
def page(request: pytest.FixtureRequest, settings) -> str:
    settings.GRAPHQL_EXPLORER = request.param
    answer = Client().get("/graphql", headers=PAGE)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert answer.cookies["csrftoken"].value
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "connect-src 'self' ws://localhost;" in policy
    assert "unsafe" not in policy and "http" not in policy
    assert (answer["X-Frame-Options"], answer["Cache-Control"]) == ("DENY", "no-store")
    return answer.content.decode()


def test_a_page_is_made_of_files_of_ours(page: str):
    found = re.findall(r'(?:src|href)="([^"]*)"', page)
    for address in found:
        assert address in ("/", "/graphql/schema.graphql") or finders.find(address.removeprefix("/static/"))
    assert found and not re.search(
        r"<style|style=|<script(?![^>]* src=)| on\w+=|https?://(?!localhost)", page
    )


def test_what_to_do_where_there_is_no_explorer(settings):
    settings.GRAPHQL_EXPLORER = False
    said = Client().get("/graphql", headers=PAGE).content.decode()
    assert "http://localhost/graphql" in said and "curl" in said and "{address}" not in said
    assert "graphiql" not in said
    settings.GRAPHQL_EXPLORER = True
    assert "graphiql" in Client().get("/graphql", headers=PAGE).content.decode()


@pytest.mark.parametrize("accept", ["*/*", "application/json", ""])
def test_a_program_that_gets_is_told_to_post(accept: str):
    answer = Client().get("/graphql", headers={"accept": accept})
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (405, "POST_ONLY")
    assert answer.cookies["csrftoken"].value


def test_the_schema_is_there_as_a_file():
    text = Client().get("/graphql/schema.graphql")
    assert text.content == (ROOT / "schema.graphql").read_bytes()
    answer = Client().get("/graphql/schema.json")
    read, written = build_client_schema(answer.json()["data"]), build_schema(text.content.decode())
    assert set(read.type_map) == set(written.type_map)
    assert isinstance(read.subscription_type, GraphQLObjectType)
    again = Client().get("/graphql/schema.json", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert Client().post("/graphql/schema.json").status_code == 405


def test_what_is_kept_of_graphiql_fetches_nothing_by_itself():
    folder = Path(pages.__file__).parents[1] / "static/graphql_api/explorer"
    style = (folder / "vendor/graphiql.css").read_text("utf-8")
    assert not re.search(r"@import|url\((?![\"']?data:)", style)
    assert not re.search(r"https?://", (folder / "explorer.js").read_text("utf-8"))
