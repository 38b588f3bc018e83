// The page of one request for approval: exactly what will happen, and the answer to it.

import { html } from "../../vendor/htm-preact.js";
import { useQuery } from "../../client/live.js";
import { addressOf } from "../../frame/places.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Time } from "../../parts/time.js";
import { Timeline } from "../../parts/timeline.js";
import { actShown, State } from "../approvals/states.js";
import { Answer } from "./answer.js";
import { Debts } from "./debts.js";
import { Facts } from "./facts/facts.js";
import { Receiver } from "./receiver.js";
import { APPROVAL } from "./operations.js";
import { t as draftWords } from "../market_draft/texts.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["ApprovalPage"]["data"]["node"]>, { digest: string }>} Approval */

export const styles = ["/static/console/pages/approval/approval.css"];

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const known = useQuery(APPROVAL, { id: params.approval ?? "" });
  return html`
    <p class="crumbs no-print"><a href="/approvals">${t("back")}</a></p>
    <${Reading} known=${known} rows=${8}>
      ${(/** @type {Operations["ApprovalPage"]["data"]} */ { node, me }) =>
        node && "digest" in node
          ? html`<${Shown} approval=${node} enrolled=${me?.totpEnrolled ?? false} again=${known.again} />`
          : html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>`}
    <//>`;
}

/** @param {{ approval: Approval, enrolled: boolean, again: () => Promise<void> }} props */
function Shown({ approval, enrolled, again }) {
  const waits = approval.state === "PENDING";
  const about = aboutShown(approval);
  const steps = approval.decisions.map((each) => ({ title: t(each.step), at: each.at, says: [each.by?.name, each.comment].filter(Boolean).join(": ") }));
  return html`
    <div class="page-head"><h1>${actShown(approval.kind)}</h1><${State} state=${approval.state} /></div>
    <div class="columns main-and-side">
      <section class="card what-happens"><h2>${t(waits ? "what" : "done")}</h2>${waits ? html`<${Doubts} subject=${approval.subject} />${approval.kind === "market.correct" ? html`<${Debts} subject=${approval.subject} />` : null}` : null}<${Facts} facts=${approval.content} />
        <p class="fine">SHA-256 ${approval.digest}</p></section>
      <div>
        <section class="card">
          ${approval.amount ? html`<p class="amount"><${Money} value=${approval.amount} currency /></p>` : null}
          <dl class="facts">
            <dt>${t("where")}</dt><dd>${approval.business.name}</dd>
            <dt>${t("maker")}</dt><dd>${approval.maker.name}</dd>
            ${about ? html`<dt>${t("about")}</dt><dd>${about.address ? html`<a href=${about.address}>${about.text}</a>` : about.text}</dd>` : null}
            <${Receiver} subject=${approval.subject} waits=${waits} />
            ${waits ? html`<dt>${t("until")}</dt><dd><${Time} at=${approval.expiresAt} /></dd>` : null}
            ${approval.twoPeople ? html`<dt>${t("twoPeople")}</dt><dd>${t("yes")}</dd>` : null}
          </dl>
        </section>
        <section class="card"><h2>${t("way")}</h2><${Timeline} label=${t("way")} steps=${steps} />
        </section>
        ${waits ? html`<${Answer} approval=${approval} enrolled=${enrolled} again=${again} />` : null}
      </div>
    </div>`;
}

/** What its writer was told is odd about a market; it opens all the same. @param {{ subject: Approval["subject"] }} props */
function Doubts({ subject }) {
  if (subject?.__typename !== "Market" || !subject.doubts?.length) return null;
  return html`<div class="note"><p>${draftWords("doubts")}</p><ul>${subject.doubts.map(({ code }) => html`<li key=${code}>${draftWords(/** @type {"lint_ODD_FEE"} */ (`lint_${code}`))}</li>`)}</ul></div>`;
}

/** What it is about, in words and with its address; null where there is nothing to see, or it is not for them.
 * @param {Approval} approval */
function aboutShown({ subject }) {
  if (!subject) return null;
  const address = addressOf(subject.__typename, subject.id);
  switch (subject.__typename) {
    case "Receipt": return { address, text: t("Receipt", { name: subject.number }) };
    case "Voucher": return { address, text: t("Voucher", { name: subject.description }) };
    case "RecurringVoucher": return { address, text: t("RecurringVoucher", { name: subject.name }) };
    case "JournalEntry": return { address, text: t("JournalEntry", { name: subject.entryNumber ?? subject.description }) };
    case "Statement": return { address, text: t("Statement", { name: subject.fileName }) };
    case "Period": return { address, text: t("Period", { from: subject.firstDay, to: subject.lastDay }) };
    case "ReconciliationException": return { address, text: t("ReconciliationException", { name: subject.receiptNumber || "" }) };
    case "Payout": return { address, text: t("Payout", { name: subject.description }) };
    case "PayoutBatch": return { address, text: t("PayoutBatch", { name: subject.name }) };
    case "PayoutSchedule": return { address, text: t("PayoutSchedule", { name: subject.name }) };
    case "PortalMove": return { address, text: t("PortalMove", { name: subject.note }) };
    case "Invoice": return { address, text: t("Invoice", { name: subject.number }) };
    case "Market": return { address, text: t("Market", { name: subject.title }) };
    case "KycSubmission": return { address, text: t("KycSubmission") };
    default: return null;
  }
}
