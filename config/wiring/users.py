from __future__ import annotations

from core.machine.jobs import register_queue
from users.access import Right
from users.approvals import rules
from users.approvals.kinds import register_approval_kind
from users.files import register_download, register_upload
from users.kyc import submissions
from users.searching import register_search, search_approvals


def wire() -> None:
    register_approval_kind(rules.KIND, describe=rules.describe_change, execute=rules.execute_change)
    register_approval_kind(
        submissions.KIND, describe=submissions.describe_upgrade, execute=submissions.execute_upgrade
    )
    register_upload("kyc_document", take="users.kyc.documents.take_document", limit="KYC_DOCUMENT_MAX_BYTES")
    register_download("kyc_document", give="users.kyc.documents.give_document")
    register_queue("users.expire", cluster="core", drain="users.approvals.approving.expire_approvals")
    register_queue("users.forget", cluster="core", drain="users.signing_in.forgetting.forget_expired")
    register_search("approvals", search_approvals, right=Right.APPROVAL_READ)
