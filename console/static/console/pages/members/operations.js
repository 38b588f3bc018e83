// What the page of the members asks, and what the owner may do there.

import { operation, PROBLEMS } from "../../client/operation.js";

export const MEMBERS = operation(
  "Members",
  `query Members($business: ID!, $filter: MembershipFilter, $orderBy: MembershipOrder, $first: Int, $after: String) {
    members(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { id role createdAt username person { name isMe } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);

export const OPEN_INVITES = operation(
  "OpenInvites",
  `query OpenInvites($business: ID!) {
    invites(business: $business, filter: { states: [PENDING] }, first: 50) {
      nodes { id recipient role createdAt expiresAt invitedBy { name } }
    }
  }`,
);

export const INVITE = operation(
  "InviteMember",
  `mutation InviteMember($input: InviteMemberInput!) {
    inviteMember(input: $input) { invite { id recipient } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const REVOKE = operation(
  "RevokeInvite",
  `mutation RevokeInvite($input: RevokeInviteInput!) {
    revokeInvite(input: $input) { invite { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const REMOVE = operation(
  "RemoveMember",
  `mutation RemoveMember($input: RemoveMemberInput!) {
    removeMember(input: $input) { business { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
