"""GraphiQL as a person uses it: under its strict policy, over our doors."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings as ours

from tests.console.browser import Browser
from tests.graphql_api.conftest import House

RUN = ".graphiql-execute-button"
SHOWN = "document.querySelector('.result-window').innerText"


def test_it_asks_and_follows(house: House, hook_server: str, settings, tmp_path: Path):
    settings.GRAPHQL_EXPLORER = True
    session = house.browser().client.cookies[ours.SESSION_COOKIE_NAME].value
    profile = tmp_path / "profile"
    profile.mkdir()
    with Browser(profile) as browser:
        browser.call("Network.setCookie", name=ours.SESSION_COOKIE_NAME, value=session, url=hook_server)
        browser.go(f"{hook_server}/graphql")
        browser.wait_for(f"document.querySelector({json.dumps(RUN)})")
        browser.click(RUN)
        browser.wait_for(f"{SHOWN}.includes('owner.maji')")
        browser.click("[aria-label='Show Documentation Explorer']")
        browser.wait_for("document.body.innerText.includes('subscription')")  # both schemas are one here
        editor = "document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror"
        browser.run(f"{editor}.setValue('subscription {{ nothing }}')")
        browser.click(RUN)
        browser.wait_for(f"{SHOWN}.includes('on type')")  # in the words of the socket's schema
        assert browser.complaints == []
