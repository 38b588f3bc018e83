// The till: for a phone or a tablet held in one hand. A basket becomes a sale, which cash and M-Pesa pay.

import { html } from "../../vendor/htm-preact.js";
import { useEffect, useState } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { shown } from "../../client/money.js";
import { ask, refusal } from "../../client/query.js";
import { business } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Reading } from "../../parts/states.js";
import { Basket } from "./basket.js";
import { Catalogue } from "./catalogue.js";
import { Closing, DrawerCash } from "./counting.js";
import { Opening } from "./opening.js";
import { COUNTER, FIND_CUSTOMER } from "./operations.js";
import { Pay } from "./pay.js";
import { Sales } from "./sales.js";
import { t } from "./texts.js";
import { charge, offline, remember, takeUp, tickets, unsent } from "./till.js";

export const styles = ["/static/console/pages/sell/sell.css"];

/** @typedef {Operations["Counter"]["data"]["shifts"]["nodes"][number]} Shift */

export function Page() {
  const id = business.value?.id ?? "";
  const known = useQuery(COUNTER, id ? { business: id } : null);
  useEffect(() => {
    if (id) remember(`${id}`);
  }, [id]);
  return html`
    <${Unsent} />
    <${Reading} known=${known} rows=${6}>
      ${(/** @type {Operations["Counter"]["data"]} */ data) => {
        const shift = data.shifts.nodes[0];
        return shift ? html`<${Selling} shift=${shift} />` : html`<${Opening} registers=${data.registers.nodes} again=${known.again} />`;
      }}
    <//>`;
}

/** What is kept on the device because it could not be sent. */
function Unsent() {
  const waiting = offline.value ? unsent().length : 0;
  return html`<div class="away" role="status" hidden=${!waiting}>${waiting ? t("offline", { count: waiting }) : ""}</div>`;
}

/** @param {{ shift: Shift }} props */
function Selling({ shift }) {
  const [open, setOpen] = useState(/** @type {"" | "cash" | "close" | "sales" | "account"} */ (""));
  const [paying, setPaying] = useState("");
  const shut = () => setOpen("");
  const parked = tickets.value.filter((ticket) => ticket.key !== paying && (!ticket.sent || ticket.problem));
  return html`
    <div class="page-head till-head">
      <h1>${shift.register.name}</h1><p class="fine">${t("shift", { number: shift.number })}</p>
      <div class="actions end">
        <button type="button" class="quiet" onClick=${() => setOpen("sales")}>${t("sales")}</button>
        <button type="button" class="quiet" onClick=${() => setOpen("cash")}>${t("moveCash")}</button>
        <button type="button" class="quiet" onClick=${() => setOpen("close")}>${t("closeShift")}</button>
      </div>
    </div>
    ${parked.map((ticket) => html`<button type="button" key=${ticket.key} class="till-parked" onClick=${() => setPaying(ticket.key)}>
      ${ticket.problem ? t("parkedRefused", { total: shown(ticket.total) }) : t("parked", { total: shown(ticket.total) })}</button>`)}
    <div class="till">
      <${Catalogue} />
      <${Basket} onCharge=${() => setPaying(charge({ shift: shift.id }))} onAccount=${() => setOpen("account")} />
    </div>
    ${paying ? html`<${Pay} key=${paying} ticket=${paying} shift=${shift} onClose=${() => setPaying("")} />` : null}
    ${open === "cash" ? html`<${DrawerCash} shift=${shift} onClose=${shut} />` : null}
    ${open === "close" ? html`<${Closing} shift=${shift} onClose=${shut} />` : null}
    ${open === "sales" ? html`<${Sales} shift=${shift.id} onClose=${shut} onPay=${(/** @type {import("./sales.js").Row} */ row) => (shut(), setPaying(takeUp(row, shift.id)))} />` : null}
    ${open === "account" ? html`<${OnAccount} shift=${shift} onClose=${shut} onDone=${(/** @type {string} */ key) => (shut(), setPaying(key))} />` : null}`;
}

/** The basket goes to a customer who pays later. @param {{ shift: Shift, onClose: () => void, onDone: (key: string) => void }} props */
function OnAccount({ shift, onClose, onDone }) {
  /** @param {Record<string, string>} values */
  async function find({ account = "" }) {
    onDone(charge({ shift: shift.id, customer: await customerOf(account.trim()), onAccount: true }));
  }
  return html`
    <${Panel} title=${t("onAccount")} onClose=${onClose}>
      <p class="fine">${t("accountSays")}</p>
      <${Form} label=${t("onAccount")} send=${t("bill")} onSend=${find} wide>
        <${Field} name="account" label=${t("customerNumber")} inputmode="numeric" required autofocus autocomplete="off" />
      <//>
    <//>`;
}

/** The customer of an account number. Throws Refusal. @param {string} account */
async function customerOf(account) {
  const found = await ask(FIND_CUSTOMER, { business: business.value?.id ?? "", text: account });
  const customer = found.customers.nodes.find(({ accountNumber }) => accountNumber === account);
  if (!customer) throw refusal("NOT_FOUND", t("noCustomer"), ["account"]);
  return customer.id;
}
