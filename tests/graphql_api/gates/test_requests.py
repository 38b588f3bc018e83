"""Heads of requests that are no text end as 400, at whatever address."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.graphql_api.conftest import House
from tests.graphql_api.events.sockets import Socket, opened, run
from users.models import User

NUL = '"\\000aaaaaaaaaaaa"'
ADDRESSES = ["/", "/graphql", "/admin/", "/files/x", "/uploads/x", "/static/x", "/readyz", "/nothing"]


def test_a_cookie_that_spells_nul(db):
    client = Client(raise_request_exception=False)
    named = {"Content-Disposition": 'attachment; filename="a\x00.exe"'}
    assert client.post("/uploads/x", b"", content_type="image/jpeg", headers=named).status_code == 400
    for address in ADDRESSES:
        for name in ("sessionid", "csrftoken", "any"):
            answer = client.get(address, headers={"Cookie": f"{name}={NUL}"})
            assert answer.status_code == 400, (address, name)
            assert answer.json()["errors"][0]["extensions"] == {"code": "BAD_TEXT", "field": []}


def test_addresses_and_query_strings_that_spell_nul(db):
    root = User.objects.create_superuser("root", "correct horse battery")
    client = Client(raise_request_exception=False)
    client.force_login(root)
    for address in ("/admin/users/user/?username=%00", "/admin/users/user/?q=a%00", "/files/a%00b", "/%00"):
        assert client.get(address).status_code == 400, address
    assert client.get("/admin/users/user/?q=%ed%a0%80").status_code == 200  # bad UTF-8 is replaced, as ever


@pytest.mark.parametrize("cookie", [NUL, '"\\355\\240\\200aaaaaaaaaaa"', "x" * 4000, '"', "\\"])
def test_a_socket_with_an_odd_cookie_is_nobodys(cookie: str, house: House):
    async def story() -> None:
        async with opened(session=cookie, origin="http://127.0.0.1") as socket:
            assert isinstance(socket, Socket)
            await socket.open()
            assert await socket.init() == {"type": "close", "code": 4403}

    run(story)
