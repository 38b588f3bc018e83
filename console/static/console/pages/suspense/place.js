// Whose a receipt is: asked in a panel, approved by somebody else.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { shown } from "../../client/money.js";
import { act } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { may } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Empty, Reading } from "../../parts/states.js";
import { toast } from "../../parts/toast.js";
import { ONE_IN_SUSPENSE, PLACE_RECEIPT } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ receipt: string, onClose: () => void }} props `receipt`: its id */
export function Place({ receipt, onClose }) {
  const known = useQuery(ONE_IN_SUSPENSE, { id: receipt, withBills: may("billing.read") });
  const [chosen, setChosen] = useState("");
  /** @param {Record<string, string>} values @param {string} key */
  async function ask({ accountReference = "", comment = "" }, key) {
    const input = { receipt, accountReference, comment, idempotencyKey: key };
    const { approval } = await act(PLACE_RECEIPT, { input });
    toast(t(approval?.state === "APPROVED" ? "done" : "asked"));
    onClose();
    if (approval) go(`/approvals/${approval.id}`);
  }
  return html`
    <${Panel} title=${t("place")} onClose=${onClose}>
      <${Reading} known=${known}>
        ${(/** @type {Operations["OneInSuspense"]["data"]} */ { node, suggestions }) =>
          node && "number" in node && node.route?.state === "SUSPENSE"
            ? html`
              <p><b>${node.number}</b>: ${t("facts", { amount: shown(node.amount), phone: node.phone ?? t("notGiven"), account: node.accountReference || "–" })}</p>
              ${suggestions?.length ? html`<${Suggestions} suggestions=${suggestions} onChoose=${setChosen} />` : null}
              ${may("billing.read") ? html`<p><a href="/customers">${t("findCustomer")}</a></p>` : null}
              <${Form} label=${t("place")} send=${t("ask")} onSend=${ask} wide>
                <${Field} key=${chosen} name="accountReference" value=${chosen} label=${t("reference")} hint=${t("referenceHint")} required autofocus autocomplete="off" />
                <${Field} name="comment" label=${t("comment")} hint=${t("commentHint")} rows=${3} maxlength="500" />
              <//>`
            : html`<${Empty} title=${t("gone")} />`}
      <//>
    <//>`;
}

/** @typedef {NonNullable<Operations["OneInSuspense"]["data"]["suggestions"]>} Suggestions */

/** Who it may be, the likeliest first. @param {{ suggestions: Suggestions, onChoose: (number: string) => void }} props */
function Suggestions({ suggestions, onChoose }) {
  return html`
    <h3>${t("maybe")}</h3>
    <ul class="choices">
      ${suggestions.map(({ customer, invoice, why }) => {
        const number = invoice?.number ?? customer.accountNumber;
        return html`
          <li key=${`${customer.id} ${number}`}>
            <button type="button" class="quiet" onClick=${() => onChoose(number)}>${customer.name || customer.accountNumber}: ${number}</button>
            <small class="fine">${why.map((reason) => t(reason)).join(", ")}</small>
          </li>`;
      })}
    </ul>`;
}
