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
      memberships(first: 100) { nodes { id role business { id name } } }
      sessions { id device address since lastSeen current }
    }
    myInvitations(first: 100) { nodes { id businessName role invitedBy { name } expiresAt } }
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
  `mutation Join($input: AcceptInviteInput!) { acceptInvite(input: $input) { problems { ...Problems } } } ${PROBLEMS}`,
);

export const ACCEPT = operation(
  "Accept",
  `mutation Accept($input: AcceptInvitationInput!) {
    acceptInvitation(input: $input) { problems { ...Problems } }
  } ${PROBLEMS}`,
);

export const DECLINE = operation(
  "Decline",
  `mutation Decline($input: DeclineInvitationInput!) {
    declineInvitation(input: $input) { problems { ...Problems } }
  } ${PROBLEMS}`,
);

export const LEAVE = operation(
  "Leave",
  `mutation Leave($input: LeaveBusinessInput!) { leaveBusiness(input: $input) { problems { ...Problems } } } ${PROBLEMS}`,
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
