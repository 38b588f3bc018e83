// The settings of the business itself.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { act } from "../../client/query.js";
import { business, may, me } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { confirm } from "../../parts/confirm.js";
import { Empty, Reading } from "../../parts/states.js";
import { Time } from "../../parts/time.js";
import { told } from "../../parts/toast.js";
import { Tabs } from "../settings/tabs.js";
import { Asking } from "./asking.js";
import { Letterhead } from "./letterhead.js";
import { OpenBusiness } from "./open.js";
import { BUSINESS, SET_BUSINESS_LANGUAGE, SET_TAKES_PLAYERS } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["BusinessSettings"]["data"]["node"]>, { code: string }>} Business */
/** @typedef {{ of: Business, again: () => Promise<void> }} Shown */

const LANGUAGES = /** @type {const} */ ([["ENGLISH", "English"], ["SWAHILI", "Kiswahili"]]);

export function Page() {
  const here = business.value;
  const known = useQuery(BUSINESS, here && { id: here.id });
  return html`
    <${Tabs} />
    <${Reading} known=${known} rows=${8}>
      ${(/** @type {Operations["BusinessSettings"]["data"]} */ { node }) =>
        node && "code" in node
          ? html`<div class="columns main-and-side">
              <div><${Letterhead} of=${node} again=${known.again} /><${Language} of=${node} again=${known.again} /><${Players} of=${node} again=${known.again} /><${Asking} of=${node} again=${known.again} /></div>
              <div><${Facts} of=${node} />${me.value?.username ? html`<${Another} />` : null}</div>
            </div>`
          : html`<${Empty} title=${t("absent")} />`}
    <//>`;
}

/** @param {{ of: Business }} props */
function Facts({ of }) {
  return html`
    <section class="card"><h2>${t("facts")}</h2>
      <dl class="facts">
        <dt>${t("name")}</dt><dd><b>${of.name}</b></dd>
        <dt>${t("code")}</dt><dd>${of.code}</dd>
        <dt>${t("rounding")}</dt><dd>${t(of.rounding)}</dd>
        <dt>${t("since")}</dt><dd><${Time} at=${of.createdAt} /></dd>
      </dl>
      <p class="fine">${t("factsSay")}</p>
    </section>`;
}

/** @param {Shown} props */
function Language({ of, again }) {
  const [busy, setBusy] = useState(false);
  /** @param {typeof LANGUAGES[number][0]} language */
  async function choose(language) {
    setBusy(true);
    await told(() => act(SET_BUSINESS_LANGUAGE, { input: { business: of.id, language } }), t("languageSet"));
    await again();
    setBusy(false);
  }
  return html`
    <section class="card"><h2 id="language-title">${t("language")}</h2><p class="fine">${t("languageSays")}</p>
      ${may("business.manage")
        ? html`<fieldset class="narrow" disabled=${busy} aria-labelledby="language-title"><div class="segments">
            ${LANGUAGES.map(([value, label]) => html`
              <label key=${value}><input type="radio" name="business-language" value=${value} checked=${of.language === value} onChange=${() => choose(value)} /><span>${label}</span></label>`)}
          </div></fieldset>`
        : html`<p><b>${LANGUAGES.find(([value]) => value === of.language)?.[1]}</b></p>`}
    </section>`;
}

/** @param {Shown} props */
function Players({ of, again }) {
  const [busy, setBusy] = useState(false);
  const taken = of.takesPlayers;
  const address = `${location.origin}/play?business=${of.id}`;
  async function change() {
    const question = { title: t(taken ? "stopTitle" : "beginTitle", { name: of.name }), says: t(taken ? "stopSays" : "beginSays"), verb: t(taken ? "stop" : "begin"), danger: taken };
    if (!(await confirm(question))) return;
    setBusy(true);
    await told(() => act(SET_TAKES_PLAYERS, { input: { business: of.id, takesPlayers: !taken } }), t(taken ? "stopped" : "begun"));
    await again();
    setBusy(false);
  }
  return html`
    <section class="card">
      <header class="page-head"><h2>${t("players")}</h2>
        <span class="end">${taken ? html`<${Chip} kind="good">${t("takes")}<//>` : html`<${Chip}>${t("takesNone")}<//>`}</span></header>
      <p class="fine">${t(taken ? "takesSays" : "takesNoneSays")}</p>
      ${taken ? html`<p class="fine">${t("linkSays")}</p><p><code class="link-shared">${address}</code></p>` : null}
      ${may("business.manage") ? html`<div class="actions">${taken && "clipboard" in navigator ? html`<button type="button" class="quiet" onClick=${() => told(() => navigator.clipboard.writeText(address), t("copied"))}>${t("copy")}</button>` : null}<button type="button" class="quiet" disabled=${busy} onClick=${change}>${t(taken ? "stop" : "begin")}</button></div>` : null}
    </section>`;
}

function Another() {
  const [open, setOpen] = useState(false);
  return html`
    <section class="card"><h2>${t("another")}</h2><p class="fine">${t("anotherSays")}</p>
      <div class="actions"><button type="button" class="quiet" onClick=${() => setOpen(true)}>${t("open")}</button></div></section>
    ${open ? html`<${OpenBusiness} onClose=${() => setOpen(false)} />` : null}`;
}
