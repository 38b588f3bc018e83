// The page of one market, and what people do with it.

import { operation, PROBLEMS } from "../../client/operation.js";

export const MARKET = operation(
  "MarketPage",
  `query MarketPage($id: ID!) {
    node(id: $id) {
      ... on Market {
        id title category state description rules source fallback tie postponement timeZone
        closesAt closedAt resolveBy voidAfter feeBps leastStake mostStake mode toteTick payoutMode disputeMinutes largePool largeDisputeMinutes
        disputesUntil disputeSecondsLeft termsDigest openedAt createdAt pool stakeCount
        business { id }
        createdBy { name isMe }
        carriesTo { id title }
        lint { code field message }
        certificate { digest }
        picture
        outcomes(first: 100) { nodes { id position name scratchedAt pool stakeCount impliedBps perHundred nextHundred } }
        clarifications(first: 50) { nodes { text at by { name } } }
        proposals(first: 10) {
          totalCount
          nodes { number standing evidence evidenceDigest documentDigest observedAt effectiveClose proposedAt proposedBy { name isMe } parts(first: 100) { nodes { bps outcome { id name } } } }
        }
        settlements(first: 10) {
          totalCount
          nodes {
            id number kind state digest stakeCount winnerCount paymentCount postedCount staked carryIn paid refunded fee breakage carryOut reason frozenAt beganAt doneAt
            paidOut failedOut unknownOut waitingOut
            approval { id maker { name } checker { name } decidedAt }
          }
        }
        disputes(first: 50) { nodes { id state reason at answer answeredAt by { name isMe } answeredBy { name } proposal { number } } }
      }
    }
  }`,
);

/** Who staked what, and what each was paid: for the staff. */
export const MARKET_STAKES = operation(
  "MarketStakes",
  `query MarketStakes($id: ID!, $filter: StakeFilter, $orderBy: StakeOrder, $first: Int, $after: String) {
    node(id: $id) {
      ... on Market {
        stakes(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
          totalCount
          nodes { id number amount acceptedAt walletNumber phone player { name } outcome { name } fate pays }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }`,
);

export const MARKET_CERTIFICATE = operation(
  "MarketCertificateFile",
  `query MarketCertificateFile($id: ID!) { node(id: $id) { ... on Market { id certificate { address } } } }`,
);

export const MARKET_DRY_RUN = operation(
  "MarketDryRun",
  `query MarketDryRun($id: ID!) {
    node(id: $id) {
      ... on Market {
        id
        dryRun { ending winnerCount paid refunded fee breakage carryOut outcome { id name } }
        poolHistory(points: 60) { at pool byOutcome }
      }
    }
  }`,
);

export const MARKET_APPROVALS = operation(
  "MarketApprovals",
  `query MarketApprovals($business: ID!, $market: ID!) {
    approvals(business: $business, filter: { subject: $market }, first: 50) {
      nodes { id kind state createdAt decidedAt maker { name isMe } checker { name } }
    }
  }`,
);

export const MARKET_CHANGED = operation(
  "MarketChanged",
  `subscription MarketChanged($market: ID!) {
    marketChanged(id: $market) { number }
  }`,
);

export const SUSPEND_MARKET = operation(
  "SuspendMarket",
  `mutation SuspendMarket($input: SuspendMarketInput!) {
    suspendMarket(input: $input) { market { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const RESUME_MARKET = operation(
  "ResumeMarket",
  `mutation ResumeMarket($input: ResumeMarketInput!) {
    resumeMarket(input: $input) { market { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const CLOSE_MARKET = operation(
  "CloseMarket",
  `mutation CloseMarket($input: CloseMarketInput!) {
    closeMarket(input: $input) { market { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const CLARIFY_MARKET = operation(
  "ClarifyMarket",
  `mutation ClarifyMarket($input: ClarifyMarketInput!) {
    clarifyMarket(input: $input) { clarification { at } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const SCRATCH_OUTCOME = operation(
  "ScratchOutcome",
  `mutation ScratchOutcome($input: ScratchOutcomeInput!) {
    scratchOutcome(input: $input) { outcome { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const PROPOSE_RESOLUTION = operation(
  "ProposeResolution",
  `mutation ProposeResolution($input: ProposeResolutionInput!) {
    proposeResolution(input: $input) { proposal { number } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const AMEND_RESOLUTION = operation(
  "AmendResolution",
  `mutation AmendResolution($input: AmendResolutionInput!) {
    amendResolution(input: $input) { proposal { number } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const DISPUTE_RESOLUTION = operation(
  "DisputeAsStaff",
  `mutation DisputeAsStaff($input: DisputeResolutionInput!) {
    disputeResolution(input: $input) { dispute { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const DISMISS_DISPUTE = operation(
  "DismissDispute",
  `mutation DismissDispute($input: DismissDisputeInput!) {
    dismissDispute(input: $input) { dispute { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const REQUEST_SETTLEMENT = operation(
  "RequestSettlement",
  `mutation RequestSettlement($input: RequestSettlementInput!) {
    requestSettlement(input: $input) { approval { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const VOID_MARKET = operation(
  "VoidMarket",
  `mutation VoidMarket($input: VoidMarketInput!) {
    voidMarket(input: $input) { approval { id state } market { id } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);

export const REQUEST_CORRECTION = operation(
  "RequestCorrection",
  `mutation RequestCorrection($input: RequestCorrectionInput!) {
    requestCorrection(input: $input) { approval { id state } problems { ...Problems } }
  }
  ${PROBLEMS}`,
);
