// The page of one till: what it is, whether payments to it reach us, and what its owner may change.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { Tabs } from "../settings/tabs.js";
import { ShowTillQr } from "../till_qr/dialog.js";
import { Callbacks } from "./addresses/callbacks.js";
import { Balances, Initiator } from "./asking.js";
import { Replace } from "./credentials.js";
import { Findings } from "./health/health.js";
import { Facts } from "./managing/managing.js";
import { TILL_PAGE } from "./operations.js";
import { Paused } from "./pausing/banner.js";
import { Switch } from "./pausing/switch.js";
import { Holes, Pulls } from "./pulls.js";
import { Settling } from "./settling.js";
import { t } from "./texts.js";

export const styles = ["/static/console/pages/till/till.css"];

/** @typedef {Extract<NonNullable<Operations["TillPage"]["data"]["node"]>, { shortcode: string }>} Till */
/** @typedef {{ till: Till, again: () => Promise<void> }} Shown */

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const known = useQuery(TILL_PAGE, { id: params.till ?? "" });
  return html`
    <${Tabs} />
    <p class="crumbs"><a href="/settings/tills">${t("back")}</a></p>
    <${Reading} known=${known} rows=${8}>
      ${(/** @type {Operations["TillPage"]["data"]} */ { node }) =>
        node && "shortcode" in node ? html`<${Whole} till=${node} again=${known.again} />` : html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>`}
    <//>`;
}

/** @param {Shown} props */
function Whole({ till, again }) {
  return html`
    <div class="page-head"><h2>${till.name}</h2><div class="actions end no-print">${till.deactivatedAt ? null : html`<${ShowTillQr} till=${till} />`}</div></div>
    <${Paused} whole=${till.business.requestRules?.pause} tills=${[till]} />
    <div class="columns main-and-side">
      <div>
        <${Findings} till=${till} />
        <${Callbacks} till=${till} again=${again} />
        <${Holes} till=${till} />
        <${Pulls} till=${till} again=${again} />
        <${Credentials} till=${till} again=${again} />
        <${Initiator} till=${till} again=${again} />
        <${Balances} till=${till} again=${again} />
        <section class="card"><h2>${t("payments")}</h2>
          <${Table} label=${t("payments")} columns=${columns()} pages=${{ rows: till.receipts.nodes }}
            href=${(/** @type {Till["receipts"]["nodes"][number]} */ row) => `/receipts/${row.id}`}
            empty=${html`<${Empty} title=${t("noPayments")}>${t(till.urlsRegisteredAt ? "noPaymentsSays" : "registerFirst")}<//>`} /></section>
      </div>
      <div>
        <${Facts} till=${till} again=${again} />
        <${Settling} till=${till} again=${again} />
        <${Switch} till=${till} again=${again} />
      </div>
    </div>`;
}

/** @param {Shown} props */
function Credentials({ till, again }) {
  const [open, setOpen] = useState(false);
  return html`
    <section class="card">
      <header class="page-head"><h2>${t("credentials")}</h2>
        <span class="end">${till.health.findings.includes("CREDENTIALS_OLD") ? html`<${Chip} kind="warn">${t("old")}<//>` : html`<${Chip} kind="good">${t("areSet")}<//>`}</span></header>
      <p>${t("setAt")} <${Time} at=${till.credentialsSetAt} /></p>
      <p class="fine">${t("credentialsSay")}</p>
      ${may("till.manage") ? html`<div class="actions"><button type="button" class="quiet" onClick=${() => setOpen(true)}>${t("replace")}</button></div>` : null}
    </section>
    ${open ? html`<${Replace} till=${till} again=${again} onClose=${() => setOpen(false)} />` : null}`;
}

/** @returns {import("../../parts/table.js").Column<Till["receipts"]["nodes"][number]>[]} */
function columns() {
  return [
    { name: "number", label: t("receipt"), main: true, show: (row) => row.number },
    { name: "amount", label: t("amount"), number: true, show: (row) => html`<${Money} value=${row.amount} />` },
    { name: "at", label: t("at"), show: (row) => html`<${Time} at=${row.occurredAt} />` },
  ];
}
