"""Operations: what runs, what waits, what failed and why; for superusers alone, and without a secret."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ, Schedule, Task
from django_q.signals import post_execute_in_worker
from django_q.signing import SignedPackage

from config.schedules import SCHEDULES, sync_schedules
from core.machine.jobs import beat, queue_names, wake
from core.models import WakeUp
from mpesa.callbacks.inbox import store_callback
from tests.billing.placing import Desk
from tests.graphql_api.conftest import Browser, House, signed_in
from users.models import AuditEntry, Role, User

ASK = """{ operations { at
    jobs { name cluster everyMinutes nextRun lastRun waiting waitingSince }
    clusters { name beatAt isLate due later oldestDue }
    failures { job cluster startedAt stoppedAt why }
    deadLetters { what number business { code } cameAt tries isTriedAgain why } } }"""
RUN = """mutation ($job: String!) { runJob(input: {job: $job}) {
    job { name waiting nextRun } problems { code field } } }"""
SECRET = "+254712345678 hunter2"


@pytest.fixture
def root(db: None) -> Browser:
    return signed_in(User.objects.create_superuser("root", "correct horse battery"))


def asked(root: Browser) -> dict:
    return root.data(ASK)["operations"]


def failed(**task: object) -> None:
    now = timezone.now()
    Task.objects.create(
        started=now - timedelta(seconds=1),
        stopped=now,
        success=False,
        result=(
            f'{SECRET} : Traceback (most recent call last):\n  File "/site/worker.py", line 90, in w\n'
            f'  File "/home/x/hesabu/core/machine/jobs.py", line 155, in drain\n    {SECRET}\n'
            f"django.db.utils.OperationalError: {SECRET}"
        ),
        **task,
    )


def test_jobs_queues_and_clusters(root: Browser):
    sync_schedules()
    OrmQ.objects.all().delete()
    WakeUp.objects.all().delete()
    beat("core")
    with transaction.atomic():
        wake("mpesa.route")
        wake("mpesa.query", at=timezone.now() + timedelta(minutes=5))
    found = asked(root)
    jobs = {each["name"]: each for each in found["jobs"]}
    assert set(jobs) == {each.name for each in SCHEDULES} | set(queue_names())
    books = jobs["verify the books"]
    assert (books["everyMinutes"], books["cluster"], books["lastRun"]) == (60, "reconciliation", None)
    assert books["nextRun"] and jobs["mpesa.route"]["everyMinutes"] is None
    assert [jobs[name]["waiting"] for name in ("mpesa.route", "mpesa.query", "mpesa.inbox")] == [1, 0, 0]
    assert jobs["mpesa.route"]["waitingSince"] and jobs["mpesa.query"]["nextRun"]
    clusters = {each["name"]: each for each in found["clusters"]}
    assert [clusters["core"][part] for part in ("isLate", "due", "later")] == [False, 1, 1]
    assert clusters["reconciliation"] | {"name": ""} == {
        "name": "", "beatAt": None, "isLate": True, "due": 0, "later": 0, "oldestDue": None,
    }  # fmt: skip


def test_the_end_of_a_job_is_noted_when_it_went_well(root: Browser):
    send = post_execute_in_worker.send
    for task in (
        {"func": "core.tasks.drain", "args": ("mpesa.route",), "success": True},
        {"func": "ledger.tasks.verify_books", "args": (), "group": "verify the books", "success": True},
        {"func": "core.tasks.drain", "args": ("mpesa.push",), "success": False},
        {"func": "os.getcwd", "args": (), "success": True},
        {"args": None},
    ):
        send(sender="django_q", func=None, task=task)
    ran = {each["name"] for each in asked(root)["jobs"] if each["lastRun"]}
    assert ran == {"mpesa.route", "verify the books"}


def test_what_failed_says_why_and_no_more(root: Browser):
    failed(id="a" * 32, name="x", func="core.tasks.drain", args=("mpesa.inbox",), cluster="core")
    failed(id="b" * 32, name="y", func="core.tasks.sweep", group="sweep")
    failed(id="c" * 32, name="z", func="core.tasks.drain", args=(timezone.now(),))  # not plain: not read
    found = asked(root)
    assert {(each["job"], each["cluster"], each["why"]) for each in found["failures"]} == {
        ("mpesa.inbox", "core", "OperationalError at hesabu/core/machine/jobs.py:155"),
        ("sweep", "", "OperationalError at hesabu/core/machine/jobs.py:155"),
        ("core.tasks.drain", "", "OperationalError at hesabu/core/machine/jobs.py:155"),
    }
    assert "hunter2" not in json.dumps(found) and "254712" not in json.dumps(found)
    assert len(root.data("{ operations { failures(limit: 1) { job } } }")["operations"]["failures"]) == 1
    assert root.refusal("{ operations { failures(limit: 101) { job } } }") == "BAD_PAGE"


def test_callbacks_that_say_nothing_are_dead_letters(root: Browser, house: House, drain):
    desk = Desk(house, drain)
    kept = store_callback(
        till=desk.till, kind="c2b/confirmation", ref="", body=b'{"a": "0712345678"}', headers={}, address=None
    )
    drain()
    (letter,) = asked(root)["deadLetters"]
    assert letter.pop("cameAt")
    assert letter == {
        "what": "callback c2b/confirmation",
        "number": str(kept),
        "business": {"code": "maji"},
        "tries": 1,
        "isTriedAgain": False,
        "why": "CALLBACK_MISSING [TransID]",
    }


def test_a_job_is_run_now_by_its_name_alone_and_audited(root: Browser):
    sync_schedules()
    OrmQ.objects.all().delete()
    WakeUp.objects.all().delete()
    made = root.data(RUN, job="mpesa.route")["runJob"]
    assert made["problems"] == [] and made["job"]["waiting"] == 1
    assert root.data(RUN, job="mpesa.route")["runJob"]["job"]["waiting"] == 1  # one wake-up is enough
    assert root.data(RUN, job="verify the books")["runJob"]["job"]["name"] == "verify the books"
    task = SignedPackage.loads(OrmQ.objects.get(key="reconciliation").payload)
    assert (task["func"], task["args"], task["group"]) == (
        "ledger.tasks.verify_books",
        (),
        "verify the books",
    )
    assert Schedule.objects.count() == len(SCHEDULES)
    before = OrmQ.objects.count()
    for name in ("os.system", "core.tasks.drain", "", "mpesa.route "):
        assert root.data(RUN, job=name)["runJob"] == {
            "job": None,
            "problems": [{"code": "NOT_FOUND", "field": ["job"]}],
        }
    assert OrmQ.objects.count() == before
    audited = AuditEntry.objects.filter(action="job.run").order_by("pk")
    assert [each.subject for each in audited] == [
        "job:mpesa.route",
        "job:mpesa.route",
        "job:verify the books",
    ]


def test_only_superusers(house: House):
    for role in Role.values:
        browser = house.browser(role)
        assert browser.refusal(ASK) == "NOT_ALLOWED", role
        (problem,) = browser.data(RUN, job="mpesa.route")["runJob"]["problems"]
        assert problem["code"] == "NOT_ALLOWED", role
    assert Browser().refusal(ASK) == "SIGN_IN_REQUIRED"
    (problem,) = Browser().data(RUN, job="mpesa.route")["runJob"]["problems"]
    assert problem["code"] == "SIGN_IN_REQUIRED"
    assert not AuditEntry.objects.filter(action="job.run").exists()


def test_who_runs_the_machine_is_told_so(root: Browser, house: House):
    ask = "{ me { runsMachine } }"
    assert root.data(ask) == {"me": {"runsMachine": True}}
    for role in Role:
        if role in house.people:
            assert signed_in(house.people[role]).data(ask) == {"me": {"runsMachine": False}}, role
