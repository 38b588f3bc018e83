// Payment requests and how far each has come.

import { html } from "../../vendor/htm-preact.js";
import { addressOf } from "../../frame/places.js";
import { Chip } from "../../parts/chip.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { Time } from "../../parts/time.js";
import { KINDS, whyOf } from "../requests/states.js";
import { t as stateWords } from "../requests/texts.js";
import { t } from "./texts.js";

const WHY = /** @type {const} */ ({
  INITIATED: "whyInitiated",
  PENDING: "whyPending",
  CONFIRMED: "whyConfirmed",
  UNKNOWN: "whyUnknown",
});

/** @param {{ requests: readonly Fragments["TodayRequest"][] }} props */
export function Requests({ requests }) {
  return html`
    <section class="card" aria-labelledby="requests-title">
      <h2 id="requests-title">${t("requestsTitle")}</h2>
      ${requests.length ? null : html`<${Empty} title=${t("noRequests")} />`}
      <ul class="requests">${requests.map((request) => html`<${Row} key=${request.id} request=${request} />`)}</ul>
    </section>`;
}

/** @param {{ request: Fragments["TodayRequest"] }} props */
function Row({ request }) {
  const { state, receipt } = request;
  const why = state in WHY ? t(WHY[/** @type {keyof typeof WHY} */ (state)]) : whyOf(request);
  const address = receipt && addressOf("Receipt", receipt.id);
  return html`
    <li data-state=${state}>
      <a href=${`/requests/${request.id}`}><b><${Money} value=${request.amount} /></b></a><span class="for">${request.accountReference}</span>
      <${Chip} kind=${KINDS[state]}>${stateWords(state)}<//>
      <small class="about">${request.phone} · <${Time} at=${request.createdAt} /> · ${receipt ? (address ? html`<a href=${address}>${receipt.number}</a>` : receipt.number) : why}</small>
      ${request.answerAt ? html`<small class="about"><a href=${request.answerAt} target="_blank" rel="noopener">${stateWords("answerHere")}</a></small>` : null}
      ${request.flagged ? html`<small class="about flagged">${stateWords("flagged")}</small>` : null}
    </li>`;
}
