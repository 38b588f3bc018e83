// Showing who one is, to reach a tier.

import { operation, PROBLEMS } from "../../client/operation.js";

export const MY_KYC = operation(
  "PlayKyc",
  `query PlayKyc($business: ID!) {
    myKycTier(business: $business) { code name rank }
    kycTiers { code name rank transactionLimit dailyLimit balanceLimit requiredDocuments }
    kycSubmissions(business: $business, filter: { mine: true }, first: 5) {
      nodes { id state reason createdAt submittedAt tier { code name requiredDocuments } documents { kind size uploadedAt } }
    }
  }`,
);

export const START = operation(
  "PlayStartKyc",
  `mutation PlayStartKyc($input: StartKycInput!) { startKyc(input: $input) { submission { id } problems { ...Problems } } } ${PROBLEMS}`,
);

export const UPLOAD = operation(
  "PlayUploadKyc",
  `mutation PlayUploadKyc($input: UploadKycDocumentInput!) { uploadKycDocument(input: $input) { path problems { ...Problems } } } ${PROBLEMS}`,
);

export const SUBMIT = operation(
  "PlaySubmitKyc",
  `mutation PlaySubmitKyc($input: SubmitKycInput!) { submitKyc(input: $input) { submission { state } problems { ...Problems } } } ${PROBLEMS}`,
);
