"""KYC through the front door: the player's side, the reviewers' side, and everybody else."""

from __future__ import annotations

import json

import pytest

from graphql_api.ids import write_id
from tests.graphql_api.conftest import Browser, House
from tests.graphql_api.walk.rows import JPEG
from tests.graphql_api.walk.users import hand_in
from users.models import AuditEntry, KycDocument, KycSubmission, Role

START = """mutation ($input: StartKycInput!) { startKyc(input: $input) { submission { id state }
    problems { code field } } }"""
UPLOAD = """mutation ($input: UploadKycDocumentInput!) { uploadKycDocument(input: $input) { path expiresAt
    problems { code } } }"""
SUBMIT = """mutation ($id: ID!) { submitKyc(input: {submission: $id}) { submission { state }
    problems { code field } } }"""
SUBMITTED = {"submitKyc": {"submission": {"state": "SUBMITTED"}, "problems": []}}
QUEUE = """{ kycSubmissions(allMine: true, filter: {states: [SUBMITTED]}) { nodes { id player { name } state
    name idNumber dateOfBirth tier { code requiredDocuments } documents { kind mediaType size path }
    steps { nodes { step by { name } } } } } }"""
UPGRADE = """mutation ($id: ID!) { requestKycUpgrade(input: {submission: $id, idempotencyKey: "1"}) {
    approval { id digest state } problems { code } } }"""
REFUSE = """mutation ($id: ID!, $reason: String!) { refuseKyc(input: {submission: $id, reason: $reason}) {
    submission { state reason } problems { code field } } }"""
APPROVE = """mutation ($input: ApproveRequestInput!) { approveRequest(input: $input) {
    approval { state } problems { code } } }"""
TIER = "query ($business: ID!) { myKycTier(business: $business) { code transactionLimit } }"
LIST = """query ($business: ID, $all: Boolean, $filter: KycSubmissionFilter, $order: KycSubmissionOrder) {
    kycSubmissions(business: $business, allMine: $all, filter: $filter, orderBy: $order) {
        nodes { id name } } }"""


def id_of(house: House) -> str:
    return write_id("Business", house.business.pk)


def start(house: House, player: Browser, **other) -> dict:
    asked = {
        "business": id_of(house),
        "tier": "standard",
        "name": "Wanjiru",
        "idNumber": "12345678",
        "dateOfBirth": "1990-01-02",
        "idempotencyKey": "kyc-0001",
    }
    return player.data(START, input=asked | other)["startKyc"]


def upload(player: Browser, id: str, kind: str) -> str:
    return player.data(UPLOAD, input={"submission": id, "kind": kind})["uploadKycDocument"]["path"]


def post_file(browser: Browser, path: str, data: bytes, **headers: str):
    token = browser.client.cookies["csrftoken"].value
    return browser.client.post(
        path, data, content_type="application/octet-stream", headers={"X-CSRFToken": token, **headers}
    )


def test_from_the_first_picture_to_the_tier(house: House):
    player = house.browser(Role.PLAYER)
    assert player.data(TIER, business=id_of(house))["myKycTier"] == {
        "code": "basic",
        "transactionLimit": "10000.00",
    }
    id = start(house, player)["submission"]["id"]
    for kind in ("ID_FRONT", "ID_BACK"):
        path = upload(player, id, kind)
        taken = post_file(player, path, JPEG + kind.encode())
        assert (taken.status_code, taken.json()["mediaType"]) == (201, "image/jpeg")
    assert player.data(SUBMIT, id=id) == SUBMITTED
    (mine,) = player.data(QUEUE)["kycSubmissions"]["nodes"]
    assert [document["path"] for document in mine["documents"]] == [None, None]

    reviewer = house.browser(Role.ACCOUNTANT)
    (node,) = reviewer.data(QUEUE)["kycSubmissions"]["nodes"]
    assert (node["player"], node["name"], node["idNumber"], node["dateOfBirth"]) == (
        {"name": "PLAYER of maji"},
        "Wanjiru",
        "12345678",
        "1990-01-02",
    )
    path = node["documents"][0]["path"]
    given = reviewer.client.get(path)
    assert (given.status_code, given.content) == (200, JPEG + b"ID_FRONT")
    submission = KycSubmission.objects.get()
    assert given["Content-Disposition"] == f'attachment; filename="kyc-{submission.pk}-id_front.jpg"'
    assert given["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (given["X-Content-Type-Options"], given["Cache-Control"]) == ("nosniff", "no-store")
    read = AuditEntry.objects.get(action="kyc.document_read")
    assert (read.actor, read.details) == (
        house.people[Role.ACCOUNTANT],
        {"submission": submission.pk, "kind": "ID_FRONT"},
    )
    asked = reviewer.data(UPGRADE, id=id)["requestKycUpgrade"]["approval"]
    answer = {"approval": asked["id"], "digest": asked["digest"]}
    assert house.browser(Role.APPROVER).data(APPROVE, input=answer) == {
        "approveRequest": {"approval": {"state": "APPROVED"}, "problems": []}
    }
    assert player.data(TIER, business=id_of(house))["myKycTier"] == {
        "code": "standard",
        "transactionLimit": "70000.00",
    }
    steps = "{ kycSubmissions(allMine: true) { nodes { steps { nodes { step by { name } } } } } }"
    (seen,) = player.data(steps)["kycSubmissions"]["nodes"]
    own = {"name": "PLAYER of maji"}
    assert [step["by"] for step in seen["steps"]["nodes"]] == [own, own, None, None]
    (seen,) = reviewer.data(steps)["kycSubmissions"]["nodes"]
    names = [step["by"]["name"] for step in seen["steps"]["nodes"]]
    assert names[2:] == ["ACCOUNTANT of maji", "APPROVER of maji"]


def test_a_document_is_for_reviewers_of_this_business_only(house: House, other_house: House):
    hand_in(house.business, house.people[Role.PLAYER], key="kyc-0001")
    path = house.browser().data(QUEUE)["kycSubmissions"]["nodes"][0]["documents"][0]["path"]
    for where in (house, other_house):
        for role in Role.values:
            if (where, role) != (house, Role.OWNER):
                assert where.browser(role).client.get(path).status_code == 404, (where.code, role)
    assert Browser().client.get(path).status_code == 401
    assert house.browser().client.get(path[:-2]).status_code == 404
    assert house.browser().client.get(path.replace("/files/", "/uploads/")).status_code == 405
    assert not AuditEntry.objects.filter(action="kyc.document_read").exists()
    demoted = house.browser()
    house.people[Role.OWNER].memberships.all().delete()
    assert demoted.client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 400, "DOCUMENT_EMPTY"),
        (b"<html><script>alert(1)</script>", 400, "DOCUMENT_TYPE"),
        (b"MZ\x90\x00", 400, "DOCUMENT_TYPE"),
        (JPEG + b"x" * 100, 413, "DOCUMENT_TOO_LARGE"),
    ],
)
def test_hostile_files_are_not_kept(house: House, settings, data, status, code):
    settings.KYC_DOCUMENT_MAX_BYTES = 100
    player = house.browser(Role.PLAYER)
    id = start(house, player)["submission"]["id"]
    path = upload(player, id, "SELFIE")
    tricks = {"Content-Disposition": 'attachment; filename="../../id.jpg%00.exe"', "X-Filename": "id.jpg"}
    refused = post_file(player, path, data, **tricks)
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (status, code)
    assert not KycDocument.objects.exists()
    kept = post_file(player, path, JPEG, **tricks)
    assert kept.status_code == 201
    assert "filename" not in json.dumps(kept.json()) and KycDocument.objects.get().media_type == "image/jpeg"


def test_an_upload_address_is_of_one_person_and_one_draft(house: House, other_house: House):
    player = house.browser(Role.PLAYER)
    id = start(house, player)["submission"]["id"]
    path = upload(player, id, "SELFIE")
    for other in (house.browser(), other_house.browser(Role.PLAYER)):
        other.data("{ me { username } }")
        assert post_file(other, path, JPEG).status_code == 404
    assert player.client.post(path, JPEG, content_type="image/jpeg").status_code == 403  # no CSRF token
    house.people[Role.PLAYER].memberships.all().delete()
    assert post_file(player, path, JPEG).status_code == 404
    assert not KycDocument.objects.exists()


def test_two_players_do_not_see_each_other(house: House, other_house: House):
    second = other_house.people[Role.PLAYER]
    house.people[Role.PLAYER].memberships.update_or_create(business=other_house.business, role=Role.PLAYER)
    mine = hand_in(other_house.business, second, key="kyc-0001")
    other = house.browser(Role.PLAYER)
    asked = other.data(LIST, business=id_of(other_house))
    assert asked == {"kycSubmissions": {"nodes": []}}
    id = write_id("KycSubmission", mine.pk)
    assert other.data("query ($id: ID!) { node(id: $id) { id } }", id=id) == {"node": None}
    refused = {"code": "NOT_FOUND", "field": ["submission"]}
    assert other.data(SUBMIT, id=id) == {"submitKyc": {"submission": None, "problems": [refused]}}


def test_the_tiers_are_for_whoever_is_signed_in(house: House, browser: Browser):
    query = "{ kycTiers { code dailyLimit requiredDocuments } }"
    assert browser.refusal(query) == "SIGN_IN_REQUIRED"
    assert house.browser(Role.PLAYER).data(query)["kycTiers"][:2] == [
        {"code": "basic", "dailyLimit": "20000.00", "requiredDocuments": []},
        {"code": "standard", "dailyLimit": "140000.00", "requiredDocuments": ["ID_FRONT", "ID_BACK"]},
    ]


def test_all_that_is_wrong_with_a_start_is_told_at_once(house: House):
    player = house.browser(Role.PLAYER)
    wrong = {"name": " ", "idNumber": "?", "tier": "none", "idempotencyKey": ""}
    for date, more in (("2020-01-01", "BAD_DATE_OF_BIRTH"), ("no day", None)):
        answer = start(house, player, dateOfBirth=date, **wrong)
        told = {".".join(each["field"]): each["code"] for each in answer["problems"]}
        assert answer["submission"] is None
        assert told.keys() >= {"name", "idNumber", "idempotencyKey", "dateOfBirth"}
        assert told["idNumber"] == "BAD_ID_NUMBER"
        if more is not None:
            assert (told["dateOfBirth"], told["tier"]) == (more, "UNKNOWN_TIER")
    assert not KycSubmission.objects.exists()


def test_the_queue_is_narrowed_and_ordered(house: House):
    hand_in(house.business, house.people[Role.PLAYER], key="kyc-0001")
    id = write_id("KycSubmission", KycSubmission.objects.get().pk)
    reviewer, player = house.browser(Role.ACCOUNTANT), house.browser(Role.PLAYER)
    assert reviewer.refusal(LIST) == "WHICH_BUSINESS"

    def found(browser: Browser = reviewer, **filter) -> list[str]:
        nodes = browser.data(LIST, all=True, filter=filter, order={"field": "SUBMITTED_AT"})
        return [node["id"] for node in nodes["kycSubmissions"]["nodes"]]

    assert found(states=["SUBMITTED"], tier="standard", day={"preset": "TODAY"}, mine=False) == [id]
    assert found(player, mine=True) == [id]
    for nothing in (
        {"states": ["DRAFT"]},
        {"tier": "full"},
        {"day": {"preset": "YESTERDAY"}},
        {"mine": True},
    ):
        assert found(**nothing) == [], nothing
    refused = {"submission": None, "problems": [{"code": "REASON_MISSING", "field": ["reason"]}]}
    assert reviewer.data(REFUSE, id=id, reason="")["refuseKyc"] == refused
    for _ in range(2):
        answer = reviewer.data(REFUSE, id=id, reason="blurred")["refuseKyc"]
        assert answer == {"submission": {"state": "REFUSED", "reason": "blurred"}, "problems": []}
    assert found(states=["SUBMITTED"]) == [] and found(states=["REFUSED"]) == [id]
