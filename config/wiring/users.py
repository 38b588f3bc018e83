from __future__ import annotations

from core.jobs import register_queue
from users import approval_rules, kyc
from users.approval_kinds import register_approval_kind
from users.files import register_download, register_upload


def wire() -> None:
    register_approval_kind(
        approval_rules.KIND, describe=approval_rules.describe_change, execute=approval_rules.execute_change
    )
    register_approval_kind(kyc.KIND, describe=kyc.describe_upgrade, execute=kyc.execute_upgrade)
    register_upload("kyc_document", take="users.kyc_documents.take_document", limit="KYC_DOCUMENT_MAX_BYTES")
    register_download("kyc_document", give="users.kyc_documents.give_document")
    register_queue("users.expire", cluster="core", drain="users.approvals.expire_approvals")
    register_queue("users.forget", cluster="core", drain="users.forgetting.forget_expired")
