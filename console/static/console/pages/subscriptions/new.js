// A customer is billed by a plan from a day on, in a panel beside the list.

import { html } from "../../vendor/htm-preact.js";
import { useRef, useState } from "../../vendor/preact-hooks.js";
import { today } from "../../client/clock.js";
import { useQuery } from "../../client/live.js";
import { shown, typedAmount } from "../../client/money.js";
import { act, refusal } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Reading } from "../../parts/states.js";
import { toast } from "../../parts/toast.js";
import { FIND_CUSTOMERS, PLANS_IN_USE, SUBSCRIBE } from "./operations.js";
import { oftenShown } from "./states.js";
import { t } from "./texts.js";

/** @typedef {Operations["PlansInUse"]["data"]["plans"]["nodes"][number]} Plan */

const TYPING = 350;
const LAST_OF_MONTH = 31;
const SHORTEST_MONTH = 28;
const WEEK = /** @type {const} */ (["weekday1", "weekday2", "weekday3", "weekday4", "weekday5", "weekday6", "weekday7"]);

/** @param {{ customer?: { id: string, accountNumber: string, name: string }, onClose: () => void }} props `customer`: who, where it is known */
export function NewSubscription({ customer, onClose }) {
  const known = useQuery(PLANS_IN_USE, business.value && { business: business.value.id });
  return html`
    <${Panel} title=${t("add")} onClose=${onClose}>
      <${Reading} known=${known} rows=${6}>
        ${(/** @type {Operations["PlansInUse"]["data"]} */ { plans }) => (plans.nodes.length
          ? html`<${Fields} plans=${plans.nodes} customer=${customer} />`
          : html`<p>${t("noPlans")} <a href="/subscriptions/plans?new=1">${t("makePlan")}</a></p>`)}
      <//>
    <//>`;
}

/** @param {{ plans: readonly Plan[], customer?: { id: string, accountNumber: string, name: string } }} props */
function Fields({ plans, customer }) {
  const [chosen, setChosen] = useState(plans[0]?.id ?? "");
  const plan = plans.find(({ id }) => id === chosen) ?? plans[0];
  const line = plan?.price.lines.nodes[0];

  /** @param {Record<string, string>} values @param {string} idempotencyKey */
  async function send(values, idempotencyKey) {
    const amount = values.amount ? typedAmount(values.amount) : null;
    if (values.amount && amount === null) throw refusal("BAD_AMOUNT", t("badAmount"), ["amount"]);
    const input = {
      customer: customer?.id ?? values.customer ?? "", plan: chosen, quantity: (values.quantity || "1").replace(",", "."), amount,
      startsOn: values.startsOn || null, endsOn: values.endsOn || null, trialDays: values.trialDays ? +values.trialDays : null,
      anchorDay: values.anchorDay ? +values.anchorDay : null, idempotencyKey,
    };
    const { billingSubscription } = await act(SUBSCRIBE, { input });
    if (!billingSubscription) return;
    toast(t("started"));
    go(`/subscriptions/${billingSubscription.id}`);
  }
  return html`
    <${Form} label=${t("add")} send=${t("start")} onSend=${send} wide>
      ${customer ? html`<p><b>${customer.name}</b> ${customer.accountNumber}</p>` : html`<${CustomerChoice} />`}
      <${Field} name="plan" label=${t("choosePlan")} value=${chosen} options=${plans.map((each) => ({ value: each.id, label: `${each.name}, ${shown(each.price.total)}, ${oftenShown(each)}` }))} onChange=${(/** @type {any} */ event) => setChosen(event.target.value)} />
      <${Field} name="quantity" label=${t("quantity")} hint=${t("quantityHint")} value="1" inputmode="decimal" required />
      ${line ? html`<${Field} name="amount" label=${t("rent")} hint=${t("rentHint", { price: shown(line.unitPrice), line: line.description })} inputmode="decimal" />` : null}
      <${Field} name="startsOn" label=${t("startsOn")} hint=${t("startsHint")} type="date" value=${today()} required />
      ${plan && plan.frequency !== "DAILY" ? html`<${Field} name="anchorDay" label=${t("anchor")} hint=${t("anchorHint")} options=${anchors(plan)} />` : null}
      <${Field} name="trialDays" label=${t("trial")} type="number" min="0" max="366" value=${String(plan?.trialDays ?? 0)} />
      <${Field} name="endsOn" label=${t("endsOn")} hint=${t("endsHint")} type="date" />
    <//>`;
}

/** On which days whole periods may begin. @param {Pick<Plan, "frequency">} plan */
export function anchors({ frequency }) {
  const first = { value: "", label: t("anchorFirst") };
  if (frequency === "WEEKLY") return [first, ...WEEK.map((name, index) => ({ value: String(index + 1), label: t(name) }))];
  const days = Array.from({ length: SHORTEST_MONTH }, (_, index) => ({ value: String(index + 1), label: t("anchorDay", { day: index + 1 }) }));
  return [first, ...days, { value: String(LAST_OF_MONTH), label: t("anchorLast") }];
}

/** Who: what is typed finds customers, and one of them is chosen. */
function CustomerChoice() {
  const [text, setText] = useState("");
  const timer = useRef(0);
  const filter = { text: text || null, archived: false };
  const known = useQuery(FIND_CUSTOMERS, business.value && { business: business.value.id, filter });
  /** @param {any} event */
  function typed(event) {
    clearTimeout(timer.current);
    const found = event.target.value.trim();
    timer.current = setTimeout(() => setText(found), TYPING);
  }
  const found = (known.data?.customers.nodes ?? []).filter(({ isWalkIn }) => !isWalkIn).map((each) => ({ value: each.id, label: `${each.accountNumber} ${each.name}` }));
  // Nobody is billed because they came first: only whom a search leaves alone stands there by itself.
  const options = text && found.length === 1 ? found : [{ value: "", label: t("whom") }, ...found];
  return html`
    <${Field} name="find" label=${t("findCustomer")} hint=${t("findHint")} type="search" autocomplete="off" onInput=${typed} autofocus />
    <${Field} name="customer" label=${t("chooseCustomer")} options=${options} required />`;
}
