// The page of one submission: who the player says they are, what shows it, and the answer.

import { html } from "../../vendor/htm-preact.js";
import { useGathered, useQuery } from "../../client/live.js";
import { useNews } from "../../frame/news.js";
import { may } from "../../frame/session.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Day } from "../../parts/time.js";
import { Timeline } from "../../parts/timeline.js";
import { State } from "../kyc/states.js";
import { Answer } from "./answer.js";
import { Documents } from "./documents.js";
import { SUBMISSION } from "./operations.js";
import { t } from "./texts.js";

export const styles = ["/static/console/pages/kyc_submission/kyc_submission.css"];

/** @typedef {Extract<NonNullable<Operations["KycSubmissionPage"]["data"]["node"]>, { idNumber: string }>} Submission */

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const known = useQuery(SUBMISSION, { id: params.submission ?? "", withApprovals: may("approval.read") });
  useNews(/^(kyc|approval)\./, useGathered(known.again));
  return html`
    <p class="crumbs no-print"><a href="/kyc">${t("back")}</a></p>
    <${Reading} known=${known} rows=${8}>
      ${(/** @type {Operations["KycSubmissionPage"]["data"]} */ { node, approvals }) =>
        node && "idNumber" in node
          ? html`<${Shown} submission=${node} waiting=${approvals?.nodes[0]} again=${known.again} />`
          : html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>`}
    <//>`;
}

/** @typedef {NonNullable<Operations["KycSubmissionPage"]["data"]["approvals"]>["nodes"][number]} Waiting */

/** @param {{ submission: Submission, waiting?: Waiting, again: () => Promise<void> }} props */
function Shown({ submission, waiting, again }) {
  const { tier, name, state } = submission;
  const steps = submission.steps.nodes.map((each) => ({ title: t(each.step), at: each.at, says: [each.by?.name, each.comment].filter(Boolean).join(": ") }));
  return html`
    <div class="page-head"><h1>${name || submission.player.name}</h1><${State} state=${state} /></div>
    ${name ? null : html`<div class="note"><p>${t("erased")}</p></div>`}
    ${submission.reason ? html`<div class="note bad"><p><b>${t("why")}:</b> ${submission.reason}</p></div>` : null}
    <div class="columns main-and-side">
      <div>
        <section class="card"><h2>${t("documents")}</h2><${Documents} submission=${submission} again=${again} /></section>
        ${state === "SUBMITTED" && may("kyc.review") ? html`<${Answer} submission=${submission} waiting=${waiting} again=${again} />` : null}
      </div>
      <div>
        <section class="card"><h2>${t("says")}</h2>
          <dl class="facts">
            <dt>${t("name")}</dt><dd>${name || t("none")}</dd>
            <dt>${t("idNumber")}</dt><dd>${submission.idNumber || t("none")}</dd>
            <dt>${t("born")}</dt><dd><${Day} day=${submission.dateOfBirth} long /></dd>
            <dt>${t("player")}</dt><dd>${submission.player.name}</dd>
          </dl>
        </section>
        <section class="card"><h2>${t("wants", { tier: tier.name })}</h2>
          <dl class="facts">
            <dt>${t("atOnce")}</dt><dd><${Money} value=${tier.transactionLimit} currency /></dd>
            <dt>${t("aDay")}</dt><dd><${Money} value=${tier.dailyLimit} currency /></dd>
            <dt>${t("holds")}</dt><dd><${Money} value=${tier.balanceLimit} currency /></dd>
          </dl>
        </section>
        <section class="card"><h2>${t("way")}</h2><${Timeline} label=${t("way")} steps=${steps} /></section>
      </div>
    </div>`;
}
