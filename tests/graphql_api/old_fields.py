"""What does not follow the grammar yet: root fields by kind, and types whose descriptions are not whole.

Whoever converts a domain takes its names away; tests/graphql_api/test_grammar.py holds what is not named.
"""

from __future__ import annotations

OLD: dict[str, set[str]] = {
    "query": {
        "businesses",
        "invites",
        "me",
        "members",
        "myInvitations",
    },
    "mutation": {
        "acceptInvitation",
        "acceptInvite",
        "changePassword",
        "confirmRecoveryContact",
        "confirmTotp",
        "createBusiness",
        "declineInvitation",
        "endSession",
        "endSessions",
        "inviteMember",
        "leaveBusiness",
        "removeMember",
        "removeTotp",
        "requestCode",
        "requestPasswordReset",
        "resetPassword",
        "resetPin",
        "revokeInvite",
        "setBusinessLanguage",
        "setLanguage",
        "setRecoveryContact",
        "setTakesPlayers",
        "signUp",
        "startTotp",
    },
    "subscription": {
        "events",
    },
    "types": {
        "Business",
        "Language",
        "Me",
        "Membership",
        "MySession",
        "OffsetPaginationInput",
        "Role",
        "Rounding",
    },
}
