// What there is: by what it is about, and found by a word. What the business does not do stands folded below.

import { html } from "../../vendor/htm-preact.js";
import { useId, useState } from "../../vendor/preact-hooks.js";
import { found, grouped, parted } from "./groups.js";
import { reportAddress } from "./link.js";
import { t } from "./texts.js";

/** @typedef {import("./groups.js").Report} Report */

/** @param {{ reports: readonly Report[], hasMarkets: boolean }} props */
export function Catalogue({ reports, hasMarkets }) {
  const [text, setText] = useState("");
  const id = useId();
  const { own, strange } = parted(found(reports, text), hasMarkets);
  return html`
    <div class="filter catalogue-find"><label for=${id}>${t("find")}</label>
      <input id=${id} type="search" autocomplete="off" onInput=${(/** @type {any} */ event) => setText(event.target.value)} /></div>
    <p class="fine" role="status">${own.length || strange.length ? null : t("nothingSo")}</p>
    <div class="catalogue">${grouped(own).map((group) => html`
      <section key=${group.name} class="card" aria-labelledby=${`group-${group.name}`}><h2 id=${`group-${group.name}`}>${t(group.name)}</h2><${Listed} reports=${group.reports} /></section>`)}</div>
    ${strange.length ? html`<details class="card" open=${Boolean(text)}><summary>${t("others_do")}</summary><${Listed} reports=${strange} /></details>` : null}`;
}

/** @param {{ reports: readonly Report[] }} props */
function Listed({ reports }) {
  return html`<ul>${reports.map((report) => html`<li key=${report.key}><a href=${reportAddress(report.key)}>${report.title}</a><p class="fine">${report.answers}</p></li>`)}</ul>`;
}
