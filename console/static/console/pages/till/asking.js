// In whose name Safaricom is asked about a till, and what it says is in the till's accounts.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useGathered, useQuery } from "../../client/live.js";
import { act } from "../../client/query.js";
import { useNews } from "../../frame/news.js";
import { may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { toast, told } from "../../parts/toast.js";
import { SaidBy } from "../payouts/holds.js";
import { REFRESH_BALANCES, SET_INITIATOR, TILL_FLOAT } from "./operations.js";
import { t } from "./texts.js";

/** Safaricom answers a question by a message of its own, mostly within seconds. */
export const soon = () => new Promise((done) => setTimeout(done, 3_000));

/** @typedef {import("./page.js").Till} Till */
/** @typedef {{ till: Till, again: () => Promise<void> }} Shown */

/** @param {Shown} props */
export function Initiator({ till, again }) {
  const [open, setOpen] = useState(false);
  const refused = till.initiatorProblem;
  const chip = refused ? html`<${Chip} kind="bad">${t("initiatorRefused", { code: refused })}<//>`
    : till.initiatorSetAt ? html`<${Chip} kind="good">${t("areSet")}<//>` : html`<${Chip} kind="warn">${t("initiatorMissing")}<//>`;
  return html`
    <section class="card">
      <header class="page-head"><h2>${t("initiator")}</h2><span class="end">${chip}</span></header>
      ${till.initiatorSetAt
        ? html`<p><b>${till.initiatorName}</b>, ${t("initiatorSetAt")} <${Time} at=${till.initiatorSetAt} /></p>` : html`<p>${t("initiatorNone")}</p>`}
      ${refused ? html`<p class="note bad">${t("initiatorRefusedSays")}</p>` : null}
      <p class="fine">${t("initiatorSays")}</p>
      ${till.certificateFingerprint ? html`<p class="fine">${t("certificate")} <code>${till.certificateFingerprint}</code></p>` : null}
      ${may("till.manage") ? html`<div class="actions"><button type="button" class="quiet" onClick=${() => setOpen(true)}>${t("setInitiator")}</button></div>` : null}
    </section>
    ${open ? html`<${Replace} till=${till} again=${again} onClose=${() => setOpen(false)} />` : null}`;
}

/** @param {Shown & { onClose: () => void }} props */
function Replace({ till, again, onClose }) {
  /** @param {Record<string, string>} values */
  async function save({ name, password }) {
    await act(SET_INITIATOR, { input: { till: till.id, name: name ?? "", password: password ?? "" } });
    toast(t("initiatorSaved", { name: till.name }));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("setInitiator")} onClose=${onClose}>
      <p>${t("initiatorHow")}</p>
      <${Form} label=${t("setInitiator")} send=${t("replaceSend")} onSend=${save} clear wide>
        <${Field} name="name" label=${t("initiatorName")} value=${till.initiatorName} required maxlength=${100} autocomplete="off" autocapitalize="none" spellcheck=${false} />
        <${Field} name="password" label=${t("initiatorPassword")} type="password" required maxlength=${200} autocomplete="new-password" autocapitalize="none" spellcheck=${false} />
      <//>
    <//>`;
}

/** @param {Shown} props */
export function Balances({ till, again }) {
  const [busy, setBusy] = useState(false);
  if (!till.initiatorSetAt || till.initiatorProblem) return null;
  async function refresh() {
    setBusy(true);
    if (await told(() => act(REFRESH_BALANCES, { input: { till: till.id } }), t("balancesAsked"))) await soon();
    await again();
    setBusy(false);
  }
  const rows = till.balances.nodes;
  return html`
    <section class="card">
      <header class="page-head"><h2>${t("balances")}</h2>
        <span class="end"><button type="button" class="quiet" disabled=${busy} aria-busy=${busy} onClick=${refresh}>${t("refresh")}</button></span></header>
      <${Table} label=${t("balances")} columns=${columns()} pages=${{ rows }} empty=${html`<p class="fine">${t("noBalances")}</p>`} />
      ${may("payout.read") ? html`<${Free} key=${rows.map(({ takenAt }) => takenAt).join()} till=${till} />` : null}
      <p class="fine">${t("balancesSay")}</p>
    </section>`;
}

/** What may be paid out of its accounts, as the page of the float says it. @param {{ till: Till }} props */
function Free({ till }) {
  const { data, again } = useQuery(TILL_FLOAT, { business: till.business.id });
  useNews(/^payout\.changed$/, useGathered(again, 2_000));
  const rows = data?.payoutBoard.forecasts.filter((row) => row.till.id === till.id) ?? [];
  return html`${rows.map((row) => html`
    <p key=${row.way}><a href="/payouts/float">${t(`free${row.way}`)}</a>: <${Money} value=${row.holds} /> <${SaidBy} row=${row} /></p>`)}`;
}

/** @returns {import("../../parts/table.js").Column<Till["balances"]["nodes"][number]>[]} */
function columns() {
  return [
    { name: "name", label: t("account"), main: true, show: (row) => row.name },
    { name: "current", label: t("current"), number: true, show: (row) => row.current === null ? "–" : html`<${Money} value=${row.current} />` },
    { name: "available", label: t("available"), number: true, show: (row) => row.available === null ? "–" : html`<${Money} value=${row.available} />` },
    { name: "at", label: t("of"), show: (row) => html`<${Time} at=${row.takenAt} />` },
  ];
}
