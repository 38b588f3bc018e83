"""Matching on a Dask cluster: the same run, the same proof as here."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import dask
import pytest
from distributed import Client, LocalCluster
from distributed.security import Security
from hypothesis import given, settings

from config import spreading
from core.machine.jobs import drain_queue
from embedded import env
from mpesa.models import Till
from reconciliation.models import ReconciliationRun, RunState
from reconciliation.runs import cluster
from reconciliation.runs.matching import match
from reconciliation.runs.running import _TERMS, RUN_QUEUE, start_run
from tests.reconciliation.test_matching_properties import SIDES, frames, others_of, same
from tests.reconciliation.verified.files import MONDAY, WEDNESDAY, bring, file_of
from tests.reconciliation.verified.test_metamorphic import ALL, DAYS
from users.actors import SYSTEM

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def here() -> Iterator[Client]:
    with (
        LocalCluster(
            n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None, memory_limit=0
        ) as local,
        Client(local) as client,
    ):
        yield client


@settings(max_examples=15, deadline=None)
@given(sides=SIDES)
def test_parts_on_a_cluster_give_the_whole(here: Client, sides: Any) -> None:
    statement, booked = frames(*sides)
    others = others_of(sides[0])
    first = cluster.on_cluster(here, parts=3)
    same(match(statement, booked, others=others), match(statement, booked, others=others, first=first))


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """The address of a scheduler with a worker, processes of their own that speak TLS alone."""
    pems, options, settings_of_dask = Security.temporary().get_tls_config_for_role("client"), [], {}
    for name, pem in (("ca-file", pems["ca_file"]), ("cert", pems["cert"]), ("key", pems["key"])):
        (tmp_path / name).write_text(pem)
        options += [f"--tls-{name}", str(tmp_path / name)]
        settings_of_dask[f"client.{name}" if name != "ca-file" else name] = str(tmp_path / name)
    told = str(tmp_path / "scheduler.json")
    options += ["--protocol", "tls", "--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", told]
    work = ["worker", "--no-nanny", "--nthreads", "1", "--local-directory", str(tmp_path)]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "dask", *command, *options], cwd=ROOT, stderr=subprocess.DEVNULL
        )
        for command in (["scheduler", "--port", "0"], work)
    ]
    try:
        with (
            dask.config.set({f"distributed.comm.tls.{name}": it for name, it in settings_of_dask.items()}),
            Client(scheduler_file=told, timeout=60) as client,
        ):
            client.wait_for_workers(1, timeout=60)
            yield client.scheduler.address
    finally:
        for process in running:
            process.kill()
            process.wait(30)


def proved(till: Till) -> ReconciliationRun:
    run = start_run(till=till, from_day=MONDAY, to_day=WEDNESDAY, actor=SYSTEM)
    drain_queue(RUN_QUEUE)
    run.refresh_from_db()
    assert run.state == RunState.DONE, run.problem
    return run


def found_by(run: ReconciliationRun) -> tuple[object, ...]:
    figures = ("matched", "statement_closing", "ledger", "unexplained", *_TERMS)
    return (
        run.digest,
        [getattr(run, name) for name in figures],
        list(run.matches.order_by("pk").values_list("row_key", "reference", "rule", "evidence")),
        list(run.items.order_by("pk").values_list("term", "receipt", "leg", "cents", "why", "row_key")),
    )


def test_pandas_and_dask_give_the_same_run(shop, scheduler, settings, caplog):
    for day, rows in DAYS.items():
        bring(shop, file_of(rows, day))
    proved(shop)  # books what the books lack, so that both of these see the same
    here = proved(shop)
    assert here.matched == len(ALL)
    settings.DASK_SCHEDULER = scheduler
    with caplog.at_level(logging.WARNING, logger=cluster.__name__):
        there = proved(shop)
    assert found_by(there) == found_by(here) and not caplog.records


def test_a_large_run_is_spread_over_the_cores_of_this_machine(shop, monkeypatch):
    bring(shop, file_of(ALL, MONDAY, WEDNESDAY))
    proved(shop)
    here, parts = proved(shop), []
    monkeypatch.setattr(cluster, "SPREAD_ROWS", 2)
    on_cluster = cluster.on_cluster
    monkeypatch.setattr(cluster, "on_cluster", lambda client: parts.append(client) or on_cluster(client))
    assert found_by(proved(shop)) == found_by(here) and parts


def test_a_scheduler_that_does_not_answer_is_done_without(shop, settings, monkeypatch, caplog):
    bring(shop, file_of(ALL, MONDAY, WEDNESDAY))
    proved(shop)
    here = proved(shop)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.DASK_SCHEDULER = f"tls://127.0.0.1:{nobody.getsockname()[1]}"
        monkeypatch.setattr(cluster, "ANSWERS_WITHIN", 0.2)
        assert found_by(proved(shop)) == found_by(here)
    assert "cannot be asked" in caplog.text


def test_a_cluster_that_breaks_is_done_without(shop, monkeypatch, caplog):
    bring(shop, file_of(ALL, MONDAY, WEDNESDAY))
    proved(shop)
    here = proved(shop)
    monkeypatch.setattr(cluster, "SPREAD_ROWS", 2)
    monkeypatch.setattr(Client, "submit", mock.Mock(side_effect=OSError("the worker was killed")))
    assert found_by(proved(shop)) == found_by(here)
    assert "the worker was killed" in caplog.text


def test_a_scheduler_without_certificates_is_refused_at_start(monkeypatch):
    monkeypatch.setenv("DASK_SCHEDULER", "tcp://10.0.0.7:8786")
    with pytest.raises(env.ConfigurationError, match="tls://"):
        spreading.dask_scheduler()
    monkeypatch.setenv("DASK_SCHEDULER", "tls://10.0.0.7:8786")
    assert spreading.dask_scheduler() == "tls://10.0.0.7:8786"
