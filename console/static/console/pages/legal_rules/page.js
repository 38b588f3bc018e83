// What the law asks of markets: its rules from day to day, asking for another, and the taxes of a day.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { today } from "../../client/clock.js";
import { useGathered } from "../../client/live.js";
import { cents, decimal } from "../../client/money.js";
import { useConnection } from "../../client/pages.js";
import { act } from "../../client/query.js";
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
import { CHANGE_LEGAL_RULE, LEGAL_RULES } from "./operations.js";
import { Taxes } from "./taxes.js";
import { t } from "./texts.js";

/** @typedef {NonNullable<Extract<NonNullable<Operations["LegalRules"]["data"]["node"]>, { legalRules: any }>["legalRules"]>["nodes"][number]} Rule */

const NONE = { nodes: [], pageInfo: { hasNextPage: false } };
const KINDS = /** @type {const} */ (["EXCISE", "GGR", "AGE", "TIER", "ONE_PERSON", "PRIZE_DAYS"]);

export function Page() {
  const here = business.value;
  const [open, setOpen] = useState(false);
  const pages = useConnection(LEGAL_RULES, here && { business: here.id }, ({ node }) => (node && "legalRules" in node && node.legalRules) || NONE);
  useNews(/^approval\.decided$/, useGathered(pages.known.again));
  const inForce = KINDS.map((kind) => pages.rows?.find((row) => row.kind === kind && row.fromDay <= today()));
  return html`
    <${Tabs} />
    <div class="page-head"><p class="fine">${t("says")}</p></div>
    <${Table} label=${t("title")} columns=${columns(inForce)} pages=${pages} empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />
    ${may("business.manage") ? html`<div class="actions"><button type="button" class="quiet" onClick=${() => setOpen(true)}>${t("change")}</button></div>` : null}
    ${here ? html`<${Taxes} business=${here.id} />` : null}
    ${open && here ? html`<${Change} business=${here.id} onClose=${() => setOpen(false)} />` : null}`;
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

/** @param {string} kind */
const isTax = (kind) => kind === "EXCISE" || kind === "GGR";

/** @param {{ business: string, onClose: () => void }} props */
function Change({ business: at, onClose }) {
  const [kind, setKind] = useState(/** @type {(typeof KINDS)[number]} */ ("EXCISE"));
  /** @param {Record<string, string>} values @param {string} idempotencyKey */
  async function send({ law = "", value: typed = "", fromDay = "", comment = "" }, idempotencyKey) {
    const written = typed.trim().replace("%", "").trim();
    const isRight = isTax(kind) ? /^\d{1,2}(\.\d{1,2})?$/.test(written) : /^\d{1,5}$/.test(written);
    if (!isRight) return toast(t("badValue"), "bad");
    const value = isTax(kind) ? +String(cents(written)) : +written;
    await act(CHANGE_LEGAL_RULE, { input: { business: at, kind, value, law, fromDay, comment, idempotencyKey } });
    toast(t("asked"));
    return onClose();
  }
  return html`
    <${Panel} title=${t("change")} onClose=${onClose}>
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
