from __future__ import annotations

from datetime import date, timedelta

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from core.errors import DomainError, NotAllowed
from core.files.sealed_files import MOST, check_file
from core.models import DataKey, Event
from tests.core.threads import run_together
from tests.graphql_api.walk.rows import JPEG
from tests.graphql_api.walk.users import hand_in
from tests.users.approving import PASSWORD
from users.actors import SYSTEM
from users.approvals.approving import Proof, approve
from users.erasing import erase_person
from users.kyc import submissions
from users.kyc.documents import store_document
from users.kyc.submissions import refuse_kyc, request_upgrade, start_kyc, submit_kyc, tier_of
from users.models import (
    Approval,
    AuditEntry,
    Business,
    KycDocument,
    KycStanding,
    KycState,
    KycSubmission,
    KycTier,
    Role,
    User,
)
from users.people import add_member, create_business, create_player, create_staff

NEW = Proof()
BORN = date(1990, 1, 2)


@pytest.fixture
def reviewer(business: Business) -> User:
    user = create_staff(username="reviewer", password=PASSWORD)
    add_member(business=business, user=user, role=Role.APPROVER, actor=SYSTEM)
    return user


def start(business, player, **changes) -> KycSubmission:
    facts = {"tier": "standard", "name": "Wanjiru", "id_number": "12 345 678", "date_of_birth": BORN}
    return start_kyc(business=business, player=player, **(facts | {"key": "key-00001"} | changes))


def code(verb, *args, **kwargs) -> str:
    with pytest.raises(DomainError) as refusal:
        verb(*args, **kwargs)
    return refusal.value.code


def upgrade(submission, maker, checker, key="upgrade-01") -> Approval:
    asked = request_upgrade(submission=submission, reviewer=maker, key=key)
    return approve(approval=asked, checker=checker, digest=asked.digest, proof=NEW)


def test_three_tiers_to_begin_with(db):
    tiers = KycTier.objects.order_by("rank").values_list("code", "transaction_limit", "daily_limit")
    assert list(tiers) == [
        ("basic", 1_000_000, 2_000_000),
        ("standard", 7_000_000, 14_000_000),
        ("full", 25_000_000, 50_000_000),
    ]


def test_a_player_reaches_a_tier_by_two_people(business, owner, reviewer, player):
    assert tier_of(business=business, player=player).code == "basic"
    submission = hand_in(business, player, key="key-00001")
    asked = request_upgrade(submission=submission, reviewer=owner, key="upgrade-01")
    assert request_upgrade(submission=submission, reviewer=owner, key="upgrade-01") == asked
    assert tier_of(business=business, player=player).code == "basic"
    assert (
        '"limits":{"balance":"KES 200,000.00","daily":"KES 140,000.00","transaction":"KES 70,000.00"}'
        in asked.content
    )
    assert code(approve, approval=asked, checker=owner, digest=asked.digest, proof=NEW) == "SAME_PERSON"
    approve(approval=asked, checker=reviewer, digest=asked.digest, proof=NEW)
    assert tier_of(business=business, player=player).code == "standard"
    stored = KycSubmission.objects.get()
    assert stored.state == "APPROVED"
    assert list(stored.steps.order_by("pk").values_list("step", "by")) == [
        ("STARTED", player.pk),
        ("SUBMITTED", player.pk),
        ("UPGRADE_ASKED", owner.pk),
        ("APPROVED", reviewer.pk),
    ]
    acts = AuditEntry.objects.filter(action__startswith="kyc.").order_by("id")
    assert list(acts.values_list("action", flat=True)) == [
        *("kyc.started", "kyc.upload", "kyc.upload"),
        *("kyc.submitted", "kyc.upgrade_asked", "kyc.approved"),
    ]
    assert Event.objects.filter(topic="kyc.changed").order_by("-id")[0].ids["state"] == "APPROVED"
    assert code(start, business, player, key="key-00002") == "TIER_REACHED"
    assert start(business, player, key="key-00003", tier="full").state == "DRAFT"


def test_a_tier_is_of_one_business(business, owner, reviewer, player):
    other = create_business(code="duka", name="Duka", owner=owner)
    add_member(business=other, user=player, role=Role.PLAYER, actor=SYSTEM)
    upgrade(hand_in(business, player, key="key-00001"), owner, reviewer)
    assert tier_of(business=other, player=player).code == "basic"


def test_other_limits_are_another_approval(business, owner, reviewer, player):
    submission = hand_in(business, player, key="key-00001")
    asked = request_upgrade(submission=submission, reviewer=owner, key="upgrade-01")
    KycTier.objects.filter(code="standard").update(daily_limit=14_000_001)
    assert (
        code(approve, approval=asked, checker=reviewer, digest=asked.digest, proof=NEW) == "SUBJECT_CHANGED"
    )
    assert not KycStanding.objects.exists()


def test_what_was_refused_cannot_be_approved(business, owner, reviewer, player):
    submission = hand_in(business, player, key="key-00001")
    asked = request_upgrade(submission=submission, reviewer=owner, key="upgrade-01")
    for _ in range(2):
        refused = refuse_kyc(submission=submission, reviewer=reviewer, reason=" the picture  is dark ")
    assert (refused.state, refused.reason) == ("REFUSED", "the picture is dark")
    assert (
        code(approve, approval=asked, checker=reviewer, digest=asked.digest, proof=NEW) == "SUBJECT_CHANGED"
    )
    assert (
        code(request_upgrade, submission=submission, reviewer=owner, key="upgrade-02") == "KYC_NOT_SUBMITTED"
    )
    assert start(business, player, key="key-00002").state == "DRAFT"


def test_refusing_and_approving_in_the_same_instant(business, owner, reviewer, player):
    for count in range(6):
        other = create_player(phone=f"25471234570{count}", pin="582913", business=business)
        submission = hand_in(business, other, key="key-00001", id_number=f"5555555{count}")
        asked = request_upgrade(submission=submission, reviewer=owner, key=f"upgrade-{count:02}")
        verbs = [
            lambda asked=asked: approve(approval=asked, checker=reviewer, digest=asked.digest, proof=NEW),
            lambda submission=submission: refuse_kyc(submission=submission, reviewer=owner, reason="no"),
        ]
        outcomes = run_together(verbs if count % 2 else verbs[::-1])
        assert sum(isinstance(each, Exception) for each in outcomes) == 1, outcomes
        state = KycSubmission.objects.get(pk=submission.pk).state
        assert (state == "APPROVED") == KycStanding.objects.filter(player=other).exists()


def test_one_id_number_one_player(business, owner, reviewer, player):
    second = create_player(phone="254712345679", pin="582913", business=business)
    first, other = hand_in(business, player, key="key-00001"), hand_in(business, second, key="key-00001")
    asked = request_upgrade(submission=other, reviewer=owner, key="upgrade-02")
    upgrade(first, owner, reviewer)
    assert code(approve, approval=asked, checker=reviewer, digest=asked.digest, proof=NEW) == "ID_TAKEN"
    assert code(request_upgrade, submission=other, reviewer=owner, key="upgrade-03") == "ID_TAKEN"
    assert tier_of(business=business, player=second).code == "basic"


def test_nobody_reviews_themselves(business, owner, reviewer, player):
    add_member(business=business, user=player, role=Role.APPROVER, actor=owner)
    submission = hand_in(business, player, key="key-00001")
    with pytest.raises(NotAllowed):
        request_upgrade(submission=submission, reviewer=player, key="upgrade-01")
    with pytest.raises(NotAllowed):
        refuse_kyc(submission=submission, reviewer=player, reason="no")
    asked = request_upgrade(submission=submission, reviewer=owner, key="upgrade-02")
    with pytest.raises(NotAllowed):
        approve(approval=asked, checker=player, digest=asked.digest, proof=NEW)
    assert KycSubmission.objects.get().state == "SUBMITTED"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"tier": "gold"}, "UNKNOWN_TIER"),
        ({"tier": "\x00"}, "UNKNOWN_TIER"),
        ({"tier": "basic"}, "TIER_REACHED"),
        ({"name": " "}, "NAME_MISSING"),
        ({"name": "x" * 121}, "NAME_MISSING"),
        ({"id_number": "1234"}, "BAD_ID_NUMBER"),
        ({"id_number": "12345678; DROP"}, "BAD_ID_NUMBER"),
        ({"id_number": "١٢٣٤٥٦٧"}, "BAD_ID_NUMBER"),
        ({"date_of_birth": date.today() - timedelta(days=17 * 365)}, "BAD_DATE_OF_BIRTH"),
        ({"date_of_birth": date.today() + timedelta(days=1)}, "BAD_DATE_OF_BIRTH"),
        ({"date_of_birth": date(1, 1, 1)}, "BAD_DATE_OF_BIRTH"),
        ({"key": ""}, "BAD_KEY"),
    ],
)
def test_a_submission_that_is_refused_leaves_nothing(business, player, changes, expected):
    keys = DataKey.objects.count()
    assert code(start, business, player, **changes) == expected
    assert (KycSubmission.objects.count(), DataKey.objects.count()) == (0, keys)


def test_a_key_starts_once_and_a_new_draft_replaces_the_old(business, player):
    outcomes = run_together([lambda: start(business, player)] * 5)
    assert len({each.pk for each in outcomes}) == 1
    assert code(start, business, player, name="Other") == "KEY_REUSED"
    second = start(business, player, key="key-00002")
    assert list(KycSubmission.objects.order_by("pk").values_list("state", flat=True)) == [
        "WITHDRAWN",
        "DRAFT",
    ]
    for kind in ("ID_FRONT", "ID_BACK"):
        assert code(submit_kyc, submission=second, player=player) == "DOCUMENTS_MISSING"
        store_document(submission=second, kind=kind, data=JPEG, player=player)
    for _ in range(2):
        assert submit_kyc(submission=second, player=player).state == "SUBMITTED"
    assert code(start, business, player, key="key-00003") == "KYC_OPEN"
    assert code(store_document, submission=second, kind="SELFIE", data=JPEG, player=player) == "KYC_NOT_DRAFT"


def test_a_player_does_not_begin_without_end(business, player):
    for number in range(submissions.MAX_STARTS):
        start(business, player, key=f"key-{number:05}")
    assert code(start, business, player, key="key-99999") == "TOO_MANY_SUBMISSIONS"
    assert start(business, player, key="key-00009").state == "DRAFT"
    KycSubmission.objects.using("owner").update(created_at=timezone.now() - submissions.STARTS_WITHIN)
    assert start(business, player, key="key-99999").state == "DRAFT"


def test_nothing_personal_is_readable_in_the_database(business, player):
    hand_in(business, player, key="key-00001")
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text || d::text FROM users_kycsubmission s, users_kycdocument d")
        text = " ".join(row[0] for row in cursor.fetchall())
    for secret in ("Player of maji", "12345678", "1990-01-02"):
        assert secret not in text and secret.encode().hex() not in text
    assert JPEG.hex() not in text


def test_erasing_a_player_deletes_the_keys_and_closes_what_is_open(business, owner, player):
    hand_in(business, player, key="key-00001")
    erase_person(user=player, actor=owner)
    stored = KycSubmission.objects.get()
    assert (stored.state, stored.data_key, stored.id_index) == ("REFUSED", None, None)
    assert not DataKey.objects.exists()
    assert KycDocument.objects.count() == 2  # sealed for ever


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xff\xd8\xff\xe1 exif", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR rest", "image/png"),
        (b"%PDF-1.7 rest", "application/pdf"),
        (b"", "DOCUMENT_EMPTY"),
        (b"\xff\xd8", "DOCUMENT_TYPE"),
        (b"GIF89a", "DOCUMENT_TYPE"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "DOCUMENT_TYPE"),
        (b"<!DOCTYPE html><script>", "DOCUMENT_TYPE"),
        (b" %PDF-1.7", "DOCUMENT_TYPE"),
        (b"MZ\x90\x00 program", "DOCUMENT_TYPE"),
        (b"PK\x03\x04 archive", "DOCUMENT_TYPE"),
        (b"\x89PNG\r\n\x1a\n but no header", "DOCUMENT_TYPE"),
    ],
)
def test_a_file_is_what_it_begins_with(data, expected):
    try:
        assert check_file(data, max_bytes=100) == expected
    except DomainError as refusal:
        assert refusal.code == expected


def test_a_document_is_kept_once_and_not_without_end(business, player, settings):
    draft = start(business, player)
    for _ in range(2):
        store_document(submission=draft, kind="SELFIE", data=JPEG, player=player)
    assert KycDocument.objects.count() == 1
    settings.KYC_DOCUMENT_MAX_BYTES = len(JPEG)
    too_large = {"submission": draft, "kind": "SELFIE", "data": JPEG + b"x", "player": player}
    assert code(store_document, **too_large) == "DOCUMENT_TOO_LARGE"
    settings.KYC_DOCUMENT_MAX_BYTES = 100
    for number in range(MOST - 1):
        store_document(submission=draft, kind="SELFIE", data=JPEG + b"%d" % number, player=player)
    assert code(store_document, **too_large) == "TOO_MANY_DOCUMENTS"


def test_a_tier_is_edited_by_a_superuser_and_audited_with_its_values(db):
    root = User.objects.create_superuser("root", PASSWORD)
    tier = KycTier.objects.get(code="basic")
    page = f"/admin/users/kyctier/{tier.pk}/change/"
    form = {"name": "Basic", "transaction_limit": "5", "daily_limit": "9", "balance_limit": "50,000"}
    client = Client()
    assert client.post(page, form).status_code == 302  # to the sign-in page
    clerk = create_staff(username="clerk", password=PASSWORD)
    User.objects.filter(pk=clerk.pk).update(is_staff=True)
    client.force_login(User.objects.get(pk=clerk.pk))
    assert client.post(page, form | {"required_documents": "[]"}).status_code == 403
    client.force_login(root)
    for documents, status in (('["X-RAY"]', 200), ('["SELFIE", "SELFIE"]', 200), ('["SELFIE"]', 302)):
        assert client.post(page, form | {"required_documents": documents}).status_code == status
    assert client.post(page, form | {"daily_limit": "0.01", "required_documents": "[]"}).status_code == 200
    tier.refresh_from_db()
    assert (tier.transaction_limit, tier.required_documents) == (500, ["SELFIE"])
    details = AuditEntry.objects.get(action="admin.change").details
    assert details["transaction_limit"] == "KES 10,000.00 -> KES 5.00"
    assert details["required_documents"] == "[] -> ['SELFIE']"


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE users_kycdocument SET kind = 'SELFIE'", "APPEND_ONLY|permission denied"),
        ("DELETE FROM users_kycstep", "APPEND_ONLY|permission denied"),
        ("UPDATE users_kycsubmission SET state = 'APPROVED' WHERE state = 'REFUSED'", "ILLEGAL_STEP"),
        ("UPDATE users_kycsubmission SET tier_id = (SELECT max(id) FROM users_kyctier)", "SUBMISSION_FIXED"),
        ("UPDATE users_kycsubmission SET name_sealed = 'x'", "SUBMISSION_FIXED"),
        ("UPDATE users_kyctier SET daily_limit = 1", "kyc_tier_limits_fit"),
    ],
)
def test_the_database_keeps_submissions(business, owner, player, owner_database, statement, says):
    refuse_kyc(submission=hand_in(business, player, key="key-00001"), reviewer=owner, reason="no")
    with pytest.raises(psycopg.Error, match=says):
        owner_database.execute(statement)
    says += "|permission denied"
    with pytest.raises(DatabaseError, match=says), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_states_of_the_steps_are_those_of_submissions():
    assert set(KycState.values) - {"DRAFT"} <= set(submissions.KycStepKind.values)
