"""The form at /admin/login/ is no way around the delays and the second factor."""

from __future__ import annotations

from typing import Any

import pyotp
import pytest
from django.test import Client

from tests.graphql_api.conftest import PASSWORD
from users.models import AuditEntry, User
from users.signing_in.devices import COOKIE, Device
from users.signing_in.totp import confirm_totp, start_totp

LOGIN = "/admin/login/?next=/admin/mpesa/till/"


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_superuser("root", PASSWORD)


@pytest.fixture
def app(person: User) -> pyotp.TOTP:
    """The authenticator of somebody with a second factor."""
    app = pyotp.parse_uri(start_totp(user=person))
    assert isinstance(app, pyotp.TOTP)
    app.recovery = confirm_totp(user=person, code=app.now())  # type: ignore[attr-defined]
    return app


def enter(client: Client, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"username": "root", "password": password, **more})


def is_inside(client: Client) -> bool:
    return client.get("/admin/mpesa/till/").status_code == 200


def test_name_and_password_are_enough_without_a_second_factor(person: User):
    client = Client()
    answer = enter(client)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/mpesa/till/")
    assert is_inside(client)
    assert AuditEntry.objects.filter(action="sign_in", actor=person).count() == 1


def test_with_a_second_factor_the_password_alone_is_not(person: User, app: pyotp.TOTP):
    client = Client()
    for wrong in ({}, {"code": ""}, {"code": "000000"}):
        answer = enter(client, **wrong)
        assert answer.status_code == 200 and b"it was too soon" in answer.content
        assert not is_inside(client)
    recovery = app.recovery[0]  # type: ignore[attr-defined]
    assert enter(client, code=recovery).status_code == 302
    assert is_inside(client)


def test_failures_grow_the_delay_that_the_api_knows(person: User):
    client = Client()
    for _ in range(4):
        assert enter(client, password="wrong").status_code == 200
    assert enter(client).status_code == 200
    assert not is_inside(client)


def test_a_known_device_waits_for_nobody_else(person: User):
    client = Client()
    client.cookies[COOKIE] = Device().with_person(person).cookie()
    for _ in range(4):
        enter(Client(), password="wrong")
    assert enter(Client()).status_code == 200  # from the same address, and too soon
    assert enter(client).status_code == 302
    assert is_inside(client)


def test_wrong_and_odd_names_say_the_same(person: User):
    for name in ("nobody", "root\x00", "0712345678", " ", "x" * 5000):
        answer = Client().post(LOGIN, {"username": name, "password": "wrong"})
        assert answer.status_code == 200, name


def test_it_sends_nobody_elsewhere(person: User):
    answer = Client().post(
        "/admin/login/?next=https://evil.example/",
        {"username": "root", "password": PASSWORD, "next": "https://evil.example/"},
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
