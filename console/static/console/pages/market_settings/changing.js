// Changing what new markets begin with, and entering a licence. For owners.

import { html } from "../../vendor/htm-preact.js";
import { typedBps } from "../../client/bps.js";
import { decimal, typedAmount } from "../../client/money.js";
import { act, Refusal } from "../../client/query.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { t as draftWords } from "../market_draft/texts.js";
import { ENTER_LICENCE, SET_MARKET_RULES } from "./operations.js";
import { t } from "./texts.js";

const AMOUNTS = /** @type {const} */ (["leastStake", "mostStake", "largePool"]);
const MINUTES = /** @type {const} */ (["disputeMinutes", "largeDisputeMinutes"]);

/** @param {{ business: string, rules: import("./page.js").Rules, again: () => Promise<void>, onClose: () => void }} props */
export function Change({ business, rules, again, onClose }) {
  /** @param {Record<string, string>} values */
  async function send(values) {
    await act(SET_MARKET_RULES, { input: { business, ...rulesOf(values), playMoney: values.playMoney === "yes" } });
    toast(t("changed"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("change")} onClose=${onClose}>
      <p>${t("changeSays")}</p>
      <${Form} label=${t("change")} send=${t("change")} onSend=${send} names=${{ feeBps: "fee", rules: "mostStake" }} wide>
        <${Field} name="playMoney" label=${t("money")} hint=${t("moneyHint")} value=${rules.playMoney ? "yes" : "no"} options=${[{ value: "no", label: t("real") }, { value: "yes", label: t("play") }]} autofocus />
        <${Field} name="fee" label=${draftWords("fee")} inputmode="decimal" value=${decimal(BigInt(rules.feeBps))} required autocomplete="off" />
        ${AMOUNTS.map((name) => html`<${Field} key=${name} name=${name} label=${draftWords(name)} inputmode="decimal" value=${rules[name]} required autocomplete="off" />`)}
        ${MINUTES.map((name) => html`<${Field} key=${name} name=${name} label=${draftWords(name)} hint=${draftWords("disputeMinutesHint")} inputmode="numeric" value=${String(rules[name])} required autocomplete="off" />`)}
      <//>
    <//>`;
}

/** Throws Refusal for what cannot be read, all at once. @param {Record<string, string>} values */
function rulesOf(values) {
  /** @type {import("../../client/query.js").Fault[]} */
  const faults = [];
  /** @template Read @param {string} name @param {(typed: string) => Read | null} read @param {"badPercent" | "badAmount" | "badMinutes"} says @returns {Read | undefined} */
  function read(name, read, says) {
    const found = read(values[name] ?? "");
    if (found === null) faults.push({ code: "BAD_FIELD", field: [name], message: draftWords(says) });
    return found ?? undefined;
  }
  const minutes = (/** @type {string} */ typed) => (/^\d{1,6}$/.test(typed.trim()) ? +typed : null);
  const rules = {
    feeBps: read("fee", typedBps, "badPercent"),
    leastStake: read("leastStake", typedAmount, "badAmount"), mostStake: read("mostStake", typedAmount, "badAmount"), largePool: read("largePool", typedAmount, "badAmount"),
    disputeMinutes: read("disputeMinutes", minutes, "badMinutes"), largeDisputeMinutes: read("largeDisputeMinutes", minutes, "badMinutes"),
  };
  if (faults.length) throw new Refusal(faults);
  return rules;
}

/** @param {{ business: string, again: () => Promise<void>, onClose: () => void }} props */
export function Enter({ business, again, onClose }) {
  /** @param {Record<string, string>} values */
  async function send({ number = "", firstOn = "", lastOn = "" }) {
    await act(ENTER_LICENCE, { input: { business, number, firstOn, lastOn } });
    toast(t("entered"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("enter")} onClose=${onClose}>
      <p>${t("enterSays")}</p>
      <${Form} label=${t("enter")} send=${t("enter")} onSend=${send} wide>
        <${Field} name="number" label=${t("number")} maxlength="60" required autofocus autocomplete="off" />
        <${Field} name="firstOn" label=${t("firstOn")} type="date" required />
        <${Field} name="lastOn" label=${t("lastOn")} type="date" required />
      <//>
    <//>`;
}
