// One act with a market: what it does, in words, and what it needs to know.

import { html } from "../../vendor/htm-preact.js";
import { act } from "../../client/query.js";
import { place, setQuery } from "../../frame/router.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { HandOver } from "../market_draft/hand_over.js";
import { CLARIFY_MARKET, DISMISS_DISPUTE, DISPUTE_RESOLUTION, SCRATCH_OUTCOME, SUSPEND_MARKET } from "./operations.js";
import { ResultPanel } from "./result.js";
import { running, stepsOf } from "./steps.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Market} Market */
/** @typedef {"SUSPEND" | "CLARIFY" | "SCRATCH" | "DISPUTE" | "DISMISS"} Simple */

/** What each is told: the name of the field. */
const TELLS = /** @type {const} */ ({ SUSPEND: "reason", CLARIFY: "text", SCRATCH: "reason", DISPUTE: "reason", DISMISS: "answer" });
const DANGER = ["SCRATCH"];

/** @param {{ market: Market, verb: string, waits: boolean, again: () => Promise<void> }} props */
export function ActPanel({ market, verb, waits, again }) {
  const close = () => setQuery({ do: null, dispute: null });
  const open = stepsOf(market, waits).steps.find((step) => step.verb === verb && !step.why);
  if (verb === "DISMISS") return market.state === "DISPUTED" ? html`<${Told} market=${market} verb="DISMISS" again=${again} onClose=${close} />` : null;
  if (!open) return null;
  switch (open.verb) {
    case "HAND": return html`<${HandOver} market=${market.id} after=${again} onClose=${close} />`;
    case "PROPOSE": case "AMEND": return html`<${ResultPanel} market=${market} verb=${open.verb} again=${again} onClose=${close} />`;
    case "SUSPEND": case "CLARIFY": case "SCRATCH": case "DISPUTE": return html`<${Told} market=${market} verb=${open.verb} again=${again} onClose=${close} />`;
    default: return null;
  }
}

/** @param {{ market: Market, verb: Simple, again: () => Promise<void>, onClose: () => void }} props */
function Told({ market, verb, again, onClose }) {
  const disputed = market.disputes.nodes.find(({ id }) => id === place.value.query.get("dispute"));
  /** @param {Record<string, string>} values */
  async function send({ said = "", outcome = "" }) {
    const of = { market: market.id };
    if (verb === "SUSPEND") await act(SUSPEND_MARKET, { input: { ...of, reason: said } });
    else if (verb === "CLARIFY") await act(CLARIFY_MARKET, { input: { ...of, text: said } });
    else if (verb === "SCRATCH") await act(SCRATCH_OUTCOME, { input: { outcome, reason: said } });
    else if (verb === "DISPUTE") await act(DISPUTE_RESOLUTION, { input: { ...of, reason: said } });
    else await act(DISMISS_DISPUTE, { input: { dispute: disputed?.id ?? "", answer: said } });
    toast(t(`${verb}Done`));
    onClose();
    await again();
  }
  const outcomes = running(market).map(({ id, name }) => ({ value: id, label: name }));
  return html`
    <${Panel} title=${t(verb)} onClose=${onClose}>
      <p>${t(`${verb}Says`)}</p>
      ${disputed ? html`<blockquote>${disputed.by.name}: ${disputed.reason}</blockquote>` : null}
      <${Form} label=${t(verb)} send=${t(verb)} onSend=${send} danger=${DANGER.includes(verb)} names=${{ [TELLS[verb]]: "said" }} wide>
        ${verb === "SCRATCH" ? html`<${Field} name="outcome" label=${t("outcome")} options=${outcomes} required autofocus />` : null}
        <${Field} name="said" label=${t(`${verb}Field`)} rows=${verb === "CLARIFY" ? 6 : 2} maxlength=${verb === "CLARIFY" ? "20000" : verb === "SUSPEND" || verb === "SCRATCH" ? "200" : "500"} required autofocus=${verb !== "SCRATCH"} />
      <//>
    <//>`;
}
