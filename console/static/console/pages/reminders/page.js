// What customers are told and asked: switches, dunning rules, and what was sent or left out and why.

import { html } from "../../vendor/htm-preact.js";
import { useQuery } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { act } from "../../client/query.js";
import { place } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { ChoiceFilter, DayFilter, dayRange, Filters } from "../../parts/filters.js";
import { Field, Form } from "../../parts/form.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { toast, told } from "../../parts/toast.js";
import { Tabs } from "../subscriptions/tabs.js";
import { ADD_RULE, NOTICES, REMINDERS, REMOVE_RULE, SET_REMINDERS } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["Reminders"]["data"]} Reminders */
/** @typedef {Reminders["dunningRules"]["nodes"][number]} Rule */
/** @typedef {Operations["CustomerNotices"]["data"]["customerNotices"]["nodes"][number]} Notice */

const NAMES = ["state", "kind", "day", "from", "to"];
const ACTIONS = /** @type {const} */ (["SMS", "EMAIL", "STK"]);
const STATES = /** @type {const} */ (["WAITING", "SENT", "SKIPPED"]);
const KINDS = /** @type {const} */ (["ISSUED", "PAID", "DUNNING"]);
const REASONS = /** @type {const} */ (["NO_PHONE", "NO_EMAIL", "OPTED_OUT", "CUSTOMER_ERASED", "NO_TILL", "REQUEST_OPEN", "NOT_POSSIBLE", "PAID_MEANWHILE", "LATER_RULE", "TOO_LATE", "RULE_REMOVED"]);

export function Page() {
  const known = useQuery(REMINDERS, business.value && { business: business.value.id });
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p></div>
    <${Tabs} />
    <${Reading} known=${known} rows=${6}>
      ${(/** @type {Reminders} */ data) => html`
        <div class="columns halves">
          <${Switches} settings=${data.reminderSettings} again=${known.again} />
          <${Rules} rules=${data.dunningRules.nodes} again=${known.again} />
        </div>`}
    <//>
    <${Notices} />`;
}

/** @param {{ settings: Reminders["reminderSettings"], again: () => Promise<void> }} props */
function Switches({ settings, again }) {
  /** @param {Record<string, string>} values */
  async function save(values) {
    const on = (/** @type {string} */ name) => values[name] === "ON";
    const input = { business: business.value?.id ?? "", tellsIssued: on("tellsIssued"), tellsPaid: on("tellsPaid"), reminds: on("reminds"), quietFrom: values.quietFrom ?? null, quietUntil: values.quietUntil ?? null };
    await act(SET_REMINDERS, { input });
    toast(t("saved"));
    await again();
  }
  const options = [{ value: "OFF", label: t("OFF") }, { value: "ON", label: t("ON") }];
  const disabled = !may("ledger.write");
  return html`
    <section class="card"><h2>${t("switches")}</h2><p class="fine">${t("sinceSays")}</p>
      <${Form} label=${t("switches")} send=${t("save")} onSend=${save} wide>
        ${/** @type {const} */ (["tellsIssued", "tellsPaid", "reminds"]).map((name) => html`<${Field} key=${name} name=${name} label=${t(name)} value=${settings[name] ? "ON" : "OFF"} options=${options} disabled=${disabled} />`)}
        <${Field} name="quietFrom" label=${t("quietFrom")} type="time" value=${settings.quietFrom} required disabled=${disabled} />
        <${Field} name="quietUntil" label=${t("quietUntil")} hint=${t("quietHint")} type="time" value=${settings.quietUntil} required disabled=${disabled} />
      <//>
    </section>`;
}

/** @param {{ rules: readonly Rule[], again: () => Promise<void> }} props */
function Rules({ rules, again }) {
  /** @param {Record<string, string>} values */
  async function add({ days = "0", action = "SMS" }) {
    const input = { business: business.value?.id ?? "", days: +days, action: /** @type {Rule["action"]} */ (action) };
    await act(ADD_RULE, { input });
    toast(t("added"));
    await again();
  }
  /** @param {Rule} rule */
  async function remove(rule) {
    await told(() => act(REMOVE_RULE, { input: { rule: rule.id } }), t("removed"));
    await again();
  }
  const writes = may("ledger.write");
  return html`
    <section class="card"><h2>${t("rules")}</h2>
      <${Table} label=${t("rules")} columns=${ruleColumns(writes ? remove : null)} pages=${{ rows: rules }} empty=${html`<${Empty} title=${t("noRules")} />`} />
      ${writes ? html`
        <${Form} label=${t("add")} send=${t("add")} onSend=${add} wide>
          <${Field} name="days" label=${t("days")} hint=${t("daysHint")} type="number" min="-366" max="366" value="1" required />
          <${Field} name="action" label=${t("action")} value="SMS" options=${ACTIONS.map((value) => ({ value, label: t(value) }))} />
        <//>` : html`<p class="fine">${t("readOnly")}</p>`}
    </section>`;
}

/** "3 days before it is due". @param {number} days */
function dayShown(days) {
  if (days === 0) return t("dueDay");
  return t(days < 0 ? "before" : "after", { count: Math.abs(days) });
}

/** @param {((rule: Rule) => void) | null} remove @returns {import("../../parts/table.js").Column<Rule>[]} */
function ruleColumns(remove) {
  const facts = /** @type {import("../../parts/table.js").Column<Rule>[]} */ ([
    { name: "day", label: t("day"), main: true, show: (row) => dayShown(row.days) },
    { name: "action", label: t("action"), show: (row) => t(row.action) },
  ]);
  if (!remove) return facts;
  return [...facts, { name: "verbs", label: "", verbs: true, show: (row) => html`<button type="button" class="link" aria-label=${`${t("remove")}: ${dayShown(row.days)}, ${t(row.action)}`} onClick=${() => remove(row)}>${t("remove")}</button>` }];
}

function Notices() {
  const { query } = place.value;
  const state = STATES.find((each) => each === query.get("state"));
  const kind = KINDS.find((each) => each === query.get("kind"));
  const filter = { states: state ? [state] : null, kinds: kind ? [kind] : null, day: dayRange(query) };
  const pages = useConnection(NOTICES, business.value && { business: business.value.id, filter }, (data) => data.customerNotices);
  return html`
    <section class="card"><h2>${t("notices")}</h2>
      <${Filters} names=${NAMES}>
        <${ChoiceFilter} name="state" label=${t("state")} options=${STATES.map((value) => ({ value, label: t(value) }))} />
        <${ChoiceFilter} name="kind" label=${t("kind")} options=${KINDS.map((value) => ({ value, label: t(value) }))} />
        <${DayFilter} />
      <//>
      <${Table} label=${t("notices")} columns=${noticeColumns()} pages=${pages} file="reminders" filtered=${NAMES.some((name) => query.has(name))} empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />
    </section>`;
}

/** @returns {import("../../parts/table.js").Column<Notice>[]} */
export function noticeColumns() {
  return [
    { name: "customer", label: t("customer"), main: true, show: (row) => html`<a href=${`/customers/${row.customer.id}`}>${row.customer.name || row.customer.accountNumber}</a>`, csv: (row) => row.customer.accountNumber },
    { name: "of", label: t("of"), show: (row) => html`${t(row.kind)} ${row.invoice ? html`<a href=${`/invoices/${row.invoice.id}`}>${row.invoice.serialNumber}</a>` : null}${row.rule ? html`<small>${dayShown(row.rule.days)}</small>` : null}`, csv: (row) => `${row.kind} ${row.invoice?.serialNumber ?? ""}` },
    { name: "action", label: t("action"), show: (row) => (row.request ? html`<a href=${`/requests/${row.request.id}`}>${t(row.action)}</a>` : t(row.action)), csv: (row) => row.action },
    { name: "state", label: t("state"), show: (row) => html`<${Chip} kind=${{ WAITING: "busy", SENT: "good", SKIPPED: "warn" }[row.state]}>${t(row.state)}<//>${row.code ? html`<small>${reasonShown(row.code)}</small>` : null}`, csv: (row) => `${row.state} ${row.code}`.trim() },
    { name: "at", label: t("at"), show: (row) => html`<${Time} at=${row.createdAt} />`, csv: (row) => row.createdAt },
  ];
}

/** A code that has no words is shown as it is. @param {string} code */
function reasonShown(code) {
  const known = REASONS.find((each) => each === code);
  return known ? t(known) : code;
}
