// How each state of a payment request is coloured.

import { language } from "../../client/language.js";

/** @typedef {Operations["PaymentRequests"]["data"]["paymentRequests"]["nodes"][number]} Request */

/** @type {Record<Request["state"], import("../../parts/chip.js").Kind>} */
export const KINDS = {
  INITIATED: "busy", PENDING: "busy", CONFIRMED: "busy", PAID: "good", FAILED: "bad", CANCELLED: "dim", EXPIRED: "dim",
  UNKNOWN: "warn",
};

/** Why it stands as it does, in one sentence, as it is said to the customer; the rest is on its page. @param {{ message: { en: string, sw: string } }} request */
export function whyOf({ message }) {
  return `“${(language.value === "sw" ? message.sw : message.en).split(/(?<=[.?!]) /)[0]}”`;
}
