// Asking for other rules. Nothing changes until the approval is given.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { bareAmount } from "../../client/money.js";
import { act, refusal } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { CHANGE_RULES } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ rules: import("./page.js").Rules, onClose: () => void }} props */
export function ChangeRules({ rules, onClose }) {
  const [factor, setFactor] = useState(rules.requireTotp ? "yes" : "no");
  /** @param {Record<string, string>} values @param {string} key */
  async function ask({ soloLimit = "", requireTotp = "", comment = "" }, key) {
    const typed = bareAmount(soloLimit);
    const limit = /^\d+$/.test(typed) ? `${typed}.00` : typed;
    const changes = {
      soloLimit: limit === rules.soloLimit ? null : limit,
      requireTotp: (requireTotp === "yes") === rules.requireTotp ? null : requireTotp === "yes",
    };
    if (changes.soloLimit === null && changes.requireTotp === null) throw refusal("NOTHING_ASKED", t("nothingAsked"));
    const { approval } = await act(CHANGE_RULES, { input: { business: business.value?.id ?? "", ...changes, comment, idempotencyKey: key } });
    if (!approval) return;
    toast(t("asked"));
    go(`/approvals/${approval.id}`);
  }
  return html`
    <${Panel} title=${t("change")} onClose=${onClose}>
      <p class="note">${t("changeSays")}</p>
      <${Form} label=${t("change")} send=${t("ask")} onSend=${ask} wide>
        <${Field} name="soloLimit" label=${t("soloLimit")} hint=${t("soloHint")} inputmode="decimal" defaultValue=${rules.soloLimit} autocomplete="off" required autofocus />
        <${Field} name="requireTotp" label=${t("factor")} hint=${t("factorHint")} value=${factor} onChange=${(/** @type {any} */ event) => setFactor(event.target.value)}
          options=${[{ value: "yes", label: t("required") }, { value: "no", label: t("notRequired") }]} />
        <${Field} name="comment" label=${t("comment")} rows=${3} maxlength="500" />
      <//>
    <//>`;
}
