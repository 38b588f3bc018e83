"""Nothing that is logged shows a phone, a PIN, a token or a credential."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings as configured
from django.db import connection

from core.errors import DomainError
from core.machine.logs import JsonFormatter, MaskedFormatter
from core.machine.scrub import scrub, scrub_line
from tests.environment import ROOT
from users.erasing import erase_person
from users.models import User
from users.people import create_business, create_player, create_staff, phone_of
from users.signing_in.sign_in import sign_in

PHONE, PIN, PASSWORD = "254712345678", "582913", "correct horse battery"
SECRETS = [
    PHONE,
    "0712345678",
    "712345678",
    "0712 345 678",
    PIN,
    PASSWORD,
    "abcDEF123456token",
    "ws_CO_2011202612000071",
]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("paid by 254712345678.", "paid by 25471****678."),
        ("+254 712-345 678, 0712 345 678", "+25471****678, 07****678"),
        ("Authorization: Bearer abc.def-ghi", "Authorization: Bearer ****"),
        ("Invalid Access Token - xyz123", "Invalid Access Token - ****"),
        ("pin=582913&x=1", "pin=****&x=1"),
        ("{'pin': '582913', 'n': 1}", "{'pin': '****', 'n': 1}"),
        ('{"newPassword": "a \\" b", "n": 1}', '{"newPassword": "****", "n": 1}'),
        ('{\\"passkey\\": \\"a b\\", \\"n\\": 1}', '{\\"passkey\\": \\"****\\", \\"n\\": 1}'),
        ("consumerSecret: s3, SecurityCredential=abc+/==", "consumerSecret: ****, SecurityCredential=****"),
        ("CheckoutRequestID ws_CO_20112026120000712345678", "CheckoutRequestID ws_CO_20112026120000****"),
        ("POST /hooks/0a1b2c/stk/99 200", "POST /hooks/****/stk/**** 200"),
        ("'/hooks/0a1b2c/result/status/9f/'", "'/hooks/****/result/status/****'"),
        ("POST /hooks/0a1b2c/c2b/confirmation", "POST /hooks/****/c2b/confirmation"),
        ("postgresql://hesabu:s3cret@db/x", "postgresql://****@db/x"),
    ],
)
def test_what_is_masked(said, shown):
    assert scrub(said) == shown
    assert scrub(shown) == shown


@pytest.mark.parametrize(
    "said", ["KES 1,250.50 on 2026-11-20T09:00:00Z", "entry 20261120100000", "receipt UKL7A8B9C0"]
)
def test_what_stays(said):
    assert scrub(said) == said


def test_a_receipt_is_whole_for_who_may_read_it_and_shortened_in_a_log():
    said = "mpesa:600984:UKL7A8B9C0:pay, Key (till_id, number)=(3, UKS4XQ91TB), ABANDONED, WORK_FAILS"
    shown = "mpesa:600984:UKL****C0:pay, Key (till_id, number)=(3, UKS****TB), ABANDONED, WORK_FAILS"
    assert scrub(said) == said
    assert scrub_line(said) == scrub_line(shown) == shown


def _record(message, *args, exc_info=None) -> logging.LogRecord:
    return logging.LogRecord("mpesa", logging.ERROR, "x.py", 1, message, args, exc_info)


def test_arguments_tracebacks_and_wrong_calls_are_masked_too():
    try:
        raise ValueError(f"bad payer {PHONE}")
    except ValueError as error:
        trace = (ValueError, error, error.__traceback__)
    for formatter in (MaskedFormatter("%(levelname)s %(message)s"), JsonFormatter()):
        for record in (
            _record("payer %s", PHONE),
            _record("failed", exc_info=trace),
            _record(f"{PHONE} %s %s", "one argument too few"),
            _record("%(phone)s", {"phone": PHONE}),
            _record(f"of UKS4XQ91TB by {PHONE}"),
        ):
            shown = formatter.format(record)
            assert PHONE not in shown and "UKS4XQ91TB" not in shown
    line = json.loads(JsonFormatter().format(_record("failed for %s", PHONE, exc_info=trace)))
    assert line["message"] == "failed for 25471****678" and "bad payer 25471****678" in line["traceback"]


def test_masking_leaves_the_record_to_other_handlers():
    record = _record("payer %s", "A")
    MaskedFormatter("%(message)s").format(record)
    assert (record.msg, record.args) == ("payer %s", ("A",))


@pytest.mark.parametrize(
    "dies",
    [
        "raise ValueError(said)",
        "import threading; t = threading.Thread(target=int, args=(said,)); t.start(); t.join()",
        "import warnings; warnings.warn(said)",
    ],
)
def test_what_nobody_catches_is_masked_on_its_way_out(dies):
    """A program that dies of an error says so on stderr, past all logging."""
    program = f"import django; django.setup(); said = 'of {PHONE} by UKS4XQ91TB'; {dies}"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "25471****678 by UKS****TB" in done.stderr, done.stderr
    assert PHONE not in done.stderr and "UKS4XQ91TB" not in done.stderr


def test_every_handler_of_the_settings_masks():
    for handler in configured.LOGGING["handlers"].values():
        assert configured.LOGGING["formatters"][handler["formatter"]]["()"] in {
            "core.machine.logs.MaskedFormatter",
            "core.machine.logs.JsonFormatter",
        }


def _act() -> None:
    """What people do in a day, with all that can go wrong."""
    log = logging.getLogger("a.day")
    owner = create_staff(username="owner", password=PASSWORD)
    business = create_business(code="maji", name="Maji", owner=owner)
    player = create_player(phone=PHONE, pin=PIN, business=business)
    for phone, pin in ((PHONE, PIN), ("0712 345 67", PIN), ("0712345679", "123456")):
        try:
            create_player(phone=phone, pin=pin, business=business)
        except DomainError:
            log.exception("refused: phone=%s pin=%s", phone, pin)
    for identifier, secret in ((PHONE, "111222"), ("owner", "wrong"), ("0712345678", PIN)):
        try:
            log.info("signed in %s", sign_in(identifier=identifier, secret=secret, address="10.0.0.1"))
        except DomainError:
            log.warning("sign-in failed", exc_info=True)
    log.info("%r", {"phone": phone_of(player), "pin": PIN, "access_token": "abcDEF123456token"})
    log.info("Bearer abcDEF123456token for ws_CO_20112026120000712345678")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::integer", [f"phone {PHONE}"])
    except Exception:
        log.exception("a database error repeats what it was given")
    erase_person(user=player, actor=owner)


@pytest.mark.parametrize(
    "formatter", [MaskedFormatter("%(levelname)s %(name)s: %(message)s"), JsonFormatter()]
)
def test_a_day_of_logs_shows_nobody(db, formatter, monkeypatch):
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [handler])
    monkeypatch.setattr(root, "level", logging.INFO)
    _act()
    text = written.getvalue()
    assert len(text.splitlines()) > 8 and "25471****678" in text
    assert [secret for secret in SECRETS if secret in text] == []
    assert not re.search(r"(?<!\d)(?:254|0)[17]\d{8}(?!\d)", text)


def test_the_tables_show_nobody(db, superuser_database):
    """Events, audit entries and people's rows hold no phone and no PIN in plain."""
    _act()
    assert User.objects.filter(is_active=False).count() == 1
    tables = superuser_database.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        " AND tablename ~ '^(core|users|ledger|django_q)_'"
    ).fetchall()
    for (table,) in tables:
        for (row,) in superuser_database.execute(f'SELECT t::text FROM "{table}" AS t').fetchall():
            assert PHONE not in row and PIN not in row and PASSWORD not in row
