// Payments that landed on the till without a reference and are of exactly what is due: the customer shows his SMS, the
// cashier presses the one with its number.

import { html } from "../../vendor/htm-preact.js";
import { useQuery } from "../../client/live.js";
import { act, Refusal } from "../../client/query.js";
import { confirm } from "../../parts/confirm.js";
import { Time } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { CLAIM_FOR_SALE, CLAIMABLE } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ sale: string, shift: string, due: string, again: () => Promise<void> }} props */
export function Claim({ sale, shift, due, again }) {
  const known = useQuery(CLAIMABLE, { sale, shift });
  const rows = known.data?.claimableReceipts ?? [];

  /** @param {{ id: string, number: string }} row */
  async function claim(row) {
    const says = t("claimSays", { number: row.number });
    if (!(await confirm({ title: t("claimTitle"), says, verb: t("claim") }))) return;
    try {
      await act(CLAIM_FOR_SALE, { input: { sale, shift, receipt: row.id } });
      toast(t("claimed", { number: row.number }));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      toast(error.message, "bad");
    }
    await Promise.all([again(), known.again()]);
  }
  return html`
    <p><button type="button" class="link" onClick=${known.again}>${t("lookForPayments")}</button></p>
    ${rows.length ? html`<ul class="till-claims" data-due=${due}>${rows.map((row) => html`
      <li key=${row.id}><button type="button" class="quiet" onClick=${() => claim(row)}><b>${row.number}</b> ${row.phone ?? ""} <${Time} at=${row.occurredAt} /></button></li>`)}</ul>` : null}`;
}
