// The page of one plan: what it costs from which day on, and what may be done with it.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { longDay, today } from "../../client/clock.js";
import { useQuery } from "../../client/live.js";
import { bare } from "../../client/quantity.js";
import { act } from "../../client/query.js";
import { may } from "../../frame/session.js";
import { confirm } from "../../parts/confirm.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { toast, told } from "../../parts/toast.js";
import { linesOf, PlanLines } from "../plans/lines.js";
import { PlanState } from "../plans/page.js";
import { t as planWords } from "../plans/texts.js";
import { oftenShown } from "../subscriptions/states.js";
import { t as words } from "../subscriptions/texts.js";
import { ARCHIVE_PLAN, CHANGE_PRICE, EDIT_PLAN, PLAN, RESTORE_PLAN } from "./operations.js";
import { SeveralPanel } from "./several.js";
import { t } from "./texts.js";

export const styles = ["/static/console/pages/plan/plan.css"];

/** @typedef {Extract<NonNullable<Operations["PlanPage"]["data"]["node"]>, { trialDays: number }>} Plan */
/** @typedef {Plan["prices"]["nodes"][number]} Price */

const BEGINNING = "2000-01-01";

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const known = useQuery(PLAN, { id: params.plan ?? "" });
  return html`
    <p class="crumbs no-print"><a href="/subscriptions/plans">${words("plans")}</a></p>
    <${Reading} known=${known} rows=${6}>
      ${(/** @type {Operations["PlanPage"]["data"]} */ { node }) =>
        node && "trialDays" in node ? html`<${Shown} plan=${node} again=${known.again} />` : html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>`}
    <//>`;
}

/** @param {{ plan: Plan, again: () => Promise<void> }} props */
function Shown({ plan, again }) {
  const [open, setOpen] = useState(/** @type {"" | "PRICE" | "EDIT" | "SEVERAL"} */ (""));
  const archived = Boolean(plan.archivedAt);
  const count = plan.subscriptions.totalCount;

  async function put() {
    const input = { plan: plan.id };
    if (archived) await told(() => act(RESTORE_PLAN, { input }), t("restored"));
    else {
      if (!(await confirm({ title: t("archiveTitle", { name: plan.name }), says: t("archiveSays", { count }), verb: t("ARCHIVE"), danger: true }))) return;
      await told(() => act(ARCHIVE_PLAN, { input }), t("archived"));
    }
    await again();
  }
  return html`
    <div class="page-head"><h1>${plan.name}</h1><${PlanState} archived=${archived} /></div>
    ${archived ? html`<div class="note warn"><p>${t("archivedNote")}</p></div>` : null}
    <div class="columns main-and-side">
      <div>${plan.prices.nodes.map((price) => html`<${PriceCard} key=${price.fromOn} price=${price} now=${price.fromOn === plan.price.fromOn} />`)}</div>
      <div>
        <section class="card"><dl class="facts">
          <dt>${t("often")}</dt><dd>${oftenShown(plan)}</dd>
          <dt>${t("due")}</dt><dd>${plan.daysUntilDue}</dd>
          <dt>${t("trial")}</dt><dd>${plan.trialDays}</dd>
          <dt>${t("subscribers")}</dt><dd><a href=${`/subscriptions?text=${encodeURIComponent(plan.name)}`}>${count.toLocaleString("en-GB")}</a></dd>
          <dt>${t("since")}</dt><dd><${Time} at=${plan.createdAt} /></dd>
        </dl></section>
        ${may("billing.write") ? html`<section class="card no-print"><h2>${t("doing")}</h2><div class="actions">
          ${archived ? null : html`<button type="button" onClick=${() => setOpen("SEVERAL")}>${t("SEVERAL")}</button>`}
          ${archived || !may("ledger.write") ? null : html`
            <button type="button" class="quiet" onClick=${() => setOpen("PRICE")}>${t("PRICE")}</button>
            <button type="button" class="quiet" onClick=${() => setOpen("EDIT")}>${t("EDIT")}</button>`}
          ${may("ledger.write") ? html`<button type="button" class="quiet" onClick=${put}>${t(archived ? "RESTORE" : "ARCHIVE")}</button>` : null}
        </div></section>` : null}
      </div>
    </div>
    ${open === "SEVERAL" ? html`<${SeveralPanel} plan=${plan} again=${again} onClose=${() => setOpen("")} />` : null}
    ${open === "PRICE" ? html`<${PricePanel} plan=${plan} again=${again} onClose=${() => setOpen("")} />` : null}
    ${open === "EDIT" ? html`<${EditPanel} plan=${plan} again=${again} onClose=${() => setOpen("")} />` : null}`;
}

/** @param {{ price: Price, now: boolean }} props */
function PriceCard({ price, now }) {
  const rows = price.lines.nodes.map((line, index) => ({ ...line, id: String(index) }));
  return html`
    <section class="card">
      <h2>${price.fromOn === BEGINNING ? t("always") : t("from", { day: longDay(price.fromOn) })}${now ? ` (${t("nowSays")})` : ""}</h2>
      <${Table} label=${t("prices")} columns=${columns()} pages=${{ rows }} />
      <p>${t("total")}: <b><${Money} value=${price.total} currency /></b> <small>${t(price.pricesIncludeVat ? "inside" : "onTop")}</small></p>
    </section>`;
}

/** @returns {import("../../parts/table.js").Column<Price["lines"]["nodes"][number] & { id: string }>[]} */
function columns() {
  return [
    { name: "line", label: t("line"), main: true, show: (row) => row.description },
    { name: "quantity", label: t("quantity"), number: true, show: (row) => bare(row.quantity) },
    { name: "unitPrice", label: t("unitPrice"), number: true, show: (row) => html`<${Money} value=${row.unitPrice} />` },
    { name: "vat", label: t("vat"), show: (row) => planWords(row.vatCode ?? "NONE") },
  ];
}

/** @param {{ plan: Plan, again: () => Promise<void>, onClose: () => void }} props */
function PricePanel({ plan, again, onClose }) {
  const now = plan.prices.nodes.find(({ fromOn }) => fromOn === plan.price.fromOn);
  /** @param {Record<string, string>} values */
  async function save(values) {
    await act(CHANGE_PRICE, { input: { plan: plan.id, fromOn: values.fromOn || null, ...linesOf(values) } });
    toast(t("saved"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("PRICE")} onClose=${onClose}>
      <p>${t("priceSays")}</p>
      <${Form} label=${t("PRICE")} send=${t("PRICE")} onSend=${save} wide>
        <${PlanLines} from=${[...(now?.lines.nodes ?? [])]} includes=${now?.pricesIncludeVat ?? true} />
        <${Field} name="fromOn" label=${t("fromOn")} type="date" value=${today()} min=${today()} required />
      <//>
    <//>`;
}

/** @param {{ plan: Plan, again: () => Promise<void>, onClose: () => void }} props */
function EditPanel({ plan, again, onClose }) {
  /** @param {Record<string, string>} values */
  async function save({ name = "", daysUntilDue = "0" }) {
    await act(EDIT_PLAN, { input: { plan: plan.id, name, daysUntilDue: +daysUntilDue } });
    toast(t("saved"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("EDIT")} onClose=${onClose}>
      <${Form} label=${t("EDIT")} send=${t("EDIT")} onSend=${save} wide>
        <${Field} name="name" label=${t("name")} value=${plan.name} maxlength="100" required autofocus />
        <${Field} name="daysUntilDue" label=${t("due")} hint=${t("dueHint")} type="number" min="0" max="366" value=${String(plan.daysUntilDue)} required />
      <//>
    <//>`;
}
