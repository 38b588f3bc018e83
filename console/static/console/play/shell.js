// What stands around every page of a player: where one plays, what is in the wallet, and five pages a tap away.

import { html } from "../vendor/htm-preact.js";
import { useEffect } from "../vendor/preact-hooks.js";
import { language } from "../client/language.js";
import { Away } from "../frame/away.js";
import { Boundary, Loaded } from "../frame/loaded.js";
import { found, place } from "../frame/router.js";
import { entries, session, signOut } from "../frame/session.js";
import { Dialogs } from "../parts/confirm.js";
import { Icon } from "../parts/icon.js";
import { Money } from "../parts/money.js";
import { Empty, Loading } from "../parts/states.js";
import { Toasts } from "../parts/toast.js";
import { Door } from "./door/door.js";
import { usePurse } from "./purse.js";
import { ROUTES } from "./routes.js";
import { t } from "./texts.js";
import { choose, here, places } from "./who.js";

export function Frame() {
  if (session.value === "unknown") return html`<main id="main" tabindex="-1"><${Loading} /></main>`;
  if (session.value !== "in") return html`<${Door} ended=${session.value === "ended"} /><${Toasts} />`;
  if (!here.value) return html`<main class="door" id="main" tabindex="-1"><div class="door-card"><h1>${t("noPlayer")}</h1><p>${t("noPlayerSays")}</p><p><a class="button" href="/">${t("toConsole")}</a></p><button type="button" class="quiet" onClick=${signOut}>${t("signOut")}</button></div></main>`;
  return html`
    <a class="skip" href="#main">${t("skip")}</a>
    <div class="play">
      <${Above} />
      <${Away} />
      <main id="main" tabindex="-1"><${Place} /></main>
      <${Bar} />
    </div>
    <${Dialogs} /><${Toasts} />`;
}

function Above() {
  const known = usePurse();
  const wallet = known.data?.wallets.nodes[0];
  return html`
    <header class="play-above">
      <img src="/static/console/favicon.svg" alt="" width="26" height="26" />
      ${places.value.length > 1
        ? html`<label class="switcher"><span class="unseen">${t("where")}</span>
            <select value=${here.value?.id} onChange=${(/** @type {any} */ event) => choose(event.target.value)}>
              ${places.value.map(({ id, name }) => html`<option key=${id} value=${id}>${name}</option>`)}
            </select></label>`
        : html`<b class="switcher">${here.value?.name}</b>`}
      <a class="play-purse" href="/play/wallet"><span class="unseen">${t("purse")}</span>${wallet ? html`<${Money} value=${wallet.spendable} currency />` : html`<span class="none">–</span>`}</a>
    </header>`;
}

function Bar() {
  const path = found(place.value.path)?.route.under ?? place.value.path;
  return html`
    <nav class="play-bar" aria-label=${t("pages")}>
      ${ROUTES.filter(({ icon }) => icon).map((route) => html`
        <a key=${route.path} href=${route.path} aria-current=${route.path === path ? "page" : null}><${Icon} name=${route.icon} /><span>${route.title[language.value]}</span></a>`)}
    </nav>`;
}

function Place() {
  const at = found(place.value.path);
  const title = at?.route.title[language.value] ?? t("noPage");
  useEffect(() => {
    document.title = `${title} · ${here.value?.name ?? "Hesabu"}`;
  }, [title]);
  if (!at) return html`<${Empty} title=${t("noPage")} action=${html`<a href="/play">${t("toMarkets")}</a>`} />`;
  const key = `${at.route.path} ${JSON.stringify(at.params)} ${here.value?.id} ${entries.value}`;
  return html`<${Boundary} key=${key}><${Loaded} load=${at.route.load} params=${at.params} /><//>`;
}
