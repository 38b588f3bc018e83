"""The console's files, and the GraphQL documents inside them."""

from __future__ import annotations

import re
from pathlib import Path

CONSOLE = Path(__file__).resolve().parents[2] / "console"
FILES = CONSOLE / "static" / "console"
SHELLS = [CONSOLE / "shell.html", CONSOLE / "play.html"]
SCRIPTS = sorted(file for file in FILES.rglob("*.js") if file.parent.name != "vendor")
STYLES = sorted(file for file in FILES.rglob("*.css") if file.parent.name != "vendor")
OPERATIONS = sorted(FILES.rglob("operations.js"))

_TEMPLATE = re.compile(r"(?:export )?const (\w+) = (?:operation\(\s*\"(\w+)\",\s*)?`([^`]*)`")
_PART = re.compile(r"\$\{([^}]*)\}")
_SHARED = FILES / "client" / "operation.js"


def documents() -> dict[str, str]:
    """Page and name -> document with its fragments, for every template; fragments included."""
    every = {}
    shared = _templates(_SHARED)
    for file in OPERATIONS:
        source = file.read_text("utf-8")
        found = _templates(file)
        wanted = len(re.findall(r"\boperation\(", source))
        assert len(found) >= wanted > 0, f"{file}: a template that this reader does not understand"
        for name, text in found.items():
            whole = _filled(text, shared | found)
            every[f"{file.parent.name} {name}"] = whole
    return every


def _filled(text: str, parts: dict[str, str]) -> str:
    """As JavaScript fills it in: a fragment that is named twice stands there twice, and is refused."""
    return _PART.sub(lambda part: _filled(parts[part[1]], parts), text)


def _templates(file: Path) -> dict[str, str]:
    found = {}
    for name, called, text in _TEMPLATE.findall(file.read_text("utf-8")):
        assert not called or re.search(rf"\b{called}\b\s*[({{]", text), f"{file}: {name} is not {called}"
        found[name] = text
    return found
