// A new bill for a customer, in a panel: it becomes a draft. Where nobody is named, one is looked for first.

import { html } from "../../vendor/htm-preact.js";
import { useRef, useState } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { act } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { toast } from "../../parts/toast.js";
import { BillForm } from "./form.js";
import { CREATE_INVOICE, CUSTOMERS_LIKE } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ customer?: { id: string, name: string } | null, onClose: () => void }} props who is billed, where that is known */
export function NewInvoice({ customer = null, onClose }) {
  const [who, setWho] = useState(customer);

  /** @param {any} terms @param {string} key */
  async function create(terms, key) {
    const input = { customer: who?.id ?? "", idempotencyKey: key, ...terms };
    const { invoice } = await act(CREATE_INVOICE, { input });
    if (!invoice) return;
    toast(t("drafted", { number: invoice.number }));
    go(`/invoices/${invoice.id}`);
  }
  return html`
    <${Panel} title=${who ? t("billWhom", { name: who.name }) : t("whom")} onClose=${onClose}>
      ${who ? html`<${BillForm} label=${t("add")} send=${t("create")} onSend=${create} />` : html`<${Choose} onChoose=${setWho} />`}
    <//>`;
}

/** @param {{ onChoose: (customer: { id: string, name: string }) => void }} props */
function Choose({ onChoose }) {
  const [text, setText] = useState("");
  const timer = useRef(0);
  const where = business.value?.id;
  const known = useQuery(CUSTOMERS_LIKE, where ? { business: where, text: text || null } : null);
  /** @param {any} event */
  function typed(event) {
    clearTimeout(timer.current);
    const said = event.target.value.trim();
    timer.current = setTimeout(() => setText(said), 300);
  }
  const rows = known.data?.customers.nodes.filter(({ isWalkIn, name }) => !isWalkIn && name) ?? [];
  return html`
    <div class="field"><label for="bill-whom">${t("search")}</label>
      <input id="bill-whom" type="search" autocomplete="off" autofocus onInput=${typed} /></div>
    <ul class="choose">
      ${rows.map((row) => html`<li key=${row.id}><button type="button" class="quiet" onClick=${() => onChoose(row)}>${row.name} <small>${row.accountNumber}</small></button></li>`)}
    </ul>
    ${known.data && !rows.length ? html`<p class="fine">${t("nobody")}</p>` : null}`;
}
