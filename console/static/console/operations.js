// Every GraphQL operation of the page. A test validates each against the schema.

const gql = String.raw;

const ME_FIELDS = gql`
  fragment MeFields on Me {
    displayName
    memberships(first: 100) { nodes { role business { id code name } } }
  }
`;

const PROBLEM_FIELDS = gql`
  fragment ProblemFields on Problem { code field message }
`;

const RECEIPT_ROW = gql`
  fragment ReceiptRow on Receipt {
    id
    number
    amount
    occurredAt
    recordedAt
    accountReference
    phone
    business { code name }
    route { state owner }
    evidence(first: 5) { nodes { channel agrees } }
  }
`;

const REQUEST_ROW = gql`
  fragment RequestRow on PaymentRequest {
    id
    amount
    accountReference
    phone
    state
    flagged
    resultText
    createdAt
    business { code name }
    receipt { number }
  }
`;

const INVOICE_ROW = gql`
  fragment InvoiceRow on Invoice {
    id
    number
    state
    total
    paid
    due
    dueOn
    createdAt
    business { code name }
    customer { name accountNumber }
  }
`;

const RUN_ROW = gql`
  fragment RunRow on ReconciliationRun {
    id
    state
    problem
    account
    fromDay
    toDay
    rowsTotal
    rowsDone
    bookedRows
    matched
    statementClosing
    receiptsNotOnStatement
    payoutsNotOnStatement
    creditsNotBooked
    debitsNotBooked
    sweepsInFlight
    ledger
    unexplained
    createdAt
    doneAt
    business { code name }
    till { name shortcode }
    items(first: 12) { nodes { term receiptNumber amount why reference } }
  }
`;

const STATEMENT_ROW = gql`
  fragment StatementRow on Statement {
    id
    fileName
    state
    rowsTotal
    rowsDone
    chainOk
    problems
    uploadedAt
    till { name shortcode }
  }
`;

export const SESSION = gql`
  query Session { me { ...MeFields } }
  ${ME_FIELDS}
`;

export const SIGN_IN = gql`
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) { me { ...MeFields } problems { ...ProblemFields } }
  }
  ${ME_FIELDS}
  ${PROBLEM_FIELDS}
`;

export const SIGN_OUT = gql`
  mutation SignOut { signOut { problems { ...ProblemFields } } }
  ${PROBLEM_FIELDS}
`;

/** All that the first paint needs. */
export const OVERVIEW = gql`
  query Overview($business: ID, $allMine: Boolean!, $withInvoices: Boolean!, $withDay: Boolean!) {
    tills(business: $business, allMine: $allMine, first: 100) { edges { node { id name kind shortcode business { code name } } } }
    receipts(business: $business, allMine: $allMine, first: 50) {
      edges { node { ...ReceiptRow } }
      pageInfo { hasNextPage endCursor }
    }
    suspense: receipts(business: $business, allMine: $allMine, filter: { routes: [SUSPENSE] }, first: 100) {
      edges { node { id amount occurredAt } }
      pageInfo { hasNextPage }
    }
    paymentRequests(business: $business, allMine: $allMine, first: 50) {
      edges { node { ...RequestRow } }
      pageInfo { hasNextPage endCursor }
    }
    invoices(business: $business, allMine: $allMine, first: 30) @include(if: $withInvoices) {
      edges { node { ...InvoiceRow } }
    }
    statements(business: $business, allMine: $allMine, first: 5) @include(if: $withDay) { edges { node { ...StatementRow } } }
    reconciliationRuns(business: $business, allMine: $allMine, first: 4) @include(if: $withDay) { edges { node { ...RunRow } } }
  }
  ${RECEIPT_ROW}
  ${REQUEST_ROW}
  ${INVOICE_ROW}
  ${STATEMENT_ROW}
  ${RUN_ROW}
`;

/** Earlier receipts of the day, for the figures alone. */
export const MORE_RECEIPTS = gql`
  query MoreReceipts($business: ID, $allMine: Boolean!, $after: String) {
    receipts(business: $business, allMine: $allMine, first: 100, after: $after) {
      edges { node { id amount occurredAt recordedAt } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

/** Earlier requests of the day, for the figures alone. */
export const MORE_REQUESTS = gql`
  query MoreRequests($business: ID, $allMine: Boolean!, $after: String) {
    paymentRequests(business: $business, allMine: $allMine, first: 100, after: $after) {
      edges { node { id amount state createdAt } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

// One thing that an event names.

export const RECEIPT = gql`
  query OneReceipt($id: ID!) { node(id: $id) { __typename ...ReceiptRow } }
  ${RECEIPT_ROW}
`;

export const REQUEST = gql`
  query OneRequest($id: ID!) { node(id: $id) { __typename ...RequestRow } }
  ${REQUEST_ROW}
`;

export const INVOICE = gql`
  query OneInvoice($id: ID!) { node(id: $id) { __typename ...InvoiceRow } }
  ${INVOICE_ROW}
`;

/** Statements and runs, asked for again while one of them is at work. */
export const DAY = gql`
  query Day($business: ID, $allMine: Boolean!) {
    statements(business: $business, allMine: $allMine, first: 5) { edges { node { ...StatementRow } } }
    reconciliationRuns(business: $business, allMine: $allMine, first: 4) { edges { node { ...RunRow } } }
  }
  ${STATEMENT_ROW}
  ${RUN_ROW}
`;

/** The address of a workbook holds for ten minutes, so it is asked for when it is wanted. */
export const WORKBOOK = gql`
  query Workbook($id: ID!) { node(id: $id) { ... on ReconciliationRun { workbookPath } } }
`;

export const REQUEST_PAYMENT = gql`
  mutation RequestPayment($input: RequestPaymentInput!) {
    requestPayment(input: $input) { paymentRequest { ...RequestRow } problems { ...ProblemFields } }
  }
  ${REQUEST_ROW}
  ${PROBLEM_FIELDS}
`;

export const UPLOAD_STATEMENT = gql`
  mutation UploadStatement($till: ID!, $fileName: String!) {
    uploadStatement(input: { till: $till, fileName: $fileName }) { path problems { ...ProblemFields } }
  }
  ${PROBLEM_FIELDS}
`;

export const RECONCILE = gql`
  mutation Reconcile($till: ID!, $fromDay: Date!, $toDay: Date!) {
    reconcile(input: { till: $till, fromDay: $fromDay, toDay: $toDay }) {
      reconciliationRun { ...RunRow }
      problems { ...ProblemFields }
    }
  }
  ${RUN_ROW}
  ${PROBLEM_FIELDS}
`;

export const EVENTS = gql`
  subscription Events($business: String!, $after: BigInt) {
    events(business: $business, after: $after) { number topic ids { name id } }
  }
`;
