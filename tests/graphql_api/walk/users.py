"""Businesses, their members, approvals, invitations and proofs of who somebody is."""

from __future__ import annotations

from datetime import date

from tests.graphql_api.walk.rows import JPEG, Rows, Seeds
from users.approvals.approving import cancel
from users.approvals.rules import KIND as RULES
from users.approvals.rules import change_rules
from users.invites import invite_member
from users.kyc.documents import store_document
from users.kyc.submissions import refuse_kyc, start_kyc, submit_kyc
from users.models import Approval, AuditEntry, Business, KycSubmission, Membership, Role, User
from users.people import create_staff

ROWS = Rows(
    lists={
        "members": "audit.read",
        "auditEntries": "audit.read",
        "approvals": "approval.read",
        "kycSubmissions": "kyc.read",
        "invites": "member.manage",
    },
    others={"me", "businesses", "node", "nodes", "kycTiers", "myInvitations"},
    own_mutations={
        *("startTotp", "confirmTotp", "removeTotp", "cancelRequest"),
        *("signIn", "signOut", "createBusiness", "setLanguage"),
        *("requestCode", "signUp", "resetPin", "acceptInvite"),  # proven by a code or a token
        *("acceptInvitation", "declineInvitation", "leaveBusiness"),
        *("changePassword", "requestPasswordReset", "resetPassword", "setRecoveryContact"),
        *("confirmRecoveryContact", "endSession", "endSessions"),
    },
    singles={
        "myKycTier": "kyc.submit",
    },
    nodes={
        "Business": "business.read",
        "Membership": "audit.read",
        "AuditEntry": "audit.read",
        "Approval": "approval.read",
        "KycSubmission": "kyc.read",
        "Invite": "member.manage",
    },
    mutations={
        "setTakesPlayers": (
            "business.manage",
            'setTakesPlayers(input: {{business: "{Business}", takesPlayers: true}})',
        ),
        "setLetterhead": (
            "business.manage",
            'setLetterhead(input: {{business: "{Business}", postalAddress: "P.O. Box 1"}})',
        ),
        "removeMember": ("member.manage", 'removeMember(input: {{membership: "{Membership}"}})'),
        "approveRequest": (
            "approval.decide",
            'approveRequest(input: {{approval: "{Approval}", digest: "x"}})',
        ),
        "refuseRequest": (
            "approval.decide",
            'refuseRequest(input: {{approval: "{Approval}", comment: "no"}})',
        ),
        "changeApprovalRules": (
            "business.manage",
            'changeApprovalRules(input: {{business: "{Business}", soloLimit: "1.00", idempotencyKey: "1"}})',
        ),
        "startKyc": (
            "kyc.submit",
            'startKyc(input: {{business: "{Business}", tier: "full", name: "A", idNumber: "1234567",'
            ' dateOfBirth: "1990-01-01", idempotencyKey: "12345678"}})',
        ),
        "uploadKycDocument": (
            "kyc.submit",
            'uploadKycDocument(input: {{submission: "{KycSubmission}", kind: ID_FRONT}})',
        ),
        "submitKyc": ("kyc.submit", 'submitKyc(input: {{submission: "{KycSubmission}"}})'),
        "requestKycUpgrade": (
            "kyc.review",
            'requestKycUpgrade(input: {{submission: "{KycSubmission}", idempotencyKey: "12345678"}})',
        ),
        "refuseKyc": (
            "kyc.review",
            'refuseKyc(input: {{submission: "{KycSubmission}", reason: "no"}})',
        ),
        "inviteMember": (
            "member.manage",
            'inviteMember(input: {{business: "{Business}", role: AUDITOR, idempotencyKey: "12345678",'
            ' email: "a@b.ke"}})',
        ),
        "revokeInvite": ("member.manage", 'revokeInvite(input: {{invite: "{Invite}"}})'),
        "setBusinessLanguage": (
            "member.manage",
            'setBusinessLanguage(input: {{business: "{Business}", language: SWAHILI}})',
        ),
    },
)


def fill(seeds: Seeds) -> None:
    house, nodes = seeds.house, seeds.nodes
    business, owner = house.business, house.people[Role.OWNER]
    for count in range(seeds.times):
        nodes["Invite"] = invite_member(
            business=business,
            role=Role.AUDITOR,
            key=f"{house.code}-invite-{count:04}",
            email=f"somebody@{house.code}.example",
            actor=owner,
        )
        waiting = Approval.objects.filter(business=business, state="PENDING", kind=RULES).first()
        if waiting is not None:
            cancel(approval=waiting, maker=owner, comment=f"of {house.code}")
        key = f"{house.code}-rules-{count:04}"
        nodes["Approval"] = change_rules(business=business, solo_limit=100 + count, actor=owner, key=key)
        if "KycSubmission" in nodes:
            refuse_kyc(submission=nodes["KycSubmission"], reviewer=owner, reason=f"of {house.code}")
        nodes["KycSubmission"] = hand_in(
            business, house.people[Role.PLAYER], key=f"{house.code}-kyc-{count:04}"
        )
    guest = create_staff(username=f"guest-of-{house.code}", password="correct horse battery")
    seeds.invitation = invite_member(
        business=business,
        role=Role.AUDITOR,
        key=f"{house.code}-to-a-name",
        username=guest.username or "",
        actor=owner,
    )
    nodes |= {
        "Business": business,
        "Membership": Membership.objects.filter(business=business).order_by("pk")[0],
        "AuditEntry": AuditEntry.objects.filter(business=business).order_by("pk")[0],
    }


def hand_in(business: Business, player: User, *, key: str, id_number: str = "12345678") -> KycSubmission:
    """A submission for the tier "standard", documents and all."""
    draft = start_kyc(
        business=business,
        player=player,
        tier="standard",
        name=f"Player of {business.code}",
        id_number=id_number,
        date_of_birth=date(1990, 1, 2),
        key=key,
    )
    for kind in ("ID_FRONT", "ID_BACK"):
        store_document(submission=draft, kind=kind, data=JPEG + kind.encode(), player=player)
    return submit_kyc(submission=draft, player=player)
