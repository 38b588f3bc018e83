// Asking for a payout.

import { html } from "../../vendor/htm-preact.js";
import { today } from "../../client/clock.js";
import { useQuery } from "../../client/live.js";
import { shown, typedAmount } from "../../client/money.js";
import { act, refusal } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Field, Form } from "../../parts/form.js";
import { Empty, Reading } from "../../parts/states.js";
import { toast } from "../../parts/toast.js";
import { t as kinds } from "../payout/texts.js";
import { Paused } from "../payouts/banner.js";
import { tillWithFunds } from "../payouts/holds.js";
import { t as words } from "../payouts/texts.js";
import { CREATE_PAYOUT, NEW_PAYOUT } from "./operations.js";
import { t } from "./texts.js";

const COMMANDS = /** @type {const} */ (["BUSINESS", "SALARY", "PROMOTION"]);

export function Page() {
  const here = business.value;
  const known = useQuery(NEW_PAYOUT, here && { business: here.id });
  return html`
    <p class="crumbs no-print"><a href="/payouts">${words("title")}</a></p>
    <div class="page-head"><h1>${words("new")}</h1><p class="fine">${t("says")}</p></div>
    <${Reading} known=${known} rows=${6}>
      ${(/** @type {Operations["NewPayout"]["data"]} */ data) =>
        data.payoutBoard.forecasts.length ? html`<${Ask} data=${data} />` : html`<${Empty} title=${t("noTill")} action=${html`<a class="button" href="/settings/tills">${t("toTills")}</a>`}>${t("noTillSays")}<//>`}
    <//>`;
}

/** @param {{ data: Operations["NewPayout"]["data"] }} props */
function Ask({ data }) {
  const rules = data.node && "payoutRules" in data.node ? data.node.payoutRules : null;
  const tills = data.payoutBoard.forecasts.filter(({ way }) => way === "B2C").map((row) => ({ value: row.till.id, label: tillWithFunds(row) }));
  const accounts = data.accounts.nodes.map(({ code, name }) => ({ value: code, label: name }));
  /** @param {Record<string, string>} values @param {string} idempotencyKey */
  async function send(values, idempotencyKey) {
    const { till = "", phone = "", accountCode = "", description = "", name = "", comment = "" } = values;
    const amount = typedAmount(values.amount ?? "");
    if (amount === null) throw refusal("BAD_AMOUNT", t("badAmount"), ["amount"]);
    const command = COMMANDS.find((each) => each === values.command) ?? "BUSINESS";
    const input = { till, phone: phone.trim(), amount, accountCode: accountCode.trim(), description: description.trim(), name: name.trim(), command, payOn: values.payOn || null, comment, idempotencyKey };
    const { payout } = await act(CREATE_PAYOUT, { input });
    toast(t(payout?.state === "PENDING_APPROVAL" ? "asked" : "sent"));
    if (payout) go(`/payouts/${payout.id}`);
  }
  return html`
    <${Paused} pause=${rules?.pause} />
    <section class="card">
      <${Form} label=${words("new")} send=${t("ask")} onSend=${send}>
        <${Field} name="phone" label=${words("phone")} type="tel" inputmode="tel" autocomplete="off" placeholder="0712 345 678" required autofocus />
        <${Field} name="amount" label=${t("amount")} hint=${t("amountHint", { limit: rules ? shown(rules.transactionLimit) : "–" })} inputmode="decimal" autocomplete="off" required />
        <${Field} name="description" label=${t("description")} hint=${t("descriptionHint")} maxlength="100" autocomplete="off" required />
        <${Field} name="accountCode" label=${t("account")} hint=${t("accountHint")} value="5500" suggestions=${accounts} autocomplete="off" required />
        <${Field} name="name" label=${t("name")} hint=${t("nameHint")} maxlength="100" autocomplete="off" />
        <${Field} name="command" label=${kinds("command")} options=${COMMANDS.map((value) => ({ value, label: kinds(value) }))} />
        <${Field} name="till" label=${words("till")} options=${tills} required />
        <${Field} name="payOn" label=${t("payOn")} hint=${t("payOnHint")} type="date" min=${today()} />
        <${Field} name="comment" label=${t("comment")} hint=${t("commentHint")} maxlength="500" autocomplete="off" wide />
      <//>
      ${rules?.coolingOffHours ? html`<p class="fine">${t("cooling", { hours: rules.coolingOffHours })}</p>` : null}
    </section>`;
}
