// An account by its code and name, with a way to its page where there is one.

import { html } from "../../vendor/htm-preact.js";
import { addressOf } from "../../frame/places.js";

/** @param {{ account: { id: string, code: string, name: string } }} props */
export function AccountName({ account }) {
  const address = addressOf("Account", account.id);
  const shown = html`<span class="account-code">${account.code}</span> ${account.name}`;
  return address ? html`<a href=${address}>${shown}</a>` : html`<span>${shown}</span>`;
}
