// What the settings of a business ask and change, and opening another one.

import { operation, PROBLEMS } from "../../client/operation.js";

export const BUSINESS = operation(
  "BusinessSettings",
  `query BusinessSettings($id: ID!) {
    node(id: $id) { ... on Business { id code name language rounding takesPlayers createdAt
      letterhead { postalAddress phone email kraPin vatRegistered }
      requestRules { transactionLimit customerDayLimit phoneMinute businessMinute businessDay pause { at reason by { name } } } } }
  }`,
);

export const SET_BUSINESS_LANGUAGE = operation(
  "SetBusinessLanguage",
  `mutation SetBusinessLanguage($input: SetBusinessLanguageInput!) {
    setBusinessLanguage(input: $input) { business { id language } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const SET_REQUEST_LIMITS = operation(
  "SetRequestLimits",
  `mutation SetRequestLimits($input: SetRequestLimitsInput!) {
    setRequestLimits(input: $input) { business { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const PAUSE_REQUESTS = operation(
  "PauseRequests",
  `mutation PauseRequests($input: PauseRequestsInput!) {
    pauseRequests(input: $input) { business { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const RESUME_REQUESTS = operation(
  "ResumeRequests",
  `mutation ResumeRequests($input: ResumeRequestsInput!) {
    resumeRequests(input: $input) { business { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const SET_TAKES_PLAYERS = operation(
  "SetTakesPlayers",
  `mutation SetTakesPlayers($input: SetTakesPlayersInput!) {
    setTakesPlayers(input: $input) { business { id takesPlayers } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const SET_LETTERHEAD = operation(
  "SetLetterhead",
  `mutation SetLetterhead($input: SetLetterheadInput!) {
    setLetterhead(input: $input) { business { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const CREATE_BUSINESS = operation(
  "CreateBusiness",
  `mutation CreateBusiness($input: CreateBusinessInput!) {
    createBusiness(input: $input) { business { id name } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
