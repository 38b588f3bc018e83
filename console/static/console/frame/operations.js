// What the frame asks.

import { operation, PERSON, PROBLEMS } from "../client/operation.js";

export const SESSION = operation("Session", `query Session { me { ...Person } } ${PERSON}`);

export const SIGN_IN = operation(
  "SignIn",
  `mutation SignIn($input: SignInInput!) {
    signIn(input: $input) { me { ...Person } problems { ...Problems } }
  }
  ${PERSON}
  ${PROBLEMS}`,
);

export const SIGN_OUT = operation("SignOut", `mutation SignOut { signOut { problems { ...Problems } } } ${PROBLEMS}`);

export const SET_LANGUAGE = operation(
  "SetLanguage",
  `mutation SetLanguage($input: SetLanguageInput!) { setLanguage(input: $input) { problems { ...Problems } } } ${PROBLEMS}`,
);

export const MY_INVITATIONS = operation(
  "MyInvitations",
  `query MyInvitations { myInvitations(first: 1) { nodes { id businessName invitedBy { name } } } }`,
);

export const OPEN_ALERTS = operation(
  "OpenAlerts",
  `query OpenAlerts($business: ID!) {
    alerts(business: $business, filter: { isOpen: true }, first: 20) {
      nodes { id code severity business { id } detail counts { code count } lastSeenAt timesSeen
        subject { __typename ... on Till { id name } ... on PaymentRequest { id accountReference } ... on Receipt { id number } ... on Payout { id description } ... on Market { id title } }
      }
    }
  }`,
);

export const RESOLVE_ALERT = operation(
  "ResolveAlert",
  `mutation ResolveAlert($input: ResolveAlertInput!) {
    resolveAlert(input: $input) { alert { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const SEARCH = operation(
  "Search",
  `query Search($business: ID!, $text: String!) {
    search(business: $business, text: $text, limit: 8) { id type label detail }
  }`,
);

export const NEWS = operation(
  "News",
  `subscription News($business: ID!) { events(business: $business) { number topic } }`,
);
