// Many customers are billed by a plan from a day on, in a panel: who has a tag, or everybody, is ticked at once.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { today } from "../../client/clock.js";
import { useQuery } from "../../client/live.js";
import { act, Refusal } from "../../client/query.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Empty, Reading } from "../../parts/states.js";
import { toast } from "../../parts/toast.js";
import { anchors } from "../subscriptions/new.js";
import { SUBSCRIBE } from "../subscriptions/operations.js";
import { t as words } from "../subscriptions/texts.js";
import { TO_SUBSCRIBE } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["CustomersToBill"]["data"]} Found */
/** @typedef {import("./page.js").Plan} Plan */

/** @param {{ plan: Plan, again: () => Promise<void>, onClose: () => void }} props */
export function SeveralPanel({ plan, again, onClose }) {
  const [tag, setTag] = useState("");
  const known = useQuery(TO_SUBSCRIBE, { business: plan.business.id, plan: plan.id, filter: { tag: tag || null, archived: false } });
  return html`
    <${Panel} title=${t("SEVERAL")} onClose=${onClose}>
      <p>${t("severalSays")}</p>
      <div class="filters"><label class="filter">${t("tag")} <input name="tag" value=${tag} autocomplete="off" onChange=${(/** @type {any} */ event) => setTag(event.target.value.trim())} /></label></div>
      <${Reading} known=${known} rows=${6}>
        ${(/** @type {Found} */ found) => html`<${Chosen} key=${tag} plan=${plan} found=${found} again=${() => Promise.all([known.again(), again()])} onClose=${onClose} />`}
      <//>
    <//>`;
}

/** @param {{ plan: Plan, found: Found, again: () => Promise<unknown>, onClose: () => void }} props */
function Chosen({ plan, found: { customers }, again, onClose }) {
  const [left, setLeft] = useState(/** @type {Set<string>} */ (new Set()));
  const [done, setDone] = useState(0);
  const free = customers.nodes.filter(({ name, isWalkIn, subscriptions }) => name && !isWalkIn && !subscriptions.totalCount);
  const chosen = free.filter(({ id }) => !left.has(id));

  /** @param {string} id */
  function turn(id) {
    const next = new Set(left);
    if (!next.delete(id)) next.add(id);
    setLeft(next);
  }
  /** One after another: what is started stays, and who is refused is named. @param {Record<string, string>} values @param {string} key */
  async function send(values, key) {
    if (!chosen.length) throw new Refusal([{ code: "NOTHING_CHOSEN", field: [], message: t("nobodyChosen") }]);
    const refused = [];
    for (const [place, { id, name, accountNumber }] of chosen.entries()) {
      const input = { customer: id, plan: plan.id, startsOn: values.startsOn || null, anchorDay: values.anchorDay ? +values.anchorDay : null, idempotencyKey: `${key}.${accountNumber}` };
      try {
        await act(SUBSCRIBE, { input });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refused.push({ code: "NOT_STARTED", field: [], message: `${name} ${accountNumber}: ${error.message}` });
      }
      setDone(place + 1);
    }
    setDone(0);
    toast(t("severalStarted", { count: chosen.length - refused.length }));
    if (!refused.length) onClose();
    await again();
    if (refused.length) throw new Refusal(refused);
  }
  const whole = Math.max(customers.totalCount - customers.nodes.length, 0);
  return html`
    <${Form} label=${t("SEVERAL")} send=${t("severalSend", { count: chosen.length })} onSend=${send} wide>
      ${free.length ? html`
        <fieldset class="several"><legend>${t("whom", { count: chosen.length, all: free.length })}</legend>
          <p><button type="button" class="link" onClick=${() => setLeft(new Set(chosen.length ? free.map(({ id }) => id) : []))}>${t(chosen.length ? "noneOfThem" : "allOfThem")}</button></p>
          ${free.map(({ id, name, accountNumber }) => html`<label key=${id} class="tick"><input type="checkbox" checked=${!left.has(id)} onChange=${() => turn(id)} /> ${name} <small class="fine">${accountNumber}</small></label>`)}
        </fieldset>` : html`<${Empty} title=${t("nobodyLeft")} />`}
      ${whole ? html`<p class="fine">${t("tooMany", { shown: customers.nodes.length, count: customers.totalCount })}</p>` : null}
      <${Field} name="startsOn" label=${words("startsOn")} hint=${words("startsHint")} type="date" value=${today()} required />
      ${plan.frequency === "DAILY" ? null : html`<${Field} name="anchorDay" label=${words("anchor")} hint=${words("anchorHint")} options=${anchors(plan)} />`}
      <p class="fine" aria-live="polite">${done ? t("severalDone", { done, count: chosen.length }) : null}</p>
    <//>`;
}
