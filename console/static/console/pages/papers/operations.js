// Where papers are to be had, what KRA has signed of them, and what can be done about it.

import { FISCAL, operation, PROBLEMS } from "../../client/operation.js";

export const INVOICE_PAPERS = operation(
  "InvoicePapers",
  `query InvoicePapers($id: ID!) {
    node(id: $id) { ... on Invoice { id state due fiscal { ...FiscalFields } business { id etimsConnected }
      payments(first: 100) { nodes { id takenBackAt payment { id kind amount receiptNumber reference } } }
      creditNotes(first: 100) { nodes { id number total fiscal { ...FiscalFields } } } } }
  }
  ${FISCAL}`,
);

export const INVOICE_PDF = operation("InvoicePdf", `query InvoicePdf($id: ID!) { node(id: $id) { ... on Invoice { pdfPath } } }`);

export const CREDIT_NOTE_PDF = operation("CreditNotePdf", `query CreditNotePdf($id: ID!) { node(id: $id) { ... on CreditNote { pdfPath } } }`);

export const RECEIPT_PDF = operation("ReceiptPdf", `query ReceiptPdf($id: ID!) { node(id: $id) { ... on CustomerPayment { receiptPath } } }`);

export const STATEMENT_PDF = operation(
  "StatementPdf",
  `query StatementPdf($id: ID!, $from: Date!, $to: Date!) { node(id: $id) { ... on Customer { statementPath(from: $from, to: $to) } } }`,
);

export const DRAW_PAYMENT_CODE = operation(
  "DrawPaymentCode",
  `mutation DrawPaymentCode($input: DrawPaymentCodeInput!) {
    drawPaymentCode(input: $input) { amount problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const SEND_TO_ETIMS = operation(
  "SendToEtims",
  `mutation SendToEtims($input: SendToEtimsInput!) {
    sendToEtims(input: $input) { fiscalDocument { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
