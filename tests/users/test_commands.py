from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.errors import SignInFailed
from tests.users.approving import PASSWORD
from users.models import AuditEntry, Business, User
from users.signing_in.sign_in import sign_in


def create(**options) -> str:
    shown = StringIO()
    arguments = {"code": "duka", "name": "Duka Letu", "owner": "Amina", "stdout": shown} | options
    call_command("create_business", **arguments)
    return shown.getvalue()


@pytest.fixture
def password_file(tmp_path):
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n")
    return file


def test_a_business_with_a_new_owner(db, password_file):
    assert create(password_file=password_file) == "duka: Duka Letu, owner amina (created)\n"
    assert sign_in(identifier="amina", secret=PASSWORD, address="") == User.objects.get(username="amina")
    assert AuditEntry.objects.filter(action="business.create", business__code="duka").count() == 1


def test_a_business_of_somebody_known_leaves_the_password(owner, password_file):
    password_file.write_text("quite another password")
    assert create(owner=" OWNER", password_file=password_file).endswith("(who was known already)\n")
    with pytest.raises(SignInFailed):
        sign_in(identifier="owner", secret="quite another password", address="")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"code": "maji"}, "BUSINESS_CODE_TAKEN [code]: Another business has this code."),
        ({"code": "Duka Letu"}, "BAD_BUSINESS [code]: Enter a valid"),
        ({"owner": "0712345678"}, "BAD_USERNAME [username]:"),
        ({"owner": "gone"}, "gone is not active"),
        ({"password_file": None}, "amina is new: give --password-file, or run this in a terminal"),
    ],
)
def test_what_is_wrong_is_one_line_and_nothing_is_created(
    business, password_file, monkeypatch, options, said
):
    monkeypatch.setattr("sys.stdin", StringIO())
    User.objects.create(username="gone", is_active=False)
    with pytest.raises(CommandError) as refusal:
        create(**{"password_file": password_file} | options)
    assert str(refusal.value).startswith(said) and "\n" not in str(refusal.value)
    assert (Business.objects.count(), User.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"short", "too short"),
        (b"password123", "too common"),
        (b"\xff\xfe", "cannot be read: not UTF-8"),
        (None, "No such file"),
    ],
)
def test_passwords_that_will_not_do(db, tmp_path, written, said):
    file = tmp_path / "password"
    if written is not None:
        file.write_bytes(written)
    with pytest.raises(CommandError, match=said):
        create(password_file=file)
    assert not User.objects.exists() and not Business.objects.exists()
