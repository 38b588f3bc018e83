"""KYC through the front door: the player's side, the reviewers' side, and everybody else."""

from __future__ import annotations

import json

import pytest

from graphql_api.ids import write_id
from tests.graphql_api.conftest import Browser, House
from tests.graphql_api.walk.rows import JPEG
from tests.graphql_api.walk.users import hand_in
from users.models import AuditEntry, KycDocument, KycSubmission, Role

START = """mutation { startKyc(input: {business: "maji", tier: "standard", name: "Wanjiru",
    idNumber: "12345678", dateOfBirth: "1990-01-02", key: "kyc-0001"}) {
    ... on Problem { code } ... on KycSubmission { id state } } }"""
UPLOAD = """mutation ($id: ID!, $kind: DocumentKind!) { uploadKycDocument(submission: $id, kind: $kind) {
    ... on Problem { code } ... on KycUpload { path } } }"""
SUBMIT = """mutation ($id: ID!) { submitKyc(submission: $id) {
    ... on Problem { code } ... on KycSubmission { state } } }"""
QUEUE = """{ kycSubmissions(business: "maji", state: SUBMITTED) { edges { node { id player state name idNumber
    dateOfBirth tier { code requiredDocuments } documents { kind mediaType size path }
    steps { step by } } } } }"""
UPGRADE = """mutation ($id: ID!) { requestKycUpgrade(submission: $id, key: "upgrade-01") {
    ... on Problem { code } ... on Approval { id digest state } } }"""
APPROVE = """mutation ($input: ApproveRequestInput!) { approveRequest(input: $input) {
    approval { state } } }"""
TIER = '{ myKycTier(business: "maji") { code transactionLimit } }'


def post_file(browser: Browser, path: str, data: bytes, **headers: str):
    token = browser.client.cookies["csrftoken"].value
    return browser.client.post(
        path, data, content_type="application/octet-stream", headers={"X-CSRFToken": token, **headers}
    )


def test_from_the_first_picture_to_the_tier(house: House):
    player = house.browser(Role.PLAYER)
    assert player.data(TIER)["myKycTier"] == {"code": "basic", "transactionLimit": "10000.00"}
    id = player.data(START)["startKyc"]["id"]
    for kind in ("ID_FRONT", "ID_BACK"):
        path = player.data(UPLOAD, id=id, kind=kind)["uploadKycDocument"]["path"]
        taken = post_file(player, path, JPEG + kind.encode())
        assert (taken.status_code, taken.json()["mediaType"]) == (201, "image/jpeg")
    assert player.data(SUBMIT, id=id) == {"submitKyc": {"state": "SUBMITTED"}}
    (mine,) = player.data(QUEUE)["kycSubmissions"]["edges"]
    assert [document["path"] for document in mine["node"]["documents"]] == [None, None]

    reviewer = house.browser(Role.ACCOUNTANT)
    (edge,) = reviewer.data(QUEUE)["kycSubmissions"]["edges"]
    node = edge["node"]
    assert (node["player"], node["name"], node["idNumber"], node["dateOfBirth"]) == (
        "PLAYER of maji",
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
    asked = reviewer.data(UPGRADE, id=id)["requestKycUpgrade"]
    answer = {"approval": asked["id"], "digest": asked["digest"]}
    assert house.browser(Role.APPROVER).data(APPROVE, input=answer) == {
        "approveRequest": {"approval": {"state": "APPROVED"}}
    }
    assert player.data(TIER)["myKycTier"] == {"code": "standard", "transactionLimit": "70000.00"}
    steps = "{ kycSubmissions { edges { node { steps { step by } } } } }"
    (edge,) = player.data(steps)["kycSubmissions"]["edges"]
    assert [step["by"] for step in edge["node"]["steps"]] == ["PLAYER of maji", "PLAYER of maji", "", ""]
    (edge,) = reviewer.data(steps)["kycSubmissions"]["edges"]
    assert [step["by"] for step in edge["node"]["steps"]][2:] == ["ACCOUNTANT of maji", "APPROVER of maji"]


def test_a_document_is_for_reviewers_of_this_business_only(house: House, other_house: House):
    hand_in(house.business, house.people[Role.PLAYER], key="kyc-0001")
    path = house.browser().data(QUEUE)["kycSubmissions"]["edges"][0]["node"]["documents"][0]["path"]
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
    id = player.data(START)["startKyc"]["id"]
    path = player.data(UPLOAD, id=id, kind="SELFIE")["uploadKycDocument"]["path"]
    tricks = {"Content-Disposition": 'attachment; filename="../../id.jpg%00.exe"', "X-Filename": "id.jpg"}
    refused = post_file(player, path, data, **tricks)
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (status, code)
    assert not KycDocument.objects.exists()
    kept = post_file(player, path, JPEG, **tricks)
    assert kept.status_code == 201
    assert "filename" not in json.dumps(kept.json()) and KycDocument.objects.get().media_type == "image/jpeg"


def test_an_upload_address_is_of_one_person_and_one_draft(house: House, other_house: House):
    player = house.browser(Role.PLAYER)
    id = player.data(START)["startKyc"]["id"]
    path = player.data(UPLOAD, id=id, kind="SELFIE")["uploadKycDocument"]["path"]
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
    assert other.data('{ kycSubmissions(business: "duka") { edges { node { id } } } }') == {
        "kycSubmissions": {"edges": []}
    }
    id = write_id("KycSubmission", mine.pk)
    assert other.data("query ($id: ID!) { node(id: $id) { id } }", id=id) == {"node": None}
    assert other.data(SUBMIT, id=id) == {"submitKyc": {"code": "NOT_FOUND"}}


def test_the_tiers_are_for_whoever_is_signed_in(house: House, browser: Browser):
    query = "{ kycTiers(limit: 2) { code dailyLimit requiredDocuments } }"
    assert browser.refusal(query) == "SIGN_IN_REQUIRED"
    assert house.browser(Role.PLAYER).data(query)["kycTiers"] == [
        {"code": "basic", "dailyLimit": "20000.00", "requiredDocuments": []},
        {"code": "standard", "dailyLimit": "140000.00", "requiredDocuments": ["ID_FRONT", "ID_BACK"]},
    ]
