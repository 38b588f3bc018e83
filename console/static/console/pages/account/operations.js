// What the account page asks, signed in or not.

import { operation, PROBLEMS } from "../../client/operation.js";

export const ACCOUNT = operation(
  "Account",
  `query Account {
    me {
      username
      recoveryContact
      totpEnrolled
      recoveryCodesLeft
      memberships { id role business { code name } }
      sessions { id device address since lastSeen current }
    }
    myInvitations { id businessName role invitedBy expiresAt }
  }`,
);

export const REQUEST_RESET = operation(
  "RequestReset",
  `mutation RequestReset($username: String!) { requestPasswordReset(username: $username) { __typename ...Problems } } ${PROBLEMS}`,
);

export const RESET = operation(
  "Reset",
  `mutation Reset($code: String!, $newPassword: String!) {
    resetPassword(code: $code, newPassword: $newPassword) { __typename ...Problems }
  } ${PROBLEMS}`,
);

export const JOIN = operation(
  "Join",
  `mutation Join(
    $token: String!
    $contact: String! = ""
    $displayName: String! = ""
    $username: String! = ""
    $password: String! = ""
  ) {
    acceptInvite(token: $token, contact: $contact, displayName: $displayName, username: $username, password: $password) {
      __typename
      ...Problems
    }
  } ${PROBLEMS}`,
);

export const ACCEPT = operation(
  "Accept",
  `mutation Accept($invitation: ID!) { acceptInvitation(invitation: $invitation) { __typename ...Problems } } ${PROBLEMS}`,
);

export const DECLINE = operation(
  "Decline",
  `mutation Decline($invitation: ID!) { declineInvitation(invitation: $invitation) { __typename ...Problems } } ${PROBLEMS}`,
);

export const LEAVE = operation(
  "Leave",
  `mutation Leave($business: String!) { leaveBusiness(business: $business) { __typename ...Problems } } ${PROBLEMS}`,
);

export const CHANGE_PASSWORD = operation(
  "ChangePassword",
  `mutation ChangePassword($secret: String!, $newPassword: String!) {
    changePassword(secret: $secret, newPassword: $newPassword) { __typename ...Problems }
  } ${PROBLEMS}`,
);

export const SET_CONTACT = operation(
  "SetContact",
  `mutation SetContact($secret: String!, $email: String! = "", $phone: String! = "") {
    setRecoveryContact(secret: $secret, email: $email, phone: $phone) {
      __typename
      ... on CodeSent { to }
      ...Problems
    }
  } ${PROBLEMS}`,
);

export const CONFIRM_CONTACT = operation(
  "ConfirmContact",
  `mutation ConfirmContact($code: String!) { confirmRecoveryContact(code: $code) { __typename ...Problems } } ${PROBLEMS}`,
);

export const END_SESSION = operation(
  "EndSession",
  `mutation EndSession($session: ID!) { endSession(session: $session) { __typename ...Problems } } ${PROBLEMS}`,
);

export const END_SESSIONS = operation(
  "EndSessions",
  `mutation EndSessions { endSessions { __typename ...Problems } } ${PROBLEMS}`,
);

export const START_TOTP = operation(
  "StartTotp",
  `mutation StartTotp($secret: String!) {
    startTotp(secret: $secret) { __typename ... on TotpStarted { uri } ...Problems }
  } ${PROBLEMS}`,
);

export const CONFIRM_TOTP = operation(
  "ConfirmTotp",
  `mutation ConfirmTotp($code: String!) {
    confirmTotp(code: $code) { __typename ... on TotpConfirmed { recoveryCodes } ...Problems }
  } ${PROBLEMS}`,
);

export const REMOVE_TOTP = operation(
  "RemoveTotp",
  `mutation RemoveTotp($secret: String!, $code: String!) {
    removeTotp(secret: $secret, code: $code) { __typename ...Problems }
  } ${PROBLEMS}`,
);
