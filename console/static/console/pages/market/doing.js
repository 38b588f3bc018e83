// One act with a market: what it does, in words, and what it needs to know.

import { html } from "../../vendor/htm-preact.js";
import { isZero, shown } from "../../client/money.js";
import { act } from "../../client/query.js";
import { place, setQuery } from "../../frame/router.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { OnlyYou } from "../approvals/only_you.js";
import { HandOver } from "../market_draft/hand_over.js";
import { CLARIFY_MARKET, DISMISS_DISPUTE, DISPUTE_RESOLUTION, REQUEST_SETTLEMENT, SCRATCH_OUTCOME, SUSPEND_MARKET, VOID_MARKET } from "./operations.js";
import { ResultPanel } from "./result.js";
import { running, stepsOf } from "./steps.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Market} Market */
/** @typedef {"SUSPEND" | "CLARIFY" | "SCRATCH" | "DISPUTE" | "DISMISS" | "SETTLE" | "VOID"} Simple */

/** What each is told: the name of the field. */
const TELLS = /** @type {const} */ ({ SUSPEND: "reason", CLARIFY: "text", SCRATCH: "reason", DISPUTE: "reason", DISMISS: "answer", SETTLE: "comment", VOID: "reason" });
const DANGER = ["SCRATCH", "VOID"];
/** What asks another person, unless nothing is staked. @type {Partial<Record<Simple, string>>} */
const ASKS = { SETTLE: "market.settle", VOID: "market.void" };
/** How long it may be; 500 where nothing is said. @type {Partial<Record<Simple, number>>} */
const LONGEST = { CLARIFY: 20_000, SUSPEND: 200, SCRATCH: 200, VOID: 200 };

/** @param {{ market: Market, verb: string, waiting: readonly import("./page.js").Asked[], again: () => Promise<void> }} props */
export function ActPanel({ market, verb, waiting, again }) {
  const close = () => setQuery({ do: null, dispute: null });
  const open = stepsOf(market, waiting).steps.find((step) => step.verb === verb && !step.why);
  if (verb === "DISMISS") return market.state === "DISPUTED" ? html`<${Told} market=${market} verb="DISMISS" again=${again} onClose=${close} />` : null;
  if (!open) return null;
  switch (open.verb) {
    case "HAND": return html`<${HandOver} market=${market.id} after=${again} onClose=${close} />`;
    case "PROPOSE": case "AMEND": case "CORRECT": return html`<${ResultPanel} market=${market} verb=${open.verb} again=${again} onClose=${close} />`;
    case "SUSPEND": case "CLARIFY": case "SCRATCH": case "DISPUTE": case "SETTLE": case "VOID": return html`<${Told} market=${market} verb=${open.verb} again=${again} onClose=${close} />`;
    default: return null;
  }
}

/** @param {{ market: Market, verb: Simple, again: () => Promise<void>, onClose: () => void }} props */
function Told({ market, verb, again, onClose }) {
  const disputed = market.disputes.nodes.find(({ id }) => id === place.value.query.get("dispute"));
  /** @param {Record<string, string>} values @param {string} idempotencyKey */
  async function send({ said = "", outcome = "" }, idempotencyKey) {
    const of = { market: market.id };
    let done = t(`${verb}Done`);
    if (verb === "SUSPEND") await act(SUSPEND_MARKET, { input: { ...of, reason: said } });
    else if (verb === "CLARIFY") await act(CLARIFY_MARKET, { input: { ...of, text: said } });
    else if (verb === "SCRATCH") await act(SCRATCH_OUTCOME, { input: { outcome, reason: said } });
    else if (verb === "DISPUTE") await act(DISPUTE_RESOLUTION, { input: { ...of, reason: said } });
    else if (verb === "SETTLE") await act(REQUEST_SETTLEMENT, { input: { ...of, comment: said, idempotencyKey } });
    else if (verb === "VOID") {
      const { approval } = await act(VOID_MARKET, { input: { ...of, reason: said, idempotencyKey } });
      if (approval) done = t("VOIDAsked");
    } else await act(DISMISS_DISPUTE, { input: { dispute: disputed?.id ?? "", answer: said } });
    toast(done);
    onClose();
    await again();
  }
  const says = verb === "VOID" ? (isZero(market.pool) ? t("VOIDNothing") : t("VOIDSays", { amount: shown(market.pool) })) : t(`${verb}Says`);
  const outcomes = running(market).map(({ id, name }) => ({ value: id, label: name }));
  return html`
    <${Panel} title=${t(verb)} onClose=${onClose}>
      <p>${says}</p>
      ${ASKS[verb] && !(verb === "VOID" && isZero(market.pool)) ? html`<${OnlyYou} kind=${ASKS[verb]} />` : null}
      ${disputed ? html`<blockquote>${disputed.by.name}: ${disputed.reason}</blockquote>` : null}
      <${Form} label=${t(verb)} send=${t(verb)} onSend=${send} danger=${DANGER.includes(verb)} names=${{ [TELLS[verb]]: "said" }} wide>
        ${verb === "SCRATCH" ? html`<${Field} name="outcome" label=${t("outcome")} options=${outcomes} required autofocus />` : null}
        <${Field} name="said" label=${t(`${verb}Field`)} rows=${verb === "CLARIFY" ? 6 : 2} maxlength=${LONGEST[verb] ?? 500} required=${verb !== "SETTLE"} autofocus=${verb !== "SCRATCH"} />
      <//>
    <//>`;
}
