// How each state of a payment request is coloured.

/** @typedef {Operations["PaymentRequests"]["data"]["paymentRequests"]["nodes"][number]} Request */

/** @type {Record<Request["state"], import("../../parts/chip.js").Kind>} */
export const KINDS = {
  INITIATED: "busy", PENDING: "busy", CONFIRMED: "busy", PAID: "good", FAILED: "bad", CANCELLED: "dim", EXPIRED: "dim",
  UNKNOWN: "warn",
};
