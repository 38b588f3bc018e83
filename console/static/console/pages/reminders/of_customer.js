// How one customer wants to be written to, and what they were told lately, on their page.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { act } from "../../client/query.js";
import { may } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { toast } from "../../parts/toast.js";
import { CUSTOMER_CONTACT, SET_CONTACT } from "./operations.js";
import { noticeColumns } from "./page.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["CustomerContact"]["data"]["node"]>, { notices: any }>} Contact */

const LANGUAGES = /** @type {const} */ (["ENGLISH", "SWAHILI"]);

/** @param {Contact["contactPreference"]} preference */
const way = ({ optedOut, byEmail }) => (optedOut ? "NOTHING" : byEmail ? "EMAIL" : "SMS");

/** @param {{ customer: { id: string }, writes: boolean }} props `writes`: whether it may be changed */
export function CustomerContact({ customer, writes }) {
  const [open, setOpen] = useState(false);
  const known = useQuery(CUSTOMER_CONTACT, { customer: customer.id });
  const node = known.data?.node;
  const contact = node && "notices" in node ? node : null;
  return html`
    <section class="card"><h2>${t("contact")}</h2>
      <${Reading} known=${known} rows=${2}>
        ${() => (contact ? html`
          <dl class="facts">
            <dt>${t("way")}</dt><dd>${t(way(contact.contactPreference))}</dd>
            <dt>${t("language")}</dt><dd>${t(contact.contactPreference.language ?? "OURS")}</dd>
          </dl>
          <${Table} label=${t("notices")} columns=${noticeColumns().filter(({ name }) => name !== "customer").map((each) => ({ ...each, main: each.name === "of" }))} pages=${{ rows: contact.notices.nodes }} empty=${html`<${Empty} title=${t("nothing")} />`} />` : null)}
      <//>
      ${contact && writes && may("billing.write") ? html`<div class="actions no-print"><button type="button" class="quiet" onClick=${() => setOpen(true)}>${t("contactEdit")}</button></div>` : null}
    </section>
    ${open && contact ? html`<${ContactPanel} contact=${contact} again=${known.again} onClose=${() => setOpen(false)} />` : null}`;
}

/** @param {{ contact: Contact, again: () => Promise<void>, onClose: () => void }} props */
function ContactPanel({ contact, again, onClose }) {
  const { contactPreference: preference } = contact;
  /** @param {Record<string, string>} values */
  async function save(values) {
    const language = LANGUAGES.find((each) => each === values.language) ?? null;
    const optedOut = values.way === "NOTHING";
    await act(SET_CONTACT, { input: { customer: contact.id, language, businessLanguage: !language, optedOut, byEmail: optedOut ? null : values.way === "EMAIL" } });
    toast(t("saved"));
    onClose();
    await again();
  }
  const ways = /** @type {const} */ (["SMS", "EMAIL", "NOTHING"]);
  const languages = [{ value: "", label: t("OURS") }, ...LANGUAGES.map((value) => ({ value, label: t(value) }))];
  return html`
    <${Panel} title=${t("contactEdit")} onClose=${onClose}>
      <${Form} label=${t("contactEdit")} send=${t("save")} onSend=${save} wide>
        <${Field} name="way" label=${t("way")} hint=${t("wayHint")} value=${way(preference)} options=${ways.map((value) => ({ value, label: t(value) }))} autofocus />
        <${Field} name="language" label=${t("language")} value=${preference.language ?? ""} options=${languages} />
      <//>
    <//>`;
}
