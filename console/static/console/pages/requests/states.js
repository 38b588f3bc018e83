// How each state of a payment request is coloured.

import { language } from "../../client/language.js";

/** @typedef {Operations["PaymentRequests"]["data"]["paymentRequests"]["nodes"][number]} Request */

/** @type {Record<Request["state"], import("../../parts/chip.js").Kind>} */
export const KINDS = {
  INITIATED: "busy", PENDING: "busy", CONFIRMED: "busy", PAID: "good", FAILED: "bad", CANCELLED: "dim", EXPIRED: "dim",
  UNKNOWN: "warn",
};

/** States that figures count together. @type {Record<"ENDED" | "SUCCEEDED" | "NOT_PAID", Request["state"][]>} */
export const GROUPS = {
  ENDED: ["PAID", "CONFIRMED", "FAILED", "CANCELLED", "EXPIRED"], SUCCEEDED: ["PAID", "CONFIRMED"], NOT_PAID: ["FAILED", "CANCELLED", "EXPIRED"],
};

/** Of a state or a group of them, null where neither is named. @param {string | null} name @returns {readonly string[] | null} */
export function statesOf(name) {
  return name === null ? null : (Object.entries(GROUPS).find(([group]) => group === name)?.[1] ?? [name]);
}

/** Why it stands as it does, in one sentence, as it is said to the customer; the rest is on its page. @param {{ message: { en: string, sw: string } }} request */
export function whyOf({ message }) {
  return `“${(language.value === "sw" ? message.sw : message.en).split(/(?<=[.?!]) /)[0]}”`;
}
