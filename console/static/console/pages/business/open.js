// A new business, whose owner is who opens it.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { act } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { begin, chooseBusiness } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { CREATE_BUSINESS } from "./operations.js";
import { t } from "./texts.js";

const ROUNDINGS = /** @type {const} */ (["NEAREST", "UP", "DOWN"]);

/** @param {{ onClose: () => void }} props */
export function OpenBusiness({ onClose }) {
  const [rounding, setRounding] = useState(/** @type {typeof ROUNDINGS[number]} */ ("NEAREST"));
  /** @param {Record<string, string>} values */
  async function open({ name = "", code = "" }) {
    const { business } = await act(CREATE_BUSINESS, { input: { name: name.trim(), code: code.trim(), rounding } });
    if (!business) return;
    onClose();
    await begin();
    chooseBusiness(business.id);
    toast(t("opened", { name: business.name }));
    go("/settings/tills");
  }
  return html`
    <${Panel} title=${t("open")} onClose=${onClose}>
      <${Form} label=${t("open")} send=${t("openSend")} onSend=${open} wide>
        <${Field} name="name" label=${t("name")} hint=${t("nameHint")} maxlength="120" autocomplete="organization" required autofocus />
        <${Field} name="code" label=${t("code")} hint=${t("codeHint")} maxlength="40" autocomplete="off" autocapitalize="none" spellcheck=${false} required />
        <${Field} name="rounding" label=${t("rounding")} hint=${t("roundingHint")} value=${rounding} options=${ROUNDINGS.map((value) => ({ value, label: t(value) }))}
          onChange=${(/** @type {any} */ event) => setRounding(event.target.value)} />
      <//>
    <//>`;
}
