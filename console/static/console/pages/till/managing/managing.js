// What a till is, and what its owner may set: its name, whether it is in use, and what becomes of payments for nobody's account.

import { html } from "../../../vendor/htm-preact.js";
import { useState } from "../../../vendor/preact-hooks.js";
import { act } from "../../../client/query.js";
import { may } from "../../../frame/session.js";
import { confirm } from "../../../parts/confirm.js";
import { Panel } from "../../../parts/dialog.js";
import { Field, Form } from "../../../parts/form.js";
import { Time } from "../../../parts/time.js";
import { toast, told } from "../../../parts/toast.js";
import { PutIntoBranch } from "../../tills/branches.js";
import { environmentShown, kindShown } from "../../tills/states.js";
import { RENAME_TILL, SET_TILL_ACTIVE, SET_UNKNOWN_ACCOUNTS } from "../operations.js";
import { t } from "./texts.js";

/** @param {import("../page.js").Shown} props */
export function Facts({ till, again }) {
  const [naming, setNaming] = useState(false);
  const [placing, setPlacing] = useState(false);
  const out = till.deactivatedAt !== null;
  const refuse = till.refusesUnknownAccounts;
  async function setActive() {
    if (!out && !(await confirm({ title: t("outTitle", { name: till.name }), says: t("outSays"), verb: t("putOut"), danger: true }))) return;
    await told(() => act(SET_TILL_ACTIVE, { input: { till: till.id, active: out } }), t(out ? "isBack" : "isOut"));
    await again();
  }
  async function setUnknown() {
    const says = t(refuse ? "takeSays" : "refuseSays");
    if (!(await confirm({ title: t(refuse ? "takeTitle" : "refuseTitle"), says, verb: t(refuse ? "take" : "refuse") }))) return;
    await told(() => act(SET_UNKNOWN_ACCOUNTS, { input: { till: till.id, refuse: !refuse } }), t(refuse ? "takes" : "refuses"));
    await again();
  }
  return html`
    <section class="card">
      <h2>${t("facts")}</h2>
      <dl class="facts">
        <dt>${t("shortcode")}</dt><dd><b>${till.shortcode}</b></dd>
        ${till.storeNumber ? html`<dt>${t("storeNumber")}</dt><dd>${till.storeNumber}</dd>` : null}
        <dt>${t("kind")}</dt><dd>${kindShown(till.kind)}</dd>
        <dt>${t("environment")}</dt><dd>${environmentShown(till.environment)}</dd>
        <dt>${t("business")}</dt><dd>${till.business.name}</dd>
        <dt>${t("branch")}</dt><dd>${till.branch?.name ?? t("noBranch")}</dd>
        <dt>${t("since")}</dt><dd><${Time} at=${till.createdAt} /></dd>
        ${till.deactivatedAt ? html`<dt>${t("outSince")}</dt><dd><${Time} at=${till.deactivatedAt} /></dd>` : null}
        <dt>${t("unknown")}</dt><dd>${t(refuse ? "refused" : "suspense")}</dd>
      </dl>
      ${may("till.manage") ? html`<div class="actions">
        <button type="button" class="quiet" onClick=${() => setNaming(true)}>${t("rename")}</button>
        <button type="button" class="quiet" onClick=${() => setPlacing(true)}>${t("place")}</button>
        <button type="button" class="quiet" onClick=${setUnknown}>${t(refuse ? "take" : "refuse")}</button>
        <button type="button" class="quiet" onClick=${setActive}>${t(out ? "putBack" : "putOut")}</button>
      </div>` : null}
    </section>
    ${naming ? html`<${Rename} till=${till} again=${again} onClose=${() => setNaming(false)} />` : null}
    ${placing ? html`<${PutIntoBranch} till=${till} again=${again} onClose=${() => setPlacing(false)} />` : null}`;
}

/** @param {import("../page.js").Shown & { onClose: () => void }} props */
function Rename({ till, again, onClose }) {
  /** @param {Record<string, string>} values */
  async function rename({ name = "" }) {
    await act(RENAME_TILL, { input: { till: till.id, name } });
    toast(t("renamed"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("rename")} onClose=${onClose}>
      <${Form} label=${t("rename")} send=${t("save")} onSend=${rename} wide>
        <${Field} name="name" label=${t("name")} value=${till.name} maxlength="80" autocomplete="off" required autofocus />
      <//>
    <//>`;
}
