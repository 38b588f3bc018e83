// An account by its code and name; its page shows the same days.

import { html } from "../../vendor/htm-preact.js";
import { withDays } from "./days.js";

/** @param {{ account: { id: string, code: string, name: string }, days?: import("./days.js").Days }} props */
export function AccountName({ account, days }) {
  return html`<a href=${withDays(`/ledger/accounts/${account.id}`, days)}><span class="account-code">${account.code}</span> ${account.name}</a>`;
}
