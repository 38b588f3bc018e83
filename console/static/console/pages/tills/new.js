// A new till, in a panel beside the list.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { act } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form, nested } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { CREATE_TILL } from "./operations.js";
import { Secrets } from "./secrets.js";
import { environmentShown, ENVIRONMENTS, kindShown, KINDS } from "./states.js";
import { t } from "./texts.js";

/** @param {{ onClose: () => void }} props */
export function NewTill({ onClose }) {
  const [kind, setKind] = useState(/** @type {string} */ (KINDS[0]));
  const [environment, setEnvironment] = useState("SANDBOX");
  /** @param {Record<string, string>} values */
  async function create(values) {
    const { till } = await act(CREATE_TILL, { input: { business: business.value?.id ?? "", ...nested(values) } });
    if (!till) return;
    toast(t("added", { name: till.name }));
    go(`/settings/tills/${till.id}`);
  }
  return html`
    <${Panel} title=${t("add")} onClose=${onClose}>
      <${Form} label=${t("add")} send=${t("create")} onSend=${create} clear wide>
        <${Field} name="kind" label=${t("kind")} value=${kind} onChange=${(/** @type {any} */ event) => setKind(event.target.value)} autofocus
          options=${KINDS.map((value) => ({ value, label: kindShown(value) }))} hint=${t(kind === "TILL" ? "tillSays" : "paybillSays")} />
        <${Field} name="shortcode" label=${t("shortcode")} inputmode="numeric" maxlength="10" autocomplete="off" required hint=${t("shortcodeHint")} />
        ${kind === "TILL" ? html`<${Field} name="storeNumber" label=${t("storeNumber")} inputmode="numeric" maxlength="10" autocomplete="off" required hint=${t("storeHint")} />` : null}
        <${Field} name="name" label=${t("name")} maxlength="80" autocomplete="off" hint=${t("nameHint")} />
        <${Field} name="environment" label=${t("environment")} value=${environment} onChange=${(/** @type {any} */ event) => setEnvironment(event.target.value)}
          options=${ENVIRONMENTS.map((value) => ({ value, label: environmentShown(value) }))} hint=${t(environment === "PRODUCTION" ? "realMoney" : "noRealMoney")} />
        <h3 class="wide">${t("credentials")}</h3>
        <p class="fine wide">${t("credentialsSay")}</p>
        <${Secrets} />
      <//>
    <//>`;
}
