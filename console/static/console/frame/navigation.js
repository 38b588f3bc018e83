// The pages that a role may use, on the left; behind a button where there is no room.

import { html } from "../vendor/htm-preact.js";
import { signal } from "../vendor/signals.js";
import { language } from "../client/language.js";
import { Icon } from "../parts/icon.js";
import { found, place } from "./router.js";
import { ROUTES } from "./routes.js";
import { may } from "./session.js";
import { t } from "./texts.js";

export const navigationOpen = signal(false);

export function Navigation() {
  const shown = ROUTES.filter((route) => route.icon && may(route.right));
  const here = shown.filter(({ path }) => isHere(path)).sort((a, b) => b.path.length - a.path.length)[0];
  return html`
    <nav class="navigation" id="navigation" aria-label=${t("navigation")} data-open=${navigationOpen.value}>
      <a class="brand" href="/"><img src="/static/console/favicon.svg" alt="" width="26" height="26" /><span>Hesabu</span></a>
      <ul>
        ${shown.map((route) => html`
          <li key=${route.path}>
            <a href=${route.path} aria-current=${route === here ? "page" : null}
              onClick=${() => (navigationOpen.value = false)}>
              <${Icon} name=${route.icon} /><span>${route.title[language.value]}</span>
            </a>
          </li>`)}
      </ul>
    </nav>
    <div class="veil" hidden=${!navigationOpen.value} onClick=${() => (navigationOpen.value = false)}></div>`;
}

/** @param {string} path */
function isHere(path) {
  const here = found(place.value.path)?.route.under ?? place.value.path;
  return path === "/" ? here === "/" : here === path || here.startsWith(`${path}/`);
}
