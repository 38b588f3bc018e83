// What Safaricom is asked afterwards: registering for it, the last windows, and steps in the balance that nothing explains.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { act } from "../../client/query.js";
import { saidOf } from "../../frame/remedies.js";
import { may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { toast, told } from "../../parts/toast.js";
import { soon } from "./asking.js";
import { PULL_NOW, REGISTER_PULL } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["TillPage"]["data"]["node"]>, { shortcode: string }>} Till */
/** @typedef {Till["pullRuns"]["nodes"][number]} Run */
/** @typedef {{ till: Till, again: () => Promise<void> }} Shown */

/** @type {Record<Run["state"], import("../../parts/chip.js").Kind>} */
const KINDS = { DUE: "busy", DONE: "good", FAILED: "warn" };

/** @param {Shown} props */
export function Pulls({ till, again }) {
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const done = till.pullRegisteredAt;
  async function pull() {
    setBusy(true);
    if (await told(() => act(PULL_NOW, { input: { till: till.id } }), t("pullBegun"))) await soon();
    await again();
    setBusy(false);
  }
  return html`
    <section class="card">
      <header class="page-head"><h2>${t("pulls")}</h2>
        <span class="end">${done ? html`<${Chip} kind="good">${t("isRegistered")}<//>` : html`<${Chip} kind="warn">${t("isNotRegistered")}<//>`}</span></header>
      <p>${done ? html`${t("pullSince", { number: till.nominatedNumber ?? "" })} <${Time} at=${done} />` : t("pullNotSays")}</p>
      ${done ? html`<${Table} label=${t("pulls")} columns=${windows()} pages=${{ rows: till.pullRuns.nodes }}
        empty=${html`<${Empty} title=${t("noWindows")}>${t("noWindowsSays")}<//>`} />` : null}
      <div class="actions">
        ${done && may("ledger.write") ? html`<button type="button" disabled=${busy} aria-busy=${busy} onClick=${pull}>${t("pullNow")}</button>` : null}
        ${may("till.manage") ? html`<button type="button" class=${done ? "quiet" : ""} onClick=${() => setOpen(true)}>${t(done ? "pullAgain" : "pullRegister")}</button>` : null}
      </div>
    </section>
    ${open ? html`<${Register} till=${till} again=${again} onClose=${() => setOpen(false)} />` : null}`;
}

/** @param {Shown & { onClose: () => void }} props */
function Register({ till, again, onClose }) {
  /** @param {Record<string, string>} values */
  async function register(values) {
    await act(REGISTER_PULL, { input: { till: till.id, nominatedNumber: values.nominatedNumber ?? "" } });
    toast(t("pullRegistered"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("pullRegister")} onClose=${onClose}>
      <${Form} label=${t("pullRegister")} send=${t("pullRegister")} onSend=${register} wide>
        <${Field} name="nominatedNumber" label=${t("nominated")} hint=${t("nominatedHint")} inputmode="tel" autocomplete="off" required />
      <//>
    <//>`;
}

/** @param {{ till: Till }} props */
export function Holes({ till }) {
  if (!till.balanceHoles.nodes.length) return null;
  return html`
    <section class="card">
      <header class="page-head"><h2>${t("holes")}</h2><span class="end"><${Chip} kind="warn">${t("holesOpen")}<//></span></header>
      <p>${t("holesSay")}</p>
      <${Table} label=${t("holes")} columns=${steps()} pages=${{ rows: till.balanceHoles.nodes }} />
    </section>`;
}

/** @returns {import("../../parts/table.js").Column<Run>[]} */
function windows() {
  return [
    { name: "until", label: t("window"), main: true, show: (row) => html`<${Time} at=${row.since} /> – <${Time} at=${row.until} />` },
    { name: "found", label: t("found"), number: true, show: (row) => row.found },
    { name: "added", label: t("added"), number: true, show: (row) => row.added },
    { name: "state", label: t("state"), show: (row) => html`<${Chip} kind=${KINDS[row.state]}>${t(row.state)}<//>${row.errorCode ? html`<small class="fine">${saidOf({ code: row.errorCode })}</small>` : null}` },
  ];
}

/** @returns {import("../../parts/table.js").Column<Till["balanceHoles"]["nodes"][number]>[]} */
function steps() {
  return [
    { name: "since", label: t("from"), main: true, show: (row) => html`<${Time} at=${row.since} />` },
    { name: "until", label: t("to"), show: (row) => html`<${Time} at=${row.until} />` },
    { name: "missing", label: t("missing"), number: true, show: (row) => html`<${Money} value=${row.missing} />` },
  ];
}
