// What the law asks of markets: its rules from day to day, asking for another, and the taxes of a day.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { typedBps } from "../../client/bps.js";
import { today } from "../../client/clock.js";
import { useGathered, useQuery } from "../../client/live.js";
import { decimal } from "../../client/money.js";
import { useConnection } from "../../client/pages.js";
import { act, Refusal } from "../../client/query.js";
import { useNews } from "../../frame/news.js";
import { business, may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Empty } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Day, Time } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { Tabs } from "../settings/tabs.js";
import { OnlyYou } from "../approvals/only_you.js";
import { CHANGE_LEGAL_RULE, LEGAL_RULES, LEGAL_RULES_ASKED } from "./operations.js";
import { Taxes } from "./taxes.js";
import { t } from "./texts.js";
import { Waiting } from "./waiting.js";

/** @typedef {NonNullable<Extract<NonNullable<Operations["LegalRules"]["data"]["node"]>, { legalRules: any }>["legalRules"]>["nodes"][number]} Rule */

const NONE = { nodes: [], pageInfo: { hasNextPage: false } };
const KINDS = /** @type {const} */ (["EXCISE", "GGR", "AGE", "TIER", "ONE_PERSON", "PRIZE_DAYS"]);
/** @typedef {(typeof KINDS)[number]} Kind */
/** Least and most of each, in its unit, beside 0: as the server has them. @type {Record<Kind, readonly [number, number]>} */
const BOUNDS = { EXCISE: [1, 9_999], GGR: [1, 9_999], AGE: [18, 18], TIER: [1, 32_767], ONE_PERSON: [1, 1], PRIZE_DAYS: [1, 366] };

export function Page() {
  const here = business.value;
  const [open, setOpen] = useState(false);
  const pages = useConnection(LEGAL_RULES, here && { business: here.id }, ({ node }) => (node && "legalRules" in node && node.legalRules) || NONE);
  const asked = useQuery(LEGAL_RULES_ASKED, here && may("approval.read") ? { business: here.id } : null);
  useNews(/^approval\./, useGathered(() => void Promise.all([pages.known.again(), asked.again()])));
  const inForce = KINDS.map((kind) => pages.rows?.find((row) => row.kind === kind && row.fromDay <= today()));
  return html`
    <${Tabs} />
    <div class="page-head"><p class="fine">${t("says")}</p>
      ${may("business.manage") ? html`<div class="actions end"><button type="button" class="quiet" onClick=${() => setOpen(true)}>${t("change")}</button></div>` : null}</div>
    <${Waiting} asked=${asked.data?.approvals.nodes ?? []} />
    <${Table} label=${t("title")} columns=${columns(inForce)} pages=${pages} empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />
    ${here ? html`<${Taxes} business=${here.id} />` : null}
    ${open && here ? html`<${Change} business=${here.id} onClose=${() => setOpen(false)} again=${asked.again} />` : null}`;
}

/** @param {readonly (Rule | undefined)[]} inForce @returns {import("../../parts/table.js").Column<Rule>[]} */
function columns(inForce) {
  const state = (/** @type {Rule} */ row) => (inForce.includes(row) ? "now" : row.fromDay > today() ? "later" : "past");
  const kinds = /** @type {const} */ ({ now: "good", later: "busy", past: "dim" });
  return [
    { name: "kind", label: t("kind"), main: true, show: (row) => t(row.kind) },
    { name: "value", label: t("value"), number: true, show: valueShown },
    { name: "fromDay", label: t("fromDay"), show: (row) => html`<${Day} day=${row.fromDay} long />` },
    { name: "state", label: t("state"), show: (row) => html`<${Chip} kind=${kinds[state(row)]}>${t(state(row))}<//>` },
    { name: "law", label: t("name"), show: (row) => row.law },
    { name: "maker", label: t("maker"), show: (row) => row.approval.maker.name },
    { name: "checker", label: t("checker"), show: (row) => html`<a href=${`/approvals/${row.approval.id}`}>${row.approval.checker?.name ?? row.approval.maker.name}</a>, <${Time} at=${row.setAt} />` },
  ];
}

/** "5.00 %", "18 years", "2 days". @param {Rule} row */
function valueShown({ kind, value }) {
  if (isTax(kind)) return `${decimal(BigInt(value))} %`;
  if (!value) return t("none");
  if (kind === "ONE_PERSON") return t("yes");
  return t(kind === "AGE" ? "years" : kind === "TIER" ? "rank" : "days", { count: value });
}

/** @param {string} kind @returns {kind is "EXCISE" | "GGR"} */
const isTax = (kind) => kind === "EXCISE" || kind === "GGR";

/** What a person typed in the unit of its kind, or null where it is no such rule: 0, or between its bounds. @param {Kind} kind @param {string} typed */
function valueTyped(kind, typed) {
  const value = isTax(kind) ? typedBps(typed) : /^\d{1,5}$/.test(typed.trim()) ? +typed : null;
  const [least, most] = BOUNDS[kind];
  return value !== null && (value === 0 || (least <= value && value <= most)) ? value : null;
}

/** @param {{ business: string, onClose: () => void, again: () => Promise<void> }} props */
function Change({ business: at, onClose, again }) {
  const [kind, setKind] = useState(/** @type {(typeof KINDS)[number]} */ ("EXCISE"));
  /** @param {Record<string, string>} values @param {string} idempotencyKey */
  async function send({ law = "", value: typed = "", fromDay = "", comment = "" }, idempotencyKey) {
    const value = valueTyped(kind, typed);
    const faults = [];
    if (value === null) faults.push({ code: "BAD_LIMIT", field: ["value"], message: t(isTax(kind) ? "badTax" : `bad${kind}`) });
    if (fromDay <= today()) faults.push({ code: "BAD_DAY", field: ["fromDay"], message: t("badDay") });
    if (value === null || faults.length) throw new Refusal(faults);
    await act(CHANGE_LEGAL_RULE, { input: { business: at, kind, value, law, fromDay, comment, idempotencyKey } });
    toast(t("asked"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("change")} onClose=${onClose}>
      <${OnlyYou} kind="market.legal_rule" />
      <${Form} label=${t("change")} send=${t("ask")} onSend=${send} wide>
        <${Field} name="kind" label=${t("kind")} value=${kind} options=${KINDS.map((value) => ({ value, label: t(value) }))}
          onChange=${(/** @type {any} */ event) => setKind(event.target.value)} autofocus />
        <${Field} name="value" label=${t("value")} hint=${t(`hint${kind}`)} inputmode="decimal" autocomplete="off" required />
        <${Field} name="law" label=${t("name")} maxlength="80" required />
        <${Field} name="fromDay" label=${t("fromDay")} hint=${t("fromHint")} type="date" required />
        <${Field} name="comment" label=${t("comment")} rows=${2} maxlength="500" />
      <//>
    <//>`;
}
