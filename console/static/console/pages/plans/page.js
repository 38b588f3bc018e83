// The plans of a business, and a place to make one.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useConnection } from "../../client/pages.js";
import { act } from "../../client/query.js";
import { go, place } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Panel } from "../../parts/dialog.js";
import { ChoiceFilter, Filters, TextFilter } from "../../parts/filters.js";
import { Field, Form } from "../../parts/form.js";
import { useListKeys } from "../../parts/list_keys.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { toast } from "../../parts/toast.js";
import { oftenShown } from "../subscriptions/states.js";
import { Tabs } from "../subscriptions/tabs.js";
import { t as words } from "../subscriptions/texts.js";
import { linesOf, PlanLines } from "./lines.js";
import { CREATE_PLAN, PLANS } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["Plans"]["data"]["plans"]["nodes"][number]} Plan */

const NAMES = ["text", "archived"];
const FREQUENCIES = /** @type {const} */ ({ DAILY: "DAYS", WEEKLY: "WEEKS", MONTHLY: "MONTHS" });

export function Page() {
  useListKeys();
  const [open, setOpen] = useState(place.value.query.has("new"));
  const { query } = place.value;
  const archived = query.get("archived");
  const filter = { text: query.get("text"), archived: archived ? archived === "YES" : null };
  const pages = useConnection(PLANS, business.value && { business: business.value.id, filter }, (data) => data.plans);
  return html`
    <div class="page-head">
      <h1>${words("plans")}</h1><p class="fine">${t("says")}</p>
      ${may("ledger.write") ? html`<button type="button" class="end" onClick=${() => setOpen(true)}>${t("add")}</button>` : null}
    </div>
    <${Tabs} />
    <${Filters} names=${NAMES}>
      <${TextFilter} name="text" label=${t("search")} />
      <${ChoiceFilter} name="archived" label=${t("state")} options=${[{ value: "NO", label: t("inUse") }, { value: "YES", label: t("archived") }]} />
    <//>
    <${Table} label=${words("plans")} columns=${columns()} pages=${pages} file="plans" href=${(/** @type {Plan} */ row) => `/subscriptions/plans/${row.id}`}
      filtered=${NAMES.some((name) => query.has(name))} empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />
    ${open ? html`<${NewPlan} onClose=${() => setOpen(false)} />` : null}`;
}

/** @returns {import("../../parts/table.js").Column<Plan>[]} */
function columns() {
  return [
    { name: "name", label: t("name"), main: true, show: (row) => row.name, csv: (row) => row.name },
    { name: "often", label: t("often"), show: oftenShown, csv: oftenShown },
    { name: "price", label: t("price"), number: true, show: (row) => html`<${Money} value=${row.price.total} />`, csv: (row) => row.price.total },
    { name: "subscribers", label: t("subscribers"), number: true, show: (row) => row.subscriptions.totalCount.toLocaleString("en-GB"), csv: (row) => String(row.subscriptions.totalCount) },
    { name: "due", label: t("due"), number: true, show: (row) => row.daysUntilDue, csv: (row) => String(row.daysUntilDue) },
    { name: "state", label: t("state"), show: (row) => html`<${PlanState} archived=${Boolean(row.archivedAt)} />`, csv: (row) => (row.archivedAt ? "ARCHIVED" : "") },
  ];
}

/** @param {{ archived: boolean }} props */
export function PlanState({ archived }) {
  return html`<${Chip} kind=${archived ? "dim" : "good"}>${t(archived ? "archived" : "inUse")}<//>`;
}

/** @param {{ onClose: () => void }} props */
function NewPlan({ onClose }) {
  /** @param {Record<string, string>} values @param {string} idempotencyKey */
  async function create(values, idempotencyKey) {
    const { name = "", frequency = "MONTHLY", every = "1", trialDays = "0", daysUntilDue = "0" } = values;
    const input = {
      business: business.value?.id ?? "", name, frequency: /** @type {keyof typeof FREQUENCIES} */ (frequency), every: +every,
      trialDays: +trialDays, daysUntilDue: +daysUntilDue, ...linesOf(values), idempotencyKey,
    };
    const { plan } = await act(CREATE_PLAN, { input });
    if (!plan) return;
    toast(t("made"));
    go(`/subscriptions/plans/${plan.id}`);
  }
  const frequencies = Object.entries(FREQUENCIES).map(([value, name]) => ({ value, label: t(name) }));
  return html`
    <${Panel} title=${t("add")} onClose=${onClose}>
      <${Form} label=${t("add")} send=${t("create")} onSend=${create} wide>
        <${Field} name="name" label=${t("name")} hint=${t("nameHint")} maxlength="100" required autofocus autocomplete="off" />
        <${PlanLines} />
        <${Field} name="frequency" label=${t("in")} value="MONTHLY" options=${frequencies} />
        <${Field} name="every" label=${t("every")} type="number" min="1" max="366" value="1" required />
        <${Field} name="trialDays" label=${t("trial")} type="number" min="0" max="366" value="0" required />
        <${Field} name="daysUntilDue" label=${t("due")} hint=${t("dueHint")} type="number" min="0" max="366" value="0" required />
      <//>
    <//>`;
}
