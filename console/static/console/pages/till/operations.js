// What the page of one till asks, and what its owner may do to it.

import { operation, PROBLEMS } from "../../client/operation.js";

const TILL = `fragment TillState on Till {
  id
  name
  branch { id name }
  shortcode
  storeNumber
  kind
  environment
  createdAt
  credentialsSetAt
  initiatorName
  initiatorSetAt
  initiatorProblem
  certificateFingerprint
  urlsRegisteredAt
  pullRegisteredAt
  nominatedNumber
  deactivatedAt
  refusesUnknownAccounts
  settlesInto { code name }
  pause { at reason by { name } }
  formerAddress { replacedAt retiredAt }
  urlRegistration { at version whenUnreachable address done code answer }
  health {
    findings
    urlsCurrent
    credentialsDays
    tokenGotAt
    tokenFailure
    slowUntil
    presentAddress
    lastConfirmationAt
    lastValidationAt
    lastResultAt
    lastPushAt
    lastQueryAt
    callbacksDue
    callbacksLost
    openAlerts
  }
}`;

export const TILL_FLOAT = operation(
  "TillFloat",
  `query TillFloat($business: ID!) {
    payoutBoard(business: $business) { forecasts { till { id } way holds holdsBy holdsSince } }
  }`,
);

export const TILL_PAGE = operation(
  "TillPage",
  `query TillPage($id: ID!) {
    node(id: $id) {
      ... on Till {
        ...TillState
        business { id name requestRules { pause { at reason by { name } } } }
        balances(first: 20) { nodes { name account current available takenAt } }
        pullRuns(first: 5) { nodes { id since until state found added errorCode } }
        balanceHoles(first: 20) { nodes { since until missing } }
        receipts(first: 5, orderBy: { field: OCCURRED_AT }) { nodes { id number amount occurredAt route { state } } }
      }
    }
  }
  ${TILL}`,
);

export const REPLACE_CREDENTIALS = operation(
  "ReplaceCredentials",
  `mutation ReplaceCredentials($input: ReplaceTillCredentialsInput!) {
    replaceTillCredentials(input: $input) { warning till { id credentialsSetAt } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const REGISTER_URLS = operation(
  "RegisterUrls",
  `mutation RegisterUrls($input: RegisterUrlsInput!) {
    registerUrls(input: $input) { till { id urlsRegisteredAt } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const SET_INITIATOR = operation(
  "SetTillInitiator",
  `mutation SetTillInitiator($input: SetTillInitiatorInput!) {
    setTillInitiator(input: $input) { till { id initiatorName initiatorSetAt initiatorProblem } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const REFRESH_BALANCES = operation(
  "RefreshTillBalances",
  `mutation RefreshTillBalances($input: RefreshTillBalancesInput!) {
    refreshTillBalances(input: $input) { till { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const REGISTER_PULL = operation(
  "RegisterPull",
  `mutation RegisterPull($input: RegisterPullInput!) {
    registerPull(input: $input) { till { id pullRegisteredAt } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const PULL_NOW = operation(
  "PullNow",
  `mutation PullNow($input: PullTransactionsInput!) {
    pullTransactions(input: $input) { pullRun { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const ROTATE_ADDRESS = operation(
  "RotateTillAddress",
  `mutation RotateTillAddress($input: RotateHookTokenInput!) {
    rotateHookToken(input: $input) { till { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const RETIRE_ADDRESS = operation(
  "RetireTillAddress",
  `mutation RetireTillAddress($input: RetireHookTokenInput!) {
    retireHookToken(input: $input) { till { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const REOPEN_ADDRESS = operation(
  "ReopenTillAddress",
  `mutation ReopenTillAddress($input: ReopenHookTokenInput!) {
    reopenHookToken(input: $input) { till { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const RENAME_TILL = operation(
  "RenameTill",
  `mutation RenameTill($input: RenameTillInput!) {
    renameTill(input: $input) { till { id name } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const SET_TILL_ACTIVE = operation(
  "SetTillActive",
  `mutation SetTillActive($input: SetTillActiveInput!) {
    setTillActive(input: $input) { till { id deactivatedAt } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const SET_UNKNOWN_ACCOUNTS = operation(
  "SetUnknownAccounts",
  `mutation SetUnknownAccounts($input: SetUnknownAccountsInput!) {
    setUnknownAccounts(input: $input) { till { id refusesUnknownAccounts } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const BANK_ACCOUNTS = operation(
  "BankAccounts",
  `query BankAccounts($business: ID!) {
    accounts(business: $business, filter: { text: "1100" }, first: 50) { nodes { id code name } }
  }`,
);

export const CHOOSE_SETTLEMENT = operation(
  "ChooseSettlementAccount",
  `mutation ChooseSettlementAccount($input: ChooseSettlementAccountInput!) {
    chooseSettlementAccount(input: $input) { till { id settlesInto { code } } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
