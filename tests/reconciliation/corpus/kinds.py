"""Every kind of fault by its name, in the order of docs/reconciliation-faults.md."""

from __future__ import annotations

from tests.reconciliation.corpus import book_faults, file_faults
from tests.reconciliation.corpus.stories import KINDS, Kind

assert all(kind.make.__module__ in (file_faults.__name__, book_faults.__name__) for kind in KINDS.values())

__all__ = ["KINDS", "Kind"]
