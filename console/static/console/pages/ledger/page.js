// The trial balance: every account with what it had, what moved it and what it has; both sides are equal.

import { html } from "../../vendor/htm-preact.js";
import { isZero } from "../../client/money.js";
import { useGathered } from "../../client/live.js";
import { MOST, useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { ChoiceFilter, Filters, TextFilter } from "../../parts/filters.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { AccountName } from "./account_name.js";
import { daysOf, NAMES, shownDays } from "./days.js";
import { About, Head } from "./head.js";
import { TRIAL_BALANCE } from "./operations.js";
import { Period } from "./period.js";
import { KINDS, onSide } from "./sides.js";
import { t } from "./texts.js";

export const styles = ["/static/console/pages/ledger/ledger.css"];

/** @typedef {Operations["TrialBalancePage"]["data"]["trialBalance"]} Balance */
/** @typedef {Balance["rows"]["nodes"][number] & { id: string }} Row */

export function Page() {
  return html`
    <${Head} report="TRIAL_BALANCE" title=${t("trialBalance")} says=${t("trialBalanceSays")} />
    <${Filters} names=${[...NAMES, "kind", "text"]}>
      <${Period} />
      <${ChoiceFilter} name="kind" label=${t("kind")} options=${KINDS.map((value) => ({ value, label: t(value) }))} />
      <${TextFilter} name="text" label=${t("account")} placeholder=${t("accountHint")} />
    <//>
    <${Balances} />`;
}

function Balances() {
  const { query } = place.value;
  const days = daysOf(query);
  const here = business.value;
  const [kind, text] = [query.get("kind"), query.get("text")];
  const filter = kind || text ? { kinds: kind ? [kind] : null, text } : null;
  const variables = here && { business: here.id, from: days.from, to: days.to, used: true, filter };
  const pages = useConnection(TRIAL_BALANCE, variables, ({ trialBalance: { rows } }) => ({ ...rows, nodes: rows.nodes.map((row) => ({ ...row, id: row.account.id })) }), MOST);
  useNews(/^(receipt|voucher|invoice|year)\./, useGathered(pages.known.again, 5_000));
  const known = pages.known.data?.trialBalance;
  return html`
    <section class="card">
      <div class="about-line"><${About} days=${shownDays(days)} />${known ? html`<${Balanced} known=${known} />` : null}</div>
      <div class="labelled">
        <${Table} label=${t("trialBalance")} columns=${columns(days)} pages=${pages} file="trial-balance" filtered=${Boolean(filter)}
          total=${known && !filter ? totals(known) : undefined} empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />
      </div>
    </section>`;
}

/** @param {{ known: Balance }} props */
function Balanced({ known }) {
  const equal = known.totalDebit === known.totalCredit && known.debitBalances === known.creditBalances;
  return html`<${Chip} kind=${equal ? "good" : "bad"}>${t(equal ? "balanced" : "unbalanced")}<//>`;
}

/** @param {Balance} known */
function totals(known) {
  return {
    account: t("total"),
    debit: html`<${Money} value=${known.totalDebit} />`,
    credit: html`<${Money} value=${known.totalCredit} />`,
    debitBalance: html`<${Money} value=${known.debitBalances} />`,
    creditBalance: html`<${Money} value=${known.creditBalances} />`,
  };
}

/** @param {import("./days.js").Days} days @returns {import("../../parts/table.js").Column<Row>[]} */
function columns(days) {
  const amount = (/** @type {string | null} */ value) => (value === null || isZero(value) ? "" : html`<${Money} value=${value} />`);
  const end = (/** @type {"debit" | "credit"} */ side) => ({
    name: `${side}Balance`,
    label: t(`${side}Balance`),
    number: true,
    show: (/** @type {Row} */ row) => amount(onSide(side, row.account.kind, row.balance)),
    csv: (/** @type {Row} */ row) => onSide(side, row.account.kind, row.balance) ?? "",
  });
  return [
    { name: "account", label: t("account"), main: true, show: (row) => html`<${AccountName} account=${row.account} days=${days} />`, csv: (row) => `${row.account.code} ${row.account.name}` },
    { name: "kind", label: t("kind"), show: (row) => html`<span class="soft">${t(row.account.kind)}</span>`, csv: (row) => row.account.kind },
    ...(days.from ? [{ name: "opening", label: t("opening"), number: true, show: (/** @type {Row} */ row) => amount(row.opening), csv: (/** @type {Row} */ row) => row.opening }] : []),
    { name: "debit", label: t("debits"), number: true, show: (row) => amount(row.debit), csv: (row) => row.debit },
    { name: "credit", label: t("credits"), number: true, show: (row) => amount(row.credit), csv: (row) => row.credit },
    end("debit"),
    end("credit"),
  ];
}
