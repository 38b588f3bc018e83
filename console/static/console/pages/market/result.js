// What came true, with its evidence: proposed, another in the place of the newest, or of one that was paid out.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { typedBps } from "../../client/bps.js";
import { fieldOf, momentOf } from "../../client/clock.js";
import { decimal } from "../../client/money.js";
import { act, Refusal, refusal } from "../../client/query.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { OnlyYou } from "../approvals/only_you.js";
import { DocumentField } from "./document.js";
import { AMEND_RESOLUTION, PROPOSE_RESOLUTION, REQUEST_CORRECTION } from "./operations.js";
import { running } from "./steps.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Market} Market */

const WHOLE = 10_000;
/** Several came true, or nothing did. */
const [PARTS, NOBODY] = ["PARTS", "NOBODY"];
/** Where a problem belongs whose path is no field here. */
const PLACES = { parts: "won", weights: "won", outcome: "won" };

/** @param {{ market: Market, verb: "PROPOSE" | "AMEND" | "CORRECT", again: () => Promise<void>, onClose: () => void }} props */
export function ResultPanel({ market, verb, again, onClose }) {
  const newest = market.proposals.nodes[0];
  const [won, setWon] = useState("");
  const runs = running(market);
  /** @param {Record<string, string>} values @param {string} idempotencyKey */
  async function send(values, idempotencyKey) {
    const input = {
      market: market.id, parts: partsOf(values, runs), evidence: values.evidence ?? "", observedAt: momentOf(values.observedAt) ?? "",
      documentDigest: values.documentDigest?.trim() || null, effectiveClose: momentOf(values.effectiveClose), idempotencyKey,
    };
    if (verb === "PROPOSE") await act(PROPOSE_RESOLUTION, { input });
    else if (verb === "AMEND") await act(AMEND_RESOLUTION, { input });
    else await act(REQUEST_CORRECTION, { input: { ...input, reason: values.reason ?? "" } });
    toast(t(`${verb}Done`));
    onClose();
    await again();
  }
  const choices = [{ value: "", label: t("choose") }, ...runs.map(({ id, name }) => ({ value: id, label: name })), { value: PARTS, label: t("several") }, { value: NOBODY, label: t("nobody") }];
  return html`
    <${Panel} title=${t(verb)} onClose=${onClose}>
      <p>${t(`${verb}Says`)}</p>${verb === "CORRECT" ? html`<${OnlyYou} kind="market.correct" />` : null}
      <${Form} label=${t(verb)} send=${t(verb)} onSend=${send} names=${PLACES} wide>
        <${Field} name="won" label=${t("won")} value=${won} options=${choices} onChange=${(/** @type {any} */ event) => setWon(event.target.value)} required autofocus />
        ${won === PARTS ? html`<fieldset><legend>${t("partsSay")}</legend><div class="small-parts">
          ${runs.map(({ id, name }, index) => html`<${Field} key=${id} name=${`parts.${index}`} label=${name} value=${partBefore(newest, id)} inputmode="decimal" placeholder="0.00" autocomplete="off" />`)}</div></fieldset>` : null}
        ${won === NOBODY ? html`<p class="note warn">${t("nobodySays")}</p>` : null}
        <${Field} name="evidence" label=${t("evidence")} hint=${t("evidenceHint")} rows=${4} maxlength="20000" required />
        <${Field} name="observedAt" label=${t("observed")} hint=${t("observedHint")} type="datetime-local" step="1" value=${fieldOf(Date.now())} required />
        <${DocumentField} />
        ${verb === "CORRECT" ? html`<${Field} name="reason" label=${t("wrong")} hint=${t("wrongHint")} rows=${2} maxlength="200" required />` : null}
        <${Field} name="effectiveClose" label=${t("effective")} hint=${t("effectiveHint")} type="datetime-local" step="1" />
      <//>
    <//>`;
}

/** As the newest result has it. @param {Market["proposals"]["nodes"][number] | undefined} newest @param {string} id */
function partBefore(newest, id) {
  const bps = newest?.parts.nodes.find(({ outcome }) => outcome.id === id)?.bps;
  return bps ? decimal(BigInt(bps)) : "";
}

/** Throws Refusal for parts that cannot be read, or are not the whole. @param {Record<string, string>} values @param {readonly { id: string }[]} runs */
function partsOf(values, runs) {
  if (values.won === NOBODY) return [];
  if (values.won !== PARTS) return [{ outcome: values.won ?? "", bps: WHOLE }];
  const faults = [];
  const parts = [];
  for (const [index, { id }] of runs.entries()) {
    const typed = (values[`parts.${index}`] ?? "").trim();
    const bps = typed ? typedBps(typed) : 0;
    if (bps === null) faults.push({ code: "BAD_WEIGHTS", field: ["parts", String(index)], message: t("badPercent") });
    else if (bps) parts.push({ outcome: id, bps });
  }
  if (faults.length) throw new Refusal(faults);
  const all = parts.reduce((sum, { bps }) => sum + bps, 0);
  if (all !== WHOLE) throw refusal("BAD_WEIGHTS", t("notWhole", { sum: decimal(BigInt(all)) }), ["won"]);
  return parts;
}
