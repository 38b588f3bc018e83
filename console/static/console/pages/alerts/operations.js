// What the page of the alerts asks.

import { operation } from "../../client/operation.js";

const ALERT = `fragment AlertRow on Alert {
  id code severity business { id } detail counts { code count } openedAt lastSeenAt timesSeen resolvedAt comment clearedItself
  subject { __typename ... on Till { id name shortcode } ... on PaymentRequest { id accountReference } ... on Receipt { id number } ... on Payout { id description } ... on Market { id title } }
}`;

export const ALERTS = operation(
  "Alerts",
  `query Alerts($business: ID!, $filter: AlertFilter, $orderBy: AlertOrder, $first: Int, $after: String) {
    alerts(business: $business, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes { ...AlertRow }
      pageInfo { hasNextPage endCursor }
    }
  }
  ${ALERT}`,
);

export const ALERT_CHANGED = operation(
  "AlertChanged",
  `subscription AlertChanged($business: ID!) { alertChanged(business: $business) { number alert { id } } }`,
);
