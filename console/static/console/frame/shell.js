// What stands around every page.

import { html } from "../vendor/htm-preact.js";
import { useEffect } from "../vendor/preact-hooks.js";
import { language } from "../client/language.js";
import { Dialogs } from "../parts/confirm.js";
import { Empty, Loading } from "../parts/states.js";
import { Toasts } from "../parts/toast.js";
import { Away } from "./away.js";
import { Invited } from "./invited.js";
import { Boundary, Loaded } from "./loaded.js";
import { found, place } from "./router.js";
import { ROUTES } from "./routes.js";
import { business, entries, MACHINE, may, onlyPlays, session } from "./session.js";
import { SignIn } from "./sign_in.js";
import { Navigation } from "./navigation.js";
import { TopBar } from "./top_bar.js";
import { t } from "./texts.js";

export function Frame() {
  const leaving = session.value === "in" && onlyPlays.value && place.value.path === "/";
  useEffect(() => {
    if (leaving) location.replace("/play");
  }, [leaving]);
  if (session.value === "unknown" || leaving) return html`<main id="main" tabindex="-1"><${Loading} /></main>`;
  if (session.value !== "in") {
    if (place.value.path === "/join") return html`<${Loaded} load=${joining} /><${Toasts} />`;
    if (place.value.path === "/account") return html`<${Loaded} load=${outside} /><${Toasts} />`;
    return html`<${SignIn} ended=${session.value === "ended"} />`;
  }
  return html`
    <a class="skip" href="#main">${t("skip")}</a>
    <div class="frame">
      <${Navigation} />
      <div class="frame-body">
        <${TopBar} />
        <${Away} />
        <main id="main" tabindex="-1"><${Invited} /><${Place} /></main>
      </div>
    </div>
    <${Dialogs} /><${Toasts} />`;
}

function Place() {
  const here = found(place.value.path);
  const title = here?.route.title[language.value] ?? t("noPage");
  useEffect(() => {
    document.title = `${title} · Hesabu`;
  }, [title]);
  if (!here) return html`<${Empty} title=${t("noPage")} action=${html`<a href="/">${t("toStart")}</a>`}>${t("noPageSays")}<//>`;
  const allowed = may(here.route.right);
  if (!allowed && !business.value && !may(MACHINE)) return html`<${Empty} title=${t("noBusiness")} action=${html`<a class="button" href="/account">${t("toAccount")}</a>`}>${t("noBusinessSays")}<//>`;
  if (!allowed) return html`<${NotYours} />`;
  const key = `${here.route.path} ${JSON.stringify(here.params)} ${business.value?.id} ${entries.value}`;
  return html`<${Boundary} key=${key}><${Loaded} load=${here.route.load} params=${here.params} /><//>`;
}

/** A page that the role does not have, and one that it has. */
function NotYours() {
  const first = ROUTES.find((route) => route.icon && may(route.right));
  const action = first
    ? html`<a class="button" href=${first.path}>${first.title[language.value]}</a>`
    : may("stake.place") && html`<a class="button" href="/play">${t("toPlay")}</a>`;
  return html`<div class="page-head"><h1>${t("notYours")}</h1></div><p>${t("notYoursSays")}</p>${action ? html`<p>${action}</p>` : null}`;
}

/** For who cannot sign in, the same address is the way back in. */
const outside = () =>
  import("../pages/account/outside.js").then(({ Outside }) => ({ Page: Outside, styles: ["/static/console/pages/account/account.css"] }));

const joining = () => import("../pages/join/page.js");
