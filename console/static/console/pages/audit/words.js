// An entry of the audit log in words: what was done, to what, and what was there before.

import { shortDay } from "../../client/clock.js";
import { addressOf } from "../../frame/places.js";
import { t as frame } from "../../frame/texts.js";
import { actShown } from "../approvals/states.js";
import { t } from "./texts.js";

/** @typedef {Operations["AuditTrail"]["data"]["auditEntries"]["nodes"][number]} Entry */
/** @typedef {Entry["details"][number]} Fact */
/** @typedef {NonNullable<Operations["AuditedThings"]["data"]["nodes"][number]>} Thing */
/** @typedef {Map<string, { kind: string, text: string, href: string | null }>} Things */

/** What an act begins with -> where it belongs, in the order in which they are offered. */
export const AREAS = /** @type {const} */ ([
  "till.", "branch.", "tariff.", "requests.", "payout", "portal_move.", "callback", "member.", "invite.", "business.", "approval", "voucher", "recurring.", "account.", "period.", "year.", "ledger.", "chart.",
  "discrepancy.", "customer.", "invoice.", "plan.", "subscription.", "billing_run.", "reminders.", "dunning_rule.", "payment.", "refund.", "sale.", "shift.", "register.", "product.", "stock.", "reconciliation.", "report.", "statement.", "kyc.", "alert.", "language.", "admin.", "player.", "market", "licence.",
]);

/** A text by a key that comes from the server, or null. @param {string} key */
function known(key) {
  const text = t(/** @type {any} */ (key));
  return text === key ? null : text;
}

/** @param {string} action */
export const actOf = (action) => known(action) ?? action;

/** @param {string} area */
export const areaShown = (area) => known(`area.${area}`) ?? area;

/** Facts that only a machine reads; they are in the file. */
const QUIET = new Set(["digest", "seal", "approval", "submission", "voucher"]);

/** "Solo limit: KES 0.00 → KES 5,000.00". @param {Entry} entry @returns {string[]} */
export function factsOf(entry) {
  return entry.details.filter(({ name }) => !QUIET.has(name)).map((fact) => saidOf(entry, fact));
}

/** @param {Entry} entry @param {Fact} fact */
function saidOf(entry, fact) {
  const name = known(`fact.${fact.name}`) ?? fact.name.replaceAll("_", " ");
  const now = valueOf(entry, fact.name, fact);
  return fact.before ? t("became", { name, before: valueOf(entry, fact.name, fact.before), now }) : t("is", { name, now });
}

/** @param {Entry} entry @param {string} name @param {{ text?: string | null, flag?: boolean | null, count?: number | null }} value */
function valueOf(entry, name, { text, flag, count }) {
  if (typeof flag === "boolean") return t(flag ? "yes" : "no");
  if (typeof count === "number") return String(count);
  if (!text) return t("none");
  if (name === "role") return frame(/** @type {any} */ (text));
  if (name === "kind" && entry.action.startsWith("approval.")) return actShown(text);
  return known(`value.${text}`) ?? text;
}

/** What a thing is called, and where its page is. @param {Operations["AuditedThings"]["data"]["nodes"]} nodes @returns {Things} */
export function thingsOf(nodes) {
  return new Map(nodes.flatMap((node) => (node ? [[node.id, { kind: node.__typename, text: named(node), href: addressOf(node.__typename, node.id) }]] : [])));
}

/** @param {Thing} thing */
function named(thing) {
  if (thing.__typename === "Approval") return actShown(thing.label);
  if (thing.__typename === "Account") return `${thing.code} ${thing.label}`;
  if ("day" in thing) return shortDay(thing.day);
  return ("label" in thing && thing.label) || kindShown(thing.__typename);
}

/** @param {string} kind */
const kindShown = (kind) => known(`thing.${kind}`) ?? kind;

/** Every id that the entries name, each once, as many as can be asked for. @param {readonly Entry[]} entries */
export function idsOf(entries) {
  return [...new Set(entries.flatMap(({ subject }) => subject ?? []))].slice(0, 100);
}
