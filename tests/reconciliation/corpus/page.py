"""docs/reconciliation-faults.md: what each kind is, what finding it means, and how often it was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.reconciliation.corpus.kinds import KINDS, Kind
from tests.reconciliation.corpus.stories import Level

_ABOVE = """# Faults that reconciliation finds

What can be wrong with a statement, with the books, or with what a channel told, and what finding it \
means. A generator that shares no code with the product (`tests/reconciliation/corpus/`) makes the truth \
of a till of three days and its files in the portal's formats, and puts one fault into it; files and runs \
then go through the front door. Each kind is tried with full and with masked phones. `make faults` writes \
this page; its tests are `tests/reconciliation/test_corpus.py`, and `test_corpus_sequences.py` sends true, \
faulty, repeated and partial files in any order: nothing of a file that is not admitted is in the books.

**Recall** counts what must be said: the fate of a faulty file, and each finding (a problem of a file, an \
item of a run, a case, an uncovered time) that names the receipt and the amount at fault; for some kinds, as \
the table says, that the run books just this, once. **Precision** counts, of all that is said of receipts \
and amounts, what is about the fault. Payouts of another client, which the books cannot know and every run \
lists, count as neither. A kind that is no fault asks for nothing: there every finding is a false one.
"""
_HEAD = (
    "| kind | what is wrong | found by | finding it means | recall | precision |\n|---|---|---|---|---|---|"
)


@dataclass
class Score:
    asked: int = 0
    missed: int = 0
    right: int = 0
    false: int = 0

    @property
    def recall(self) -> str:
        return f"{self.asked - self.missed} of {self.asked}" if self.asked else "nothing to find"

    @property
    def precision(self) -> str:
        said = self.right + self.false
        return f"{self.right} of {said}" if said else "nothing said"


def beginning(kind: Kind) -> str:
    """The first cells of a kind's row, which no run changes."""
    return f"| {kind.name.replace('_', ' ')} | {kind.done} | {kind.level} | {kind.detected} |"


def page(scores: Mapping[str, Score], stories: int) -> str:
    rows = [
        f"{beginning(kind)} {scores[name].recall} | {scores[name].precision} |"
        for name, kind in KINDS.items()
    ]
    found = [kind for kind in KINDS.values() if kind.level is not Level.HARMLESS]
    whole = [kind for kind in found if not scores[kind.name].missed]
    last = (
        f"{stories} stories were told. Of {len(found)} kinds of faults {len(whole)} were found every time; "
        f"{sum(score.false for score in scores.values())} findings were false."
    )
    return "\n".join([_ABOVE, _HEAD, *rows, "", last, ""])
