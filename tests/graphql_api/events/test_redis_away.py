"""A Redis that is gone, or hangs, costs what is committed meanwhile one wait and one line, not one each."""

from __future__ import annotations

import asyncio

import pytest

from graphql_api.events import alarm


class Away:
    """A layer that counts who tries it: it refuses, or says nothing at all."""

    def __init__(self, *, hangs: bool) -> None:
        self.tried, self.hangs = 0, hangs

    async def group_send(self, group: str, message: object) -> None:
        self.tried += 1
        if self.hangs:
            await asyncio.sleep(3600)
        raise ConnectionError


@pytest.mark.parametrize("hangs", [False, True])
def test_it_is_left_alone_until_the_next_tick(monkeypatch, caplog, hangs: bool) -> None:
    layer, now = Away(hangs=hangs), [1000.0]
    monkeypatch.setattr(alarm, "get_channel_layer", lambda: layer)
    monkeypatch.setattr(alarm, "SEND_SECONDS", 0.01)
    monkeypatch.setattr(alarm, "monotonic", lambda: now[0])
    monkeypatch.setattr(alarm, "_resting_until", 0.0)
    for number in range(30):
        alarm.announce_businesses([number])
    assert (layer.tried, caplog.text.count("did not take a wake-up")) == (1, 1)
    now[0] += alarm.TICK_SECONDS
    alarm.announce_person(1)
    assert (layer.tried, caplog.text.count("did not take a wake-up")) == (2, 2)
