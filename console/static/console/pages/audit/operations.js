// What the audit trail asks: its entries, and by what names the things in them are known.

import { operation } from "../../client/operation.js";

export const AUDIT = operation(
  "AuditTrail",
  `query AuditTrail($business: ID!, $filter: AuditEntryFilter, $orderBy: AuditEntryOrder, $first: Int, $after: String) {
    auditEntries(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes {
        id
        at
        action
        actor { name }
        person { name }
        subject
        details { name text flag count thing before { text flag count } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);

export const THINGS = operation(
  "AuditedThings",
  `query AuditedThings($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
      id
      ... on Account { code label: name }
      ... on Alert { label: code }
      ... on Approval { label: kind }
      ... on Branch { label: name }
      ... on Business { label: name }
      ... on Customer { label: name }
      ... on Invite { label: recipient }
      ... on Invoice { label: number }
      ... on JournalEntry { label: description }
      ... on Period { day: lastDay }
      ... on Receipt { label: number }
      ... on ReconciliationRun { day: toDay }
      ... on RecurringVoucher { label: name }
      ... on Statement { label: fileName }
      ... on Till { label: name }
      ... on Voucher { label: description }
      ... on VoucherTemplate { label: name }
    }
  }`,
);
