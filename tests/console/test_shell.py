"""A shell answers at every address of its router, and what comes first stays small."""

from __future__ import annotations

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from console.addresses import FILES, addresses, first_scripts, first_styles, play_addresses, version

MOST = 120 * 1024
HERE = f"/static/console.{version()}/"


@pytest.mark.parametrize("address", (*addresses(), *play_addresses()))
def test_the_shell_answers_at_the_address_with_its_headers(address: str) -> None:
    asked = "/".join("anything" if part.startswith(":") else part for part in address.split("/"))
    answer = Client().get(asked, headers={"host": "localhost"})
    assert answer.status_code == 200
    first = "play/main.js" if address in play_addresses() else "frame/main.js"
    assert f'src="{HERE}{first}"' in answer.content.decode()
    assert answer["Content-Security-Policy"].startswith("default-src 'self'; ")


def test_an_address_below_a_page_that_is_none_is_the_shell_with_404() -> None:
    answer = Client().get("/console/nowhere", headers={"host": "localhost"})
    assert answer.status_code == 404 and b"frame/main.js" in answer.content
    answer = Client().get("/play/nowhere/at/all", headers={"host": "localhost"})
    assert answer.status_code == 404 and b"play/main.js" in answer.content
    assert b"frame/main.js" not in Client().get("/nowhere", headers={"host": "localhost"}).content


def test_a_slash_behind_an_address_leads_to_the_page() -> None:
    for asked, leads in (
        ("/play/", "/play"), ("/markets/", "/markets"),
        ("/play/markets/mkt_1//?do=x", "/play/markets/mkt_1?do=x"),
    ):  # fmt: skip
        answer = Client().get(asked, headers={"host": "localhost"})
        assert (answer.status_code, answer["Location"]) == (301, leads)
    assert Client().get("/play/nowhere/", headers={"host": "localhost"}).status_code == 404
    assert Client().get("/", headers={"host": "localhost"}).status_code == 200


def test_every_script_of_the_first_page_is_announced_in_the_shell() -> None:
    scripts = first_scripts("/console/parts")
    assert {"frame/main.js", "vendor/preact.js", "client/query.js", "pages/parts/page.js"} <= set(scripts)
    content = Client().get("/console/parts", headers={"host": "localhost"}).content.decode()
    for script in scripts:
        assert f'<link rel="modulepreload" href="{HERE}{script}">' in content
        assert finders.find(f"console/{script}")


def test_the_styles_of_a_page_are_announced_too_and_who_is_there_is_asked_first() -> None:
    content = Client().get("/", headers={"host": "localhost"}).content.decode()
    assert f'<link rel="stylesheet" href="{HERE}pages/today/today.css">' in content
    scripts = re.findall(r'<(?:script|link rel="modulepreload")[^>]* (?:src|href)="([^"]+)"', content)
    assert scripts[0] == f"{HERE}frame/early.js" and scripts[-1] == f"{HERE}frame/main.js"
    assert '"/static/console/' not in content


def test_every_style_that_a_page_names_as_its_own_is_there() -> None:
    named = {style for address in (*addresses(), *play_addresses()) for style in first_styles(address)}
    assert all((FILES / style).is_file() for style in named)
    sources = [page.read_text("utf-8") for page in FILES.glob("pages/*/page.js")]
    told = [source for source in sources if "const styles" in source]
    assert len(told) > 1
    assert all(any(f'"/static/console/{style}"' in source for style in named) for source in told)


def test_the_script_of_the_first_page_is_small() -> None:
    for address, shell in (("/", "frame"), ("/play", "play")):
        scripts = first_scripts(address, shell)
        size = sum(len(gzip.compress((FILES / script).read_bytes())) for script in scripts)
        assert size <= MOST, f"{address}: {size} bytes"
    assert not [script for script in scripts if script in {"frame/shell.js", "frame/routes.js"}]


def test_every_route_of_the_routers_is_an_address_here() -> None:
    for folder, known in (("frame", addresses()), ("play", play_addresses())):
        source = (FILES / folder / "routes.js").read_text("utf-8")
        assert source.count("{ path:") == len(known) > 5
