"""`python -m tests.reconciliation.corpus [SEEDS]`: tells every kind to the product, and writes the page.

It has a database of its own on the test server. Ends with 1 where something was missed, false or wrong.
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from itertools import product

import tests.environment


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    from embedded.services import ensure_services

    ensure_services()
    django.setup()
    from tests.databases import Snapshot, clone, connected_to, drop, migrated_template
    from tests.reconciliation.corpus.kinds import KINDS
    from tests.reconciliation.corpus.page import Score, page
    from tests.reconciliation.telling import tell
    from users.people import create_business, create_staff

    def begin() -> object:
        owner = create_staff(username="owner", password="correct horse battery")
        return create_business(code="maji", name="Maji Safi", owner=owner)

    start = Snapshot(migrated_template()).take(begin)
    scores: dict[str, Score] = defaultdict(Score)
    seeds = range(1, 1 + int(arguments[0] if arguments else 2))
    complaints = []
    for name, seed, masked in product(KINDS, seeds, (False, True)):
        database = clone(start.database)
        with connected_to(database):
            heard = tell(KINDS[name].story(seed, masked=masked), start.made)
        drop(database)
        score = scores[name]
        score.asked, score.missed = score.asked + heard.asked, score.missed + len(heard.missed)
        score.right, score.false = score.right + heard.right, score.false + len(heard.false)
        said = [*heard.missed, *heard.wrong, *(f"false: {each}" for each in heard.false)]
        complaints += [f"{name} {seed} {'masked' if masked else 'plain'}: {each}" for each in said]
        print("." if not said else "!", end="", flush=True)
    drop(start.database)
    stories = len(KINDS) * len(seeds) * 2
    path = tests.environment.ROOT / "docs/reconciliation-faults.md"
    path.write_text(page(scores, stories), "utf-8")
    print(f"\n{path.relative_to(tests.environment.ROOT)}: {stories} stories", *complaints, sep="\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
