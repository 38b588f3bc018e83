// The fields of a draft: the question and its rules, its times, then what may be left as the business has it.

import { html } from "../../vendor/htm-preact.js";
import { decimal } from "../../client/money.js";
import { fieldOf } from "../../client/clock.js";
import { Field } from "../../parts/form.js";
import { Checked } from "./findings.js";
import { OutcomeFields } from "./outcomes.js";
import { AMOUNTS, MINUTES, TEXTS, TICKS, TIMES } from "./terms.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Draft} Draft */

const ZONES = ["Africa/Nairobi", "UTC", "Europe/London"].map((value) => ({ value, label: "" }));
/** Lines of the texts that are long as a rule. @type {Record<string, number>} */
const ROWS = { rules: 6, description: 3 };

/** @param {{ like: Draft | null, isNew: boolean, usual: Operations["MarketDraft"]["data"]["marketRules"], carries: readonly { id: string, title: string }[], touch: (name: string) => void }} props `usual`: as the business has it */
export function Fields({ like, isNew, usual, carries, touch }) {
  const old = isNew ? null : like; // times and what it is carried to are of one market alone
  return html`
    <${Checked} name="title"><${Field} name="title" label=${t("title")} hint=${t("titleHint")} value=${like?.title ?? ""} maxlength="200" required autofocus=${isNew} autocomplete="off" /><//>
    <${Field} name="category" label=${t("category")} hint=${t("categoryHint")} value=${like?.category ?? ""} maxlength="60" autocomplete="off" />
    <${OutcomeFields} from=${(like?.outcomes.nodes ?? []).map(({ name }) => name)} onChange=${() => touch("outcomes")} />
    ${TEXTS.map((name) => html`<${Checked} key=${name} name=${name}><${Field} name=${name} label=${t(name)} hint=${t(/** @type {"rulesHint"} */ (`${name}Hint`))} value=${like?.[name] ?? ""} rows=${ROWS[name] ?? 2} maxlength="20000" /><//>`)}
    <fieldset class="draft-part"><legend>${t("times")}</legend><p class="hint">${t("timesHint")}</p>
      <div class="small-fields">${TIMES.map((name) => html`<${Checked} key=${name} name=${name}><${Field} name=${name} label=${t(name)} hint=${t(/** @type {"closesAtHint"} */ (`${name}Hint`))} type="datetime-local" value=${old ? fieldOf(old[name]) : ""} required /><//>`)}
      <${Checked} name="timeZone"><${Field} name="timeZone" label=${t("timeZone")} hint=${t("timeZoneHint")} value=${like?.timeZone ?? "Africa/Nairobi"} maxlength="40" suggestions=${ZONES} autocomplete="off" /><//></div>
    </fieldset>
    <fieldset class="draft-part"><legend>${t("money")}</legend><p class="hint">${t("moneyHint")}</p>
      <div class="small-fields">
        <${Field} name="fee" label=${t("fee")} hint=${t("feeHint")} inputmode="decimal" placeholder=${decimal(BigInt(usual.feeBps))} value=${like ? decimal(BigInt(like.feeBps)) : ""} autocomplete="off" />
        ${AMOUNTS.map((name) => html`<${Field} key=${name} name=${name} label=${t(name)} hint=${t(/** @type {"leastStakeHint"} */ (`${name}Hint`))} inputmode="decimal" placeholder=${usual[name]} value=${like?.[name] ?? ""} autocomplete="off" />`)}
        ${MINUTES.map((name) => html`<${Field} key=${name} name=${name} label=${t(name)} hint=${t(/** @type {"disputeMinutesHint"} */ (`${name}Hint`))} inputmode="numeric" placeholder=${String(usual[name])} value=${like ? String(like[name]) : ""} autocomplete="off" />`)}
        <${Field} name="payoutMode" label=${t("payoutMode")} value=${like?.payoutMode ?? "WALLET"} options=${/** @type {const} */ (["WALLET", "MPESA"]).map((value) => ({ value, label: t(value) }))} />
        <${Field} name="mode" label=${t("mode")} value=${like?.mode ?? "PARIMUTUEL"} options=${/** @type {const} */ (["PARIMUTUEL", "TOTE"]).map((value) => ({ value, label: t(value) }))} />
        <${Field} name="toteTick" label=${t("toteTick")} hint=${t("toteTickHint")} value=${like?.toteTick ?? "0.01"} options=${TICKS.map((value) => ({ value, label: value }))} />
        <${Field} name="carriesTo" label=${t("carriesTo")} hint=${t("carriesToHint")} value=${old?.carriesTo?.id ?? ""} options=${[{ value: "", label: t("back") }, ...carries.map(({ id, title }) => ({ value: id, label: title }))]} />
      </div>
    </fieldset>`;
}
