"""State machines: the steps that a row may take, and the one function that takes them.

A model that is one says its legal steps; its trigger (`<app>/sql/<model>_state_steps.sql`) says the same in
the database, and a test compares the two over all pairs of states.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from core.errors import InvalidState


class StateMachine(models.Model):
    """A row whose `state` follows `legal_steps`: from each state, the states that may come next."""

    legal_steps: ClassVar[Mapping[str, tuple[str, ...]]]
    state: models.CharField[str, str]

    class Meta:
        abstract = True

    def may_become(self, state: str) -> bool:
        """Whether the step to another state is legal."""
        return state in self.legal_steps[self.state]

    @property
    def is_final(self) -> bool:
        return not self.legal_steps[self.state]


def take_step(row: StateMachine, state: str) -> bool:
    """Put a row into a state; False when it is there already. The caller holds the row's lock and saves it.

    Raises InvalidState ILLEGAL_STEP, and leaves the row as it is.
    """
    if row.state == state:
        return False
    if not row.may_become(state):
        what = row._meta.verbose_name
        raise InvalidState("ILLEGAL_STEP", "state", f"A {what} that is {row.state} cannot become {state}.")
    row.state = state
    return True
