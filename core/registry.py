"""The one shape of a registry: what an app above brings to one below, by name.

Each has its own `register_*` function beside what it serves, and config/wiring fills it.
"""

from __future__ import annotations

from typing import NoReturn, TypeVar

Item = TypeVar("Item")


class Registry(dict[str, Item]):
    """Name -> what was registered, in the order of registration. `what` names one of them in errors."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self.what = what

    def register(self, name: str, item: Item) -> None:
        """Raises ValueError for a name that is taken."""
        if name in self:
            raise ValueError(f"{self.what} {name} is registered already")
        self[name] = item

    def __missing__(self, name: str) -> NoReturn:
        raise KeyError(f"{self.what} {name} is registered nowhere; see config/wiring")
