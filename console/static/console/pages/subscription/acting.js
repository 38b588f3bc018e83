// What people do with a subscription, in a panel; a change shows what it would credit and bill before it is made.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { longDay } from "../../client/clock.js";
import { useQuery } from "../../client/live.js";
import { isZero, shown, typedAmount } from "../../client/money.js";
import { bare } from "../../client/quantity.js";
import { act, refusal } from "../../client/query.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Failed } from "../../parts/states.js";
import { toast } from "../../parts/toast.js";
import { PLANS_IN_USE } from "../subscriptions/operations.js";
import { CANCEL, CHANGE, CHANGE_SUBSCRIPTION, PAUSE, RESUME } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Subscription} Subscription */

/** @param {{ subscription: Subscription, verb: import("./page.js").Verb, again: () => Promise<void>, onClose: () => void }} props */
export function ActPanel({ subscription, verb, again, onClose }) {
  if (verb === "CHANGE") return html`<${ChangePanel} subscription=${subscription} again=${again} onClose=${onClose} />`;
  /** @param {Record<string, string>} values */
  async function send({ reason = "", when = "PERIOD_END", giveBack = "YES" }) {
    const of = { subscription: subscription.id };
    if (verb === "RESUME") await act(RESUME, { input: of });
    else if (verb === "PAUSE") await act(PAUSE, { input: { ...of, reason } });
    else await act(CANCEL, { input: { ...of, reason, when: when === "NOW" ? "NOW" : "PERIOD_END", giveBack: giveBack === "YES" } });
    toast(t(/** @type {"PAUSEDone"} */ (`${verb}Done`)));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t(verb)} onClose=${onClose}>
      <p>${t(/** @type {"PAUSESays"} */ (`${verb}Says`))}</p>
      <${Form} label=${t(verb)} send=${t(verb)} onSend=${send} danger=${verb === "CANCEL"} wide>
        ${verb === "CANCEL" ? html`
          <${Field} name="when" label=${t("when")} value="PERIOD_END" options=${[{ value: "PERIOD_END", label: t("PERIOD_END") }, { value: "NOW", label: t("NOW") }]} />
          <${Field} name="giveBack" label=${t("giveBack")} value="YES" options=${[{ value: "YES", label: t("YES") }, { value: "NO", label: t("NO") }]} />` : null}
        ${verb === "RESUME" ? null : html`<${Field} name="reason" label=${t("reason")} maxlength="200" required autofocus />`}
      <//>
    <//>`;
}

/** @param {{ subscription: Subscription, again: () => Promise<void>, onClose: () => void }} props */
function ChangePanel({ subscription, again, onClose }) {
  const [asked, setAsked] = useState({ plan: subscription.plan.id, quantity: bare(subscription.quantity), amount: "", when: "PERIOD_END" });
  const known = useQuery(PLANS_IN_USE, { business: subscription.business.id });
  /** @param {keyof typeof asked} field */
  const listen = (field) => ({ value: asked[field], onInput: (/** @type {any} */ event) => setAsked({ ...asked, [field]: event.target.value }) });
  const wanted = changeOf(subscription, asked);

  async function send() {
    if (!wanted) throw refusal("BAD_AMOUNT", t("badAmount"), ["amount"]);
    await act(CHANGE_SUBSCRIPTION, { input: wanted });
    toast(t("CHANGEDone"));
    onClose();
    await again();
  }
  const plans = known.data?.plans.nodes ?? [];
  return html`
    <${Panel} title=${t("CHANGE")} onClose=${onClose}>
      <p>${t("CHANGESays")}</p>
      <${Form} label=${t("CHANGE")} send=${t("CHANGE")} onSend=${send} wide>
        <${Field} name="plan" label=${t("newPlan")} options=${plans.map((each) => ({ value: each.id, label: `${each.name}, ${shown(each.price.total)}` }))} ...${listen("plan")} />
        <${Field} name="quantity" label=${t("newQuantity")} inputmode="decimal" required ...${listen("quantity")} />
        <${Field} name="amount" label=${t("newAmount")} hint=${t("newAmountHint")} inputmode="decimal" ...${listen("amount")} />
        <${Field} name="when" label=${t("when")} options=${[{ value: "PERIOD_END", label: t("nextPeriod") }, { value: "NOW", label: t("NOW") }]} ...${listen("when")} />
        ${wanted ? html`<${Foreseen} wanted=${wanted} />` : null}
      <//>
    <//>`;
}

/** What is asked for, or null where the amount is none. @param {Subscription} subscription @param {{ plan: string, quantity: string, amount: string, when: string }} asked */
function changeOf(subscription, { plan, quantity, amount, when }) {
  const typed = amount.trim() ? typedAmount(amount) : null;
  if (amount.trim() && typed === null) return null;
  return {
    subscription: subscription.id,
    plan: plan === subscription.plan.id ? null : plan,
    quantity: quantity.replace(",", ".") || null,
    amount: typed,
    planPrice: false,
    when: /** @type {"NOW" | "PERIOD_END"} */ (when === "NOW" ? "NOW" : "PERIOD_END"),
  };
}

/** @param {{ wanted: NonNullable<ReturnType<typeof changeOf>> }} props */
function Foreseen({ wanted }) {
  const known = useQuery(CHANGE, wanted);
  if (known.problem) return html`<${Failed} problem=${known.problem} />`;
  const node = known.data?.node;
  const change = node && "change" in node ? node.change : null;
  if (!change) return null;
  const { bill } = change;
  return html`
    <div class="note" aria-live="polite"><p><b>${t("look")}</b></p>
      ${isZero(change.givenBack) ? null : html`<p>${t("givenBack", { amount: shown(change.givenBack) })}</p>`}
      <p>${t("foreseen", { day: longDay(change.fromOn), bill: shown(bill.total), days: bill.days, whole: bill.wholeDays })}</p>
    </div>`;
}
