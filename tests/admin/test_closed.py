"""What a superuser's session, or somebody who stole one, can do in /admin/: look, and no more."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.contrib.auth.models import Group
from django.test import Client
from django_q.models import Failure, OrmQ, Schedule, Success

from core.admin_pages import LookOnly
from tests.admin.conftest import address, registered


def test_no_command_is_run_by_a_schedule_of_the_browser(root: Client):
    """Django-Q registers its models with the admin: a schedule may name any function, like os.system."""
    proof = Path(tempfile.mkdtemp()) / "it ran"
    before = Schedule.objects.count()
    fields = {"name": "x", "func": "os.system", "args": f"'touch \"{proof}\"'", "schedule_type": "O"}
    answer = root.post(
        "/admin/django_q/schedule/add/",
        {**fields, "repeats": "-1", "next_run_0": "2020-01-01", "next_run_1": "00:00:00", "minutes": ""},
    )
    assert Schedule.objects.count() == before
    assert answer.status_code == 404


def test_only_pages_of_ours_are_there(root: Client):
    for model, page in registered():
        assert isinstance(page, LookOnly), model
    for model in (Group, Schedule, Success, Failure, OrmQ):
        assert root.get(address(model)).status_code == 404, model
