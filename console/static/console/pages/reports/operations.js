// What the page of reports asks, and asking for one.

import { operation, PROBLEMS } from "../../client/operation.js";

export const REPORTS = operation(
  "ReportCatalogue",
  `query ReportCatalogue($business: ID!, $language: Language, $ofMarkets: Boolean!) {
    reports(business: $business, language: $language) { key title answers needs takes periods { preset fromDay toDay } }
    markets(business: $business, first: 0) @include(if: $ofMarkets) { totalCount }
  }`,
);

export const REPORT_FILES = operation(
  "ReportFiles",
  `query ReportFiles($business: ID!, $first: Int, $after: String) {
    reportFiles(business: $business, first: $first, after: $after) {
      totalCount
      nodes { id report title about compare seal format state fromDay toDay rowCount expectedRows problem { code message } size requestedAt madeAt expiresAt }
      pageInfo { hasNextPage endCursor }
    }
  }`,
);

export const REPORT_DOWNLOAD = operation(
  "ReportDownload",
  `query ReportDownload($id: ID!) { node(id: $id) { ... on ReportFile { id download { path } } } }`,
);

export const REQUEST_REPORT = operation(
  "RequestReport",
  `mutation RequestReport($input: RequestReportInput!) {
    requestReport(input: $input) { reportFile { id title state download { path } } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const REMOVE_REPORT = operation(
  "RemoveReport",
  `mutation RemoveReport($input: RemoveReportFileInput!) { removeReportFile(input: $input) { reportFile { id state } problems { ...Problems } } }
  ${PROBLEMS}`,
);

export const REPORT_CHANGED = operation("ReportChanged", `subscription ReportChanged($business: ID!) { reportChanged(business: $business) { number } }`);

/** A seal is called by the number of its entry; the newest entries may still wait for theirs. */
export const NEWEST_SEAL = operation(
  "NewestSeal",
  `query NewestSeal($business: ID!) { journalEntries(business: $business, first: 20, orderBy: { field: POSTED_AT }) { nodes { number } } }`,
);

/** What a report can be about, and the one that is named already. Lists that it takes nothing of are not read. */
export const CHOICES = operation(
  "ReportChoices",
  `query ReportChoices($business: ID!, $given: [ID!]!, $accounts: AccountFilter, $customers: CustomerFilter, $markets: MarketFilter,
    $ofAccounts: Boolean!, $ofCustomers: Boolean!, $ofMarkets: Boolean!, $ofRuns: Boolean!, $ofShifts: Boolean!, $ofTills: Boolean!, $ofBranches: Boolean!) {
    nodes(ids: $given) { ...ReportAccount ...ReportCustomer ...ReportMarket ...ReportRun ...ReportShift }
    accounts(business: $business, filter: $accounts, first: 30) @include(if: $ofAccounts) { nodes { ...ReportAccount } }
    customers(business: $business, filter: $customers, first: 20) @include(if: $ofCustomers) { nodes { ...ReportCustomer } }
    markets(business: $business, filter: $markets, first: 20) @include(if: $ofMarkets) { nodes { ...ReportMarket } }
    reconciliationRuns(business: $business, filter: { states: [DONE] }, first: 50) @include(if: $ofRuns) { nodes { ...ReportRun } }
    shifts(business: $business, first: 50) @include(if: $ofShifts) { nodes { ...ReportShift } }
    tills(business: $business, first: 100) @include(if: $ofTills) { nodes { id name } }
    branches(business: $business, orderBy: { field: NAME }, first: 100) @include(if: $ofBranches) { nodes { id name } }
  }
  fragment ReportAccount on Account { __typename id code name }
  fragment ReportCustomer on Customer { __typename id accountNumber name }
  fragment ReportMarket on Market { __typename id title }
  fragment ReportRun on ReconciliationRun { __typename id fromDay toDay account till { id name } }
  fragment ReportShift on Shift { __typename id number openedAt register { name } cashier { name } }`,
);
