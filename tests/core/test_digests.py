"""Different facts never have one digest: in core.digests, and in each place that makes one."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.digests import canonical_text, digest, digest_of_plain
from core.machine.crypto import keyed_digests
from ledger.journal.posting import EntryDraft, Leg
from mpesa.collections.receipts import ReceiptFacts
from mpesa.daraja.tokens import AppCredentials, cache_key
from reconciliation.statement_files.framing import row_keys
from tests.environment import ROOT
from users.signing_in.codes import _hash as code_hash
from users.signing_in.delays import account_subjects, place_subjects

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
#: Texts that joining confuses: what separates, quotes, escapes, and what numbers and days look like.
crafty = st.text("|\n:,\x1f\"'\\[]{}@1a ", max_size=6) | st.sampled_from(
    ["", "1", "None", "null", "true", "2026-11-20", "a|1|100\nb", "\ud83d", "\ude00", "\U0001f600"]
)
moments = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1))
zones = st.integers(-12, 12).map(lambda hours: timezone(timedelta(hours=hours)))
facts = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.integers()
    | crafty
    | st.text(st.characters(exclude_categories=()))
    | st.dates()
    | st.builds(lambda at, zone: at.replace(tzinfo=zone), moments, zones),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(crafty.filter(lambda name: name[:1] != "@"), inner, max_size=4)
    ),
)


def told(value: Any) -> Any:
    """Facts read back out of their canonical text, each with its type."""
    if isinstance(value, list):
        return [told(item) for item in value]
    if isinstance(value, dict):
        if "@moment" in value:
            return datetime.fromisoformat(value["@moment"])
        if "@day" in value:
            return date.fromisoformat(value["@day"])
        return {name: told(item) for name, item in value.items()}
    return value


def typed(value: Any) -> Any:
    """Facts in which 1, "1" and True differ also by ==."""
    if isinstance(value, list):
        return [typed(item) for item in value]
    if isinstance(value, dict):
        return sorted((name, typed(item)) for name, item in value.items())
    return (type(value).__name__, str(value.astimezone(UTC) if isinstance(value, datetime) else value))


@given(facts)
def test_all_facts_can_be_read_back_out_of_their_text_so_that_no_two_share_it(value):
    assert typed(told(json.loads(canonical_text(value)))) == typed(value)


@given(st.lists(crafty | st.integers(), max_size=5), st.lists(crafty | st.integers(), max_size=5))
def test_different_facts_have_different_digests(one, other):
    assert (digest(one) == digest(other)) == (typed(one) == typed(other))
    assert digest_of_plain(one) == digest(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, "1"),
        (1, True),
        (0, False),
        (None, "null"),
        ("", None),
        ([], {}),
        ([], None),
        (["a", "b"], ["a,b"]),
        ([["a"], "b"], ["a", ["b"]]),
        (date(2026, 11, 20), "2026-11-20"),
        (date(2026, 11, 20), datetime(2026, 11, 20, tzinfo=UTC)),
        ("\ud83d\ude00", "\U0001f600"),
    ],
)
def test_types_are_kept_apart(one, other):
    assert digest(one) != digest(other)


def test_the_order_of_names_and_the_zone_of_a_moment_do_not_count():
    assert digest({"b": 1, "a": [2]}) == digest({"a": (2,), "b": 1})
    assert digest(NOON) == digest(NOON.astimezone(timezone(timedelta(hours=3))))


@pytest.mark.parametrize(
    "value", [1.0, Decimal(1), b"a", {1: 2}, {"@day": "2026-11-20"}, datetime(2026, 11, 20), {1, 2}, object()]
)
def test_what_has_no_one_form_is_refused(value):
    for wrapped in (value, [value], {"a": value}):
        with pytest.raises(TypeError):
            digest(wrapped)


def both(one: str, other: str) -> object:
    return one, other


def _content(account: str, other: str) -> object:
    legs = [Leg(account, debit=5), Leg(other, credit=5)]
    return EntryDraft(business_id=1, kind="MANUAL", reference="r", legs=legs, occurred_at=NOON).content_hash


def _row_key(account: str, receipt: str) -> object:
    row = {"receipt": receipt, "paid_in": 1, "withdrawn": 0, "moves": True, "status": "Completed"}
    return row_keys(account, pd.DataFrame([row]), np.zeros(1, dtype=np.bool_))[0]


#: Place -> what it makes of two texts, and what of them it counts.
PLACES: dict[str, tuple[Callable[[str, str], object], Callable[[str, str], object]]] = {
    "a code sent to a phone": (lambda one, other: code_hash(one, "SIGN_UP", other), both),
    "an account and a place": (lambda one, other: account_subjects(one, at=other)[0], both),
    "an account or a place": (
        lambda one, other: (account_subjects if one else place_subjects)(other)[0],
        lambda one, other: (bool(one), other),
    ),
    "an entry's content": (_content, lambda one, other: sorted([(one, 5), (other, 0)])),
    "a receipt's facts": (
        lambda one, other: ReceiptFacts(one, len(other), NOON).digest(),
        lambda one, other: (one, len(other)),
    ),
    "a token's place": (lambda one, other: cache_key(AppCredentials(other, ""), one), both),
    "a statement's row": (_row_key, both),
    "keyed facts": (lambda one, other: keyed_digests([one, other])[0], both),
}


@pytest.mark.parametrize("place", PLACES)
@given(texts=st.tuples(crafty, crafty, crafty, crafty))
def test_no_place_takes_different_facts_for_the_same(place, texts):
    one, other, third, fourth = (text.encode("ascii", "ignore").decode() for text in texts)
    hashed, counted = PLACES[place]
    assume(counted(one, other) != counted(third, fourth))
    assert hashed(one, other) != hashed(third, fourth)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("separator", "|\n:,@\x1f\x00 .-")
def test_no_place_is_confused_by_a_separator_that_moves(place, separator):
    one, other = (f"a{separator}b", "c"), ("a", f"b{separator}c")
    hashed, counted = PLACES[place]
    if counted(*one) != counted(*other):
        assert hashed(*one) != hashed(*other)


HASHES = {"sha1", "sha256", "sha512", "md5", "blake2b", "new", "digest_of_text"}
HASHES |= {"blind_index", "blind_indexes", "peppered", "salted_hmac"}
#: Joined all the same, and why two facts cannot meet there.
JOINED = {
    "localdir.py": "a folder and then a number, which holds no separator",
    "merkle.py": "one byte and a framed record, or one byte and two hashes of one length",
    "names.py": "a constant and one word without separators",
    "framing.py": "measured texts and then numbers; a column at a time, as millions of rows ask",
    "offline_verifier.py": "the length-prefixed bytes of a seal",
    "sealing.py": "a constant and one PIN of KRA, which holds no separator",
    "tokens.py": "a constant and one secret",
    "verify_certificate.py": "as merkle.py, told apart by the first byte",
}
STRANGERS = {"bench", "daraja_sandbox", "scripts", "tests"}


def _joins(value: ast.AST, joined: set[str]) -> bool:
    """Whether text or bytes are put together in an expression, or were in a name that it uses."""
    return any(
        (isinstance(node, ast.JoinedStr) and len(node.values) > 1)
        or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod))
        or (isinstance(node, ast.Attribute) and node.attr in ("join", "format"))
        or (isinstance(node, ast.Name) and node.id in joined)
        for node in ast.walk(value)
    )


def hashes_of_joined(source: str) -> int:
    """How many hashes of joined text a module takes."""
    found = 0
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        joined = {
            target.id
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and _joins(node.value, set())
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(function):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                found += name in HASHES and any(_joins(each, joined) for each in node.args)
    return found


def test_the_walk_sees_joined_text():
    for told in ('f"{a}|{b}".encode()', '"|".join(a).encode()', "a + b", '"%s|%s" % (a, b)', "facts"):
        assert hashes_of_joined(f'def f(a, b):\n    facts = f"{{a}}|{{b}}"\n    sha256({told})\n'), told
    for told in ("a", "a.encode()", 'f"{a}"', "canonical_text([a, b])"):
        assert not hashes_of_joined(f"def f(a, b):\n    sha256({told})\n"), told


def test_nobody_hashes_joined_text():
    found = set()
    for path in ROOT.glob("*/**/*.py"):
        room = ROOT / path.relative_to(ROOT).parts[0]
        if room.name in STRANGERS or "migrations" in path.parts or not (room / "__init__.py").exists():
            continue
        if hashes_of_joined(path.read_text()):
            found.add(path.name)
    assert found == set(JOINED)
