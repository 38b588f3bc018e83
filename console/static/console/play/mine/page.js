// The player's own: phone, tier, language, and the way out.

import { html } from "../../vendor/htm-preact.js";
import { language } from "../../client/language.js";
import { useQuery } from "../../client/live.js";
import { chooseLanguage, signOut } from "../../frame/session.js";
import { theme, wear } from "../../frame/theme.js";
import { Choice } from "../../parts/choice.js";
import { Money } from "../../parts/money.js";
import { Reading } from "../../parts/states.js";
import { tierName } from "../tiers.js";
import { here } from "../who.js";
import { MINE } from "./operations.js";
import { t } from "./texts.js";

export function Page() {
  const where = here.value;
  const known = useQuery(MINE, where && { business: where.id });
  return html`
    <div class="page-head"><h1>${t("title")}</h1></div>
    <div class="columns">
      <div>
        <${Reading} known=${known} rows=${5}>
          ${(/** @type {Operations["PlayMe"]["data"]} */ { me, myKycTier: tier }) => html`
            <section class="card"><h2>${me?.displayName || t("noName")}</h2>
              <dl class="facts"><dt>${t("phone")}</dt><dd>${me?.phone}</dd><dt>${t("where")}</dt><dd>${where?.name}</dd></dl></section>
            <section class="card"><h2>${t("tier", { name: tierName(tier) })}</h2>
              <dl class="facts">
                <dt>${t("atOnce")}</dt><dd><${Money} value=${tier.transactionLimit} currency /></dd>
                <dt>${t("aDay")}</dt><dd><${Money} value=${tier.dailyLimit} currency /></dd>
                <dt>${t("holds")}</dt><dd><${Money} value=${tier.balanceLimit} currency /></dd>
              </dl>
              <p><a class="button quiet" href="/play/kyc">${t("toKyc")}</a></p></section>`}
        <//>
      </div>
      <div>
        <section class="card"><h2>${t("page")}</h2>
          <fieldset class="choice"><legend>${t("language")}</legend><${Choice} name="language" value=${language.value} options=${{ en: "English", sw: "Kiswahili" }} onChoose=${chooseLanguage} /></fieldset>
          <fieldset class="choice"><legend>${t("theme")}</legend><${Choice} name="theme" value=${theme.value} onChoose=${wear} options=${{ system: t("system"), light: t("light"), dark: t("dark") }} /></fieldset>
        </section>
        <section class="card"><h2>${t("safe")}</h2><p class="fine">${t("safeSays")}</p>
          <p><a href="/play/limits">${t("limits")}</a></p>
          <button type="button" class="quiet" onClick=${signOut}>${t("signOut")}</button></section>
      </div>
    </div>`;
}
