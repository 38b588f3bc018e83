// Paying another business: its PayBill, with our account number there, or its Buy Goods till.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { today } from "../../client/clock.js";
import { useQuery } from "../../client/live.js";
import { shown, typedAmount } from "../../client/money.js";
import { act, refusal } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Field, Form } from "../../parts/form.js";
import { Empty, Reading } from "../../parts/states.js";
import { toast } from "../../parts/toast.js";
import { t as asking } from "../new_payout/texts.js";
import { Paused } from "../payouts/banner.js";
import { t as words } from "../payouts/texts.js";
import { PAY_BUSINESS, PAYING_BUSINESS } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["PayingBusiness"]["data"]} Data */

export function Page() {
  const here = business.value;
  const known = useQuery(PAYING_BUSINESS, here && { business: here.id });
  return html`
    <p class="crumbs no-print"><a href="/payouts">${words("title")}</a></p>
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p></div>
    <${Reading} known=${known} rows=${6}>
      ${(/** @type {Data} */ data) =>
        data.payoutBoard.forecasts.length ? html`<${Ask} data=${data} />` : html`<${Empty} title=${asking("noTill")} action=${html`<a class="button" href="/settings/tills">${asking("toTills")}</a>`}>${asking("noTillSays")}<//>`}
    <//>`;
}

/** @param {{ data: Data }} props */
function Ask({ data }) {
  const [kind, setKind] = useState(/** @type {"PAYBILL" | "TILL"} */ ("PAYBILL"));
  const rules = data.node && "payoutRules" in data.node ? data.node.payoutRules : null;
  const tills = data.payoutBoard.forecasts.filter(({ way }) => way === "B2C").map(({ till }) => ({ value: till.id, label: `${till.name} (${till.shortcode})` }));
  const accounts = data.accounts.nodes.map(({ code, name }) => ({ value: code, label: name }));
  /** @param {Record<string, string>} values @param {string} idempotencyKey */
  async function send(values, idempotencyKey) {
    const { till = "", shortcode = "", accountNumber = "", accountCode = "", description = "", name = "", comment = "" } = values;
    const amount = typedAmount(values.amount ?? "");
    if (amount === null) throw refusal("BAD_AMOUNT", asking("badAmount"), ["amount"]);
    const input = { till, kind, shortcode: shortcode.trim(), accountNumber: kind === "PAYBILL" ? accountNumber.trim() : "", amount, accountCode: accountCode.trim(), description: description.trim(), name: name.trim(), payOn: values.payOn || null, comment, idempotencyKey };
    const { payout } = await act(PAY_BUSINESS, { input });
    toast(asking(payout?.state === "PENDING_APPROVAL" ? "asked" : "sent"));
    if (payout) go(`/payouts/${payout.id}`);
  }
  return html`
    <${Paused} pause=${rules?.pause} />
    <section class="card">
      <${Form} label=${t("title")} send=${asking("ask")} onSend=${send}>
        <${Field} name="kind" label=${t("kind")} options=${[{ value: "PAYBILL", label: t("PAYBILL") }, { value: "TILL", label: t("TILL") }]} value=${kind} onChange=${(/** @type {any} */ event) => setKind(event.target.value)} />
        <${Field} name="shortcode" label=${t("shortcode")} inputmode="numeric" autocomplete="off" placeholder="888880" required autofocus />
        ${kind === "PAYBILL" ? html`<${Field} name="accountNumber" label=${t("account")} hint=${t("accountHint")} maxlength="13" autocomplete="off" required />` : null}
        <${Field} name="amount" label=${asking("amount")} hint=${asking("amountHint", { limit: rules ? shown(rules.transactionLimit) : "–" })} inputmode="decimal" autocomplete="off" required />
        <${Field} name="description" label=${asking("description")} hint=${asking("descriptionHint")} maxlength="100" autocomplete="off" required />
        <${Field} name="accountCode" label=${asking("account")} hint=${asking("accountHint")} value="2000" suggestions=${accounts} autocomplete="off" required />
        <${Field} name="name" label=${t("name")} hint=${t("nameHint")} maxlength="100" autocomplete="off" />
        <${Field} name="till" label=${words("till")} options=${tills} required />
        <${Field} name="payOn" label=${asking("payOn")} hint=${asking("payOnHint")} type="date" min=${today()} />
        <${Field} name="comment" label=${asking("comment")} hint=${asking("commentHint")} maxlength="500" autocomplete="off" wide />
      <//>
      <p class="fine">${t("once")}</p>
    </section>`;
}
