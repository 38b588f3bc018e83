// How far a bill has come at KRA, and what can be done about it.

import { html } from "../../vendor/htm-preact.js";
import { act } from "../../client/query.js";
import { may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { QrCode } from "../../parts/qr_code.js";
import { Time } from "../../parts/time.js";
import { told } from "../../parts/toast.js";
import { SEND_TO_ETIMS } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Fragments["FiscalFields"]} Fiscal */
/** @typedef {Fiscal["state"]} FiscalState */

/** @type {Record<FiscalState, import("../../parts/chip.js").Kind>} */
const KINDS = { QUEUED: "calm", SENT: "busy", UNKNOWN: "warn", SIGNED: "good", REFUSED: "bad", CANCELLED: "dim" };

export const STATES = /** @type {FiscalState[]} */ (Object.keys(KINDS));

/** What can be sent again, and what is said of a state. @type {Partial<Record<FiscalState, "send" | "ask" | "sendAgain">>} */
const VERBS = { QUEUED: "send", UNKNOWN: "ask", REFUSED: "sendAgain" };
/** @type {Partial<Record<FiscalState, "queuedSays" | "unknownSays" | "refusedSays" | "cancelledSays">>} */
const SAYS = { QUEUED: "queuedSays", UNKNOWN: "unknownSays", REFUSED: "refusedSays", CANCELLED: "cancelledSays" };

/** @param {{ state: FiscalState }} props */
export function FiscalChip({ state }) {
  return html`<${Chip} kind=${KINDS[state]}>${t(state)}<//>`;
}

/** @param {{ bill: string, fiscal: Fiscal | null, again: () => Promise<void> }} props */
export function SendAgain({ bill, fiscal, again }) {
  const verb = fiscal ? VERBS[fiscal.state] : "send";
  if (!verb || !may("billing.write")) return null;
  async function send() {
    await told(() => act(SEND_TO_ETIMS, { input: { bill } }), t("sent"));
    await again();
  }
  return html`<button type="button" class="quiet" onClick=${send}>${t(verb)}</button>`;
}

/** All of it, for a card. @param {{ fiscal: Fiscal }} props */
export function FiscalFacts({ fiscal }) {
  const says = SAYS[fiscal.state];
  return html`
    ${says ? html`<p class="fine">${t(says)}</p>` : null}
    <dl class="facts">
      ${fiscal.controlUnitNumber ? html`<dt>${t("cu")}</dt><dd><b>${fiscal.controlUnitNumber}</b></dd>` : null}
      ${fiscal.settledAt && fiscal.state === "SIGNED" ? html`<dt>${t("signedAt")}</dt><dd><${Time} at=${fiscal.settledAt} /></dd>` : null}
      ${fiscal.told ? html`<dt>${t("kra")}</dt><dd>${fiscal.told}</dd>` : null}
      ${fiscal.reason ? html`<dt>${t("reason")}</dt><dd>${fiscal.reason}</dd>` : null}
      ${fiscal.nextTryAt ? html`<dt>${t("next")}</dt><dd><${Time} at=${fiscal.nextTryAt} /></dd>` : null}
    </dl>
    ${fiscal.qrText ? html`<${QrCode} text=${fiscal.qrText} label=${t("qr")} />` : null}`;
}
