// What new markets begin with, and by which licence real money is taken for them.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { lasting } from "../../client/lasting.js";
import { percentShown } from "../../client/bps.js";
import { today } from "../../client/clock.js";
import { useConnection } from "../../client/pages.js";
import { business, may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Day, Time } from "../../parts/time.js";
import { t as draftWords } from "../market_draft/texts.js";
import { Tabs } from "../markets/tabs.js";
import { t as words } from "../markets/texts.js";
import { Change, Enter } from "./changing.js";
import { MARKET_SETTINGS } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["MarketSettings"]["data"]["marketRules"]} Rules */
/** @typedef {Operations["MarketSettings"]["data"]["licences"]["nodes"][number]} Licence */

export function Page() {
  const here = business.value;
  const [open, setOpen] = useState(/** @type {"" | "RULES" | "LICENCE"} */ (""));
  const pages = useConnection(MARKET_SETTINGS, here && { business: here.id }, (data) => data.licences);
  const { known } = pages;
  const close = () => setOpen("");
  const manages = may("business.manage");
  /** @type {Operations["MarketSettings"]["data"] | null} */
  const data = known.data;
  const lacks = data?.marketRules.needsLicence && !data.marketRules.licence;
  return html`
    <div class="page-head"><h1>${words("settings")}</h1><p class="fine">${t("says")}</p></div>
    <${Tabs} />
    ${lacks ? html`<div class="note warn" role="status"><p>${t("lacks")} ${manages ? null : t("askOwner")}</p>
      ${manages ? html`<button type="button" class="quiet" onClick=${() => setOpen("LICENCE")}>${t("enter")}</button>` : null}</div>` : null}
    ${data && !data.marketRules.takesMoney ? html`<div class="note warn" role="status"><p>${t("noTill")}</p>${may("collections.read") ? html`<a class="button quiet" href="/settings/tills">${t("toTills")}</a>` : null}</div>` : null}
    <section class="card"><h2>${t("rules")}</h2>
      <${Reading} known=${known} rows=${4}>${() => (data ? html`<${Shown} rules=${data.marketRules} />` : null)}<//>
      ${manages && data ? html`<div class="actions"><button type="button" class="quiet" onClick=${() => setOpen("RULES")}>${t("change")}</button></div>` : null}
    </section>
    <section class="card"><h2>${t("licence")}</h2><p class="fine">${t("licenceSays")}</p>
      <${Table} label=${t("licence")} columns=${columns()} pages=${pages} empty=${html`<${Empty} title=${t("noLicence")}>${t(manages ? "noLicenceSays" : "askOwner")}<//>`} />
      ${manages ? html`<div class="actions"><button type="button" class="quiet" onClick=${() => setOpen("LICENCE")}>${t("enter")}</button></div>` : null}
    </section>
    ${open === "RULES" && data && here ? html`<${Change} business=${here.id} rules=${data.marketRules} again=${known.again} onClose=${close} />` : null}
    ${open === "LICENCE" && here ? html`<${Enter} business=${here.id} again=${known.again} onClose=${close} />` : null}`;
}

/** @param {{ rules: Rules }} props */
function Shown({ rules }) {
  return html`
    <dl class="facts">
      <dt>${t("money")}</dt><dd>${t(rules.playMoney ? "play" : "real")}</dd>
      <dt>${t("licence")}</dt><dd>${rules.licence ? html`${rules.licence.number}, ${t("lastOn")} <${Day} day=${rules.licence.lastOn} long />` : t(rules.needsLicence ? "noLicence" : rules.takesMoney ? "noneNeeded" : "noMoneyYet")}</dd>
      <dt>${draftWords("fee")}</dt><dd>${percentShown(rules.feeBps)}</dd>
      <dt>${draftWords("leastStake")}</dt><dd><${Money} value=${rules.leastStake} /></dd>
      <dt>${draftWords("mostStake")}</dt><dd><${Money} value=${rules.mostStake} /></dd>
      <dt>${t("disputing")}</dt><dd>${lasting(rules.disputeMinutes)}</dd>
      <dt>${draftWords("largePool")}</dt><dd><${Money} value=${rules.largePool} /></dd>
      <dt>${draftWords("largeDisputeMinutes")}</dt><dd>${lasting(rules.largeDisputeMinutes)}</dd>
    </dl>`;
}

/** @returns {import("../../parts/table.js").Column<Licence>[]} */
function columns() {
  const state = (/** @type {Licence} */ { firstOn, lastOn }) => (lastOn < today() ? "past" : firstOn > today() ? "later" : "now");
  const kinds = /** @type {const} */ ({ now: "good", later: "busy", past: "dim" });
  return [
    { name: "number", label: t("number"), main: true, show: (row) => row.number },
    { name: "state", label: words("state"), show: (row) => html`<${Chip} kind=${kinds[state(row)]}>${t(state(row))}<//>` },
    { name: "firstOn", label: t("firstOn"), show: (row) => html`<${Day} day=${row.firstOn} long />` },
    { name: "lastOn", label: t("lastOn"), show: (row) => html`<${Day} day=${row.lastOn} long />` },
    { name: "entered", label: t("enteredBy"), show: (row) => html`${row.enteredBy?.name ?? "–"}, <${Time} at=${row.enteredAt} />` },
  ];
}
