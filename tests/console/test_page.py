"""The pages: what comes with each, and what its files may and may not contain."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.console.sources import SCRIPTS, SHELLS, STYLES


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture(params=SHELLS, ids=lambda file: file.stem)
def tags(request: pytest.FixtureRequest) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(request.param.read_text("utf-8"))
    return parser.found


def policy_of(answer) -> dict[str, list[str]]:
    parts = answer["Content-Security-Policy"].split("; ")
    return {name: values for name, *values in (part.split() for part in parts)}


def test_it_comes_with_a_csrf_cookie_and_strict_headers() -> None:
    answer = Client().get("/", headers={"host": "localhost"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert answer.cookies["csrftoken"].value
    assert policy_of(answer) == {
        "default-src": ["'self'"],
        "connect-src": ["'self'", "ws://localhost"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["'none'"],
    }
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store"
    assert "camera=()" in answer["Permissions-Policy"]


def test_over_https_its_socket_is_wss() -> None:
    answer = Client().get("/", secure=True, headers={"host": "localhost:8443"})
    assert policy_of(answer)["connect-src"] == ["'self'", "wss://localhost:8443"]


def test_a_foreign_host_gets_nothing_and_nobody_posts_here() -> None:
    assert Client().get("/", headers={"host": "evil.example"}).status_code == 400
    assert Client().post("/", headers={"host": "localhost"}).status_code == 405


def test_nobody_gets_the_page_without_its_headers() -> None:
    assert [shell for shell in SHELLS if not shell.is_file() or finders.find(f"console/{shell.name}")] == []


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(tags) -> None:
    for tag, attributes in tags:
        assert tag != "style"
        assert not [name for name in attributes if name.startswith("on") or name == "style"], (
            tag,
            attributes,
        )
        for name in ("src", "href"):
            target = attributes.get(name) or ""
            if target and not target.startswith("#") and tag != "a":
                assert finders.find(target.removeprefix("/static/")), target
        if tag == "script":
            assert attributes["type"] == "module" and attributes["src"]


def test_every_field_has_a_label() -> None:
    for script in SCRIPTS:
        source = script.read_text("utf-8")
        for start in (found.start() for found in re.finditer(r"<(?:input|select|textarea)\b", source)):
            tag = source[start : source.index(">", start)]
            inside = source.rfind("<label", 0, start) > source.rfind("</label>", 0, start)
            drawn = "...${given}" in tag  # parts/form.js gives it the id that its label names
            named = re.search(r"aria-label|type=\"(?:file|hidden)\"|\bid=", tag)
            assert inside or drawn or named, f"{script}: {tag}"


def test_the_shell_has_a_place_for_the_page_and_words_for_who_has_no_script(tags) -> None:
    assert ("div", {"id": "app"}) in tags and ("noscript", {}) in tags


def test_scripts_write_text_never_markup_and_import_only_each_other() -> None:
    for script in SCRIPTS:
        source = script.read_text("utf-8")
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("):
            assert word not in source, f"{script.name}: {word}"
        for target in re.findall(
            r'^(?:import|export)[^;]*?from "([^"]+)";', source, re.DOTALL | re.MULTILINE
        ):
            assert (script.parent / target).is_file(), f"{script.name}: {target}"
        assert "://" not in re.sub(r"\$\{[^}]*\}://", "", source), script


def test_styles_load_nothing() -> None:
    for style in STYLES:
        source = style.read_text("utf-8")
        assert "@import" not in source and "url(" not in source and "@font-face" not in source


#: What leaves BigInt: a share and a height, both for drawing.
DRAWN = ["const share = Number((cents(part) * 100n) / all);", "return Number(cents(text) / 100n);"]


def test_money_never_becomes_a_number() -> None:
    for script in SCRIPTS:
        source = script.read_text("utf-8")
        assert not re.search(r"parseFloat|parseInt|toFixed|Math\.round", source), script
        numbers = [line.strip() for line in re.findall(r".*\bNumber\(.*", source)]
        assert set(numbers) <= set(DRAWN if script.name == "money.js" else []), script
