"""The checker of logs finds what it is for, however it is written, and is quiet about the rest."""

from __future__ import annotations

import pytest

from tests.chaos.logs import Secrets

KNOWN = Secrets(
    phones={"254793456789"},
    receipts={"UKS4XQ91TB"},
    words={"5f0c2b9de1aa4c0f8d3b7e6a11223344", "Nyambura456789"},
    texts={"secret-of-the-app", "Bq3/xY+9tokenthatmaybeanything"},
)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("asked 254793456789 for money", "phone"),
        ("asked +254 793 456 789", "phone"),
        ("asked 0793-456-789", "phone"),
        ("asked 793456789", "phone"),
        ("ws_CO_****28112026153312345793456789", "phone"),
        ("asked 254711111111, whoever that is", "phone"),
        ("of ws_CO_28112026153312345711111111", "checkout id"),
        ("Key (till_id, number)=(3, UKS4XQ91TB) already exists", "receipt"),
        ("mpesa:600310:UKS9AB12CD:pay", "receipt"),
        ("POST /hooks/0123456789abcdef/c2b/confirmation", "callback address"),
        ("ref 5f0c2b9de1aa4c0f8d3b7e6a11223344", "secret"),
        ("paid by Nyambura456789 Achieng", "secret"),
        ("key=secret-of-the-app", "secret"),
        ("body Bq3/xY+9tokenthatmaybeanything", "secret"),
        ("Authorization: Bearer abcdef", "bearer token"),
        (f"SecurityCredential {'aB3/' * 30}", "credential"),
    ],
)
def test_what_must_not_be_read_is_found(line: str, kind: str) -> None:
    (leak,) = [leak for leak in KNOWN.leaks([("web", line)]) if leak.startswith(f"{kind}, web, 1 times: ")]
    assert leak.endswith(line)


def test_what_is_masked_or_harmless_is_not() -> None:
    lines = [
        "of ws_CO_28112026153312**** and 25479****789",
        "POST /hooks/****/c2b/confirmation 200, Bearer ****",
        "UKS****TB of till 600310 at 2026-11-28T15:33:12.345678, 1234567 rows",
        "hesabu | web was killed by SIGKILL after 793.4 s; starting again",
    ]
    assert KNOWN.leaks(("web", line) for line in lines) == []
