// How a voucher came into the books, or why it did not.

import { html } from "../../vendor/htm-preact.js";
import { Time } from "../../parts/time.js";
import { t } from "./texts.js";

/** @typedef {import("../../parts/timeline.js").Step} Step */

/** @param {import("./page.js").Voucher} voucher @returns {Step[]} */
export function stepsOf(voucher) {
  return [{ title: t("written"), at: voucher.createdAt, says: voucher.maker.name }, ...answered(voucher), posted(voucher)].filter((step) => step !== null);
}

/** @param {import("./page.js").Voucher} voucher @returns {Step[]} */
function answered({ approval, recurring }) {
  if (!approval) return [];
  const link = html`<a href=${`/approvals/${approval.id}`}>${t("seeApproval")}</a>`;
  if (recurring) return [{ title: t("approvedOnce"), at: approval.decidedAt, kind: "good", says: link }];
  const by = [approval.checker?.name, approval.comment].filter(Boolean).join(": ");
  if (approval.state === "APPROVED") {
    const title = t(approval.alone ? "alone" : "approved");
    return [{ title, at: approval.decidedAt, kind: "good", says: html`${by ? `${by} · ` : ""}${link}` }];
  }
  if (approval.state === "PENDING") {
    const until = html`${t("answerBy")} <${Time} at=${approval.expiresAt} />`;
    return [{ title: t("waits"), kind: "warn", says: html`${until} · ${link}` }];
  }
  return [{ title: t(approval.state), at: approval.decidedAt ?? approval.expiresAt, kind: "bad", says: html`${by ? `${by} · ` : ""}${link}` }];
}

/** @param {import("./page.js").Voucher} voucher @returns {Step | null} */
function posted({ entry, state }) {
  if (entry) return { title: entry.number ? t("postedAs", { number: entry.number }) : t("postedNow"), at: entry.postedAt, kind: "good" };
  return state === "PENDING" ? { title: t("postedLater") } : null;
}
