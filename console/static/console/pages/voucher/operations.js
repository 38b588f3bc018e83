// What the page of one voucher asks, and what can be done with it.

import { operation, PROBLEMS } from "../../client/operation.js";

const LINES = `fragment VoucherLines on VoucherLineConnection {
  totalCount
  nodes { account { id code name } debit credit vatCode vat }
  pageInfo { hasNextPage endCursor }
}`;

export const VOUCHER = operation(
  "VoucherPage",
  `query VoucherPage($id: ID!) {
    node(id: $id) {
      ... on Voucher {
        id
        kind
        state
        effectiveOn
        description
        amount
        maker { name }
        createdAt
        business { id name }
        approval { id state comment decidedAt expiresAt alone checker { name } }
        entry { id number postedAt reversedBy { id number voucher { id } } }
        reverses { id number voucher { id description } }
        recurring { id name }
        lines(first: 100) { ...VoucherLines }
        attachments(first: 100) { nodes { mediaType size sha256 addedBy { name } addedAt path } }
      }
    }
  }
  ${LINES}`,
);

export const MORE_LINES = operation(
  "MoreVoucherLines",
  `query MoreVoucherLines($id: ID!, $after: String) {
    node(id: $id) { ... on Voucher { lines(first: 100, after: $after) { ...VoucherLines } } }
  }
  ${LINES}`,
);

export const ATTACH = operation(
  "AttachToVoucher",
  `mutation AttachToVoucher($input: UploadVoucherAttachmentInput!) {
    uploadVoucherAttachment(input: $input) { path problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const REVERSE = operation(
  "ReverseEntry",
  `mutation ReverseEntry($input: ReverseJournalEntryInput!) {
    reverseJournalEntry(input: $input) { voucher { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
