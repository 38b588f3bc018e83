// Where the link of an invitation leads: somebody new joins, somebody with an account accepts. What the link holds
// stands behind its #, so it reaches no server's log, and leaves the address bar at once.

import { html } from "../../vendor/htm-preact.js";
import { useEffect, useState } from "../../vendor/preact-hooks.js";
import { act } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { begin, businesses, chooseBusiness, me, session } from "../../frame/session.js";
import { SignIn } from "../../frame/sign_in.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { JOIN } from "../account/operations.js";
import { t } from "./texts.js";

/** The token, for as long as the page lives: signing in first does not lose it. */
let token = "";

function takeToken() {
  const found = location.hash.slice(1);
  if (!/^[\w-]{10,100}$/.test(found)) return token;
  token = found;
  history.replaceState(null, "", "/join");
  return token;
}

/** Takes the role, and goes to where it is held. @param {Operations["Join"]["variables"]["input"]} input */
async function join(input) {
  const before = new Set(businesses.value.map(({ id }) => id));
  await act(JOIN, { input });
  token = "";
  await begin();
  const joined = businesses.value.find(({ id }) => !before.has(id));
  if (joined) chooseBusiness(joined.id);
  toast(joined ? t("joined", { business: joined.name }) : t("accepted"));
  go("/");
}

export function Page() {
  const [given, setGiven] = useState(takeToken);
  const [known, setKnown] = useState(false);
  useEffect(() => {
    const look = () => setGiven(takeToken());
    addEventListener("hashchange", look);
    return () => removeEventListener("hashchange", look);
  }, []);
  if (session.value === "in") return html`<${Accept} token=${given} />`;
  if (known) return html`<${SignIn} ended=${false} />`;
  return html`
    <main class="door" id="main" tabindex="-1">
      <div class="door-card">
        <img src="/static/console/favicon.svg" alt="" width="44" height="44" />
        <h1>${t("title")}</h1>
        <p class="fine">${t("says")}</p>
        <${New} token=${given} />
        <p class="fine">${t("hasAccount")} <button type="button" class="link" onClick=${() => setKnown(true)}>${t("signIn")}</button></p>
      </div>
    </main>`;
}

/** @param {{ token: string }} props */
function New({ token: given }) {
  /** @param {Record<string, string>} values */
  const send = ({ token: typed = given, contact = "", displayName = "", username = "", password = "" }) =>
    join({ token: typed.trim(), contact: contact.trim(), displayName: displayName.trim(), username: username.trim(), password });
  return html`
    <${Form} label=${t("title")} send=${t("join")} onSend=${send} names=${{ email: "contact", phone: "contact" }} clear wide>
      ${given ? null : html`<${Token} />`}
      <${Field} name="contact" label=${t("contact")} hint=${t("contactHint")} autocomplete="email" autocapitalize="none" spellcheck=${false} required />
      <${Field} name="displayName" label=${t("yourName")} autocomplete="name" maxlength="80" required />
      <${Field} name="username" label=${t("username")} autocomplete="username" autocapitalize="none" spellcheck=${false} required />
      <${Field} name="password" type="password" label=${t("password")} hint=${t("passwordHint")} autocomplete="new-password" required />
    <//>`;
}

/** @param {{ token: string }} props */
function Accept({ token: given }) {
  const name = me.value?.displayName || me.value?.username || "";
  return html`
    <div class="page-head"><h1>${t("title")}</h1></div>
    <section class="card narrow">
      <p>${t("acceptSays", { name })}</p>
      <${Form} label=${t("accept")} send=${t("accept")} onSend=${(/** @type {Record<string, string>} */ { token: typed = given }) => join({ token: typed.trim() })} clear wide>
        ${given ? null : html`<${Token} />`}
      <//>
      <p class="fine">${t("notYou")}</p>
    </section>`;
}

function Token() {
  return html`<${Field} name="token" label=${t("token")} hint=${t("tokenHint")} autocomplete="off" autocapitalize="none" spellcheck=${false} required autofocus />`;
}
