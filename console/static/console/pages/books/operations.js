// Files of the books, the proof that nothing was changed in them, and charts of accounts.

import { operation, PROBLEMS } from "../../client/operation.js";

export const INTEGRITY = operation(
  "BooksIntegrity",
  `query BooksIntegrity($business: ID!) {
    ledgerIntegrity(business: $business) { isValid headNumber unanchoredSince errors { code detail } }
  }`,
);

export const BOOKS_FILE = operation(
  "BooksFile",
  `query BooksFile($business: ID!, $format: BookFormat!, $from: Date, $to: Date) {
    booksFile(business: $business, format: $format, fromDay: $from, toDay: $to) { path }
  }`,
);

export const UPLOAD_CHART = operation(
  "UploadChart",
  `mutation UploadChart($input: UploadChartInput!) {
    uploadChart(input: $input) { path problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
