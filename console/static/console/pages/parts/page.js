// Every part on one page, to look at and to try with the keyboard, in both languages, light and dark, narrow and wide.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { refusal, Refusal } from "../../client/query.js";
import { Chart } from "../../parts/chart.js";
import { Chip } from "../../parts/chip.js";
import { confirm } from "../../parts/confirm.js";
import { Panel } from "../../parts/dialog.js";
import { DropZone } from "../../parts/drop_zone.js";
import { Field, Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { Person } from "../../parts/person.js";
import { Empty, Failed, Loading } from "../../parts/states.js";
import { Day, Time } from "../../parts/time.js";
import { Timeline } from "../../parts/timeline.js";
import { toast } from "../../parts/toast.js";
import { DATES, STEPS, curve } from "./examples.js";
import { Rows } from "./rows.js";
import { t } from "./texts.js";

const KINDS = /** @type {const} */ (["good", "busy", "warn", "bad", "calm", "dim"]);

export function Page() {
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p></div>
    <${Rows} />
    <div class="columns">
      <${Values} /><${Filling} /><${Asking} />
      <section class="card"><h2>${t("timeline")}</h2><${Timeline} label=${t("timeline")} steps=${STEPS} /></section>
      <section class="card"><h2>${t("chart")}</h2><${Chart} label=${t("chart")} ...${curve()} /></section>
      <section class="card"><h2>${t("file")}</h2><${DropZone} label=${t("file")} accept=".csv,.xlsx" onFile=${pretendToSend} /></section>
      <section class="card"><h2>${t("nothing")}</h2><${Empty} title=${t("noRows")}>${t("noRowsSays")}<//></section>
      <section class="card"><h2>${t("waiting")}</h2><${Loading} /></section>
      <section class="card"><h2>${t("failing")}</h2><${Failed} again=${() => toast(t("done"))} /></section>
    </div>`;
}

function Values() {
  return html`
    <section class="card"><h2>${t("values")}</h2>
      <dl class="facts">
        <dt>${t("amounts")}</dt><dd class="number"><${Money} value="1234567.50" currency /><br /><${Money} value="-250.00" /><br /><${Money} value="0.00" quietZero /></dd>
        <dt>${t("moment")}</dt><dd><${Time} at=${DATES.moment} /></dd>
        <dt>${t("day")}</dt><dd><${Day} day=${DATES.day} long /></dd>
        <dt>${t("person")}</dt><dd><${Person} name="Amina Otieno" />, <${Person} name="" /></dd>
        <dt>${t("states")}</dt><dd>${KINDS.map((kind) => html`<${Chip} key=${kind} kind=${kind}>${t(kind)}<//> `)}</dd>
      </dl>
    </section>`;
}

function Filling() {
  /** @param {Record<string, string>} values */
  async function send(values) {
    const faults = [];
    if (!/^\d+$/.test(values.amount ?? "")) faults.push({ code: "BAD_AMOUNT", field: ["amount"], message: t("badAmount") });
    if (values.reference === "X") faults.push({ code: "BAD_INPUT", field: [], message: t("badWhole") });
    if (faults.length) throw new Refusal(faults);
    toast(t("done"));
  }
  return html`
    <section class="card"><h2>${t("form")}</h2>
      <${Form} label=${t("form")} send=${t("send")} onSend=${send} clear>
        <${Field} name="amount" label=${t("amount")} inputmode="decimal" hint=${t("amountHint")} required />
        <${Field} name="till" label=${t("till")} options=${[{ value: "1", label: "Duka · PayBill 600100" }]} />
        <${Field} name="reference" label=${t("reference")} suggestions=${[{ value: "X", label: t("badWhole") }]} wide />
      <//>
    </section>`;
}

function Asking() {
  const [open, setOpen] = useState(false);
  async function ask() {
    const says = html`<p>${t("confirmSays")} <${Money} value="5000.00" currency /></p>`;
    if (await confirm({ title: t("confirmTitle"), says, verb: t("send"), danger: true })) toast(t("done"));
  }
  return html`
    <section class="card"><h2>${t("asking")}</h2>
      <div class="actions">
        <button type="button" class="danger" onClick=${ask}>${t("confirm")}</button>
        <button type="button" class="quiet" onClick=${() => setOpen(true)}>${t("panel")}</button>
        <button type="button" class="quiet" onClick=${() => toast(t("done"))}>${t("toast")}</button>
      </div>
      ${open ? html`<${Panel} title=${t("panel")} onClose=${() => setOpen(false)}><p>${t("says")}</p><//>` : null}
    </section>`;
}

/** @param {File} file @param {(share: number) => void} onProgress */
async function pretendToSend(file, onProgress) {
  for (let step = 1; step <= 10; step += 1) {
    await new Promise((resolve) => setTimeout(resolve, 80));
    onProgress(step / 10);
  }
  if (!/\.(csv|xlsx)$/.test(file.name)) throw refusal("BAD_FILE", t("badFile"));
  toast(t("done"));
}
