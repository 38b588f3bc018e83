// What writing a voucher asks, and what it sends.

import { operation, PROBLEMS } from "../../client/operation.js";

export const WRITING = operation(
  "WritingVoucher",
  `query WritingVoucher($business: ID!) {
    accounts(business: $business, filter: { forVouchers: true }, first: 100) {
      nodes { id code name }
      pageInfo { hasNextPage }
    }
    periods(business: $business, first: 1, filter: { states: [CLOSED] }) { nodes { lastDay } }
    voucherTemplates(business: $business, first: 100) { nodes { id name } }
    node(id: $business) { ... on Business { soloLimit } }
  }`,
);

export const ACCOUNTS_LIKE = operation(
  "AccountsLike",
  `query AccountsLike($business: ID!, $text: String!) {
    accounts(business: $business, filter: { forVouchers: true, text: $text }, first: 8) { nodes { id code name } }
  }`,
);

export const TEMPLATE = operation(
  "TemplateToBegin",
  `query TemplateToBegin($id: ID!) {
    node(id: $id) {
      ... on VoucherTemplate {
        id
        name
        description
        lines(first: 100) { totalCount nodes { accountCode account { name } debit credit vatCode } }
        rest: lines(last: 100) { nodes { accountCode account { name } debit credit vatCode } }
      }
    }
  }`,
);

export const POST_VOUCHER = operation(
  "PostVoucher",
  `mutation PostVoucher($input: PostJournalEntryInput!) {
    postJournalEntry(input: $input) { voucher { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
