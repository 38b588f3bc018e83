// What a list is filtered by. It stands in the address, so that it can be kept and sent.

import { html } from "../vendor/htm-preact.js";
import { useEffect, useId, useRef } from "../vendor/preact-hooks.js";
import { hourShown } from "../client/clock.js";
import { typedAmount } from "../client/money.js";
import { place, setQuery } from "../frame/router.js";
import { t } from "./texts.js";

export const PRESETS = /** @type {const} */ (["TODAY", "YESTERDAY", "THIS_WEEK", "LAST_WEEK", "THIS_MONTH", "LAST_MONTH"]);
const TYPING = 350;
const HOURS = Array.from({ length: 24 }, (_, hour) => `${hour}`);

/** @param {{ children?: any, names: string[] }} props `names`: the parts of the query that are filters here */
export function Filters({ children, names }) {
  const any = names.some((name) => place.value.query.has(name));
  const clear = () => setQuery(Object.fromEntries(names.map((name) => [name, null])));
  return html`
    <div class="filters" role="search">${children}
      ${any ? html`<button type="button" class="link" onClick=${clear}>${t("clear")}</button>` : null}
    </div>`;
}

/** @param {{ name: string, label: string, placeholder?: string, kind?: "text" | "amount" }} props */
export function TextFilter({ name, label, placeholder, kind = "text" }) {
  const timer = useRef(0);
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const value = place.value.query.get(name) ?? "";
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (field.current && document.activeElement !== field.current) field.current.value = value;
  }, [value]);
  /** @param {any} event */
  function typed(event) {
    clearTimeout(timer.current);
    const text = event.target.value.trim();
    timer.current = setTimeout(() => setQuery({ [name]: text }), TYPING);
  }
  return html`<${Labelled} label=${label} show=${(/** @type {string} */ id) => html`<input ref=${field} id=${id} type=${kind === "text" ? "search" : "text"} inputmode=${kind === "text" ? null : "decimal"} placeholder=${placeholder} autocomplete="off" onInput=${typed} />`} />`;
}

/** Amounts from and to: the parts `min` and `max` of the query. */
export function AmountFilter() {
  return html`
    <${TextFilter} name="min" label=${t("amountFrom")} kind="amount" />
    <${TextFilter} name="max" label=${t("amountTo")} kind="amount" />`;
}

/** The filter's `amount` as the API takes it, or null; what is no amount narrows nothing. @param {URLSearchParams} query */
export function amountRange(query) {
  const [min, max] = [typedAmount(query.get("min") ?? ""), typedAmount(query.get("max") ?? "")];
  return min || max ? { min, max } : null;
}

/** @param {{ name: string, label: string, first?: string, options: { value: string, label: string }[] }} props `first`: what nothing chosen means, "all" where it is not said */
export function ChoiceFilter({ name, label, first, options }) {
  const value = place.value.query.get(name) ?? "";
  return html`<${Labelled} label=${label} show=${(/** @type {string} */ id) => html`
    <select id=${id} value=${value} onChange=${(/** @type {any} */ event) => setQuery({ [name]: event.target.value })}>
      <option value="">${first ?? t("any")}</option>
      ${options.map((option) => html`<option key=${option.value} value=${option.value}>${option.label}</option>`)}
    </select>`} />`;
}

/** The part of the query, of days of another kind with what they are called before it: `paidFrom`. @param {string} kind @param {string} name */
const named = (kind, name) => (kind ? kind + name.charAt(0).toUpperCase() + name.slice(1) : name);

/** Days by preset, or from and to: the parts `day`, `from` and `to` of the query; with one day its `hour`, where that is offered.
 * @param {{ label?: string, kind?: string, hours?: boolean }} props `kind`: of the days, where a list has several */
export function DayFilter({ label = t("days"), kind = "", hours = false }) {
  const { query } = place.value;
  const [day, from, to, hour] = [named(kind, "day"), named(kind, "from"), named(kind, "to"), named(kind, "hour")];
  const preset = query.get(day) ?? "";
  const own = preset === "own" || query.has(from) || query.has(to);
  return html`
    <${Labelled} label=${label} show=${(/** @type {string} */ id) => html`
      <select id=${id} value=${own ? "own" : preset}
        onChange=${(/** @type {any} */ event) => setQuery({ [day]: event.target.value, [from]: null, [to]: null, [hour]: null })}>
        <option value="">${t("any")}</option>
        ${PRESETS.map((name) => html`<option key=${name} value=${name}>${t(name)}</option>`)}
        <option value="own">${t("from")} – ${t("to")}</option>
      </select>`} />
    ${own ? ["from", "to"].map((name) => html`
      <${Labelled} key=${name} label=${t(/** @type {"from" | "to"} */ (name))} show=${(/** @type {string} */ id) => html`
        <input id=${id} type="date" value=${query.get(named(kind, name)) ?? ""} onChange=${(/** @type {any} */ event) => setQuery({ [day]: "own", [named(kind, name)]: event.target.value })} />`} />`) : null}
    ${hours && isOneDay(query, kind) ? html`<${ChoiceFilter} name=${hour} label=${t("hour")} options=${HOURS.map((value) => ({ value, label: hourShown(+value) }))} />` : null}`;
}

/** The filter's `day` as the API takes it, or null. @param {URLSearchParams} query @param {string} [kind] */
export function dayRange(query, kind = "") {
  const preset = PRESETS.find((name) => name === query.get(named(kind, "day")));
  if (preset) return { preset };
  const [from, to] = [query.get(named(kind, "from")), query.get(named(kind, "to"))];
  return from || to ? { from, to } : null;
}

/** The filter's `hour`, or null: an hour is of one day. @param {URLSearchParams} query @param {string} [kind] */
export function hourOf(query, kind = "") {
  const hour = HOURS.find((value) => value === query.get(named(kind, "hour")));
  return hour && isOneDay(query, kind) ? +hour : null;
}

/** @param {URLSearchParams} query @param {string} kind */
function isOneDay(query, kind) {
  const range = dayRange(query, kind);
  if (!range) return false;
  return "preset" in range ? range.preset === "TODAY" || range.preset === "YESTERDAY" : range.from !== null && range.from === range.to;
}

/** @param {{ tills: readonly { id: string, name: string, deactivatedAt?: string | null }[] | undefined }} props of the business; nothing to choose where there is one */
export function TillFilter({ tills = [] }) {
  if (tills.length < 2 && !place.value.query.has("till")) return null;
  return html`<${ChoiceFilter} name="till" label=${t("till")} options=${tills.map(({ id, name }) => ({ value: id, label: name }))} />`;
}

/** @param {{ label: string, show: (id: string) => any }} props */
function Labelled({ label, show }) {
  const id = useId();
  return html`<div class="filter"><label for=${id}>${label}</label>${show(id)}</div>`;
}
