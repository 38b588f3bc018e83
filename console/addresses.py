"""The addresses of the pages, as their own routers have them: frame/routes.js for the console, and
play/routes.js for the player's page, which has a shell of its own.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

FILES = Path(__file__).parent / "static" / "console"
_PATH = re.compile(r'\bpath: "(/[^"]*)", load: \(\) => import\("(\.\.?/[^"]+)"\)')


@cache
def version() -> str:
    """Tells these files from those of another version: a digest of all of them."""
    whole = hashlib.sha256()
    for file in sorted(each for each in FILES.rglob("*") if each.is_file()):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        whole.update(f"{file.relative_to(FILES).as_posix()} {content}\n".encode())
    return whole.hexdigest()[:16]


@cache
def addresses() -> tuple[str, ...]:
    """Those of the console, each as the router writes it, "/customers/:customer"."""
    return tuple(_read("frame"))


@cache
def play_addresses() -> tuple[str, ...]:
    """Those of the player's page."""
    return tuple(_read("play"))


def is_play(path: str) -> bool:
    """Whether a path is of the player's page, or could be."""
    return path == "/play" or path.startswith("/play/")


@cache
def _read(folder: str) -> dict[str, str]:
    """Address -> the script of its page, below static/console."""
    here, whole = (FILES / folder).resolve(), FILES.resolve()
    return {
        address: (here / script).resolve().relative_to(whole).as_posix()
        for address, script in _PATH.findall((here / "routes.js").read_text("utf-8"))
    }


@cache
def _routes() -> dict[str, str]:
    return _read("frame") | _read("play")


def address_of(path: str) -> str | None:
    """The address, as the router writes it, at which a path stands."""
    for address in _routes():
        if re.fullmatch(re.sub(r":\w+", "[^/]+", address), path):
            return address
    return None


@cache
def pattern() -> str:
    """A regular expression, for Django, of every address."""
    parts = (re.sub(r":\w+", "[^/]+", address.removeprefix("/")) for address in _routes())
    return f"^(?:{'|'.join(parts)})$"


@cache
def slashed() -> str:
    """A regular expression of every address but the first with slashes behind it, as people type them."""
    parts = (re.sub(r":\w+", "[^/]+", address.strip("/")) for address in _routes() if address != "/")
    return f"^(?:{'|'.join(parts)})/+$"


@cache
def sections() -> str:
    """A regular expression of what could be an address below a page, but is none."""
    first = {address.split("/")[1] for address in _routes()} - {""}
    return f"^(?:{'|'.join(sorted(first))})/.*$"


@cache
def first_scripts(address: str | None = None, shell: str = "frame") -> tuple[str, ...]:
    """What a shell and the page at an address import before they begin, below static/console."""
    found: dict[str, None] = {}

    def visit(file: Path) -> None:
        name = file.relative_to(FILES.resolve()).as_posix()
        if name in found:
            return
        found[name] = None
        for target in _IMPORT.findall(file.read_text("utf-8")):
            visit((file.parent / target).resolve())

    visit(FILES.resolve() / "frame" / "early.js")
    visit(FILES.resolve() / shell / "main.js")
    if address is not None:
        visit(FILES.resolve() / _routes()[address])
    return tuple(found)


@cache
def first_styles(address: str | None) -> tuple[str, ...]:
    """The stylesheets that the page at an address names as its own, below static/console."""
    if address is None:
        return ()
    named = _STYLES.search((FILES / _routes()[address]).read_text("utf-8"))
    return tuple(_STYLE.findall(named[1])) if named else ()


#: A static import; `import("…")` in parentheses comes later, when its page is opened.
_IMPORT = re.compile(r"""(?:^|[;}\n])\s*(?:import|export)\b[^;(]*?["'](\.{1,2}/[^"']+)["']""")
_STYLES = re.compile(r"^export const styles = \[([^\]]*)\]", re.MULTILINE)
_STYLE = re.compile(r'"/static/console/([^"]+)"')
