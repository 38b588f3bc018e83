"""The code blocks of the documents, by their language and the heading above them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.environment import ROOT

DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "daraja_sandbox/README.md")
_PARTS = re.compile(
    r"^(#+) (?P<heading>[^\n]+)$|^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Block:
    path: Path
    heading: str
    language: str
    text: str


def blocks_of(path: Path, *, heading: str | None = None) -> list[Block]:
    """The code blocks of a document in order; of one heading, where it is given."""
    found, above = [], ""
    for part in _PARTS.finditer(path.read_text("utf-8")):
        if part["heading"]:
            above = part["heading"]
        elif heading in (None, above):
            found.append(Block(path, above, part["language"], part["text"]))
    return found
