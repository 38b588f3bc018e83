// The rules of approval: what needs how many people, and how they are changed, which is an approval itself.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useGathered, useQuery } from "../../client/live.js";
import { isZero, shown } from "../../client/money.js";
import { useNews } from "../../frame/news.js";
import { business, may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { State } from "../approvals/states.js";
import { Tabs } from "../settings/tabs.js";
import { ChangeRules } from "./change.js";
import { RULES } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["ApprovalRules"]["data"]["approvals"]["nodes"][number]} Change */
/** @typedef {{ id: string, soloLimit: string, requireTotp: boolean }} Rules */

export function Page() {
  const here = business.value;
  const known = useQuery(RULES, here && { business: here.id });
  const again = useGathered(known.again);
  useNews(/^approval\./, again);
  return html`
    <${Tabs} />
    <${Reading} known=${known} rows=${8}>
      ${(/** @type {Operations["ApprovalRules"]["data"]} */ { node, approvals }) =>
        node && "soloLimit" in node && node.soloLimit
          ? html`<${Shown} rules=${{ ...node, soloLimit: node.soloLimit }} changes=${approvals.nodes} />`
          : html`<${Empty} title=${t("absent")} />`}
    <//>`;
}

/** @param {{ rules: Rules, changes: readonly Change[] }} props */
function Shown({ rules, changes }) {
  const [open, setOpen] = useState(false);
  const waits = changes.find(({ state }) => state === "PENDING");
  const none = isZero(rules.soloLimit);
  const limit = `KES ${shown(rules.soloLimit)}`;
  return html`
    ${waits ? html`<div class="note warn"><p>${t("waits", { who: waits.maker.name })}</p><a href=${`/approvals/${waits.id}`}>${t("look")}</a></div>` : null}
    <div class="columns main-and-side">
      <section class="card"><h2>${t("who")}</h2><div class="page-head"><p class="fine">${t("whoSays")}</p></div>
        <${Table} label=${t("who")} columns=${needColumns()} pages=${{ rows: needs(none, limit) }} />
        <div class="table-foot"><p class="fine">${t("alone")}</p></div></section>
      <section class="card">
        <h2>${t("rules")}</h2>
        <dl class="facts">
          <dt>${t("soloLimit")}</dt><dd><b>${none ? t("nothing") : limit}</b><br /><small class="fine">${t(none ? "nothingSays" : "soloSays")}</small></dd>
          <dt>${t("factor")}</dt><dd>${rules.requireTotp ? html`<${Chip} kind="good">${t("required")}<//>` : html`<${Chip}>${t("notRequired")}<//>`}<br /><small class="fine">${t(rules.requireTotp ? "requiredSays" : "notRequiredSays")}</small></dd>
        </dl>
        ${may("business.manage") && !waits ? html`<div class="actions"><button type="button" class="quiet" onClick=${() => setOpen(true)}>${t("change")}</button></div>` : null}
      </section>
    </div>
    <section class="card"><h2>${t("changes")}</h2>
      <${Table} label=${t("changes")} columns=${changeColumns()} pages=${{ rows: changes }}
        href=${(/** @type {Change} */ row) => `/approvals/${row.id}`} empty=${html`<${Empty} title=${t("noChanges")}>${t("noChangesSays")}<//>`} /></section>
    ${open ? html`<${ChangeRules} rules=${rules} onClose=${() => setOpen(false)} />` : null}`;
}

const ACTS = /** @type {const} */ (["ledger.voucher", "ledger.recurring", "invoice.write_off", "receipt.place", "reconciliation.settle", "statement.change", "statement.release", "payout.pay", "payout.batch", "payout.schedule", "payout.withdraw", "payout.withholding", "payout.decide", "payout.release", "portal_move.record", "period.reopen", "market.legal_rule", "market.open", "market.settle", "market.void", "market.correct", "kyc.upgrade", "approval_rules.change"]);
const OF_MONEY = new Set(["ledger.voucher", "ledger.recurring", "reconciliation.settle", "statement.release", "payout.pay", "portal_move.record"]);

/** @param {boolean} none nobody moves anything alone @param {string} limit */
function needs(none, limit) {
  return ACTS.map((act) => ({
    id: act,
    what: t(act),
    asks: t(`asks.${act}`),
    need: act === "payout.withdraw" ? t("ownLimit") : OF_MONEY.has(act) && !none ? t("oneUpTo", { limit }) : t("always"),
  }));
}

/** @returns {import("../../parts/table.js").Column<ReturnType<typeof needs>[number]>[]} */
function needColumns() {
  return [
    { name: "what", label: t("act"), main: true, show: (row) => row.what },
    { name: "asks", label: t("asks"), show: (row) => row.asks },
    { name: "need", label: t("need"), show: (row) => row.need },
  ];
}

/** @returns {import("../../parts/table.js").Column<Change>[]} */
function changeColumns() {
  return [
    { name: "what", label: t("what"), main: true, show: (row) => inWords(row) },
    { name: "maker", label: t("maker"), show: (row) => row.maker.name },
    { name: "checker", label: t("checker"), show: (row) => row.checker?.name ?? "–" },
    { name: "state", label: t("state"), show: (row) => html`<${State} state=${row.state} />` },
    { name: "at", label: t("at"), show: (row) => html`<${Time} at=${row.createdAt} />` },
  ];
}

/** "Solo limit: KES 0.00 → KES 5,000.00". @param {Change} change */
function inWords({ content }) {
  const value = (/** @type {string} */ rule, /** @type {string} */ side) => {
    const fact = content.find(({ path }) => path.join(".") === `facts.${rule}.${side}`);
    return typeof fact?.flag === "boolean" ? t(fact.flag ? "required" : "notRequired") : (fact?.text ?? "");
  };
  const rules = /** @type {const} */ ([["solo_limit", "soloLimit"], ["require_totp", "factor"]]);
  return rules
    .filter(([rule]) => value(rule, "to"))
    .map(([rule, name]) => t("fromTo", { name: t(name), from: value(rule, "from"), to: value(rule, "to") }))
    .join(" · ");
}
