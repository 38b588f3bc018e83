// What the page of one exception asks, and what can be done about it.

import { operation, PROBLEMS } from "../../client/operation.js";

export const EXCEPTION = operation(
  "ExceptionPage",
  `query ExceptionPage($id: ID!) {
    node(id: $id) {
      ... on ReconciliationException {
        id kind state age daysOpen amount toBook term why receiptNumber leg occurredAt openedAt account
        closedAs closedAt
        business { id }
        bankAccount { code name }
        till { id name shortcode }
        assignee { name isMe }
        proposal { action accountCode }
        actions announced
        undoes { id closedAs closedAt correction { id entryNumber: number } }
        row { details paidIn withdrawn balance completedAt statement { fileName } }
        booked { id entryNumber: number reference description effectiveOn amount }
        receipt { id number amount }
        firstRun { id fromDay toDay }
        lastRun { id fromDay toDay }
        suggestions {
          evidence fits
          row { receiptNumber details completedAt paidIn withdrawn }
          booked { id entryNumber: number reference description effectiveOn amount }
          exception { id }
        }
        approval { id state checker { name } }
        correction { id entryNumber: number reference }
        closedBy { name }
        notes(first: 100) { nodes { text at author { name } } }
      }
    }
    me { memberships(first: 100) { nodes { id business { id } } } }
  }`,
);

export const ACCOUNTS = operation(
  "ExceptionAccounts",
  `query ExceptionAccounts($business: ID!) { accounts(business: $business, first: 100) { nodes { code name } } }`,
);

export const ENTRIES = operation(
  "ExceptionEntries",
  `query ExceptionEntries($id: ID!) {
    node(id: $id) {
      ... on ReconciliationException {
        tieCandidates { id entryNumber: number reference description effectiveOn }
      }
    }
  }`,
);

export const ASSIGN = operation(
  "AssignException",
  `mutation AssignException($input: AssignExceptionInput!) {
    assignException(input: $input) { reconciliationException { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const NOTE = operation(
  "NoteException",
  `mutation NoteException($input: NoteExceptionInput!) {
    noteException(input: $input) { reconciliationException { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const CARRY = operation(
  "CarryException",
  `mutation CarryException($input: CarryExceptionInput!) {
    carryException(input: $input) { reconciliationException { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const TIE = operation(
  "TieException",
  `mutation TieException($input: TieExceptionInput!) {
    tieException(input: $input) { reconciliationException { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const CORRECT = operation(
  "CorrectException",
  `mutation CorrectException($input: CorrectExceptionInput!) {
    correctException(input: $input) { reconciliationException { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const SPLIT = operation(
  "SplitException",
  `mutation SplitException($input: SplitExceptionInput!) {
    splitException(input: $input) { reconciliationException { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const WRITE_OFF = operation(
  "WriteOffException",
  `mutation WriteOffException($input: WriteOffExceptionInput!) {
    writeOffException(input: $input) { reconciliationException { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
