"""Values for arguments: of the right type and plausible, of the right type and odd, or of a wrong type."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLNonNull, get_named_type, is_list_type

from graphql_api.ids import read_id, write_id

LENGTHS = (1, 8, 13, 41, 81, 121, 151, 201, 256, 301, 501, 1000, 2000, 2001, 5000)
ODD_TEXTS = (
    *(
        "",
        " ",
        "\x00",
        "a\x00b",
        "\ud800",
        "\udfff\ud800",
        "a\ud83d",
        "\u202eabc",
        "\ufeff",
        "\u2028",
        "\t\r\n",
    ),
    *(
        "\x1f\x7f\x80",
        "é" * 60,
        "😀" * 30,
        "a" + "\u0301" * 200,
        "%",
        "%s%n",
        "_",
        "\\",
        "'",
        '"',
        "';--",
        "$1",
        "{0}",
    ),
    *("null", "true", "NaN", "Infinity", "-1", "0", "1e400", "9" * 19, "9" * 40, "9" * 4500, "٣", "½", "²"),
    *("../../etc/passwd", "<script>", "[" * 200, '{"a":1}', "=1+1", "a@b", "a@b.c", "+254", "0712345678"),
)
NUMBERS = (0, 1, -1, 2, 7, 20, 99, 100, 101, -100, 2**31 - 1, -(2**31), 2**31, 2**63 - 1, 2**63, -(2**63) - 1)
HUGE = (10**31, -(10**31), 1.5, -0.0, 1e300)
MONIES = (
    "1.00",
    "0.01",
    "0",
    "0.00",
    "-1.00",
    "402.50",
    "1,000.10",
    "150000",
    "999999999.99",
    "92233720368547758.07",
)
ODD_MONIES = (
    "1.001",
    "1e3",
    "",
    ".",
    "-",
    "٣.00",
    "9" * 30,
    "-" + "9" * 30,
    "0x10",
    " 1 ",
    "1_000",
    "NaN",
    "1.0.0",
)
DAYS = ("2026-11-20", "2026-11-01", "2026-10-31", "2025-12-31", "2024-02-29", "1990-01-01", "2030-01-01")
ODD_DAYS = (
    "0001-01-01",
    "9999-12-31",
    "99999-01-01",
    "-0001-01-01",
    "1969-12-31",
    "1899-12-31",
    "2026-02-30",
)
ODD_DAYS += ("2026-11-20T00:00:00Z", "20261120", "2026-W47-5", "today", "", "2200-01-01", "\u0662026-11-20")
DECIMALS = ("1", "2.5", "0.001", "1000000")
ODD_DECIMALS = (
    "NaN",
    "Infinity",
    "-Infinity",
    "sNaN",
    "1e400",
    "1e-400",
    "-1",
    "0",
    "",
    "1E+5",
    "9" * 60,
    "0.0001",
)
WRONG = (None, 1, "x", True, [], {}, [[]], {"a": 1}, 1.5, ["x"], [None])
#: How an argument or input field is called -> texts that mean something there.
TEXTS = {
    "business": ("maji", "duka", "MAJI", "maji ", "none"),
    "code": ("1020", "1010", "4000", "6000", "123456", "new-one", "9.1"),
    "account": ("1020", "4000", "1010", "1100", "2200", "5100", "9999"),
    "source": ("1020", "1100", "1010"),
    "target": ("1100", "1020", "2900"),
    "parent": ("1020", "1100", "9999"),
    "phone": ("0712 345 678", "254712345678", "+254112345678", "0712", "254999999999"),
    "username": ("owner.maji", "cashier.maji", "owner.duka", "nobody", "new.person"),
    "identifier": ("owner.maji", "cashier.duka", "0712345678", "nobody"),
    "secret": ("correct horse battery", "wrong"),
    "password": ("correct horse battery", "a good long password", "short"),
    "email": ("a@b.ke", "name@example.com"),
    "idempotencyKey": ("1", "2", "3"),
    "key": ("key-number-1", "key-number-2", "key-number-3", "key-number-4"),
    "pin": ("582913", "111111"),
    "shortcode": ("600100", "600200", "600300", "174379"),
    "accountReference": ("A1", "100014"),
    "tier": ("full", "basic", "none"),
    "number": ("TMAJI0", "TDUKA0"),
    "digest": ("x", "0" * 64),
}


#: Arguments that are not called like the type whose id they take.
CALLED = {
    "entry": "JournalEntry",
    "template": "VoucherTemplate",
    "submission": "KycSubmission",
    "run": "ReconciliationRun",
    "request": "PaymentRequest",
}


def literal(value: Any) -> str:
    """A value in the syntax of GraphQL. Halves of characters cannot be written; they become `?`."""
    if isinstance(value, Name):
        return value
    if isinstance(value, str):
        return json.dumps(value.encode("utf-8", "replace").decode()).replace("\\u007f", "\\u007f")
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {literal(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return json.dumps(value)


class Name(str):
    """What is written without quotes: a value of an enum, a variable."""


@dataclass
class Values:
    """`ids` are ids of things that exist, by type; `oddness` is how often a value is odd, or of no type."""

    rng: Random
    ids: dict[str, list[str]]
    #: Of pages that were given, and odd ones.
    cursors: list[str]
    odd_cursors: list[str]
    #: Where files may be sent to or had from.
    paths: list[str] = field(default_factory=list)
    #: The code of the business whose member asks.
    home: str = ""
    oddness: float = 0.0

    def of(self, type_: Any, name: str) -> Any:
        """A value for an argument or field of this name and type, or one that the type refuses."""
        if self.rng.random() < self.oddness / 5:
            return self.rng.choice(WRONG)
        required = isinstance(type_, GraphQLNonNull)
        bare = type_.of_type if required else type_
        if not required and self.rng.random() < self.oddness / 2:
            return None
        if is_list_type(bare):
            if "debit" in getattr(get_named_type(bare), "fields", {}) and self.rng.random() < 0.6:
                return self._balanced()
            return [
                self.of(bare.of_type, name)
                for _ in range(
                    self.rng.choice((0, 1, 1, 2, 2, 2, 3) if self.rng.random() < 0.97 else (60, 250))
                )
            ]
        if isinstance(bare, GraphQLInputObjectType):
            return self._object(bare)
        if isinstance(bare, GraphQLEnumType):
            return Name(self.rng.choice([*bare.values] + ["NOTHING"] * (self.rng.random() < self.oddness)))
        return self._scalar(bare.name, name)

    def _balanced(self) -> list[dict[str, Any]]:
        """Lines of a voucher that could be posted."""
        amount = self.rng.choice(MONIES[:2] + MONIES[5:7])
        debit, credit = self.rng.sample(("1020", "4000", "1100", "5100", "3000"), 2)
        return [{"account": debit, "debit": amount}, {"account": credit, "credit": amount}]

    def _object(self, type_: GraphQLInputObjectType) -> dict[str, Any]:
        value = {}
        for name, inner in type_.fields.items():
            needed = isinstance(inner.type, GraphQLNonNull) and inner.default is None
            if self.rng.random() < (1 - self.oddness / 20 if needed else 0.5):
                value[name] = self.of(inner.type, name)
        if self.rng.random() < self.oddness / 10:
            value["surplus"] = 1
        return value

    def _scalar(self, type_name: str, name: str) -> Any:
        odd = self.rng.random() < self.oddness
        make: Callable[[str, bool], Any] = getattr(self, f"_{type_name.lower()}", self._string)
        return make(name, odd)

    def _string(self, name: str, odd: bool) -> str:
        if name in ("after", "before"):
            return self.rng.choice(self.odd_cursors if odd or not self.cursors else self.cursors)
        if name == "business" and not odd and self.rng.random() < 0.85:
            return self.home
        if not odd and name in TEXTS:
            return self.rng.choice(TEXTS[name])
        if not odd:
            return self.rng.choice(("Water", "Rent of May", "key-number-9", "x", "12345678"))
        if self.rng.random() < 0.3:
            return "".join(chr(self.rng.randrange(0x10FFFF)) for _ in range(self.rng.randrange(1, 20)))
        if self.rng.random() < 0.4:
            return self.rng.choice("xé9 ") * self.rng.choice(LENGTHS)
        return self.rng.choice(ODD_TEXTS)

    def learn(self, answer: Any, name: str = "") -> None:
        """Remember ids and cursors of an answer: what one operation made is there for the next ones."""
        if isinstance(answer, dict):
            for key, part in answer.items():
                self.learn(part, key)
        elif isinstance(answer, list):
            for part in answer:
                self.learn(part, name)
        elif isinstance(answer, str) and name == "id":
            known = self.ids.get(read_id(answer).type_name)
            if known is not None:
                known.append(answer)
                del known[:-20]
        elif isinstance(answer, str) and name in (
            "path",
            "pdfPath",
            "receiptPath",
            "statementPath",
            "proofPath",
            "workbookPath",
        ):
            self.paths.append(answer)
            del self.paths[:-20]
        elif isinstance(answer, str) and name in ("cursor", "endCursor"):
            self.cursors.append(answer)
            del self.cursors[:-20]

    def _id(self, name: str, odd: bool) -> str:
        wanted = CALLED.get(name) or name[:1].upper() + name[1:]
        if odd:
            number = self.rng.choice([each for each in NUMBERS if -(2**63) <= each < 2**63])
            made = write_id(self.rng.choice([*self.ids]), number)
            return self.rng.choice([made, made[:-1], self._string(name, True)])
        if wanted in self.ids and self.rng.random() < 0.95:
            return self.rng.choice(self.ids[wanted])
        return self.rng.choice([each for known in self.ids.values() for each in known])

    def _int(self, name: str, odd: bool) -> Any:
        return self.rng.choice((*NUMBERS, *HUGE)) if odd else self.rng.choice((0, 1, 2, 5, 20, 100))

    def _bigint(self, name: str, odd: bool) -> Any:
        if odd:
            return self.rng.choice(
                (*NUMBERS, *HUGE, *map(str, NUMBERS), "9" * 4500, " 1", "+1", "1.0", "٣", "-")
            )
        return self.rng.choice(("0", "1", "2", "5", "100"))

    def _money(self, name: str, odd: bool) -> Any:
        return self.rng.choice((*ODD_MONIES, 5, 1.5)) if odd else self.rng.choice(MONIES)

    def _date(self, name: str, odd: bool) -> Any:
        return self.rng.choice((*ODD_DAYS, 20261120)) if odd else self.rng.choice(DAYS)

    def _datetime(self, name: str, odd: bool) -> Any:
        return self._date(name, odd)

    def _decimal(self, name: str, odd: bool) -> Any:
        return self.rng.choice((*ODD_DECIMALS, 5, 0.1)) if odd else self.rng.choice(DECIMALS)

    def _boolean(self, name: str, odd: bool) -> Any:
        return self.rng.choice((True, False, "true", 1)) if odd else self.rng.random() < 0.5
