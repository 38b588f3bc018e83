"""Requests around an operation: mostly as they should be, now and then spoiled."""

from __future__ import annotations

import json
from random import Random
from typing import Any

CONTENT_TYPES = (
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/json; charset=utf-16",
    "",
    "*/*",
)
WHOLE = (b"", b"null", b"[]", b"1", b'"x"', b"\xff\xfe", b"{", b"[" * 5000, b"9" * 5000, b'{"query":' * 300)


FILES = (
    *(b"", b"\x00" * 100, b"\xff\xfe" * 50, b"PK\x03\x04" + b"x" * 200, b"%PDF-1.7 x", b"\xff\xd8\xff\xe0 x"),
    *(
        b"code,name,kind\n6000,Rent,EXPENSE\n",
        b"code,name,kind\n\x00,\xff,=1+1\n",
        b"a,b\n" * 3000,
        b'"' * 999,
    ),
    *(
        b"Receipt No.,Completion Time,Paid In\nUKK1,2026-11-20 10:00:00,1e999\n",
        b"\xef\xbb\xbf;;;\n" + b"9" * 5000,
    ),
)


def spoiled(rng: Random, body: dict[str, Any]) -> tuple[bytes, str]:
    """(body, content type); one time in twenty something is wrong with them."""
    data = json.dumps(body).encode()
    if rng.random() > 0.05:
        return data, "application/json"
    way = rng.randrange(9)
    if way == 0:
        return data, rng.choice(CONTENT_TYPES)
    if way == 1:
        return rng.choice(WHOLE), "application/json"
    if way == 2:
        return data[: rng.randrange(len(data))], "application/json"
    if way == 3:
        place = rng.randrange(len(data))
        return data[:place] + rng.randbytes(rng.randrange(1, 4)) + data[place + 1 :], "application/json"
    if way == 4:
        return json.dumps([body]).encode(), "application/json"
    if way == 5:
        return b"\xef\xbb\xbf" + data, "application/json"
    if way == 6:
        odd = rng.choice([None, 1, "x", [], {}, True, "\ud800", "a\x00"])
        return json.dumps(body | {rng.choice([*body, "extensions", "id"]): odd}).encode(), "application/json"
    if way == 7:
        return data[:-1] + b', "query": "{ me { username } }"}', "application/json"
    return data + rng.choice((b" ", b"\n", b"\x00", b"{}", b" " * 300_000)), "application/json"
