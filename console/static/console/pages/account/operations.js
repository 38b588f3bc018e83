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
  `mutation RequestReset($input: RequestPasswordResetInput!) {
    requestPasswordReset(input: $input) { problems { ...Problems } }
  } ${PROBLEMS}`,
);

export const RESET = operation(
  "Reset",
  `mutation Reset($input: ResetPasswordInput!) {
    resetPassword(input: $input) { problems { ...Problems } }
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
  `mutation ChangePassword($input: ChangePasswordInput!) {
    changePassword(input: $input) { problems { ...Problems } }
  } ${PROBLEMS}`,
);

export const SET_CONTACT = operation(
  "SetContact",
  `mutation SetContact($input: SetRecoveryContactInput!) {
    setRecoveryContact(input: $input) { sentTo problems { ...Problems } }
  } ${PROBLEMS}`,
);

export const CONFIRM_CONTACT = operation(
  "ConfirmContact",
  `mutation ConfirmContact($input: ConfirmRecoveryContactInput!) {
    confirmRecoveryContact(input: $input) { problems { ...Problems } }
  } ${PROBLEMS}`,
);

export const END_SESSION = operation(
  "EndSession",
  `mutation EndSession($input: EndSessionInput!) {
    endSession(input: $input) { problems { ...Problems } }
  } ${PROBLEMS}`,
);

export const END_SESSIONS = operation(
  "EndSessions",
  `mutation EndSessions($input: EndSessionsInput!) {
    endSessions(input: $input) { problems { ...Problems } }
  } ${PROBLEMS}`,
);

export const START_TOTP = operation(
  "StartTotp",
  `mutation StartTotp($input: StartTotpInput!) {
    startTotp(input: $input) { uri problems { ...Problems } }
  } ${PROBLEMS}`,
);

export const CONFIRM_TOTP = operation(
  "ConfirmTotp",
  `mutation ConfirmTotp($input: ConfirmTotpInput!) {
    confirmTotp(input: $input) { recoveryCodes problems { ...Problems } }
  } ${PROBLEMS}`,
);

export const REMOVE_TOTP = operation(
  "RemoveTotp",
  `mutation RemoveTotp($input: RemoveTotpInput!) {
    removeTotp(input: $input) { problems { ...Problems } }
  } ${PROBLEMS}`,
);
