// The customer has paid, and nobody has heard of it: the receipt number in the SMS is enough.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { act } from "../../client/query.js";
import { business } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Reading } from "../../parts/states.js";
import { CLAIM_RECEIPT, TILLS_TO_CLAIM_AT } from "./operations.js";
import { claimShown } from "./states.js";
import { t } from "./texts.js";

/** `request`: the payment request that the receipt is to have paid, with its till. @param {{ request?: { id: string, till: { id: string } }, again: () => Promise<void>, onClose: () => void }} props */
export function Claim({ request, again, onClose }) {
  const here = business.value;
  const known = useQuery(TILLS_TO_CLAIM_AT, here && { business: here.id });
  const [made, setMade] = useState(/** @type {Fragments["ClaimRow"] | null} */ (null));
  /** @param {Record<string, string>} values @param {string} key */
  async function claim({ till, receiptNumber }, key) {
    const input = { till: till ?? "", receiptNumber: receiptNumber ?? "", request: request?.id ?? null, idempotencyKey: key };
    setMade((await act(CLAIM_RECEIPT, { input })).claim);
    await again();
  }
  return html`
    <${Panel} title=${t("claimTitle")} onClose=${onClose}>
      <p>${t("claimSays")}</p>
      <${Reading} known=${known} rows=${3}>
        ${(/** @type {Operations["TillsToClaimAt"]["data"]} */ { tills }) => html`
          <${Form} label=${t("claimTitle")} send=${t("ask")} onSend=${claim} wide>
            <${Till} tills=${tills.nodes} only=${request?.till.id} />
            <${Field} name="receiptNumber" label=${t("number")} placeholder=${t("numberHint")} required maxlength=${20}
              autocomplete="off" autocapitalize="characters" spellcheck=${false} />
          <//>`}
      <//>
      ${made ? html`<${Made} claim=${made} />` : null}
    <//>`;
}

/** @param {{ tills: Operations["TillsToClaimAt"]["data"]["tills"]["nodes"], only?: string }} props */
function Till({ tills, only }) {
  const fitting = only ? tills.filter(({ id }) => id === only) : tills;
  const options = fitting.map(({ id, name, shortcode }) => ({ value: id, label: `${name} · ${shortcode}` }));
  return options.length === 1
    ? html`<input type="hidden" name="till" value=${options[0]?.value} />`
    : html`<${Field} name="till" label=${t("till")} options=${options} required />`;
}

/** @param {{ claim: Fragments["ClaimRow"] }} props */
function Made({ claim }) {
  const { kind, text, says } = claimShown(claim);
  return html`<p class="note" role="status"><${Chip} kind=${kind}>${text}<//> ${says}
    ${claim.receipt ? html` <a href=${`/receipts/${claim.receipt.id}`}>${claim.receipt.number}</a>` : null}</p>`;
}
