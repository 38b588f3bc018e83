// Previous and next, under a list that is no table.

import { html } from "../../vendor/htm-preact.js";
import { t as parts } from "../../parts/texts.js";
import { t } from "../ledger/texts.js";

/** @param {{ pages: import("../../client/pages.js").Pages<any> }} props */
export function Pager({ pages: { page, next, previous } }) {
  if (!next && !previous) return null;
  return html`
    <nav class="table-foot" aria-label=${t("moreAccounts")}>
      <button type="button" class="quiet" disabled=${!previous} onClick=${previous}>${parts("previous")}</button>
      <small aria-live="polite">${parts("page", { page })}</small>
      <button type="button" class="quiet" disabled=${!next} onClick=${next}>${parts("next")}</button>
    </nav>`;
}
