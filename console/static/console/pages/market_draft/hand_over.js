// Handing a draft to a second person: it opens when they approve, exactly as it is now.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { act, Refusal } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { OnlyYou } from "../approvals/only_you.js";
import { t as words } from "../markets/texts.js";
import { OPEN_MARKET } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ market: string, onClose: () => void, after?: () => Promise<void> }} props */
export function HandOver({ market, onClose, after }) {
  const [code, setCode] = useState("");
  /** @param {Record<string, string>} values @param {string} idempotencyKey */
  async function send({ comment = "" }, idempotencyKey) {
    try {
      await act(OPEN_MARKET, { input: { market, comment, idempotencyKey } });
    } catch (error) {
      if (error instanceof Refusal) setCode(error.code);
      throw error;
    }
    toast(t("handed"));
    onClose();
    if (after) await after();
    else go(`/markets/${market}`);
  }
  return html`
    <${Panel} title=${t("hand")} onClose=${onClose}>
      <p>${t("handSays")}</p><${OnlyYou} kind="market.open" />
      <${Form} label=${t("hand")} send=${t("hand")} onSend=${send} wide>
        <${Field} name="comment" label=${t("comment")} hint=${t("commentHint")} rows=${3} maxlength="500" autofocus />
      <//>
      ${code === "LICENCE_MISSING" ? html`<p><a href="/markets/settings">${words("settings")}</a></p>` : null}
      ${code === "RULE_MISSING" || code === "BAD_TIMES" ? html`<p><a href=${`/markets/${market}/edit`}>${t("goOn")}</a></p>` : null}
    <//>`;
}
