// An invitation: to whom, to which role.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { spoken } from "../../client/language.js";
import { act } from "../../client/query.js";
import { business } from "../../frame/session.js";
import { t as frame } from "../../frame/texts.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { INVITE } from "./operations.js";
import { about, STAFF } from "./roles.js";
import { t } from "./texts.js";

const WAYS = /** @type {const} */ (["email", "phone", "username"]);
const LANGUAGES = /** @type {const} */ ([["ENGLISH", "English"], ["SWAHILI", "Kiswahili"]]);

/** @param {{ again: () => Promise<void>, onClose: () => void }} props */
export function InviteMember({ again, onClose }) {
  const [way, setWay] = useState(/** @type {typeof WAYS[number]} */ ("email"));
  const [role, setRole] = useState("CASHIER");
  const [tongue, setTongue] = useState(/** @type {string} */ (spoken()));

  /** @param {Record<string, string>} values @param {string} key */
  async function invite(values, key) {
    const input = {
      business: business.value?.id ?? "",
      role: /** @type {any} */ (role),
      [way]: (values[way] ?? "").trim(),
      language: way === "username" ? null : /** @type {any} */ (tongue),
      idempotencyKey: key,
    };
    const { invite: made } = await act(INVITE, { input });
    if (!made) return;
    toast(t(way === "username" ? "invitedByName" : "invited", { recipient: made.recipient }));
    onClose();
    await again();
  }
  const options = WAYS.map((value) => ({ value, label: t(value) }));
  const field = { email: { type: "email", autocomplete: "off" }, phone: { type: "tel", placeholder: "0712 345 678", autocomplete: "off" }, username: { autocomplete: "off" } };
  return html`
    <${Panel} title=${t("invite")} onClose=${onClose}>
      <${Form} label=${t("invite")} send=${t("send")} onSend=${invite} wide>
        <${Field} name="way" label=${t("way")} value=${way} options=${options} onChange=${(/** @type {any} */ event) => setWay(event.target.value)} autofocus />
        <${Field} key=${way} name=${way} label=${t(way)} hint=${t(`hint.${way}`)} autocapitalize="none" spellcheck=${false} required ...${field[way]} />
        <${Field} name="role" label=${t("role")} value=${role} hint=${about(role)} options=${STAFF.map((value) => ({ value, label: frame(value) }))}
          onChange=${(/** @type {any} */ event) => setRole(event.target.value)} />
        ${way === "username" ? null : html`<${Field} name="language" label=${t("tongue")} value=${tongue} options=${LANGUAGES.map(([value, label]) => ({ value, label }))}
          onChange=${(/** @type {any} */ event) => setTongue(event.target.value)} />`}
        <p class="fine">${t(role === "OWNER" ? "ownerSays" : "inviteSays")}</p>
      <//>
    <//>`;
}
