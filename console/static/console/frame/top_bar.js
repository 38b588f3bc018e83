// The bar above: which business, search, alerts, and the person's own menu.

import { html } from "../vendor/htm-preact.js";
import { language } from "../client/language.js";
import { Choice } from "../parts/choice.js";
import { Icon } from "../parts/icon.js";
import { Menu } from "../parts/menu.js";
import { Bell } from "./bell.js";
import { navigationOpen } from "./navigation.js";
import { Search } from "./search.js";
import { business, businesses, chooseBusiness, chooseLanguage, may, me, roles, signOut } from "./session.js";
import { t } from "./texts.js";
import { theme, wear } from "./theme.js";

export function TopBar() {
  return html`
    <header class="top-bar">
      <button type="button" class="icon-button only-narrow" aria-label=${t("menu")} aria-controls="navigation"
        aria-expanded=${navigationOpen.value} onClick=${() => (navigationOpen.value = !navigationOpen.value)}>
        <${Icon} name="menu" />
      </button>
      <${Switcher} />
      <${Search} />
      <${Bell} />
      <${PersonMenu} />
    </header>`;
}

function Switcher() {
  const all = businesses.value;
  if (all.length === 0) return null;
  if (all.length === 1) return html`<b class="switcher">${all[0]?.name}</b>`;
  return html`
    <label class="switcher">
      <span class="unseen">${t("business")}</span>
      <select value=${business.value?.id} onChange=${(/** @type {any} */ event) => chooseBusiness(event.target.value)}>
        ${all.map(({ id, name }) => html`<option key=${id} value=${id}>${name}</option>`)}
      </select>
    </label>`;
}

function PersonMenu() {
  const name = me.value?.displayName || me.value?.username || "";
  const held = roles.value.map((role) => t(role)).join(", ");
  return html`
    <${Menu} label=${t("yours", { name })} face=${html`<span class="face" data-initials=${initials(name)}></span>`}>
      <p class="menu-head"><b>${name}</b><small>${held}</small></p>
      <a href="/account">${t("account")}</a>
      ${may("stake.place") ? html`<a href="/play">${t("toPlay")}</a>` : null}
      <fieldset><legend>${t("language")}</legend>
        <${Choice} name="language" value=${language.value} options=${{ en: "English", sw: "Kiswahili" }} onChoose=${chooseLanguage} />
      </fieldset>
      <fieldset><legend>${t("theme")}</legend>
        <${Choice} name="theme" value=${theme.value} onChoose=${wear}
          options=${{ system: t("themeSystem"), light: t("themeLight"), dark: t("themeDark") }} />
      </fieldset>
      <button type="button" class="quiet" onClick=${signOut}>${t("signOut")}</button>
    <//>`;
}

/** @param {string} name */
function initials(name) {
  return name.split(/\s+/).map((word) => word.charAt(0)).slice(0, 2).join("").toUpperCase();
}
