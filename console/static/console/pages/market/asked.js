// What another person was asked for about a market, and who said what.

import { html } from "../../vendor/htm-preact.js";
import { Timeline } from "../../parts/timeline.js";
import { actShown, State } from "../approvals/states.js";
import { t } from "./texts.js";

/** @type {Record<string, import("../../parts/chip.js").Kind>} */
const KINDS = { APPROVED: "good", PENDING: "warn", REFUSED: "bad" };

/** @param {{ requests: readonly import("./page.js").Asked[] }} props */
export function Requests({ requests }) {
  if (!requests.length) return null;
  const steps = requests.map((each) => ({
    title: actShown(each.kind), at: each.decidedAt ?? each.createdAt, kind: KINDS[each.state] ?? "calm",
    says: html`<a href=${`/approvals/${each.id}`}>${each.maker.name}${each.checker ? ` → ${each.checker.name}` : ""}</a> <${State} state=${each.state} />`,
  }));
  return html`<section class="card"><h2>${t("requests")}</h2><${Timeline} label=${t("requests")} steps=${steps} /></section>`;
}
