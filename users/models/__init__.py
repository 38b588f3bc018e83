"""The rows of this app, a file for each subject. Import them from here."""

from users.models.alerting import AlertRecipient
from users.models.approvals import Alone, Approval, ApprovalDecision, ApprovalState, ApprovalStep
from users.models.audit import AuditEntry
from users.models.invites import Invite, InviteState
from users.models.kyc import (
    DocumentKind,
    KycDocument,
    KycStanding,
    KycState,
    KycStep,
    KycStepKind,
    KycSubmission,
    KycTier,
    known_documents,
)
from users.models.letterhead import Letterhead
from users.models.people import Business, Language, LanguageChoice, Membership, Role, User, UserManager
from users.models.recovery import ContactChannel, PersonCode, PersonCodePurpose, RecoveryContact
from users.models.sessions import Session
from users.models.signing_in import CodePurpose, PhoneCode, SignInDelay, SignInPlace
from users.models.totp import RecoveryCode, TotpDevice, enrolment_of, is_enrolled

__all__ = [
    "AlertRecipient", "Alone", "Approval", "ApprovalDecision", "ApprovalState", "ApprovalStep",
    "AuditEntry", "Business", "CodePurpose", "ContactChannel", "DocumentKind", "Invite", "InviteState",
    "KycDocument", "KycStanding", "KycState", "KycStep", "KycStepKind", "KycSubmission", "KycTier",
    "Language", "LanguageChoice", "Letterhead", "Membership", "PersonCode", "PersonCodePurpose",
    "PhoneCode", "RecoveryCode", "RecoveryContact", "Role", "Session", "SignInDelay", "SignInPlace",
    "TotpDevice", "User", "UserManager", "enrolment_of", "is_enrolled", "known_documents",
]  # fmt: skip
