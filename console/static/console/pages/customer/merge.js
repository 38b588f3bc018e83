// Two customers who turn out to be one: the other is looked for, both are shown, and it is said that nobody undoes it.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { act, ask, Refusal } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { toast } from "../../parts/toast.js";
import { MERGE_CUSTOMERS, OTHER_CUSTOMERS } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["OtherCustomers"]["data"]["customers"]["nodes"][number]} Other */

/** @param {{ customer: import("./page.js").Customer, onClose: () => void }} props */
export function MergeCustomer({ customer, onClose }) {
  const [found, setFound] = useState(/** @type {Other[] | null} */ (null));
  const [into, setInto] = useState(/** @type {Other | null} */ (null));

  /** @param {Record<string, string>} values */
  async function look({ text = "" }) {
    const filter = { text: text.trim(), archived: false };
    const { customers } = await ask(OTHER_CUSTOMERS, { business: business.value?.id ?? "", filter });
    setFound(customers.nodes.filter(({ id, isWalkIn }) => id !== customer.id && !isWalkIn));
  }
  async function merge() {
    if (!into) throw new Refusal([{ code: "SAME_CUSTOMER", field: [], message: t("mergeNobody") }]);
    await act(MERGE_CUSTOMERS, { input: { customer: customer.id, into: into.id } });
    toast(t("merged", { name: into.name }));
    onClose();
    go(`/customers/${into.id}`);
  }
  if (into)
    return html`
      <${Panel} title=${t("merge")} onClose=${onClose}>
        <p>${t("mergeBecomes", { name: customer.name, account: customer.accountNumber, other: into.name, into: into.accountNumber })}</p>
        <p>${t("mergeSays")}</p>
        <p class="note warn"><span><b>${t("mergeForGood")}</b></span></p>
        <${Form} label=${t("merge")} send=${t("mergeVerb")} danger onSend=${merge} wide
          extra=${html`<button type="button" class="quiet" onClick=${() => setInto(null)}>${t("mergeOther")}</button>`} />
      <//>`;
  return html`
    <${Panel} title=${t("merge")} onClose=${onClose}>
      <p class="fine">${t("mergeLook", { name: customer.name })}</p>
      <${Form} label=${t("merge")} send=${t("look")} onSend=${look} wide>
        <${Field} name="text" label=${t("mergeText")} maxlength="100" required autofocus autocomplete="off" />
      <//>
      ${found && !found.length ? html`<p role="status">${t("mergeNobody")}</p>` : null}
      ${found?.length ? html`<ul class="choices">${found.map((each) => html`
        <li key=${each.id}><button type="button" class="quiet" onClick=${() => setInto(each)}>
          ${each.name || t("erased")} · ${each.accountNumber}${each.phone ? ` · ${each.phone}` : ""} · <${Money} value=${each.due} currency /></button></li>`)}</ul>` : null}
    <//>`;
}
