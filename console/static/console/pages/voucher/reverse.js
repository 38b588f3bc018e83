// Undoes an entry that came from a voucher: its mirror, on a day and for a reason.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { longDay, today } from "../../client/clock.js";
import { act } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { may } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { REVERSE } from "./operations.js";
import { t } from "./texts.js";

/**
 * A button with its form, for who may; null where the entry cannot be reversed by hand.
 * @param {{ entry: { id: string, effectiveOn: string, reversedBy?: { id: string } | null }, reversible: boolean }} props
 *   `reversible`: it came from a voucher, and is no reversal itself
 */
export function Reverse({ entry, reversible }) {
  const [open, setOpen] = useState(false);
  if (!reversible || entry.reversedBy || !may("ledger.write")) return null;

  /** @param {Record<string, string>} values @param {string} key */
  async function reverse({ reason = "", day = "" }, key) {
    const { voucher } = await act(REVERSE, { input: { entry: entry.id, reason, day: day || null, idempotencyKey: key } });
    if (!voucher) return;
    toast(t(voucher.state === "POSTED" ? "reversedNow" : "reverseAsked"));
    go(`/vouchers/${voucher.id}`);
  }
  return html`
    <button type="button" class="quiet" onClick=${() => setOpen(true)}>${t("reverse")}</button>
    ${open ? html`
      <${Panel} title=${t("reverseTitle")} onClose=${() => setOpen(false)}>
        <p class="fine">${t("reverseSays")}</p>
        <${Form} label=${t("reverseTitle")} send=${t("reverseSend")} onSend=${reverse} wide>
          <${Field} name="reason" label=${t("reason")} hint=${t("reasonHint")} maxlength="200" required autofocus autocomplete="off" />
          <${Field} name="day" label=${t("reverseDay")} hint=${t("reverseDayHint", { day: longDay(entry.effectiveOn) })} type="date" value=${today()} min=${entry.effectiveOn} max=${today()} required />
        <//>
      <//>` : null}`;
}
