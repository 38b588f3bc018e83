// What is printed at the head of the papers of the business.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { act } from "../../client/query.js";
import { may } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { SET_LETTERHEAD } from "./operations.js";
import { t } from "./texts.js";

/** @param {import("./page.js").Shown} props */
export function Letterhead({ of, again }) {
  const [open, setOpen] = useState(false);
  const said = of.letterhead;
  const lines = /** @type {const} */ ([["address", said.postalAddress], ["phone", said.phone], ["email", said.email], ["kraPin", said.kraPin]]);
  const known = lines.filter(([, text]) => text);
  return html`
    <section class="card"><h2>${t("letterhead")}</h2><p class="fine">${t("letterheadSays")}</p>
      ${known.length
        ? html`<dl class="facts">${known.map(([name, text]) => html`<dt key=${name}>${t(name)}</dt><dd>${text}</dd>`)}<dt>${t("vat")}</dt><dd>${t(said.vatRegistered ? "vatYes" : "vatNo")}</dd></dl>`
        : html`<p>${t("nothingPrinted")}</p>`}
      ${may("business.manage") ? html`<div class="actions"><button type="button" class="quiet" onClick=${() => setOpen(true)}>${t("changeLetterhead")}</button></div>` : null}
    </section>
    ${open ? html`<${Change} of=${of} again=${again} onClose=${() => setOpen(false)} />` : null}`;
}

/** @param {import("./page.js").Shown & { onClose: () => void }} props */
function Change({ of, again, onClose }) {
  const said = of.letterhead;
  /** @param {Record<string, string>} values */
  async function send({ postalAddress = "", phone = "", email = "", kraPin = "", vatRegistered = "" }) {
    await act(SET_LETTERHEAD, { input: { business: of.id, postalAddress, phone, email, kraPin, vatRegistered: vatRegistered === "yes" } });
    toast(t("letterheadSet"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("letterhead")} onClose=${onClose}>
      <${Form} label=${t("letterhead")} send=${t("save")} onSend=${send} wide>
        <${Field} name="postalAddress" label=${t("address")} hint=${t("addressHint")} value=${said.postalAddress} maxlength="200" autocomplete="street-address" autofocus />
        <${Field} name="phone" label=${t("phone")} value=${said.phone} maxlength="40" inputmode="tel" autocomplete="tel" />
        <${Field} name="email" label=${t("email")} value=${said.email} maxlength="254" inputmode="email" autocomplete="email" />
        <${Field} name="kraPin" label=${t("kraPin")} hint=${t("kraPinHint")} value=${said.kraPin} maxlength="14" autocomplete="off" autocapitalize="characters" spellcheck=${false} />
        <${Field} name="vatRegistered" label=${t("vat")} value=${said.vatRegistered ? "yes" : "no"} options=${[{ value: "no", label: t("vatNo") }, { value: "yes", label: t("vatYes") }]} />
      <//>
    <//>`;
}
