// What a report is about, to be chosen: the one that the address names stands first, and what is typed finds others.

import { html } from "../../vendor/htm-preact.js";
import { useEffect, useRef, useState } from "../../vendor/preact-hooks.js";
import { daysShown, timeShown } from "../../client/clock.js";
import { useQuery } from "../../client/live.js";
import { business } from "../../frame/session.js";
import { Field } from "../../parts/form.js";
import { accountShown } from "../reconciliation/states.js";
import { CHOICES } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["ReportChoices"]["data"]} Choices */
/** @typedef {NonNullable<Choices["nodes"][number]>} Thing */

/** The parameter -> the argument of the API, which is the field and the part of the address. */
export const THINGS = /** @type {const} */ ({ ACCOUNT: "account", CUSTOMER: "customer", MARKET: "market", RUN: "run", SESSION: "session" });
/** Where one is made, for who finds none. */
const MADE_AT = { ACCOUNT: "/ledger", CUSTOMER: "/customers", MARKET: "/markets", RUN: "/reconciliation", SESSION: "/till" };
const SEARCHED = /** @type {string[]} */ (["ACCOUNT", "CUSTOMER", "MARKET"]);
const TYPING = 350;

/** @param {{ needs: readonly string[], takes: readonly string[], query: URLSearchParams }} props */
export function ThingChoices({ needs, takes, query }) {
  const [text, setText] = useState("");
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const wants = (/** @type {string} */ name) => needs.includes(name) || takes.includes(name);
  const parameters = /** @type {(keyof typeof THINGS)[]} */ (Object.keys(THINGS)).filter(wants);
  const given = parameters.flatMap((parameter) => query.get(THINGS[parameter]) ?? []);
  const like = text ? { text } : null;
  const asks = parameters.length > 0 || wants("TILL");
  const known = useQuery(CHOICES, business.value && asks ? {
    business: business.value.id, given, accounts: like, customers: like && { ...like, archived: false }, markets: like,
    ofAccounts: wants("ACCOUNT"), ofCustomers: wants("CUSTOMER"), ofMarkets: wants("MARKET"), ofRuns: wants("RUN"), ofShifts: wants("SESSION"), ofTills: wants("TILL"), ofBranches: wants("BRANCH"),
  } : null);
  const { data } = known;
  /** @param {any} event */
  function typed(event) {
    clearTimeout(timer.current);
    const found = event.target.value.trim();
    timer.current = setTimeout(() => setText(found), TYPING);
  }
  const tills = data?.tills?.nodes ?? [];
  const branches = data?.branches?.nodes ?? [];
  const one = (/** @type {string} */ name, /** @type {readonly { id: string, name: string }[]} */ rows) => ({ name, options: [{ value: "", label: t("all") }, ...rows.map((row) => ({ value: row.id, label: row.name }))], value: rows.some(({ id }) => id === query.get(name)) ? query.get(name) : "" });
  return html`
    ${parameters.map((parameter) => {
      const name = THINGS[parameter];
      const options = optionsOf(parameter, data, Boolean(text), query.get(name));
      const first = needs.includes(parameter) ? [{ value: "", label: t("choose") }] : [{ value: "", label: t("all") }];
      return html`
        ${SEARCHED.includes(parameter) ? html`<${Field} key=${`${name}-find`} name=${`find-${name}`} label=${t(/** @type {"findACCOUNT"} */ (`find${parameter}`))} type="search" autocomplete="off" onInput=${typed} />` : null}
        <${Field} key=${name} name=${name} label=${t(parameter)} options=${[...first, ...options]} value=${valueOf(query.get(name), options, Boolean(text))} required=${needs.includes(parameter) || null}
          hint=${data && !options.length ? (text ? t("nothingFound") : html`${t(/** @type {"noRUN"} */ (`no${parameter}`))} <a href=${MADE_AT[parameter]}>${t(/** @type {"makeRUN"} */ (`make${parameter}`))}</a>`) : undefined} />`;
    })}
    ${wants("BRANCH") && branches.length ? html`<${Field} label=${t("BRANCH")} ...${one("branch", branches)} hint=${t("branchHint")} />` : null}
    ${wants("TILL") ? html`<${Field} label=${t("TILL")} ...${one("till", tills)} />` : null}`;
}

/** The one that the address names, until another is looked for; whom a search leaves alone stands there by itself.
 * @param {string | null} given @param {{ value: string }[]} options @param {boolean} searched */
function valueOf(given, options, searched) {
  if (searched) return options.length === 1 ? options[0]?.value : "";
  return options.some(({ value }) => value === given) ? given ?? "" : "";
}

/** The one that is given stands there before its name is known: who is quick asks for it all the same.
 * @param {keyof typeof THINGS} parameter @param {Choices | null} data @param {boolean} searched @param {string | null} given */
function optionsOf(parameter, data, searched, given) {
  if (!data) return given ? [{ value: given, label: "…" }] : [];
  const lists = { ACCOUNT: data.accounts?.nodes, CUSTOMER: data.customers?.nodes, MARKET: data.markets?.nodes, RUN: data.reconciliationRuns?.nodes, SESSION: data.shifts?.nodes };
  const types = { ACCOUNT: "Account", CUSTOMER: "Customer", MARKET: "Market", RUN: "ReconciliationRun", SESSION: "Shift" };
  const listed = /** @type {readonly Thing[]} */ (lists[parameter] ?? []);
  const ids = new Set(listed.map(idOf));
  const named = data.nodes.filter((node) => node !== null && "__typename" in node && node.__typename === types[parameter]);
  const first = searched ? [] : /** @type {Thing[]} */ (named).filter((node) => !ids.has(idOf(node)));
  return [...first, ...listed].map((thing) => ({ value: idOf(thing), label: shownThing(thing) }));
}

/** @param {Thing} thing */
const idOf = (thing) => ("id" in thing ? thing.id : "");

/** @param {Thing} thing */
function shownThing(thing) {
  if (!("__typename" in thing)) return "";
  switch (thing.__typename) {
    case "Account": return `${thing.code} ${thing.name}`;
    case "Customer": return `${thing.accountNumber} ${thing.name}`;
    case "Market": return thing.title;
    case "ReconciliationRun": return `${thing.till.name}, ${accountShown(thing.account)}, ${daysShown(thing.fromDay, thing.toDay)}`;
    case "Shift": return `${thing.number} · ${thing.register.name} · ${timeShown(thing.openedAt)} · ${thing.cashier.name}`;
    default: return "";
  }
}
